"""The asking authority's side of a consultation: open, receipt, answer, extension.

Every function here is one step inside one transaction; the state that it leaves is the
truth, the workflow only waits. Silence is found and closed in `gateway.casework.closing`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from gateway.casework import consultation_rows as rows
from gateway.casework.answers import check_answer
from gateway.casework.journal import close_tasks, open_task, record_act
from gateway.casework.office import Office
from gateway.domain.case import Case
from gateway.domain.consultation import (
    Consultation,
    ConsultationAnswer,
    ConsultationRequest,
    ConsultationState,
    ExtensionReply,
    ExtensionRequest,
    LateOrInTime,
)
from gateway.domain.deadline import check_extension, timing_of
from gateway.domain.letter import LetterType, PartKind, Receipt, ReceiptOutcome
from gateway.domain.rulebook import Procedure, Unanswered
from gateway.exchange.dispatch import ReceivedLetter
from gateway.exchange.outbox import PartDraft, queue_letter
from gateway.exchange.wakes import Wake, poke_case, poke_conversation
from gateway.wire.content import content_from_bytes, content_to_bytes


def open_consultation(
    conn: Connection,
    office: Office,
    *,
    case: Case,
    procedure: Procedure,
    consulted: str,
    request: ConsultationRequest,
    at: datetime,
) -> str:
    """Write the request into the outbox and the consultation beside it; return its id."""
    letter = queue_letter(
        conn,
        office.me,
        recipient=consulted,
        letter_type=LetterType.REQUEST,
        parts=[
            PartDraft(kind=PartKind.MATCHING, body=content_to_bytes(request), release=(consulted,))
        ],
        procedure=procedure.code,
    )
    rows.add(
        conn,
        rows.Row(
            consultation=Consultation(
                conversation_id=letter.conversation_id,
                case_id=case.case_id,
                procedure=procedure.code,
                asking=office.code,
                consulted=consulted,
                state=ConsultationState.REQUESTED,
                request=request,
                rulebook=case.rulebook,
            ),
            ours=True,
            peer=consulted,
            request_message=letter.message_id,
            request_digest=letter.digest,
        ),
    )
    record_act(
        conn,
        at=at,
        actor="gateway",
        verb="consultation.requested",
        text=f"{consulted} is consulted under {procedure.article}: {procedure.title}",
        subject=case.case_id,
        reference=letter.conversation_id,
    )
    return letter.conversation_id


def take_receipt(
    conn: Connection, office: Office, message_id: str, conversation_id: str, receipt: Receipt
) -> Sequence[Wake]:
    """Start the period with the receipt of the request, or show that it was refused."""
    row = rows.find(conn, conversation_id)
    if row is None:
        return ()
    at = office.clock.now()
    subject = row.consultation.case_id or row.id
    if receipt.outcome is ReceiptOutcome.REFUSED:
        open_task(
            conn,
            at=at,
            kind="letter.refused",
            subject=subject,
            text=f"{row.peer} refused a letter: {receipt.reason}",
        )
    elif row.ours and message_id == row.request_message and row.state is _REQUESTED:
        row = rows.save(conn, _running(office, row, receipt))
        _note_difference(conn, row, at=at)
        record_act(
            conn,
            at=at,
            actor="gateway",
            verb="consultation.received",
            text=f"{row.peer} received the request; the period runs",
            subject=subject,
            reference=row.id,
        )
    return (poke_conversation(row.id, f"receipt-{message_id}", ours=row.ours),)


_REQUESTED = ConsultationState.REQUESTED


def _running(office: Office, row: rows.Row, receipt: Receipt) -> rows.Row:
    """Derive our own last instant; where the peer's differs the later governs."""
    model = row.consultation
    deadline = office.law.deadline(
        version=model.rulebook,
        procedure=model.procedure,
        consulted=model.consulted,
        received=receipt.received,
    )
    return row.changed(
        due=max(deadline.last_instant, receipt.last_instant or deadline.last_instant),
        state=ConsultationState.RUNNING,
        deadline=deadline,
        peer_last_instant=receipt.last_instant,
    )


def _note_difference(conn: Connection, row: rows.Row, *, at: datetime) -> None:
    model = row.consultation
    ours = model.deadline.last_instant if model.deadline is not None else None
    if ours != model.peer_last_instant:
        open_task(
            conn,
            at=at,
            kind="deadline.differs",
            subject=model.case_id or row.id,
            text=(
                f"our last instant for {row.peer} is {ours}, theirs is "
                f"{model.peer_last_instant}; the later governs"
            ),
        )


def take_answer(conn: Connection, office: Office, letter: ReceivedLetter) -> Sequence[Wake]:
    """Take the consulted authority's answer, in time or late (rulebook, ``closing``)."""
    row = rows.get(conn, letter.header.conversation_id)
    answer = content_from_bytes(ConsultationAnswer, letter.bodies[0])
    rulebook = office.law.rulebook(row.consultation.rulebook)
    rule = rulebook.procedure(row.consultation.procedure)
    check_answer(rule, row.consultation.request, answer)
    timing = LateOrInTime.RECEIVED_IN_TIME
    if row.due is not None:
        timing = timing_of(
            rulebook,
            received=letter.received,
            sealed=letter.header.created,
            last_instant=row.due,
        )
    if timing is LateOrInTime.LATE or row.state is ConsultationState.SILENT:
        return _keep_late(conn, office, row, answer, letter)
    settles = rule.option(answer.answer).settles
    row = rows.save(
        conn,
        row.changed(
            state=ConsultationState.ANSWERED if settles else row.state,
            answer=answer,
            answer_timing=timing,
            answered_at=letter.received,
        ),
    )
    at = office.clock.now()
    subject = row.consultation.case_id or row.id
    close_tasks(conn, at=at, kind="silence.unconfirmed", subject=row.id, by="gateway")
    record_act(
        conn,
        at=at,
        actor=row.peer,
        verb="consultation.answered",
        text=f"{row.peer} answered: {rule.option(answer.answer).label} ({timing})",
        subject=subject,
        reference=row.id,
    )
    return _wakes(row, letter.header.message_id)


