"""Conversations: the row that says whether one exists, is open or closed; what dispatch does.

The row, not the workflow engine, is the truth. `action_for` is total over letter types and
states; a test proves it. What a letter then does is its effect's business.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, bindparam, insert, select, update

from gateway.domain.letter import LetterHeader, LetterType, NewestReceived
from gateway.domain.letter_types import LETTER_RULES, Counts, Opens
from gateway.errors import NotFoundError, StateError
from gateway.exchange.journal import Direction, header_of
from gateway.store.prepared import Prepared
from gateway.store.tables_exchange import conversation as table
from gateway.store.tables_exchange import journal

_NEWEST = Prepared(
    select(journal.c.conversation_number, journal.c.digest)
    .where(
        journal.c.conversation_id == bindparam("conversation"),
        journal.c.peer == bindparam("from_"),
        journal.c.direction == Direction.IN.value,
        journal.c.refused.is_(False),
    )
    .order_by(journal.c.conversation_number.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation with one peer.

    Attributes:
        conversation_id: UUIDv7, chosen by who opened it.
        peer: The other member; a conversation never changes it.
        ours: Whether we opened it.
        procedure: Key of the procedure in the rulebook, or empty.
        closed: When it was closed, None while it is open.
        dispatched: Number of the peer's newest letter that has had its effect.
    """

    conversation_id: str
    peer: str
    ours: bool
    procedure: str
    closed: datetime | None
    dispatched: int


class Standing(StrEnum):
    """How a conversation stands towards a letter that is about to be dispatched."""

    NEW = "new"  # the peer opened it, and none of its letters has had effect
    OPEN = "open"
    CLOSED = "closed"
    GAP = "gap"  # an earlier letter of the peer has not come


class Action(StrEnum):
    """What is done with a letter."""

    START = "start"  # its effect may start a workflow
    UPDATE = "update"  # its effect, in the conversation that runs
    RECORD = "record"  # its effect may record and show it, and wakes nobody
    PARK = "park"  # waits for its predecessor; a person's task after a day


def action_for(letter_type: LetterType, standing: Standing) -> Action:
    """Return what is done with a letter, by its type and how its conversation stands."""
    rule = LETTER_RULES[letter_type]
    if standing is Standing.GAP:
        return Action.PARK
    if standing is Standing.NEW:  # only an opening letter starts anything
        return Action.RECORD if rule.opens is Opens.NEVER else Action.START
    if standing is Standing.OPEN:
        return Action.RECORD if rule.counts is Counts.FIRST else Action.UPDATE
    return Action.UPDATE if rule.counts is Counts.LATE else Action.RECORD


_SELECT = select(
    table.c.conversation_id,
    table.c.peer,
    table.c.ours,
    table.c.procedure,
    table.c.closed,
    table.c.dispatched,
).where(table.c.conversation_id == bindparam("id_"))
_GET = Prepared(_SELECT)
_LOCK = Prepared(_SELECT.with_for_update())
_INSERT = Prepared(insert(table))
_TAKE = Prepared(
    update(table)
    .where(table.c.conversation_id == bindparam("id_"))
    .values(sent=table.c.sent + 1)
    .returning(table.c.sent)
)
_DISPATCHED = (
    update(table)
    .where(table.c.conversation_id == bindparam("id_"), table.c.dispatched < bindparam("number"))
    .values(dispatched=bindparam("number"))
)


def find_conversation(conn: Connection, conversation_id: str) -> Conversation | None:
    """Return a conversation's row, or None."""
    row = _GET.first(conn, {"id_": conversation_id})
    return None if row is None else Conversation(*row)


def lock_conversation(conn: Connection, conversation_id: str) -> Conversation:
    """Return a conversation's row, locked until the commit.

    Raises:
        NotFoundError: There is none.
    """
    row = _LOCK.first(conn, {"id_": conversation_id})
    if row is None:
        raise NotFoundError(
            "no such conversation",
            remedy="`comity consultation list` lists them.",
            conversation=conversation_id,
        )
    return Conversation(*row)


