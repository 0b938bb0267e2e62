"""What lies in a table, counted by state, with the instant of the oldest of what still waits."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, Connection, func, select


class Backlog(NamedTuple):
    """So many rows are in a state.

    Attributes:
        oldest: Since when the oldest of them waits; None where that was not asked.
    """

    state: str
    number: int
    oldest: datetime | None


def piles(
    conn: Connection,
    state: Column[str],
    since: Column[datetime],
    *,
    among: ColumnElement[bool] | None = None,
    waiting: Collection[str] | None = None,
) -> tuple[Backlog, ...]:
    """Count the rows of a table by state.

    Args:
        conn: A transaction.
        state: The column of the state, with an index: most rows are done, and only counted.
        since: The column of the instant since when a row waits.
        among: Which rows are looked at; None: all.
        waiting: States of which the oldest is looked for; None: all of them.
    """
    counted: Any = select(state, func.count()).group_by(state)
    oldest: Any = select(state, func.min(since)).group_by(state)
    if among is not None:
        counted, oldest = counted.where(among), oldest.where(among)
    if waiting is not None:
        oldest = oldest.where(state.in_(waiting))
    waits = {row[0]: row[1] for row in conn.execute(oldest)}
    return tuple(Backlog(name, number, waits.get(name)) for name, number in conn.execute(counted))
