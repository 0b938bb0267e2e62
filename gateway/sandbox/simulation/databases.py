"""The members' databases, without threads: a simulation waits for nobody but itself.

The same file, schema, statements and transactions as in life. Only the writer's and the
readers' threads are missing: 28 members would have 140 of them, and the hand-overs between
them cost more than the SQL. There is no group commit; each piece has its own.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from time import perf_counter
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from gateway.store.database import Database
from gateway.store.writer import translated

T = TypeVar("T")


class PlainDatabase(Database):
    """A database that works on the caller's thread."""

    spent_s = 0.0
    """Seconds in transactions, over all members of the process."""

    def __init__(self, writer_engine: Engine, reader_engine: Engine) -> None:
        """Use `open`."""
        super().__init__(writer_engine, reader_engine)
        self._writer_engine = writer_engine
        self._reader_engine = reader_engine
        self._held: Connection | None = None
        self._reader: Connection | None = None
        self._reading = threading.Lock()
        self._turn = threading.Lock()  # the intake writes from threads of its own

    async def write(self, fn: Callable[[Connection], T]) -> T:
        """Run work in a transaction of its own; return when it is committed."""
        return self.write_sync(fn)

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """Run work on a consistent snapshot."""
        return self.read_sync(fn)

    def read_sync(self, fn: Callable[[Connection], T]) -> T:
        """Do what `read` does."""
        begun = perf_counter()
        try:
            if not self._reading.acquire(blocking=False):  # a read within a read, or a thread
                return super().read_sync(fn)
            try:
                if self._reader is None:
                    self._reader = self._reader_engine.connect()
                with self._reader.begin():
                    return fn(self._reader)
            except DBAPIError as exc:
                raise translated(exc) from exc
            finally:
                self._reading.release()
        finally:
            PlainDatabase.spent_s += perf_counter() - begun

    def write_sync(self, fn: Callable[[Connection], T]) -> T:
        """Do what `write` does."""
        with self._turn:
            begun = perf_counter()
            try:
                if self._held is None:
                    self._held = self._writer_engine.connect()
                with self._held.begin():
                    return fn(self._held)
            except DBAPIError as exc:
                raise translated(exc) from exc
            finally:
                PlainDatabase.spent_s += perf_counter() - begun

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
        if self._held is not None:
            self._held.close()
            self._held = None
        if self._reader is not None:
            self._reader.close()
            self._reader = None
        super().close()
