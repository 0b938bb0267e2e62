"""The consulted authority's side: take the request, ask for time, answer, close at once."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from gateway.casework import consultation_rows as rows
from gateway.casework.answers import check_answer
from gateway.casework.journal import close_tasks, open_task, record_act
from gateway.casework.office import Office
from gateway.casework.permissions import Officer, Permission
from gateway.domain.consultation import (
    ClosingRequest,
    ClosingStatement,
    Consultation,
    ConsultationAnswer,
    ConsultationRequest,
    ConsultationState,
    ExtensionReply,
    ExtensionRequest,
)
from gateway.domain.deadline import check_extension
from gateway.domain.letter import LetterType, PartKind
from gateway.errors import StateError
from gateway.exchange.conversations import close_conversation
from gateway.exchange.dispatch import ReceivedLetter
from gateway.exchange.outbox import PartDraft, queue_letter
from gateway.exchange.wakes import Wake, add_wakes, poke_conversation, start_consulted
from gateway.wire.content import content_from_bytes, content_to_bytes


def take_request(conn: Connection, office: Office, letter: ReceivedLetter) -> Sequence[Wake]:
    """Open the consultation here: its clock started with our own receipt."""
    header = letter.header
    request = content_from_bytes(ConsultationRequest, letter.bodies[0])
    deadline = office.law.deadline(
        version=header.rulebook,
        procedure=header.procedure,
        consulted=office.code,
        received=letter.received,
    )
    rows.add(
        conn,
        rows.Row(
            consultation=Consultation(
                conversation_id=header.conversation_id,
                procedure=header.procedure,
                asking=header.sender,
                consulted=office.code,
                state=ConsultationState.RUNNING,
                request=request,
                deadline=deadline,
                rulebook=header.rulebook,
            ),
            ours=False,
            peer=header.sender,
            request_message=header.message_id,
            request_digest=letter.digest,
            due=deadline.last_instant,
        ),
    )
    at = office.clock.now()
    rule = office.law.procedure(header.rulebook, header.procedure)
    text = f"{header.sender} consults us under {rule.article}: {rule.title}"
    open_task(conn, at=at, kind="answer.due", subject=header.conversation_id, text=text)
    record_act(
        conn,
        at=at,
        actor=header.sender,
        verb="consultation.asked",
        text=text,
        subject=header.conversation_id,
        reference=request.case_reference,
    )
    return (start_consulted(header.conversation_id),)


async def answer_consultation(
    office: Office, officer: Officer, conversation_id: str, answer: ConsultationAnswer
) -> Consultation:
    """Seal the authority's answer and send it.

    An answer after the last instant may be sent; it is kept at the other side without
    effect, and the officer is told so by the state that is returned.

    Raises:
        StateError: The consultation is not ours to answer, or is closed.
        InputError: The procedure knows no such answer, or it is incomplete.
    """
    officer.require(Permission.ANSWER)

    def write(conn: Connection) -> rows.Row:
        row = _answerable(conn, conversation_id)
        model = row.consultation
        rule = office.law.procedure(model.rulebook, model.procedure)
        check_answer(rule, model.request, answer)
        letter = queue_letter(
            conn,
            office.me,
            recipient=row.peer,
            letter_type=LetterType.ANSWER,
            parts=[
                PartDraft(
                    kind=PartKind.MATCHING, body=content_to_bytes(answer), release=(row.peer,)
                )
            ],
            conversation_id=row.id,
            procedure=model.procedure,
            in_reply_to=row.request_digest,
        )
        at = office.clock.now()
        option = rule.option(answer.answer)
        state = ConsultationState.ANSWERED if option.settles else row.state
        row = rows.save(conn, row.changed(state=state, answer=answer, answered_at=at))
        close_tasks(conn, at=at, kind="answer.due", subject=row.id, by=officer.name)
        record_act(
            conn,
            at=at,
            actor=officer.name,
            verb="consultation.answered",
            text=option.label,
            subject=row.id,
            reference=letter.message_id,
        )
        add_wakes(conn, [poke_conversation(row.id, letter.message_id, ours=False)])
        return row

    row = await office.db.write(write)
    office.tell()
    return row.consultation


def _answerable(conn: Connection, conversation_id: str) -> rows.Row:
    row = rows.get(conn, conversation_id)
    if row.ours:
        raise StateError("we asked in this consultation; the other side answers")
    if row.state is not ConsultationState.RUNNING:
        raise StateError(
            f"the consultation is {row.state}; nothing more can be answered",
            state=str(row.state),
        )
    return row


async def request_extension(
    office: Office, officer: Officer, conversation_id: str, wanted: ExtensionRequest
) -> Consultation:
    """Ask the other side for more working days.

    Raises:
        StateError: Not ours to ask, closed, or a request is pending already.
        InputError: More days than the rulebook allows.
    """
    officer.require(Permission.ANSWER)

    def write(conn: Connection) -> rows.Row:
        row = _answerable(conn, conversation_id)
        model = row.consultation
        if model.extension_pending is not None:
            raise StateError("a request for more time is pending already")
        granted = sum(reply.working_days for reply in model.extensions if reply.accepted)
        rule = office.law.procedure(model.rulebook, model.procedure)
        check_extension(rule, granted + wanted.working_days)
        letter = queue_letter(
            conn,
            office.me,
            recipient=row.peer,
            letter_type=LetterType.EXTENSION_REQUEST,
            parts=[
                PartDraft(
                    kind=PartKind.MATCHING, body=content_to_bytes(wanted), release=(row.peer,)
                )
            ],
            conversation_id=row.id,
            procedure=model.procedure,
            in_reply_to=row.request_digest,
        )
        row = rows.save(conn, row.changed(extension_pending=wanted))
        record_act(
            conn,
            at=office.clock.now(),
            actor=officer.name,
            verb="extension.asked",
            text=f"{wanted.working_days} working days",
            subject=row.id,
            reference=letter.message_id,
        )
        add_wakes(conn, [poke_conversation(row.id, letter.message_id, ours=False)])
        return row

    row = await office.db.write(write)
    office.tell()
    return row.consultation


def take_extension_reply(
    conn: Connection, office: Office, letter: ReceivedLetter
) -> Sequence[Wake]:
    """Move our own last instant by what the other side accepted."""
    row = rows.get(conn, letter.header.conversation_id)
    reply = content_from_bytes(ExtensionReply, letter.bodies[0])
    model = row.consultation
    extensions = (*model.extensions, reply)
    deadline = model.deadline
    if reply.accepted and deadline is not None:
        deadline = office.law.deadline(
            version=model.rulebook,
            procedure=model.procedure,
            consulted=office.code,
            received=deadline.received,
            extension_days=sum(r.working_days for r in extensions if r.accepted),
        )
    row = rows.save(
        conn,
        row.changed(
            due=deadline.last_instant if deadline is not None else None,
            deadline=deadline,
            extensions=extensions,
            extension_pending=None,
        ),
    )
    record_act(
        conn,
        at=office.clock.now(),
        actor=row.peer,
        verb="extension.accepted" if reply.accepted else "extension.refused",
        text=f"{reply.working_days} working days" if reply.accepted else "",
        subject=row.id,
    )
    return (poke_conversation(row.id, letter.header.message_id, ours=False),)


def take_closing_request(
    conn: Connection, office: Office, letter: ReceivedLetter
) -> Sequence[Wake]:
    """State at once, without a person, whether anything is under way, and close if not.

    What this gateway sealed before stands in the outbox before the statement and reaches
    the other side before it, since a conversation is delivered in the sender's order.
    """
    row = rows.get(conn, letter.header.conversation_id)
    asked = content_from_bytes(ClosingRequest, letter.bodies[0])
    at = office.clock.now()
    running = row.state is ConsultationState.RUNNING
    reacted = row.consultation.answer is not None
    over = row.due is not None and at >= row.due and at >= asked.last_instant
    statement = ClosingStatement(
        nothing_under_way=over and not reacted and (running or row.state is _SILENT),
        last_instant=row.due if row.due is not None else asked.last_instant,
        stated_at=at,
    )
    queue_letter(
        conn,
        office.me,
        recipient=row.peer,
        letter_type=LetterType.CLOSING_STATEMENT,
        parts=[
            PartDraft(kind=PartKind.MATCHING, body=content_to_bytes(statement), release=(row.peer,))
        ],
        conversation_id=row.id,
        procedure=row.consultation.procedure,
        in_reply_to=letter.digest,
    )
    if statement.nothing_under_way:
        rule = office.law.procedure(row.consultation.rulebook, row.consultation.procedure)
        rows.save(
            conn,
            row.changed(state=_SILENT, silence_meaning=rule.silence.sentence, closed_by="both"),
        )
        close_conversation(conn, row.id, at)
        close_tasks(conn, at=at, kind="answer.due", subject=row.id, by="gateway")
    record_act(
        conn,
        at=at,
        actor="gateway",
        verb="consultation.closed" if statement.nothing_under_way else "consultation.not_closed",
        text="nothing is under way here" if statement.nothing_under_way else "",
        subject=row.id,
    )
    return (poke_conversation(row.id, letter.header.message_id, ours=False),)


_SILENT = ConsultationState.SILENT
