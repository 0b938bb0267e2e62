"""An upgrade: workers of two versions of the program share the queues of one namespace (ADR 0040).

The other version's definitions of `LicenceCase` and `ConsultationWorkflow` fit no run of this
one's, for they have no guard, and no worker keeps a run in memory: so each task of a run falls to
either version, which replays what the other did. That is worse than any upgrade, and nothing may
be lost or done twice.
"""

from __future__ import annotations

import asyncio
import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from datetime import timedelta

import pytest
from temporalio.client import Client

from gateway.app.engine_connection import FailedRuns, failed_or_sick
from gateway.casework.handlers.workflow_steps import CaseSteps, ConsultationSteps, DueSteps
from lab.time_machine import Carrier
from tests.engine.world import POLL_S
from tests.support.carried import CarriedFederation, carried_federation
from tests.support.desk import Desk
from tests.support.federation_case import Where
from tests.support.whole_cases import (
    NAMES,
    answer_all,
    decide_all,
    filed,
    nothing_lost_nothing_twice,
)
from tests.workflows.changed import AskedFirst, Unguarded
from workflows import worker
from workflows.codec import PayloadKeys
from workflows.consultation import ConsultationWorkflow
from workflows.engine import TemporalEngine
from workflows.ids import TASK_QUEUE
from workflows.licence_case import LicenceCase
from workflows.server import TemporalServer
from workflows.worker import NodeWorker, WorkerLimits, build_worker

OTHER = {LicenceCase: AskedFirst, ConsultationWorkflow: Unguarded}
"""Definitions of the other version."""

EVERY_S = 1.0

TOGETHER_S, ALONE_S = 15.0, 300.0
"""How long a stage may take with both versions before it is left to one, and with one alone.

A task that the server had dealt to the version that stops is lost: the server notices after a
minute for a long step and after 80 s for a delivery, and a case may wait for one of each.
"""

BEFORE = "0.0.9"
"""What the other version says that it is."""


def version(client: Client, desk: Desk, program: str = "") -> NodeWorker:
    """A worker of a version, which keeps no run in memory."""
    return build_worker(
        client,
        TASK_QUEUE,
        case_work=CaseSteps(desk.node.office),
        consultation_work=ConsultationSteps(desk.node.office),
        due_work=DueSteps(desk.node.office),
        delivery_work=desk.node.deliverer,
        limits=WorkerLimits(0, timedelta(0), on_the_loop=True, program=program),
    )


@pytest.fixture
async def carried(engine: TemporalServer, where: Where) -> AsyncIterator[CarriedFederation]:
    """DE, FR and NL on a server of life."""
    begun = carried_federation(*where, address=engine.address, codes=("DE", "FR", "NL"))
    async with begun as federation:
        assert isinstance(federation, CarriedFederation)
        yield federation


async def failed(client: Client) -> int:
    """Runs that a version could not replay."""
    return (await client.count_workflows("ExecutionStatus = 'Failed'")).count


class OtherVersion:
    """The workers of the other version: there while an upgrade is under way."""

    def __init__(self, held: Carrier, desk: Desk) -> None:
        self._held = held
        self._desk = desk
        self._worker: NodeWorker | None = None

    async def begin(self) -> None:
        """Have it poll beside this version."""
        with pytest.MonkeyPatch.context() as patch:
            theirs = tuple(OTHER.get(each, each) for each in worker.WORKFLOWS)
            patch.setattr(worker, "WORKFLOWS", theirs)
            self._worker = version(self._held.client, self._desk, BEFORE)
        await self._worker.__aenter__()

    async def end(self) -> None:
        """Have it stop, as at the end of an upgrade."""
        ended, self._worker = self._worker, None
        if ended is not None:
            await ended.__aexit__(None, None, None)

    async def settle(self, carried: CarriedFederation) -> None:
        """Settle with both; where chance gives no run two tasks of one version, with this alone.

        The server deals tasks out in turns: a run that waits in no memory may fail each time it is
        begun, for as long as both versions poll.
        """
        carried.quiet_within_s = TOGETHER_S
        with suppress(TimeoutError):
            await carried.settle()
            return
        carried.quiet_within_s = ALONE_S
        await self.end()
        await carried.settle()
        await self.begin()
        await until_both_poll(self._held.engine)


@pytest.mark.limit(1200)
@pytest.mark.parametrize("number", [2, pytest.param(len(NAMES), marks=pytest.mark.long)])
async def test_workers_of_two_versions_share_a_stream_of_cases(
    carried: CarriedFederation, number: int
) -> None:
    de = carried["DE"]
    held = carried._carriers["DE"]
    await held.stop()  # the worker that keeps runs in memory
    other = OtherVersion(held, de)
    async with AsyncExitStack() as both:
        both.push_async_callback(other.end)
        await other.begin()
        await both.enter_async_context(version(held.client, de))
        await until_both_poll(held.engine)
        begins_again = asyncio.create_task(looking(de, held.engine))
        both.callback(begins_again.cancel)
        cases = [await filed(carried, each) for each in range(number)]
        await other.settle(carried)
        assert await answer_all(carried) == len(cases)
        await other.settle(carried)
        await decide_all(carried, cases)
        while not await failed(held.client):  # noqa: ASYNC110 - the list of runs lags behind
            await asyncio.sleep(POLL_S)
    carried.quiet_within_s = ALONE_S
    await after(carried, held)
    await nothing_lost_nothing_twice(carried, cases)


async def until_both_poll(engine: TemporalEngine) -> None:
    while len((await engine.served()).versions) < len(("before", "now")):  # noqa: ASYNC110
        await asyncio.sleep(POLL_S)


async def looking(desk: Desk, engine: TemporalEngine) -> None:
    """Have what failed or is sick begun again, often; in life every minute."""
    ends = failed_or_sick(engine, PayloadKeys(secrets.token_bytes(32)))
    looks = FailedRuns(desk.node.db, ends, most_times=sys.maxsize)
    while True:
        await looks.look()
        await asyncio.sleep(EVERY_S)


async def after(carried: CarriedFederation, held: Carrier) -> None:
    """The upgrade is over: workers of this version alone, and nothing goes on by itself.

    A run that the other version began as it ended fails only now, so it is looked for again.
    """
    de = carried["DE"]
    carried._carriers["DE"] = now = Carrier(held.client, held.engine)
    await now.start(de.node)
    begins_again = asyncio.create_task(looking(de, held.engine))
    try:
        await carried.settle()
    finally:
        begins_again.cancel()
