"""A run that cannot go on holds up no other, and is mended; nothing ends before its row."""

from __future__ import annotations

import asyncio

from sqlalchemy import select

from gateway.app.engine_connection import FailedRuns, failed_or_sick
from gateway.domain.letter import LetterType
from gateway.exchange.dispatch import Dispatcher
from gateway.exchange.engine_calls import add_wakes, poke_consultation, start_delivery
from gateway.store.database import Database
from gateway.store.tables_exchange import wake
from tests.engine.world import COMPLETED, OTHER_KEY, POLL_S, RUNNING, World
from tests.support.journal import Case, Peer
from workflows.client import connect
from workflows.codec import PayloadKeys
from workflows.engine import TemporalEngine
from workflows.ids import TASK_QUEUE

OTHERS = 100
LIMIT_S = 180  # a hundred runs take 12 s, and have taken 60 beside other tests on two cores


async def sick_run(world: World, key: str) -> None:
    """Begin a run that can never go on: its input is none, so that every task of it fails."""
    await world.client.start_workflow(
        "Consultation", {"nonsense": 1}, id=f"consultation/{key}", task_queue=TASK_QUEUE
    )


async def until_sick(world: World, workflow_id: str, attempts: int = 2) -> None:
    await world.until(
        workflow_id, lambda found: found.raw_description.pending_workflow_task.attempt >= attempts
    )


def hasty(world: World) -> TemporalEngine:
    """An engine that takes a run for sick after two failures; in life it waits for five."""
    return TemporalEngine(world.client, TASK_QUEUE, sick_after=2)


async def test_t1_with_one_run_that_cannot_proceed_a_hundred_others_are_told_and_finished(
    world: World, sqlite_database: Database
) -> None:
    """Found in use: temporal T1."""
    effects = dict.fromkeys(LetterType, lambda _conn, _letter: ())
    dispatcher = Dispatcher(sqlite_database, effects, engine=world.engine)
    letters = [world.post(f"m{number}", Peer()) for number in range(OTHERS)]
    wakes = [poke_consultation("sick")]  # the oldest
    wakes += [start_delivery(f"m{number}") for number in range(OTHERS)]
    async with world.worker():
        await sick_run(world, "sick")
        await until_sick(world, "consultation/sick")
        sqlite_database.write_sync(lambda conn: add_wakes(conn, wakes))
        await dispatcher.drain()
        assert sqlite_database.read_sync(lambda c: c.execute(select(wake)).all()) == []
        await world.journal.until(lambda: all(each.settled for each in letters))
        assert (await world.looked_at("consultation/sick")).status is RUNNING


async def test_t1_a_sick_run_is_begun_anew_when_it_is_started_again(world: World) -> None:
    """Found in use: temporal T1."""
    row, engine = world.running("k"), hasty(world)
    async with world.worker():
        await sick_run(world, "k")
        await until_sick(world, "consultation/k")
        await engine.start_consultation("k")
        await world.until_waits("consultation/k")
        assert engine.mended == 1
        await engine.start_consultation("k")  # under way and well: it is left alone
        assert engine.mended == 1
        row.state = "answered"
        await engine.poke_consultation("k")
        await world.until_status("consultation/k", COMPLETED)


async def test_a_sick_run_is_found_by_the_look_of_the_minute(
    world: World, sqlite_database: Database
) -> None:
    """Whatever makes it sick: the server names it. A run that is well is left alone (O5)."""
    world.running("k")
    world.running("well")
    engine, keys = hasty(world), PayloadKeys(OTHER_KEY)
    looks = FailedRuns(sqlite_database, failed_or_sick(engine, keys))
    effects = dict.fromkeys(LetterType, lambda _conn, _letter: ())
    dispatcher = Dispatcher(sqlite_database, effects, engine=engine)
    async with world.worker():
        await engine.start_consultation("well")
        await sick_run(world, "k")
        await until_sick(world, "consultation/k", attempts=3)
        while not engine.mended:
            await looks.look()
            await asyncio.sleep(POLL_S)
        await dispatcher.drain()
        await world.until_waits("consultation/k")
        assert "FAILED" not in "".join(await world.kinds("consultation/k"))
        assert (await world.looked_at("consultation/well")).status is RUNNING
    assert engine.mended == 1


async def test_changed_key_without_the_old_one_a_run_is_begun_anew(world: World) -> None:
    """Found in use: temporal T2."""
    row = world.running("k")
    async with world.worker():
        await world.engine.start_consultation("k")
        await world.until_waits("consultation/k")
    async with (
        connect(world.address, world.namespace, PayloadKeys(OTHER_KEY)) as client,
        world.worker(client),
    ):
        engine = TemporalEngine(client, TASK_QUEUE, sick_after=2)
        row.state = "answered"
        await engine.poke_consultation("k")
        while (await world.looked_at("consultation/k")).status is not COMPLETED:
            await engine.start_consultation("k")  # as reconciliation does, in time
            await asyncio.sleep(POLL_S)


async def test_t4_what_a_restored_journal_does_not_know_is_done_again(world: World) -> None:
    """Found in use: temporal T4."""
    letter = world.post("m", Peer())
    world.journal.cases["c"] = case = Case(decided=True)
    async with world.worker():
        await world.engine.start_delivery("m")
        await world.engine.start_case("c")
        await world.until_status("delivery/m", COMPLETED)
        await world.until_status("case/c", COMPLETED)
        letter.settled = False  # SQL from before the receipt, beside a newer engine
        await world.engine.start_delivery("m")
        await world.journal.until(lambda: letter.settled)
        await world.engine.start_case("c")
        await world.journal.until(lambda: case.settled == 2)


async def test_t4_the_peer_that_is_back_gets_what_was_queued_by_a_restored_journal(
    world: World,
) -> None:
    """Found in use: temporal T4."""
    letter = world.post("m", Peer())
    async with world.worker():
        await world.engine.start_delivery("m")
        await world.until_status("delivery/m", COMPLETED)
        letter.settled = False
        await world.engine.retry_delivery("m")
        await world.journal.until(lambda: letter.settled)


async def test_t7_news_that_comes_in_the_last_step_is_heard(world: World) -> None:
    """Found in use: temporal T7."""
    row = world.running("k")
    row.state = "answered"

    async def reopened(_step: str) -> None:
        world.journal.in_step = None
        row.state = "running"  # the answer is recalled; the step has read that it is over
        await world.engine.start_consultation("k")
        await world.engine.poke_consultation("k")

    world.journal.in_step = reopened
    async with world.worker():
        await world.engine.start_consultation("k")
        await world.journal.until(lambda: world.journal.calls["consultation_step"] > 1)
        await world.until_waits("consultation/k")
        assert (await world.looked_at("consultation/k")).status is RUNNING
        await world.journal.answer("k")
        await world.until_status("consultation/k", COMPLETED)