def open_conversation(
    conn: Connection,
    *,
    conversation_id: str,
    peer: str,
    ours: bool,
    procedure: str,
    at: datetime,
) -> Conversation:
    """Write the row of a new conversation, and return it."""
    _INSERT.run(
        conn,
        {
            "conversation_id": conversation_id,
            "peer": peer,
            "ours": ours,
            "procedure": procedure,
            "opened": at,
            "closed": None,
            "sent": 0,
            "dispatched": 0,
        },
    )
    return Conversation(conversation_id, peer, ours, procedure, closed=None, dispatched=0)


def take_conversation_number(conn: Connection, conversation_id: str) -> int:
    """Take the number of our next letter in a conversation, from 1."""
    row = _TAKE.first(conn, {"id_": conversation_id})
    if row is None:
        raise NotFoundError(
            "no such conversation",
            remedy="`comity consultation list` lists them.",
            conversation=conversation_id,
        )
    return int(row[0])


def note_sent(conn: Connection, conversation_id: str, number: int) -> None:
    """Record that a letter of ours of this number was sent; the next has a higher one."""
    conn.execute(
        update(table)
        .where(table.c.conversation_id == conversation_id, table.c.sent < number)
        .values(sent=number)
    )


def note_dispatched(conn: Connection, conversation_id: str, number: int) -> None:
    """Record that the peer's letter of this number has had its effect."""
    conn.execute(_DISPATCHED, {"id_": conversation_id, "number": number})


def close_conversation(conn: Connection, conversation_id: str, at: datetime) -> None:
    """Close a conversation; closing a closed one does nothing.

    Raises:
        NotFoundError: There is none.
    """
    lock_conversation(conn, conversation_id)
    conn.execute(
        update(table)
        .where(table.c.conversation_id == conversation_id, table.c.closed.is_(None))
        .values(closed=at)
    )


def check_peer(conversation: Conversation, peer: str) -> None:
    """Check that a conversation is the one with this peer.

    Raises:
        StateError: It is with another member; contents must never cross over.
    """
    if conversation.peer != peer:
        raise StateError(
            "the conversation is with another member",
            remedy="Open a new conversation with that member.",
            conversation=conversation.conversation_id,
        )


def reopen_conversation(conn: Connection, conversation_id: str) -> None:
    """Open a closed conversation again: what had closed it was recalled or corrected."""
    conn.execute(
        update(table).where(table.c.conversation_id == conversation_id).values(closed=None)
    )


def newest_received(conn: Connection, conversation_id: str, peer: str) -> NewestReceived | None:
    """Return the peer's newest accepted letter in a conversation; None while there is none."""
    row = _NEWEST.first(conn, {"conversation": conversation_id, "from_": peer})
    return None if row is None else NewestReceived(number=row[0], digest=bytes(row[1]).hex())


def is_sent(conn: Connection, conversation_id: str, peer: str, named: NewestReceived) -> bool:
    """Say whether a letter that the peer names is one that we sent it, under that number."""
    sent = select(journal.c.position).where(
        journal.c.conversation_id == conversation_id,
        journal.c.peer == peer,
        journal.c.direction == Direction.OUT.value,
        journal.c.conversation_number == named.number,
        journal.c.digest == bytes.fromhex(named.digest),
    )
    return conn.scalar(sent) is not None


def letter_before(conn: Connection, header: LetterHeader) -> LetterHeader | None:
    """Return the accepted letter that its sender numbered before one, in its conversation."""
    earlier = (
        select(journal.c.envelope)
        .where(
            journal.c.conversation_id == header.conversation_id,
            journal.c.peer == header.sender,
            journal.c.direction == Direction.IN.value,
            journal.c.refused.is_(False),
            journal.c.conversation_number < header.conversation_number,
        )
        .order_by(journal.c.conversation_number.desc())
        .limit(1)
    )
    return header_of(conn.scalar(earlier))
