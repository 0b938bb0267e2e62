"""Runs that cannot be read or do not fit the code: they end, and are begun again."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from gateway.app.engine_connection import FailedRuns, failed_or_sick
from gateway.app.keys.engine_keys import EngineKeys, replace_workflow_key
from gateway.domain.letter import LetterType
from gateway.errors import Reason
from gateway.exchange.dispatch import Dispatcher
from gateway.store.database import Database
from tests.engine.world import COMPLETED, FAILED, KEY, OTHER_KEY, POLL_S, RUNNING, World
from tests.support.journal import Case, Peer
from tests.workflows.changed import Unguarded
from workflows import worker
from workflows.client import connect
from workflows.codec import PayloadKeys
from workflows.consultation import ConsultationWorkflow
from workflows.engine import TemporalEngine
from workflows.ids import TASK_QUEUE


async def reason_of(world: World, workflow_id: str) -> str:
    """Why a run failed, as it is stored."""
    events = (await world.handle(workflow_id).fetch_history()).events
    failure = events[-1].workflow_execution_failed_event_attributes.failure
    return failure.application_failure_info.type


async def test_c1_a_letter_in_its_pause_goes_at_once_when_its_peer_is_back(world: World) -> None:
    """Found in use: attack C1."""
    letter = world.post("m", peer := Peer(away=True))
    async with world.worker():
        await world.engine.start_delivery("m")
        await world.journal.until(lambda: world.journal.calls["deliver m"] == 1)
        await world.until_pauses("delivery/m")
        peer.away = False
        await world.engine.retry_delivery("m")
        await world.until_status("delivery/m", COMPLETED)
    assert letter.settled
    assert not letter.given_up


@pytest.mark.parametrize("name", ["retry_now", "nobody_handles_this", ""])
async def test_t2_what_is_in_plain_text_fails_the_run_and_it_is_begun_anew(
    world: World, name: str
) -> None:
    """Found in use: temporal T2. A signal, or the result of an activity where no name is given."""
    plain = await Client.connect(
        world.address, namespace=world.namespace, data_converter=pydantic_data_converter
    )
    letter = world.post("m", peer := Peer(away=True))
    async with world.worker():
        await world.engine.start_delivery("m")
        await world.journal.until(lambda: world.journal.calls["deliver m"] == 1)
        if name:
            await plain.get_workflow_handle("delivery/m").signal(name, "plain")
            await world.until_status("delivery/m", FAILED)
            assert await reason_of(world, "delivery/m") == Reason.DECRYPTION_FAILED
        else:
            activity = await world.until_pauses("delivery/m")
            handle = plain.get_async_activity_handle(
                workflow_id="delivery/m", run_id=None, activity_id=activity
            )
            await handle.complete({"settled": True})
            await world.until_status("delivery/m", FAILED)
        peer.away = False
        await world.engine.start_delivery("m")
        await world.until_status("delivery/m", COMPLETED)
    assert letter.settled


async def test_changed_code_a_run_that_does_not_fit_fails_and_is_begun_anew(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found in use: temporal T2."""
    world.running("k")
    async with world.worker():  # today's program
        await world.engine.start_consultation("k")
        await world.until_waits("consultation/k")
    changed = tuple(
        Unguarded if each is ConsultationWorkflow else each for each in worker.WORKFLOWS
    )
    monkeypatch.setattr(worker, "WORKFLOWS", changed)
    async with world.worker():  # the program after a change without its guard
        await world.engine.poke_consultation("k")
        await world.until_status("consultation/k", FAILED)
        await world.engine.start_consultation("k")
        await world.until_waits("consultation/k")
        assert "TIMER_STARTED" in await world.kinds("consultation/k")  # the new code
        await world.journal.answer("k")
        await world.until_status("consultation/k", COMPLETED)


