"""Verifies the decision: who made it, on what, and the act that it wrote to the log."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.domain.case import Case, Decision, Outcome
from gateway.domain.consultation import OPEN_STATES
from gateway.domain.letter import EntryType
from gateway.domain.notice import GrantNotice
from gateway.domain.rulebook import NotifyScope, Practice, Rulebook
from gateway.evidence.check_law import LawInFile
from gateway.evidence.check_register import VerifiedEntry
from gateway.evidence.report import Findings, fault
from gateway.wire.content import content_from_bytes
from gateway.wire.denials import denial_from_parts

_GRANTS = (Outcome.GRANTED, Outcome.GRANTED_WITH_CONDITIONS)


def check_decision(
    case: Case,
    authority: str,
    entries: Sequence[VerifiedEntry],
    law: LawInFile,
    findings: Findings,
) -> list[str]:
    """Verify the decision of a case, if there is one, and return lines on it for people."""
    decision = case.decision
    if decision is None:
        return [f"No decision yet: the case is {case.state}."]
    own = [item for item in entries if item.record.role == "decision"]
    findings.attempt(
        "decision: made as the law asks",
        lambda: _made(case, decision, law.practice(case, authority), authority),
    )
    lines = [f"Decision of {decision.decided_at.date()}: {decision.proposal.outcome}."]
    if decision.proposal.outcome is Outcome.REFUSED:
        findings.attempt("decision: its denial", lambda: _denial(case, decision, authority, own))
    elif decision.proposal.outcome in _GRANTS:
        findings.attempt(
            "decision: its notice",
            lambda: _notice(case, decision, law.rulebook(case.rulebook), own),
        )
    for item in own:
        holders = ", ".join(sorted(item.holders)) or "nobody yet"
        lines.append(
            f"Entry {item.record.index} of the log of {authority}, {item.record.subject}: "
            f"confirmed to be held by {holders}."
        )
    return lines


def _made(case: Case, decision: Decision, practice: Practice, authority: str) -> str:
    if (case.proposal, case.proposed_by) != (decision.proposal, decision.proposed_by):
        raise fault("what was decided is not what was proposed")
    if decision.four_eyes != (decision.decided_by != decision.proposed_by):
        raise fault("whether two officers decided is not said truly")
    needed = practice.four_eyes_needed(authority, decision.proposal.outcome)
    if needed and not decision.four_eyes:
        raise fault("one officer decided, and the rulebook asks for two")
    if case.assessment_required and case.assessment is None:
        raise fault("it was decided without the human-rights assessment")
    if any(consultation.state in OPEN_STATES for consultation in case.consultations):
        raise fault("it was decided before a consultation had ended")
    if not decision.proposed_at <= decision.decided_at:
        raise fault("it was decided before it was proposed")
    made = [act for act in case.acts if act.verb == "decision.made"]
    if [(act.actor, act.at) for act in made] != [(decision.decided_by, decision.decided_at)]:
        raise fault("the acts record another decision")
    return "two officers" if decision.four_eyes else "one officer, as the rulebook allows"


def _denial(case: Case, decision: Decision, authority: str, own: Sequence[VerifiedEntry]) -> str:
    notified = [
        item
        for item in own
        if item.entry.entry_type == EntryType.DENIAL_NOTIFIED
        and (item.record.origin, item.record.subject) == (authority, decision.denial_id)
    ]
    if not notified:
        raise fault("the refusal's denial is not in the log")
    item = notified[0]
    denial = denial_from_parts(item.bodies)
    asked = case.application.transaction
    facts = {
        "reference": (denial.national_reference, case.application.reference),
        "authority": (denial.authority, authority),
        "items": (denial.transaction.items, asked.items),
        "end-user": (denial.transaction.end_user, asked.end_user),
        "destination": (denial.transaction.destination, asked.destination),
        "grounds": (denial.grounds.value, decision.proposal.grounds),
        "explanation": (denial.explanation, decision.proposal.explanation),
    }
    for name, (told, decided) in facts.items():
        if told != decided:
            raise fault(f"the denial in the log has another {name} than the case")
    return f"{decision.denial_id} tells everybody what was refused and why"


def _notice(
    case: Case, decision: Decision, rulebook: Rulebook, own: Sequence[VerifiedEntry]
) -> str:
    telling = [
        consultation
        for consultation in case.consultations
        if rulebook.procedure(consultation.procedure).after_grant.notify is NotifyScope.ALL_MEMBERS
    ]
    if not telling:
        return "no consultation asks for a notice of the grant"
    told = [
        item
        for item in own
        if item.entry.entry_type == EntryType.GRANT_AFTER_CONSULTATION
        and item.record.subject == case.case_id
    ]
    if not told or 0 not in told[0].bodies:
        raise fault("the notice of the grant, which the rulebook asks for, is not in the log")
    notice = content_from_bytes(GrantNotice, told[0].bodies[0])
    if notice.explanation != decision.proposal.explanation:
        raise fault("the notice in the log explains the grant in other words than the case")
    consulted = {consultation.consulted for consultation in telling}
    if not consulted <= set(notice.consulted):
        raise fault("the notice in the log does not name everybody who was consulted")
    return "the grant is explained to everybody"
