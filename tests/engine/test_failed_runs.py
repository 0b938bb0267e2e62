"""A run that failed is begun anew at the next look, and not with the next reconciliation."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from sqlalchemy import delete, select
from temporalio import workflow
from temporalio.exceptions import ApplicationError
from temporalio.worker import Worker

from gateway.app.engine_connection import MOST_TIMES, OVERLAP, FailedRuns
from gateway.domain.acts import DueKind
from gateway.domain.letter import LetterType
from gateway.errors import UnavailableError
from gateway.exchange.dispatch import Dispatcher
from gateway.exchange.engine_calls import (
    Wake,
    begin_again,
    poke_case,
    poke_consultation,
    poke_due,
    start_delivery,
)
from gateway.store.database import Database
from gateway.store.tables_exchange import wake
from tests.engine.world import FAILED, POLL_S, RUNNING, World
from workflows import ids
from workflows.engine import TemporalEngine
from workflows.ids import TASK_QUEUE


@workflow.defn(name="Consultation", sandboxed=False)
class OfAnotherVersion:
    """Cannot go on with what this version began."""

    @workflow.run
    async def run(self, _given: dict[str, Any]) -> None:
        raise ApplicationError("of another version")


async def failed_consultation(world: World, key: str) -> str:
    """Have a consultation carried by a version that fails; return the id of its run."""
    world.running(key)
    async with Worker(world.client, task_queue=TASK_QUEUE, workflows=[OfAnotherVersion]):
        await world.engine.start_consultation(key)
        await world.until_status(ids.consultation(key), FAILED)
        while not await world.engine.failed_since(datetime.min.replace(tzinfo=UTC)):  # noqa: ASYNC110 - it lags
            await asyncio.sleep(POLL_S)
    found = await world.looked_at(ids.consultation(key))
    assert found.run_id is not None
    return found.run_id


def waiting(db: Database) -> list[tuple[str, str]]:
    """Return what the engine is still to be told."""
    rows = db.read_sync(lambda conn: conn.execute(select(wake.c.kind, wake.c.subject)).all())
    return [(row.kind, row.subject) for row in rows]


async def test_it_is_begun_anew_and_goes_on(world: World, sqlite_database: Database) -> None:
    looks = FailedRuns(sqlite_database, world.engine.failed_since)
    before = await failed_consultation(world, "k")
    effects = dict.fromkeys(LetterType, lambda _conn, _letter: ())
    dispatcher = Dispatcher(sqlite_database, effects, engine=world.engine)
    await looks.look()
    async with world.worker():
        await dispatcher.drain()
        await world.until_waits(ids.consultation("k"))
        again = await world.looked_at(ids.consultation("k"))
        assert (again.status, again.run_id == before) == (RUNNING, False)
        await looks.look()  # it is within the overlap: the run that goes on hears of it once more
        assert waiting(sqlite_database) == [("poke_consultation", "k")]
        await dispatcher.drain()
        await world.until_waits(ids.consultation("k"))
        assert (await world.looked_at(ids.consultation("k"))).run_id == again.run_id


async def test_what_failed_long_before_is_left_alone(
    world: World, sqlite_database: Database
) -> None:
    await failed_consultation(world, "k")

    def later() -> datetime:
        return datetime.now(UTC) + OVERLAP + timedelta(seconds=5)

    await FailedRuns(sqlite_database, world.engine.failed_since, later).look()
    assert waiting(sqlite_database) == []


async def test_a_look_goes_back_to_the_last_that_was_answered(sqlite_database: Database) -> None:
    asked = list[datetime]()
    at = [datetime(2026, 11, 30, 8, tzinfo=UTC)]

    def answering(fails: bool) -> Callable[[datetime], Awaitable[frozenset[str]]]:
        async def failed_since(since: datetime) -> frozenset[str]:
            asked.append(since)
            if fails:
                raise UnavailableError("the engine is away")
            return frozenset()

        return failed_since

    looks = FailedRuns(sqlite_database, answering(True), lambda: at[0])
    first = at[0] - OVERLAP
    for fails, expected in ((True, first), (True, first), (False, first)):
        at[0] += timedelta(minutes=1)
        looks._failed_since = answering(fails)
        await looks.look()
        assert asked[-1] == expected
    await looks.look()
    assert asked[-1] == at[0] - OVERLAP


async def test_what_fails_each_time_is_left_to_the_reconciliation_of_the_hour(
    sqlite_database: Database,
) -> None:
    at = [datetime(2026, 11, 30, 8, tzinfo=UTC)]

    async def failed_since(_: datetime) -> frozenset[str]:
        return frozenset({ids.case("poison")})

    looks = FailedRuns(sqlite_database, failed_since, lambda: at[0])
    begun = []
    for _ in range(62):
        at[0] += timedelta(minutes=1)
        await looks.look()
        begun.append(bool(waiting(sqlite_database)))
        sqlite_database.write_sync(lambda conn: conn.execute(delete(wake)))
    assert begun == [True] * MOST_TIMES + [False] * (60 - MOST_TIMES) + [True] * 2


async def test_what_could_not_be_written_is_looked_for_again() -> None:
    at, asked = datetime(2026, 11, 30, 8, tzinfo=UTC), list[datetime]()

    async def failed_since(since: datetime) -> frozenset[str]:
        asked.append(since)
        return frozenset({ids.case("DE-C-2026-00001")})

    class Away:
        async def write(self, _: object) -> None:
            raise UnavailableError("the database is away")

    looks = FailedRuns(cast("Database", Away()), failed_since, lambda: at)
    for _ in range(MOST_TIMES + 1):
        at += timedelta(minutes=1)
        with pytest.raises(UnavailableError):
            await looks.look()
    assert len(set(asked)) == 1


async def test_without_an_engine_nobody_is_told_that_nothing_failed() -> None:
    with pytest.raises(UnavailableError):
        await TemporalEngine(None, TASK_QUEUE).failed_since(datetime.now(UTC))


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        (ids.case("DE-C-2026-00001"), poke_case("DE-C-2026-00001")),
        (ids.consultation("k"), poke_consultation("k")),
        (ids.delivery("m"), start_delivery("m")),
        *((ids.due(kind, "DE-L-1"), poke_due(kind, "DE-L-1")) for kind in DueKind),
        (f"{ids.SCHEDULE}-workflow-2026-11-30T08:00:00Z", None),
        ("of somebody else", None),
    ],
)
def test_each_id_says_what_begins_it(run: str, expected: Wake | None) -> None:
    assert begin_again(run) == expected
