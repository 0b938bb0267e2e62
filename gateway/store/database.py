"""The unit of work: what is written together, and what is read as one snapshot.

Functions that take a `Connection` are plain and synchronous; rooms compose them inside one
`write` or `read`. They must not keep the connection, commit, or wait for the network.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, NamedTuple, Self, TypeVar
from uuid import uuid4

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from gateway.store.engines import FIRST, LIMITS, READERS, make_engines, parse_url
from gateway.store.failover.failures import Failure, failure_of, translated, unavailable
from gateway.store.failover.limits import DatabaseLimits
from gateway.store.process_notifications import Hearing, notify_processes
from gateway.store.schema import check_schema, held_revision, load_tables, upgrade
from gateway.store.writer import Writer, Written
from gateway.store.writer_lock import (
    Hold,
    SharedSessions,
    lock_file,
    lock_sessions,
    only_on_postgresql,
)

T = TypeVar("T")


class Load(NamedTuple):
    """What a database has to do.

    Attributes:
        to_write: Pieces of work that wait for the writer.
        groups: Commits since it was opened.
        pieces: Pieces of work that these commits carried: more than one each when it is busy.
        to_read: Reads that wait for a reader.
        again: How often PostgreSQL was tried again since it was opened.
    """

    to_write: int
    groups: int
    pieces: int
    to_read: int
    again: int


@dataclass(slots=True)
class Beside:
    """What the writes of a task do beside their own, in the same transaction, until it is done.

    Attributes:
        before: Runs before the write's own work; what it raises undoes both.
        after: Runs after it and says whether this was the write that it stood beside; what it
            raises undoes both. None: it was the first one.
        done: Whether that write is durable; no later one of the task runs it again.
    """

    before: Callable[[Connection], object]
    after: Callable[[Connection], bool] | None = None
    done: bool = False


BESIDE: ContextVar[tuple[Beside, ...]] = ContextVar("beside", default=())
"""Of the present task, e.g. of one request; nothing where nobody sets it."""


@contextmanager
def beside(what: Beside) -> Iterator[Beside]:
    """Have the writes of the present task do something beside their own, within a block."""
    before = BESIDE.set((*BESIDE.get(), what))
    try:
        yield what
    finally:
        BESIDE.reset(before)


class Database:
    """One node's database: a single writer with group commit, and a pool of readers."""

    def __init__(
        self,
        writer_engine: Engine,
        reader_engine: Engine,
        lock: IO[bytes] | None = None,
        shared: SharedSessions | None = None,
        limits: DatabaseLimits = LIMITS,
    ) -> None:
        """Use `open`; the constructor takes engines that are already set up."""
        self._lock = lock
        self._shared = shared
        self._engines = (writer_engine, reader_engine)
        self._readers_engine = reader_engine
        self.name = uuid4().hex[:12]
        """Of this process among those that share the database."""
        told = None if shared is None else partial(notify_processes, self.name)
        self._writer = Writer(writer_engine, again_s=limits.again_s, tell=told)
        self._hearing = None
        if shared is not None:
            arguments = limits.for_writer(writer_engine.url)
            self._hearing = Hearing(self.name, writer_engine, self._writer.hear, arguments)
        self._reads_begun = 0  # reads that have begun or wait, of the event loop
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="store-reader")
        self._first = ThreadPoolExecutor(FIRST, thread_name_prefix="store-first")

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
        """Open a database and check that its schema is the one of this program.

        Args:
            url: ``sqlite:///PATH`` or ``postgresql+psycopg://USER@HOST/NAME``.
            create: Create the file (SQLite) and bring the schema to the newest revision.
            made: Whether it must have been made before: then its schema is brought to the newest
                revision, and neither file nor schema is created.
            hold: How this process holds it until it is closed.
            limits: How long PostgreSQL may take over what.

        Raises:
            InputError: SETTING_INVALID when the URL is of neither kind, or several processes are
                to share an SQLite file.
            UnavailableError: DATABASE_UNAVAILABLE when it cannot be reached, its schema
                is absent, older or newer, or another process holds it alone.
        """
        load_tables()
        parsed = parse_url(url)
        if hold is Hold.TOGETHER and parsed.drivername == "sqlite":
            raise only_on_postgresql()
        engines = make_engines(parsed, create=create and not made, limits=limits)
        lock, shared = None, None
        try:
            if hold is Hold.TOGETHER:
                shared = SharedSessions(engines[0])
            elif hold is Hold.ALONE and parsed.drivername == "sqlite":
                lock = lock_file(Path(str(parsed.database)))
            elif hold is Hold.ALONE:
                lock_sessions(engines[0])
            with engines[0].begin() as conn:
                if create and not (made and held_revision(conn) is None):
                    upgrade(conn)
                check_schema(conn)
        except BaseException as exc:
            _dispose(engines, lock)
            if isinstance(exc, DBAPIError):
                raise unavailable(exc) from exc
            raise
        return cls(*engines, lock, shared, limits)

    @property
    def is_first(self) -> bool:
        """Whether no other process can have it open now, besides those that only look."""
        return self._shared is None or self._shared.first

    def let_others_in(self) -> None:
        """Share it with the other processes of the gateway, from now on; may be repeated."""
        if self._shared is not None:
            self.write_sync(self._shared.let_others_in)

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self._engines[0].dialect.name

    @property
    def is_alive(self) -> bool:
        """Whether its writer still works; without it nothing is ever written again."""
        return self._writer.is_alive

    @property
    def busy_s(self) -> float:
        """For how long its writer has been at what it does now, in seconds."""
        return self._writer.busy_s

    @property
    def load(self) -> Load:
        """What it has to do now, and how many pieces of work its commits have shared."""
        writer = self._writer
        reading = max(0, self._reads_begun - READERS)
        return Load(writer.waiting, writer.groups, writer.pieces, reading, writer.tried_again)

    def version(self, what: Written) -> int:
        """Return a number that grows whenever something was written, before that is answered."""
        return self._writer.versions[what]

    def after_commit(self, what: Written, call: Callable[[], object]) -> None:
        """Have a function called after each commit that wrote something; from any thread.

        Args:
            what: What was written; whoever writes it says so (`gateway.store.writer.wrote`).
            call: Is called on the writer's thread, so it hands over and returns at once.
        """
        self._writer.after_commit(what, call)

    async def write(self, fn: Callable[[Connection], T]) -> T:
        """Run work in the writer's transaction; return when its commit is durable.

        Args:
            fn: Runs on the writer's thread in a savepoint of its own. What it raises
                undoes only its own changes and is raised here.

        On PostgreSQL it runs again where it was lost with the connection or met a deadlock, so it
        changes nothing but the database.

        Raises:
            UnavailableError: DATABASE_UNAVAILABLE; nothing was written, or it says itself that
                this is not known.
        """
        waiting = [each for each in BESIDE.get() if not each.done]

        def together(conn: Connection) -> tuple[T, list[Beside]]:
            for each in waiting:
                each.before(conn)
            result = fn(conn)
            return result, [each for each in waiting if each.after is None or each.after(conn)]

        # Shielded: a caller that goes away must not make the commit look undone.
        done = self._writer.submit(together)
        pair: tuple[T, list[Beside]] = await asyncio.shield(asyncio.wrap_future(done))
        result, ended = pair
        for each in ended:
            each.done = True
        return result

    def submit(self, fn: Callable[[Connection], T], outcome: Future[T]) -> None:
        """Queue a write from any thread; `outcome` is done when its commit is durable.

        For a caller that comes from another thread anyway and would lose time by going
        through its event loop. Cancelled before its turn, the work is not done.

        Raises:
            RuntimeError: The database is closed.
        """
        self._writer.submit(fn, outcome)

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """Run work on a consistent snapshot, on a reader's thread.

        Raises:
            UnavailableError: DATABASE_UNAVAILABLE.
        """
        self._reads_begun += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._readers, self.read_sync, fn)
        finally:
            self._reads_begun -= 1

    async def read_first(self, fn: Callable[[Connection], T]) -> T:
        """Do what `read` does for the little that everybody waits for, past all who read.

        Raises:
            UnavailableError: DATABASE_UNAVAILABLE.
        """
        return await asyncio.get_running_loop().run_in_executor(self._first, self.read_sync, fn)

    def write_sync(self, fn: Callable[[Connection], T]) -> T:
        """Do what `write` does, for callers without an event loop.

        Raises:
            RuntimeError: On the writer's own thread, where it would wait for itself.
        """
        if self._writer.is_current_thread():
            raise RuntimeError("write_sync inside a write would wait for itself")
        result: T = self._writer.submit(fn).result()
        return result

    def read_sync(self, fn: Callable[[Connection], T], *, once: bool = False) -> T:
        """Do what `read` does, on the caller's thread.

        Args:
            fn: What is read.
            once: Whether it does more than reading, so that it is not done again where the
                connection was lost.
        """
        try:
            return self._read(fn)
        except DBAPIError as exc:
            if once or failure_of(exc) is not Failure.LOST:
                raise translated(exc) from exc
        try:
            return self._read(fn)
        except DBAPIError as exc:
            raise translated(exc) from exc

    def _read(self, fn: Callable[[Connection], T]) -> T:
        with self._readers_engine.begin() as conn:
            return fn(conn)

    def close(self) -> None:
        """Finish what is to be written, stop threads, close connections. May be repeated."""
        if self._hearing is not None:
            self._hearing.close()
        self._writer.close()
        for pool in (self._readers, self._first):
            pool.shutdown(wait=True, cancel_futures=True)
        _dispose(self._engines, self._lock)


def octets(conn: Connection) -> int:
    """Return how large a database is on its disk, in octets."""
    if conn.dialect.name == "sqlite":
        said = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    else:
        said = "SELECT pg_database_size(current_database())"
    return int(conn.exec_driver_sql(said).scalar_one())


def _dispose(engines: tuple[Engine, Engine], lock: IO[bytes] | None) -> None:
    for engine in engines:
        engine.dispose()
    if lock is not None:
        lock.close()
