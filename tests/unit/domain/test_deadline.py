"""Deadlines: the vectors of Regulation 1182/71, and what must hold for every one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.calendars import Calendar, calendar_for
from gateway.domain.consultation import DeadlineDerivation, LateOrInTime
from gateway.domain.deadline import (
    EVENT_DAY_REASON,
    count_working_days,
    derive_deadline,
    extend_deadline,
    midnight_after,
    printed_last_instant,
    timing_of,
)
from gateway.domain.rulebook import load_rulebook
from gateway.errors import InputError, LawError, Reason
from tests.support.member_states import MEMBER_STATES
from tests.support.raising import refuses

BOOK = load_rulebook("EU-2021-821/2026-3")
STATES = st.sampled_from(sorted(MEMBER_STATES))
INSTANTS = st.datetimes(
    min_value=datetime(2015, 1, 1),  # noqa: DTZ001 - hypothesis wants naive bounds
    max_value=datetime(2055, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
EXTENSIONS = st.integers(min_value=0, max_value=30)


def derive(
    received: str | datetime,
    authority: str = "DE",
    extension: int = 0,
    calendar: Calendar | None = None,
    procedure: str = "14(1)",
) -> DeadlineDerivation:
    at = datetime.fromisoformat(received) if isinstance(received, str) else received
    days = calendar or calendar_for(authority)
    return derive_deadline(procedure, authority, at, days, BOOK, extension)


def with_holidays(*days: date) -> Calendar:
    base = calendar_for("DE")
    return base.model_copy(update={"holidays": base.holidays | dict.fromkeys(days, "added")})


@pytest.mark.parametrize(
    ("received", "last_day"),
    [
        ("2025-12-18T10:00:00+01:00", date(2026, 1, 6)),
        ("2025-12-20T10:00:00+01:00", date(2026, 1, 7)),
        ("2025-12-18T00:00:00+01:00", date(2026, 1, 6)),
        ("2025-12-18T23:59:59+01:00", date(2026, 1, 6)),
        ("2025-12-19T00:00:00+01:00", date(2026, 1, 7)),
        ("2025-12-18T23:30:00+00:00", date(2026, 1, 7)),  # already the 19th in Berlin
    ],
)
def test_german_vectors(received: str, last_day: date) -> None:
    assert derive(received).last_day == last_day


def test_vector_with_more_holidays() -> None:
    calendar = with_holidays(date(2025, 12, 24), date(2025, 12, 31), date(2026, 1, 6))
    found = derive("2025-12-18T10:00:00+01:00", calendar=calendar)
    assert found.last_day == date(2026, 1, 9)


def test_both_procedures_have_the_same_period() -> None:
    one, other = (derive("2026-03-02T09:00:00Z", procedure=code) for code in ("14-1", "16-5"))
    assert one.counted == other.counted
    assert (one.article, other.article) == (
        "Article 14(1) of Regulation (EU) 2021/821",
        "Article 16(5) of Regulation (EU) 2021/821",
    )


def test_every_skipped_day_has_its_reason() -> None:
    skipped = {day.date: day.reason for day in derive("2025-12-18T10:00:00+01:00").skipped}
    assert skipped == {
        date(2025, 12, 18): EVENT_DAY_REASON,
        date(2025, 12, 20): "Saturday",
        date(2025, 12, 21): "Sunday",
        date(2025, 12, 25): "Christmas Day",
        date(2025, 12, 26): "Second Day of Christmas",
        date(2025, 12, 27): "Saturday",
        date(2025, 12, 28): "Sunday",
        date(2026, 1, 1): "New Year's Day",
        date(2026, 1, 3): "Saturday",
        date(2026, 1, 4): "Sunday",
    }


def test_the_derivation_names_its_sources() -> None:
    found = derive("2026-03-02T09:00:00Z", authority="FR")
    assert found.rulebook == BOOK.version
    assert found.calendar == calendar_for("FR").version
    assert found.calendar_digest == calendar_for("FR").digest
    assert found.time_zone == "Europe/Paris"


@pytest.mark.parametrize(
    ("received", "authority", "printed", "utc"),
    [
        ("2025-12-18T09:00:00Z", "DE", "2026-01-06T23:59:59+01:00", "2026-01-06T23:00:00+00:00"),
        # Summer time begins on 29 March 2026, between receipt and end.
        ("2026-03-20T09:00:00Z", "FI", "2026-04-07T23:59:59+03:00", "2026-04-07T21:00:00+00:00"),
        # It ends on 25 October 2026; Ireland's public holiday on the 26th does not count.
        ("2026-10-15T09:00:00Z", "IE", "2026-10-30T23:59:59+00:00", "2026-10-31T00:00:00+00:00"),
    ],
)
def test_the_last_instant_is_local_and_survives_summer_time(
    received: str, authority: str, printed: str, utc: str
) -> None:
    found = derive(received, authority=authority)
    assert printed_last_instant(found) == printed
    assert found.last_instant == datetime.fromisoformat(utc)


def test_a_day_of_25_hours_ends_where_it_ends() -> None:
    # The last day, Monday 26 October 2026, follows the change; Friday's period spans it.
    calendar = calendar_for("DE")
    counted, _ = count_working_days(date(2026, 10, 23), 1, calendar)
    assert counted == (date(2026, 10, 26),)


@pytest.mark.parametrize("extension", [-1, 31, 400])
def test_an_extension_beyond_the_rulebooks_cap_is_refused(extension: int) -> None:
    with pytest.raises(InputError) as caught:
        derive("2026-03-02T09:00:00Z", extension=extension)
    assert caught.value.metadata["field"] == "working_days"
    assert "30" in caught.value.remedy


def test_an_instant_without_offset_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        derive("2026-03-02T09:00:00")
    assert caught.value.metadata["field"] == "received"


def test_an_unknown_procedure_and_an_unknown_year_are_refused() -> None:
    with refuses(LawError, Reason.PROCEDURE_UNKNOWN):
        derive("2026-03-02T09:00:00Z", procedure="99(9)")
    with refuses(LawError, Reason.CALENDAR_UNKNOWN):
        derive("2028-12-20T09:00:00Z", authority="EU")


@given(STATES, INSTANTS, EXTENSIONS)
def test_exactly_the_working_days_count(state: str, received: datetime, extension: int) -> None:
    calendar = calendar_for(state)
    found = derive(received, authority=state, extension=extension)
    assert len(found.counted) == found.working_days == 10 + extension
    assert all(calendar.is_working_day(day) for day in found.counted)
    assert list(found.counted) == sorted(set(found.counted))
    assert found.counted[-1] == found.last_day


@given(STATES, INSTANTS, EXTENSIONS)
def test_counted_and_skipped_cover_every_day_once(
    state: str, received: datetime, extension: int
) -> None:
    calendar = calendar_for(state)
    found = derive(received, authority=state, extension=extension)
    event, *others = found.skipped
    assert (event.date, event.reason) == (found.event_day, EVENT_DAY_REASON)
    assert not any(calendar.is_working_day(day.date) for day in others)
    assert all(day.reason for day in others)
    covered = sorted(chain(found.counted, (day.date for day in found.skipped)))
    length = (found.last_day - found.event_day).days + 1
    assert covered == [found.event_day + timedelta(days=i) for i in range(length)]


@given(STATES, INSTANTS)
def test_the_last_instant_is_the_local_midnight_after_the_last_day(
    state: str, received: datetime
) -> None:
    found = derive(received, authority=state)
    local = found.last_instant.astimezone(ZoneInfo(found.time_zone))
    assert (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0)
    assert local.date() == found.last_day + timedelta(days=1)
    assert printed_last_instant(found).startswith(f"{found.last_day.isoformat()}T23:59:59")


@given(STATES, INSTANTS, st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=30)))
def test_a_later_receipt_never_ends_earlier(
    state: str, received: datetime, later: timedelta
) -> None:
    first = derive(received, authority=state).last_instant
    assert first <= derive(received + later, authority=state).last_instant


@given(STATES, INSTANTS, EXTENSIONS)
def test_an_extension_follows_on_from_the_original_end(
    state: str, received: datetime, extension: int
) -> None:
    plain = derive(received, authority=state)
    extended = derive(received, authority=state, extension=extension)
    assert extended.counted[:10] == plain.counted
    if extension:
        more, _ = count_working_days(plain.last_day, extension, calendar_for(state))
        assert extended.counted[10:] == more


@pytest.mark.parametrize(
    ("received_s", "sealed_s", "timing"),
    [
        (-1, -2, LateOrInTime.RECEIVED_IN_TIME),
        (3600, -1, LateOrInTime.SEALED_IN_TIME),
        (3600, 0, LateOrInTime.LATE),
        (0, 1, LateOrInTime.LATE),
    ],
)
def test_an_answer_counts_if_received_or_sealed_before_the_midnight(
    received_s: int, sealed_s: int, timing: LateOrInTime
) -> None:
    end = derive("2025-12-18T10:00:00+01:00").last_instant
    found = timing_of(
        BOOK,
        received=end + timedelta(seconds=received_s),
        sealed=end + timedelta(seconds=sealed_s),
        last_instant=end,
    )
    assert found is timing


def test_sealing_in_time_counts_only_if_the_rulebook_says_so() -> None:
    closing = BOOK.closing.model_copy(update={"answer_counts_if": "received"})
    strict = BOOK.model_copy(update={"closing": closing})
    end = datetime(2026, 1, 6, 23, tzinfo=UTC)
    second = timedelta(seconds=1)
    assert timing_of(strict, received=end, sealed=end - second, last_instant=end) == "late"


def test_an_extension_ends_on_the_clock_of_the_calendar_that_counts_it() -> None:
    first = derive("2026-03-02T10:00:00+01:00", authority="DE")
    rule = BOOK.procedure("16(5)")
    moved = extend_deadline(first, rule, calendar_for("PT"), 5)
    assert (first.time_zone, moved.time_zone) == ("Europe/Berlin", "Europe/Lisbon")
    assert moved.last_instant == midnight_after(moved.last_day, calendar_for("PT").zone)
    assert (moved.calendar, moved.calendar_digest) == (
        calendar_for("PT").version,
        calendar_for("PT").digest,
    )
    assert moved.counted[:10] == first.counted
    assert moved.working_days == 15
