"""What a list that came into force since asks of a case that stands under an earlier one.

A case stands under the list that was in force when its application was filed, or last amended.
Nothing changes under it by itself. The licence is decided on a later day, so whoever reads the
case is told where its codes stand by then and what would be asked; an amendment that classifies
the items anew puts the case under the list of its day.
"""

from __future__ import annotations

from datetime import date

from gateway.domain.base import Day, Model
from gateway.domain.controls import ControlList, ControlLists
from gateway.domain.transaction import Classification, Item, ListSource, Transaction


class CodeNow(Model):
    """A code of a case that stands elsewhere in the newer list, or nowhere.

    Attributes:
        item: Which item, the first is 1.
        code: As it was classified.
        now: Where its items stand; empty: the newer list has no such code.
    """

    item: int
    code: str
    now: tuple[str, ...] = ()


class NewerList(Model):
    """A list that came into force since a case was filed or last amended.

    Attributes:
        version: The newer version of Annex I.
        in_force_from: Its first day.
        codes: Codes of the case that do not stand there as they did.
        asks: Procedures that apply by the codes of the newer list, and not by the case's own.
        assessment: Whether it asks a human-rights assessment that the case's own does not.
    """

    version: str
    in_force_from: Day
    codes: tuple[CodeNow, ...] = ()
    asks: tuple[str, ...] = ()
    assessment: bool = False

    @property
    def differs(self) -> bool:
        """Whether the duties would be others."""
        return bool(self.asks) or self.assessment

    def asking(self, asks: tuple[str, ...], *, assessment: bool) -> NewerList:
        """Return it with what it asks and the case's own list does not."""
        return self._with(asks=asks, assessment=assessment)


def newer_list(
    transaction: Transaction, lists: ControlLists, *, version: str, day: date
) -> NewerList | None:
    """Return the list in force on a day, and where the codes stand in it; None if it is the same.

    Args:
        transaction: As it was classified.
        lists: The lists that are held.
        version: Under which it stands.
        day: The day.
    """
    newest = lists.version_in_force(day)
    if not version or lists.dates[newest] <= lists.dates.get(version, day):
        return None
    held = lists.counting(version=newest, on=day)
    codes = (
        CodeNow(item=number, code=each.code or "", now=tuple(now))
        for number, item in enumerate(transaction.items, start=1)
        for each in item.classifications
        if (now := _now(each, lists, held, version, day)) is not None
    )
    return NewerList(version=newest, in_force_from=lists.dates[newest], codes=tuple(codes))


def reclassified(transaction: Transaction, newer: NewerList) -> Transaction:
    """Return a transaction with the places of its codes in a newer list beside the old ones."""

    def anew(number: int, item: Item) -> Item:
        added = (now for each in newer.codes if each.item == number for now in each.now)
        return item.also_classified(
            Classification(source=ListSource.ANNEX_I, code=code, list_version=newer.version)
            for code in dict.fromkeys(added)
        )

    return transaction.with_items(tuple(anew(n, x) for n, x in enumerate(transaction.items, 1)))


def _now(
    found: Classification, lists: ControlLists, held: ControlList | None, version: str, day: date
) -> list[str] | None:
    """Return where a code of Annex I stands now; None where it stands as it did."""
    if found.source is not ListSource.ANNEX_I or found.code is None:
        return None
    before = lists.version_named(found.list_version) or version
    moved = sorted(lists.same_code(found.code, before, until=day) - {found.code})
    if moved:
        return moved
    own = lists.counting(version=before)
    gone = held is not None and found.code not in held.codes
    return [] if gone and (own is None or found.code in own.codes) else None