async def test_a_key_is_replaced_while_runs_are_under_way(world: World, tmp_path: Path) -> None:
    """No worker is restarted; and the old key goes once nothing of its time runs."""
    keys = EngineKeys(tmp_path, world.engine.begun_before, nobody)
    for key in ("before", "after"):
        world.running(key)
    letter = world.post("m", peer := Peer(away=True))
    world.journal.cases["c"] = Case(decided=True)
    async with connect(world.address, world.namespace, keys.keys) as client, world.worker(client):
        engine = TemporalEngine(client, TASK_QUEUE)
        world.journal.engine = engine
        await engine.start_consultation("before")
        await engine.start_delivery("m")
        await world.until_waits("consultation/before")
        old = keys.keys.active
        replace_workflow_key(tmp_path)
        await keys.look()
        assert keys.keys.active != old
        await engine.start_consultation("after")
        await world.until_waits("consultation/after")
        assert await key_ids(world, "consultation/before") == {old}
        assert await key_ids(world, "consultation/after") == {keys.keys.active}
        so_far = datetime.now(UTC)
        while await engine.begun_before(so_far) < 3:  # noqa: ASYNC110 - the list lags behind
            await asyncio.sleep(POLL_S)
        peer.away = False
        await engine.retry_delivery("m")
        await world.journal.answer("before")
        await world.journal.answer("after")
        for each in ("consultation/before", "consultation/after", "delivery/m"):
            await world.until_status(each, COMPLETED)
        while await engine.begun_before(so_far):  # noqa: ASYNC110
            await asyncio.sleep(POLL_S)
    assert letter.settled


async def nobody(_key_id: str, _since: datetime) -> None:
    raise AssertionError("nothing is destroyed here")


async def key_ids(world: World, workflow_id: str) -> set[bytes]:
    """Ids of the keys under which the server stores what a run was given and has done."""
    events = (await world.handle(workflow_id).fetch_history()).events
    return set(re.findall(rb"key-id\x12\x10([0-9a-f]{16})", b"".join(map(serialised, events))))


def serialised(event: HistoryEvent) -> bytes:
    return event.SerializeToString(deterministic=True)


async def test_changed_key_a_run_goes_on_where_the_old_key_is_kept(world: World) -> None:
    """Found in use: temporal T2."""
    world.running("k")
    async with world.worker():
        await world.engine.start_consultation("k")
        await world.until_waits("consultation/k")
    async with (
        connect(world.address, world.namespace, PayloadKeys(OTHER_KEY, [KEY])) as client,
        world.worker(client),
    ):
        await world.journal.answer("k")
        await world.until_status("consultation/k", COMPLETED)


async def test_lost_key_a_run_is_ended_and_begun_anew_by_the_next_look(
    world: World, sqlite_database: Database
) -> None:
    """It is read to its second step at once; the server refuses to have it failed twice.

    Until December 2026 it then hung until the reconciliation of the hour (operator2 O5).
    """
    world.running("k")
    async with world.worker():
        await world.engine.start_consultation("k")
        await world.until_waits("consultation/k")
    before = (await world.looked_at("consultation/k")).run_id
    keys = PayloadKeys(OTHER_KEY)
    async with connect(world.address, world.namespace, keys) as client, world.worker(client):
        engine = world.journal.engine = TemporalEngine(client, TASK_QUEUE)
        effects = dict.fromkeys(LetterType, lambda _conn, _letter: ())
        dispatcher = Dispatcher(sqlite_database, effects, engine=engine)
        await engine.poke_consultation("k")
        while not keys.refused:  # noqa: ASYNC110
            await asyncio.sleep(POLL_S)
        await FailedRuns(sqlite_database, failed_or_sick(engine, keys)).look()
        await dispatcher.drain()
        await world.until_waits("consultation/k")
        again = await world.looked_at("consultation/k")
        assert (again.status, again.run_id == before) == (RUNNING, False)
        assert not keys.refused
        # It is well, and stays; nothing is known of the other.
        assert await engine.end_sick({"consultation/k", "of nobody"}) == frozenset()
        await world.journal.answer("k")
        await world.until_status("consultation/k", COMPLETED)
    assert engine.mended == 1
