"""Sequence numbers: ours to each recipient, and what has come from each sender.

An epoch is drawn when a database is created or restored. Within an epoch the numbers to
one recipient have no gaps, so a receiver sees at once that something is missing, and a
sender that was restored from a backup is recognised by its new epoch, not accused of
repeating itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import uuid4

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from gateway.store.prepared import Prepared
from gateway.store.tables_exchange import (
    epoch,
    outbox_sequence,
    sequence_ahead,
    sequence_event,
    sequence_seen,
)


class SequenceEvent(StrEnum):
    """What is recorded, never refused (intake, step 11)."""

    GAP = "gap"
    REPEAT = "repeat"
    NEW_EPOCH = "new_epoch"


@dataclass(frozen=True, slots=True)
class Arrived:
    """What a receipt says about the sender's numbers.

    Attributes:
        epoch: The sender's epoch.
        contiguous: Up to this number everything of that epoch has come.
        events: What was noticed with this letter.
    """

    epoch: str
    contiguous: int
    events: tuple[SequenceEvent, ...] = ()


_CURRENT = Prepared(
    select(epoch.c.epoch).where(epoch.c.id == select(func.max(epoch.c.id)).scalar_subquery())
)
_TAKE = Prepared(
    update(outbox_sequence)
    .where(
        outbox_sequence.c.recipient == bindparam("to"), outbox_sequence.c.epoch == bindparam("in_")
    )
    .values(last=outbox_sequence.c.last + 1)
    .returning(outbox_sequence.c.last)
)
_OF_PEER = (
    sequence_seen.c.peer == bindparam("from_"),
    sequence_seen.c.epoch == bindparam("in_"),
)
_AHEAD = (
    sequence_ahead.c.peer == bindparam("from_"),
    sequence_ahead.c.epoch == bindparam("in_"),
)
_HIGHEST = (
    select(sequence_ahead.c.last)
    .where(*_AHEAD)
    .order_by(sequence_ahead.c.first.desc())
    .limit(1)
    .scalar_subquery()
)
_SEEN = Prepared(
    select(sequence_seen.c.contiguous, _HIGHEST).where(*_OF_PEER).with_for_update(of=sequence_seen)
)
# At most two: the range that begins right after a number, and the last that begins before.
_NEAR = Prepared(
    select(sequence_ahead.c.first, sequence_ahead.c.last)
    .where(*_AHEAD, sequence_ahead.c.first <= bindparam("next_"))
    .order_by(sequence_ahead.c.first.desc())
    .limit(2)
)
_AT = (*_AHEAD, sequence_ahead.c.first == bindparam("at_"))
_BEGIN = Prepared(
    insert(sequence_ahead).values(
        peer=bindparam("from_"),
        epoch=bindparam("in_"),
        first=bindparam("new_first"),
        last=bindparam("new_last"),
    )
)
_STRETCH = Prepared(
    update(sequence_ahead)
    .where(*_AT)
    .values(first=bindparam("new_first"), last=bindparam("new_last"))
)
_DROP = Prepared(delete(sequence_ahead).where(*_AT))
_OTHER_EPOCH = select(sequence_seen.c.epoch).where(sequence_seen.c.peer == bindparam("from_"))
_MOVE = Prepared(
    update(sequence_seen).where(*_OF_PEER).values(contiguous=bindparam("new_contiguous"))
)


def draw_epoch(conn: Connection, at: datetime) -> str:
    """Begin a new epoch: on creation (lazily, by the first letter) and after a restore."""
    drawn = str(uuid4())
    conn.execute(insert(epoch).values(epoch=drawn, drawn=at))
    return drawn


def current_epoch(conn: Connection, at: datetime) -> str:
    """Return the epoch in force, drawing the first one where there is none."""
    row = _CURRENT.first(conn, {})
    return draw_epoch(conn, at) if row is None else str(row[0])


def take_number(conn: Connection, recipient: str, at: datetime) -> tuple[str, int]:
    """Take the next number to a recipient, inside the transaction that writes the letter.

    Returns:
        The epoch and the number, from 1.
    """
    current = current_epoch(conn, at)
    # The row is locked until the commit, so numbers leave in the order of commits.
    row = _TAKE.first(conn, {"to": recipient, "in_": current})
    if row is None:
        conn.execute(insert(outbox_sequence).values(recipient=recipient, epoch=current, last=1))
        return current, 1
    return current, int(row[0])


def note_arrival(
    conn: Connection, *, peer: str, in_epoch: str, number: int, position: int, at: datetime
) -> Arrived:
    """Record that a letter has come: intake, step 11."""
    key = {"from_": peer, "in_": in_epoch}
    row = _SEEN.first(conn, key)
    events: list[SequenceEvent] = []
    if row is None:
        if conn.execute(_OTHER_EPOCH, {"from_": peer}).first() is not None:
            events.append(SequenceEvent.NEW_EPOCH)
        conn.execute(
            insert(sequence_seen).values(peer=peer, epoch=in_epoch, contiguous=0, first_seen=at)
        )
    contiguous, highest = (0, 0) if row is None else (row[0], row[1] or row[0])
    near = _NEAR.rows(conn, {**key, "next_": number + 1}) if highest > contiguous else ()
    if number <= contiguous or any(first <= number <= last for first, last in near):
        events.append(SequenceEvent.REPEAT)
    else:
        if number > highest + 1:
            events.append(SequenceEvent.GAP)
        contiguous = _add(conn, key, number, contiguous, [(row[0], row[1]) for row in near])
    if events:
        conn.execute(
            insert(sequence_event),
            [
                {
                    "peer": peer,
                    "epoch": in_epoch,
                    "kind": event.value,
                    "sequence": number,
                    "position": position,
                    "at": at,
                }
                for event in events
            ],
        )
    return Arrived(in_epoch, contiguous, tuple(events))


def _add(
    conn: Connection,
    key: dict[str, str],
    number: int,
    contiguous: int,
    near: Sequence[tuple[int, int]],
) -> int:
    """Note a number that had not come, and return up to where everything has come now.

    A range a row: whatever gaps a sender leaves, a letter costs a few look-ups in an index.
    """
    after = next(((first, last) for first, last in near if first == number + 1), None)
    before = next(((first, last) for first, last in near if last == number - 1), None)
    last = number if after is None else after[1]
    if number == contiguous + 1:
        if after is not None:
            _DROP.run(conn, {**key, "at_": after[0]})
        _MOVE.run(conn, {**key, "new_contiguous": last})
        return last
    if before is not None:
        if after is not None:
            _DROP.run(conn, {**key, "at_": after[0]})
        _STRETCH.run(conn, {**key, "at_": before[0], "new_first": before[0], "new_last": last})
    elif after is not None:
        _STRETCH.run(conn, {**key, "at_": after[0], "new_first": number, "new_last": last})
    else:
        _BEGIN.run(conn, {**key, "new_first": number, "new_last": number})
    return contiguous
