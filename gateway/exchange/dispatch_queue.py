"""The dispatch queue: which received letters have had their effect, and which wait for it.

A row is written by the intake's transaction and marked done by the effect's. Between the
two nothing can be lost: whoever starts again finds it here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    and_,
    bindparam,
    insert,
    literal_column,
    not_,
    or_,
    select,
    update,
)

from gateway.domain.letter import LetterHeader, LetterType
from gateway.exchange.conversations import Action
from gateway.store.backlog import Backlog, piles
from gateway.store.prepared import Prepared
from gateway.store.tables_exchange import dispatch as table
from gateway.store.waits import Waits, waits
from gateway.store.writer import Written, wrote


class DispatchState(StrEnum):
    """Where a letter stands on the way to its effect."""

    WAITING = "waiting"
    PARKED = "parked"  # an earlier letter of its conversation has not come
    DONE = "done"
    GIVEN_UP = "given_up"  # its effect fails whenever it is tried: a person's task


# In the very words of the partial index, no parameter, so that it is used.
_NOT_DONE = table.c.state != literal_column(f"'{DispatchState.DONE.value}'")
_GIVEN_UP = table.c.state == literal_column(f"'{DispatchState.GIVEN_UP.value}'")
_IS_OPEN = and_(_NOT_DONE, not_(_GIVEN_UP))


@dataclass(frozen=True, slots=True)
class PendingLetter:
    """A letter that has not had its effect."""

    peer: str
    message_id: str
    position: int
    conversation_id: str
    conversation_number: int
    letter_type: LetterType
    queued: datetime
    state: DispatchState
    failures: int
    last_reason: str


_INSERT = Prepared(insert(table))
_SELECT = select(
    table.c.peer,
    table.c.message_id,
    table.c.position,
    table.c.conversation_id,
    table.c.conversation_number,
    table.c.letter_type,
    table.c.queued,
    table.c.state,
    table.c.failures,
    table.c.last_reason,
)
_ORDERED = (
    _SELECT.where(_IS_OPEN).order_by(table.c.queued, table.c.position).limit(bindparam("most"))
)
_PENDING = Prepared(_ORDERED)
_PENDING_AFTER = Prepared(
    _ORDERED.where(
        table.c.queued >= bindparam("when"),
        or_(table.c.queued > bindparam("when"), table.c.position > bindparam("place")),
    )
)
_NAMES = tuple(column.name for column in _SELECT.selected_columns)
_IS_PENDING = (
    select(table.c.position)
    .where(table.c.position == bindparam("at_position"), _IS_OPEN)
    .with_for_update()
)
_DONE = (
    update(table)
    .where(table.c.position == bindparam("at_position"))
    .values(state=DispatchState.DONE.value, action=bindparam("what"), last_reason="")
)


def queue_dispatch(
    conn: Connection, header: LetterHeader, *, peer: str, position: int, at: datetime
) -> None:
    """Queue an accepted letter; unique on the sender and its message id."""
    wrote(Written.TO_DISPATCH)
    _INSERT.run(
        conn,
        {
            "peer": peer,
            "message_id": header.message_id,
            "position": position,
            "conversation_id": header.conversation_id,
            "conversation_number": header.conversation_number,
            "letter_type": header.letter_type.value,
            "queued": at,
            "state": DispatchState.WAITING.value,
            "action": "",
            "failures": 0,
            "last_reason": "",
            "reported": False,
        },
    )


def pending_letters(
    conn: Connection, *, limit: int, after: PendingLetter | None = None
) -> list[PendingLetter]:
    """Return letters without effect in the order in which they came, from after one on."""
    if after is None:
        rows = _PENDING.rows(conn, {"most": limit})
    else:
        place = {"when": after.queued, "place": after.position}
        rows = _PENDING_AFTER.rows(conn, {"most": limit, **place})
    return [_letter(row) for row in rows]


def undispatched(conn: Connection, conversation_id: str) -> tuple[str, ...]:
    """Return the ids of a conversation's accepted letters that have had no effect yet."""
    return tuple(
        conn.scalars(
            select(table.c.message_id)
            .where(table.c.conversation_id == conversation_id, _IS_OPEN)
            .order_by(table.c.conversation_number)
        )
    )


def unusable(conn: Connection, conversation_id: str) -> tuple[str, ...]:
    """Return the ids of a conversation's accepted letters whose effect was given up."""
    return tuple(
        conn.scalars(
            select(table.c.message_id)
            .where(table.c.conversation_id == conversation_id, _NOT_DONE, _GIVEN_UP)
            .order_by(table.c.conversation_number)
        )
    )


def lock_pending(conn: Connection, position: int) -> bool:
    """Lock a letter's row; say whether it still waits for its effect."""
    return conn.execute(_IS_PENDING, {"at_position": position}).first() is not None


def mark_done(conn: Connection, position: int, action: Action) -> None:
    """Record that a letter has had its effect, and which."""
    conn.execute(_DONE, {"at_position": position, "what": action.value})


def mark_parked(conn: Connection, position: int) -> None:
    """Record that a letter waits for its predecessor."""
    conn.execute(
        update(table)
        .where(table.c.position == position, table.c.state == DispatchState.WAITING.value)
        .values(state=DispatchState.PARKED.value)
    )


def note_failed(conn: Connection, position: int, reason: str) -> None:
    """Record that an effect failed; the letter stays and is tried again."""
    conn.execute(
        update(table)
        .where(table.c.position == position)
        .values(failures=table.c.failures + 1, last_reason=reason[:60])
    )


def give_up(conn: Connection, position: int) -> None:
    """Record that a letter's effect is not tried again; it is kept as unusable."""
    conn.execute(
        update(table)
        .where(table.c.position == position)
        .values(state=DispatchState.GIVEN_UP.value, reported=True)
    )


def letters_without_effect() -> Waits:
    """Select the letters that were accepted and have had no effect yet."""
    return waits(table.c.conversation_id, table.c.queued, table.c.peer).where(_IS_OPEN)


def pending_by_state(conn: Connection) -> tuple[Backlog, ...]:
    """Count the letters that have come and had no effect yet, with the oldest of each state."""
    return piles(conn, table.c.state, table.c.queued, among=_IS_OPEN)


def _letter(row: Row[*tuple[Any, ...]] | tuple[Any, ...]) -> PendingLetter:
    values = dict(zip(_NAMES, row, strict=True))
    values["letter_type"] = LetterType(values["letter_type"])
    values["state"] = DispatchState(values["state"])
    return PendingLetter(**values)
