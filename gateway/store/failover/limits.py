"""How long PostgreSQL may take over what, and what is said to it at the start of a session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import URL, Connection

from gateway.settings import Settings
from gateway.store.failover.addresses import hosts_of
from gateway.store.prepared import run_text

READER_IDLE_S = 600
"""How long a reader may compute within its snapshot, in seconds; it holds up no writer."""

SEVERAL = "read-write"
"""What is wanted of the one of several servers that is used: that it is the primary."""


@dataclass(frozen=True, slots=True)
class DatabaseLimits:
    """Limits of a node's connections to PostgreSQL; SQLite has none of them.

    Attributes:
        connect_s: For one server to take a connection, in seconds.
        silent_s: After how long without a sign of life a server is given up, in seconds.
        read_s: For one statement of a reader, in seconds.
        write_s: For one statement of the writer, in seconds.
        lock_s: For a statement of the writer that waits for a lock, in seconds.
        idle_s: For the writer to say nothing within a transaction, in seconds; then PostgreSQL
            undoes it, so that a process that hangs holds nobody up.
        again_s: For how long what was lost with a connection is tried again, in seconds.
        recycle_s: Age at which a reader's connection is opened anew, in seconds.
    """

    connect_s: int = 3
    silent_s: int = 8
    read_s: float = 120.0
    write_s: float = 60.0
    lock_s: float = 10.0
    idle_s: float = 8.0
    again_s: float = 15.0
    recycle_s: int = 1800

    @classmethod
    def of(cls, settings: Settings) -> DatabaseLimits:
        """Return the limits that a node's settings say."""
        return cls(
            connect_s=settings.database_connect_s,
            silent_s=settings.database_silent_s,
            read_s=settings.database_read_s,
            write_s=settings.database_write_s,
            lock_s=settings.database_lock_s,
            idle_s=settings.database_idle_s,
            again_s=settings.database_again_s,
            recycle_s=settings.database_recycle_s,
        )

    def for_writer(self, url: URL) -> dict[str, Any]:
        """Return what the writer's connections are opened with."""
        return self._connect(
            url,
            statement_timeout=self.write_s,
            lock_timeout=self.lock_s,
            idle_in_transaction_session_timeout=self.idle_s,
        )

    def for_readers(self, url: URL) -> dict[str, Any]:
        """Return what the readers' connections are opened with."""
        return self._connect(
            url,
            statement_timeout=self.read_s,
            lock_timeout=self.lock_s,
            idle_in_transaction_session_timeout=READER_IDLE_S,
        )

    def _connect(self, url: URL, **timeouts: float) -> dict[str, Any]:
        """Return the arguments; what the URL says itself comes first.

        A server that died with its machine sends nothing, not even an end. TCP finds out: by what
        it does not acknowledge (`tcp_user_timeout`), and by questions while we wait for an answer.
        """
        third = max(1, self.silent_s // 4)
        wanted: dict[str, Any] = {
            "connect_timeout": self.connect_s,
            "tcp_user_timeout": self.silent_s * 1000,
            "keepalives": 1,
            "keepalives_idle": max(1, self.silent_s - 2 * third),
            "keepalives_interval": third,
            "keepalives_count": 2,
        }
        if len(hosts_of(url)) > 1:
            wanted["target_session_attrs"] = SEVERAL
        said = {name: value for name, value in wanted.items() if name not in url.query}
        # Our statements are short and have many parts. PostgreSQL takes their estimates for long
        # work and compiles them: an inbox took 30 ms to read and 4 s to compile.
        options = ["-c jit=off"]
        options += [f"-c {name}={round(limit * 1000)}" for name, limit in timeouts.items()]
        own = url.query.get("options", ())
        options += [own] if isinstance(own, str) else own
        return {**said, "options": " ".join(options)}


def lift(conn: Connection) -> None:
    """Take the limits from a transaction that works on the whole database, e.g. on its schema."""
    if conn.dialect.name == "postgresql":
        for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
            run_text(conn, f"SET LOCAL {name} = 0")
