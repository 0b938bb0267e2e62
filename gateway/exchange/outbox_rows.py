"""How the delivery of each letter stands: rows of the outbox, their states and receipts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, or_, select, update

from gateway.domain.letter import LetterHeader, LetterType, OutboxState, Receipt, ReceiptOutcome
from gateway.errors import ComityError, NotFoundError
from gateway.store.backlog import Backlog, piles
from gateway.store.prepared import Prepared
from gateway.store.tables_exchange import disputed_receipt as disputed
from gateway.store.tables_exchange import outbox as table
from gateway.store.waits import Waits, waits

SETTLED = frozenset({OutboxState.ACCEPTED, OutboxState.REFUSED})
"""States in which a receipt is held and nothing is left to send."""


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """How the delivery of a letter stands."""

    message_id: str
    position: int
    recipient: str
    conversation_id: str
    conversation_number: int
    letter_type: LetterType
    digest: bytes
    state: OutboxState
    queued: datetime
    first_sent: datetime | None
    attempts: int
    last_reason: str
    receipt: bytes | None

    @property
    def settled(self) -> bool:
        """Whether a receipt is held."""
        return self.state in SETTLED


_INSERT = Prepared(insert(table))
_COLUMNS = (
    table.c.message_id,
    table.c.position,
    table.c.recipient,
    table.c.conversation_id,
    table.c.conversation_number,
    table.c.letter_type,
    table.c.digest,
    table.c.state,
    table.c.queued,
    table.c.first_sent,
    table.c.attempts,
    table.c.last_reason,
    table.c.receipt,
)
_NAMES = tuple(column.name for column in _COLUMNS)
_ROW = Prepared(select(*_COLUMNS).where(table.c.message_id == bindparam("id_")))
_UNSETTLED = or_(
    table.c.state == OutboxState.QUEUED.value, table.c.state == OutboxState.GIVEN_UP.value
)
_EARLIER = Prepared(
    select(table.c.message_id)
    .where(
        table.c.conversation_id == bindparam("conversation"),
        table.c.conversation_number < bindparam("number"),
        _UNSETTLED,
    )
    .order_by(table.c.conversation_number)
)
_TRIED = Prepared(
    update(table)
    .where(table.c.message_id == bindparam("id_"), _UNSETTLED)
    .values(
        first_sent=bindparam("first"),
        last_tried=bindparam("tried"),
        attempts=table.c.attempts + 1,
    )
)
_SETTLE = Prepared(
    update(table)
    .where(table.c.message_id == bindparam("id_"), _UNSETTLED)
    .values(
        state=bindparam("new_state"),
        settled=bindparam("when"),
        receipt=bindparam("signed"),
        last_reason=bindparam("why"),
    )
    .returning(table.c.message_id)
)


def add_letter(
    conn: Connection, header: LetterHeader, *, position: int, digest: bytes, at: datetime
) -> None:
    """Write the row of a letter that was just journalled."""
    _INSERT.run(
        conn,
        {
            "message_id": header.message_id,
            "position": position,
            "recipient": header.recipient,
            "conversation_id": header.conversation_id,
            "conversation_number": header.conversation_number,
            "letter_type": header.letter_type.value,
            "digest": digest,
            "state": OutboxState.QUEUED.value,
            "queued": at,
            "first_sent": None,
            "last_tried": None,
            "attempts": 0,
            "last_reason": "",
            "settled": None,
            "receipt": None,
            "recorded": None,
        },
    )


def find_letter(conn: Connection, message_id: str) -> OutboxRow:
    """Return how the delivery of a letter stands.

    Raises:
        NotFoundError: The outbox has no such letter.
    """
    row = _ROW.first(conn, {"id_": message_id})
    if row is None:
        raise NotFoundError("the outbox has no such letter", message_id=message_id)
    return _row(row)


def _row(found: Sequence[Any]) -> OutboxRow:
    values = dict(zip(_NAMES, found, strict=True))
    values["letter_type"] = LetterType(values["letter_type"])
    values["state"] = OutboxState(values["state"])
    return OutboxRow(**values)


def earlier_unsettled(conn: Connection, row: OutboxRow) -> tuple[str, ...]:
    """Return the letters of the same conversation that must be delivered before this one."""
    key = {"conversation": row.conversation_id, "number": row.conversation_number}
    return tuple(row[0] for row in _EARLIER.rows(conn, key))


def all_undelivered(conn: Connection) -> tuple[str, ...]:
    """Return every letter that waits for a receipt, the oldest first; for reconciliation."""
    return tuple(
        conn.scalars(
            select(table.c.message_id)
            .where(table.c.state == OutboxState.QUEUED.value)
            .order_by(table.c.position)
        )
    )


def letters_by_state(conn: Connection) -> tuple[Backlog, ...]:
    """Count the letters of the outbox, with the oldest of those that have no receipt."""
    waiting = [state for state in OutboxState if state not in SETTLED]
    return piles(conn, table.c.state, table.c.queued, waiting=waiting)


def untried_since(conn: Connection, before: datetime) -> tuple[str, ...]:
    """Return the letters without a receipt that were last tried, or queued, before an instant."""
    tried = func.coalesce(table.c.last_tried, table.c.queued)
    query = select(table.c.message_id).where(
        table.c.state == OutboxState.QUEUED.value, tried < before
    )
    return tuple(conn.scalars(query.order_by(table.c.position)))


def letters_in(state: OutboxState) -> Waits:
    """Select the letters in a state: their conversations, since when they were to be sent."""
    return waits(table.c.conversation_id, table.c.queued, table.c.recipient).where(
        table.c.state == state.value
    )


def untried_letters() -> Waits:
    """Select the letters without a receipt, since when nobody has tried to send them."""
    tried = func.coalesce(table.c.last_tried, table.c.queued)
    return waits(table.c.conversation_id, tried, table.c.recipient).where(
        table.c.state == OutboxState.QUEUED.value
    )


def note_attempt(conn: Connection, row: OutboxRow, at: datetime) -> datetime:
    """Record that a letter is about to be sent; return when it was sent for the first time.

    Written before the bytes leave: a receipt may be as old as the first attempt, also when
    the node died before it read the reply.
    """
    first = row.first_sent or at
    _TRIED.run(conn, {"id_": row.message_id, "first": first, "tried": at})
    return first


def note_failure(conn: Connection, message_id: str, reason: str) -> None:
    """Record why an attempt failed."""
    conn.execute(
        update(table).where(table.c.message_id == message_id).values(last_reason=reason[:60])
    )


def settle(
    conn: Connection, row: OutboxRow, *, receipt: Receipt, signed: bytes, at: datetime
) -> bool:
    """Keep the verified receipt of a letter; say whether it was the first to be kept."""
    refused = receipt.outcome is ReceiptOutcome.REFUSED
    settled = _SETTLE.rows(
        conn,
        {
            "id_": row.message_id,
            "new_state": (OutboxState.REFUSED if refused else OutboxState.ACCEPTED).value,
            "when": at,
            "signed": signed,
            "why": receipt.reason[:60],
        },
    )
    return bool(settled)


def given_up(conn: Connection) -> list[OutboxRow]:
    """Return the letters that were given up, to be tried again when their peer is back."""
    query = select(table.c.message_id).where(table.c.state == OutboxState.GIVEN_UP.value)
    return [find_letter(conn, message_id) for message_id in conn.scalars(query).all()]


def waiting_for(conn: Connection, peers: Collection[str]) -> list[str]:
    """Return the letters to some peers that failed before, those given up among them."""
    letters = [find_letter(conn, message_id) for message_id in all_undelivered(conn)]
    failed = [row.message_id for row in letters if row.last_reason and row.recipient in peers]
    return failed + [row.message_id for row in given_up(conn) if row.recipient in peers]


def mark_given_up(conn: Connection, message_id: str) -> bool:
    """Stop trying a letter; say whether it was waiting. A later attempt may still succeed."""
    done = conn.execute(
        update(table)
        .where(table.c.message_id == message_id, table.c.state == OutboxState.QUEUED.value)
        .values(state=OutboxState.GIVEN_UP.value)
    )
    return done.rowcount == 1


@dataclass(frozen=True, slots=True)
class Delivered:
    """How one letter stands: when its signed receipt came, or what it waits for."""

    settled: datetime | None
    state: OutboxState
    reason: str


def deliveries(conn: Connection, message_ids: Iterable[str]) -> dict[str, Delivered]:
    """Return how letters of ours stand, by message id."""
    query = select(table.c.message_id, table.c.settled, table.c.state, table.c.last_reason).where(
        table.c.message_id.in_(list(message_ids))
    )
    return {
        row.message_id: Delivered(row.settled, OutboxState(row.state), row.last_reason)
        for row in conn.execute(query)
    }


def last_settled_between(
    conn: Connection, recipient: str, first: datetime, last: datetime
) -> datetime | None:
    """Return when the last receipt of a member came in a time; None where none did."""
    found: datetime | None = conn.scalar(
        select(func.max(table.c.settled)).where(
            table.c.recipient == recipient, table.c.settled > first, table.c.settled < last
        )
    )
    return found


MOST_DISPUTED = 8
"""Receipts that do not hold and are kept of one letter: it is tried some hundred times in 60 days,
and each attempt may bring another one of up to 4 KiB."""

_DISPUTED = Prepared(select(func.count()).where(disputed.c.message_id == bindparam("id_")))


def keep_disputed(
    conn: Connection, message_id: str, came: bytes, exc: ComityError, at: datetime
) -> bool:
    """Keep a receipt that does not hold; say whether it was new, and one of the first.

    Args:
        conn: A transaction.
        message_id: Of the letter of ours that it was given for.
        came: What came, every octet of it.
        exc: Why it does not hold.
        at: When it came.
    """
    row = {
        "message_id": message_id,
        "sha256": sha256(came).digest(),
        "receipt": came,
        "reason": exc.reason.value,
        "why": str(exc),
        "at": at,
    }
    count = _DISPUTED.rows(conn, {"id_": message_id})[0][0]
    same = select(disputed.c.at).where(
        disputed.c.message_id == message_id, disputed.c.sha256 == row["sha256"]
    )
    if count >= MOST_DISPUTED or conn.scalar(same) is not None:
        return False
    conn.execute(insert(disputed), [row])
    return True


@dataclass(frozen=True, slots=True)
class DisputedReceipt:
    """What came in place of a receipt and does not hold.

    Attributes:
        octets: Exactly as it came.
        reason: Code of the error.
        why: What does not hold.
    """

    octets: bytes
    reason: str
    why: str
    at: datetime


def disputed_receipts(conn: Connection, message_id: str) -> tuple[DisputedReceipt, ...]:
    """Return what came in place of a receipt for a letter and does not hold, oldest first."""
    query = select(disputed.c.receipt, disputed.c.reason, disputed.c.why, disputed.c.at)
    rows = conn.execute(query.where(disputed.c.message_id == message_id).order_by(disputed.c.at))
    return tuple(DisputedReceipt(bytes(row[0]), *row[1:]) for row in rows)
