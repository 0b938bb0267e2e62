"""The journal: every letter that came or went, append-only, its contents beside it.

A row holds the signed bytes and, for a letter that came, the receipt that was given for
it. Positions go up from 1 without gaps; they are what a receipt names. Nothing here changes
a row; a body can be erased from `journal_part`, or sealed so that nobody reads it, and
every digest and signature still holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar, overload

from sqlalchemy import Connection, Row, RowMapping, Select, bindparam, func, insert, select, update

from gateway.domain.letter import LetterHeader, LetterType, PartBody
from gateway.domain.page import Page, PageRequest
from gateway.errors import NotFoundError
from gateway.store.paging import Keyset, read_page
from gateway.store.prepared import Prepared
from gateway.store.tables_exchange import journal, journal_head, journal_part
from gateway.trust.dsse import SignedBytes
from gateway.wire.letters import letter_from_bytes

T = TypeVar("T")


class Direction(StrEnum):
    """Which way a letter went."""

    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One letter as the journal takes it.

    Attributes:
        direction: Which way it went.
        peer: The member whose certificate brought it, or its recipient.
        header: Its header.
        digest: Message digest, 32 octets.
        envelope: Serialised comity.v1.Envelope.
        at: When it was received, or sealed for the outbox.
        refused: Whether we refused it.
        reason: Reason code of the refusal, else empty.
        receipt: Serialised envelope of the receipt that we gave; None for one we sent.
    """

    direction: Direction
    peer: str
    header: LetterHeader
    digest: bytes
    envelope: bytes
    at: datetime
    refused: bool = False
    reason: str = ""
    receipt: bytes | None = None


_NEXT = Prepared(
    update(journal_head)
    .where(journal_head.c.id == 1)
    .values(position=journal_head.c.position + 1)
    .returning(journal_head.c.position)
)
_APPEND = Prepared(insert(journal))
_APPEND_PART = Prepared(insert(journal_part))
_UNDER_ID = Prepared(
    select(journal.c.digest, journal.c.receipt).where(
        journal.c.direction == Direction.IN.value,
        journal.c.peer == bindparam("from_"),
        journal.c.message_id == bindparam("id_"),
    )
)
_SENT = select(journal.c.position).where(
    journal.c.direction == Direction.OUT.value,
    journal.c.conversation_id == bindparam("conversation"),
    journal.c.peer == bindparam("to"),
    journal.c.digest == bindparam("digest_"),
)
_ROW = select(journal).where(journal.c.position == bindparam("at_position"))
_ENVELOPE = Prepared(
    select(journal.c.envelope).where(journal.c.position == bindparam("at_position"))
)
_PARTS = Prepared(
    select(journal_part.c.part, journal_part.c.salt, journal_part.c.body)
    .where(journal_part.c.position == bindparam("at_position"), journal_part.c.sealed.is_(None))
    .order_by(journal_part.c.part)
)
_PLACE = (
    journal.c.position,
    journal.c.direction,
    journal.c.peer,
    journal.c.message_id,
    journal.c.conversation_id,
    journal.c.letter_type,
    journal.c.digest,
    journal.c.at,
)
RECEIVED_IN_CONVERSATION = (
    journal.c.conversation_id == bindparam("conversation"),
    journal.c.peer == bindparam("from_"),
    journal.c.direction == Direction.IN.value,
)
"""What chooses letters of a peer, `from_`, in a `conversation`."""
_NUMBERS_REFUSED = select(journal.c.conversation_number).where(
    *RECEIVED_IN_CONVERSATION, journal.c.refused.is_(True)
)


