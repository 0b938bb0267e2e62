"""The outbox: letters are written, signed and numbered in the transaction of their cause.

What is sent later is exactly what was signed here; only the sealing is done anew each time.
The same transaction writes the wake that has the engine start the letter's `Delivery`, and no
use case adds it. Where the engine loses it, reconciliation finds the letter by
`all_undelivered`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from gateway.domain.authority import Role
from gateway.domain.letter import (
    ALL_MEMBERS,
    LetterHeader,
    LetterType,
    Marking,
    PartBody,
    PartCommitment,
    PartKind,
)
from gateway.domain.letter_rule import Opens
from gateway.domain.letter_types import LETTER_RULES
from gateway.errors import Reason
from gateway.exchange.conversations import (
    Conversation,
    check_own_state,
    check_peer,
    check_recipient,
    lock_conversation,
    newest_received,
    open_conversation,
    take_conversation_number,
)
from gateway.exchange.engine_calls import add_wakes, retry_delivery, start_delivery
from gateway.exchange.identity import NodeIdentity, new_id
from gateway.exchange.journal import Direction, JournalEntry, append, next_position
from gateway.exchange.outbox_rows import add_letter, waiting_for
from gateway.exchange.sequences import take_number
from gateway.trust.dsse import LETTER, sign
from gateway.trust.parts import commit, new_salt
from gateway.wire.letters import PROTOCOL_VERSION, letter_to_bytes
from gateway.wire.packages import check_bodies

MAX_LIFE_DAYS = 60
"""Most days from creation to not-after (intake, step 7)."""


@dataclass(frozen=True, slots=True)
class PartDraft:
    """One part before it is committed to.

    Attributes:
        kind: Retention, release and erasure go by it.
        body: Its content (`gateway.wire.limits`).
        release: Authority codes that may hold it. In a letter, which has one recipient,
            ALL_MEMBERS means sender and recipient.
        marking: Above the ceiling nothing leaves.
    """

    kind: PartKind
    body: bytes
    release: tuple[str, ...] = (ALL_MEMBERS,)
    marking: Marking = Marking.UNMARKED


@dataclass(frozen=True, slots=True)
class QueuedLetter:
    """A letter that lies in the outbox.

    Attributes:
        message_id: Its id, for the delivery.
        conversation_id: Its conversation, perhaps just opened.
        digest: Its message digest, 32 octets, for replies and receipts.
    """

    message_id: str
    conversation_id: str
    digest: bytes


def queue_letter(  # noqa: PLR0913 - the contract between rooms
    conn: Connection,
    me: NodeIdentity,
    *,
    recipient: str,
    letter_type: LetterType,
    parts: Sequence[PartDraft],
    conversation_id: str | None = None,
    procedure: str = "",
    rulebook: str = "",
    in_reply_to: bytes | None = None,
    not_after_days: int = MAX_LIFE_DAYS,
) -> QueuedLetter:
    """Write, number, sign and keep a letter, and have it delivered after the commit.

    All of it is part of the caller's transaction.

    Args:
        conn: Of the transaction of the act that causes the letter.
        me: This node.
        recipient: Authority code of the one recipient.
        letter_type: Decides what the parts hold.
        parts: Its contents, at least one.
        conversation_id: Existing conversation; None opens one.
        procedure: Key in the rulebook, for an opening; later letters take the row's.
        rulebook: Version under which the case or conversation began; the one in force if
            absent.
        in_reply_to: Digest of the peer's letter that this one answers, 32 octets.
        not_after_days: Days after which it is no longer accepted, 1 to 60.

    Raises:
        PermissionRefusedError: MARKING_TOO_HIGH, or NOT_AUTHORISED: the recipient does not
            read such letters; nothing was written.
        TrustError: PEER_UNKNOWN; PEER_REVOKED, the recipient has left; or a key is missing.
        NotFoundError: No such conversation.
        StateError: The conversation is with another member.
        InputError: A part or the whole is too large.
        ValueError: The type opens, and an id was given, or the reverse; a reply does not
            say what it answers (defects of the caller).
    """
    _check_call(letter_type, conversation_id, in_reply_to, not_after_days)
    _check_markings(me, parts)
    check_bodies([len(part.body) for part in parts])
    at = me.clock.now()
    held = None if conversation_id is None else _conversation(conn, conversation_id, recipient)
    procedure = procedure if held is None else held.procedure
    answered_by = me.answered_by(rulebook or me.rulebook(), procedure) if procedure else frozenset()
    _check_recipient(me, letter_type, recipient, at, answered_by)
    if held is None:
        held = _opened(conn, recipient, procedure, at)
    header = _numbered(
        conn, me, held, letter_type, at, in_reply_to, rulebook, at + timedelta(days=not_after_days)
    )
    return _kept(conn, me, header, parts)


def retry_waiting(conn: Connection, peers: Collection[str]) -> None:
    """Have the letters to some peers that failed before delivered now: those peers are back."""
    waiting = waiting_for(conn, peers)
    if waiting:
        add_wakes(conn, [retry_delivery(message_id) for message_id in waiting])


def _opened(conn: Connection, recipient: str, procedure: str, at: datetime) -> Conversation:
    """Open a conversation of ours."""
    return open_conversation(
        conn,
        conversation_id=new_id(at),
        peer=recipient,
        ours=True,
        procedure=procedure,
        at=at,
    )


def _conversation(conn: Connection, conversation_id: str, recipient: str) -> Conversation:
    """Lock a conversation; it never changes its peer."""
    held = lock_conversation(conn, conversation_id)
    check_peer(held, recipient)
    return held


def _numbered(
    conn: Connection,
    me: NodeIdentity,
    held: Conversation,
    letter_type: LetterType,
    at: datetime,
    in_reply_to: bytes | None,
    rulebook: str,
    not_after: datetime,
) -> LetterHeader:
    """Take the letter's numbers, and say in its header what it is."""
    directory = me.directory()
    epoch, sequence = take_number(conn, held.peer, at)
    return LetterHeader(
        federation_id=directory.federation_id.hex(),
        protocol_version=PROTOCOL_VERSION,
        sender=me.code,
        recipient=held.peer,
        message_id=new_id(at),
        conversation_id=held.conversation_id,
        conversation_number=take_conversation_number(conn, held.conversation_id),
        letter_type=letter_type,
        procedure=held.procedure,
        epoch=epoch,
        sequence=sequence,
        created=at,
        not_after=not_after,
        in_reply_to=None if in_reply_to is None else in_reply_to.hex(),
        rulebook=rulebook or me.rulebook(),
        calendar=me.calendar(),
        rehearsal=directory.rehearsal,
        newest_received=newest_received(conn, held.conversation_id, held.peer),
    )


