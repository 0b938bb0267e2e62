"""Sequence numbers: ours to each recipient, and what has come from each sender.

An epoch is drawn when a database is created or restored. Within an epoch the numbers to
one recipient have no gaps, so a receiver sees at once that something is missing, and a
sender that was restored from a backup is recognised by its new epoch, not accused of
repeating itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import uuid4

from sqlalchemy import Connection, bindparam, func, insert, select, update

from gateway.store.prepared import Prepared
from gateway.store.tables_exchange import (
    epoch,
    outbox_sequence,
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


@dataclass(frozen=True, slots=True)
class Seen:
    """Which numbers of an epoch have come.

    Attributes:
        contiguous: All up to this one.
        ahead: Ranges beyond the first gap, in order, with gaps between them.
    """

    contiguous: int
    ahead: tuple[tuple[int, int], ...] = ()

    @classmethod
    def read(cls, contiguous: int, ahead: str) -> Seen:
        """Read what `written_ahead` wrote."""
        ranges = (each.split("-") for each in ahead.split(",") if each)
        return cls(contiguous, tuple((int(first), int(last)) for first, last in ranges))

    @property
    def written_ahead(self) -> str:
        """The ranges as text: ``5-9,12-12``."""
        return ",".join(f"{first}-{last}" for first, last in self.ahead)

    @property
    def highest(self) -> int:
        """The highest number that has come."""
        return self.ahead[-1][1] if self.ahead else self.contiguous

    def has(self, number: int) -> bool:
        """Say whether a number has come."""
        return number <= self.contiguous or any(
            first <= number <= last for first, last in self.ahead
        )

    def with_number(self, number: int) -> Seen:
        """Return what has come together with a number that had not."""
        merged: list[tuple[int, int]] = []
        for first, last in sorted((*self.ahead, (number, number))):
            if merged and first == merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], last)
            else:
                merged.append((first, last))
        if merged[0][0] == self.contiguous + 1:
            return Seen(merged[0][1], tuple(merged[1:]))
        return Seen(self.contiguous, tuple(merged))


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
_SEEN = Prepared(
    select(sequence_seen.c.contiguous, sequence_seen.c.ahead)
    .where(sequence_seen.c.peer == bindparam("from_"), sequence_seen.c.epoch == bindparam("in_"))
    .with_for_update()
)
_OTHER_EPOCH = select(sequence_seen.c.epoch).where(sequence_seen.c.peer == bindparam("from_"))
_MOVE = Prepared(
    update(sequence_seen)
    .where(sequence_seen.c.peer == bindparam("from_"), sequence_seen.c.epoch == bindparam("in_"))
    .values(contiguous=bindparam("new_contiguous"), ahead=bindparam("new_ahead"))
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
            insert(sequence_seen).values(
                peer=peer, epoch=in_epoch, contiguous=0, ahead="", first_seen=at
            )
        )
    seen = Seen(0) if row is None else Seen.read(*row)
    if seen.has(number):
        events.append(SequenceEvent.REPEAT)
    else:
        if number > seen.highest + 1:
            events.append(SequenceEvent.GAP)
        seen = seen.with_number(number)
        _MOVE.run(conn, {**key, "new_contiguous": seen.contiguous, "new_ahead": seen.written_ahead})
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
    return Arrived(in_epoch, seen.contiguous, tuple(events))