_NEWEST_RECEIVED = (
    select(journal.c.digest)
    .where(
        *RECEIVED_IN_CONVERSATION,
        journal.c.letter_type == bindparam("type_"),
        journal.c.refused.is_(False),
    )
    .order_by(journal.c.position.desc())
    .limit(1)
)
_POSITIONS_RECEIVED = (
    select(journal.c.position)
    .where(
        *RECEIVED_IN_CONVERSATION,
        journal.c.letter_type == bindparam("type_"),
        journal.c.refused.is_(False),
        journal.c.conversation_number <= bindparam("up_to"),
    )
    .order_by(journal.c.position)
)


def next_position(conn: Connection) -> int:
    """Take the next position; the head's row is locked until the commit."""
    row = _NEXT.first(conn, {})
    if row is None:
        conn.execute(insert(journal_head).values(id=1, position=1))
        return 1
    return int(row[0])


def append(
    conn: Connection, position: int, entry: JournalEntry, bodies: Iterable[PartBody]
) -> None:
    """Append a letter at a position that `next_position` gave."""
    header = entry.header
    _APPEND.run(
        conn,
        {
            "position": position,
            "direction": entry.direction.value,
            "peer": entry.peer,
            "message_id": header.message_id,
            "digest": entry.digest,
            "conversation_id": header.conversation_id,
            "conversation_number": header.conversation_number,
            "letter_type": header.letter_type.value,
            "epoch": header.epoch,
            "sequence": header.sequence,
            "refused": entry.refused,
            "reason": entry.reason,
            "at": entry.at,
            "envelope": entry.envelope,
            "receipt": entry.receipt,
        },
    )
    for part in bodies:
        _APPEND_PART.run(
            conn,
            {
                "position": position,
                "part": part.index,
                "salt": part.salt,
                "body": part.body,
                "erased": None,
                "sealed": None,
            },
        )


def receipts_under_id(conn: Connection, *, peer: str, message_id: str) -> Mapping[bytes, bytes]:
    """Return the receipts given to a peer under a message id, by the letter's digest.

    There is one, or none; more where another letter came under the same id and was refused.
    """
    return dict(_UNDER_ID.rows(conn, {"from_": peer, "id_": message_id}))


def is_ours(conn: Connection, *, conversation_id: str, peer: str, digest: bytes) -> bool:
    """Say whether a digest names a letter of this conversation that we sent to this peer."""
    key = {"conversation": conversation_id, "to": peer, "digest_": digest}
    return conn.execute(_SENT, key).first() is not None


def newest_received(
    conn: Connection, *, conversation_id: str, peer: str, letter_type: LetterType
) -> bytes | None:
    """Return the digest of the peer's newest accepted letter of a type in a conversation."""
    key = {"conversation": conversation_id, "from_": peer, "type_": letter_type.value}
    digest: bytes | None = conn.scalar(_NEWEST_RECEIVED, key)
    return digest


def positions_received(
    conn: Connection, *, conversation_id: str, peer: str, letter_type: LetterType, up_to: int
) -> tuple[int, ...]:
    """Return where the peer's accepted letters of a type in a conversation stand.

    Args:
        conn: Connection.
        conversation_id: Of the conversation.
        peer: Whose letters.
        letter_type: Of which type.
        up_to: The last number within the conversation that is looked at.
    """
    key = {
        "conversation": conversation_id,
        "from_": peer,
        "type_": letter_type.value,
        "up_to": up_to,
    }
    return tuple(conn.scalars(_POSITIONS_RECEIVED, key))


def row_at(conn: Connection, position: int) -> Row[tuple[object, ...]]:
    """Return the journal's row at a position.

    Raises:
        NotFoundError: There is none.
    """
    return _found(conn.execute(_ROW, {"at_position": position}).first(), position)


def envelope_at(conn: Connection, position: int) -> bytes:
    """Return the signed envelope at a position.

    Raises:
        NotFoundError: There is none.
    """
    return bytes(_found(_ENVELOPE.first(conn, {"at_position": position}), position)[0])


def _found(row: T | None, position: int) -> T:
    if row is None:
        raise NotFoundError("the journal has no such position", position=position)
    return row


