"""Verifies the decision: who made it, on what, and the act that it wrote to the log."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

from gateway.domain.acts import Verb
from gateway.domain.case import Case, Decision, Outcome
from gateway.domain.consultation import OPEN_STATES
from gateway.domain.denial import DecisionType
from gateway.domain.denial_basis import denial_of, explained_to_all, to_be_considered
from gateway.domain.letter import EntryType
from gateway.domain.notice import GrantNotice
from gateway.domain.rulebook import Practice, Rulebook
from gateway.evidence.report import Findings, fault
from gateway.evidence.verify.check_examination import VerifiedExamination
from gateway.evidence.verify.check_examined import check_examined
from gateway.evidence.verify.check_law import LawInFile
from gateway.evidence.verify.check_licence import check_licence, check_state, licence_lines
from gateway.evidence.verify.check_register import VerifiedEntry
from gateway.wire.content import content_from_bytes
from gateway.wire.denials import denial_from_parts


def check_decision(
    case: Case,
    authority: str,
    entries: Sequence[VerifiedEntry],
    law: LawInFile,
    findings: Findings,
    *,
    examined: Sequence[VerifiedExamination] = (),
) -> list[str]:
    """Verify the decision of a case, if there is one, and return lines on it for people.

    Args:
        case: The case.
        authority: Whose it is.
        entries: Of the logs in the file.
        law: The law in the file.
        findings: Takes the checks.
        examined: The examinations whose records hold, oldest first.
    """
    decision = case.decision
    findings.attempt("case: its state", lambda: check_state(case))
    if decision is None:
        return [f"No decision yet: the case is {case.state}."]
    own = [item for item in entries if item.record.role == "decision"]
    findings.attempt(
        "decision: made as the law asks",
        lambda: _made(case, decision, law.practice(case, authority), authority),
    )
    check_examined(case, decision, law, examined, findings)
    lines = [f"Decision of {decision.decided_at.date()}: {decision.proposal.outcome}."]
    findings.attempt(
        f"decision: its {'denial' if decision.denial_id else 'notice'}",
        lambda: _wrote(case, decision, authority, law.rulebook(case.rulebook), own),
    )
    findings.attempt(
        "decision: the licence",
        lambda: check_licence(case, law.rulebook(case.rulebook), own),
    )
    lines += licence_lines(case)
    for item in own:
        holders = ", ".join(sorted(item.holders)) or "nobody yet"
        lines.append(
            f"Entry {item.record.index} of the log of {authority}, {item.record.subject}: "
            f"confirmed to be held by {holders}."
        )
    return lines


def _wrote(
    case: Case,
    decision: Decision,
    authority: str,
    rulebook: Rulebook,
    own: Sequence[VerifiedEntry],
) -> str:
    """Check what the rulebook has such a decision write to the log."""
    outcome = rulebook.case(case.application.procedure).rule(
        decision.proposal.outcome, withdrawn=case.withdrawal is not None
    )
    if outcome is not None and outcome.denial in rulebook.notification.decisions:
        told = _denial(case, decision, outcome.denial, rulebook, authority, own)
        return f"{told}; {_notice(case, decision, rulebook, own)}" if outcome.in_part else told
    if decision.denial_id is not None:
        raise fault("such a decision creates no denial")
    if outcome is not None and outcome.after_consultation is not None:
        return _notice(case, decision, rulebook, own)
    return "such a decision is not notified by an entry of its own"


def _made(case: Case, decision: Decision, practice: Practice, authority: str) -> str:
    if decision.proposal.outcome is Outcome.WITHDRAWN:
        return _withdrawn(case, decision, practice, authority)
    rule = practice.rulebook.case(case.application.procedure)
    withdrawn = case.withdrawal is not None
    if rule.rule(decision.proposal.outcome, withdrawn=withdrawn) is None:
        raise fault("such a case does not end so under its rulebook")
    if (case.proposal, case.proposed_by) != (decision.proposal, decision.proposed_by):
        raise fault("what was decided is not what was proposed")
    if decision.four_eyes != (decision.decided_by != decision.proposed_by):
        raise fault("whether two officers decided is not said truly")
    signed_as = rule.signed_as(decision.proposal.outcome, withdrawn=withdrawn)
    needed = practice.four_eyes_needed(authority, signed_as)
    if needed and not decision.four_eyes:
        raise fault("one officer decided, and the rulebook asks for two")
    if case.assessment_required and case.assessment is None:
        raise fault("it was decided without the human-rights assessment")
    stale = case.examination.stale if case.examination is not None and not withdrawn else ()
    if not_accepted := set(stale) - set(decision.proposal.stale_registers):
        raise fault(
            "it was decided on a register older than the rulebook allows, which nobody accepted "
            "on record: {not_accepted}",
            not_accepted=sorted(not_accepted),
        )
    if any(consultation.state in OPEN_STATES for consultation in case.consultations):
        raise fault("it was decided before a consultation had ended")
    _check_considered(case, decision, practice.rulebook)
    if not decision.proposed_at <= decision.decided_at:
        raise fault("it was decided before it was proposed")
    _check_act(case, decision, Verb.DECISION_MADE)
    return "two officers" if decision.four_eyes else "one officer, as the rulebook allows"


def _check_considered(case: Case, decision: Decision, rulebook: Rulebook) -> None:
    """Check that it says how an answer was considered, where its rulebook has that said."""
    said = {(each.procedure, each.authority) for each in decision.proposal.considered}
    for procedure, who in sorted(to_be_considered(case.consultations, rulebook) - said):
        raise fault(
            "it does not say how the answer of {who} under {procedure} was considered",
            who=who,
            procedure=procedure,
        )


def _check_act(case: Case, decision: Decision, verb: str) -> None:
    """Check that the newest act of its kind is this decision."""
    made = [(act.actor, act.at) for act in case.acts if act.verb == verb]
    if made[-1:] != [(decision.decided_by, decision.decided_at)]:
        raise fault("the acts record another decision")


def _withdrawn(case: Case, decision: Decision, practice: Practice, authority: str) -> str:
    """Check a withdrawal: the applicant's act, which one officer records.

    A determination that waited for the second officer is taken back by another one.
    """
    if case.withdrawal is not None and case.withdrawal.determined:
        raise fault("it had been determined that the export will not be authorised")
    if decision.denial_id is not None:
        raise fault("a withdrawal creates no denial")
    _check_act(case, decision, Verb.CASE_WITHDRAWN)
    rule = practice.rulebook.case(case.application.procedure)
    signed_as = rule.signed_as(Outcome.NOT_TO_BE_AUTHORISED, withdrawn=True)
    recorded = [act for act in case.acts if act.verb == Verb.CASE_WITHDRAWN]
    waited = [act.actor for act in recorded[:-1][-1:] if act.data.get("determined")]
    if waited == [decision.decided_by] and practice.four_eyes_needed(authority, signed_as):
        raise fault("one officer took back a determination that waited for the second")
    return "the applicant withdrew; that is notified to nobody"


_TOLD = {
    "kind of decision": "decision",
    "article": "articles",
    "law": "legal_base",
    "reference": "national_reference",
    "authority": "authority",
    "items": "transaction.items",
    "end-user": "transaction.end_user",
    "destination": "transaction.destination",
    "grounds": "grounds.value",
    "explanation": "explanation",
    "human-rights assessment": "transaction.human_rights",
}
"""What a denial in the log must say as the decision does; the field by its name in a finding."""


def _denial(
    case: Case,
    decision: Decision,
    kind: DecisionType,
    rulebook: Rulebook,
    authority: str,
    own: Sequence[VerifiedEntry],
) -> str:
    notified = [
        item
        for item in own
        if item.entry.entry_type == EntryType.DENIAL_NOTIFIED
        and (item.record.origin, item.record.subject) == (authority, decision.denial_id)
    ]
    if not notified:
        raise fault("the denial of the decision is not in the log")
    denial = denial_from_parts(notified[0].bodies)
    number, day = denial.denial_id, denial.decision_date
    told = denial_of(case, decision.proposal, kind, rulebook, authority, denial_id=number, day=day)
    for name, field in _TOLD.items():
        said = attrgetter(field)
        if said(denial) != said(told):
            raise fault("the denial in the log has another {name} than the case", name=name)
    return f"{decision.denial_id} tells everybody what was refused and why"


def _notice(
    case: Case, decision: Decision, rulebook: Rulebook, own: Sequence[VerifiedEntry]
) -> str:
    telling = explained_to_all(case.consultations, rulebook)
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
