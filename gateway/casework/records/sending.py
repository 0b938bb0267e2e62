"""How a letter of a consultation leaves: under its procedure, with the law it began with.

What officers carry by hand has no letters: there is nothing to queue, and a conversation only
where letters had begun it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from gateway.casework.records.consultation_rows import Row
from gateway.casework.services import Work
from gateway.domain.base import Model
from gateway.domain.letter import PartKind
from gateway.domain.letter_types import letter_type_of
from gateway.exchange.conversations import close_conversation
from gateway.exchange.outbox import PartDraft, QueuedLetter, queue_letter
from gateway.wire.content import content_to_bytes


def send_in(
    work: Work,
    row: Row,
    content: Model,
    *,
    in_reply_to: bytes | None = None,
) -> QueuedLetter:
    """Queue a letter in a consultation; its one part is released to the other side only.

    Args:
        work: The transaction, with the services of the node.
        row: The consultation.
        content: What it says; its type follows.
        in_reply_to: Digest of the letter that it answers, 32 octets.
    """
    body = content_to_bytes(content)
    return queue_letter(
        work.conn,
        work.me,
        recipient=row.peer,
        letter_type=letter_type_of(content),
        parts=[PartDraft(kind=PartKind.MATCHING, body=body, release=(row.peer,))],
        conversation_id=row.id,
        procedure=row.consultation.procedure,
        rulebook=row.consultation.rulebook,
        in_reply_to=in_reply_to,
    )


def close_letters(conn: Connection, row: Row, at: datetime) -> None:
    """Close the conversation of a consultation, where letters had begun it."""
    if row.request_message:
        close_conversation(conn, row.id, at)
