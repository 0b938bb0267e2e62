"""Work in two steps: one thread examines, the writer records, as many pieces together as wait.

Letters come so. Each hop from one thread to another costs as much as a tenth of a letter, and
threads take Python's lock from each other. So what waits goes on together: to the thread that
examines, to the writer, and back to the event loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from queue import SimpleQueue
from threading import Semaphore, Thread
from typing import Generic, TypeVar

from sqlalchemy import Connection

from gateway.errors import ComityError, Reason
from gateway.store.database import Database
from gateway.store.writer import next_group

Came = TypeVar("Came")
Examined = TypeVar("Examined")

TOGETHER = 32
"""Pieces that go on together at most, so that the first never waits long."""

_PLACES = {"sqlite": 1, "postgresql": 2}
"""Groups that are examined or recorded at a time. SQLite works in this process: two threads that
take the lock from each other cost a tenth of a letter more than one after the other. PostgreSQL
works elsewhere, and the next group is examined meanwhile."""


@dataclass(eq=False, slots=True)
class _Piece(Generic[Came, Examined]):
    """A piece of work on its way, and who waits for its result."""

    came: Came | None  # until it is examined: a large one is not held twice
    result: asyncio.Future[bytes]
    examined: Examined | None = None


class GroupedWork(Generic[Came, Examined]):
    """Takes pieces of work through two steps, as many together as wait.

    Args:
        db: The node's database.
        examine: All that needs no database; runs on a thread of its own.
        record: What is written of an examined piece; returns its result. May run again for the
            same piece, its first run undone: where another piece of its group failed.
    """

    def __init__(
        self,
        db: Database,
        examine: Callable[[Came], Examined],
        record: Callable[[Connection, Examined], bytes],
    ) -> None:
        self._db, self._examine, self._record = db, examine, record
        self._queue: SimpleQueue[_Piece[Came, Examined] | None] = SimpleQueue()
        self._places = Semaphore(_PLACES[db.dialect])
        self._thread = Thread(target=self._run, name="intake", daemon=True)
        self._thread.start()

    async def take(self, came: Came) -> bytes:
        """Take a piece through both steps; return its result once its commit is durable.

        Raises:
            Exception: What either step raised.
        """
        piece = _Piece[Came, Examined](came, asyncio.get_running_loop().create_future())
        self._queue.put(piece)
        return await piece.result

    def close(self) -> None:
        """Examine what waits, then stop the thread."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while True:
            self._places.acquire()
            group = next_group(self._queue, TOGETHER)
            if group is None:
                return
            examined = [each for each in group if self._examined(each)]
            if examined:
                self._submit(examined).add_done_callback(lambda _: self._places.release())
            else:
                self._places.release()

    def _examined(self, piece: _Piece[Came, Examined]) -> bool:
        came, piece.came = piece.came, None
        if came is None or piece.result.cancelled():
            return False
        try:
            piece.examined = self._examine(came)
        except BaseException as exc:  # noqa: BLE001 - raised again at the caller
            _tell([piece], [exc])
            return False
        return True

    def _submit(self, pieces: Sequence[_Piece[Came, Examined]]) -> Future[list[bytes]]:
        def record(conn: Connection) -> list[bytes]:
            return [self._recorded(conn, each) for each in pieces]

        done: Future[list[bytes]] = Future()
        done.add_done_callback(partial(self._settle, pieces))
        try:
            self._db.submit(record, done)
        except RuntimeError as exc:  # the database is closed
            done.set_exception(exc)
        return done

    def _recorded(self, conn: Connection, piece: _Piece[Came, Examined]) -> bytes:
        if piece.examined is None or piece.result.cancelled():
            return b""  # the caller went away: nothing is written for it
        return self._record(conn, piece.examined)

    def _settle(self, pieces: Sequence[_Piece[Came, Examined]], done: Future[list[bytes]]) -> None:
        error = done.exception()
        if error is None:
            _tell(pieces, done.result())
        elif len(pieces) == 1 or _is_away(error):
            _tell(pieces, [error] * len(pieces))
        else:  # nothing of the group is written: each is recorded by itself
            for each in pieces:
                self._submit([each])


def _is_away(error: BaseException) -> bool:
    """Say whether the database does not answer: then it answers no single piece either."""
    return isinstance(error, ComityError) and error.reason is Reason.DATABASE_UNAVAILABLE


def _tell(
    pieces: Sequence[_Piece[Came, Examined]], outcomes: Sequence[bytes | BaseException]
) -> None:
    """Hand the outcomes to the event loop whose callers wait, all in one call."""

    def tell() -> None:
        for piece, outcome in zip(pieces, outcomes, strict=True):
            if piece.result.done():
                continue  # the caller has gone away
            if isinstance(outcome, BaseException):
                piece.result.set_exception(outcome)
            else:
                piece.result.set_result(outcome)

    with suppress(RuntimeError):  # the loop is closed: the node has stopped
        pieces[0].result.get_loop().call_soon_threadsafe(tell)
