"""Pieces of work that wait go on together, and none takes another with it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from gateway.errors import ComityError, Reason
from gateway.store.database import Database
from gateway.store.grouped_work import GroupedWork

WRITTEN = text("INSERT INTO letter VALUES (:name)")


class Together:
    """Groups whose first letter is examined only once all others wait."""

    def __init__(self, db: Database) -> None:
        self.db, self.go = db, threading.Event()
        self.transactions: list[list[str]] = []
        self.failing: dict[str, Exception] = {}
        db.write_sync(lambda conn: conn.execute(text("CREATE TABLE letter (name TEXT)")))
        self.groups = GroupedWork(db, self.examine, self.record)
        submit = db.submit

        def counted(fn: object, outcome: object) -> None:
            self.transactions.append([])
            submit(fn, outcome)  # type: ignore[arg-type]

        db.submit = counted  # type: ignore[method-assign]

    def examine(self, name: str) -> str:
        self.go.wait(20)
        if name == "bad":
            raise ValueError(name)
        return name

    def record(self, conn: Connection, name: str) -> bytes:
        conn.execute(WRITTEN, {"name": name})
        self.transactions[-1].append(name)
        if name in self.failing:
            raise self.failing[name]
        return name.encode()

    async def take(self, *names: str) -> list[bytes | BaseException]:
        """Take one letter, and the others while it is examined."""
        tasks = [asyncio.create_task(self.groups.take(name)) for name in ("first", *names)]
        await asyncio.sleep(0)
        self.go.set()
        return (await asyncio.gather(*tasks, return_exceptions=True))[1:]

    def written(self) -> list[str]:
        read = text("SELECT name FROM letter ORDER BY rowid")
        return self.db.read_sync(lambda conn: [str(each) for each in conn.scalars(read)])


@pytest.fixture
def together(tmp_path: Path) -> Iterator[Together]:
    db = Database.open(f"sqlite:///{tmp_path / 'node.db'}", create=True)
    made = Together(db)
    yield made
    made.groups.close()
    db.close()


async def test_what_waits_shares_a_transaction_in_its_order(together: Together) -> None:
    assert await together.take("a", "b", "c") == [b"a", b"b", b"c"]
    assert together.written() == ["first", "a", "b", "c"]
    assert len(together.transactions) < 4


async def test_a_letter_that_is_not_examined_takes_none_with_it(together: Together) -> None:
    a, bad, c = await together.take("a", "bad", "c")
    assert (a, c) == (b"a", b"c")
    assert isinstance(bad, ValueError)
    assert together.written() == ["first", "a", "c"]


async def test_a_letter_that_is_not_recorded_takes_none_with_it(together: Together) -> None:
    together.failing["b"] = Reason.CALLS_EXCEEDED.error("too many", remedy="Wait.")
    a, b, c = await together.take("a", "b", "c")
    assert (a, c) == (b"a", b"c")
    assert b is together.failing["b"]
    assert together.written() == ["first", "a", "c"]  # once each


async def test_a_database_that_is_away_is_not_asked_for_each_letter(together: Together) -> None:
    together.failing["b"] = Reason.DATABASE_UNAVAILABLE.error("away", remedy="Wait.")
    outcomes = await together.take("a", "b", "c")
    assert all(isinstance(each, ComityError) for each in outcomes)
    assert len(together.transactions) <= 2


async def test_of_a_caller_that_is_gone_nothing_is_written(together: Together) -> None:
    gone = asyncio.create_task(together.groups.take("gone"))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.sleep(0)
    assert await together.take("a") == [b"a"]
    assert together.written() == ["first", "a"]


async def test_a_closed_database_is_told_to_the_caller(together: Together) -> None:
    together.db.close()
    together.go.set()
    with pytest.raises(RuntimeError):
        await together.groups.take("a")
