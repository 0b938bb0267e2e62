"""Which fields an amendment changed, and whether that makes it another question.

The rulebook says which changes are material (`[amendment]`): another party, item, end-use or
destination, more quantity or value. What is not named there, such as a corrected address or
a document, is a supplement. Where it cannot be told, the change counts as material: a
question too many harms less than one too few.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal
from itertools import zip_longest
from typing import Any, NamedTuple

from gateway.domain.base import Stated, Statement
from gateway.domain.case import Application, ChangedField
from gateway.domain.rulebook.acts import AmendmentRule, Material
from gateway.domain.transaction import Item, Party, Transaction
from gateway.errors import InputError

_PARTIES = ("exporter", "consignee", "end_user")
_FIXED = ("reference", "kind", "procedure", "concerns", "further_law")
"""Fields of an application by which it is that application and no other."""


class _Change(NamedTuple):
    """One difference; ``what`` is None where no amendment rule could name it."""

    field: str
    what: Material | None
    reason: str


def check_same_application(before: Application, after: Application) -> None:
    """Check that an amendment is one of this application, not another application.

    Raises:
        InputError: It has another reference, kind, procedure or activity; names the field.
    """
    for field in _FIXED:
        if getattr(before, field) != getattr(after, field):
            raise _other(field)
    if before.transaction.activity is not after.transaction.activity:
        raise _other("transaction.activity")


def _other(field: str) -> InputError:
    return InputError(
        "{field}: an amendment does not change it",
        remedy="File another application, related to this one as its replacement.",
        field=field,
    )


def changed_fields(
    before: Application, after: Application, rule: AmendmentRule
) -> tuple[ChangedField, ...]:
    """Say which fields differ, and of each whether the change is material and why.

    Args:
        before: The application as those consulted know it.
        after: As it stands now.
        rule: What the rulebook calls material.

    Returns:
        In the order of the form; empty if nothing differs.
    """
    return tuple(
        ChangedField(
            field=change.field,
            material=change.what in rule.material,
            reason=change.reason,
        )
        for change in _changes(before, after, rule.increase_over_percent)
    )


def check_part_of(
    licensed: Transaction,
    asked: Transaction,
    rule: AmendmentRule,
    *,
    free: Collection[Material] = (),
) -> None:
    """Check that a transaction is one that was licensed, or a part of it.

    Fewer items, a smaller quantity and what is not stated are a part of it; another party,
    another destination or an item that the licence does not cover make it another one.

    Args:
        licensed: As it was licensed.
        asked: What a case about that licence describes.
        rule: What the rulebook calls material.
        free: In what the items may be more than the licence covers; an item: any other.

    Raises:
        InputError: It is no part of it; names the field.
    """
    if asked.activity is not licensed.activity:
        raise _outside("activity", "the licence is for {activity}", activity=licensed.activity)
    if asked.destination != licensed.destination:
        raise _outside(
            "destination", "the licence is for {destination}", destination=licensed.destination
        )
    for field in _PARTIES:
        known, named = getattr(licensed, field).value, getattr(asked, field).value
        if known is not None and named is not None and not same_party(known, named):
            raise _outside(field, "the licence names another {field_2}", field_2=_words(field))
    for number, party in enumerate(asked.intermediaries):
        if not any(same_party(party, known) for known in licensed.intermediaries):
            raise _outside(f"intermediaries[{number}]", "the licence names no such party")
    if Material.ITEM in free:
        return
    for number, item in enumerate(asked.items):
        if not any(_covers(known, item, rule, free) for known in licensed.items):
            raise _outside(f"items[{number}]", "the licence does not cover this item, or so much")


def _outside(field: str, why: str, **values: Any) -> InputError:
    return InputError(
        "{field}: ",
        why,
        remedy="Describe the transaction that was licensed, or the part of it that this is about.",
        field=f"transaction.{field}",
        **values,
    )


def check_no_new_place(licensed: Transaction, asked: Transaction) -> None:
    """Check that the goods lie where they lay when the licence was granted.

    Raises:
        InputError: Another place is named.
    """
    if set(asked.goods_located_in) - set(licensed.goods_located_in):
        raise _outside("goods_located_in", "the licence was granted for goods in another place")


def _covers(licensed: Item, asked: Item, rule: AmendmentRule, free: Collection[Material]) -> bool:
    stated = asked.with_amounts_of(licensed)
    changes = _item("item", licensed, stated, rule.increase_over_percent)
    return not any(each.what in rule.material and each.what not in free for each in changes)


def _changes(before: Application, after: Application, percent: int) -> Iterator[_Change]:
    yield from _transaction(before.transaction, after.transaction, percent)
    for field in Application.model_fields:
        if field not in ("transaction", *_FIXED) and _differ(before, after, field):
            # Whether a list means the item hangs on the exceptions: it is another item then.
            what = Material.ITEM if field == "exceptions" else None
            yield _Change(field, what, f"{_words(field)} changed")


def _transaction(before: Transaction, after: Transaction, percent: int) -> Iterator[_Change]:
    looked_at = {"items", "intermediaries", "destination", "stated_end_use", *_PARTIES}
    for field in _PARTIES:
        if _differ(before, after, field):
            yield _party(f"transaction.{field}", getattr(before, field), getattr(after, field))
    if before.intermediaries != after.intermediaries:
        yield _intermediaries(before.intermediaries, after.intermediaries)
    if before.destination != after.destination:
        reason = f"the destination is {after.destination} instead of {before.destination}"
        yield _Change("transaction.destination", Material.DESTINATION, reason)
    if before.stated_end_use != after.stated_end_use:
        yield _end_use(before.stated_end_use, after.stated_end_use)
    yield from _items(before.items, after.items, percent)
    for field in Transaction.model_fields:
        if field not in looked_at and _differ(before, after, field):
            yield _Change(f"transaction.{field}", None, f"{_words(field)} changed")


def _differ(before: object, after: object, field: str) -> bool:
    return bool(getattr(before, field) != getattr(after, field))


def _words(field: str) -> str:
    return field.replace("_", " ")


def _party(path: str, before: Stated[Party], after: Stated[Party]) -> _Change:
    who = _words(path.rsplit(".", 1)[-1])
    if before.value is not None and after.value is not None:
        if same_party(before.value, after.value):
            return _Change(path, None, f"particulars of the {who} changed; it is the same")
        return _Change(path, Material.PARTY, f"the {who} is another one")
    if Statement.GIVEN in (before.state, after.state):
        reason = f"the {who} was {_state(before)} and is {_state(after)}"
        return _Change(path, Material.PARTY, reason)
    return _Change(path, None, f"why the {who} is not named changed")


def _state(field: Stated[Party]) -> str:
    return field.state.value.replace("_", " ")


def same_party(one: Party, other: Party) -> bool:
    """Return whether two descriptions are of the same party: a shared name, no other country.

    An identifier of the same scheme with another value makes it another party.
    """
    names = {_plain(name) for name in one.names} & {_plain(name) for name in other.names}
    ours = {each.scheme: each.value for each in one.identifiers}
    contradicted = any(
        each.scheme in ours and ours[each.scheme] != each.value for each in other.identifiers
    )
    return bool(names) and one.country == other.country and not contradicted


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _intermediaries(before: tuple[Party, ...], after: tuple[Party, ...]) -> _Change:
    path = "transaction.intermediaries"
    kept = len(before) == len(after) and all(
        any(same_party(old, new) for new in after) for old in before
    )
    known = all(any(same_party(new, old) for old in before) for new in after)
    if kept and known:
        return _Change(path, None, "particulars of an intermediary changed; it is the same")
    return _Change(path, Material.PARTY, "an intermediary was added, removed or replaced")


def _end_use(before: Stated[str], after: Stated[str]) -> _Change:
    path = "transaction.stated_end_use"
    if before.value is not None and after.value is not None:
        if _plain(before.value) == _plain(after.value):
            return _Change(path, None, "the spelling of the stated end-use changed")
    elif Statement.GIVEN not in (before.state, after.state):
        return _Change(path, None, "why no end-use is stated changed")
    return _Change(path, Material.END_USE, "another end-use is stated")


def _items(before: tuple[Item, ...], after: tuple[Item, ...], percent: int) -> Iterator[_Change]:
    """Compare items in order; those that are the same are passed over wherever they stand."""
    left = [item for item in before if item not in after]
    right = [(n, item) for n, item in enumerate(after) if item not in before]
    for old, numbered in zip_longest(left, right):
        if numbered is None:
            reason = f"an item was removed: {old.description[:60]}"
            yield _Change("transaction.items", Material.ITEM, reason)
        elif old is None:
            reason = f"item {numbered[0] + 1} was added"
            yield _Change(f"transaction.items[{numbered[0]}]", Material.ITEM, reason)
        else:
            yield from _item(f"transaction.items[{numbered[0]}]", old, numbered[1], percent)
    if not left and not right and len(before) != len(after):  # the same item once more
        yield _Change("transaction.items", Material.ITEM, "an item is named more or less often")
    elif not left and not right and before != after:
        yield _Change("transaction.items", None, "the order of the items changed")


def _item(path: str, before: Item, after: Item, percent: int) -> Iterator[_Change]:
    for field in Item.model_fields:
        if not _differ(before, after, field):
            continue
        where = f"{path}.{field}"
        if field in ("quantity", "value"):
            yield _amount(where, field, getattr(before, field), getattr(after, field), percent)
        elif field in ("quantity_unit", "currency"):
            what = Material.QUANTITY if field == "quantity_unit" else Material.VALUE
            yield _Change(where, what, f"another {_words(field)}: amounts cannot be compared")
        elif field in ("classifications", "parameters", "cas_number", "cyber_surveillance"):
            yield _Change(where, Material.ITEM, f"the {_words(field)} of the item changed")
        elif field == "description":
            same = _plain(before.description) == _plain(after.description)
            what_else = None if same else Material.ITEM
            reason = "its spelling changed" if same else "the item is described otherwise"
            yield _Change(where, what_else, reason)
        else:
            yield _Change(where, None, f"the {_words(field)} of the item changed")


def _amount(
    path: str, name: str, before: Decimal | None, after: Decimal | None, percent: int
) -> _Change:
    what = Material.QUANTITY if name == "quantity" else Material.VALUE
    if before is None or after is None:
        return _Change(path, what, f"the {name} was not stated in both versions")
    if after <= before:
        return _Change(path, None, f"the {name} is less: {after:f} instead of {before:f}")
    more = f"the {name} is {after:f} instead of {before:f}"
    if after * 100 > before * (100 + percent):
        return _Change(path, what, f"{more}: more than {percent} % more")
    return _Change(path, None, f"{more}: not more than {percent} % more")
