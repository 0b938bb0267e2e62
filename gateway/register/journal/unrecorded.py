"""What of journal and outbox is not in the journal tree yet: letters, receipts, failed attempts.

Letters go into the tree in the order of their positions, so all behind the last are new. A
receipt comes at any time later; the outbox's row notes that it was taken in, since the
journal's rows never change. An attempt that brought no receipt is taken in the first time, and
then once a day as long as the letter is tried: whoever puts its receipt off by plain refusals
leaves nothing signed, and what is left is the sender's own word, which others date.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, or_, select, update

from gateway.domain.letter import JournalRecordKind, OutboxState
from gateway.exchange.journal import Direction
from gateway.store.prepared import Prepared
from gateway.store.tables_commitment import journal_record
from gateway.store.tables_exchange import journal, outbox

ATTEMPTS_EVERY = timedelta(days=1)
"""How often an attempt at a letter is taken in, after the first: a letter is tried some hundred
times in 60 days, and a working day is what a receipt that is put off wins."""

MOST_ATTEMPTS = 99
"""Of a letter; it is tried for 60 days."""

_LETTERS = Prepared(
    select(
        journal.c.position,
        journal.c.direction,
        journal.c.conversation_id,
        journal.c.digest,
        journal.c.envelope,
        journal.c.receipt,
        journal.c.at,
    )
    .where(journal.c.position > bindparam("after"))
    .order_by(journal.c.position)
    .limit(bindparam("most"))
)
_NEW = (outbox.c.settled.is_not(None), outbox.c.recorded.is_(None))
_RECEIPT = select(
    outbox.c.position,
    journal.c.conversation_id,
    journal.c.digest,
    journal.c.envelope,
    outbox.c.receipt,
    outbox.c.settled,
).join(journal, journal.c.position == outbox.c.position)
_RECORDED_RECEIPTS = Prepared(
    _RECEIPT.where(
        outbox.c.recorded.is_(True), outbox.c.position.between(bindparam("lo"), bindparam("hi"))
    )
)
_RECEIPTS = Prepared(
    _RECEIPT.where(*_NEW, outbox.c.position <= bindparam("up_to"))
    .order_by(outbox.c.settled, outbox.c.position)
    .limit(bindparam("most"))
)
_RECORDED = Prepared(
    update(outbox).where(outbox.c.position == bindparam("at_position")).values(recorded=True)
)
_FAILED = (
    or_(outbox.c.state == OutboxState.QUEUED.value, outbox.c.state == OutboxState.GIVEN_UP.value),
    outbox.c.attempts > 0,
    outbox.c.last_reason != "",
)
_TAKEN = (
    select(func.count())
    .where(
        journal_record.c.position == outbox.c.position,
        journal_record.c.kind.startswith(JournalRecordKind.LETTER_ATTEMPTED.value),
    )
    .scalar_subquery()
)
_ATTEMPTS = Prepared(
    select(
        outbox.c.position,
        journal.c.conversation_id,
        journal.c.digest,
        journal.c.envelope,
        outbox.c.first_sent,
        outbox.c.last_tried,
        outbox.c.attempts,
        outbox.c.last_reason,
        _TAKEN,
    )
    .join(journal, journal.c.position == outbox.c.position)
    .where(*_FAILED, outbox.c.position <= bindparam("up_to"))
    .order_by(outbox.c.position)
)
_TRIED = Prepared(
    select(outbox.c.first_sent, outbox.c.last_tried, _TAKEN).where(
        *_FAILED, outbox.c.position <= bindparam("up_to")
    )
)
_OLDEST_LETTER = Prepared(
    select(journal.c.at)
    .where(journal.c.position > bindparam("after"))
    .order_by(journal.c.position)
    .limit(1)
)
_OLDEST_RECEIPT = select(func.min(outbox.c.settled)).where(*_NEW)


class Unrecorded(NamedTuple):
    """A letter, or the receipt for one that was sent, that is not in the tree yet.

    Attributes:
        receipt: SHA-256 of the receipt's octets; None for a letter sealed for the outbox, and for
            an attempt.
        attempts: Of an attempt: how often the letter was sent by then.
        reason: Of an attempt: what came in place of a receipt.
        before: Of an attempt: how many of this letter are in the tree.
    """

    kind: JournalRecordKind
    position: int
    conversation_id: str
    letter: bytes
    envelope: bytes
    receipt: bytes | None
    at: datetime
    attempts: int = 0
    reason: str = ""
    before: int = 0


def unrecorded_letters(conn: Connection, *, after: int, most: int) -> Iterator[Unrecorded]:
    """Yield the letters behind a position of the journal, in order.

    Args:
        conn: A transaction.
        after: Position of the last letter that is in the tree; 0 for none.
        most: How many letters at most.
    """
    for position, direction, conversation, digest, envelope, receipt, at in _LETTERS.rows(
        conn, {"after": after, "most": most}
    ):
        ours = direction == Direction.OUT.value
        given = None if ours or receipt is None else sha256(receipt).digest()
        yield Unrecorded(
            JournalRecordKind.LETTER_SENT if ours else JournalRecordKind.LETTER_RECEIVED,
            position,
            conversation,
            bytes(digest),
            sha256(envelope).digest(),
            given,
            at,
        )


def unrecorded_receipts(conn: Connection, *, up_to: int, most: int) -> Iterator[Unrecorded]:
    """Return the receipts that came for letters up to a position, in the order in which they came.

    Args:
        conn: A transaction.
        up_to: Position of the last letter that is in the tree: a receipt follows its letter.
        most: How many receipts at most.
    """
    return _receipts(_RECEIPTS.rows(conn, {"up_to": up_to, "most": most}))


def recorded_receipts(conn: Connection, *, first: int, last: int) -> Iterator[Unrecorded]:
    """Yield the receipts that are in the tree for letters of some positions, as they are held."""
    return _receipts(_RECORDED_RECEIPTS.rows(conn, {"lo": first, "hi": last}))


def _receipts(rows: Iterable[tuple[Any, ...]]) -> Iterator[Unrecorded]:
    for position, conversation, digest, envelope, receipt, at in rows:
        yield Unrecorded(
            JournalRecordKind.RECEIPT_RECEIVED,
            position,
            conversation,
            bytes(digest),
            sha256(envelope).digest(),
            sha256(receipt).digest(),
            at,
        )


def unrecorded_attempts(conn: Connection, *, up_to: int) -> Iterator[Unrecorded]:
    """Yield the letters that were tried without a receipt and are to be taken in as such.

    Args:
        conn: A transaction.
        up_to: Position of the last letter that is in the tree: an attempt follows its letter.
    """
    for row in _ATTEMPTS.rows(conn, {"up_to": up_to}):
        position, conversation, digest, envelope, first, last, attempts, reason, before = row
        if _is_due(first, last, before):
            yield Unrecorded(
                JournalRecordKind.LETTER_ATTEMPTED,
                position,
                conversation,
                bytes(digest),
                sha256(envelope).digest(),
                None,
                last,
                attempts,
                reason,
                before,
            )


def _due(conn: Connection, *, up_to: int) -> Iterator[tuple[datetime, int]]:
    """Yield of attempts that are to be taken in the first at its letter, and how many there are."""
    for first, last, before in _TRIED.rows(conn, {"up_to": up_to}):
        if _is_due(first, last, before):
            yield first, before


def _is_due(first: datetime, last: datetime, before: int) -> bool:
    return before < MOST_ATTEMPTS and last >= first + before * ATTEMPTS_EVERY


def note_recorded(conn: Connection, positions: Sequence[int]) -> None:
    """Note that the receipts for some letters of ours are in the tree."""
    _RECORDED.run(conn, *({"at_position": position} for position in positions))


def oldest_unrecorded(conn: Connection, *, after: int) -> datetime | None:
    """Return since when something waits to be taken into the tree; None where nothing does."""
    row = _OLDEST_LETTER.first(conn, {"after": after})
    letter: datetime | None = None if row is None else row[0]
    receipt: datetime | None = conn.scalar(_OLDEST_RECEIPT)
    tried = [first + before * ATTEMPTS_EVERY for first, before in _due(conn, up_to=after)]
    return min((at for at in (letter, receipt, *tried) if at is not None), default=None)
