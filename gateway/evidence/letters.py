"""The letters of a case in the journal, with the receipts that were given and received."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, or_, select

from gateway.domain.letter import LetterTrace, LetterType, PartBody, Receipt
from gateway.exchange.journal import Direction, parts_at
from gateway.store.tables_exchange import journal, journal_part, outbox
from gateway.trust.dsse import SignedBytes
from gateway.trust.receipts import receipt_from_bytes


@dataclass(frozen=True, slots=True)
class StoredLetter:
    """A letter as journal and outbox hold it.

    Attributes:
        receipt: Given by us for one that came, by the peer for one that went, or None.
        settled: When the peer's receipt came, for one that went.
        erased: Indices of parts whose content was erased, or sealed since its sender
            recalled it.
    """

    position: int
    outgoing: bool
    peer: str
    conversation_id: str
    letter_type: LetterType
    digest: bytes
    at: datetime
    refused: bool
    reason: str
    envelope: bytes
    receipt: bytes | None
    settled: datetime | None
    parts: tuple[PartBody, ...]
    erased: tuple[int, ...]

    @property
    def taken_back(self) -> bool:
        """Whether it came into a journal that was lost, at the position that its receipt names."""
        if self.outgoing or self.receipt is None:
            return False
        signed = SignedBytes.from_bytes(self.receipt)
        return receipt_from_bytes(signed.payload).journal_position != self.position


def stored_letters(
    conn: Connection, conversation_ids: Sequence[str], *, contents: bool = True
) -> Iterator[StoredLetter]:
    """Yield the letters of some conversations in the order of the journal.

    Args:
        conn: A reading transaction.
        conversation_ids: Which conversations.
        contents: Whether to read their parts as well.
    """
    query = (
        select(journal, outbox.c.receipt.label("their_receipt"), outbox.c.settled)
        .outerjoin(outbox, outbox.c.position == journal.c.position)
        .where(journal.c.conversation_id.in_(list(conversation_ids)))
        .order_by(journal.c.position)
    )
    for row in conn.execute(query).all():
        outgoing = row.direction == Direction.OUT.value
        yield StoredLetter(
            position=row.position,
            outgoing=outgoing,
            peer=row.peer,
            conversation_id=row.conversation_id,
            letter_type=LetterType(row.letter_type),
            digest=row.digest,
            at=row.at,
            refused=row.refused,
            reason=row.reason,
            envelope=row.envelope,
            receipt=row.their_receipt if outgoing else row.receipt,
            settled=row.settled,
            parts=parts_at(conn, row.position) if contents else (),
            erased=_erased(conn, row.position) if contents else (),
        )


def _erased(conn: Connection, position: int) -> tuple[int, ...]:
    found: Iterable[Any] = conn.scalars(
        select(journal_part.c.part)
        .where(
            journal_part.c.position == position,
            or_(journal_part.c.erased.is_not(None), journal_part.c.sealed.is_not(None)),
        )
        .order_by(journal_part.c.part)
    )
    return tuple(found)


def letters_of(conn: Connection, conversation_ids: Sequence[str]) -> tuple[LetterTrace, ...]:
    """Trace the letters of some conversations, in the order of the journal.

    The receipts were verified before they were kept; here they are only read.

    Raises:
        TrustError: RECEIPT_INVALID; the database was altered.
    """
    return tuple(_trace(letter) for letter in stored_letters(conn, conversation_ids))


def _trace(letter: StoredLetter) -> LetterTrace:
    signed = None if letter.receipt is None else SignedBytes.from_bytes(letter.receipt)
    receipt: Receipt | None = None if signed is None else receipt_from_bytes(signed.payload)
    return LetterTrace(
        conversation_id=letter.conversation_id,
        letter_type=letter.letter_type,
        outgoing=letter.outgoing,
        peer=letter.peer,
        sealed=letter.at,
        received=None if receipt is None else receipt.received,
        receipt_by="" if receipt is None else receipt.receiver,
        journal_position=None if receipt is None else receipt.journal_position,
        letter_digest=letter.digest.hex(),
        receipt_digest="" if signed is None else signed.digest.hex(),
        refused=letter.reason if receipt is None else receipt.reason,
        last_instant=None if receipt is None else receipt.last_instant,
    )
