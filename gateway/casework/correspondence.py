"""Letters beside a question and its answer: each is kept, shown, and told to a person."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from gateway.casework import consultation_rows
from gateway.casework import correspondence_rows as rows
from gateway.casework.journal import open_task, record_act
from gateway.casework.office import Office
from gateway.exchange.dispatch import ReceivedLetter
from gateway.exchange.wakes import Wake
from gateway.wire.content import LETTER_CONTENT, content_from_bytes


def take_letter(conn: Connection, office: Office, letter: ReceivedLetter) -> Sequence[Wake]:
    """Keep a letter that came, and make it a person's task."""
    row = keep_letter(conn, letter)
    at = office.clock.now()
    subject = row.case_id or row.conversation_id
    text = f"{row.peer} sent: {row.letter_type}"
    open_task(conn, at=at, kind="letter.read", subject=subject, text=text)
    record_act(
        conn,
        at=at,
        actor=row.peer,
        verb=f"{row.letter_type}.received",
        text="",
        subject=subject,
        reference=row.message_id,
    )
    return ()


def keep_letter(
    conn: Connection,
    letter: ReceivedLetter,
    *,
    state: rows.LetterState = rows.LetterState.RECORDED,
) -> rows.LetterRow:
    """Write a letter that came beside the case that its conversation belongs to."""
    header = letter.header
    consultation = consultation_rows.find(conn, header.conversation_id)
    answered = None
    if header.in_reply_to is not None:
        found = rows.by_digest(conn, header.conversation_id, bytes.fromhex(header.in_reply_to))
        answered = None if found is None else found.message_id
    return rows.add(
        conn,
        rows.LetterRow(
            message_id=header.message_id,
            conversation_id=header.conversation_id,
            case_id=None if consultation is None else consultation.consultation.case_id,
            ours=False,
            peer=header.sender,
            letter_type=header.letter_type,
            digest=letter.digest,
            at=letter.received,
            state=state,
            replies_to=answered,
            rulebook=header.rulebook,
            content=content_from_bytes(LETTER_CONTENT[header.letter_type], letter.bodies[0]),
        ),
    )
