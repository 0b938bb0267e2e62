"""What an evidence file may not say of a decision (tests2, 3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from gateway.domain.acts import Verb
from gateway.domain.case import Act, Case, CaseState, Decision, Outcome
from gateway.domain.denial import Ground
from gateway.domain.rulebook import Practice, Rulebook
from gateway.evidence.report import Findings
from gateway.evidence.verify.check_decision import check_decision
from tests.unit.evidence.verify.test_check_licence import AT, BOOK, CASE, asked, decided

SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class ShippedLaw:
    """The newest rulebook that is shipped, with no overlay of an authority."""

    book: Rulebook = BOOK

    def practice(self, _case: Case, _authority: str) -> Practice:
        return Practice(self.book, ())

    def rulebook(self, _version: str) -> Rulebook:
        return self.book


def act(verb: Verb, actor: str = "bert", at: Any = AT, **data: Any) -> Act:
    return Act(at=at, actor=actor, verb=verb, text="", data=data)


MADE = act(Verb.DECISION_MADE)


def case(decision: Decision, *acts: Act, **fields: Any) -> Case:
    named: dict[str, Any] = {
        "case_id": CASE,
        "state": CaseState.DECIDED,
        "application": asked("application"),
        "rulebook": BOOK.version,
        "filed_at": AT,
        "proposal": decision.proposal,
        "proposed_by": decision.proposed_by,
        "proposed_at": decision.proposed_at,
        "decision": decision,
        "acts": acts,
    }
    return Case(**named | fields)


def withdrawn(*acts: Act, **changes: Any) -> Case:
    decision = decided(Outcome.WITHDRAWN).model_copy(update=changes)
    return case(decision, *acts, state=CaseState.WITHDRAWN)


def check(held: Case) -> tuple[dict[str, str], dict[str, str]]:
    """Return the checks on a decision that hold and those that do not, with what they say."""
    findings = Findings()
    check_decision(held, "DE", (), ShippedLaw(), findings)  # type: ignore[arg-type]
    good = {each.name: each.detail for each in findings.checks if each.ok}
    return good, {each.name: each.detail for each in findings.checks if not each.ok}


GRANTED = decided(Outcome.GRANTED)
TAKEN_BACK = act(Verb.CASE_WITHDRAWN)


def test_a_grant_and_a_withdrawal_as_they_were_made_hold() -> None:
    good, _ = check(case(GRANTED, MADE))
    assert good["decision: made as the law asks"] == "two officers"
    assert good["decision: its notice"] == "no consultation asks for a notice of the grant"
    good, _ = check(withdrawn(TAKEN_BACK))
    assert good["decision: made as the law asks"].startswith("the applicant withdrew")


def test_a_second_officer_may_take_a_determination_back() -> None:
    other = act(Verb.CASE_WITHDRAWN, "anna", AT - SECOND, determined=True)
    good, _ = check(withdrawn(other, TAKEN_BACK))
    assert good["decision: made as the law asks"].startswith("the applicant withdrew")


REFUSED = decided(Outcome.REFUSED, grounds=(Ground.HUMAN_RIGHTS,))

FORGED = {
    "such a decision creates no denial": case(
        GRANTED.model_copy(update={"denial_id": "DE-2027-00001"}), MADE
    ),
    "the acts record another decision": case(GRANTED, act(Verb.DECISION_MADE, "carl")),
    "acts record another decision": case(GRANTED),
    "record another decision": case(GRANTED, act(Verb.DECISION_MADE, at=AT + SECOND)),
    "another decision": case(GRANTED, MADE, act(Verb.DECISION_MADE, "carl")),
    "such a case does not end so": case(decided(Outcome.MAINTAINED), MADE),
    "what was decided is not what was proposed": case(GRANTED, MADE, proposal=REFUSED.proposal),
    "two officers decided is not said truly": case(
        GRANTED.model_copy(update={"four_eyes": False}), MADE
    ),
    "one officer decided, and the rulebook asks for two": case(
        REFUSED.model_copy(update={"four_eyes": False, "decided_by": "anna"}), MADE
    ),
    "without the human-rights assessment": case(GRANTED, MADE, assessment_required=True),
    "decided before it was proposed": case(
        GRANTED.model_copy(update={"proposed_at": AT + SECOND}), MADE
    ),
    "a withdrawal creates no denial": withdrawn(TAKEN_BACK, denial_id="DE-2027-00001"),
    "one officer took back a determination": withdrawn(
        act(Verb.CASE_WITHDRAWN, at=AT - SECOND, determined=True), TAKEN_BACK
    ),
}


@pytest.mark.parametrize("words", FORGED)
def test_a_forged_decision_is_found(words: str) -> None:
    """A grant with a denial, or a decision that the acts do not name, does not hold."""
    _, bad = check(FORGED[words])
    assert any(words in detail for detail in bad.values()), bad


def test_other_acts_of_the_case_are_no_withdrawal() -> None:
    """Only what was determined at a withdrawal waits for the second officer."""
    noise = act(Verb.CASE_EXAMINED, at=AT - SECOND, determined=True)
    good, _ = check(withdrawn(noise, TAKEN_BACK))
    assert good["decision: made as the law asks"].startswith("the applicant withdrew")
    later = act(Verb.CASE_EXAMINED, at=AT + SECOND)
    first = act(Verb.CASE_WITHDRAWN, at=AT - SECOND, determined=True)
    _, bad = check(withdrawn(first, TAKEN_BACK, later))
    assert "one officer took back" in bad["decision: made as the law asks"]
