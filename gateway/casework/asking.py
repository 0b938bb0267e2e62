"""The asking authority's side of a consultation: open, receipt, answer.

Every function here is one step inside one transaction; the state that it leaves is the
truth, the workflow only waits. Silence is found and closed in `gateway.casework.closing`,
more time is asked for and given in `gateway.casework.extending`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from gateway.casework import case_rows
from gateway.casework import consultation_rows as rows
from gateway.casework.answers import check_answer
from gateway.casework.journal import close_tasks, open_task, record_act
from gateway.casework.office import Office
from gateway.domain.case import ENDED_STATES, Case, CaseState
from gateway.domain.consultation import (
    OPEN_STATES,
    Consultation,
    ConsultationAnswer,
    ConsultationRequest,
    ConsultationState,
    LateOrInTime,
)
from gateway.domain.deadline import timing_of
from gateway.domain.letter import LetterType, PartKind, Receipt, ReceiptOutcome
from gateway.domain.rulebook import Procedure
from gateway.errors import InputError
from gateway.exchange.dispatch import ReceivedLetter
from gateway.exchange.outbox import PartDraft, queue_letter
from gateway.exchange.outbox_rows import find_letter
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
        rulebook=case.rulebook,
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
        if not row.ours:
            rows.save(conn, _open_again(row, find_letter(conn, message_id).letter_type))
        elif message_id == row.request_message:
            _by_hand(conn, row, receipt, at=at)
        return (poke_conversation(row.id, f"receipt-{message_id}", ours=row.ours),)
    close_tasks(conn, at=at, kind="letter.undelivered", subject=row.id, by="gateway")
    if row.ours and message_id == row.request_message and row.state is _REQUESTED:
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


def _open_again(row: rows.Row, refused: LetterType) -> rows.Row:
    """Let our officers seal again what the asking gateway refused; their period runs on."""
    if refused is LetterType.ANSWER and row.state is ConsultationState.ANSWERED:
        return row.changed(state=ConsultationState.RUNNING, answer=None, answered_at=None)
    if refused is LetterType.EXTENSION_REQUEST:
        return row.changed(extension_pending=None, extension_asked=None)
    return row


def _by_hand(conn: Connection, row: rows.Row, receipt: Receipt, *, at: datetime) -> None:
    """A refused request starts no period: the case waits for a consultation by hand."""
    model = row.consultation
    rows.save(conn, row.changed(state=ConsultationState.SUPERSEDED))
    open_task(
        conn,
        at=at,
        kind=BY_HAND,
        subject=model.case_id or row.id,
        text=f"{row.peer} must be consulted under {model.procedure} and refused the request "
        f"({receipt.reason})",
    )


BY_HAND = "consult.by_hand"
"""Task of a consultation that must be carried outside the gateway; it blocks the decision."""
_REQUESTED = ConsultationState.REQUESTED
CLOSED_BY_BOTH = "both"
"""Both gateways have closed the conversation (`Consultation.closed_by`)."""


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
    """Take the consulted authority's answer, in time or late (rulebook, ``closing``).

    What cannot count is kept and shown with its reason, and a person is told; it never
    holds up the letters behind it.
    """
    row = rows.get(conn, letter.header.conversation_id)
    answer = content_from_bytes(ConsultationAnswer, letter.bodies[0])
    rule = office.law.procedure(row.consultation.rulebook, row.consultation.procedure)
    try:
        check_answer(rule, row.consultation.request, answer)
    except InputError as exc:
        text = f"{row.peer} sent an answer that cannot be used: {exc}"
        return _keep(conn, office, row, letter, kind="answer.unusable", text=text)
    timing = _timing(office, row, letter)
    why_not = _why_without_effect(conn, rule, row, timing)
    if why_not:
        row = rows.save(conn, row.changed(late_answers=(*row.consultation.late_answers, answer)))
        text = f"{row.peer} answered {why_not}; the answer is kept and has no effect"
        return _keep(conn, office, row, letter, kind="answer.late", text=text)
    return _count(conn, office, row, letter, rule, answer, timing)


def _timing(office: Office, row: rows.Row, letter: ReceivedLetter) -> LateOrInTime:
    if row.due is None:  # the answer is here before the receipt that starts the period
        return LateOrInTime.RECEIVED_IN_TIME
    return timing_of(
        office.law.rulebook(row.consultation.rulebook),
        received=letter.received,
        sealed=letter.header.created,
        last_instant=row.due,
    )


def _why_without_effect(
    conn: Connection, rule: Procedure, row: rows.Row, timing: LateOrInTime
) -> str:
    """Say in words why an answer that can be used does not count; empty if it does."""
    model = row.consultation
    if timing is LateOrInTime.LATE:
        return "after the last instant"
    if model.answer is not None and rule.option(model.answer.answer).settles:
        return "a second time"
    if row.state in OPEN_STATES:
        return ""
    if model.closed_by == CLOSED_BY_BOTH:
        return "after its own gateway had stated that nothing was under way"
    # An officer went on, or the period ended with a reaction. What was sealed in time
    # counts as long as nothing is decided: the asker does not profit from its own outage.
    decided = model.case_id is None or case_rows.get(conn, model.case_id).state in ENDED_STATES
    return "in time, but it arrived after the decision" if decided else ""


def _count(
    conn: Connection,
    office: Office,
    row: rows.Row,
    letter: ReceivedLetter,
    rule: Procedure,
    answer: ConsultationAnswer,
    timing: LateOrInTime,
) -> Sequence[Wake]:
    """Give an answer its effect."""
    option = rule.option(answer.answer)
    at = office.clock.now()
    state = ConsultationState.ANSWERED
    if row.state in OPEN_STATES:
        if not option.settles:  # the period runs on, and its end is asked for again
            state = row.state if row.state is _REQUESTED else ConsultationState.RUNNING
    elif row.consultation.case_id is not None:
        _unsettle(conn, row.consultation.case_id)
    row = rows.save(
        conn,
        row.changed(
            state=state,
            answer=answer,
            answer_timing=timing,
            answered_at=letter.received,
            silence_meaning="",
            closed_by="",
            extension_pending=None if option.settles else row.consultation.extension_pending,
        ),
    )
    close_tasks(conn, at=at, kind="silence.unconfirmed", subject=row.id, by="gateway")
    if option.settles:
        close_tasks(conn, at=at, kind="extension.asked", subject=row.id, by="gateway")
    record_act(
        conn,
        at=at,
        actor=row.peer,
        verb="consultation.answered",
        text=f"{row.peer} answered: {option.label} ({timing})",
        subject=row.consultation.case_id or row.id,
        reference=row.id,
    )
    return _wakes(row, letter.header.message_id)


def _unsettle(conn: Connection, case_id: str) -> None:
    """Let a proposal fall that was made before an answer which counts had come."""
    case = case_rows.get(conn, case_id)
    if case.state is CaseState.PROPOSED:
        fallen = {"state": CaseState.ASSESSMENT, "proposal": None, "proposed_by": ""}
        case_rows.save(conn, case.model_copy(update=fallen))


def _keep(
    conn: Connection,
    office: Office,
    row: rows.Row,
    letter: ReceivedLetter,
    *,
    kind: str,
    text: str,
) -> Sequence[Wake]:
    """Show an answer that has no effect, and tell a person."""
    at = office.clock.now()
    subject = row.consultation.case_id or row.id
    open_task(conn, at=at, kind=kind, subject=subject, text=text)
    record_act(
        conn,
        at=at,
        actor=row.peer,
        verb=f"consultation.{kind.replace('answer.', 'answered_')}",
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
