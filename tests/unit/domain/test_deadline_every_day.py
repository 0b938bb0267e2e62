"""Working days against a slow and obviously right count: all members, every day, 30 years."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.authority import COMMISSION
from gateway.domain.calendars import calendar_for, zone_of
from gateway.domain.deadline import count_working_days, derive_deadline, end_of_period, in_words
from gateway.domain.rulebook import load_rulebook
from tests.support.member_states import MEMBER_STATES
from tests.support.slow_count import FREE, slow

BOOK = load_rulebook("EU-2021-821/2026-3")
AUTHORITIES = (*sorted(MEMBER_STATES), COMMISSION)
DAY = timedelta(days=1)
STATES = st.sampled_from(sorted(MEMBER_STATES))
DAYS = st.dates(date(2021, 1, 1), date(2050, 12, 31))  # 30 years
COUNTS = st.integers(min_value=1, max_value=60)

# The same consultation, received on Friday 18 December 2026 (issue 3).
DECEMBER = {
    **dict.fromkeys(("DE", "FR", "ES", "EL", "MT", "IE"), date(2027, 1, 5)),
    "SE": date(2027, 1, 8),  # Christmas Eve, New Year's Eve and 6 January are none there
    "PL": date(2027, 1, 7),
}


def nth(authority: str, event_day: date, count: int) -> date:
    return next(islice(slow(authority, event_day), count - 1, None))


def fast(authority: str, event_day: date, count: int) -> date:
    return count_working_days(event_day, count, calendar_for(authority))[0][-1]


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_every_day_of_2026_agrees_with_the_slow_count(authority: str) -> None:
    """Every day, received at noon, under both procedures, with and without extension."""
    zone, calendar = ZoneInfo(zone_of(authority)), calendar_for(authority)
    for number in range(365):
        event_day = date(2026, 1, 1) + number * DAY
        received = datetime.combine(event_day, time(12), tzinfo=zone)
        every = list(islice(slow(authority, event_day), 40))
        for extension in (0, 1, 30):
            expected = every[: 10 + extension]
            found = derive_deadline("14(1)", authority, received, calendar, BOOK, extension)
            assert list(found.counted) == expected
            assert found.last_day == expected[-1]
            ends = datetime.combine(expected[-1] + DAY, time.min, tzinfo=zone)
            assert found.last_instant == ends.astimezone(UTC)


@pytest.mark.parametrize(("authority", "last_day"), DECEMBER.items())
def test_the_same_consultation_over_christmas(authority: str, last_day: date) -> None:
    received = datetime(2026, 12, 18, 9, tzinfo=UTC)
    found = derive_deadline("14(1)", authority, received, calendar_for(authority), BOOK)
    assert found.last_day == last_day
    assert found.last_day == nth(authority, date(2026, 12, 18), 10)


@given(STATES, DAYS, COUNTS)
def test_thirty_years_agree_with_the_slow_count(state: str, day: date, count: int) -> None:
    counted, skipped = count_working_days(day, count, calendar_for(state))
    assert list(counted) == list(islice(slow(state, day), count))
    assert len(counted) + len(skipped) == (counted[-1] - day).days + 1


@given(STATES, DAYS, COUNTS)
def test_a_period_never_ends_on_a_day_that_is_no_working_day(
    state: str, day: date, count: int
) -> None:
    last = fast(state, day, count)
    assert last.weekday() < 5
    assert last not in FREE[state]


@given(STATES, DAYS, COUNTS, COUNTS)
def test_n_and_m_days_are_n_days_and_then_m(state: str, day: date, n: int, m: int) -> None:
    assert fast(state, day, n + m) == fast(state, fast(state, day, n), m)


@given(STATES, DAYS, COUNTS, st.integers(min_value=0, max_value=60))
def test_later_and_longer_never_ends_earlier(state: str, day: date, count: int, later: int) -> None:
    assert fast(state, day, count) <= fast(state, day + later * DAY, count)
    assert fast(state, day, count) < fast(state, day, count + 1)


@given(st.dates(date(2025, 1, 1), date(2027, 9, 1)), COUNTS, COUNTS)
def test_the_commissions_table_keeps_the_same_laws(day: date, n: int, m: int) -> None:
    assert fast(COMMISSION, day, n) == nth(COMMISSION, day, n)
    assert fast(COMMISSION, day, n) <= fast(COMMISSION, day + DAY, n)
    if day < date(2027, 6, 1):
        assert fast(COMMISSION, day, n + m) == fast(COMMISSION, fast(COMMISSION, day, n), m)


@pytest.mark.parametrize(
    ("start", "months", "years", "end"),
    [
        (date(2024, 2, 29), 0, 3, date(2027, 3, 1)),  # 28.2.2027 is a Sunday
        (date(2024, 2, 29), 0, 4, date(2028, 2, 29)),
        (date(2023, 8, 31), 6, 0, date(2024, 2, 29)),
        (date(2024, 8, 31), 6, 0, date(2025, 2, 28)),
        (date(2026, 1, 30), 1, 0, date(2026, 3, 2)),  # 28.2.2026 is a Saturday
        (date(2025, 11, 1), 2, 0, date(2026, 1, 2)),  # New Year
        (date(2026, 12, 31), 1, 1, date(2028, 1, 31)),
    ],
)
def test_months_and_years_end_on_the_same_date_or_the_last_of_the_month(
    start: date, months: int, years: int, end: date
) -> None:
    assert end_of_period(start, calendar_for("DE"), months=months, years=years) == end


@given(STATES, DAYS, st.integers(0, 40), st.integers(0, 3))
def test_a_period_of_months_ends_on_a_working_day_near_its_date(
    state: str, start: date, months: int, years: int
) -> None:
    calendar = calendar_for(state)
    end = end_of_period(start, calendar, months=months, years=years)
    assert calendar.is_working_day(end)
    assert end >= end_of_period(start, calendar, months=max(0, months - 1), years=years)
    index = start.year * 12 + start.month - 1 + months + 12 * years
    month_end = date(index // 12 + index % 12 // 11, (index + 1) % 12 + 1, 1) - DAY
    assert min(start.day, month_end.day) <= (end - month_end.replace(day=1)).days + 1
    assert (end - month_end.replace(day=min(start.day, month_end.day))).days <= 12


@given(STATES, DAYS, st.integers(0, 30))
def test_the_words_name_every_day(state: str, day: date, extension: int) -> None:
    received = datetime.combine(max(day, date(2026, 1, 1)), time(9), tzinfo=UTC)
    found = derive_deadline("14(1)", state, received, calendar_for(state), BOOK, extension)
    words = " ".join(in_words(found, "title"))
    for shown in (*found.counted, *(skip.date for skip in found.skipped)):
        assert f"{shown.day} {shown.strftime('%B')}" in words
    for skip in found.skipped[1:]:
        assert skip.reason in words
    assert f"{found.last_day.strftime('%A')}, " in words
