"""Engines for SQLite and PostgreSQL, set so that a commit is durable and a read a snapshot.

SQLite: WAL, synchronous=FULL (a commit survives power loss), foreign keys on, waits for a
lock for `BUSY_TIMEOUT_MS`; a writing transaction begins with BEGIN IMMEDIATE, so that it
never fails half-way for a lock. PostgreSQL: readers see one snapshot (REPEATABLE READ);
the writer runs at READ COMMITTED and takes row locks where order matters. Nothing there takes
longer than `DatabaseLimits` say, and a server that is silent is given up.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from gateway.errors import ComityError, Reason
from gateway.store.failover.addresses import check_hosts
from gateway.store.failover.limits import DatabaseLimits
from gateway.store.prepared import run_text

BUSY_TIMEOUT_MS = 5_000
"""How long SQLite waits for another process's lock, in milliseconds."""

READERS = 4
"""Readers at a time; a node's reads are short and the machine may have two cores."""

FIRST = 1
"""Connections beside the readers', for what everybody waits for (`Database.read_first`)."""

LIMITS = DatabaseLimits()
"""Where nobody sets others."""

_QUIET: dict[str, Any] = {"hide_parameters": True}
"""What a statement was given may be of a case: it is in no text of an error."""


def parse_url(url: str) -> URL:
    """Parse and check a database URL.

    Raises:
        InputError: SETTING_INVALID, with the forms that are understood.
    """
    remedy = (
        "Use sqlite:///PATH, postgresql+psycopg://USER@HOST/NAME, or for several servers "
        "postgresql+psycopg://USER@/NAME?host=A:5432&host=B:5432."
    )
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as exc:  # of a port that is no number
        raise Reason.SETTING_INVALID.error(
            "database: the URL cannot be read", remedy=remedy
        ) from exc
    if parsed.drivername == "sqlite" and parsed.database not in {None, "", ":memory:"}:
        return parsed
    if parsed.drivername == "postgresql+psycopg":
        check_hosts(parsed)
        return parsed
    raise Reason.SETTING_INVALID.error(
        "database: the URL names neither an SQLite file nor a PostgreSQL database", remedy=remedy
    )


def make_engines(
    url: URL, *, create: bool, limits: DatabaseLimits = LIMITS
) -> tuple[Engine, Engine]:
    """Return the writer's engine and the readers' engine.

    Args:
        url: What `parse_url` returned.
        create: Whether an SQLite file may be created (mode 0600).
        limits: How long PostgreSQL may take over what.

    Raises:
        UnavailableError: DATABASE_UNAVAILABLE when the SQLite file is absent or its
            folder cannot be written.
    """
    if url.drivername == "sqlite":
        _prepare_file(Path(str(url.database)), create=create)
        writer = create_engine(url, pool_size=1, max_overflow=0, **_QUIET)
        reader = create_engine(url, pool_size=READERS + FIRST, max_overflow=0, **_QUIET)
        _set_up_sqlite(writer, begin="BEGIN IMMEDIATE", query_only=False)
        _set_up_sqlite(reader, begin="BEGIN", query_only=True)
        return writer, reader
    writer = create_engine(
        url,
        pool_size=1,
        max_overflow=0,
        pool_pre_ping=True,
        connect_args=limits.for_writer(url),
        **_QUIET,
    )
    reader = create_engine(
        url,
        pool_size=READERS + FIRST,
        max_overflow=0,
        pool_pre_ping=True,
        pool_recycle=limits.recycle_s,
        isolation_level="REPEATABLE READ",
        execution_options={"postgresql_readonly": True},
        connect_args=limits.for_readers(url),
        **_QUIET,
    )
    return writer, reader


def no_database() -> ComityError:
    """Return the refusal of a place where no database of a node was ever made."""
    return Reason.DATABASE_UNAVAILABLE.error(
        "there is no database of a node at the place that the setting database names",
        remedy="Correct `database` in node.toml, or restore the last backup with {restoreBackup}; "
        "{makeFolder} makes a new node.",
    )


def _prepare_file(path: Path, *, create: bool) -> None:
    try:
        if create:
            # The file holds trade secrets of third parties: nobody else reads it, from
            # its first byte on. SQLite gives its WAL the same mode.
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        elif not path.is_file():
            raise no_database()
    except OSError as exc:
        raise Reason.DATABASE_UNAVAILABLE.error(
            "the database file cannot be opened",
            remedy="Check that its folder exists and that this account may write there.",
            cause=exc.strerror or type(exc).__name__,
        ) from exc


def _set_up_sqlite(engine: Engine, *, begin: str, query_only: bool) -> None:
    @event.listens_for(engine, "connect")
    def _on_connect(dbapi_connection: Any, _record: Any) -> None:
        # The driver must not begin transactions by itself: it would begin too late
        # (DEFERRED) and commit before DDL.
        dbapi_connection.isolation_level = None
        cursor = dbapi_connection.cursor()
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            # Erased contents must not linger in free pages (docs/design.md section 5, Erasure).
            "secure_delete=ON",
            f"query_only={'ON' if query_only else 'OFF'}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(conn: Connection) -> None:
        run_text(conn, begin)
