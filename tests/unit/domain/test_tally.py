"""The tally by Member State, the period of a review and its extension (Article 5(5)-(7))."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.authority import member_state
from gateway.domain.calendars import calendar_for
from gateway.domain.collective.hand_word import HandWord
from gateway.domain.collective.tally import (
    ExtensionAsked,
    People,
    ReviewFinding,
    Tally,
    check_review_extension,
    extension_days,
    next_review,
    review_period,
    tally,
)
from gateway.domain.consultation import Means
from gateway.domain.rulebook import load_rulebook
from gateway.domain.rulebook.collective import ExtensionReaches, Majority
from gateway.domain.transaction import Document, DocumentKind
from gateway.errors import InputError
from tests.support.member_states import MEMBER_STATES

BOOK = load_rulebook("EU-2021-821/2026-3")
REVIEW, YEARLY = BOOK.collective_reviews
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
AUTHORITIES = ("BE-BRU", "BE-VLG", "BE-WAL", "DE", "FR")
STATES = ("BE", "DE", "FR")


def found(authority: str, outcome: str, day: int = 1, *, implied: bool = False) -> ReviewFinding:
    return ReviewFinding(
        authority=authority,
        outcome=outcome,
        at=START + timedelta(days=day),
        number=f"{authority}-N-2026-{day:05d}",
        implied=implied,
    )


findings = st.lists(
    st.builds(
        found,
        st.sampled_from(AUTHORITIES),
        st.sampled_from(["requirement", "no_requirement"]),
        st.integers(0, 60),
        implied=st.booleans(),
    ),
    max_size=12,
    unique_by=lambda each: (each.authority, each.at),
)


def test_belgiums_three_count_once_and_only_where_they_agree() -> None:
    said = [found("DE", "requirement"), found("FR", "requirement")]
    flanders, brussels = found("BE-VLG", "requirement"), found("BE-BRU", "no_requirement")
    one = tally([*said, flanders], states=STATES, all_states=MEMBER_STATES, unanimous="requirement")
    assert one.complete  # the answer of the one that is competent is Belgium's
    two = tally(
        [*said, flanders, brussels],
        states=STATES,
        all_states=MEMBER_STATES,
        unanimous="requirement",
    )
    belgium = two.states[0]
    assert (belgium.contradicting, belgium.outcome, two.missing) == (True, "", ("BE",))
    assert not two.complete
    settled = [*said, flanders, brussels, found("BE-BRU", "requirement", 9)]
    assert tally(settled, states=STATES, all_states=MEMBER_STATES, unanimous="requirement").complete


def by_hand(state: str, outcome: str, day: int = 1) -> ReviewFinding:
    proof = Document(
        kind=DocumentKind.OTHER, title="x", language="en", sha256="0" * 64, size_bytes=1
    )
    word = HandWord(
        state=state, on=START.date(), given_by="Ministry", means=Means.POST, proof=(proof,)
    )
    at, number = START + timedelta(days=day), f"EU-N-2026-{day:05d}"
    return ReviewFinding(authority="EU", outcome=outcome, at=at, number=number, by_hand=word)


def test_a_state_without_a_gateway_counts_by_its_recorded_word_and_before_it_not() -> None:
    def counted(*found: ReviewFinding) -> Tally:
        return tally(
            found,
            states=("DE", "FR"),
            all_states=("AT", "DE", "FR"),
            unanimous="requirement",
            every_state=True,
        )

    here = (found("DE", "requirement"), found("FR", "requirement"))
    assert counted(*here).missing == ("AT",)
    whole = counted(*here, by_hand("AT", "requirement"))
    assert (whole.complete, whole.outside) == (True, ("AT",))
    assert counted(*here, by_hand("AT", "requirement"), by_hand("AT", "no", 9)).missing == ("AT",)
    # Who speaks itself is not spoken for.
    assert counted(*here, by_hand("AT", "requirement"), by_hand("FR", "no", 9)).complete
    assert counted(by_hand("FR", "requirement"), found("DE", "requirement")).missing == ("AT",)


LARGE = {"DE": 60, "FR": 30, "BE": 10}


def majority_of(*agree: str, **rule: Any) -> Tally:
    given = {"article": "x", "reason": "x", "states_percent": 55, "population_percent": 65}
    return tally(
        [found(each, "requirement") for each in agree],
        states=tuple(LARGE),
        all_states=tuple(LARGE),
        unanimous="requirement",
        every_state=True,
        majority=Majority.model_validate(given | rule),
        people=People(persons=LARGE),
    )


def test_a_majority_counts_states_and_the_people_in_them() -> None:
    assert majority_of("DE", "FR").complete  # 2 of 3, 90 of 100
    few = majority_of("FR", "BE").majority  # 2 of 3, but 40 of 100
    assert few is not None
    assert (few.states, few.states_needed, few.persons, few.persons_needed) == (2, 2, 40, 65)
    assert not few.reached
    assert not majority_of("DE").complete  # 60 of 100 and one State
    assert majority_of("FR", "BE", population_percent=None).complete
    assert majority_of("FR", "BE", blocking_states=2).complete  # Germany alone blocks nothing
    assert not majority_of("DE", blocking_states=4).complete  # 55 % of the States all the same


def test_without_a_figure_of_a_state_no_majority_of_people_is_reached() -> None:
    count = tally(
        [found(each, "requirement") for each in ("DE", "FR")],
        states=tuple(LARGE),
        all_states=tuple(LARGE),
        unanimous="requirement",
        majority=Majority(article="x", reason="x", states_percent=55, population_percent=65),
    )
    assert count.majority is not None
    assert count.majority.without_figure == ("BE", "DE", "FR")
    assert not count.complete


def test_silence_is_no_finding() -> None:
    count = tally([], states=STATES, all_states=MEMBER_STATES, unanimous="requirement")
    assert count.missing == STATES
    assert not count.complete
    assert [each.outcome for each in count.states] == ["", "", ""]


def test_what_the_notice_implies_gives_way_to_what_its_sender_says_later_or_earlier() -> None:
    own = found("DE", "requirement", 9, implied=True)
    count = tally(
        [own, found("DE", "no_requirement", 1)],
        states=["DE"],
        all_states=MEMBER_STATES,
        unanimous="requirement",
    )
    assert count.states[0].outcome == "no_requirement"


def test_no_states_are_no_unanimity() -> None:
    assert not tally([], states=[], all_states=MEMBER_STATES, unanimous="requirement").complete


@given(findings, st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(found: list[ReviewFinding], random: object) -> None:
    mixed = list(found)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    first = tally(found, states=STATES, all_states=MEMBER_STATES, unanimous="requirement")
    assert tally(mixed, states=STATES, all_states=MEMBER_STATES, unanimous="requirement") == first


@given(findings)
def test_complete_means_that_every_state_has_and_none_contradicts_itself(
    found: list[ReviewFinding],
) -> None:
    count = tally(found, states=STATES, all_states=MEMBER_STATES, unanimous="requirement")
    assert count.complete == all(each.outcome == "requirement" for each in count.states)
    assert set(count.missing) | {s.state for s in count.states if s.outcome} >= set(STATES)
    assert set(count.outside) | set(STATES) == set(MEMBER_STATES)
    for each in count.states:
        assert not (each.contradicting and each.outcome)
        assert {member_state(one.authority) for one in each.findings} <= {each.state}


@given(findings, st.sampled_from(AUTHORITIES))
def test_a_state_that_says_it_again_changes_nothing(
    found: list[ReviewFinding], authority: str
) -> None:
    before = tally(found, states=STATES, all_states=MEMBER_STATES, unanimous="requirement")
    mine = [each for state in before.states for each in state.findings]
    same = [each for each in mine if each.authority == authority and not each.implied]
    again = [
        each.model_copy(update={"at": each.at + timedelta(days=99), "number": "DE-N-2026-99999"})
        for each in same
    ]
    after = tally(
        [*found, *again], states=STATES, all_states=MEMBER_STATES, unanimous="requirement"
    )
    assert [s.outcome for s in after.states] == [s.outcome for s in before.states]


def asked(authority: str, days: int) -> ExtensionAsked:
    return ExtensionAsked(authority=authority, working_days=days, at=START, number="x")


def test_extensions_do_not_add_up_and_reach_whom_the_rulebook_says() -> None:
    both = [asked("FR", 10), asked("NL", 20)]
    assert extension_days(REVIEW, both, "DE") == 20
    assert extension_days(REVIEW, [asked("FR", 99)], "DE") == 30
    alone = REVIEW.model_copy(update={"extension_reaches": ExtensionReaches.ASKER})
    assert extension_days(alone, both, "DE") == 0
    assert extension_days(alone, both, "FR") == 10
    for days in (0, 31):
        with pytest.raises(InputError, match="not within 1 to 30"):
            check_review_extension(REVIEW, days)
    with pytest.raises(InputError, match="has no extension"):
        check_review_extension(YEARLY, 1)


calendar_for("AT")  # loads the package of holidays, outside what the test below times


@given(st.sampled_from(sorted(MEMBER_STATES)), st.integers(0, 700), st.integers(0, 30))
def test_the_period_counts_that_many_working_days_there(state: str, day: int, more: int) -> None:
    calendar = calendar_for(state)
    period = review_period(
        REVIEW,
        authority=state,
        received=START + timedelta(days=day),
        calendar=calendar,
        rulebook=BOOK.version,
        extension=more,
    )
    assert len(period.counted) == 30 + more
    assert all(calendar.is_working_day(each) for each in period.counted)
    assert period.counted[0] > period.event_day
    assert period.last_day == period.counted[-1]


def test_a_publication_is_reviewed_after_a_year_on_a_working_day() -> None:
    assert next_review(YEARLY, date(2026, 3, 2), calendar_for("FR")) == date(2027, 3, 2)
    assert next_review(YEARLY, date(2025, 5, 1), calendar_for("FR")) == date(2026, 5, 4)
    with pytest.raises(InputError, match="does not recur"):
        next_review(REVIEW, date(2026, 3, 2), calendar_for("FR"))
    with pytest.raises(InputError, match="no period"):
        review_period(
            YEARLY, authority="FR", received=START, calendar=calendar_for("FR"), rulebook="x"
        )
