"""51 periods that were counted by hand first (the check of the law, part 3, 1 December 2026).

Each row says what is read off a wall calendar: where Comity says something else, a day or a year is
missing in its calendars, or the count is wrong. `OPEN` are those for which nobody has decided which
days count; each names the doubt of the rulebook that says so.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from gateway.domain.calendars import Calendars, zone_of
from gateway.domain.consultation import DeadlineDerivation
from gateway.domain.deadline import derive_deadline
from gateway.domain.periods import derive_period, derive_years
from gateway.domain.rulebook import Rulebook, shipped_rulebooks
from gateway.errors import ComityError, InputError

HELD = Calendars()
SHELF = shipped_rulebooks()
LAW_OF_1FC = "EU-765-2006"
LAW_OF_2D = "EU-833-2014"

# Case, procedure, authority, local day of receipt, working days on top, last day expected.
COUNTED = [
    ("C01", "14(1)", "DE", "2026-12-23", 0, "2027-01-08"),
    ("C02", "14(1)", "AT", "2026-12-10", 0, "2026-12-28"),
    ("C03", "14(1)", "AT", "2027-03-12", 0, "2027-03-30"),
    ("C04", "16(5)", "FR", "2027-04-26", 0, "2027-05-11"),
    ("C05", "16(5)", "NL", "2026-04-20", 0, "2026-05-06"),
    ("C06", "14(1)", "SE", "2026-06-08", 0, "2026-06-23"),
    ("C07", "14(1)", "EU", "2026-10-26", 0, "2026-11-10"),
    ("C08", "14(1)", "EU", "2026-12-16", 0, "2027-01-08"),
    ("C09", "14(1)", "EU", "2027-12-15", 0, "2028-01-06"),
    ("C10", "21(4)", "PL", "2027-04-30", 0, "2027-05-17"),
    ("C11", "21(4)", "IT", "2027-09-20", 20, "2027-11-03"),
    ("C13", "21(4)", "DE", "2027-01-04", 0, "2027-01-18"),
    ("C14", "5(5)", "RO", "2026-11-24", 0, "2027-01-13"),
    ("C15", "5(5)", "HU", "2027-03-01", 0, "2027-04-15"),
    ("C16", "14(1)", "EL", "2027-04-22", 0, "2027-05-11"),
    ("C17", "14(1)", "CY", "2027-04-08", 0, "2027-04-22"),
    ("C18", "14(1)", "PT", "2027-01-04", 0, "2027-01-18"),
    ("C19", "14(1)", "IE", "2026-12-15", 0, "2026-12-30"),
    ("C20", "16(5)", "LT", "2027-03-15", 0, "2027-03-30"),
    ("C21", "16(5)", "BE-WAL", "2027-09-13", 0, "2027-09-27"),
    ("C22", "16(5)", "DE", "2027-05-18", 0, "2027-06-02"),
    ("C23", "16(5)", "ES", "2027-11-26", 0, "2027-12-14"),
    ("C24", "16(5)", "ES", "2026-03-23", 0, "2026-04-08"),
    ("C25", "16(5)", "LV", "2026-06-11", 0, "2026-06-30"),
    ("C26", "16(5)", "SK", "2026-04-30", 0, "2026-05-15"),
    ("C27", "16(5)", "BG", "2026-12-11", 0, "2026-12-30"),
    ("C28", "14(2)", "MT", "2027-05-28", 0, "2027-06-14"),
    ("C30", "16(5)", "DK", "2027-04-12", 0, "2027-04-26"),
    ("C31", "2d(3)", "HR", "2027-05-26", 0, "2027-06-10"),
    ("C32", "14(1)", "PT", "2026-11-30", 30, "2027-01-29"),
    ("C36", "16(5)", "LU", "2026-06-12", 0, "2026-06-29"),
    ("C39", "14(1)", "UK", "2027-07-05", 0, "2027-07-20"),
    ("C40", "16(5)", "NL", "2027-04-20", 0, "2027-05-10"),
    ("C41", "16(5)", "NL", "2026-04-30", 0, "2026-05-19"),
    ("C42", "14(1)", "PT", "2026-12-31", 0, "2027-01-15"),
    ("C43", "5(5)", "FI", "2027-05-03", 30, "2027-07-28"),
    ("C45", "1fc(3)", "EE", "2027-06-21", 0, "2027-07-07"),
    ("C46", "16(5)", "SI", "2027-04-23", 0, "2027-05-10"),
    ("C47", "16(5)", "CZ", "2026-12-11", 0, "2026-12-29"),
    ("C48", "14(1)", "IE", "2027-12-14", 0, "2027-12-28"),
    ("C49", "14(1)", "SE", "2026-12-18", 5, "2027-01-15"),
    ("C50", "14(1)", "DE", "2026-03-27", 0, "2026-04-14"),
    ("C51", "21(4)", "BE-VLG", "2027-07-05", 20, "2027-08-17"),
]
# Expected by hand, where another day may be right: the date above is on the side of more time for
# C16, and by the days of the whole State for C21 and the Irish ones.
OPEN = {"C16": ("D9", "EL"), "C19": ("D18", "IE"), "C21": ("D17", "BE"), "C48": ("D18", "IE")}

AT_NIGHT = {"C17": 0.5, "C18": 22.5, "C36": 23.9997, "C42": 23.5, "C50": 23.9997}  # local hours

REFUSED = [
    ("C12", "21(4)", "IT", "2027-09-20", 21, "within 0 to 20"),
    ("C29", "14(2)", "MT", "2027-05-28", 5, r"14\(2\) has no extension"),
    ("C33", "14(1)", "PT", "2026-11-30", 31, "within 0 to 30"),
    ("C44", "5(5)", "FI", "2027-05-03", 31, "within 1 to 30"),
]

IN_YEARS = [
    ("C34", "5(7)", "DE", "2027-03-01", "2028-03-01"),
    ("C35", "5(7)", "EU", "2027-03-01", "2028-03-01"),
    ("C38", "16(2)", "DE", "2024-02-29", "2027-03-01"),
]


def law_at(procedure: str, at: datetime) -> Rulebook:
    """Return the law in force that has a procedure."""
    law = {"2d(3)": LAW_OF_2D, "1fc(3)": LAW_OF_1FC}.get(procedure)
    return SHELF.in_force(at) if law is None else SHELF.in_force(at, law)


def instant(case: str, authority: str, day: str) -> datetime:
    hours = timedelta(hours=AT_NIGHT.get(case, 10))
    return (
        datetime.combine(date.fromisoformat(day), datetime.min.time(), ZoneInfo(zone_of(authority)))
        + hours
    )


def derived(case: str, procedure: str, authority: str, day: str, more: int) -> DeadlineDerivation:
    at = instant(case, authority, day)
    law, calendar = law_at(procedure, at), HELD.on(authority, at)
    return derive_period(
        law, procedure, authority=authority, received=at, calendar=calendar, extension_days=more
    )[0]


@pytest.mark.parametrize(("case", "procedure", "authority", "day", "more", "last"), COUNTED)
def test_a_period_ends_as_counted_by_hand(
    case: str, procedure: str, authority: str, day: str, more: int, last: str
) -> None:
    found = derived(case, procedure, authority, day, more)
    assert found.event_day == date.fromisoformat(day)
    assert found.last_day == date.fromisoformat(last)


@pytest.mark.parametrize(("case", "procedure", "authority", "day", "more", "why"), REFUSED)
def test_more_time_than_the_law_gives_is_refused(
    case: str, procedure: str, authority: str, day: str, more: int, why: str
) -> None:
    with pytest.raises(InputError, match=why) as refused:
        derived(case, procedure, authority, day, more)
    assert "0 to 0" not in f"{refused.value} {refused.value.remedy}"


@pytest.mark.parametrize(("case", "procedure", "authority", "day", "due"), IN_YEARS)
def test_a_review_comes_again_after_years(
    case: str, procedure: str, authority: str, day: str, due: str
) -> None:
    at = instant(case, authority, day)
    found = derive_years(
        law_at(procedure, at),
        procedure,
        authority=authority,
        event=at,
        calendar=HELD.on(authority, at),
    )
    assert found is not None
    assert found.due == date.fromisoformat(due)
    assert date.fromisoformat(due).strftime("%A, ") in found.in_words()[2]


@pytest.mark.parametrize(
    ("case", "stopping", "stopped", "more", "released"),
    [
        ("C13", "NL", "2026-12-24", 0, "2027-01-11"),
        ("C51", "BE-VLG", "2027-06-25", 20, "2027-08-09"),
    ],
)
def test_a_stop_ends_by_its_own_clock(
    case: str, stopping: str, stopped: str, more: int, released: str
) -> None:
    at = instant(case, stopping, stopped)
    law = SHELF.get("EU-2021-821/2026-3")
    own = law.procedure("21(4)").of_stop
    assert own is not None
    found = derive_deadline(own, stopping, at, HELD.on(stopping, at), law, more)
    assert found.last_day == date.fromisoformat(released)


@pytest.mark.parametrize(("case", "doubt", "state"), [(c, *each) for c, each in OPEN.items()])
def test_what_nobody_has_decided_is_a_doubt_with_a_reason(
    case: str, doubt: str, state: str
) -> None:
    found = {each.code: each for each in SHELF.get("EU-2021-821/2026-3").doubts}[doubt]
    assert state in f"{found.question} {found.sure} {found.would_change}"
    assert case in {row[0] for row in COUNTED}


def test_none_of_the_51_is_left_out() -> None:
    rows = [*COUNTED, *REFUSED, *IN_YEARS]
    numbered = {row[0] for row in rows} | {"C37"}  # tests/unit/cli/test_deadline.py
    assert numbered == {f"C{number:02}" for number in range(1, 52)}


def test_beyond_the_last_year_nothing_is_guessed() -> None:
    at = instant("", "EU", "2028-12-15")
    with pytest.raises(ComityError, match="not 2029"):
        derive_period(
            law_at("14(1)", at), "14(1)", authority="EU", received=at, calendar=HELD.on("EU", at)
        )
