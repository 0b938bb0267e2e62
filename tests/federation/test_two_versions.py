"""An upgrade: workers of two versions of the program share the queues of one namespace (ADR 0040).

The other version's definitions of `LicenceCase` and `Consultation` fit no run of this one's, for
they have no guard, and no worker keeps a run in memory: so each task of a run falls to either
version, which replays what the other did. That is worse than any upgrade, and nothing may be lost
or done twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.client import Client

from certs.layout import FederationFiles
from gateway.app.time_machine import Carrier
from gateway.casework.handlers.reconciling import reconcile
from gateway.casework.handlers.workflow_steps import CaseSteps, ConsultationSteps, DueSteps
from tests.engine.world import POLL_S
from tests.support.carried import CarriedFederation, carried_federation
from tests.support.desk import Desk
from tests.support.whole_cases import (
    NAMES,
    answer_all,
    decide_all,
    filed,
    nothing_lost_nothing_twice,
    reconciled,
)
from tests.workflows.changed import AskedFirst, Unguarded
from workflows import worker
from workflows.consultation import Consultation
from workflows.engine import TemporalEngine
from workflows.ids import TASK_QUEUE
from workflows.licence_case import LicenceCase
from workflows.server import TemporalServer
from workflows.worker import NodeWorker, WorkerLimits, build_worker

OTHER = {LicenceCase: AskedFirst, Consultation: Unguarded}
"""Definitions of the other version."""

EVERY_S = 1.0

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
async def carried(
    engine: TemporalServer,
    case_files: FederationFiles,
    tmp_path: Path,
    new_sqlite: Callable[[str], str],
) -> AsyncIterator[CarriedFederation]:
    """DE, FR and NL on a server of life."""
    begun = carried_federation(
        case_files,
        tmp_path / "nodes",
        new_sqlite,
        address=engine.address,
        codes=("DE", "FR", "NL"),
    )
    async with begun as federation:
        assert isinstance(federation, CarriedFederation)
        yield federation


async def failed(client: Client) -> int:
    """Runs that a version could not replay."""
    return (await client.count_workflows("ExecutionStatus = 'Failed'")).count


@pytest.mark.limit(900)  # chance says which version has a task: some runs are begun ten times
async def test_workers_of_two_versions_share_a_stream_of_cases(
    carried: CarriedFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    de = carried["DE"]
    carried.quiet_within_s = 400.0
    held = carried._carriers["DE"]
    await held.stop()  # the worker that keeps runs in memory
    async with AsyncExitStack() as both:
        with monkeypatch.context() as patch:
            patch.setattr(
                worker, "WORKFLOWS", tuple(OTHER.get(each, each) for each in worker.WORKFLOWS)
            )
            before = version(held.client, de, BEFORE)
        await both.enter_async_context(before)
        await both.enter_async_context(version(held.client, de))
        await until_both_poll(held.engine)
        begins_anew = asyncio.create_task(reconciling(de))
        both.callback(begins_anew.cancel)
        cases = [await filed(carried, number) for number in range(len(NAMES))]
        await carried.settle()
        assert await answer_all(carried) == len(cases)
        await carried.settle()
        await decide_all(carried, cases)
        await carried.settle()
        while not await failed(held.client):  # noqa: ASYNC110 - the list of runs lags behind
            await asyncio.sleep(POLL_S)
    await after(carried, held)
    await nothing_lost_nothing_twice(carried, cases)


async def until_both_poll(engine: TemporalEngine) -> None:
    while len((await engine.served()).versions) < len(("before", "now")):  # noqa: ASYNC110
        await asyncio.sleep(POLL_S)


async def reconciling(desk: Desk) -> None:
    """Have what failed begun anew, often; in life at the start of a process and hourly."""
    while True:
        await reconcile(desk.node.office)
        await asyncio.sleep(EVERY_S)


async def after(carried: CarriedFederation, held: Carrier) -> None:
    """The upgrade is over: workers of this version alone, and nothing goes on by itself."""
    carried._carriers["DE"] = now = Carrier(held.client, held.engine)
    await now.start(carried["DE"].node)
    await reconciled(carried)