def parts_at(conn: Connection, position: int) -> tuple[PartBody, ...]:
    """Return the bodies that are held for a letter; erased and sealed ones are left out."""
    rows = _PARTS.rows(conn, {"at_position": position})
    return tuple(
        PartBody(index=index, salt=salt, body=body)
        for index, salt, body in rows
        if body is not None and salt is not None
    )


def erase_contents(conn: Connection, conversation_ids: Iterable[str], at: datetime) -> int:
    """Erase the contents of all letters of some conversations; return of how many parts.

    Envelopes, digests and receipts stay, and hold.
    """
    letters = select(journal.c.position).where(journal.c.conversation_id.in_(conversation_ids))
    held = journal_part.c.position.in_(letters), journal_part.c.erased.is_(None)
    gone = {"salt": None, "body": None, "erased": at}
    return conn.execute(update(journal_part).where(*held).values(**gone)).rowcount


def count_parts(conn: Connection, position: int) -> int:
    """Return how many parts a letter had when it was journalled, erased and sealed ones too."""
    query = select(func.count()).where(journal_part.c.position == position)
    return int(conn.execute(query).scalar_one())


def find_sent(conn: Connection, message_id: str) -> bytes | None:
    """Return the digest of a letter of ours, or None where no such was written here."""
    query = select(journal.c.digest).where(
        journal.c.direction == Direction.OUT.value, journal.c.message_id == message_id
    )
    digest: bytes | None = conn.scalar(query)
    return digest


def newest_instant(conn: Connection) -> datetime:
    """Return when the newest letter came or was written; long ago where there is none."""
    return conn.scalar(select(func.max(journal.c.at))) or BEGINNING


BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
"""Before any letter."""


def bodies_at(conn: Connection, position: int) -> Mapping[int, bytes]:
    """Return the contents that are held for a letter, by the index of their part."""
    return {part.index: part.body for part in parts_at(conn, position)}


def refused_numbers(conn: Connection, *, conversation_id: str, peer: str) -> frozenset[int]:
    """Return the conversation numbers of the peer's letters that we refused."""
    key = {"conversation": conversation_id, "from_": peer}
    return frozenset(conn.scalars(_NUMBERS_REFUSED, key))


@dataclass(frozen=True, slots=True)
class JournalRow:
    """Where a letter lies, without its contents.

    Attributes:
        ours: Whether we sent it.
        at: When it was received, or sealed for the outbox.
    """

    position: int
    ours: bool
    peer: str
    message_id: str
    conversation_id: str
    letter_type: LetterType
    digest: bytes
    at: datetime


def find_row(conn: Connection, message_id: str, *, peer: str | None = None) -> JournalRow | None:
    """Return an accepted letter by its id, or None.

    Args:
        conn: Connection.
        message_id: Chosen by its sender.
        peer: Only one that this peer sent to us; absent: one that we sent.
    """
    which = [journal.c.message_id == message_id, journal.c.refused.is_(False)]
    if peer is None:
        which.append(journal.c.direction == Direction.OUT.value)
    else:
        which += [journal.c.direction == Direction.IN.value, journal.c.peer == peer]
    row = conn.execute(select(*_PLACE).where(*which)).mappings().first()
    return None if row is None else _journal_row(row)


def find_any(conn: Connection, message_id: str) -> JournalRow | None:
    """Return an accepted letter by its id, whoever sent it; ours first, or None."""
    query = select(*_PLACE).where(journal.c.message_id == message_id, journal.c.refused.is_(False))
    row = conn.execute(query.order_by(journal.c.direction.desc())).mappings().first()
    return None if row is None else _journal_row(row)


def rows_of(conn: Connection, conversation_ids: Iterable[str]) -> tuple[JournalRow, ...]:
    """Return the accepted letters of some conversations in the order of the journal."""
    query = (
        select(*_PLACE)
        .where(journal.c.conversation_id.in_(list(conversation_ids)), journal.c.refused.is_(False))
        .order_by(journal.c.position)
    )
    return tuple(_journal_row(row) for row in conn.execute(query).mappings())


