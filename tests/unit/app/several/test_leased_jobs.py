"""Duties: one process does each, another one takes over, and the first writes nothing more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from gateway.app.several.leased_jobs import Duties, EveryDuty, LeasedJob
from gateway.errors import Reason, UnavailableError
from gateway.store.database import Database
from gateway.store.leases import database_now, holders
from gateway.store.tables_casework import counter
from gateway.store.tables_processes import lease as table
from gateway.store.writer_lock import Hold
from tests.support.postgres import DatabasePool

WITHIN_S = 20.0
DUTY = LeasedJob.ROUNDS
ROW = {"name": "n", "value": 1}


@pytest.fixture
async def two(postgres_pool: DatabasePool) -> AsyncIterator[tuple[Database, Database]]:
    url = postgres_pool.lend()
    one = Database.open(url, hold=Hold.TOGETHER)
    one.let_others_in()
    other = Database.open(url, hold=Hold.TOGETHER)
    yield one, other
    one.close()
    other.close()
    postgres_pool.take_back(url)


def duties(db: Database, renewed_every_s: float = 0.05) -> Duties:
    life = timedelta(seconds=60)
    return Duties(db, life=life, renewed_every_s=renewed_every_s, look_every_s=0.02)


class Worked:
    """Says when it began, and runs until it is cancelled."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.begun = asyncio.Event()
        self.ended = asyncio.Event()
        self.times = 0

    async def __call__(self) -> None:
        self.times += 1
        self.begun.set()
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            self.ended.set()


async def ended(*tasks: asyncio.Task[None]) -> None:
    for each in tasks:
        each.cancel()
        with suppress(asyncio.CancelledError):
            await each


async def set_within(event: asyncio.Event) -> None:
    async with asyncio.timeout(WITHIN_S):
        await event.wait()


def run_out(db: Database) -> None:
    db.write_sync(lambda conn: conn.execute(update(table).values(until=database_now() - 1)))


async def test_one_does_it_until_it_ends_and_then_the_other(
    two: tuple[Database, Database],
) -> None:
    works = [Worked(each) for each in two]
    carried = [
        asyncio.create_task(duties(each).carry(DUTY, work))
        for each, work in zip(two, works, strict=True)
    ]
    waiting = [asyncio.ensure_future(each.begun.wait()) for each in works]
    done, _ = await asyncio.wait(waiting, timeout=WITHIN_S, return_when=asyncio.FIRST_COMPLETED)
    (first,) = (number for number, each in enumerate(waiting) if each in done)
    assert two[0].read_sync(holders) == {"rounds": two[first].name}
    await ended(carried[first])
    assert works[first].ended.is_set()
    await set_within(works[1 - first].begun)  # given back: nobody waits for it to run out
    assert two[0].read_sync(holders) == {"rounds": two[1 - first].name}
    await ended(carried[1 - first])


async def test_one_that_has_lost_it_stops_and_its_writes_are_refused(
    two: tuple[Database, Database],
) -> None:
    said: list[Reason] = []
    go_on, begun, refused = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def work() -> None:
        begun.set()
        with suppress(asyncio.CancelledError):
            await go_on.wait()
        try:  # what was under way as it was cancelled
            await two[0].write(
                lambda conn: conn.execute(insert(counter), [{"name": "n", "value": 1}])
            )
        except UnavailableError as exc:
            said.append(exc.reason)
            refused.set()

    # The first renews so seldom that it does not see for a while what it has lost: it hangs.
    first = asyncio.create_task(duties(two[0], renewed_every_s=0.5).carry(DUTY, work))
    await set_within(begun)
    run_out(two[0])
    second = Worked(two[1])
    other = asyncio.create_task(duties(two[1]).carry(DUTY, second))
    await set_within(second.begun)
    go_on.set()
    await set_within(refused)
    assert said == [Reason.DUTY_TAKEN_OVER]
    assert two[1].read_sync(lambda conn: conn.execute(select(counter)).all()) == []
    await ended(first, other)


async def test_a_lease_that_is_not_renewed_in_time_is_given_up_by_its_holder(
    two: tuple[Database, Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that is away says nothing: after its life the work ends by itself."""
    held = Duties(two[0], life=timedelta(seconds=0.2), renewed_every_s=0.05, look_every_s=60)
    work = Worked(two[0])
    carried = asyncio.create_task(held.carry(DUTY, work))
    await set_within(work.begun)
    assert held.held == {DUTY}

    async def away(_: object) -> None:
        raise UnavailableError("away", reason=Reason.DATABASE_UNAVAILABLE)

    monkeypatch.setattr(two[0], "write", away)
    await set_within(work.ended)
    await ended(carried)
    assert held.held == set()


async def test_work_that_swallows_a_cancellation_ends_all_the_same(
    two: tuple[Database, Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a library may: the process would hold up a duty that it has lost, and never do another."""
    monkeypatch.setattr("gateway.app.several.leased_jobs.CANCELLED_EVERY_S", 0.01)
    begun, times = asyncio.Event(), 0

    async def work() -> None:
        nonlocal times
        times += 1
        begun.set()
        with suppress(asyncio.CancelledError):
            await asyncio.get_running_loop().create_future()
        if times == 1:  # the first time it goes on
            await asyncio.get_running_loop().create_future()

    carried = asyncio.create_task(duties(two[0]).carry(DUTY, work))
    await set_within(begun)
    begun.clear()
    two[0].write_sync(lambda conn: conn.execute(update(table).values(fence=table.c.fence + 1)))
    await set_within(begun)
    assert times == 2
    await ended(carried)


async def test_what_the_work_raises_ends_the_process_and_frees_the_duty(
    two: tuple[Database, Database],
) -> None:
    async def fails() -> None:
        raise ValueError("a defect")

    with pytest.raises(ValueError, match="a defect"):
        await duties(two[0]).carry(DUTY, fails)
    assert two[0].read_sync(holders) == {}


async def test_one_process_does_everything() -> None:
    done: list[str] = []

    async def work() -> None:
        done.append("done")

    await EveryDuty().carry(DUTY, work)
    assert done == ["done"]
    assert EveryDuty.held == set(LeasedJob)
