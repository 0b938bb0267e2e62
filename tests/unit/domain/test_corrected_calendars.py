"""Calendars corrected (law-checked, E4 and D9): the day counts, and what runs keeps its days."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from gateway.domain.calendars import Calendars, calendar_for
from gateway.domain.calendars.corrections import AddedDay, corrections_of
from gateway.domain.calendars.sources import first_calendar
from gateway.domain.deadline import derive_deadline
from gateway.domain.rulebook import load_rulebook

BOOK = load_rulebook("EU-2021-821/2026-3")
HELD = Calendars()


@pytest.mark.parametrize(
    ("authority", "received", "last_day", "free", "why"),
    [
        ("EU", (2025, 12, 19), (2026, 1, 14), (2026, 1, 2), "Day after New Year's Day"),
        ("EU", (2026, 10, 27), (2026, 11, 11), (2026, 11, 2), "All Souls' Day"),
        ("NL", (2026, 4, 28), (2026, 5, 13), (2026, 5, 5), "Liberation Day"),
        ("SE", (2026, 6, 15), (2026, 6, 30), (2026, 6, 19), "Midsummer's Eve"),
    ],
)
def test_1182_71_2_1_a_day_that_was_missing_is_not_counted(
    authority: str,
    received: tuple[int, int, int],
    last_day: tuple[int, int, int],
    free: tuple[int, int, int],
    why: str,
) -> None:
    """Public holidays of the State, or of the institution, where the action is to be taken."""
    at = datetime(*received, 10, tzinfo=UTC)
    found = derive_deadline("14(1)", authority, at, HELD.on(authority, at), BOOK)
    assert found.last_day == date(*last_day)
    assert {each.date: each.reason for each in found.skipped}[date(*free)] == why
    assert "to be confirmed" in found.calendar


@pytest.mark.parametrize("authority", ["EU", "NL", "SE", "AT", "DE"])
def test_a_period_that_runs_keeps_the_days_with_which_it_was_derived(authority: str) -> None:
    first = first_calendar(authority)
    corrections = corrections_of(authority)
    assert all(each.in_force_from is not None for each in corrections)
    assert HELD.on(authority, datetime(2025, 11, 3, 12, tzinfo=UTC)) == first
    assert HELD.with_digest(authority, first.digest) == first
    later = datetime(2026, 12, 1, 12, tzinfo=UTC)
    assert HELD.on(authority, later) == calendar_for(authority)
    digests = {HELD.on(authority, datetime(y, 1, 5, tzinfo=UTC)).digest for y in (2025, 2026, 2027)}
    assert len(digests) == len(corrections) + 1 if authority == "EU" else 2
    for layer in range(len(corrections)):  # those of an older version of Comity among them
        held = first
        for correction in corrections[:layer]:
            held = held.replaced_by(correction)
        assert HELD.with_digest(authority, held.digest) == held
    assert HELD.with_digest(authority, calendar_for(authority).digest) == calendar_for(authority)


def test_midsummers_eve_is_the_friday_between_19_and_25_june() -> None:
    sweden = calendar_for("SE")
    eves = [day for day, name in sweden.holidays.items() if name == "Midsummer's Eve"]
    assert len(eves) == sweden.last_year - sweden.first_year + 1
    assert all(day.isoweekday() == 5 and 19 <= day.day <= 25 and day.month == 6 for day in eves)


def test_every_computed_calendar_is_to_be_confirmed() -> None:
    for code in ("IT", "BE-VLG", "EL"):
        assert calendar_for(code).version.endswith("(to be confirmed)")
        assert corrections_of(first_calendar(code).authority) == ()


def test_the_authority_in_london_has_the_days_of_belfast_too() -> None:
    """It is asked about goods in Northern Ireland, where the rulebook wants it (doubt D7)."""
    at = datetime(2026, 7, 6, 10, tzinfo=UTC)
    found = derive_deadline("14(1)", "UK", at, HELD.on("UK", at), BOOK)
    assert found.last_day == date(2026, 7, 21)
    assert (
        "Battle of the Boyne"
        in {each.date: each.reason for each in found.skipped}[date(2026, 7, 13)]
    )
    assert found.time_zone == "Europe/London"
    free = calendar_for("UK").holidays
    assert {date(2026, 3, 17), date(2026, 4, 6), date(2026, 8, 31)} <= free.keys()
    assert date(2026, 8, 3) not in free  # a day of Scotland


def named(state: str, **day: object) -> AddedDay:
    return AddedDay.model_validate(
        {"state": state, "name": "A day", "article": "An act", "reason": "A reason", **day}
    )


def test_a_day_is_of_every_year_moves_with_easter_or_comes_once() -> None:
    """law part 0, rows 1 and 2: tables of yearly days could hold neither a date nor a feast."""
    assert [named("AT", easter=-2).on(year) for year in (2026, 2027, 2028)] == [
        date(2026, 4, 3),
        date(2027, 3, 26),
        date(2028, 4, 14),
    ]
    once = named("NL", once="2027-05-07")
    assert [once.on(year) for year in (2026, 2027, 2028)] == [None, date(2027, 5, 7), None]
    assert named("NL", month=5, day=5).on(2026) == date(2026, 5, 5)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"month": 5},
        {"month": 2, "day": 30},
        {"month": 5, "day": 5, "easter": 1},
        {"easter": 1, "once": "2027-05-07"},
    ],
)
def test_a_day_that_is_none_or_two_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        named("NL", **wrong)


def test_the_seats_of_two_authorities_have_the_days_of_their_region() -> None:
    """Hesse and Madrid; what no list was read for stays out, and is a doubt (law part 0, row 3)."""
    germany, spain = calendar_for("DE"), calendar_for("ES")
    assert germany.why_not(date(2027, 5, 27)) == "Corpus Christi"
    assert germany.is_working_day(date(2027, 1, 6))  # Epiphany is Bavaria's
    assert {date(2026, 4, 2), date(2026, 11, 2), date(2026, 12, 7)} <= spain.holidays.keys()
    assert calendar_for("IT").is_working_day(date(2026, 6, 29))
    assert calendar_for("BE-WAL").is_working_day(date(2027, 9, 27))
    assert "D17" in {each.code for each in load_rulebook("EU-2021-821/2026-3").doubts}