def _kept(
    conn: Connection, me: NodeIdentity, header: LetterHeader, parts: Sequence[PartDraft]
) -> QueuedLetter:
    """Commit to the parts, sign, journal, and have the engine start the delivery."""
    bodies = [
        PartBody(index=index, salt=new_salt(), body=part.body) for index, part in enumerate(parts)
    ]
    both = (header.sender, header.recipient)
    commitments = [
        PartCommitment(
            kind=part.kind,
            release=both if part.release == (ALL_MEMBERS,) else part.release,
            marking=part.marking,
            commitment=commit(body.salt, body.body).hex(),
        )
        for part, body in zip(parts, bodies, strict=True)
    ]
    suite = me.suite_at(header.created)
    signed = sign(letter_to_bytes(header, commitments), LETTER, ring=me.ring, suite=suite)
    position = next_position(conn)
    entry = JournalEntry(
        direction=Direction.OUT,
        peer=header.recipient,
        header=header,
        digest=signed.digest,
        envelope=signed.to_bytes(),
        at=header.created,
    )
    append(conn, position, entry, bodies)
    add_letter(conn, header, position=position, digest=signed.digest, at=header.created)
    add_wakes(conn, [start_delivery(header.message_id)])
    return QueuedLetter(header.message_id, header.conversation_id, signed.digest)


def _check_call(
    letter_type: LetterType,
    conversation_id: str | None,
    in_reply_to: bytes | None,
    not_after_days: int,
) -> None:
    rule = LETTER_RULES[letter_type]
    wrong = Opens.NEVER if conversation_id is None else Opens.ALWAYS
    if rule.opens is wrong:
        raise ValueError(f"{letter_type} opens a conversation: {rule.opens}")
    if rule.replies and in_reply_to is None:
        raise ValueError(f"{letter_type} must name the letter that it answers")
    if not 1 <= not_after_days <= MAX_LIFE_DAYS:
        raise ValueError(f"not_after_days is from 1 to {MAX_LIFE_DAYS}")


def _check_recipient(
    me: NodeIdentity,
    letter_type: LetterType,
    recipient: str,
    at: datetime,
    answered_by: frozenset[Role],
) -> None:
    member = me.directory().member(recipient)
    if member.withdrawn(at):
        raise Reason.PEER_REVOKED.error(
            "the recipient has left the federation",
            remedy="Use the channel that the directory names for its State instead.",
        )
    check_recipient(letter_type, member, answered_by=answered_by)
    check_own_state(letter_type, me.code, recipient)


def _check_markings(me: NodeIdentity, parts: Sequence[PartDraft]) -> None:
    for index, part in enumerate(parts):
        if not me.may_leave(part.marking):
            raise Reason.MARKING_TOO_HIGH.error(
                "part {part} is marked above what may leave this node",
                remedy="Send it on a channel for that marking, or have it marked down.",
                part=index,
                marking=part.marking.value,
            )
