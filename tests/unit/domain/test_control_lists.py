"""Versions of control lists: what held on a day, what was corrected, what moved."""

from __future__ import annotations

from datetime import date

import pytest

from gateway.domain.controls import (
    ControlLists,
    Corrigendum,
    Known,
    ListFile,
    Moved,
    shipped_controls,
)
from gateway.errors import InputError, LawError, Reason
from tests.support.raising import refuses

CONTROLS = shipped_controls()
SHIPPED = Known.of(CONTROLS)
NEW = "02021R0821-20251115"
OLD = "02021R0821-20220107"


def listed(version: str, begins: date, codes: str, not_used: str = "", **more: object) -> ListFile:
    return ListFile.model_validate(
        {
            "kind": "annex_i",
            "version": version,
            "in_force_from": begins,
            "codes": tuple(codes.split()),
            "not_used": tuple(not_used.split()),
            **more,
        }
    )


BEFORE = listed(OLD, date(2022, 1, 7), "3A001 5A001 5A001.f 5A001.h 5A002 5A002.a.2")
AFTER = listed(
    NEW,
    date(2025, 11, 15),
    "3A001 3B501 3B501.f.1.a 3B501.f.1.b 5A001 5A001.f 5A002 5A002.a.2 5A004 5A004.a",
    "5A001.h",
)
HELD = ControlLists([AFTER, BEFORE], known=SHIPPED)
ROTTERDAM = ListFile.model_validate(
    {
        "kind": "national",
        "state": "NL",
        "version": "NL/2023-1",
        "act": "C/2023/441",
        "in_force_from": date(2023, 9, 1),
        "codes": ("3B901", "3B901.a"),
    }
)


def test_the_version_of_the_day_counts() -> None:
    before, after = HELD.in_force(date(2025, 11, 14)), HELD.in_force(date(2025, 11, 15))
    assert before is not None
    assert after is not None
    assert (before.version, after.version) == (OLD, NEW)
    assert HELD.in_force(date(2022, 1, 6)) is None


@pytest.mark.parametrize(
    ("day", "version"),
    [
        (date(2021, 9, 8), ""),
        (date(2021, 9, 9), "02021R0821-20210909"),
        (date(2024, 11, 7), "02021R0821-20231216"),
        (date(2024, 11, 8), "02021R0821-20241108"),
        (date(2026, 11, 24), NEW),
    ],
)
def test_the_version_is_known_by_its_day_even_where_no_list_is_held(
    day: date, version: str
) -> None:
    assert ControlLists(known=SHIPPED).version_in_force(day) == version


def test_a_list_that_has_ended_holds_no_longer() -> None:
    ended = listed(OLD, date(2022, 1, 7), "5A001", in_force_until=date(2023, 1, 11))
    assert ControlLists([ended]).in_force(date(2023, 1, 12)) is None


def test_the_corrigendum_of_february_acts_back_to_november() -> None:
    """2025/2003R(03): 3B501.f.1.a reads "Not used" from 15.11.2025 on."""
    code = "3B501.f.1.a"
    assert code in HELD.version(NEW).not_used
    assert code not in HELD.version(NEW, on=date(2025, 12, 1)).codes
    # Who classified in December could not know it, and was right.
    assert code in HELD.version(NEW, on=date(2025, 12, 1), known=date(2025, 12, 1)).codes
    assert HELD.check("3B501f1a", on=date(2025, 12, 1)) == code
    with refuses(InputError, Reason.CODE_UNKNOWN, match='reads "Not used"'):
        HELD.check("3B501f1a", on=date(2026, 2, 9))


def test_a_list_that_was_imported_corrected_is_read_back_as_it_stood() -> None:
    corrected = listed(NEW, date(2025, 11, 15), "3B501 3B501.f.1.b", "3B501.f.1.a")
    held = ControlLists([corrected], known=SHIPPED)
    assert held.check("3B501.f.1.a", on=date(2026, 1, 20)) == "3B501.f.1.a"
    assert held.version(NEW).codes == corrected_codes(HELD)


def corrected_codes(held: ControlLists) -> frozenset[str]:
    return frozenset(code for code in held.version(NEW).codes if code.startswith("3B501"))


def test_corrections_add_and_remove_codes() -> None:
    fix = Corrigendum(
        act="R(04)",
        version=NEW,
        published=date(2026, 3, 1),
        effective_from=date(2026, 1, 1),
        added=("5A001.h",),
        removed=("5A001.f",),
    )
    held = ControlLists([AFTER.model_copy(update={"corrigendum": (fix,)})])
    after = held.version(NEW)
    assert {"5A001.h"} <= after.codes
    assert not {"5A001.f"} & after.codes
    assert held.version(NEW, on=date(2025, 12, 31)).codes == frozenset(AFTER.codes)


@pytest.mark.parametrize(
    ("written", "code"),
    [("5A001f", "5A001.f"), ("5A001.f.", "5A001.f"), ("5a001.F", "5A001.f"), ("5A001", "5A001")],
)
def test_a_code_is_checked_in_the_version_of_its_day(written: str, code: str) -> None:
    assert HELD.check(written, on=date(2026, 3, 1)) == code
    assert HELD.check(written, version=OLD) == code


def test_a_code_of_another_version_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError) as refused:
        HELD.check("5A001.f.9", on=date(2026, 3, 1))
    assert "5A001.f" in refused.value.remedy
    with pytest.raises(InputError, match="is not in"):
        HELD.check("5A004.a", version=OLD)
    assert HELD.check("5A001.h", version=OLD) == "5A001.h"


