"""What a list that came into force since says of the codes of a case."""

from __future__ import annotations

from datetime import date

import pytest

from gateway.domain.case.newer_list import CodeNow, newer_list, reclassified
from gateway.domain.controls import ControlLists, Known, ListFile, Moved, shipped_controls
from gateway.domain.transaction import Classification, ListSource, Transaction
from tests.support.cases import application

OLD, NEW, LATER = "02021R0821-20251115", "02021R0821-20260914", "02021R0821-20270101"
SINCE, NEXT_YEAR = date(2026, 9, 14), date(2027, 1, 1)


def a_list(version: str, begins: date, *codes: str, moved: tuple[Moved, ...] = ()) -> ListFile:
    return ListFile.model_validate(
        {
            "kind": "annex_i",
            "version": version,
            "in_force_from": begins,
            "codes": codes,
            "moved": moved,
        }
    )


def move(old: str, new: str, since: date) -> Moved:
    return Moved(old=old, new=new, act="made up", since=since)


LISTS = ControlLists(
    (
        a_list(OLD, date(2025, 11, 15), "3A504", "5A001", "6A202"),
        a_list(NEW, SINCE, "3A004", "5A001", moved=(move("3A504", "3A004", SINCE),)),
        a_list(LATER, NEXT_YEAR, "3A014", "5A001", moved=(move("3A004", "3A014", NEXT_YEAR),)),
    ),
    known=Known.of(shipped_controls()),
)


def classified(*codes: str, version: str = "") -> Transaction:
    given = application().transaction
    (item, *_) = given.items
    items = tuple(
        item.model_copy(
            update={
                "classifications": (
                    Classification(source=ListSource.ANNEX_I, code=code, list_version=version),
                )
            }
        )
        for code in codes
    )
    return given.with_items(items)


def test_where_each_code_stands_on_the_day_that_is_asked_about() -> None:
    asked = classified("5A001", "3A504", "6A202", "7A999")
    assert newer_list(asked, LISTS, version=OLD, day=date(2026, 9, 13)) is None
    found = newer_list(asked, LISTS, version=OLD, day=SINCE)
    assert found is not None
    assert (found.version, found.in_force_from) == (NEW, SINCE)
    assert found.codes == (
        CodeNow(item=2, code="3A504", now=("3A004",)),  # not 3A014: that is for next year
        CodeNow(item=3, code="6A202", now=()),
    )  # 7A999 was in neither: that is another remark
    later = newer_list(asked, LISTS, version=OLD, day=NEXT_YEAR)
    assert later is not None
    assert later.codes[0].now == ("3A004", "3A014")


def test_a_case_under_the_list_of_the_day_has_no_newer_one() -> None:
    asked = classified("3A504")
    assert newer_list(asked, LISTS, version=NEW, day=SINCE) is None
    assert newer_list(asked, LISTS, version="", day=SINCE) is None
    assert newer_list(asked, LISTS, version=LATER, day=SINCE) is None  # of a later list already


@pytest.mark.parametrize("version", [NEW, SINCE.isoformat()])
def test_what_was_classified_by_the_newer_list_stands_where_it_does(version: str) -> None:
    asked = classified("3A504", version=version)  # the number may mean other items by then
    found = newer_list(asked, LISTS, version=OLD, day=SINCE)
    assert found is not None
    assert found.codes == ()


def test_new_places_are_put_beside_the_old_ones_for_looking_at_duties() -> None:
    asked = classified("5A001", "3A504")
    found = newer_list(asked, LISTS, version=OLD, day=SINCE)
    assert found is not None
    assert [item.codes for item in reclassified(asked, found).items] == [
        ("5A001",),
        ("3A504", "3A004"),
    ]
    assert not found.differs
    assert found.asking(("14(1)",), assessment=False).differs
    assert found.asking((), assessment=True).differs
