"""What this node holds longer than the periods say, and its deletion, on record.

The periods are data (`gateway.domain.retention`). What is deleted serves no evidence, receipt or
register; a deletion is an act with its counts, and a rehearsal counts the same and deletes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Column, Connection, Table, delete, func, select

from gateway.casework.office.journal import record_act
from gateway.casework.office.permissions import Officer, Permission
from gateway.casework.office.services import Office
from gateway.domain.acts import Verb
from gateway.domain.retention import (
    Deleted,
    RetentionClass,
    RetentionLine,
    RetentionShown,
    shipped_retention,
)
from gateway.domain.saying import says
from gateway.store.tables_casework import officer_token, restriction_account, task


class _Held(NamedTuple):
    """Rows of one class, and the column that says since when they serve nothing."""

    table: Table
    ended: Column[datetime | None]


_HELD: Mapping[Deleted, _Held] = {
    Deleted.CLOSED_TASKS: _Held(task, task.c.closed),
    Deleted.ENDED_TOKENS: _Held(officer_token, officer_token.c.until),
    Deleted.ENDED_ACCESSES: _Held(restriction_account, restriction_account.c.until),
}
"""Total, as a test proves. A row whose column is empty has not ended."""


async def show(office: Office, officer: Officer) -> RetentionShown:
    """Return what is kept how long, and what of it is older than that."""
    officer.require(Permission.ADMINISTER)
    return await office.db.read(lambda conn: _shown(conn, office.clock.now()))


async def run(office: Office, officer: Officer, *, dry_run: bool) -> RetentionShown:
    """Delete what is older than its period, on record; return what was.

    Args:
        office: This authority.
        officer: An administrator.
        dry_run: Count it, and delete nothing.
    """
    officer.require(Permission.ADMINISTER)
    if dry_run:
        return await show(office, officer)

    def write(conn: Connection) -> RetentionShown:
        now = office.clock.now()
        found = _shown(conn, now)
        for line in found.lines:
            if line.due:
                _delete(conn, line.rule, now)
        counts = [f"{line.rule.code} {line.due}" for line in found.lines if line.due]
        record_act(
            conn,
            at=now,
            actor=officer.name,
            verb=Verb.RETENTION_RUN,
            saying=says(
                "deleted by {version}: {counts}", version=found.version, counts=counts or ["none"]
            ),
            subject="retention",
        )
        return found.carried_out()

    return await office.db.write(write)


def _shown(conn: Connection, now: datetime) -> RetentionShown:
    periods = shipped_retention()
    lines = tuple(_line(conn, each, now) for each in periods.classes)
    return RetentionShown(version=periods.version, at=now, lines=lines)


def _line(conn: Connection, rule: RetentionClass, now: datetime) -> RetentionLine:
    if rule.keep_days is None:
        return RetentionLine(rule=rule)
    ended, keep = _HELD[Deleted(rule.code)].ended, timedelta(days=rule.keep_days)
    due = conn.scalar(select(func.count()).where(ended < now - keep)) or 0
    oldest = conn.scalar(select(func.min(ended)).where(ended >= now - keep))
    return RetentionLine(rule=rule, due=due, next_due=None if oldest is None else oldest + keep)


def _delete(conn: Connection, rule: RetentionClass, now: datetime) -> None:
    table, ended = _HELD[Deleted(rule.code)]
    conn.execute(delete(table).where(ended < now - timedelta(days=rule.keep_days or 0)))
