"""What the list says of the codes of a case that nobody should pass over.

A code that is not in its list switches off what hangs on codes: the comparison with denials,
Annex IV, the cyber-surveillance groups. Where the federation has named the list, it is refused
at filing; where only the one that comes with Comity is held, it is taken and said on the case.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from gateway.domain.base import Model
from gateway.domain.controls import ControlList, ControlLists
from gateway.domain.controls.finding import near_codes
from gateway.domain.transaction import Classification, ListSource, Transaction


class CodeFault(StrEnum):
    """Why a code can switch nothing on."""

    UNKNOWN = "unknown"  # the list has no such code
    NOT_USED = "not_used"  # it stands there as "Not used"


class NearCode(Model):
    """A code that may have been meant.

    Attributes:
        code: As the list has it.
        label: Our label of it, or nothing.
    """

    code: str
    label: str = ""


class CodeRemark(Model):
    """A code of a case that its list does not have.

    Attributes:
        item: Which item, the first is 1.
        code: As it was classified.
        fault: What is wrong with it.
        list_version: Version of the list in which it was looked up.
        nearest: Codes of that list that may have been meant, the likeliest first.
    """

    item: int
    code: str
    fault: CodeFault
    list_version: str
    nearest: tuple[NearCode, ...] = ()


def code_remarks(
    transaction: Transaction, lists: ControlLists, *, version: str, day: date
) -> tuple[CodeRemark, ...]:
    """Return what is wrong with the codes of a transaction, in the order of its items.

    Args:
        transaction: As it was classified.
        lists: The lists that are held; a code of one that is not held has no remark.
        version: Version of Annex I for a code that names none; empty: that of the day.
        day: On which it was classified: what was corrected later is not known then.
    """
    return tuple(
        remark
        for number, item in enumerate(transaction.items, start=1)
        for each in item.classifications
        for remark in _remarks(number, each, lists, version, day)
    )


def _remarks(
    item: int, found: Classification, lists: ControlLists, version: str, day: date
) -> Iterator[CodeRemark]:
    held = _list_of(found, lists, version, day)
    if held is None or found.code is None or found.code in held.codes:
        return
    near = near_codes(found.code, held.codes)
    yield CodeRemark(
        item=item,
        code=found.code,
        fault=CodeFault.NOT_USED if found.code in held.not_used else CodeFault.UNKNOWN,
        list_version=held.version,
        nearest=tuple(NearCode(code=each, label=lists.label(each)) for each in near),
    )


def _list_of(
    found: Classification, lists: ControlLists, version: str, day: date
) -> ControlList | None:
    if found.source is ListSource.NATIONAL:
        key = f"{found.source}:{found.state}"
        return lists.counting(version=found.list_version, on=day, key=key)
    return lists.counting(version=lists.version_named(found.list_version) or version, on=day)
