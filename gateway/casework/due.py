"""What is due in days or in years: rows with a date, looked at by one sweep.

Nothing sleeps for years (design.md section 6). Whoever learns of a date writes a row; a
schedule calls `sweep` daily and tests call it by hand. What is found due is given to the
handler of its kind, which does its step in one transaction and says when to look again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial

from sqlalchemy import Connection, delete, insert, select, update

from gateway.casework.office import Office
from gateway.store.tables_casework import due_date as table


class DueKind(StrEnum):
    """Kinds of date."""

    DENIAL_REVIEW = "denial.review"  # subject: denial id
    COLLECTIVE_REVIEW = "collective.review"  # subject: number of the notice under review
    PUBLICATION_REVIEW = "publication.review"  # subject: number of the publication
    REPLY_WANTED = "reply.wanted"  # subject: message id of the request
    NOTICE_EXPIRES = "notice.expires"  # subject: number of the notice
    STANDING_EXPIRES = "standing.expires"  # subject: message id of the standing answer


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


Handler = Callable[[Connection, Office, Due], Due | None]
"""Does what is due in one transaction; returns the next date, or None when it is over."""

HANDLERS: Mapping[DueKind, Handler] = {}
"""The handler of each kind; a test proves that none is missing."""


def set_due(
    conn: Connection, office: Office, *, kind: DueKind, subject: str, at: datetime, note: str = ""
) -> None:
    """Write when something is next looked at, in place of what was written before."""
    values = {"at": at, "set": office.clock.now(), "note": note}
    changed = conn.execute(
        update(table).where(table.c.kind == str(kind), table.c.subject == subject).values(**values)
    )
    if not changed.rowcount:
        conn.execute(insert(table), [{"kind": str(kind), "subject": subject, **values}])


def clear_due(conn: Connection, *, kind: DueKind, subject: str) -> None:
    """Remove a date; removing what is not there does nothing."""
    conn.execute(delete(table).where(table.c.kind == str(kind), table.c.subject == subject))


def listed_due(conn: Connection, *, until: datetime | None = None) -> tuple[Due, ...]:
    """Return the dates, the nearest first.

    Args:
        conn: Connection.
        until: Only those that are due at this instant.
    """
    query = select(table).order_by(table.c.at, table.c.kind, table.c.subject)
    if until is not None:
        query = query.where(table.c.at <= until)
    return tuple(
        Due(DueKind(row.kind), row.subject, row.at, row.note) for row in conn.execute(query)
    )


async def sweep(office: Office) -> int:
    """Do what is due now, each in a transaction of its own; return how many there were."""
    now = office.clock.now()
    found = await office.db.read(lambda conn: listed_due(conn, until=now))
    for each in found:
        await office.db.write(partial(_handle, office=office, due=each))
    if found:
        office.tell()
        office.nudge()
    return len(found)


def _handle(conn: Connection, office: Office, due: Due) -> None:
    following = HANDLERS[due.kind](conn, office, due)
    if following is None:
        clear_due(conn, kind=due.kind, subject=due.subject)
    else:
        set_due(
            conn,
            office,
            kind=following.kind,
            subject=following.subject,
            at=following.at,
            note=following.note,
        )
