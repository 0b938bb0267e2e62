"""Regular rounds of synchronisation, by a schedule of Temporal's that an operator may pause."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from temporalio.client import ScheduleHandle, WorkflowExecution

from gateway.ports import SyncResult
from tests.engine.world import POLL_S, World
from workflows.activities.sync import TROUBLES_SHOWN
from workflows.ids import SCHEDULE, TASK_QUEUE
from workflows.policies import SYNC_KEPT
from workflows.schedule import keep_schedule
from workflows.worker import NodeWorker, build_worker

SECOND = timedelta(seconds=1)


@dataclass
class Counting:
    """Makes rounds that say much and do nothing."""

    rounds: int = 0

    async def sync_all(self) -> SyncResult:
        self.rounds += 1
        return SyncResult(peers=27, troubles=("away",) * 100)

    async def until(self, rounds: int) -> None:
        while self.rounds < rounds:  # noqa: ASYNC110 - counted in an activity
            await asyncio.sleep(POLL_S)


def worker(world: World, work: Counting) -> NodeWorker:
    return build_worker(
        world.client,
        TASK_QUEUE,
        case_work=world.journal,
        consultation_work=world.journal,
        due_work=world.journal,
        delivery_work=world.journal,
        sync_work=work,
    )


def schedule(world: World) -> ScheduleHandle:
    return world.client.get_schedule_handle(SCHEDULE)


async def runs(world: World) -> list[WorkflowExecution]:
    query = f"WorkflowId STARTS_WITH '{SCHEDULE}'"
    return [each async for each in world.client.list_workflows(query)]


async def test_a_round_is_made_regularly_and_the_histories_of_the_last_few_are_kept(
    world: World,
) -> None:
    work = Counting()
    async with worker(world, work):
        await keep_schedule(world.client, TASK_QUEUE, SECOND)
        await work.until(2)
        for rounds in range(3, SYNC_KEPT + 5):  # without waiting for their second
            await schedule(world).trigger()
            await work.until(rounds)
        await schedule(world).pause()
        while (await schedule(world).describe()).info.running_actions:  # noqa: ASYNC110
            await asyncio.sleep(POLL_S)
        while len(kept := await runs(world)) > SYNC_KEPT + 1:  # noqa: ASYNC110 - removed behind it
            await asyncio.sleep(POLL_S)
    latest = world.client.get_workflow_handle(kept[0].id, result_type=SyncResult)
    found = await latest.result()
    assert (found.peers, len(found.troubles)) == (27, TROUBLES_SHOWN)


async def test_a_pause_of_an_operator_stays_when_a_node_begins_again(world: World) -> None:
    """Found in use: temporal T8."""
    work = Counting()
    async with worker(world, work):
        await keep_schedule(world.client, TASK_QUEUE, timedelta(hours=1))
        await schedule(world).pause(note="the line to the federation is being repaired")
        await keep_schedule(world.client, TASK_QUEUE, SECOND)  # a start, with other settings
        held = (await schedule(world).describe()).schedule
        assert held.state.paused
        assert held.state.note == "the line to the federation is being repaired"
        assert held.spec.intervals[0].every == SECOND
        assert work.rounds == 0
        await schedule(world).unpause()
        await work.until(1)
