"""The asking authority's side of a consultation: open it, and take its receipt.

Every function here is one step inside one transaction; the state that it leaves is the
truth, the workflow only waits. Answers are taken in `incoming_answer`, silence is found and
closed in `closing`, more time is asked for and given in `extension`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from gateway.casework.consultations.by_hand import have_asked
from gateway.casework.consultations.differing_instants import note_receipt
from gateway.casework.consultations.extension import extension_days
from gateway.casework.consultations.standing_cover import offer_standing
from gateway.casework.office.due import Due, DueKind, set_due
from gateway.casework.office.journal import close_tasks, open_task, record_act
from gateway.casework.office.services import Office
from gateway.casework.records import consultation_rows as rows
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.case import Case
from gateway.domain.consultation import (
    AskedHit,
    ByHand,
    Consultation,
    ConsultationRequest,
    ConsultationState,
    StopState,
)
from gateway.domain.deadline import printed_last_instant, prolonged_instant
from gateway.domain.letter import LetterType, PartKind, Receipt, ReceiptOutcome
from gateway.domain.rulebook import Procedure
from gateway.domain.saying import Saying, says
from gateway.domain.stops import stop_of
from gateway.exchange.conversations import close_conversation
from gateway.exchange.engine_calls import Wake, poke_consultation
from gateway.exchange.outbox import PartDraft, queue_letter
from gateway.exchange.outbox_rows import find_letter
from gateway.wire.content import content_to_bytes


def open_consultation(
    conn: Connection,
    office: Office,
    *,
    case: Case,
    procedure: Procedure,
    consulted: str,
    request: ConsultationRequest,
    at: datetime,
    asked_as: tuple[AskedHit, ...] = (),
) -> str:
    """Ask on behalf of a case, under its rulebook; return the conversation's id."""
    row = ask(
        conn,
        office,
        procedure=procedure,
        consulted=consulted,
        request=request,
        rulebook=case.rulebook,
        case_id=case.case_id,
        at=at,
    )
    return rows.save(conn, row.holding(row.consultation.asked_about(asked_as))).id


def ask(
    conn: Connection,
    office: Office,
    *,
    procedure: Procedure,
    consulted: str,
    request: ConsultationRequest,
    rulebook: str,
    case_id: str | None,
    at: datetime,
) -> rows.Row:
    """Write the request into the outbox and the consultation beside it."""
    letter = queue_letter(
        conn,
        office.me,
        recipient=consulted,
        letter_type=LetterType.REQUEST,
        parts=[
            PartDraft(kind=PartKind.MATCHING, body=content_to_bytes(request), release=(consulted,))
        ],
        procedure=procedure.code,
        rulebook=rulebook,
    )
    model = Consultation(
        conversation_id=letter.conversation_id,
        case_id=case_id,
        procedure=procedure.code,
        asking=office.code,
        consulted=consulted,
        state=ConsultationState.REQUESTED,
        request=request,
        rulebook=rulebook,
    )
    row = rows.Row(
        consultation=model.stop_bounded(office.law.stop_clock(model)),
        ours=True,
        peer=consulted,
        request_message=letter.message_id,
        request_digest=letter.digest,
    )
    rows.add(conn, row)
    _watch_stop(conn, office, row, at=at)
    offer_standing(conn, office, row)
    record_act(
        conn,
        at=at,
        actor="gateway",
        verb=Verb.CONSULTATION_REQUESTED,
        saying=says(
            "{consulted} is consulted under {article}: {title}",
            consulted=consulted,
            article=procedure.article,
            title=procedure.title,
        ),
        subject=case_id or row.id,
        reference=letter.conversation_id,
    )
    return row


def _watch_stop(conn: Connection, office: Office, row: rows.Row, *, at: datetime) -> None:
    """Have an officer look at a stop from its beginning: its clock runs, asked or not."""
    clock = row.consultation.stop_clock
    if clock is None:
        return
    set_due(conn, office, kind=DueKind.STOP_ENDS, subject=row.id, at=clock.last_instant)
    open_task(
        conn,
        at=at,
        kind=TaskKind.STOP_UNASKED,
        subject=row.id,
        saying=says(
            "{peer} has not received our question about stopped goods yet; the stop ends by its "
            "own period at {end} all the same: call {peer}",
            peer=row.peer,
            end=printed_last_instant(clock),
        ),
    )


