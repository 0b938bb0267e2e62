"""What the rulebook of a case says of its kind and of the outcome that is proposed."""

from __future__ import annotations

from gateway.casework.permissions import Officer
from gateway.casework.services import Office
from gateway.domain.case import Case, DecisionProposal, Outcome
from gateway.domain.rulebook.acts import CaseOutcome, CaseRule, Conditions
from gateway.errors import InputError


def case_rule(office: Office, case: Case) -> CaseRule:
    """Return what the rulebook with which a case began says of its kind."""
    return office.law.rulebook(case.rulebook).case(case.application.procedure)


def outcome_rule(office: Office, case: Case, outcome: Outcome) -> CaseOutcome:
    """Return what an outcome brings in this case.

    After a withdrawal only the determination is left that the export would not have been
    authorised; the rulebook names the decision as which it is notified.

    Raises:
        InputError: Such a case cannot end so; names the field and what is possible.
    """
    rule = case_rule(office, case)
    if outcome is Outcome.WITHDRAWN:
        raise InputError("outcome: a withdrawal is not decided, it is recorded")
    found = rule.rule(outcome, withdrawn=case.withdrawal is not None)
    if found is None:
        known = [each.outcome for each in rule.outcome if each.outcome is not Outcome.WITHDRAWN]
        raise InputError(
            "outcome: a case of the kind {code} does not end with {outcome}",
            remedy="Give one of: {known}.",
            code=rule.code,
            outcome=outcome,
            known=known,
        )
    return found


def two_officers(office: Office, case: Case, outcome: Outcome) -> bool:
    """Return whether a second officer decides, by the rulebook and this authority's overlay."""
    practice = office.law.practice(office.code, case.rulebook, case.filed_at)
    signed = case_rule(office, case).signed_as(outcome, withdrawn=case.withdrawal is not None)
    return practice.four_eyes_needed(office.code, signed)


def check_four_eyes(
    office: Office,
    officer: Officer,
    case: Case,
    outcome: Outcome,
    refusal: str = "the officer who proposed does not decide",
) -> None:
    """Refuse that the officer who proposed decides too, unless the rulebook excepts it.

    Raises:
        StateError: SECOND_OFFICER_NEEDED.
    """
    needed = two_officers(office, case, outcome)
    officer.require_second(case.proposed_by, refusal, needed=needed)


def check_proposal(rule: CaseOutcome, proposal: DecisionProposal) -> None:
    """Check that a proposal has what its outcome needs.

    Raises:
        InputError: Grounds are missing, or conditions do not fit the outcome.
    """
    if rule.needs_grounds and not proposal.grounds:
        raise InputError(
            "grounds: the outcome {outcome} states its grounds (Art 15)",
            remedy="Give at least one ground.",
            outcome=rule.outcome,
        )
    if rule.in_part != (proposal.parts is not None):
        said = "names what is granted and what is refused" if rule.in_part else "has no parts"
        raise InputError(
            "parts: the outcome {outcome} {said}",
            remedy="Give parts with the outcome granted_in_part, and with no other.",
            outcome=rule.outcome,
            said=said,
        )
    if rule.conditions is Conditions.REQUIRED and not proposal.conditions:
        raise InputError(
            "conditions: the outcome {outcome} names them",
            remedy="Give at least one condition.",
            outcome=rule.outcome,
        )
    if rule.conditions is Conditions.NONE and proposal.conditions:
        raise InputError(
            "conditions: the outcome {outcome} has none",
            remedy="Take them out, or propose the outcome of this kind of case that has them "
            "({getRulebook}).",
            outcome=rule.outcome,
        )


def assessed_negatively(office: Office, case: Case) -> bool:
    """Return whether officers had said no: a refusal was proposed once, or the assessment does."""
    if case.refusal_proposed:
        return True
    if case.proposal is not None and outcome_rule(office, case, case.proposal.outcome).negative:
        return True
    rule = office.law.rulebook(case.rulebook).assessment
    return case.assessment is not None and rule.says_no(case.assessment.risk)
