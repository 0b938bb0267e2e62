"""Who writes a database: one node alone, or the processes of one gateway, a writer at a time.

Two nodes that write one database would give numbers twice and pass over each other's
changes. So a node holds it alone. On SQLite the lock is the system's, on a file beside the
database; on PostgreSQL it is an advisory lock of the session, taken by the writer's connection as
it is opened. So nothing is written without it, and a connection that was lost takes it again. Both
go with the process, however it ends: what a crash leaves behind holds nobody up.

The processes of one gateway share that lock on PostgreSQL, which keeps a node that would be alone
out. A group of the writer begins with a second lock, which ends with its transaction: whatever is
written is written as if by one process (docs/adr/0038-one-writer-at-a-time-whichever-process.md).
"""

from __future__ import annotations

import fcntl
import os
from enum import StrEnum
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Engine, event

from gateway.errors import ComityError, Reason
from gateway.store.prepared import run_text

NODE_LOCK = 0x436F6D697479
"""Key of the node's advisory lock, one in each database of PostgreSQL; the letters "Comity".

The next key belongs to the trigger of revision r0001.
"""

WRITE_LOCK = NODE_LOCK + 2
"""Key of the lock that a transaction of a gateway of several processes holds while it writes."""

WAIT_S = 3
"""How long PostgreSQL may take to end the session of a process that has just ended."""

# A machine that is cut off keeps its session for hours by default: half a minute here.
_KEEP = (
    "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 4"
)
_TAKE = (
    f"{_KEEP}; SET lock_timeout = '{WAIT_S}s'; SELECT pg_advisory_lock({NODE_LOCK}); "
    "SET lock_timeout = DEFAULT"
)
_SHARE = _TAKE.replace("pg_advisory_lock(", "pg_advisory_lock_shared(")
_TRY = f"SELECT pg_try_advisory_lock({NODE_LOCK})"
_LET_OTHERS_IN = (
    f"SELECT pg_advisory_lock_shared({NODE_LOCK}); SELECT pg_advisory_unlock({NODE_LOCK})"
)
_TURN = f"SELECT pg_advisory_xact_lock({WRITE_LOCK})"


class Hold(StrEnum):
    """How a process holds a database for as long as it has it open."""

    NOT = "not"  # a command, which looks or writes for a moment
    ALONE = "alone"  # a node of one process
    TOGETHER = "together"  # a process of a gateway of several, on PostgreSQL


def lock_file(database: Path) -> IO[bytes]:
    """Take the lock beside an SQLite file; closing what is returned gives it back.

    Raises:
        UnavailableError: DATABASE_UNAVAILABLE; another process holds it, or it cannot be made.
    """
    path = database.with_name(f"{database.name}.lock")
    try:
        held = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "rb+")
    except OSError as exc:
        raise Reason.DATABASE_UNAVAILABLE.error(
            "the lock beside the database file cannot be made",
            remedy="Give this account the right to write the file's folder.",
        ) from exc
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as exc:
        held.close()
        raise _taken() from exc
    return held


def lock_sessions(writer: Engine) -> None:
    """Have every session of the writer on PostgreSQL take the lock before it does anything.

    Opening a connection then raises UnavailableError (DATABASE_UNAVAILABLE) while another
    process holds the lock.
    """

    @event.listens_for(writer, "connect")
    def _on_connect(dbapi_connection: Any, _record: Any) -> None:
        _run_locking(writer, dbapi_connection, _TAKE)


class SharedSessions:
    """Sessions of the writer of one process among several, on PostgreSQL.

    Args:
        writer: Its engine; no connection of it is open yet.

    Attributes:
        first: Whether no other process held the database when this one opened it. Until
            `let_others_in` is called none can.
    """

    def __init__(self, writer: Engine) -> None:
        self.first = False
        self._seen = False

        @event.listens_for(writer, "connect")
        def _on_connect(dbapi_connection: Any, _record: Any) -> None:
            self.first = not self._seen and _tried(dbapi_connection)
            self._seen = True
            if not self.first:  # also where the first connection was lost, and its lock with it
                _run_locking(writer, dbapi_connection, _SHARE)

        @event.listens_for(writer, "begin")
        def _on_begin(conn: Connection) -> None:
            run_text(conn, _TURN)

    def let_others_in(self, conn: Connection) -> None:
        """Share the database from now on; on the writer's connection."""
        if self.first:
            for each in _LET_OTHERS_IN.split("; "):
                run_text(conn, each)
            self.first = False


def _tried(dbapi_connection: Any) -> bool:
    got = bool(dbapi_connection.execute(_TRY).fetchone()[0])
    dbapi_connection.execute(_KEEP)
    dbapi_connection.commit()
    return got


def _run_locking(writer: Engine, dbapi_connection: Any, statements: str) -> None:
    try:
        dbapi_connection.execute(statements)
        dbapi_connection.commit()
    except writer.dialect.dbapi.errors.LockNotAvailable as exc:  # type: ignore[union-attr]
        dbapi_connection.close()
        raise _taken() from exc


def only_on_postgresql() -> ComityError:
    """Return the error of a gateway of several processes on SQLite."""
    return Reason.SETTING_INVALID.error(
        "database: several processes of one gateway share a database of PostgreSQL, and this one is"
        " a file of SQLite",
        remedy="Set database, or leave serve empty: one process does everything then.",
    )


def _taken() -> ComityError:
    return Reason.DATABASE_UNAVAILABLE.error(
        "another node runs on this database",
        remedy="Stop the other process, or give this node a database of its own.",
    )
