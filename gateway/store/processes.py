"""The processes of a gateway, as each says of itself every few seconds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from gateway.store.leases import database_now
from gateway.store.tables_processes import process as table

KEPT = timedelta(days=1)
"""How long a process that has ended without a word is still listed."""


@dataclass(frozen=True, slots=True)
class ProcessRow:
    """One process.

    Attributes:
        name: Its own, made at its start.
        host: The machine.
        pid: Its number there.
        roles: What it does.
        version: Of the program.
        begun: When it began, by the database's clock.
        seen: When it said something last, by the same.
        silent: For how long it has said nothing.
    """

    name: str
    host: str
    pid: int
    roles: tuple[str, ...]
    version: str
    begun: datetime
    seen: datetime
    silent: timedelta


def say_here(
    conn: Connection, name: str, *, host: str, pid: int, roles: tuple[str, ...], version: str
) -> None:
    """Note that a process is there; on PostgreSQL."""
    seen = update(table).where(table.c.name == name).values(seen=database_now())
    if conn.execute(seen).rowcount:
        return
    conn.execute(delete(table).where(table.c.seen < database_now(-KEPT)))
    now = database_now()
    said = {"name": name, "host": host, "pid": pid, "roles": " ".join(roles), "version": version}
    conn.execute(insert(table).values(**said, begun=now, seen=now))


def say_gone(conn: Connection, name: str) -> None:
    """Note that a process ends."""
    conn.execute(delete(table).where(table.c.name == name))


def all_processes(conn: Connection) -> list[ProcessRow]:
    """Return every process that has not said that it ended, the longest running first."""
    silent = (database_now() - table.c.seen).label("silent")
    rows = conn.execute(select(table, silent).order_by(table.c.begun, table.c.name))
    return [
        ProcessRow(
            **dict(row._mapping)
            | {"roles": tuple(row.roles.split()), "silent": timedelta(microseconds=row.silent)}
        )
        for row in rows
    ]