def test_where_the_version_is_not_held_only_the_spelling_is_checked() -> None:
    assert HELD.check("9A999", version="another") == "9A999"
    assert ControlLists().check("9a999.", on=date(2026, 1, 1)) == "9A999"
    with pytest.raises(InputError, match="is not a control code of Annex I"):
        HELD.check("stealth", version="another")


def test_national_lists_are_lists_of_their_own() -> None:
    held = ControlLists([AFTER, ROTTERDAM])
    assert held.check("3B901a", on=date(2026, 1, 1), key="national:NL") == "3B901.a"
    with pytest.raises(InputError, match="is not in"):
        held.check("3B901a", on=date(2026, 1, 1))
    assert held.in_force(date(2023, 8, 31), "national:NL") is None
    assert held.version_in_force(date(2023, 12, 1)) == ""  # it is no version of Annex I


# --- a code that moved ----------------------------------------------------------------------


def test_a_denial_of_2012_on_cryptanalysis_is_found_under_the_code_of_today() -> None:
    assert HELD.same_code("5A002.a.2") == {"5A002.a.2", "5A004.a"}
    assert HELD.same_code("5A002.a.2.b") == {"5A002.a.2.b", "5A004.a"}


def test_a_number_that_was_given_to_other_items_is_not_carried_on() -> None:
    assert HELD.same_code("5A002.a.2", NEW) == {"5A002.a.2"}
    assert HELD.same_code("5A002.a.2", "02021R0821-20210909") == {"5A002.a.2"}


def test_both_find_each_other_at_the_newest_place() -> None:
    assert HELD.same_code("5A002.a.2") & HELD.same_code("5A004.a", NEW)
    assert HELD.same_code("5A004.a") == {"5A004.a"}


def test_moves_follow_one_another_and_a_circle_ends() -> None:
    moves = [("5A001.a", "5A001.b"), ("5A001.b", "5A001.c"), ("5A001.c", "5A001.a")]
    held = ControlLists(
        known=Known(
            moved=tuple(
                Moved(old=old, new=new, act="an act", since=date(2020, 1, 1)) for old, new in moves
            )
        )
    )
    assert held.same_code("5A001.a") == {"5A001.a", "5A001.b", "5A001.c"}


# --- comparing ------------------------------------------------------------------------------


def test_two_versions_are_compared() -> None:
    moved = Moved(old="3A001", new="3A501", act="2025/2003", since=date(2025, 11, 15))
    newer = listed(NEW, date(2025, 11, 15), "3A501 5A001 5A004", "5A001.h 5A001.f", moved=(moved,))
    found = ControlLists([BEFORE, newer]).difference(OLD, NEW)
    assert (found.older, found.newer, found.same) == (OLD, NEW, 1)
    assert found.added == ("5A004",)
    assert found.removed == ("5A002", "5A002.a.2")
    assert found.not_used == ("5A001.f", "5A001.h")
    assert found.moved == (moved,)


def test_an_unknown_version_names_those_that_are_held() -> None:
    with refuses(LawError, Reason.VERSION_UNKNOWN) as refused:
        HELD.difference(OLD, "none")
    assert NEW in refused.value.remedy


def test_two_files_of_one_day_are_refused() -> None:
    for other in (BEFORE, BEFORE.model_copy(update={"version": "another"})):
        with refuses(LawError, Reason.LIST_INVALID):
            ControlLists([BEFORE, other])


# --- what comes with Comity -----------------------------------------------------------------


def test_the_500_series_and_our_labels() -> None:
    assert len(CONTROLS.code_list("union_500").rule) == 16
    assert CONTROLS.added_by_union("3B501.f.1.b") is not None
    assert CONTROLS.added_by_union("3B001.f.1.b") is None
    assert CONTROLS.labels.of("3B501.f") == (
        "Electronics",
        "test and production",
        "added at Union level",
    )


@pytest.mark.parametrize(
    ("group", "count"), [("EU001", 10), ("EU002", 4), ("EU005", 9), ("EU006", 4), ("EU007", 16)]
)
def test_destinations_of_the_general_authorisations(group: str, count: int) -> None:
    assert len(CONTROLS.destination_group(group).countries) == count
    assert "RU" not in CONTROLS.destination_group(group).countries


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"state": "NL"}, "names its state"),
        ({"kind": "foreign"}, "names its state"),
        ({"codes": ("5A001", "5A001")}, "twice"),
        ({"codes": ("5A001f",)}, "write 5A001.f"),
        ({"codes": ()}, "codes"),
        ({"in_force_until": date(2020, 1, 1)}, "before in_force_from"),
        (
            {
                "corrigendum": [
                    {
                        "act": "R(01)",
                        "version": "another",
                        "published": date(2026, 1, 1),
                        "effective_from": date(2026, 1, 1),
                        "added": ["5A001.z"],
                    }
                ]
            },
            "is of another",
        ),
        (
            {"moved": [{"old": "5A001", "new": "5A001", "act": "x", "since": date(2026, 1, 1)}]},
            "itself",
        ),
    ],
)
def test_a_list_that_contradicts_itself_is_refused(change: dict[str, object], word: str) -> None:
    with pytest.raises(ValueError, match=word):
        ListFile.model_validate({**BEFORE.model_dump(), **change})


@pytest.mark.parametrize(
    ("touched", "word"),
    [({}, "at least one"), ({"added": ["5A001"], "removed": ["5A001"]}, "once")],
)
def test_a_corrigendum_that_says_nothing_or_two_things_is_refused(
    touched: dict[str, object], word: str
) -> None:
    day = date(2026, 1, 1)
    with pytest.raises(ValueError, match=word):
        Corrigendum.model_validate(
            {"act": "x", "version": NEW, "published": day, "effective_from": day, **touched}
        )
