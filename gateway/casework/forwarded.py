"""What was forwarded inside our State and is still open: no silence while it is.

The State has one clock and one answer. An authority of it may have sealed that answer in
time while the line to it is dead, so nobody here can state that nothing is under way.
"""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.casework import correspondence_rows as rows
from gateway.domain.correspondence import Forwarding
from gateway.domain.letter import LetterType


def forwarded_open(conn: Connection, conversation_id: str) -> tuple[rows.LetterRow, ...]:
    """Return our letters that handed a consultation on and have no reply yet."""
    listed = rows.listed(conn, letter_type=LetterType.FORWARDING, state=rows.LetterState.OPEN)
    return tuple(
        row
        for row in listed
        if row.ours
        and isinstance(row.content, Forwarding)
        and row.content.conversation_id == conversation_id
    )
