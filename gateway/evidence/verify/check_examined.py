"""Verifies that a decision rests on its examination: the one of its moment, and what it asks for.

All valid denials are examined at the moment of decision, and the authority of each that is
essentially identical is consulted before it (Article 16(5)).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from gateway.domain.acts import TaskKind, Verb
from gateway.domain.case import Case, Decision, Outcome
from gateway.domain.consultation import Consultation, ConsultationState, EndReason
from gateway.domain.examination import Hit, Occasion
from gateway.domain.rulebook import Consults, Procedure, Rulebook
from gateway.evidence.report import Findings, fault
from gateway.evidence.verify.check_examination import VerifiedExamination
from gateway.evidence.verify.check_law import LawInFile
from gateway.evidence.verify.older_acts import data_of

SEARCH_BEFORE_DECISION = timedelta(minutes=10)
"""Within which a decision is written after the search that it rests on has begun."""

_NOT_NEEDED = frozenset({EndReason.SETTLED, EndReason.BINDING_OBJECTION})


def check_examined(
    case: Case,
    decision: Decision,
    law: LawInFile,
    examined: Sequence[VerifiedExamination],
    findings: Findings,
) -> None:
    """Verify what a decision says of the denials, unless the application was withdrawn.

    Args:
        case: The case.
        decision: Its decision.
        law: The law in the file.
        examined: The examinations whose records hold, oldest first.
        findings: Takes the checks.
    """
    if case.withdrawal is not None or decision.proposal.outcome is Outcome.WITHDRAWN:
        return
    findings.attempt(
        "decision: its examination",
        lambda: _at_its_moment(case, decision, law.rulebook(case.rulebook), examined),
    )
    findings.attempt(
        "decision: who was consulted",
        lambda: _consulted(case, decision, law.rulebook(case.rulebook)),
    )


def _at_its_moment(
    case: Case,
    decision: Decision,
    rulebook: Rulebook,
    examined: Sequence[VerifiedExamination],
) -> str:
    """Check that the last examination is the one that was made to decide."""
    if not rulebook.case(case.application.procedure).examined:
        return "no denials are examined for such a case"
    if case.examination is None or not examined:
        raise fault("it was decided without an examination of the denials")
    record = examined[-1].record
    if record.occasion is not Occasion.DECISION:
        raise fault(f"the denials were last examined when it was {record.occasion}, not to decide")
    passed = decision.decided_at - record.at
    if not timedelta(0) <= passed <= SEARCH_BEFORE_DECISION:
        raise fault("the denials were examined at another moment than that of the decision")
    return f"examination {record.number}, {record.at.isoformat()}"


def _consulted(case: Case, decision: Decision, rulebook: Rulebook) -> str:
    """Check that each denial that asks for a consultation was consulted on."""
    rule = rulebook.case(case.application.procedure)
    outcome = rule.rule(decision.proposal.outcome)
    lets_go = outcome is not None and outcome.lets_go
    asks = [
        procedure
        for procedure in rulebook.procedures
        if procedure.code in rule.procedures
        and procedure.trigger.consults is Consults.DENYING_AUTHORITIES
        and (lets_go or procedure.owed_before_refusal)
    ]
    hits = case.examination.hits if case.examination is not None else ()
    wanted = [hit for hit in hits if hit.consult]
    for procedure in asks:
        named = set(_named(case, procedure, lets_go=lets_go))
        for hit in wanted:
            asked = rulebook.asks_about(rule, procedure, hit)
            if asked and hit.denial_id not in named and not _by_hand(case, procedure, hit):
                raise fault(
                    f"it was decided without consulting {hit.authority} on {hit.denial_id} "
                    f"({procedure.article})"
                )
    return f"{len(wanted)} denials asked for a consultation, each was consulted on"


def _named(case: Case, procedure: Procedure, *, lets_go: bool) -> Iterator[str]:
    """Yield the denials that the consultations under a procedure which count are about."""
    for consultation in case.consultations:
        if consultation.procedure == procedure.code and _counts(consultation, lets_go=lets_go):
            yield from consultation.denials_left


def _counts(consultation: Consultation, *, lets_go: bool) -> bool:
    if consultation.state is not ConsultationState.SUPERSEDED:
        return True
    if consultation.settled_answer is not None or consultation.standing_answer:
        return True
    reason = consultation.ended_because
    return reason is EndReason.SETTLED or (not lets_go and reason in _NOT_NEEDED)


def _by_hand(case: Case, procedure: Procedure, hit: Hit) -> bool:
    """Say whether an officer has put on record that the authority was consulted by hand.

    Where it names denials, this one must be among them. What was closed for a stated reason
    was closed by another officer than who stated it; acts of before say nothing of that.
    """
    for act in case.acts:
        done = data_of(act) if act.verb == Verb.TASK_CLOSED else {}
        asked = done.get("task"), done.get("procedure"), done.get("authority")
        if done.get("proposed_by") == act.actor:
            continue
        if asked == (TaskKind.CONSULT_BY_HAND, procedure.code, hit.authority):
            denials = done.get("denials")
            if not denials or (isinstance(denials, list) and hit.denial_id in denials):
                return True
    return False
