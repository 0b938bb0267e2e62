"""What a letter says now: its newest correction that has an effect, or what was signed."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.casework.records import correspondence_rows as rows
from gateway.domain.base import Model
from gateway.domain.correspondence import Correction, LetterState, Recall
from gateway.domain.letter import LetterType
from gateway.errors import StateError
from gateway.exchange.journal import JournalRow, bodies_at, find_row
from gateway.wire.content import letter_content


def corrections_of(
    conn: Connection, conversation_id: str, message_id: str, *, ours: bool
) -> tuple[rows.LetterRow, ...]:
    """Return the letters by which a letter's own sender corrected it, oldest first.

    One that cannot be used is none of them.
    """
    found = rows.listed(conn, conversation_id=conversation_id, letter_type=LetterType.CORRECTION)
    return tuple(
        row
        for row in found
        if row.ours is ours
        and row.state is not LetterState.UNUSABLE
        and isinstance(row.content, Correction)
        and row.content.message_id == message_id
    )


def recall_of(conn: Connection, held: JournalRow) -> rows.LetterRow | None:
    """Return the letter by which its own sender recalled a letter, or None."""
    listed = rows.listed(conn, conversation_id=held.conversation_id, letter_type=LetterType.RECALL)
    for row in listed:
        named = isinstance(row.content, Recall) and row.content.message_id == held.message_id
        if named and row.ours is held.ours:
            return row
    return None


def stands_now(conn: Connection, held: JournalRow) -> Model:
    """Return what a letter says now; a correction that was recalled says nothing.

    Raises:
        StateError: Its contents are sealed or erased.
    """
    for each in reversed(
        corrections_of(conn, held.conversation_id, held.message_id, ours=held.ours)
    ):
        if each.state is not LetterState.RECORDED:
            continue
        of = find_row(conn, each.message_id, peer=None if held.ours else held.peer)
        bodies = {} if of is None or recall_of(conn, of) else bodies_at(conn, of.position)
        if 1 in bodies:
            return letter_content(held.letter_type, bodies[1])
    bodies = bodies_at(conn, held.position)
    if 0 not in bodies:
        raise StateError(
            "the contents of the letter are sealed or erased",
            remedy="Ask its sender; it holds what it sent.",
        )
    return letter_content(held.letter_type, bodies[0])