def stop_ends(conn: Connection, office: Office, due: Due) -> Due | None:
    """Tell an officer that stopped goods are due for release; a stop that was prolonged goes on."""
    row, at = rows.find(conn, due.subject), office.clock.now()
    clock = None if row is None else row.consultation.stop_clock
    if row is None or clock is None:
        return None
    if at < clock.last_instant:
        return replace(due, at=clock.last_instant)
    rule = office.law.procedure(row.consultation.rulebook, row.consultation.procedure)
    stop = stop_of(rule, row.consultation, at)
    if stop is not None and stop.state is StopState.RELEASE_DUE:
        said = says("{sentence}", sentence=stop.sentence)
        open_task(conn, at=at, kind=TaskKind.STOP_ENDED, subject=row.id, saying=said)
    return None


def take_receipt(
    conn: Connection, office: Office, message_id: str, conversation_id: str, receipt: Receipt
) -> Sequence[Wake]:
    """Start the period with the receipt of the request, or show that it was refused."""
    row = rows.find(conn, conversation_id)
    if row is None or row.consultation.by_hand:
        return ()  # officers carry it, who have recorded when it was received
    at = office.clock.now()
    subject = row.consultation.case_id or row.id
    if receipt.outcome is ReceiptOutcome.REFUSED:
        if row.ours and row.consultation.ended_because is not None:
            return ()  # nothing is asked any more; neither the request nor its end matters
        open_task(
            conn,
            at=at,
            kind=TaskKind.LETTER_REFUSED,
            subject=subject,
            saying=says("{peer} refused a letter: {reason}", peer=row.peer, reason=receipt.reason),
        )
        if not row.ours:
            rows.save(conn, _open_again(row, find_letter(conn, message_id).letter_type))
        elif message_id == row.request_message:
            _by_hand(conn, row, receipt, at=at)
        return (poke_consultation(row.id),) if row.ours else ()
    for kind in (TaskKind.LETTER_UNDELIVERED, TaskKind.STOP_UNASKED):
        close_tasks(conn, at=at, kind=kind, subject=row.id, by="gateway")
    answered = not row.ours and row.state is ConsultationState.ANSWERED
    if answered and find_letter(conn, message_id).letter_type is LetterType.ANSWER:
        close_conversation(conn, row.id, at)  # it has come there, and is not refused
    if row.ours and message_id == row.request_message and row.consultation.awaits_receipt:
        row = rows.save(conn, _running(office, row, receipt))
        note_receipt(conn, office, row, receipt)
        record_act(
            conn,
            at=at,
            actor="gateway",
            verb=Verb.CONSULTATION_RECEIVED,
            saying=_received(row),
            subject=subject,
            reference=row.id,
        )
    return (poke_consultation(row.id),) if row.ours else ()


def _received(row: rows.Row) -> Saying:
    if row.state is ConsultationState.ANSWERED:
        return says(
            "{peer} received the request; its answer came before the receipt", peer=row.peer
        )
    return says("{peer} received the request; the period runs", peer=row.peer)


def _open_again(row: rows.Row, refused: LetterType) -> rows.Row:
    """Let our officers seal again what the asking gateway refused; their period runs on."""
    if refused is LetterType.ANSWER and row.state is ConsultationState.ANSWERED:
        return row.holding(row.consultation.answer_refused())
    if refused is LetterType.EXTENSION_REQUEST:
        return row.holding(row.consultation.wish_refused())
    return row


def _by_hand(conn: Connection, row: rows.Row, receipt: Receipt, *, at: datetime) -> None:
    """A refused request starts no period: the case waits for a consultation by hand."""
    model = row.consultation
    rows.save(conn, row.holding(model.request_refused()))
    asked = ByHand(
        procedure=model.procedure,
        authority=row.peer,
        named={each.denial_id: each.match_class for each in model.asked_as},
    )
    why = says("refused the request ({reason})", reason=receipt.reason)
    have_asked(conn, model.case_id or row.id, asked, why=why, at=at)


def _running(office: Office, row: rows.Row, receipt: Receipt) -> rows.Row:
    """Derive our own last instant; the peer's governs where it is later and may be."""
    model = row.consultation
    deadline = office.law.deadline(
        version=model.rulebook,
        procedure=model.procedure,
        consulted=model.consulted,
        received=receipt.received,
    )
    first, furthest = deadline.last_instant, office.law.furthest(deadline)
    days = extension_days(model)  # given before the receipt had come
    if days:
        deadline = office.law.extended(deadline, days)
    return row.holding(
        model.received(deadline, peer_last_instant=receipt.last_instant),
        due=prolonged_instant(first, deadline.last_instant, receipt.last_instant, furthest),
    )
