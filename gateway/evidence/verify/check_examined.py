"""Verifies that a decision rests on its examination: the one of its moment, and what it asks for.

All valid denials are examined at the moment of decision, and the authority of each that is
essentially identical is consulted before it (Article 16(5)).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from pydantic import JsonValue

from gateway.domain.acts import TaskKind, Verb
from gateway.domain.authority import member_state
from gateway.domain.case import Case, Decision, Outcome
from gateway.domain.consultation import Consultation, EndReason
from gateway.domain.examination import Hit, Occasion
from gateway.domain.rulebook import Consults, Procedure, Rulebook
from gateway.evidence.report import Findings, fault
from gateway.evidence.verify.check_examination import VerifiedExamination
from gateway.evidence.verify.check_law import LawInFile

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
        raise fault(
            "the denials were last examined when it was {occasion}, not to decide",
            occasion=record.occasion,
        )
    passed = decision.decided_at - record.at
    if not timedelta(0) <= passed <= SEARCH_BEFORE_DECISION:
        raise fault("the denials were examined at another moment than that of the decision")
    return f"examination {record.number}, {record.at.isoformat()}"


def _consulted(case: Case, decision: Decision, rulebook: Rulebook) -> str:
    """Check that whoever had to be consulted was: on each denial, and as the triggers say."""
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
    _asked_as_triggered(case, rulebook, lets_go=lets_go)
    hits = case.examination.hits if case.examination is not None else ()
    wanted = [hit for hit in hits if hit.consult]
    for procedure in asks:
        named = set(_named(case, procedure, lets_go=lets_go))
        for hit in wanted:
            asked = rulebook.asks_about(rule, procedure, hit)
            if asked and hit.denial_id not in named and not _by_hand(case, procedure, hit):
                raise fault(
                    "it was decided without consulting {authority} on {denial_id} ({article})",
                    authority=hit.authority,
                    denial_id=hit.denial_id,
                    article=procedure.article,
                )
    return f"{len(wanted)} denials asked for a consultation, each was consulted on"


def _asked_as_triggered(case: Case, rulebook: Rulebook, *, lets_go: bool) -> None:
    """Check that whoever a trigger names was asked, or is said to have been by hand."""
    for trigger in case.triggers:
        procedure = rulebook.procedure(trigger.procedure)
        needed = lets_go or procedure.owed_before_refusal
        if procedure.by_denial or not trigger.applies or not needed:
            continue
        under = [each for each in case.consultations if each.procedure == procedure.code]
        asked = {code for each in under for code in (each.consulted, member_state(each.consulted))}
        for wanted in trigger.consult:
            if wanted not in asked and not any(_closed_by_hand(case, procedure, wanted)):
                raise fault(
                    "it was decided without consulting {wanted} ({article})",
                    wanted=wanted,
                    article=procedure.article,
                )


def _named(case: Case, procedure: Procedure, *, lets_go: bool) -> Iterator[str]:
    """Yield the denials that the consultations under a procedure which count are about."""
    for consultation in case.consultations:
        if consultation.procedure == procedure.code and _counts(consultation, lets_go=lets_go):
            yield from consultation.denials_left


def _counts(consultation: Consultation, *, lets_go: bool) -> bool:
    reason = consultation.ended_because
    needless = reason is EndReason.SETTLED or (not lets_go and reason in _NOT_NEEDED)
    return consultation.stands or needless


def _by_hand(case: Case, procedure: Procedure, hit: Hit) -> bool:
    """Say whether an officer has put on record that the authority was consulted by hand.

    Where it names denials, this one must be among them. What was closed for a stated reason
    was closed by another officer than who stated it.
    """
    for done in _closed_by_hand(case, procedure, hit.authority):
        denials = done.get("denials")
        if not denials or (isinstance(denials, list) and hit.denial_id in denials):
            return True
    return False


def _closed_by_hand(
    case: Case, procedure: Procedure, authority: str
) -> Iterator[Mapping[str, JsonValue]]:
    """Yield what officers said who closed the task to consult an authority by hand."""
    for act in case.acts:
        done = act.data if act.verb == Verb.TASK_CLOSED else {}
        asked = done.get("task"), done.get("procedure"), done.get("authority")
        named = asked == (TaskKind.CONSULT_BY_HAND, procedure.code, authority)
        if named and done.get("proposed_by") != act.actor:
            yield done
