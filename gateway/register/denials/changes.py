"""The feed of changed denials: a position that only grows, for whoever follows the register.

Every change of a denial's row, or of a relayed denial, gets the next position. Positions
are allocated under one row's lock, so a follower that has read up to a position has missed
nothing below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, func, select, update

from gateway.domain.denial import DenialState
from gateway.register.row_writing import insert_once, insert_rows
from gateway.store.prepared import Prepared
from gateway.store.tables_register import (
    denial,
    denial_change,
    register_position,
    relayed_denial,
)

THE_ROW = 1

_NOW = Prepared(select(register_position.c.value).where(register_position.c.id == THE_ROW))
_MOVE = Prepared(
    update(register_position)
    .where(register_position.c.id == THE_ROW)
    .values(value=register_position.c.value + bindparam("more"))
    .returning(register_position.c.value)
)
_FEED = Prepared(
    select(
        denial_change.c.position,
        denial_change.c.denial_id,
        func.coalesce(denial.c.state, relayed_denial.c.state),
        denial.c.denial_id.is_(None),
    )
    .select_from(
        denial_change.outerjoin(denial, denial.c.denial_id == denial_change.c.denial_id).outerjoin(
            relayed_denial, relayed_denial.c.denial_id == denial_change.c.denial_id
        )
    )
    .where(denial_change.c.position > bindparam("after"))
    .order_by(denial_change.c.position)
    .limit(bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class DenialChange:
    """One change: where it stands in the feed, of which denial, and its state *now*.

    `state` is None for a denial whose content is no longer held: it was erased, and a
    follower drops what it has derived from it.
    """

    position: int
    denial_id: str
    state: DenialState | None
    relayed: bool


def record_changes(conn: Connection, denial_ids: Sequence[str]) -> None:
    """Append changes to the feed."""
    if not denial_ids:
        return
    insert_once(conn, register_position, {"id": THE_ROW, "value": 0})
    ((last,),) = _MOVE.rows(conn, {"more": len(denial_ids)})
    first = last - len(denial_ids) + 1
    insert_rows(conn, denial_change, list(enumerate(denial_ids, first)))


def register_position_now(conn: Connection) -> int:
    """Return the position of the newest change, 0 for none: what a follower must reach."""
    found = _NOW.first(conn, {})
    return 0 if found is None else int(found[0])


def denial_feed(conn: Connection, after_position: int, limit: int = 1000) -> list[DenialChange]:
    """Return the changes after a position, in order.

    A denial that changed several times appears at each position, always with its state
    now; a follower may apply any prefix twice.

    Args:
        conn: A reading transaction.
        after_position: The last position that the follower has applied, 0 at first.
        limit: Most changes to return.
    """
    return [
        DenialChange(
            position,
            denial_id,
            None if state is None else DenialState(state),
            state is not None and bool(relayed),
        )
        for position, denial_id, state, relayed in _FEED.rows(
            conn, {"after": after_position, "most": limit}
        )
    ]
