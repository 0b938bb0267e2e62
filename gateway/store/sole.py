"""One node a database: the lock that a node holds as long as it runs.

Two nodes that write one database would give numbers twice and pass over each other's
changes. On SQLite the lock is the system's, on a file beside the database; on PostgreSQL it is
an advisory lock of the session, taken by the writer's connection as it is opened. So nothing
is written without it, and a connection that was lost takes it again. Both go with the
process, however it ends: what a crash leaves behind holds nobody up.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Engine, event

from gateway.errors import Reason, UnavailableError

NODE_LOCK = 0x436F6D697479
"""Key of the node's advisory lock, one in each database of PostgreSQL; the letters "Comity".

The next key belongs to the trigger of revision 0007.
"""

WAIT_S = 3
"""How long PostgreSQL may take to end the session of a process that has just ended."""

_TAKE = (
    # A machine that is cut off keeps its session for hours by default: half a minute here.
    "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 4; "
    f"SET lock_timeout = '{WAIT_S}s'; SELECT pg_advisory_lock({NODE_LOCK}); "
    "SET lock_timeout = DEFAULT"
)


def lock_file(database: Path) -> IO[bytes]:
    """Take the lock beside an SQLite file; closing what is returned gives it back.

    Raises:
        UnavailableError: DATABASE_UNAVAILABLE; another process holds it, or it cannot be made.
    """
    path = database.with_name(f"{database.name}.lock")
    try:
        held = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "rb+")
    except OSError as exc:
        raise UnavailableError(
            "the lock beside the database file cannot be made",
            reason=Reason.DATABASE_UNAVAILABLE,
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
        try:
            dbapi_connection.execute(_TAKE)
            dbapi_connection.commit()
        except writer.dialect.dbapi.errors.LockNotAvailable as exc:  # type: ignore[union-attr]
            dbapi_connection.close()
            raise _taken() from exc


def _taken() -> UnavailableError:
    return UnavailableError(
        "another node runs on this database",
        reason=Reason.DATABASE_UNAVAILABLE,
        remedy="Stop the other process, or give this node a database of its own.",
    )
