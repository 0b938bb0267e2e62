"""Whether a case may be decided: what the law wants first, each with its own reason.

Every consultation has ended (Arts 14(1), 16(5)), no binding objection stands against a
grant, an answer of which the rulebook has it said was considered, a cyber-surveillance item has
its human-rights assessment, the registers are fresh, and a second officer decides where the
rulebook asks for one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from sqlalchemy import Connection

from gateway.casework.acts.journal import open_tasks
from gateway.casework.cases.cases import licence_concerned
from gateway.casework.cases.related_cases import check_relied_on
from gateway.casework.cases.sensitive import sensitive_hits
from gateway.casework.consultations.contradicting_answers import (
    check_one_answer,
    standing_answers,
)
from gateway.casework.consultations.reconsultation import owed
from gateway.casework.permissions import Officer
from gateway.casework.records import consultation_rows
from gateway.casework.records.correspondence import stands_now
from gateway.casework.rules.outcomes import case_rule, outcome_rule, two_officers
from gateway.casework.services import Office, Work
from gateway.domain.acts import Task, TaskKind
from gateway.domain.amendment import changed_fields
from gateway.domain.case import (
    ENDED_STATES,
    AcceptedRegister,
    Application,
    Case,
    CaseState,
    DecisionProposal,
    LicenceState,
)
from gateway.domain.case.steps import DecisionStep, StepKind, StepState
from gateway.domain.consultation import (
    OPEN_STATES,
    Consultation,
    ConsultationRequest,
    ConsultationState,
)
from gateway.domain.denial import FreeText
from gateway.domain.denial_basis import to_be_considered
from gateway.domain.examination import Examination
from gateway.domain.rulebook import NOTHING
from gateway.domain.rulebook.acts import CaseOutcome
from gateway.errors import InputError, Reason, StateError
from gateway.exchange.journal import find_row


def check_ready(work: Work, case: Case, proposal: DecisionProposal) -> None:
    """Refuse what the law does not yet allow to be decided; each with its own reason."""
    outcome = outcome_rule(work.office, case, proposal.outcome)
    _check_list(work.conn, case, outcome)
    found = standing_answers(work.conn, case.case_id)
    if case.withdrawal is None:
        _check_consulted(work, case, found, outcome)
        rule = case_rule(work.office, case)
        if rule.examined and case.examination is None:
            raise StateError(
                "the case has not been examined yet",
                remedy="Wait for its examination; {getCase} has it.",
                case_id=case.case_id,
            )
        if rule.concerns_case and (outcome.lets_go or outcome.licence is not None):
            licence = licence_concerned(work.conn, case.application.concerns)
            check_licence(licence, outcome, adds=rule.gives_more)
    ready = {CaseState.ASSESSMENT, CaseState.PROPOSED}
    if not outcome.lets_go:
        ready.add(CaseState.CONSULTING)  # what still runs is not needed to say no
    if case.state not in ready:
        raise StateError(
            "the case is {state}; it cannot be decided yet",
            remedy="{getCase} says what it waits for.",
            case_id=case.case_id,
            state=case.state,
        )
    if case.assessment_required and case.assessment is None:
        raise Reason.ASSESSMENT_MISSING.error(
            "a cyber-surveillance item is not decided without its human-rights assessment",
            remedy="Record it first: {assessCase}",
            case_id=case.case_id,
        )
    _check_considered(work.office, case, found, proposal)
    if outcome.lets_go:
        _check_same_question(work, case, found)
        check_relied_on(work, case)
        check_one_answer(work.office, case.rulebook, found)
        _check_binding(work.office, case, found, proposal)


def _check_list(conn: Connection, case: Case, outcome: CaseOutcome) -> None:
    """Refuse to let go what the list in force by now asks more of (Art 14(1), 16(5))."""
    asked = open_tasks(conn, subject=case.case_id, kind=TaskKind.LIST_CHANGED)
    if asked and outcome.lets_go:
        raise StateError(
            "{text}",
            remedy="{amendCase}, with the items classified anew.",
            text=asked[0].text,
            task=asked[0].id,
            case_id=case.case_id,
        )


def _check_consulted(
    work: Work,
    case: Case,
    found: list[Consultation],
    outcome: CaseOutcome,
) -> None:
    waited_for = [
        each for each in found if outcome.lets_go or _before_any_decision(work.office, each)
    ]
    if outcome.lets_go:  # what another State asks about this case is answered first
        asked = consultation_rows.about_case(work.conn, case.case_id)
        waited_for += [row.consultation for row in asked if not _over(work.office, row)]
    for consultation in waited_for:
        if consultation.state is ConsultationState.UNCONFIRMED:
            raise Reason.SILENCE_UNCONFIRMED.error(
                "no answer of {authority}, unconfirmed",
                remedy=(
                    "Record it: {addOfflineRecord}; a second officer confirms."
                    if consultation.by_hand
                    else "Wait until its gateway is back, or confirm the silence on record."
                ),
                authority=consultation.consulted,
                conversation_id=consultation.conversation_id,
            )
        if consultation.state in OPEN_STATES:
            raise Reason.CONSULTATION_OPEN.error(
                "the consultation of {authority} by {asking} under {procedure} has not ended",
                remedy="Wait for the answer or the end of the period.",
                authority=consultation.consulted,
                asking=consultation.asking,
                procedure=consultation.procedure,
            )
    for row in owed(work, case):
        if outcome.lets_go or _before_any_decision(work.office, row.consultation):
            raise Reason.CONSULTATION_OPEN.error(
                "{procedure}: {authority} must be asked again",
                remedy="Ask it again: {repeatRequest}",
                procedure=row.consultation.procedure,
                authority=row.peer,
                conversation_id=row.id,
            )
    by_hand = [
        task
        for task in open_tasks(work.conn, subject=case.case_id, kind=TaskKind.CONSULT_BY_HAND)
        if outcome.lets_go
        or _wanted_to_refuse(work.office, case.rulebook, str(task.data["procedure"]))
    ]
    if by_hand:
        raise Reason.CONSULTATION_OPEN.error(
            "{text}",
            remedy="Consult it by hand, and record that it was asked and what it answered: "
            "{recordOfflineRequest}. A second officer confirms.",
            text=by_hand[0].text,
            task=by_hand[0].id,
            case_id=case.case_id,
        )


def _before_any_decision(office: Office, consultation: Consultation) -> bool:
    return _wanted_to_refuse(office, consultation.rulebook, consultation.procedure)


def _wanted_to_refuse(office: Office, version: str, procedure: str) -> bool:
    return office.law.procedure(version, procedure).owed_before_refusal


def _over(office: Office, row: consultation_rows.Row) -> bool:
    """Whether nobody waits for our answer any more: given, not needed, or its time is past."""
    late = row.due is not None and office.clock.now() >= row.due
    return row.state not in OPEN_STATES or late


def check_licence(licence: Case, outcome: CaseOutcome, *, adds: bool = False) -> None:
    """Refuse to change a suspended licence otherwise than by its final assessment.

    Args:
        licence: The case in which it was granted.
        outcome: What is to become of the case about it.
        adds: Whether such a case adds a party to the licence, which that changes too.

    Raises:
        StateError: The licence is suspended.
    """
    changes = outcome.licence is not None or (adds and outcome.lets_go)
    if changes and licence.licence[-1].state is LicenceState.SUSPENDED:
        raise StateError(
            "the licence of {case_id} is suspended; its final assessment says what becomes of it",
            remedy="{recordFinalAssessment}",
            case_id=licence.case_id,
            denial_id=licence.licence[-1].denial_id,
        )


def _check_same_question(work: Work, case: Case, found: list[Consultation]) -> None:
    """Refuse to let go what nobody was asked about: the requests as they stand are compared."""
    rule = work.law.rulebook(case.rulebook).amendment
    wanted = {each.procedure for each in case.triggers if each.applies}
    ours = Application(reference="ours", transaction=case.asked_transaction)
    for consultation in found:
        if consultation.procedure not in wanted:
            continue  # an officer opened it, about what the officer said
        row = consultation_rows.get(work.conn, consultation.conversation_id, lock=False)
        held = find_row(work.conn, row.request_message) if consultation.corrections else None
        request = consultation.request if held is None else stands_now(work.conn, held)
        if not isinstance(request, ConsultationRequest):
            continue
        theirs = Application(reference="ours", transaction=request.transaction)
        material = [each for each in changed_fields(theirs, ours, rule) if each.material]
        if material:
            raise Reason.CONSULTATION_OPEN.error(
                "{authority} was asked about another transaction: {difference}",
                remedy="Amend the case as it really is; those consulted are then asked anew.",
                authority=consultation.consulted,
                difference=material[0].reason,
            )


class BindingConditions(NamedTuple):
    """Conditions that a decision which lets go takes over word for word.

    Attributes:
        authority: In whose answer they stand, or whom it was given that is relied on.
        texts: The conditions.
        why: Why they bind, a clause.
    """

    authority: str
    texts: tuple[FreeText, ...]
    why: str


def binding_conditions(
    office: Office, case: Case, found: Iterable[Consultation]
) -> Iterator[BindingConditions]:
    """Yield the conditions of answers that bind, and of those that the case relies on.

    Args:
        office: This authority.
        case: The case.
        found: Its consultations whose answers count (`standing_answers`).
    """
    for each in found:
        answer = each.counting_answer
        if answer is None or not answer.conditions:
            continue
        option = office.law.procedure(case.rulebook, each.procedure).option(answer.answer)
        if option.binds and not option.blocks:
            why = f"{each.consulted} does not object if its conditions are met"
            yield BindingConditions(each.consulted, answer.conditions, why)
    for relied in case.relied_on:
        if relied.conditions:
            why = f"the answer to {relied.asking} that is relied on has conditions"
            yield BindingConditions(relied.asking, relied.conditions, why)


def _check_binding(
    office: Office, case: Case, found: list[Consultation], proposal: DecisionProposal
) -> None:
    for consultation in found:
        answer = consultation.counting_answer
        rule = office.law.procedure(case.rulebook, consultation.procedure)
        silent = consultation.state is ConsultationState.SILENT
        if answer is None and not (silent and rule.silence.means != NOTHING):
            continue
        option = rule.option(answer.answer if answer is not None else rule.silence.means)
        if option.binds and option.blocks:
            how = "objected" if answer is not None else "kept silent, which is an objection,"
            raise Reason.OBJECTION_BINDS.error(
                "{authority} {how} under {article}; that binds",
                remedy="Refuse, or agree with the authority that it withdraws its objection.",
                authority=consultation.consulted,
                how=how,
                article=rule.article,
            )
    taken_over = {text.text for text in proposal.conditions}
    for bound in binding_conditions(office, case, found):
        if not {text.text for text in bound.texts} <= taken_over:
            raise Reason.OBJECTION_BINDS.error(
                "{why}",
                remedy="Take over its conditions word for word, with an outcome that has "
                "conditions, or refuse.",
                why=bound.why,
                authority=bound.authority,
                field="conditions",
            )


def _check_considered(
    office: Office, case: Case, found: list[Consultation], proposal: DecisionProposal
) -> None:
    """Refuse a decision that does not say how an answer was considered, where it must."""
    wanted = to_be_considered(found, office.law.rulebook(case.rulebook))
    said = [(each.procedure, each.authority) for each in proposal.considered]
    for number, each in enumerate(said):
        if each not in wanted or each in said[:number]:
            raise InputError(
                "{field}: {authority} gave no answer under {procedure} of which that is said, or "
                "it is said twice",
                remedy="{getCase} has the answers; leave the others out.",
                field=f"considered[{number}]",
                authority=each[1],
                procedure=each[0],
            )
    for procedure, authority in sorted(wanted - set(said)):
        raise Reason.ANSWER_UNCONSIDERED.error(
            "the decision does not say how the answer of {authority} under {procedure} was "
            "considered",
            remedy="Say it with the proposal, of {procedure}/{authority}: {proposeDecision}",
            authority=authority,
            procedure=procedure,
        )


def accepting(proposal: DecisionProposal, examination: Examination | None) -> DecisionProposal:
    """Return a proposal with how those registers stand that it accepts and that are not fresh.

    One that is fresh is not accepted in advance.
    """
    registers = () if examination is None else examination.registers
    accepted = tuple(
        AcceptedRegister(origin=each.origin, size=each.size, synced_at=each.synced_at)
        for each in registers
        if not each.fresh and each.origin in proposal.stale_registers
    )
    return proposal.accepting(accepted)


def check_fresh(proposal: DecisionProposal, examination: Examination) -> None:
    """Refuse an examination of registers that are too old, unless accepted as they stand.

    Raises:
        StateError: REGISTER_STALE, with the authorities.
    """
    accepted = {(each.origin, each.size, each.synced_at) for each in proposal.accepted}
    stale = {
        each.origin
        for each in examination.registers
        if not each.fresh and (each.origin, each.size, each.synced_at) not in accepted
    }
    if stale:
        raise Reason.REGISTER_STALE.error(
            "the register of {authorities} is older than the rulebook allows",
            remedy="Synchronise: {syncRegisters}. Or accept it on record, as stale_registers of "
            "the proposal: {proposeDecision}.",
            authorities=", ".join(sorted(stale)),
        )


# --- the same as a list, for who works on the case ---------------------------------------------


def steps_to_decision(work: Work, officer: Officer, case: Case) -> tuple[DecisionStep, ...]:
    """Return what must happen before a case is decided, done or not, in order.

    It is what `check_ready` and the proposal ask, said all at once; what only an outcome shows, as
    an objection that binds, is said when that outcome is proposed.

    Args:
        work: The transaction, with the services of the node.
        officer: Who asks: a decision for which a second officer is needed waits for another one
            where this one proposed it.
        case: The case whole, with its consultations.
    """
    if case.state in ENDED_STATES:
        return ()
    before = tuple(_before_proposal(work, case))
    open_still = any(each.state in _NOT_DONE and each.binding for each in before)
    proposed = case.proposal is not None
    bound = binding_conditions(work.office, case, standing_answers(work.conn, case.case_id))
    propose = StepState.DONE if proposed else StepState.LATER if open_still else StepState.OPEN
    return (
        *before,
        DecisionStep(
            kind=StepKind.PROPOSE,
            state=propose,
            authority=", ".join(dict.fromkeys(each.authority for each in bound)),
            by=case.proposed_by if proposed else "",
        ),
        DecisionStep(kind=StepKind.DECIDE, state=_decision_stands(work.office, officer, case)),
    )


def _decision_stands(office: Office, officer: Officer, case: Case) -> StepState:
    if case.proposal is None:
        return StepState.LATER
    second = two_officers(office, case, case.proposal.outcome)
    return StepState.WAITING if second and officer.name == case.proposed_by else StepState.OPEN


_NOT_DONE = frozenset({StepState.OPEN, StepState.WAITING})


def _before_proposal(work: Work, case: Case) -> Iterator[DecisionStep]:
    if case.withdrawal is not None:
        return
    rule = case_rule(work.office, case)
    if rule.examined:
        done = case.examination is not None
        yield DecisionStep(kind=StepKind.EXAMINE, state=_done(done, StepState.WAITING))
    tasks = open_tasks(work.conn, subject=case.case_id)
    yield from _of_tasks(work.office, case, tasks)
    if case.assessment_required:
        yield DecisionStep(
            kind=StepKind.ASSESS, state=_done(case.assessment is not None, StepState.OPEN)
        )
    for hit in sensitive_hits(work, case):
        yield DecisionStep(
            kind=StepKind.LOOK_AT_NOTICE,
            state=_done(hit.looked is not None, StepState.OPEN),
            about=hit.number,
        )
    yield from _of_examination(work.office, case)
    yield from _of_consultations(work, case)


def _done(done: bool, otherwise: StepState) -> StepState:  # noqa: FBT001 - one of two states
    return StepState.DONE if done else otherwise


_TASK_STEPS: Mapping[str, StepKind] = {
    TaskKind.LIST_CHANGED: StepKind.LIST_CHANGED,
    TaskKind.DENIAL_UNSEEN: StepKind.LOOK_AT_NEWS,
    TaskKind.REQUIREMENT_UNSEEN: StepKind.LOOK_AT_NEWS,
    TaskKind.CONSULT_BY_HAND: StepKind.CONSULT_BY_HAND,
}


def _of_tasks(office: Office, case: Case, tasks: Iterable[Task]) -> Iterator[DecisionStep]:
    for task in tasks:
        kind = _TASK_STEPS.get(task.kind)
        if kind is None:
            continue
        binding = kind is StepKind.LOOK_AT_NEWS or (
            kind is StepKind.CONSULT_BY_HAND
            and _wanted_to_refuse(office, case.rulebook, str(task.data["procedure"]))
        )
        yield DecisionStep(
            kind=kind,
            state=StepState.OPEN,
            about=str(task.id),
            authority=str(task.data.get("authority", "")),
            binding=binding,
        )


def _of_examination(office: Office, case: Case) -> Iterator[DecisionStep]:
    if case.examination is None:
        return
    rule = office.law.rulebook(case.rulebook).examination
    for hit in case.examination.hits:
        if rule.needs_word(hit):
            yield DecisionStep(
                kind=StepKind.JUDGE_HIT,
                state=_done(hit.judgement is not None, StepState.OPEN),
                about=hit.denial_id,
                authority=hit.authority,
                by="" if hit.judgement is None else hit.judgement.by,
            )
    for origin in case.examination.stale:
        yield DecisionStep(kind=StepKind.FRESHEN, state=StepState.WAITING, authority=origin)


def _of_consultations(work: Work, case: Case) -> Iterator[DecisionStep]:
    again = {row.id for row in owed(work, case)}
    for each in case.consultations:
        state = StepState.DONE
        if each.state in OPEN_STATES or each.state is ConsultationState.UNCONFIRMED:
            state = StepState.OPEN if each.by_hand else StepState.WAITING
        yield DecisionStep(
            kind=StepKind.CONSULT,
            state=state,
            about=each.conversation_id,
            authority=each.consulted,
            last_day=None if each.deadline is None else each.deadline.last_day,
            binding=_before_any_decision(work.office, each),
        )
        if each.conversation_id in again:
            yield DecisionStep(
                kind=StepKind.ASK_AGAIN,
                state=StepState.OPEN,
                about=each.conversation_id,
                authority=each.consulted,
                binding=_before_any_decision(work.office, each),
            )
