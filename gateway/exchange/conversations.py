"""Conversations: the row that says whether one exists, is open or closed; what dispatch does.

The row, not the workflow engine, is the truth. `action_for` is total over letter types and
states; a test proves it. What a letter then does is its effect's business.

Who may send what: intake, step 9, by the table in `gateway.domain.letter_types`.

A member's role in the directory says what it may send at all (Art 23(1) leaves the
competences to each State), and the rulebook says which roles answer under a procedure; the
conversation says which letter comes now. A reply must name a letter of the same conversation
that we sent to that same member.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from gateway.domain.authority import Role, member_state
from gateway.domain.letter import LetterHeader, LetterType, NewestReceived
from gateway.domain.letter_rule import EffectTime, LetterRule, Opens, Sender
from gateway.domain.letter_types import LETTER_RULES
from gateway.errors import IntakeError, NotFoundError, Reason, StateError
from gateway.exchange.journal import RECEIVED_IN_CONVERSATION, Direction, header_of, is_ours
from gateway.store.prepared import Prepared
from gateway.store.tables_exchange import conversation as table
from gateway.store.tables_exchange import journal
from gateway.trust.members import Member

_NEWEST = Prepared(
    select(journal.c.conversation_number, journal.c.digest)
    .where(*RECEIVED_IN_CONVERSATION, journal.c.refused.is_(False))
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


class Phase(StrEnum):
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


def action_for(letter_type: LetterType, standing: Phase) -> Action:
    """Return what is done with a letter, by its type and how its conversation stands."""
    rule = LETTER_RULES[letter_type]
    if standing is Phase.GAP:
        return Action.PARK
    if standing is Phase.NEW:  # only an opening letter starts anything
        return Action.RECORD if rule.opens is Opens.NEVER else Action.START
    if standing is Phase.OPEN:
        return Action.RECORD if rule.counts is EffectTime.FIRST else Action.UPDATE
    return Action.UPDATE if rule.counts is EffectTime.LATE else Action.RECORD


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
    return Conversation(*_known(_LOCK, conn, conversation_id))


def _known(query: Prepared, conn: Connection, conversation_id: str) -> tuple[Any, ...]:
    row = query.first(conn, {"id_": conversation_id})
    if row is None:
        raise NotFoundError(
            "no such conversation",
            remedy="{listConsultations} lists them.",
            conversation_id=conversation_id,
        )
    return row


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
    return int(_known(_TAKE, conn, conversation_id)[0])


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
            conversation_id=conversation.conversation_id,
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


# --- who may write what, in which conversation -----------------------------------------------


_STEP = 9

_USUAL: frozenset[Role] = frozenset()
"""Of a procedure that the competent authorities answer, and of a letter under none."""


def check_recipient(
    letter_type: LetterType, recipient: Member, *, answered_by: frozenset[Role] = _USUAL
) -> None:
    """Check that a member is one to whom a type of letter goes.

    Args:
        letter_type: The type.
        recipient: The member.
        answered_by: Roles that answer under the letter's procedure, where its rulebook names
            others than the competent authorities.

    Raises:
        PermissionRefusedError: NOT_AUTHORISED; it has no role that reads such letters.
    """
    if not _has_one(recipient, LETTER_RULES[letter_type].read_by(answered_by)):
        raise Reason.NOT_AUTHORISED.error(
            "{member} has no role that reads a {letter_type}",
            remedy="Send it to a competent authority of a Member State.",
            member=recipient.code,
            letter_type=letter_type.value,
        )


def check_own_state(letter_type: LetterType, sender: str, recipient: str) -> None:
    """Check that what stays inside a Member State stays there.

    Raises:
        PermissionRefusedError: NOT_AUTHORISED; the two are of different States.
    """
    if LETTER_RULES[letter_type].own_state and member_state(sender) != member_state(recipient):
        raise Reason.NOT_AUTHORISED.error(
            "{member} is of another Member State; a {letter_type} stays in one",
            remedy="Send it to the authority that coordinates your State's.",
            member=recipient,
            letter_type=letter_type.value,
        )


def _has_one(member: Member, roles: frozenset[Role]) -> bool:
    return bool(member.roles & {role.value for role in roles})


def check_authorised(
    conn: Connection,
    header: LetterHeader,
    sender: Member,
    recipient: Member,
    *,
    answered_by: frozenset[Role] = _USUAL,
) -> Conversation | None:
    """Check that the sender may send this letter here and now.

    Args:
        conn: Of the transaction that will journal the letter.
        header: Its verified header.
        sender: The member that signed it.
        recipient: This member.
        answered_by: As in `check_recipient`.

    Returns:
        The conversation it belongs to, None when it opens a new one.

    Raises:
        IntakeError: VERSION_UNKNOWN for a type that a newer version has; NOT_AUTHORISED,
            CONVERSATION_UNKNOWN or REPLY_UNRELATED.
    """
    rule = LETTER_RULES.get(header.letter_type)
    if rule is None:
        raise _refused(
            "a letter of type {letter_type} is not known to this version",
            Reason.VERSION_UNKNOWN,
            letter_type=header.letter_type,
        )
    _check_roles(rule, sender, recipient, answered_by)
    held = find_conversation(conn, header.conversation_id)
    # (9b) The conversation is new and bound to (sender, recipient), or is one with it.
    if held is None:
        _check_opening(header, rule)
        return None
    if held.peer != header.sender:
        # Which of the two conversations is the real one is nobody's business but its peer's.
        raise _refused("the conversation is not one with this sender", Reason.NOT_AUTHORISED)
    if rule.opens is Opens.ALWAYS:
        raise _refused("the conversation is open already", Reason.NOT_AUTHORISED)
    if rule.by is (Sender.OPENER if held.ours else Sender.OTHER):
        raise _refused("that letter is the other side's to send", Reason.NOT_AUTHORISED)
    if header.procedure != held.procedure:
        raise _refused("the conversation runs under another procedure", Reason.NOT_AUTHORISED)
    # (9c) In-reply-to names a letter of this conversation that we sent to this sender.
    if header.in_reply_to is None:
        if rule.replies:
            raise _refused("the letter does not say what it answers", Reason.REPLY_UNRELATED)
    elif not is_ours(
        conn,
        conversation_id=header.conversation_id,
        peer=header.sender,
        digest=bytes.fromhex(header.in_reply_to),
    ):
        raise _refused(
            "the letter answers one that we did not send to its sender in this conversation",
            Reason.REPLY_UNRELATED,
        )
    return held


def _check_roles(
    rule: LetterRule, sender: Member, recipient: Member, answered_by: frozenset[Role]
) -> None:
    # (9a) The sender's role may send this type at all, and it is one that we may read.
    if not _has_one(sender, rule.sent_by(answered_by)):
        raise _refused(
            "no role of {code} may send this type of letter",
            Reason.NOT_AUTHORISED,
            code=sender.code,
        )
    if not _has_one(recipient, rule.read_by(answered_by)):
        raise _refused(
            "no role of {code} reads this type of letter",
            Reason.NOT_AUTHORISED,
            code=recipient.code,
        )
    if rule.own_state and member_state(sender.code) != member_state(recipient.code):
        raise _refused("this type of letter stays inside a Member State", Reason.NOT_AUTHORISED)


def _check_opening(header: LetterHeader, rule: LetterRule) -> None:
    if rule.opens is Opens.NEVER:
        raise _refused("no such conversation is known here", Reason.CONVERSATION_UNKNOWN)
    if header.in_reply_to is not None:
        raise _refused("an opening letter answers nothing", Reason.REPLY_UNRELATED)
    if header.conversation_number != 1:
        raise _refused("an opening letter is the first of its conversation", Reason.NOT_AUTHORISED)


def _refused(message: str, reason: Reason, **values: Any) -> IntakeError:
    return IntakeError(message, step=_STEP, reason=reason, **values)
