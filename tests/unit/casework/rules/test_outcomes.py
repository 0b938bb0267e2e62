"""What the shipped rulebook lets each kind of case come to, and what that needs."""

from __future__ import annotations

import pytest

from gateway.casework.rules.outcomes import check_proposal
from gateway.domain.case import DecisionProposal, LicenceState, Outcome
from gateway.domain.denial import DecisionType, FreeText, Ground
from gateway.domain.rulebook import shipped_rulebooks
from gateway.domain.rulebook.acts import CaseOutcome, Conditions
from gateway.errors import InputError

BOOK = shipped_rulebooks().get("EU-2021-821/2026-3")
OUTCOMES = [(case, outcome) for case in BOOK.cases for outcome in case.outcome]
WORDS = (FreeText(language="en", text="x"),)


def test_every_decision_that_is_notified_can_be_made() -> None:
    """Each row of docs/domain.md 2.1 is reachable by an officer, and nothing else is notified."""
    made = {outcome.denial for _, outcome in OUTCOMES if outcome.denial is not None}
    made |= {case.determination for case in BOOK.cases if case.determination is not None}
    made |= {basis.notified_as for basis in BOOK.notification.basis if basis.notified_as}
    assert made == set(DecisionType) == set(BOOK.notification.decisions)


@pytest.mark.parametrize("outcome", [Outcome.MODIFIED, Outcome.WITHDRAWN, Outcome.MAINTAINED])
def test_a_modification_and_a_withdrawal_are_not_notified(outcome: Outcome) -> None:
    for _, each in OUTCOMES:
        if each.outcome is outcome:
            assert each.denial is None
            assert each.after_consultation is None
            assert not each.notice


def test_every_outcome_is_one_of_some_case() -> None:
    assert {outcome.outcome for _, outcome in OUTCOMES} == set(Outcome)


def test_what_says_no_states_its_grounds_and_only_a_part_lets_go_beside_it() -> None:
    for case, outcome in OUTCOMES:
        if outcome.negative:
            assert outcome.needs_grounds, (case.code, outcome.outcome)
            assert outcome.lets_go is (outcome.outcome is Outcome.GRANTED_IN_PART)


def test_only_a_grant_makes_a_licence() -> None:
    for case, outcome in OUTCOMES:
        granted = outcome.licence is LicenceState.IN_FORCE
        # What is added to a licence leaves it as it stands.
        assert granted is (outcome.outcome in _GRANTS and not case.gives_more)
        if outcome.licence is not None and not granted:
            assert case.concerns_case


_GRANTS = (Outcome.GRANTED, Outcome.GRANTED_WITH_CONDITIONS, Outcome.GRANTED_IN_PART)


@pytest.mark.parametrize(
    ("conditions", "named", "field"),
    [
        (Conditions.NONE, True, "conditions"),
        (Conditions.REQUIRED, False, "conditions"),
        (Conditions.REQUIRED, True, ""),
        (Conditions.ALLOWED, True, ""),
        (Conditions.ALLOWED, False, ""),
    ],
)
def test_conditions_fit_the_outcome(conditions: Conditions, named: bool, field: str) -> None:
    rule = CaseOutcome(outcome=Outcome.GRANTED, lets_go=True, conditions=conditions)
    proposal = DecisionProposal(
        outcome=Outcome.GRANTED, explanation=WORDS, conditions=WORDS if named else ()
    )
    if not field:
        check_proposal(rule, proposal)
        return
    with pytest.raises(InputError) as refused:
        check_proposal(rule, proposal)
    assert refused.value.metadata["field"] == field


def test_grounds_are_stated_where_the_rule_asks() -> None:
    rule = CaseOutcome(outcome=Outcome.REFUSED, denial=DecisionType.REFUSE, needs_grounds=True)
    proposal = DecisionProposal(outcome=Outcome.REFUSED, explanation=WORDS)
    with pytest.raises(InputError) as refused:
        check_proposal(rule, proposal)
    assert refused.value.metadata["field"] == "grounds"
    check_proposal(rule, proposal.model_copy(update={"grounds": (Ground.SANCTIONS,)}))
