"""The life of a denial: what fits, when a review is due, and that it never expires."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from gateway.domain.calendars import calendar_for
from gateway.domain.denial import (
    DecisionType,
    Denial,
    DenialEventType,
    DenialState,
    DenialStatus,
    FreeText,
    ReviewOutcome,
)
from gateway.domain.lifecycle import (
    DenialEvent,
    ReviewLaw,
    apply,
    fold,
    overdue,
    review_due,
    shipped_law,
)
from gateway.domain.notice import SuspensionEnd
from gateway.domain.rulebook import load_rulebook
from gateway.domain.transaction import Activity, Classification, Item, ListSource, Transaction
from gateway.errors import StateError

LAW = ReviewLaw(load_rulebook("EU-2021-821/2026-3"), calendar_for("FR"))
DENIAL_ID = "FR-2024-00017"
GROUNDS = (FreeText(language="en", text="The risk is unchanged."),)
NOTIFIED_ON = date(2024, 3, 12)


def denial(first_notified: date = NOTIFIED_ON, reviews: int | None = 0, **more: Any) -> Denial:
    item = Item(
        description="Equipment",
        classifications=(Classification(source=ListSource.ANNEX_I, code="5A001.j"),),
    )
    return Denial(
        denial_id=more.get("denial_id", DENIAL_ID),
        authority="FR",
        national_reference="1",
        decision=DecisionType.REFUSE,
        decision_date=first_notified,
        first_notified=first_notified,
        reviews_so_far=reviews,
        transaction=Transaction(activity=Activity.EXPORT, items=(item,), destination="TR"),
    )


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)


def event(kind: str, at: date = NOTIFIED_ON, **more: Any) -> DenialEvent:
    facts = {"type": DenialEventType(f"denial.{kind}"), "denial_id": DENIAL_ID, "at": noon(at)}
    if kind in ("notified", "loaded", "amended"):
        facts["denial"] = denial()
    return DenialEvent(**{**facts, **more})


def reviewed(at: date, outcome: ReviewOutcome = ReviewOutcome.RENEWED, **more: Any) -> DenialEvent:
    if outcome is ReviewOutcome.AMENDED:
        more = {"denial": denial(), **more}
    return event("reviewed", at, outcome=outcome, **more)


def after(*events: DenialEvent) -> DenialStatus:
    status = fold(events, LAW)
    assert status is not None
    return status


def test_a_notified_denial_is_valid_and_due_in_three_years() -> None:
    status = after(event("notified"))
    assert status.state is DenialState.VALID
    assert status.reviews_done == 0
    assert status.review_due == date(2027, 3, 12)
    assert status.last_event is DenialEventType.NOTIFIED


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (date(2024, 2, 29), date(2027, 3, 1)),  # 28.2.2027 is a Sunday
        (date(2025, 2, 28), date(2028, 2, 28)),
        (date(2023, 5, 1), date(2026, 5, 4)),  # Friday 1 May, then a weekend
        (date(2022, 12, 25), date(2025, 12, 26)),
        (date(2023, 8, 31), date(2026, 8, 31)),
    ],
)
def test_review_due_by_1182_71(start: date, due: date) -> None:
    assert review_due(start, LAW) == due


def test_a_missed_review_is_flagged_and_nothing_expires() -> None:
    status = after(event("notified"))
    assert not overdue(status, date(2027, 3, 12))
    assert overdue(status, date(2027, 3, 13))
    assert overdue(status, date(2049, 1, 1))
    assert status.state is DenialState.VALID


def test_a_review_moves_the_next_one_and_counts() -> None:
    status = after(event("notified"), reviewed(date(2026, 11, 2)))
    assert status.reviews_done == 1
    assert status.review_due == date(2029, 11, 2)


def test_a_review_is_on_the_authoritys_day() -> None:
    at = datetime(2026, 11, 2, 23, 30, tzinfo=UTC)  # half past midnight in Paris
    late = reviewed(date(2026, 11, 2)).model_copy(update={"at": at})
    assert after(event("notified"), late).review_due == date(2029, 11, 5)  # from the 3rd


def test_an_erratum_moves_no_date() -> None:
    before = after(event("notified"))
    status = after(event("notified"), event("amended", date(2026, 1, 2)))
    assert status.review_due == before.review_due
    assert status.reviews_done == 0
    assert status.last_event is DenialEventType.AMENDED


def test_a_review_that_amends_is_a_review() -> None:
    status = after(event("notified"), reviewed(date(2026, 11, 2), ReviewOutcome.AMENDED))
    assert status.reviews_done == 1
    assert status.state is DenialState.VALID


@pytest.mark.parametrize(
    "ending",
    [event("revoked", date(2025, 1, 2)), reviewed(date(2025, 1, 2), ReviewOutcome.REVOKED)],
)
def test_a_revoked_denial_ends_and_is_never_overdue(ending: DenialEvent) -> None:
    status = after(event("notified"), ending)
    assert status.state is DenialState.REVOKED
    assert not overdue(status, date(2049, 1, 1))


def test_the_third_review_needs_grounds_to_keep_the_denial() -> None:
    years = [event("notified"), reviewed(date(2027, 3, 1)), reviewed(date(2030, 3, 1))]
    with pytest.raises(StateError) as caught:
        fold([*years, reviewed(date(2033, 3, 1))], LAW)
    assert "16(2)" in caught.value.remedy
    assert after(*years, reviewed(date(2033, 3, 1), grounds=GROUNDS)).reviews_done == 3
    revoked = reviewed(date(2033, 3, 1), ReviewOutcome.REVOKED)
    assert after(*years, revoked).state is DenialState.REVOKED


@pytest.mark.parametrize(
    ("first", "reviews", "loaded_on", "due"),
    [
        (date(2019, 6, 3), 0, date(2026, 1, 5), date(2022, 6, 3)),  # overdue, and shown so
        (date(2019, 6, 3), 2, date(2026, 1, 5), date(2028, 6, 6)),  # after Whit Monday
        (date(2019, 6, 3), None, date(2026, 1, 5), date(2028, 6, 6)),  # unknown: the next one
        (date(2025, 6, 3), None, date(2026, 1, 5), date(2028, 6, 6)),
        (date(2019, 6, 3), None, date(2022, 6, 3), date(2022, 6, 3)),  # on the very day it is due
        (date(2019, 6, 3), None, date(2022, 6, 4), date(2025, 6, 3)),  # a day later
    ],
)
def test_a_loaded_denial_keeps_its_dates(
    first: date, reviews: int | None, loaded_on: date, due: date
) -> None:
    """Found in use: tests G20."""
    status = after(event("loaded", loaded_on, denial=denial(first, reviews)))
    assert status.review_due == due
    assert status.reviews_done == reviews


def test_reviews_of_unknown_number_stay_unknown() -> None:
    loaded = event("loaded", denial=denial(date(2019, 6, 3), None))
    status = after(loaded, reviewed(date(2028, 1, 3)))
    assert status.reviews_done is None
    assert status.review_due == date(2031, 1, 3)


NOTIFIED = event("notified")
REVOKED = event("revoked", date(2025, 1, 2))


@pytest.mark.parametrize(
    "events",
    [
        [event("amended")],
        [REVOKED],
        [reviewed(date(2026, 1, 5))],
        [NOTIFIED, NOTIFIED],
        [NOTIFIED, event("loaded")],
        [NOTIFIED, REVOKED, REVOKED],
        [NOTIFIED, REVOKED, event("amended")],
        [NOTIFIED, REVOKED, reviewed(date(2026, 1, 5))],
        [NOTIFIED, REVOKED, NOTIFIED],
        [NOTIFIED, event("revoked", denial_id="FR-2024-00018")],
    ],
)
def test_what_does_not_fit_is_refused(events: list[DenialEvent]) -> None:
    *before, last = events
    state = fold(before, LAW)
    with pytest.raises(StateError) as caught:
        apply(state, last, LAW)
    assert caught.value.remedy
    assert caught.value.metadata["event"] == last.type.value


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "denial.reviewed"},
        {"type": "denial.revoked", "outcome": "revoked"},
        {"type": "denial.notified"},
        {"type": "denial.revoked", "denial": denial()},
        {"type": "denial.reviewed", "outcome": "amended"},
        {"type": "denial.notified", "denial": denial(denial_id="FR-2024-00018")},
    ],
)
def test_an_event_carries_what_its_type_needs(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        DenialEvent(denial_id=DENIAL_ID, at=noon(NOTIFIED_ON), **wrong)


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["amended", "renewed", "review_amended", "review_revoked", "revoked"]),
        st.integers(min_value=1, max_value=400),
    ),
    max_size=12,
)


@given(st.dates(date(2010, 1, 1), date(2030, 1, 1)), ACTS)
def test_every_history_folds_to_what_its_acts_say(start: date, acts: list[tuple[str, int]]) -> None:
    events = [event("notified", start, denial=denial(start))]
    day, reviews, last_review, ended = start, 0, start, False
    state = apply(None, events[0], LAW)
    for name, later in acts:
        day += timedelta(days=later)
        outcome = {
            "renewed": ReviewOutcome.RENEWED,
            "review_amended": ReviewOutcome.AMENDED,
            "review_revoked": ReviewOutcome.REVOKED,
        }.get(name)
        act = event(name, day) if outcome is None else reviewed(day, outcome, grounds=GROUNDS)
        if ended:
            with pytest.raises(StateError, match="does not fit FR-"):
                apply(state, act, LAW)
            continue
        events.append(act)
        state = apply(state, act, LAW)
        reviews += outcome is not None
        ended = name in ("review_revoked", "revoked")
        last_review = day if outcome is not None and not ended else last_review
    assert state == fold(events, LAW)
    assert (state.state is DenialState.REVOKED) == ended
    assert state.reviews_done == reviews
    assert state.review_due == review_due(last_review, LAW)
    assert LAW.calendar.is_working_day(state.review_due)
    assert state.review_due >= date(last_review.year + 3, last_review.month, 1)


def test_a_suspension_that_ends_in_reinstatement_denies_nothing_any_more() -> None:
    end = event("final_assessment", date(2024, 6, 3), ended=SuspensionEnd.REINSTATED)
    status = after(event("notified"), end)
    assert status.state is DenialState.REVOKED
    assert status.last_event is DenialEventType.FINAL_ASSESSMENT


@pytest.mark.parametrize(
    "ended", [SuspensionEnd.REVOKED, SuspensionEnd.ANNULLED, SuspensionEnd.LIMITED]
)
def test_any_other_end_of_a_suspension_keeps_the_denial_and_its_dates(
    ended: SuspensionEnd,
) -> None:
    before = after(event("notified"))
    status = after(event("notified"), event("final_assessment", date(2024, 6, 3), ended=ended))
    assert status.state is DenialState.VALID
    assert (status.review_due, status.reviews_done) == (before.review_due, before.reviews_done)


def test_only_a_final_assessment_says_how_a_suspension_ended() -> None:
    with pytest.raises(ValidationError, match="says how it ended"):
        event("final_assessment", date(2024, 6, 3))
    with pytest.raises(ValidationError, match="says how it ended"):
        event("notified", ended=SuspensionEnd.REVOKED)


def test_each_act_is_the_last_of_a_denial_at_its_instant() -> None:
    status = fold([NOTIFIED], LAW)
    assert status is not None
    assert (status.last_event, status.last_event_at) == (NOTIFIED.type, NOTIFIED.at)
    for act in (event("amended", date(2024, 5, 2)), reviewed(date(2027, 3, 12)), REVOKED):
        after_it = apply(status, act, LAW)
        assert (after_it.last_event, after_it.last_event_at) == (act.type, act.at)
        assert after_it.denial_id == DENIAL_ID


def test_where_nothing_else_is_said_an_authority_may_deny_by_the_shipped_law() -> None:
    law = shipped_law("FR", noon(NOTIFIED_ON))
    assert law.competent
    assert law.rulebook.version == "EU-2021-821/2026-3"
    assert law.calendar == calendar_for("FR")
    assert shipped_law("FR", noon(NOTIFIED_ON)).calendar is law.calendar
