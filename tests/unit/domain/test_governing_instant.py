"""Which of two last instants governs: laws of the bound, whatever the other side states."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.calendars import calendar_for
from gateway.domain.deadline import (
    derive_deadline,
    furthest_instant,
    governing_instant,
    prolonged_instant,
)
from gateway.domain.rulebook import load_rulebook

RULEBOOK = load_rulebook("EU-2021-821/2026-3")
CALENDAR = calendar_for("NL")
RECEIVED = datetime(2026, 3, 2, 9, tzinfo=UTC)
instants = st.datetimes(
    datetime(2026, 1, 1),  # noqa: DTZ001 - hypothesis wants naive bounds
    datetime(2099, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
procedures = st.sampled_from(RULEBOOK.procedures)


@given(procedures, instants, st.integers(0, 30))
def test_nothing_that_the_other_side_states_goes_beyond_what_can_be_agreed(
    rule: object, theirs: datetime, days: int
) -> None:
    assert isinstance(rule, type(RULEBOOK.procedures[0]))
    cap = 0 if rule.extension is None else rule.extension.cap(rule.period.working_days)
    first = derive_deadline(rule, "NL", RECEIVED, CALENDAR, RULEBOOK)
    extended = derive_deadline(rule, "NL", RECEIVED, CALENDAR, RULEBOOK, min(days, cap))
    furthest = furthest_instant(first, rule, CALENDAR)
    full = derive_deadline(rule, "NL", RECEIVED, CALENDAR, RULEBOOK, cap)
    assert furthest == full.last_instant == furthest_instant(extended, rule, CALENDAR)
    own, now = first.last_instant, extended.last_instant
    alone = governing_instant(own, theirs, furthest)
    assert own <= alone <= furthest
    assert alone == (theirs if own < theirs <= furthest else own)
    both = prolonged_instant(own, now, theirs, furthest)
    assert now <= both <= furthest
    assert both == min(now + (alone - own), furthest)


def test_where_nothing_can_be_agreed_ones_own_governs() -> None:
    rule = RULEBOOK.procedure("14(1)").model_copy(update={"extension": None})
    deadline = derive_deadline(rule, "NL", RECEIVED, CALENDAR, RULEBOOK)
    own = deadline.last_instant
    furthest = furthest_instant(deadline, rule, CALENDAR)
    assert governing_instant(own, own + timedelta(days=1), furthest) == own
    assert governing_instant(own, None, furthest) == own


def test_where_the_calendar_ends_ones_own_governs() -> None:
    rule = RULEBOOK.procedure("14(1)")
    deadline = derive_deadline(rule, "NL", RECEIVED, CALENDAR, RULEBOOK)
    short = CALENDAR.model_copy(update={"last_year": 2025})
    assert furthest_instant(deadline, rule, short) == deadline.last_instant
