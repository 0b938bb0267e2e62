"""Which calendar counts for a period, and how an older deadline finds its own again."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.calendars import Calendar, Calendars, calendar_for
from gateway.domain.consultation import DeadlineDerivation
from gateway.domain.deadline import derive_deadline, extend_deadline
from gateway.domain.rulebook import load_rulebook
from gateway.errors import InputError

BOOK = load_rulebook("EU-2021-821/2026-3")
RULE = BOOK.procedure("14(1)")
MOURNING = date(2026, 3, 17)
RECEIVED = datetime(2026, 3, 2, 9, tzinfo=UTC)


def notified(authority: str, version: str, begins: date | None, *added: date) -> Calendar:
    """The computed days of 2026 with some more, as a State might notify them."""
    known = calendar_for(authority)
    days = {day: name for day, name in known.holidays.items() if day.year == 2026}
    return Calendar(
        authority=authority,
        version=version,
        time_zone=known.time_zone,
        first_year=2026,
        last_year=2026,
        in_force_from=begins,
        holidays=days | dict.fromkeys(added, "added"),
    )


FIRST = notified("NL", "NL/2026-1", date(2026, 1, 10), date(2026, 6, 1))
SECOND = notified("NL", "NL/2026-2", date(2026, 3, 5), date(2026, 6, 1), MOURNING)
HELD = Calendars([SECOND, FIRST, notified("BE", "BE/2026-1", None, MOURNING)])


def derived(calendar: Calendar) -> DeadlineDerivation:
    return derive_deadline("14(1)", "NL", RECEIVED, calendar, BOOK)


@pytest.mark.parametrize(
    ("at", "version"),
    [
        (datetime(2026, 1, 9, 22, tzinfo=UTC), ""),
        (datetime(2026, 1, 9, 23, tzinfo=UTC), "+NL/2026-1"),  # midnight in Amsterdam
        (datetime(2026, 3, 4, 22, 59, tzinfo=UTC), "+NL/2026-1"),
        (datetime(2026, 3, 4, 23, tzinfo=UTC), "+NL/2026-1+NL/2026-2"),
    ],
)
def test_a_calendar_begins_on_its_day_by_the_clock_of_its_state(at: datetime, version: str) -> None:
    assert HELD.on("NL", at).version == calendar_for("NL").version + version


def test_without_an_instant_every_notified_calendar_counts() -> None:
    assert not HELD.on("NL").is_working_day(MOURNING)


def test_a_calendar_without_a_date_counts_at_once_for_the_state_and_its_authorities() -> None:
    for code in ("BE", "BE-VLG"):
        assert not HELD.on(code, datetime(2020, 1, 1, tzinfo=UTC)).is_working_day(MOURNING)
    assert HELD.on("FR").is_working_day(MOURNING)


def test_the_same_calendar_is_made_once() -> None:
    assert HELD.on("NL", RECEIVED) is HELD.on("NL", RECEIVED)


@pytest.mark.parametrize("at", [date(2026, 1, 1), date(2026, 2, 1), date(2026, 4, 1)])
def test_every_calendar_that_ever_counted_is_found_by_its_digest(at: date) -> None:
    counted = HELD.on("NL", datetime(at.year, at.month, at.day, 12, tzinfo=UTC))
    assert HELD.with_digest("NL", counted.digest) == counted


def test_a_calendar_that_cannot_be_made_any_more_is_not_found() -> None:
    assert HELD.with_digest("NL", "00" * 32) is None


def test_an_unknown_authority_has_no_calendar() -> None:
    with pytest.raises(InputError, match="is not an authority"):
        HELD.on("XX")


def test_an_extension_on_another_calendar_leaves_the_counted_days_where_they_are() -> None:
    """The calendar of the deadline is gone: only what is added counts on the one that holds."""
    first = derived(calendar_for("NL"))
    longer = extend_deadline(first, RULE, SECOND, 3)
    assert longer.counted[:10] == first.counted
    assert MOURNING in {day.date for day in longer.skipped}
    assert longer.last_day == date(2026, 3, 20)
    assert (longer.calendar, longer.calendar_digest) == (SECOND.version, SECOND.digest)


@given(st.integers(0, 30), st.integers(0, 30))
def test_extending_is_the_same_as_deriving_with_more_days_at_once(first: int, last: int) -> None:
    calendar = calendar_for("NL")
    whole = derive_deadline("14(1)", "NL", RECEIVED, calendar, BOOK, last)
    once = extend_deadline(derived(calendar), RULE, calendar, first)
    assert extend_deadline(once, RULE, calendar, last) == whole


def test_an_extension_beyond_the_rulebooks_cap_is_refused() -> None:
    with pytest.raises(InputError, match="the most by which the period of"):
        extend_deadline(derived(calendar_for("NL")), RULE, calendar_for("NL"), 31)
