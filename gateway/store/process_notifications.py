"""What one process of a gateway has written, the others hear at once: PostgreSQL's NOTIFY.

A note goes with the transaction: it is heard once that is durable, and never of one that was
undone. It says what kind of thing was written and by which process, nothing else. A connection
that was lost may have missed some, so whoever listens looks at everything once it is back, and
every few seconds as long as it is not. What makes others call the members (`Written.OWN_LOG`) is
not repeated in that time: the regular round does it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

import structlog
from sqlalchemy import Connection, Engine, text

from gateway.store.writer import Written

log = structlog.get_logger(__name__)

CHANNEL: Final = "comity_written"

LOOK_S: Final = 1.0
"""How often a connection on which nothing is heard is tried, in seconds."""

PAUSE_S: Final = 2.0
"""How long after it was lost it is opened again, in seconds."""

_TELL = text("SELECT pg_notify(:channel, :said)")


def notify_processes(me: str, conn: Connection, written: Collection[Written]) -> None:
    """Have the other processes hear what a transaction has written, once it is durable.

    Args:
        me: Name of this process, without spaces.
        conn: The transaction.
        written: What it has written.
    """
    said = " ".join((me, *sorted(written)))
    conn.execute(_TELL, {"channel": CHANNEL, "said": said})


class Hearing:
    """Listens on a thread and a connection of its own, for as long as the database is open.

    Args:
        me: Name of this process; its own notes are not heard.
        engine: Says how the database is reached; none of its connections is used.
        arguments: With what the writer's connections are opened: notes come from the primary alone.
        hear: Is called on that thread with what others have written.
    """

    def __init__(
        self,
        me: str,
        engine: Engine,
        hear: Callable[[Collection[Written]], None],
        arguments: Mapping[str, Any],
    ) -> None:
        self._me = me
        self._engine = engine
        self._arguments = {**arguments, "autocommit": True}
        self._hear = hear
        self._closing = threading.Event()
        self.listens = threading.Event()
        """Set while notes are heard."""
        self._thread = threading.Thread(target=self._run, name="store-hearing", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening. May be repeated."""
        self._closing.set()
        self._thread.join()

    def _run(self) -> None:
        told = False
        while not self._closing.is_set():
            try:
                with self._connect() as conn:
                    conn.execute(f"LISTEN {CHANNEL}")
                    self.listens.set()
                    self._hear(frozenset(Written))  # whatever was written meanwhile
                    told = False
                    self._listen(conn)
            except self._engine.dialect.loaded_dbapi.Error as exc:
                if not told and not self._closing.is_set():
                    log.warning("database.not_heard", cause=type(exc).__name__)
                told = True
            self.listens.clear()
            if not self._closing.wait(PAUSE_S):
                self._hear(frozenset(Written) - {Written.OWN_LOG})

    def _listen(self, conn: Any) -> None:
        while not self._closing.is_set():
            for note in conn.notifies(timeout=LOOK_S):
                self._take(note.payload)
                if self._closing.is_set():
                    return
            conn.execute("SELECT 1")

    def _take(self, said: str) -> None:
        process, *names = said.split()
        written = {each for each in Written if each in names}
        if process != self._me and written:
            self._hear(written)

    def _connect(self) -> Any:
        dialect = self._engine.dialect
        arguments, named = dialect.create_connect_args(self._engine.url)
        return dialect.loaded_dbapi.connect(*arguments, **{**named, **self._arguments})
