"""The worker: which workflows and activities run here, and in which sandbox."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from importlib.metadata import version
from types import TracebackType
from typing import Any, NamedTuple, Self

from temporalio.client import Client
from temporalio.common import WorkerDeploymentVersion
from temporalio.worker import (
    PollerBehavior,
    PollerBehaviorAutoscaling,
    PollerBehaviorSimpleMaximum,
    UnsandboxedWorkflowRunner,
    Worker,
    WorkerDeploymentConfig,
)
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions
from temporalio.workflow import NondeterminismError

from gateway.ports import CaseWork, ConsultationWork, DeliveryWork, DueWork, SyncWork
from workflows.activities.case import CaseActivities
from workflows.activities.consultation import ConsultationActivities
from workflows.activities.delivery import DeliveryActivities
from workflows.activities.due import DueActivities
from workflows.activities.sync import SyncActivities
from workflows.consultation import ConsultationWorkflow
from workflows.delivery import Delivery
from workflows.due import DueDate
from workflows.ids import deliveries_of, syncs_of
from workflows.licence_case import LicenceCase
from workflows.policies import (
    ACTIVITIES,
    CACHED_WORKFLOWS,
    DELIVERIES_AT_ONCE,
    GRACEFUL_SHUTDOWN,
    LOCAL_ACTIVITIES,
    POLLERS,
    POLLERS_LEAST,
    STICKY_TIMEOUT,
    WORKFLOW_TASKS,
)
from workflows.register_sync import RegisterSync
from workflows.schedule import forget_rounds
from workflows.trial import Trial

WORKFLOWS = (LicenceCase, ConsultationWorkflow, DueDate, Delivery, RegisterSync, Trial)

# One sandbox, built once, for worker and replayer alike. Passed through: our pure models
# and pydantic, whose compiled core cannot be loaded twice in a process. Everything else
# that a workflow file imports is loaded and checked inside.
RUNNER = SandboxedWorkflowRunner(
    restrictions=SandboxRestrictions.default.with_passthrough_modules(
        "gateway", "pydantic", "pydantic_core", "annotated_types"
    )
)


class WorkerLimits(NamedTuple):
    """What a worker keeps, how it ends, and where workflows take their steps.

    Attributes:
        cached_workflows: Waiting runs that are kept in memory; others are replayed.
        graceful: What activities are given to finish when the worker is told to stop.
        on_the_loop: For a simulation: steps are taken on the event loop's own thread and
            outside the sandbox, which loads a workflow's modules anew for each run. Nothing
            then notices a step that hangs or that asks the machine for the time.
        workflow_tasks: Runs that are gone on with at a time.
        activities: Long steps at a time.
        local_activities: Short steps at a time, with the first attempts at deliveries.
        deliveries: Further attempts at deliveries at a time.
        pollers: Requests for work that are open at the server, for each kind and queue.
        pollers_scale: Whether they are so many at most, and as few as the server advises.
        program: The version of the program that the workers say they are; empty: that of Comity.
    """

    cached_workflows: int = CACHED_WORKFLOWS
    graceful: timedelta = GRACEFUL_SHUTDOWN
    on_the_loop: bool = False
    workflow_tasks: int = WORKFLOW_TASKS
    activities: int = ACTIVITIES
    local_activities: int = LOCAL_ACTIVITIES
    deliveries: int = DELIVERIES_AT_ONCE
    pollers: int = POLLERS
    pollers_scale: bool = False
    program: str = ""

    @property
    def polling(self) -> PollerBehavior:
        """How the server is asked for work."""
        if not self.pollers_scale:
            return PollerBehaviorSimpleMaximum(self.pollers)
        return PollerBehaviorAutoscaling(POLLERS_LEAST, self.pollers, POLLERS_LEAST)


IN_LIFE = WorkerLimits()


class NodeWorker:
    """The workers of one node, as one.

    Args:
        workers: One for workflows and steps, one for attempts at deliveries, one for rounds of
            synchronisation.
    """

    def __init__(self, *workers: Worker) -> None:
        self._workers = workers
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Begin to work; a fatal error of a worker cancels the block and is raised."""
        for each in self._workers:
            await self._stack.enter_async_context(each)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop, and wait for what is under way."""
        await self._stack.__aexit__(kind, error, trace)

    async def run(self) -> None:
        """Work until `shutdown`."""
        async with asyncio.TaskGroup() as group:
            for each in self._workers:
                group.create_task(each.run())

    async def shutdown(self) -> None:
        """Stop, and wait for what is under way."""
        await asyncio.gather(*(each.shutdown() for each in self._workers))


def build_worker(
    client: Client,
    task_queue: str,
    *,
    case_work: CaseWork,
    consultation_work: ConsultationWork,
    due_work: DueWork,
    delivery_work: DeliveryWork,
    sync_work: SyncWork | None = None,
    limits: WorkerLimits = IN_LIFE,
) -> NodeWorker:
    """Return the workers of one node; ``async with`` runs them and drains them at the end.

    Args:
        client: A client of the node's namespace, from `workflows.client.connect`.
        task_queue: The queue that the node's engine starts workflows on.
        case_work: What cases ask of the journal.
        consultation_work: What conversations ask of the journal.
        due_work: What dates ask of the journal.
        delivery_work: One attempt at a delivery.
        sync_work: Rounds of synchronisation; None where no schedule starts them.
        limits: What it keeps, and how it ends.
    """
    case = CaseActivities(case_work)
    consultation = ConsultationActivities(consultation_work)
    due = DueActivities(due_work)
    delivery = DeliveryActivities(delivery_work)
    activities: list[Callable[..., Any]] = [
        case.examine,
        case.case_step,
        case.settle_case,
        consultation.consultation_step,
        due.due_step,
        due.due_over,
        delivery.deliver_at_once,
        delivery.give_up,
    ]
    carrying = _carrying(client, task_queue, activities, limits)
    beside: list[tuple[str, Callable[..., Any], int]] = [
        (deliveries_of(task_queue), delivery.deliver, limits.deliveries)
    ]
    if sync_work is not None:
        beside.append((syncs_of(task_queue), SyncActivities(sync_work, forget_rounds).sync_all, 1))
    return NodeWorker(carrying, *(_beside(client, *each, limits=limits) for each in beside))


def _said(limits: WorkerLimits) -> WorkerDeploymentConfig:
    """Have the server told which version asks for work, and nothing depend on it (ADR 0040)."""
    return WorkerDeploymentConfig(
        WorkerDeploymentVersion("comity", _program(limits)), use_worker_versioning=False
    )


def _name(client: Client, limits: WorkerLimits) -> str:
    """Return what a worker is called at the server: process, machine and version."""
    return f"{client.identity} comity {_program(limits)}"


def _program(limits: WorkerLimits) -> str:
    return limits.program or version("comity")


def _carrying(
    client: Client, queue: str, activities: Sequence[Callable[..., Any]], limits: WorkerLimits
) -> Worker:
    """Return the worker that goes on with runs and takes their steps."""
    return Worker(
        client,
        task_queue=queue,
        workflows=WORKFLOWS,
        activities=activities,
        # A run that does not fit the code fails and is started anew from the journal, which is
        # the truth; by default its task would be repeated for ever, and nobody be told.
        workflow_failure_exception_types=[NondeterminismError],
        workflow_runner=UnsandboxedWorkflowRunner() if limits.on_the_loop else RUNNER,
        debug_mode=limits.on_the_loop,  # the SDK's name for: no threads, no deadlock detection
        deployment_config=_said(limits),
        identity=_name(client, limits),
        max_cached_workflows=limits.cached_workflows,
        max_concurrent_workflow_tasks=limits.workflow_tasks,
        max_concurrent_activities=limits.activities,
        max_concurrent_local_activities=limits.local_activities,
        workflow_task_poller_behavior=limits.polling,
        activity_task_poller_behavior=limits.polling,
        sticky_queue_schedule_to_start_timeout=STICKY_TIMEOUT,
        graceful_shutdown_timeout=limits.graceful,
    )


def _beside(
    client: Client,
    queue: str,
    activity: Callable[..., Any],
    at_once: int,
    *,
    limits: WorkerLimits,
) -> Worker:
    """Return a worker for one activity that may wait for a peer, and so has a queue of its own."""
    return Worker(
        client,
        task_queue=queue,
        activities=[activity],
        deployment_config=_said(limits),
        identity=_name(client, limits),
        max_concurrent_activities=at_once,
        activity_task_poller_behavior=limits.polling,
        graceful_shutdown_timeout=limits.graceful,
    )
