"""The consulted authority's side: take the request, ask for time, answer, close at once.

Checks a request against its procedure: who may open it, and what it must contain.

The same on both sides: before a request is sent, and at step 10 of the intake.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from gateway.casework.acts.journal import journal_of
from gateway.casework.consultations.effects import carry_out
from gateway.casework.consultations.extension import ask_consulted, wish_is_theirs
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import consultation_rows as rows
from gateway.casework.records.case_rows import find_concerned
from gateway.casework.records.consultation_rows import shown
from gateway.casework.records.correspondence import CheckedBy
from gateway.casework.records.sending import send_in
from gateway.casework.services import Office, Work
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.consultation import (
    Consultation,
    ConsultationAnswer,
    ConsultationRequest,
    ConsultationState,
    ExtensionRequest,
    LateOrInTime,
)
from gateway.domain.consultation.answer_rules import check_answer, check_giver, is_settled
from gateway.domain.consultation.transitions import (
    ActWritten,
    Effect,
    Following,
    Standpoint,
    TasksClosed,
    Transition,
    information_wanted,
)
from gateway.domain.deadline import check_extension
from gateway.domain.rulebook import Procedure
from gateway.domain.saying import in_words, says
from gateway.errors import InputError, LawError, Reason, StateError
from gateway.exchange.dispatch import ReceivedLetter
from gateway.exchange.engine_calls import Wake
from gateway.wire.content import content_from_bytes


def take_consultation_request(work: Work, letter: ReceivedLetter) -> Sequence[Wake]:
    """Open the consultation here: its clock started with our own receipt."""
    header = letter.header
    request = content_from_bytes(ConsultationRequest, letter.bodies[0])
    concerned = find_concerned(work.conn, request.concerns)
    deadline = work.law.deadline(
        version=header.rulebook,
        procedure=header.procedure,
        consulted=work.code,
        received=letter.received,
    )
    model = Consultation(
        conversation_id=header.conversation_id,
        case_id=concerned,
        procedure=header.procedure,
        asking=header.sender,
        consulted=work.code,
        state=ConsultationState.RUNNING,
        request=request,
        deadline=deadline,
        rulebook=header.rulebook,
    )
    rows.add(
        work.conn,
        rows.Row(
            consultation=_bounded(work.office, model),
            ours=False,
            peer=header.sender,
            request_message=header.message_id,
            request_digest=letter.digest,
            due=deadline.last_instant,
        ),
    )
    rule = work.law.procedure(header.rulebook, header.procedure)
    text = says(
        "{sender} consults us under {article}: {title}",
        sender=header.sender,
        article=rule.article,
        title=rule.title,
    )
    if request.concerns:
        text += (
            says("; it concerns {case}", case=concerned)
            if concerned
            else says("; it concerns {case}, which is not known here", case=request.concerns)
        )
    journal_of(work).open_task(TaskKind.ANSWER_DUE, header.conversation_id, text)
    journal_of(work, header.sender).act(
        Verb.CONSULTATION_ASKED, header.conversation_id, text, request.case_reference
    )
    return ()


def _bounded(office: Office, model: Consultation) -> Consultation:
    """Bound a stop by its own end as far as that can be counted.

    No calendar reaches to every instant that a peer can write; then the period for the answer
    bounds the stop, as it does where the question does not say when goods were stopped.
    """
    try:
        return model.stop_bounded(office.law.stop_clock(model))
    except LawError:
        return model


async def answer_consultation(
    office: Office, officer: Officer, conversation_id: str, answer: ConsultationAnswer
) -> Consultation:
    """Seal and send the authority's answer.

    Which of the two is the rulebook's (``second_officer``). An answer after the last
    instant may be sent; it is kept at the other side without effect, and the officer is
    told so by the state that is returned.

    Raises:
        StateError: The consultation is not ours to answer, or is closed.
        InputError: The procedure knows no such answer, or it is incomplete.
    """
    officer.require(Permission.ANSWER)
    if answer.given_at is not None or answer.given_in is not None:
        raise InputError("given_at: the gateway writes it, not an officer")

    def write(work: Work) -> rows.Row:
        row = answerable(work, conversation_id)
        rule = office.law.rule_of(row.consultation)
        if rule.second_officer:
            return _propose(work, row, answer, actor=officer.name)
        return seal_answer(work, row, answer, actor=officer.name)

    row = await office.write(write)
    return shown(office, row)


def _propose(work: Work, row: rows.Row, answer: ConsultationAnswer, *, actor: str) -> rows.Row:
    """Keep an answer for a second officer; nothing leaves, and the period runs on."""
    model, rule = row.consultation, work.law.rule_of(row.consultation)
    check_answer(rule, model.request, answer, ended=model.ended_denials)
    row = rows.save(work.conn, row.holding(model.answer_held(answer, by=actor)))
    label = rule.option(answer.answer).label
    text = says(
        "{label}: proposed by {actor}, to be confirmed by a second officer",
        label=label,
        actor=actor,
    )
    journal_of(work, actor).close_tasks(TaskKind.ANSWER_CONFIRM, row.id)
    journal_of(work).open_task(TaskKind.ANSWER_CONFIRM, row.id, text)
    journal_of(work, actor).act(Verb.ANSWER_PROPOSED, row.id, in_words(label))
    return row


async def confirm_answer(office: Office, officer: Officer, conversation_id: str) -> Consultation:
    """Seal and send the answer that was proposed, as the second officer.

    Raises:
        StateError: No answer is proposed, SECOND_OFFICER_NEEDED, or it is closed.
    """
    officer.require(Permission.DECIDE)

    def write(work: Work) -> rows.Row:
        row = answerable(work, conversation_id)
        proposed = row.consultation.answer_proposed
        if proposed is None:
            raise StateError("no answer is proposed", remedy="Propose one first.")
        proposer = row.consultation.answer_proposed_by
        officer.require_second(proposer, "the officer who proposed an answer does not confirm it")
        journal_of(work, officer.name).close_tasks(TaskKind.ANSWER_CONFIRM, row.id)
        row = row.holding(row.consultation.answer_confirmed())
        return seal_answer(work, row, proposed, actor=officer.name)

    row = await office.write(write)
    return shown(office, row)


def seal_answer(work: Work, row: rows.Row, answer: ConsultationAnswer, *, actor: str) -> rows.Row:
    """Write our State's answer into the outbox, inside the caller's transaction.

    One that another authority of our State gave is in time if that one had sealed it in time.

    Raises:
        StateError: We have answered already.
        InputError: The procedure knows no such answer, or it is incomplete.
    """
    model = row.consultation
    rule = work.law.rule_of(model)
    at = work.now
    late = row.due is not None and answer.sealed_at(at) >= row.due
    check_unsettled(row, rule, late=late)
    check_answer(rule, model.request, answer, ended=model.ended_denials)
    check_giver(answer, work.code, work.me.directory().members)
    letter = send_in(work, row, answer, in_reply_to=row.request_digest)
    option = rule.option(answer.answer)
    timing = LateOrInTime.LATE if late else LateOrInTime.SEALED_IN_TIME
    given = model.answer_given(answer, timing=timing, at=at, settles=option.settles)
    given, _ = information_wanted(given, Standpoint(ours=False, rule=rule), answer)
    said = in_words(option.label) + says(", after the last instant" if late else "")
    act = ActWritten(
        Verb.CONSULTATION_ANSWERED, said, actor, of_case=False, reference=letter.message_id
    )
    wanted = (TaskKind.ANSWER_DUE, TaskKind.ANSWER_SOON, TaskKind.ANSWER_AGAIN)
    settled: tuple[Effect, ...] = (TasksClosed(wanted, actor), Following.DUTY)
    if late:
        settled = settled[:1]
    found = Transition(given, (*(settled if option.settles else ()), act))
    return carry_out(work, row, found)[0]


def check_unsettled(row: rows.Row, rule: Procedure, *, late: bool) -> None:
    """Check that no answer of ours stands that settles the question.

    Args:
        row: The consultation.
        rule: Its procedure.
        late: Whether the answer that is given now would be.

    Raises:
        StateError: We have answered already.
    """
    model = row.consultation
    better = model.answer_timing is LateOrInTime.LATE and not late  # forwarded, given in time
    if is_settled(model, rule) and not model.answer_again and not better:
        raise StateError(
            "the authority has answered already",
            remedy="Change the answer with {correctLetter}, or take it back with {recallLetter}.",
            state=row.state,
        )


def asked_of_us(work: Work, conversation_id: str, *, lock: bool = True) -> rows.Row:
    """Return a consultation in which another authority asks.

    Raises:
        NotFoundError: There is no such consultation here.
        StateError: We asked in it.
    """
    row = rows.get(work.conn, conversation_id, lock=lock)
    if row.ours:
        raise StateError(
            "we asked in this consultation; the other side answers",
            remedy="{listConsultations} lists those that we answer.",
        )
    return row


def answerable(work: Work, conversation_id: str, *, lock: bool = True) -> rows.Row:
    """Return a consultation that we may answer as it stands.

    Raises:
        NotFoundError: There is no such consultation here.
        StateError: We asked in it, or it is closed.
    """
    row = asked_of_us(work, conversation_id, lock=lock)
    if row.consultation.answer_again and row.due is not None and work.now < row.due:
        return row
    if row.state is not ConsultationState.RUNNING:
        raise StateError(
            "the consultation is {state}; nothing more can be answered",
            remedy="{getConsultation} says how it ended; {requestInformation} writes to them in "
            "it.",
            state=row.state,
        )
    return row


async def request_extension(
    office: Office, officer: Officer, conversation_id: str, wanted: ExtensionRequest
) -> Consultation:
    """Ask for more working days.

    A wish of the consulted authority takes the place of one of the asking authority.

    Raises:
        StateError: Not ours to ask, closed, or a request is pending already.
        InputError: More days than the rulebook allows.
    """
    officer.require(Permission.ANSWER)

    def write(work: Work) -> rows.Row:
        asked = rows.get(work.conn, conversation_id)
        if asked.ours:
            return ask_consulted(work, asked, wanted, actor=officer.name)
        row = answerable(work, conversation_id)
        model = row.consultation
        if model.extension_pending is not None and not wish_is_theirs(office, row):
            raise StateError(
                "a request for more time is pending already",
                remedy="Wait for their reply; {getConsultation} has it.",
            )
        granted = model.days_extended
        rule = office.law.rule_of(model)
        check_extension(rule, granted + wanted.working_days)
        letter = send_in(work, row, wanted, in_reply_to=row.request_digest)
        wish = model.wish_sent(wanted, by=office.code, at=office.clock.now())
        row = rows.save(work.conn, row.holding(wish))
        journal_of(work, officer.name).act(
            Verb.EXTENSION_ASKED,
            row.id,
            says("{working_days} working days", working_days=wanted.working_days),
            letter.message_id,
        )
        return row

    row = await office.write(write)
    return shown(office, row)


# --- what a request must have ----------------------------------------------------------------


def check_received(reading: CheckedBy, request: ConsultationRequest) -> None:
    """Check a request that comes: by whom, under which procedure, and what it contains.

    Raises:
        PermissionRefusedError: NOT_AUTHORISED; no role of the sender opens such a procedure.
        InputError: CONTENT_INVALID, with the field.
    """
    header = reading.header
    if request.procedure != header.procedure:
        raise Reason.CONTENT_INVALID.error(
            "procedure: the request and its header name different ones"
        )
    rule = reading.rulebook.procedure(header.procedure)
    check_opener(rule, header.sender, reading.roles)
    check_request(rule, request)


def check_opener(rule: Procedure, code: str, roles: frozenset[str]) -> None:
    """Check that a member's roles let it open a procedure; the same on both sides.

    Raises:
        PermissionRefusedError: NOT_AUTHORISED; the rulebook names other roles.
    """
    allowed = {role.value for role in rule.opened_by}
    if not roles & allowed:
        raise Reason.NOT_AUTHORISED.error(
            "procedure: {code} may not open {procedure}; {allowed} may",
            remedy="Have the authority of your State with such a role ask.",
            field="procedure",
            code=code,
            procedure=rule.code,
            allowed=sorted(allowed),
        )


def check_stop(rule: Procedure, request: ConsultationRequest, at: datetime) -> None:
    """Check, before a question is sent, that it says when goods were stopped, where any are.

    It is not checked of a question that came.

    Args:
        rule: The procedure.
        request: What is asked.
        at: The present instant.

    Raises:
        InputError: CONTENT_INVALID, with the field.
    """
    stopped = request.stopped_at
    if stopped is None and rule.stop is None:
        return
    if stopped is None:
        what = "under {procedure} the stop ends by its own period, which begins with it"
        remedy = "Give the instant at which customs stopped the goods."
    elif not rule.period.ends_stop:
        what = "no goods are stopped under {procedure}"
        remedy = "Leave stopped_at empty."
    elif stopped > at:
        what = "goods that are stopped later are not stopped yet"
        remedy = "Give the instant at which customs stopped the goods, not a later one."
    else:
        return
    raise Reason.CONTENT_INVALID.error("stopped_at: ", what, remedy=remedy, procedure=rule.code)


def check_request(rule: Procedure, request: ConsultationRequest) -> None:
    """Refuse a request to which no answer could be complete.

    Raises:
        ComityError: CONTENT_INVALID, with the field.
    """
    if rule.concerns_required and not request.concerns:
        raise Reason.CONTENT_INVALID.error(
            "concerns: a request under {procedure} names the application or licence there",
            remedy="Give the reference under which the consulted authority knows it.",
            procedure=rule.code,
        )
    if not set(request.asked_for) <= set(rule.asked_for) or bool(rule.asked_for) != bool(
        request.asked_for
    ):
        known = ", ".join(rule.asked_for) or "nothing"
        raise Reason.CONTENT_INVALID.error(
            "asked_for: under {procedure} may be asked: {known}",
            remedy="Give at least one of: {known}." if rule.asked_for else "Leave asked_for empty.",
            procedure=rule.code,
            known=known,
        )
    if rule.by_denial and len(set(request.denials)) != len(request.denials):
        raise Reason.CONTENT_INVALID.error("denials: one of them is named twice")
    if rule.by_denial and not request.denials:
        raise Reason.CONTENT_INVALID.error(
            "denials: a request under {procedure} names the denials that it is about",
            procedure=rule.code,
        )
