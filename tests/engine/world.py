"""One node's workflows on a server of life, over a journal in memory."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import EventType, PendingActivityState
from temporalio.api.workflowservice.v1 import RegisterNamespaceRequest
from temporalio.client import (
    Client,
    WorkflowExecutionDescription,
    WorkflowExecutionStatus,
    WorkflowHandle,
)
from temporalio.service import RPCError

from gateway.ports import SyncWork
from tests.support.journal import Conversation, Journal, Letter, Peer
from workflows.client import connect
from workflows.codec import PayloadKeys
from workflows.engine import TemporalEngine
from workflows.ids import TASK_QUEUE
from workflows.server import TemporalServer
from workflows.worker import NodeWorker, WorkerLimits, build_worker

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
POLL_S = 0.02
RUNNING, COMPLETED, FAILED = (
    WorkflowExecutionStatus.RUNNING,
    WorkflowExecutionStatus.COMPLETED,
    WorkflowExecutionStatus.FAILED,
)


@contextmanager
def embedded(folder: Path) -> Iterator[TemporalServer]:
    """Run a server as `comity up` starts it, for tests that have a namespace each."""
    server = TemporalServer(folder, [])
    with asyncio.Runner() as runner:
        runner.run(server.start())
        try:
            yield server
        finally:
            runner.run(server.stop())


async def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class World:
    """A namespace, a journal, and the engine over them."""

    address: str
    namespace: str
    client: Client
    journal: Journal
    engine: TemporalEngine

    def worker(
        self,
        client: Client | None = None,
        *,
        sync_work: SyncWork | None = None,
        program: str = "",
    ) -> NodeWorker:
        return build_worker(
            client or self.client,
            TASK_QUEUE,
            case_work=self.journal,
            consultation_work=self.journal,
            due_work=self.journal,
            delivery_work=self.journal,
            sync_work=sync_work,
            limits=WorkerLimits(program=program),
        )

    def handle(self, workflow_id: str) -> WorkflowHandle:
        return self.client.get_workflow_handle(workflow_id)

    async def looked_at(self, workflow_id: str) -> WorkflowExecutionDescription:
        return await self.handle(workflow_id).describe()

    async def until(
        self, workflow_id: str, holds: Callable[[WorkflowExecutionDescription], bool]
    ) -> WorkflowExecutionDescription:
        """Return how a run stands once something holds of it."""
        while not holds(found := await self.looked_at(workflow_id)):  # noqa: ASYNC110
            await asyncio.sleep(POLL_S)
        return found

    async def until_status(self, workflow_id: str, status: WorkflowExecutionStatus) -> None:
        await self.until(workflow_id, lambda found: found.status is status)

    async def until_waits(self, workflow_id: str) -> None:
        """Return when a run has asked the journal and does nothing but wait."""
        await self.until(
            workflow_id,
            lambda found: (
                found.history_length > 4
                and not found.raw_description.HasField("pending_workflow_task")
            ),
        )

    async def kinds(self, workflow_id: str) -> list[str]:
        events = (await self.handle(workflow_id).fetch_history()).events
        return [EventType.Name(event.event_type).removeprefix("EVENT_TYPE_") for event in events]

    async def until_pauses(self, workflow_id: str) -> str:
        """Return the id of an activity once it waits between two attempts."""

        def pauses(found: WorkflowExecutionDescription) -> bool:
            pending = found.raw_description.pending_activities
            scheduled = PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED
            return any(each.attempt > 1 and each.state == scheduled for each in pending)

        found = await self.until(workflow_id, pauses)
        return found.raw_description.pending_activities[0].activity_id

    def running(self, key: str) -> Conversation:
        """Put a consultation of ours whose period runs into the journal."""
        row = Conversation(Peer(), case="c", state="running")
        row.last_instant = datetime.now(UTC) + timedelta(days=14)
        self.journal.conversations[key] = row
        return row

    def post(self, message: str, peer: Peer) -> Letter:
        """Put a letter into the outbox, in a conversation of its own."""
        self.journal.conversations[message] = Conversation(peer, case="c")
        self.journal.letters[message] = letter = Letter(message, "letter")
        return letter


@asynccontextmanager
async def new_world(address: str) -> AsyncIterator[World]:
    """Make a namespace and connect to it with the key `KEY`."""
    namespace = f"test-{secrets.token_hex(6)}"
    await register(address, namespace)
    async with connect(address, namespace, PayloadKeys(KEY)) as client:
        journal = Journal(now)
        journal.engine = engine = TemporalEngine(client, TASK_QUEUE)
        yield World(address, namespace, client, journal, engine)


async def register(address: str, namespace: str) -> None:
    """Make a namespace and wait until the server's parts all know it."""
    client = await Client.connect(address)
    retention = Duration()
    retention.FromTimedelta(timedelta(days=1))
    await client.workflow_service.register_namespace(
        RegisterNamespaceRequest(namespace=namespace, workflow_execution_retention_period=retention)
    )
    made = await Client.connect(address, namespace=namespace)
    while True:
        try:
            await made.get_workflow_handle("none").terminate()
        except RPCError as error:
            if "workflow" in error.message.lower():  # "workflow not found": it is known
                return
            await asyncio.sleep(POLL_S)
