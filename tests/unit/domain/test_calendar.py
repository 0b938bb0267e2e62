"""Working days by authority: computed, the Commission's table, and notified calendars."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gateway.domain.calendars import Calendar, calendar_for, load_calendar
from gateway.domain.calendars.calendar import LONGEST_VERSION
from gateway.domain.letter import LetterHeader
from gateway.errors import InputError, LawError, Reason
from tests.support.member_states import MEMBER_STATES
from tests.support.raising import refuses

NOTIFIED = """
authority = "DE"
version = "DE/2026-1"
first_year = 2026
last_year = 2026
confirmed = true
source = "test"

[[holiday]]
date = 2026-01-06
name = "Epiphany"
"""


def notified(tmp_path: Path, text: str = NOTIFIED) -> Path:
    path = tmp_path / "notified.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("state", MEMBER_STATES)
def test_every_state_keeps_christmas_and_new_year(state: str) -> None:
    calendar = calendar_for(state)
    assert calendar.time_zone == MEMBER_STATES[state]
    assert not calendar.is_working_day(date(2026, 12, 25))
    assert not calendar.is_working_day(date(2026, 1, 1))
    assert calendar.version.startswith(f"{state}/holidays-")


@pytest.mark.parametrize(
    ("state", "day", "name"),
    [
        ("DE", date(2025, 10, 3), "German Unity Day"),
        ("FR", date(2026, 7, 14), "National Day"),
        ("NL", date(2026, 4, 27), "King's Day"),
        ("EL", date(2026, 4, 13), "Easter Monday"),
    ],
)
def test_public_holidays_with_their_names(state: str, day: date, name: str) -> None:
    assert calendar_for(state).why_not(day) == name


@pytest.mark.parametrize("day", [date(2025, 12, 24), date(2025, 12, 31), date(2026, 1, 6)])
def test_germany_counts_days_that_are_holidays_in_some_lands_only(day: date) -> None:
    assert calendar_for("DE").is_working_day(day)


def test_weekends_are_named_with_a_holiday_that_falls_on_them() -> None:
    calendar = calendar_for("DE")
    assert calendar.why_not(date(2026, 12, 26)) == "Saturday, Second Day of Christmas"
    assert calendar.why_not(date(2026, 12, 27)) == "Sunday"


def test_a_decreed_working_saturday_is_no_working_day() -> None:
    # Hungary works on 10 January 2026 in exchange; 1182/71 Article 2(2) knows no such day.
    assert calendar_for("HU").why_not(date(2026, 1, 10)) == "Saturday"


def test_years_beyond_the_data_are_not_guessed() -> None:
    for day in (date(2061, 1, 3), date(1999, 12, 31)):
        with refuses(LawError, Reason.CALENDAR_UNKNOWN) as caught:
            calendar_for("FR").is_working_day(day)
        assert str(day.year) in caught.value.remedy


def test_the_commissions_table_says_that_it_is_to_be_confirmed() -> None:
    calendar = calendar_for("EU")
    tables = [f"EU/2026-{number}(to be confirmed)" for number in (2, 3)]
    assert calendar.version == "+".join(tables)
    assert calendar.why_not(date(2026, 5, 15)) == "Day after Ascension Day"
    assert not calendar.is_working_day(date(2026, 12, 29))
    with pytest.raises(LawError, match="to be confirmed"):
        calendar.is_working_day(date(2029, 1, 3))


@pytest.mark.parametrize(
    ("today", "year"),
    [("2026-12-01", None), ("2027-09-30", None), ("2027-10-01", 2029), ("2028-01-01", 2029)],
)
def test_the_next_year_is_missed_in_time(today: str, year: int | None) -> None:
    """From October on the year after the next one is missing: periods of a year end there."""
    assert calendar_for("EU").missing_year(date.fromisoformat(today)) == year
    assert calendar_for("FR").missing_year(date.fromisoformat(today)) is None


def test_a_calendar_of_many_layers_has_a_name_that_a_letter_holds() -> None:
    """Each layer is in the name, and the header of a letter holds 100 characters."""
    held = calendar_for("NL")
    for number in range(1, 200):
        layer = held.model_copy(update={"version": f"NL/2026-{number}(to be confirmed)"})
        held = held.replaced_by(layer)
        assert len(held.version) <= LONGEST_VERSION
        assert held.version.startswith("NL/holidays-")
        assert held.version.endswith(f"+NL/2026-{number}(to be confirmed)")
    (limit,) = [
        each.max_length
        for each in LetterHeader.model_fields["calendar"].metadata
        if hasattr(each, "max_length")
    ]
    assert limit == LONGEST_VERSION


def test_units_of_a_state_share_its_days_under_their_own_name() -> None:
    unit, state = calendar_for("BE-VLG"), calendar_for("BE")
    assert unit.authority == "BE-VLG"
    assert unit.holidays == state.holidays
    assert unit.digest != state.digest


def test_the_digest_follows_the_days_and_not_their_names_or_source() -> None:
    base = calendar_for("DE")
    renamed = base.model_copy(
        update={"version": "other", "holidays": dict.fromkeys(base.holidays, "x")}
    )
    fewer = base.model_copy(update={"holidays": dict(list(base.holidays.items())[1:])})
    assert Calendar(**renamed.model_dump()).digest == base.digest
    assert Calendar(**fewer.model_dump()).digest != base.digest


def test_a_notified_calendar_replaces_its_years_only(tmp_path: Path) -> None:
    calendar = calendar_for("DE", [load_calendar(notified(tmp_path))])
    assert calendar.why_not(date(2026, 1, 6)) == "Epiphany"
    assert calendar.is_working_day(date(2026, 1, 1))  # not in the notified list
    assert not calendar.is_working_day(date(2027, 1, 1))
    assert calendar.version.endswith("+DE/2026-1")


def test_a_states_notified_calendar_holds_for_its_units_and_nobody_else(tmp_path: Path) -> None:
    text = NOTIFIED.replace("DE", "BE")
    calendars = [load_calendar(notified(tmp_path, text))]
    assert calendar_for("BE-VLG", calendars).why_not(date(2026, 1, 6)) == "Epiphany"
    assert calendar_for("NL", calendars) == calendar_for("NL")


def test_a_notified_calendar_beyond_a_gap_does_not_fill_it(tmp_path: Path) -> None:
    text = NOTIFIED.replace("2026", "2070")
    calendar = calendar_for("DE", [load_calendar(notified(tmp_path, text))])
    assert calendar.why_not(date(2070, 1, 6)) == "Epiphany"
    for day in (date(2065, 1, 6), date(2026, 1, 6)):
        with pytest.raises(LawError, match="to be confirmed"):
            calendar.why_not(day)


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("2026-01-06", "2027-01-06", "outside the calendar's years"),
        ('"DE"\n', '"GR"\n', "authority"),
        ("confirmed = true\n", "", "confirmed"),
        ("last_year = 2026", "last_year = 2020", "last_year"),
        ("first_year", 'time_zone = "Mars/Base"\nfirst_year', "time zone"),
    ],
)
def test_a_wrong_calendar_is_refused(tmp_path: Path, old: str, new: str, word: str) -> None:
    with refuses(LawError, Reason.CALENDAR_UNKNOWN, match=word):
        load_calendar(notified(tmp_path, NOTIFIED.replace(old, new, 1)))


def test_a_day_listed_twice_is_refused(tmp_path: Path) -> None:
    twice = NOTIFIED + '[[holiday]]\ndate = 2026-01-06\nname = "again"\n'
    with pytest.raises(LawError, match="twice"):
        load_calendar(notified(tmp_path, twice))


@pytest.mark.parametrize("code", ["GR", "XX", "", "de", "BE-"])
def test_an_unknown_authority_is_refused(code: str) -> None:
    with pytest.raises(InputError) as caught:
        calendar_for(code)
    assert "EL" in caught.value.remedy
