"""A node for the tests: the time-skipping server, a worker, and one driver of time."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowHandle, WorkflowHistory
from temporalio.converter import DataConverter
from temporalio.testing import WorkflowEnvironment

from tests.support.journal import Journal
from workflows.engine import TemporalEngine
from workflows.ids import TASK_QUEUE
from workflows.worker import NodeWorker, WorkerLimits, build_worker

PROGRAM = Path(sys.executable).with_name("temporal-test-server")
BUSY = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
    EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
    EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED,
}


@dataclass
class Node:
    """One authority's workflows over a journal in memory."""

    env: WorkflowEnvironment
    journal: Journal
    engine: TemporalEngine

    @property
    def client(self) -> Client:
        return self.env.client

    def worker(self, *, cached_workflows: int = 100) -> NodeWorker:
        return build_worker(
            self.client,
            TASK_QUEUE,
            case_work=self.journal,
            consultation_work=self.journal,
            due_work=self.journal,
            delivery_work=self.journal,
            sync_work=self.journal,
            limits=WorkerLimits(cached_workflows),
        )

    def handle(self, workflow_id: str) -> WorkflowHandle:
        return self.client.get_workflow_handle(workflow_id)

    async def pass_time(self, duration: timedelta, *waiting: str) -> None:
        """Skip time once the named workflows do nothing but wait.

        A timer that a workflow is about to start would otherwise begin after the skip.
        """
        for workflow_id in waiting:
            await self.idle(workflow_id)
        await self.env.sleep(duration)

    async def idle(self, workflow_id: str) -> None:
        """Return when a workflow waits; each look is a call, so others get their turn."""
        while (await self.history(workflow_id)).events[-1].event_type in BUSY:
            pass

    async def history(self, workflow_id: str) -> WorkflowHistory:
        return await self.handle(workflow_id).fetch_history()

    async def kinds(self, workflow_id: str) -> list[str]:
        """Names of the events of a workflow, in order."""
        events = (await self.history(workflow_id)).events
        return [EventType.Name(event.event_type).removeprefix("EVENT_TYPE_") for event in events]

    async def taken(self, workflow_id: str) -> int:
        """How many pokes a workflow has taken in its present run."""
        return (await self.kinds(workflow_id)).count("WORKFLOW_EXECUTION_SIGNALED")


@asynccontextmanager
async def running_node(converter: DataConverter) -> AsyncIterator[Node]:
    """Yield a node whose time passes only when the test says so; no worker runs yet."""
    env = await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=str(PROGRAM), data_converter=converter
    )
    async with env:
        with env.auto_time_skipping_disabled():
            journal = Journal(env.get_current_time)
            journal.engine = engine = TemporalEngine(env.client, TASK_QUEUE)
            yield Node(env, journal, engine)
