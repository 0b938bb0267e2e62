"""The single writer: one thread, group commit, a savepoint for each piece of work.

A commit costs a sync of the disk. Work that is queued while the disk syncs shares the next
commit, so many letters a second are durable at the price of few syncs. Each piece has its
own savepoint: one that fails takes nothing of its neighbours with it. Nobody is answered
before the commit that covers him.

On PostgreSQL a group that was lost with its connection, or that another transaction was in the way
of, is done again: work is given a connection and nothing else that it may change. Whether a commit
was done whose answer was lost is asked first (docs/adr/0039-a-lost-commit-is-asked-for.md).
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future
from contextlib import suppress
from contextvars import Context, ContextVar, copy_context
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import count
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, RootTransaction
from sqlalchemy.exc import DBAPIError

from gateway.errors import UnavailableError
from gateway.store.failover.failures import (
    Failure,
    failure_of,
    is_failure_of_the_engine,
    outcome_unknown,
    translated,
    undone,
)
from gateway.store.failover.tries import CONFLICTS, Tries
from gateway.store.failover.write_marks import WriteMarks
from gateway.store.prepared import run_text

_SAVEPOINT = "piece"


class Written(StrEnum):
    """What work wrote that somebody acts on as soon as it is durable."""

    TO_DISPATCH = "to_dispatch"  # a letter waits for its effect, or a wake for the engine
    OWN_LOG = "own_log"  # the members are to hear that it has grown
    CHANGES = "changes"  # who waits for events is to look
    TO_FETCH = "to_fetch"  # contents of a document are wanted from another member
    JOBS = "jobs"  # one is to be carried out
    ACCOUNTS = "accounts"  # what was read of them before holds no longer


GROUP_LIMIT = 64
"""Pieces of work that share a commit at most, so that the first never waits long."""


@dataclass(slots=True)
class QueuedWork:
    """One piece of work and where its outcome goes."""

    fn: Callable[[Connection], Any]
    future: Future[Any] = field(default_factory=Future)
    result: Any = None
    error: BaseException | None = None
    at: datetime | None = None
    written: set[Written] = field(default_factory=set)
    context: Context = field(default_factory=copy_context)  # of who asks: what it is a part of

    def do(self, conn: Connection) -> None:
        """Do it on this thread, as one act."""
        self.context.run(self._act, conn)

    def _act(self, conn: Connection) -> None:
        before = _ACT.set(self)
        try:
            self.result = self.fn(conn)
        finally:
            _ACT.reset(before)

    def undone(self) -> None:
        """Forget what it did: the database has undone it, and it will be done again."""
        self.result = self.error = self.at = None
        self.written.clear()

    def settle(self) -> None:
        """Hand the outcome to whoever waits."""
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


T = TypeVar("T")


def next_group(queue: SimpleQueue[T | None], limit: int) -> list[T] | None:
    """Wait for something in a queue, and take all that is there by then.

    Args:
        queue: None in it means that nothing comes any more.
        limit: How much is taken at most.

    Returns:
        At least one; None at the end.
    """
    first = queue.get()
    if first is None:
        return None
    group = [first]
    while len(group) < limit:
        try:
            following = queue.get_nowait()
        except Empty:
            break
        if following is None:
            queue.put(None)  # closing: after this group
            break
        group.append(following)
    return group


Tell = Callable[[Connection, Collection[Written]], None]
"""Has other processes hear, once the transaction is durable, what it has written."""

_ACT: ContextVar[QueuedWork | None] = ContextVar("act", default=None)
"""The piece of work that is being done on this thread."""


def instant_of_act(now: Callable[[], datetime]) -> datetime:
    """Read a clock once for each piece of work: what an act writes has one instant.

    A letter, the row that says when it was sealed and the journal's line about it are compared
    with each other later, in evidence; two readings of a clock differ.

    Args:
        now: Reads the clock; it is one clock for all that a writer does.

    Returns:
        What the first reading within the piece of work gave; outside of any, a new reading.
    """
    act = _ACT.get()
    if act is None:
        return now()
    if act.at is None:
        act.at = now()
    return act.at


def wrote(what: Written) -> None:
    """Note what the piece of work on this thread writes; see `Database.after_commit`.

    Whoever writes it calls this, so that no use case must remember who is to be told.
    """
    act = _ACT.get()
    if act is not None:
        act.written.add(what)


class Writer:
    """Runs work on its one thread, in the order in which it was handed in.

    Args:
        engine: An engine that is used by nobody else.
        again_s: For how long a lost connection to PostgreSQL is tried again, in seconds.
        tell: Tells the other processes of the gateway; None: there are none.
    """

    def __init__(self, engine: Engine, *, again_s: float = 0.0, tell: Tell | None = None) -> None:
        self._engine = engine
        self._tell = tell
        self._versions_lock = threading.Lock()
        self._marks = WriteMarks() if engine.dialect.name == "postgresql" else None
        self._tries = Tries(again_s)
        self._queue: SimpleQueue[QueuedWork | None] = SimpleQueue()
        self._listeners: list[tuple[Written, Callable[[], object]]] = []
        self._closed = False
        self._conn: Connection | None = None
        self.groups = 0
        """Commits, and `pieces` of work that they carried; only its thread counts."""
        self.pieces = 0
        self._begun: float | None = None
        self.versions: Counter[Written] = Counter()
        """How many commits have written something; counted before anybody is answered."""
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    def submit(
        self, fn: Callable[[Connection], Any], future: Future[Any] | None = None
    ) -> Future[Any]:
        """Queue work; the future is done when its commit is durable.

        Args:
            fn: The work.
            future: Where the outcome goes; a new one if absent. Cancelled before its turn,
                the work is not done.

        Raises:
            RuntimeError: When called after `close` (a defect of the caller).
        """
        if self._closed:
            raise RuntimeError("the database is closed")
        work = QueuedWork(fn) if future is None else QueuedWork(fn, future)
        self._queue.put(work)
        return work.future

    @property
    def waiting(self) -> int:
        """How many pieces of work wait for their turn, about."""
        return self._queue.qsize()

    @property
    def is_alive(self) -> bool:
        """Whether its thread runs; without it nothing is ever written again."""
        return self._thread.is_alive()

    @property
    def busy_s(self) -> float:
        """For how long it has been at its present group, in seconds; 0 where it has none."""
        begun = self._begun
        return 0.0 if begun is None else time.monotonic() - begun

    @property
    def tried_again(self) -> int:
        """How often a group was tried again."""
        return self._tries.again

    def is_current_thread(self) -> bool:
        """Say whether the caller runs on the writer's thread, where waiting would hang."""
        return threading.current_thread() is self._thread

    def close(self) -> None:
        """Finish what is queued, then stop the thread."""
        if not self._closed:
            self._closed = True
            self._tries.end()
            self._queue.put(None)
            self._thread.join()

    def _run(self) -> None:
        while (group := next_group(self._queue, GROUP_LIMIT)) is not None:
            # From here on nobody can cancel: what was begun is told as it ended.
            group = [work for work in group if work.future.set_running_or_notify_cancel()]
            self._begun = time.monotonic()
            self._carry_out(group)
            self._begun = None
            self.groups, self.pieces = self.groups + 1, self.pieces + len(group)
            self.hand_on(group)
            for work in group:
                work.settle()
        if self._conn is not None:
            self._conn.close()

    def after_commit(self, what: Written, call: Callable[[], object]) -> None:
        """Have a function called, on this thread, after each commit that wrote something."""
        self._listeners.append((what, call))

    def hand_on(self, group: Sequence[QueuedWork]) -> None:
        """Call who acts on what a group has written, now that it is durable."""
        self.hear(_written(group))

    def hear(self, written: Collection[Written]) -> None:
        """Call who acts on what was written, by this process or another; from any thread."""
        with self._versions_lock:
            self.versions.update(written)
        for what, call in self._listeners:
            if what in written:
                with suppress(RuntimeError):  # the loop that it calls is closed: the node stops
                    call()

    def _carry_out(self, group: list[QueuedWork]) -> None:
        """Run a group in one transaction, if need be again; set each one's result or error."""
        for number in count(1):
            try:
                self._transact(group, isolated=number == CONFLICTS)
            except BaseException as exc:  # noqa: BLE001 - the thread must go on; callers get it
                # BEGIN, SAVEPOINT or COMMIT failed (or the only piece did): nothing is kept.
                if isinstance(exc, DBAPIError) and is_failure_of_the_engine(exc):
                    self._drop_connection()
                if not self._tries.wait(failure_of(exc), number):
                    _fail(group, translated(exc))
                    return
                for work in group:
                    work.undone()
            else:
                self._tries.worked()
                return

    def _transact(self, group: list[QueuedWork], *, isolated: bool) -> None:
        """Run a group in one transaction.

        Args:
            isolated: Whether a piece that another transaction is in the way of fails alone.
        """
        conn = self._connection()
        with conn.begin() as transaction:
            if len(group) == 1:
                # Alone, the transaction is its savepoint.
                group[0].do(conn)
            else:
                for work in group:
                    _run_in_savepoint(conn, work, isolated=isolated)
            if self._tell is not None and (written := _written(group)):
                self._tell(conn, written)
            if self._marks is not None:
                self._marks.mark(conn)
                self._commit(conn, transaction, self._marks)

    def _commit(self, conn: Connection, transaction: RootTransaction, marks: WriteMarks) -> None:
        """Commit, and find out what became of it where the server did not say so."""
        lost: DBAPIError | None = None
        try:
            transaction.commit()
        except DBAPIError as exc:
            if failure_of(exc) is not Failure.LOST:
                raise
            lost = exc
        if lost is None and not marks.doubted(conn):
            return
        for number in count(1):
            self._drop_connection()
            failed: BaseException
            try:
                there = marks.is_there(self._connection())
            except (DBAPIError, UnavailableError) as exc:
                failed = exc
            else:
                if not there:
                    raise lost or undone()
                return
            if not self._tries.wait(Failure.LOST, number):
                raise outcome_unknown() from failed

    def _connection(self) -> Connection:
        """Return the one connection, kept open: taking it from a pool costs a rollback.

        One that was lost under work which hid it, or is left in a transaction, is thrown away.
        """
        if self._conn is not None and (self._conn.invalidated or self._conn.in_transaction()):
            self._drop_connection()
        if self._conn is None:
            self._conn = self._engine.connect()
            if self._marks is not None:
                self._marks.watch(self._conn)
        return self._conn

    def _drop_connection(self) -> None:
        """Give up a connection that may be broken; the next group opens another."""
        conn, self._conn = self._conn, None
        if conn is not None:
            # Thrown away first: whatever closing it raises, its place in the pool is free. There is
            # one, and who waited for it in vain would write nothing more.
            with suppress(Exception):
                conn.invalidate()
            with suppress(Exception):
                conn.close()


def _written(group: Sequence[QueuedWork]) -> set[Written]:
    return set[Written]().union(*(work.written for work in group if work.error is None))


def _run_in_savepoint(conn: Connection, work: QueuedWork, *, isolated: bool) -> None:
    # Written out, since SQLAlchemy compiles its own savepoint statements anew each time.
    run_text(conn, f"SAVEPOINT {_SAVEPOINT}")
    try:
        work.do(conn)
    except BaseException as exc:
        if failure_of(exc) is Failure.LOST or (failure_of(exc) and not isolated):
            raise
        work.error = translated(exc)
        # SQLite drops the whole transaction on a full disk; then this raises, and the
        # whole group fails, as it must.
        run_text(conn, f"ROLLBACK TO SAVEPOINT {_SAVEPOINT}")
    run_text(conn, f"RELEASE SAVEPOINT {_SAVEPOINT}")


def _fail(group: list[QueuedWork], error: BaseException) -> None:
    for work in group:
        work.result = None
        work.error = work.error or error