_IN_THEIR_ORDER = Keyset("letters", (journal.c.position,))


def no_such_letter(message_id: str) -> NotFoundError:
    """Return the error for a letter that is not here, or that this account may not see."""
    return NotFoundError(
        "there is no such letter here",
        remedy="{listLetters} shows what is here.",
        message_id=message_id,
    )


def page_of_letters(
    conn: Connection,
    asked: PageRequest,
    show: Callable[[JournalRow], T | None],
    *,
    conversation_id: str | None = None,
    among: Select[tuple[str]] | None = None,
) -> Page[T]:
    """Return a page of accepted letters in the order of the journal.

    Args:
        conn: Connection.
        asked: Which part.
        show: Returns what is shown of a letter, None where it is not on the list.
        conversation_id: Only those of one conversation.
        among: Selects message ids; only those of them.

    Raises:
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    query = select(*_PLACE).where(journal.c.refused.is_(False))
    if conversation_id is not None:
        query = query.where(journal.c.conversation_id == conversation_id)
    if among is not None:
        query = query.where(journal.c.message_id.in_(among))
    return read_page(
        conn, query, _IN_THEIR_ORDER, asked, lambda row: show(_journal_row(row._mapping))
    )


def _journal_row(row: RowMapping) -> JournalRow:
    return JournalRow(
        position=row["position"],
        ours=row["direction"] == Direction.OUT.value,
        peer=row["peer"],
        message_id=row["message_id"],
        conversation_id=row["conversation_id"],
        letter_type=LetterType(row["letter_type"]),
        digest=bytes(row["digest"]),
        at=row["at"],
    )


def seal_parts(conn: Connection, position: int, at: datetime) -> None:
    """Seal the contents of a letter: they stay, and nothing in the gateway reads them again.

    A recalled letter is not ours to keep and not ours to destroy: it is evidence.
    """
    conn.execute(
        update(journal_part)
        .where(journal_part.c.position == position, journal_part.c.sealed.is_(None))
        .values(sealed=at)
    )


def sealed_among(conn: Connection, positions: Iterable[int]) -> frozenset[int]:
    """Return those of some positions whose contents are sealed."""
    query = select(journal_part.c.position).where(
        journal_part.c.position.in_(list(positions)), journal_part.c.sealed.is_not(None)
    )
    return frozenset(conn.scalars(query))


def header_at(conn: Connection, position: int) -> LetterHeader:
    """Return the header of the letter at a position, as it was signed.

    Raises:
        NotFoundError: There is none.
    """
    return header_of(envelope_at(conn, position))


def headers_around(
    conn: Connection, header: LetterHeader
) -> tuple[LetterHeader | None, LetterHeader | None]:
    """Return the letters that their sender numbered next before and after one that came from it.

    Of those that are here; numbers are of one epoch and to this node (`sequences`).
    """
    theirs = (
        journal.c.direction == Direction.IN.value,
        journal.c.peer == header.sender,
        journal.c.epoch == header.epoch,
        journal.c.refused.is_(False),
    )
    number = journal.c.sequence
    query = select(journal.c.envelope).where(*theirs).limit(1)
    before = conn.scalar(query.where(number < header.sequence).order_by(number.desc()))
    after = conn.scalar(query.where(number > header.sequence).order_by(number))
    return header_of(before), header_of(after)


@overload
def header_of(envelope: bytes) -> LetterHeader: ...
@overload
def header_of(envelope: None) -> None: ...
def header_of(envelope: bytes | None) -> LetterHeader | None:
    """Return the header of a letter that was verified when it was journalled; None for none."""
    if envelope is None:
        return None
    return letter_from_bytes(SignedBytes.from_bytes(envelope).payload)[0]
