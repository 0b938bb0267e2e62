"""The skeleton that `workflows.py` compares with: the same commands, nothing in them.

For one consultation the same runs as in life: a case, a consultation and two deliveries; the
same activities, local activities and signals in the same order; strings for payloads, in clear;
no journal, no keys, no sandbox for what it imports.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

QUEUE = "skeleton"
LIMIT = timedelta(seconds=30)


class _Poked:
    def __init__(self) -> None:
        self._pokes = 0
        self._seen = 0

    async def poked(self) -> None:
        await workflow.wait_condition(lambda: self._pokes > self._seen)
        self._seen += 1

    @workflow.signal
    def poke(self) -> None:
        self._pokes += 1


async def _step(name: str, about: str) -> str:
    found: str = await workflow.execute_local_activity(
        name, about, start_to_close_timeout=LIMIT, result_type=str
    )
    return found


@workflow.defn(name="case")
class Case(_Poked):
    """A case: examined, then poked once."""

    @workflow.run
    async def run(self, key: str) -> str:
        await workflow.execute_activity(
            "examine", key, start_to_close_timeout=LIMIT, result_type=str
        )
        await self.poked()
        return await _step("nothing", key)


@workflow.defn(name="consultation")
class Consultation(_Poked):
    """A consultation: received, answered."""

    @workflow.run
    async def run(self, key: str) -> str:
        await self.poked()
        await _step("nothing", key)
        await self.poked()
        return await _step("nothing", key)


@workflow.defn(name="delivery")
class Delivery:
    """One letter."""

    @workflow.run
    async def run(self, key: str) -> str:
        return await _step("deliver", key)


class Acts:
    """What the skeleton's activities tell the engine, and nothing else."""

    def __init__(self, asking: Client, consulted: Client) -> None:
        self._asking, self._consulted = asking, consulted
        self._behind: set[asyncio.Task[None]] = set()
        self.arrived: set[str] = set()
        self.done: set[str] = set()

    async def start(self, client: Client, kind: str, key: str) -> None:
        await client.start_workflow(kind, key, id=f"{kind}/{key}", task_queue=QUEUE)

    async def poke(self, client: Client, kind: str, key: str) -> None:
        await client.start_workflow(
            kind,
            key,
            id=f"{kind}/{key}",
            task_queue=QUEUE,
            start_signal="poke",
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )

    async def answer(self, key: str) -> None:
        """Answer, as an officer of the consulted side does."""
        await self.start(self._consulted, "delivery", f"{key}-answer")

    @activity.defn
    async def nothing(self, key: str) -> str:
        return key

    @activity.defn
    async def examine(self, key: str) -> str:
        await self.start(self._asking, "delivery", key)
        return key

    @activity.defn
    async def deliver(self, key: str) -> str:
        # What dispatch does, it does after the receipt and for itself.
        task = asyncio.create_task(self._delivered(key))
        self._behind.add(task)
        task.add_done_callback(self._behind.discard)
        return key

    async def _delivered(self, key: str) -> None:
        first = key.removesuffix("-answer")
        await self.poke(self._asking, "consultation", first)
        if first != key:
            await self.poke(self._asking, "case", first)
            self.done.add(first)
            return
        self.arrived.add(key)

    def worker(self, client: Client) -> Worker:
        """Return a worker of one namespace."""
        activities: list[Callable[..., Any]] = [
            self.nothing,
            self.examine,
            self.deliver,
        ]
        return Worker(
            client,
            task_queue=QUEUE,
            workflows=[Case, Consultation, Delivery],
            activities=activities,
            workflow_runner=UnsandboxedWorkflowRunner(),
        )
