"""Verifies how a licence stands, by the acts that all members got, and a letter that informs.

A licence is limited, suspended, annulled or revoked by a denial in the log, and a suspension
ends with its final assessment (Article 16(1)). The case says so in `licence` and in its acts;
both are compared with what was signed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from gateway.domain.acts import Verb
from gateway.domain.case import (
    AFTER_SUSPENSION,
    ENDED_STATES,
    Case,
    CaseState,
    Licence,
    LicenceChange,
    Outcome,
)
from gateway.domain.denial import DecisionType
from gateway.domain.letter import EntryType
from gateway.domain.notice import FinalAssessment
from gateway.domain.rulebook import Rulebook
from gateway.domain.saying import says
from gateway.domain.transaction import Item
from gateway.evidence.report import fault
from gateway.evidence.verify.check_register import VerifiedEntry
from gateway.wire.content import content_from_bytes
from gateway.wire.denials import denial_from_parts

ONE_TRANSACTION = timedelta(minutes=1)
"""Within which a decision, and the entry that is written with it, read the clock."""


def check_state(case: Case) -> str:
    """Check that the state of a case is the one that its decision gives it."""
    if case.decision is None:
        if case.state in ENDED_STATES or any(act.verb == Verb.DECISION_MADE for act in case.acts):
            raise fault("it has ended, and the decision is left out")
        if case.state is CaseState.PROPOSED and case.proposal is None:
            raise fault("nothing is proposed in it")
        return str(case.state)
    withdrawn = case.withdrawal is not None or (case.decision.proposal.outcome is Outcome.WITHDRAWN)
    if case.state is not (CaseState.WITHDRAWN if withdrawn else CaseState.DECIDED):
        raise fault("it is decided, and shown as {state}", state=case.state)
    return str(case.state)


def check_licence(case: Case, rulebook: Rulebook, own: Sequence[VerifiedEntry]) -> str:
    """Check each line of a licence's history, and the ends of suspensions in the acts.

    Args:
        case: The case of the grant, or one about a licence in force.
        rulebook: With which it began.
        own: Entries of this authority's log that the file has for it.
    """
    _check_concerns(case, rulebook)
    _check_informed(case, rulebook)
    ends = _ends(own)
    _check_acts(case, ends)
    if not case.licence:
        if _grants(case, rulebook):
            raise fault("it grants a licence, and how that stands is left out")
        return "no licence was granted in it"
    _check_grant(case, rulebook)
    _check_licensed(case, rulebook)
    begun: set[str] = set()
    before = case.licence[0]
    related = {each.case_id for each in case.related if each.kind == "concerns"}
    for line in case.licence[1:]:
        if line.at < before.at:
            raise fault("the changes of the licence are not in order")
        if line.by_case not in related:
            raise fault(
                "{by_case} changes the licence, and is not shown as about it", by_case=line.by_case
            )
        before = line
        if line.denial_id is None:
            raise fault("nothing was notified of the licence being {state}", state=line.state)
        if line.denial_id in begun:
            _check_end(line, ends.pop(line.denial_id, None))
        else:
            begun.add(line.denial_id)
            _check_denied(case, line, rulebook, own)
    if ends:
        raise fault(
            "the suspension by {ends} has ended, and the case does not say so", ends=min(ends)
        )
    told = {item.record.subject for item in own if item.entry.entry_type in _BEGINNINGS}
    if more := told - begun - {case.decision.denial_id if case.decision else None}:
        raise fault("{more} changes the licence, and the case does not say so", more=min(more))
    return f"the licence is {case.licence[-1].state}"


_BEGINNINGS = frozenset({EntryType.DENIAL_NOTIFIED})


def _check_concerns(case: Case, rulebook: Rulebook) -> None:
    about = rulebook.case(case.application.procedure).concerns_case
    if about != bool(case.application.concerns):
        raise fault("it names a licence and is about none, or the other way round")
    if case.application.concerns == case.case_id:
        raise fault("it is about itself")


def _grants(case: Case, rulebook: Rulebook) -> bool:
    rule = rulebook.case(case.application.procedure)
    if case.decision is None or rule.concerns_case:
        return False
    found = rule.rule(case.decision.proposal.outcome, withdrawn=case.withdrawal is not None)
    return found is not None and found.licence is not None


def _check_grant(case: Case, rulebook: Rulebook) -> None:
    """Check the first line: the decision of this case granted the licence."""
    decision, first = case.decision, case.licence[0]
    if decision is None or not _grants(case, rulebook):
        raise fault("no licence was granted in it, and it shows one")
    found = rulebook.case(case.application.procedure).rule(decision.proposal.outcome)
    if found is None or first != LicenceChange(
        state=found.licence or first.state,
        at=decision.decided_at,
        by_case=case.case_id,
        denial_id=decision.denial_id,
    ):
        raise fault("the grant of the licence is not the decision of the case")


def _check_licensed(case: Case, rulebook: Rulebook) -> None:
    """Check that the licence is that of the decision: its lines, its case, its conditions."""
    licence, decision = case.licensed, case.decision
    if licence is None or decision is None:
        return
    asked, terms = case.application.transaction, decision.proposal.licence
    if (licence.case_id, licence.granted_at) != (case.case_id, decision.decided_at):
        raise fault("the licence is of another decision")
    if licence.destination != asked.destination:
        raise fault("the licence is for another destination than was applied for")
    if decision.proposal.parts is not None:
        decision.proposal.parts.check(asked)
    _check_lines(case, licence, dict(decision.proposal.granted_lines(asked)), rulebook)
    if not {each.text for each in decision.proposal.conditions} <= {
        each.text for each in licence.conditions
    }:
        raise fault("the licence lacks a condition of the decision")
    if terms is not None and terms.number not in (None, licence.number):
        raise fault("the licence has another number than was decided")


def _check_lines(
    case: Case, licence: Licence, granted: Mapping[int, Item], rulebook: Rulebook
) -> None:
    """Check each line with its amounts: as granted, or as a later case that is named widened it."""
    held = {each.line: each for each in licence.lines}
    if len(held) < len(licence.lines) or not granted.keys() <= held.keys():
        raise fault("the licence has other lines than were granted")
    later = {each.case_id: each.procedure for each in case.related if each.kind == "concerns"}
    widening = {each.code for each in rulebook.cases if each.widens}
    known = {each.code for each in rulebook.cases}
    for line, each in held.items():
        if each.widened_by is not None:
            kind = later.get(each.widened_by)
            if kind is None or (kind in known and kind not in widening):
                raise fault(
                    "{widened_by} did not widen line {line} of the licence",
                    widened_by=each.widened_by,
                    line=line,
                )
        elif granted.get(line) != each.item:
            raise fault("line {line} of the licence is not what was granted", line=line)


def _check_informed(case: Case, rulebook: Rulebook) -> None:
    """Check that the letter which informs of a requirement is that of the decision."""
    letter, decision = case.informed, case.decision
    outcome = None
    if decision is not None:
        outcome = rulebook.case(case.application.procedure).rule(decision.proposal.outcome)
    informs = "" if outcome is None else outcome.informs
    if letter is None or decision is None:
        if informs:
            raise fault("it informs somebody of a requirement, and the letter is left out")
        return
    if letter.article != informs:
        raise fault("the letter is under another article than was decided")
    asked, terms = case.application.transaction, decision.proposal.informed
    if (letter.case_id, letter.decided_at) != (case.case_id, decision.decided_at):
        raise fault("the letter is of another decision")
    if (letter.items, letter.destination) != (asked.items, asked.destination):
        raise fault("the letter is of other items, or for another destination, than was decided")
    addressee = terms.addressee if terms is not None else None
    if letter.informed != (addressee or asked.exporter.value):
        raise fault("the letter informs somebody else than was decided")
    lifted = letter.lifting is not None and bool(letter.lifting.decided_by)
    if lifted != any(act.verb == Verb.INFORMED_LIFTED for act in case.acts):
        raise fault("whether the letter was lifted is not what the acts say")


def licence_lines(case: Case) -> Iterator[str]:
    """Yield what was granted or required, and what was refused of it, for people."""
    letter = case.informed
    if letter is not None:
        who = letter.informed.names[0]
        yield f"Letter {letter.number} under Article {letter.article}: {who} was informed."
    licence = case.licensed
    if licence is not None:
        lines = ", ".join(str(each.line) for each in licence.lines)
        until = f" until {licence.valid_until}" if licence.valid_until is not None else ""
        yield f"Licence {licence.number}: lines {lines}, from {licence.valid_from}{until}."
    decision = case.decision
    if decision is not None and decision.proposal.parts is not None:
        lines = ", ".join(str(each.line) for each in decision.proposal.parts.refused)
        yield f"Denial {decision.denial_id}: lines {lines}."


def _check_denied(
    case: Case, line: LicenceChange, rulebook: Rulebook, own: Sequence[VerifiedEntry]
) -> None:
    """Check that a denial in the log limits, suspends, annuls or revokes this licence."""
    notified = [
        item
        for item in own
        if item.entry.entry_type in _BEGINNINGS and item.record.subject == line.denial_id
    ]
    if not notified:
        raise fault(
            "{denial_id}, which changed the licence, is not in the log", denial_id=line.denial_id
        )
    denial = denial_from_parts(notified[0].bodies)
    states = dict(_states(rulebook))
    if states.get(denial.decision) is not line.state:
        raise fault(
            "{denial_id} tells of another change than to {state}",
            denial_id=line.denial_id,
            state=line.state,
        )
    licensed = case.application.transaction
    if denial.transaction.destination != licensed.destination:
        raise fault(
            "{denial_id} is about another destination than the licence", denial_id=line.denial_id
        )
    _check_instant(line, notified[0])


def _states(rulebook: Rulebook) -> Iterator[tuple[DecisionType, object]]:
    """Yield as which decision each state of a licence in force is notified."""
    for rule in rulebook.cases:
        for outcome in rule.outcome:
            if rule.concerns_case and outcome.denial is not None and outcome.licence is not None:
                yield outcome.denial, outcome.licence


def _check_instant(line: LicenceChange, item: VerifiedEntry) -> None:
    if abs(line.at - item.entry.at) > ONE_TRANSACTION:
        raise fault(
            "the licence was {state} at another instant than the log says", state=line.state
        )


def _ends(own: Sequence[VerifiedEntry]) -> dict[str, tuple[VerifiedEntry, FinalAssessment]]:
    """Return the signed ends of suspensions, by the denial."""
    found: dict[str, tuple[VerifiedEntry, FinalAssessment]] = {}
    for item in own:
        if item.entry.entry_type != EntryType.FINAL_ASSESSMENT:
            continue
        if 0 not in item.bodies:
            raise fault("a final assessment in the file has no content")
        assessment = content_from_bytes(FinalAssessment, item.bodies[0])
        if assessment.denial_id != item.record.subject:
            raise fault("a final assessment is of another denial than its entry")
        found.setdefault(assessment.denial_id, (item, assessment))
    return found


def _check_end(line: LicenceChange, signed: tuple[VerifiedEntry, FinalAssessment] | None) -> None:
    if signed is None:
        raise fault(
            "no final assessment in the log ends the suspension by {denial_id}",
            denial_id=line.denial_id,
        )
    item, assessment = signed
    if AFTER_SUSPENSION[assessment.outcome] is not line.state:
        raise fault(
            "the final assessment in the log has another outcome than {state}", state=line.state
        )
    _check_instant(line, item)


def _check_acts(case: Case, ends: dict[str, tuple[VerifiedEntry, FinalAssessment]]) -> None:
    """Check that the acts record the ends of suspensions that were signed, and no others."""
    acts = [
        (each.reference, str(each.data.get("outcome")), each.text)
        for each in case.acts
        if each.verb == Verb.SUSPENSION_ENDED
    ]
    signed = [
        (each, str(end.outcome), says("{outcome}", outcome=end.outcome).sentence())
        for each, (_, end) in ends.items()
    ]
    if sorted(acts) != sorted(signed):
        raise fault("the acts record another end of a suspension than the log")