def _keep_late(
    conn: Connection,
    office: Office,
    row: rows.Row,
    answer: ConsultationAnswer,
    letter: ReceivedLetter,
) -> Sequence[Wake]:
    """Keep an answer that came too late: shown, without effect, a person is told."""
    model = row.consultation
    row = rows.save(conn, row.changed(late_answers=(*model.late_answers, answer)))
    at = office.clock.now()
    text = f"{row.peer} answered after the last instant; the answer is kept and has no effect"
    subject = model.case_id or row.id
    open_task(conn, at=at, kind="answer.late", subject=subject, text=text)
    record_act(
        conn,
        at=at,
        actor=row.peer,
        verb="consultation.answered_late",
        text=text,
        subject=subject,
        reference=row.id,
    )
    return _wakes(row, letter.header.message_id)


def _wakes(row: rows.Row, event: str) -> Sequence[Wake]:
    wakes: list[Wake] = [poke_conversation(row.id, event, ours=row.ours)]
    if row.consultation.case_id is not None:
        wakes.append(poke_case(row.consultation.case_id, event))
    return wakes


def take_extension_request(
    conn: Connection, office: Office, letter: ReceivedLetter
) -> Sequence[Wake]:
    """Keep a request for more time, and ask an officer; too late, it has no effect."""
    row = rows.get(conn, letter.header.conversation_id)
    wanted = content_from_bytes(ExtensionRequest, letter.bodies[0])
    at = office.clock.now()
    subject = row.consultation.case_id or row.id
    in_time = row.state is ConsultationState.RUNNING and (
        row.due is None or letter.received < row.due or letter.header.created < row.due
    )
    if in_time:
        rows.save(conn, row.changed(extension_pending=wanted))
        text = f"{row.peer} asks for {wanted.working_days} more working days"
        open_task(conn, at=at, kind="extension.asked", subject=row.id, text=text)
    else:
        text = f"{row.peer} asked for more time after the last instant; it has no effect"
    record_act(
        conn,
        at=at,
        actor=row.peer,
        verb="extension.asked",
        text=text,
        subject=subject,
        reference=row.id,
    )
    return _wakes(row, letter.header.message_id)


def grant_extension(
    conn: Connection, office: Office, row: rows.Row, reply: ExtensionReply, *, actor: str
) -> rows.Row:
    """Answer a pending request, tell the consulted, and move the last instant if accepted."""
    model = row.consultation
    days = _extension_days(model) + (reply.working_days if reply.accepted else 0)
    deadline = model.deadline
    if reply.accepted and deadline is not None:
        check_extension(office.law.procedure(model.rulebook, model.procedure), days)
        deadline = office.law.deadline(
            version=model.rulebook,
            procedure=model.procedure,
            consulted=model.consulted,
            received=deadline.received,
            extension_days=days,
        )
    letter = queue_letter(
        conn,
        office.me,
        recipient=row.peer,
        letter_type=LetterType.EXTENSION_REPLY,
        parts=[
            PartDraft(kind=PartKind.MATCHING, body=content_to_bytes(reply), release=(row.peer,))
        ],
        conversation_id=row.id,
        procedure=model.procedure,
    )
    row = rows.save(
        conn,
        row.changed(
            due=deadline.last_instant if reply.accepted and deadline is not None else None,
            deadline=deadline,
            extensions=(*model.extensions, reply),
            extension_pending=None,
            state=ConsultationState.RUNNING if reply.accepted else row.state,
        ),
    )
    at = office.clock.now()
    close_tasks(conn, at=at, kind="extension.asked", subject=row.id, by=actor)
    record_act(
        conn,
        at=at,
        actor=actor,
        verb="extension.accepted" if reply.accepted else "extension.refused",
        text=f"{reply.working_days} working days" if reply.accepted else "",
        subject=model.case_id or row.id,
        reference=letter.message_id,
    )
    return row


def _extension_days(model: Consultation) -> int:
    return sum(reply.working_days for reply in model.extensions if reply.accepted)


def accept_unanswered_extension(conn: Connection, office: Office, row: rows.Row) -> rows.Row | None:
    """Apply the rulebook to a request that nobody answered before the last instant.

    Returns:
        The row with its new last instant, or None where the rulebook gives no more time.
    """
    wanted = row.consultation.extension_pending
    rule = office.law.procedure(row.consultation.rulebook, row.consultation.procedure)
    if wanted is None or rule.extension is None:
        return None
    if rule.extension.unanswered_in_time is not Unanswered.ACCEPTED:
        return None
    cap = rule.extension.cap(rule.period.working_days) - _extension_days(row.consultation)
    days = min(wanted.working_days, cap)
    if days <= 0:
        return None
    return grant_extension(
        conn, office, row, ExtensionReply(accepted=True, working_days=days), actor="rulebook"
    )
