"""The members' databases, without threads: a simulation waits for nobody but itself.

The same file, schema, statements and transactions as in life. Only the writer's and the
readers' threads are missing: 28 members would have 140 of them, and the hand-overs between
them cost more than the SQL. There is no group commit; each piece has its own.

SQLAlchemy's part in beginning and ending a transaction, and its compilation of the same
statement for each of 56 engines, cost more than SQLite's work too. So a connection is taken
once, BEGIN and COMMIT go to the driver, and what was compiled for one member serves all.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from time import perf_counter
from typing import IO, Any, ClassVar, Self, TypeVar

from sqlalchemy import Connection, Dialect, Engine
from sqlalchemy.exc import DBAPIError

from gateway.store.database import Database
from gateway.store.engines import LIMITS, parse_url
from gateway.store.failover.failures import translated
from gateway.store.failover.limits import DatabaseLimits
from gateway.store.prepared import run_text
from gateway.store.writer import QueuedWork
from gateway.store.writer_lock import Hold, SharedSessions

T = TypeVar("T")


class AtOnce(ThreadPoolExecutor):
    """Runs work where it is handed in; for `loop.set_default_executor`."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Run work now."""
        done: Future[T] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except BaseException as exc:  # noqa: BLE001 - raised again at whoever waits
            done.set_exception(exc)
        return done


class _Line:
    """One connection, kept open, and the transactions on it."""

    _compiled: ClassVar[dict[Any, Any]] = {}
    _dialect: ClassVar[Dialect | None] = None

    def __init__(self, engine: Engine, begin: str) -> None:
        # Compiled statements are kept by dialect: one for all files of the process. It was
        # set up already, when the schema was looked at.
        _Line._dialect = _Line._dialect or engine.dialect
        engine.dialect = _Line._dialect
        self._conn = engine.connect().execution_options(compiled_cache=_Line._compiled)
        self._conn.begin()
        # For SQLAlchemy this transaction goes on; the driver begins and ends its own.
        run_text(self._conn, "ROLLBACK")
        self._begin = begin

    def transact(self, fn: Callable[[Connection], T]) -> T:
        """Run work in a transaction of its own; what it raises undoes it."""
        conn = self._conn
        run_text(conn, self._begin)
        try:
            result = fn(conn)
            run_text(conn, "COMMIT")
        except BaseException:
            conn.connection.rollback()  # nothing where SQLite has done it by itself
            raise
        return result

    def close(self) -> None:
        """Close the connection."""
        self._conn.close()


class PlainDatabase(Database):
    """A database that works on the caller's thread."""

    spent_s = 0.0
    """Seconds in transactions, over all members of the process."""

    _empty: ClassVar[bytes] = b""
    """A file with nothing but the schema: made for the first member."""

    @classmethod
    def open(
        cls,
        url: str,
        *,
        create: bool = False,
        made: bool = False,
        hold: Hold = Hold.NOT,
        limits: DatabaseLimits = LIMITS,
    ) -> Self:
        """Do what `Database.open` does; every new file after the first is a copy of that."""
        path = Path(str(parse_url(url).database))
        fresh = create and not made and not path.exists()
        if fresh and cls._empty:
            path.touch(mode=0o600, exist_ok=False)
            path.write_bytes(cls._empty)
            return super().open(url, hold=hold, limits=limits)
        opened = super().open(url, create=create, made=made, hold=hold, limits=limits)
        if fresh:
            with closing(sqlite3.connect(path)) as conn:
                cls._empty = conn.serialize()
        return opened

    def __init__(
        self,
        writer_engine: Engine,
        reader_engine: Engine,
        lock: IO[bytes] | None = None,
        shared: SharedSessions | None = None,
        limits: DatabaseLimits = LIMITS,
    ) -> None:
        """Use `open`."""
        super().__init__(writer_engine, reader_engine, lock, shared, limits)
        self._writing = _Line(writer_engine, "BEGIN IMMEDIATE")
        self._reading = _Line(reader_engine, "BEGIN")
        self._reads = threading.Lock()
        self._turn = threading.Lock()  # the intake writes from threads of its own

    async def write(self, fn: Callable[[Connection], T]) -> T:
        """Run work in a transaction of its own; return when it is committed."""
        return self.write_sync(fn)

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """Run work on a consistent snapshot."""
        return self.read_sync(fn)

    def read_sync(self, fn: Callable[[Connection], T], *, once: bool = False) -> T:
        """Do what `read` does."""
        begun = perf_counter()
        try:
            if not self._reads.acquire(blocking=False):  # a read within a read, or a thread
                return super().read_sync(fn, once=once)
            try:
                return self._reading.transact(fn)
            except DBAPIError as exc:
                raise translated(exc) from exc
            finally:
                self._reads.release()
        finally:
            PlainDatabase.spent_s += perf_counter() - begun

    def write_sync(self, fn: Callable[[Connection], T]) -> T:
        """Do what `write` does."""
        work = QueuedWork(fn)
        with self._turn:
            begun = perf_counter()
            try:
                self._writing.transact(work.do)
            except DBAPIError as exc:
                raise translated(exc) from exc
            finally:
                PlainDatabase.spent_s += perf_counter() - begun
        self._writer.hand_on([work])
        result: T = work.result
        return result

    def submit(self, fn: Callable[[Connection], T], outcome: Future[T]) -> None:
        """Do a write at once, on the thread that brings it."""
        if not outcome.set_running_or_notify_cancel():
            return
        try:
            outcome.set_result(self.write_sync(fn))
        except BaseException as exc:  # noqa: BLE001 - raised again at whoever waits
            outcome.set_exception(exc)

    def close(self) -> None:
        """Close the connections."""
        self._writing.close()
        self._reading.close()
        super().close()
