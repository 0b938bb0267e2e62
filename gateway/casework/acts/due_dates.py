"""What is due in days or in years: rows with a date.

Nothing sleeps for years (docs/design.md section 6). Whoever learns of a date writes a row. What
is due within 90 days is carried by a workflow too, which rings at the instant; what is
further away is only a row, which the daily sweep finds
(`gateway.casework.handlers.workflow_steps`, where the handlers of all kinds are).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from gateway.casework.services import Work
from gateway.domain.acts import DueKind
from gateway.exchange.engine_calls import Wake, add_wakes, poke_due, start_due
from gateway.store.records import Records, in_columns, matching
from gateway.store.tables_casework import due_date as table
from gateway.store.waits import Waits, waits

__all__ = ["NEAR", "Due", "DueKind", "Handler", "clear_due", "get_due", "listed_due", "set_due"]

NEAR = timedelta(days=90)
"""What is due later than this is only a row (docs/design.md section 6)."""


@dataclass(frozen=True, slots=True)
class Due:
    """One date.

    Attributes:
        at: When it is next looked at.
        note: What the handler wrote down for itself, or empty.
    """

    kind: DueKind
    subject: str
    at: datetime
    note: str = ""


Handler = Callable[[Work, Due], Due | None]
"""Does what is due in one transaction; returns the next date, or None when it is over."""


_DATES = Records(table, in_columns(Due), order=("at", "kind", "subject"), key=("kind", "subject"))


def set_due(work: Work, *, kind: DueKind, subject: str, at: datetime, note: str = "") -> None:
    """Write when something is next looked at, in place of what was written before.

    The caller tells the engine after its commit (`Office.tell`).
    """
    now = work.now
    values = {"at": at, "set": now, "note": note}
    changed = _DATES.change(work.conn, kind.value, subject, **values)
    wakes: list[Wake] = []
    if at - now <= NEAR:
        wakes.append(start_due(kind, subject))
    if changed:
        wakes.append(poke_due(kind, subject))
    else:
        _DATES.insert(work.conn, kind=kind, subject=subject, **values)
    add_wakes(work.conn, wakes)


def clear_due(conn: Connection, *, kind: DueKind, subject: str) -> None:
    """Remove a date; removing what is not there does nothing."""
    if _DATES.drop(conn, kind.value, subject):
        add_wakes(conn, [poke_due(kind, subject)])


def get_due(conn: Connection, *, kind: DueKind, subject: str) -> Due | None:
    """Return a date, or None where there is none."""
    return _DATES.find(conn, kind.value, subject)


def listed_due(
    conn: Connection, *, until: datetime | None = None, kind: DueKind | None = None
) -> tuple[Due, ...]:
    """Return the dates, the nearest first.

    Args:
        conn: Connection.
        until: Only those that are due at this instant.
        kind: Only those of this kind.
    """
    until_then = () if until is None else (table.c.at <= until,)
    return _DATES.every(conn, *until_then, *matching((table.c.kind, kind)))


def dates() -> Waits:
    """Select the dates: their subjects, and when they are next looked at."""
    return waits(table.c.subject, table.c.at)


def near_dates(conn: Connection, before: datetime) -> tuple[tuple[DueKind, datetime], ...]:
    """Return what is due before an instant, by its kind."""
    query = select(table.c.kind, table.c.at).where(table.c.at < before)
    return tuple((DueKind(kind), at) for kind, at in conn.execute(query))
