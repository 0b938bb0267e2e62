"""The engine as the gateway sees it: start what waits, poke it, nothing else.

Starting: the id is the idempotency key, and only among runs that are under way. One that has
completed is begun again where the journal, which may have been restored since, says that
something is left; where nothing is, it asks the journal and ends. One that is under way and
sick (`SICK_AFTER`) is ended and begun anew.

Poking: a signal, which no worker has to accept. Where there is no run or the last one failed,
one is begun by it; one that completed is left alone, for the journal had said that nothing was
left.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest, DescribeTaskQueueRequest
from temporalio.client import (
    Client,
    WorkflowExecutionDescription,
    WorkflowExecutionStatus,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from gateway.domain.acts import DueKind
from gateway.domain.base import Model
from gateway.errors import ComityError, Reason
from gateway.ports import MessageRef
from workflows import ids
from workflows.consultation import ConsultationWorkflow
from workflows.delivery import Delivery
from workflows.due import DueDate
from workflows.licence_case import LicenceCase
from workflows.messages import CaseRun, ConversationRun, DueRun
from workflows.namespaces import retention_of
from workflows.policies import CALL_TIMEOUT, SICK_AFTER

log = logging.getLogger(__name__)

MOST_FAILED = 1000
"""Of one look; what fails beyond waits for reconciliation."""
_REPORTED = "ExecutionStatus = 'Running' AND TemporalReportedProblems IS NOT NULL"
"""The server (1.32) says so of a run whose task has failed some times in a row."""


class QueueServed(NamedTuple):
    """How one queue is served, by whichever processes.

    Attributes:
        queue: Its name.
        of: What lies in it: ``workflow`` or ``activity``.
        pollers: Workers that have asked for work of late (five minutes, by the server's word).
        versions: Versions of the program that they say.
        backlog: Tasks that wait for a worker, about.
        oldest: Since when the oldest of them waits, about.
    """

    queue: str
    of: str
    pollers: int
    versions: frozenset[str]
    backlog: int
    oldest: timedelta


class Served(NamedTuple):
    """How the queues of a node are served."""

    queues: tuple[QueueServed, ...]

    @property
    def unserved(self) -> tuple[QueueServed, ...]:
        """Queues which nobody asks for work."""
        return tuple(each for each in self.queues if not each.pollers)

    @property
    def polled(self) -> bool:
        """Whether workers of ours ask for work, on each queue."""
        return not self.unserved

    @property
    def backlog(self) -> int:
        """Tasks that wait for a worker, about."""
        return sum(each.backlog for each in self.queues)

    @property
    def oldest(self) -> timedelta:
        """Since when the oldest of them waits, about."""
        return max(each.oldest for each in self.queues)

    @property
    def versions(self) -> tuple[str, ...]:
        """Versions of the program that ask for work; two while an upgrade is under way."""
        return tuple(sorted({each for queue in self.queues for each in queue.versions}))


class _Carried(NamedTuple):
    """A workflow as it is started: its code, its input, its id."""

    run: Any
    given: Model
    id: str


class TemporalEngine:
    """Temporal as `gateway.ports.CaseEngine`.

    Args:
        client: A client of the node's namespace, from `workflows.client.connect`; None while
            there is none, and then every call says that the engine is unavailable.
        task_queue: The queue that the node's worker serves.
        call_timeout: How long one call may take before the engine counts as unavailable.
        sick_after: Failures in a row of a run's task after which it is begun anew.
    """

    def __init__(
        self,
        client: Client | None,
        task_queue: str,
        *,
        call_timeout: timedelta = CALL_TIMEOUT,
        sick_after: int = SICK_AFTER,
    ) -> None:
        self.client = client
        self._task_queue = task_queue
        self._call_timeout = call_timeout
        self._sick_after = sick_after
        self.mended = 0
        """Runs that were sick and begun anew, since this process began."""

    async def start_case(self, case_id: str) -> None:
        """Carry a case."""
        await self._start(_case(case_id))

    async def poke_case(self, case_id: str) -> None:
        """Tell a case's workflow that something in the journal concerns it."""
        await self._poke(_case(case_id))

    async def start_consultation(self, conversation_id: str) -> None:
        """Carry a consultation in which we ask, and whose period runs."""
        await self._start(_consultation(conversation_id))

    async def poke_consultation(self, conversation_id: str) -> None:
        """Tell a consultation's workflow that a letter or a deadline concerns it."""
        await self._poke(_consultation(conversation_id))

    async def start_due(self, kind: DueKind, subject: str) -> None:
        """Carry a date that is near."""
        await self._start(_date(kind, subject))

    async def poke_due(self, kind: DueKind, subject: str) -> None:
        """Tell the workflow of a date that the date has changed or is gone."""
        await self._poke(_date(kind, subject))

    async def start_delivery(self, message_id: str) -> None:
        """Deliver a letter of the outbox."""
        await self._start(_delivery(message_id))

    async def retry_delivery(self, message_id: str) -> None:
        """Deliver now a letter that waits for its next attempt or was given up."""
        again = WorkflowIDReusePolicy.ALLOW_DUPLICATE
        await self._signal(_delivery(message_id), "retry_now", again)

    @property
    def _connected(self) -> Client:
        if self.client is None:
            raise _unavailable("connect")
        return self.client

    async def check(self) -> None:
        """Ask whether the server answers in our namespace.

        Raises:
            UnavailableError: It does not.
        """
        client = self._connected
        async with calling("check", self._call_timeout):
            await client.workflow_service.describe_namespace(
                DescribeNamespaceRequest(namespace=client.namespace)
            )

    async def begun_before(self, at: datetime) -> int:
        """Count the runs under way that began before an instant.

        Args:
            at: Aware instant.

        Raises:
            UnavailableError: The server does not answer.
        """
        client, instant = self._connected, at.astimezone(UTC).isoformat(timespec="milliseconds")
        async with calling("begun_before", self._call_timeout):
            found = await client.count_workflows(
                f"ExecutionStatus = 'Running' AND StartTime < '{instant}'"
            )
        return found.count

    async def failed_since(self, at: datetime) -> frozenset[str]:
        """Return the ids of runs that failed since an instant, `MOST_FAILED` of them at most.

        One of them may have been begun anew since.

        Args:
            at: Aware instant, by the server's clock.

        Raises:
            UnavailableError: The server does not answer.
        """
        client, instant = self._connected, at.astimezone(UTC).isoformat(timespec="milliseconds")
        failed = f"ExecutionStatus = 'Failed' AND CloseTime >= '{instant}'"
        async with calling("failed_since", self._call_timeout):
            found = client.list_workflows(failed, limit=MOST_FAILED)
            return frozenset([each.id async for each in found])

    async def end_sick(self, refused: Collection[str]) -> frozenset[str]:
        """End the runs that cannot go on, and return their ids: whoever asks begins them again.

        The server says whose task fails again and again, whatever the cause is. One that is too
        old to say so names none; then reconciliation mends them.

        Args:
            refused: Ids of workflows with a payload that could not be read. One of them that has
                a task open is sick at its first attempt: the answer to it was to end the run.

        Raises:
            UnavailableError: The server does not answer.
        """
        suspects = dict.fromkeys(refused, 1)
        async with calling("sick", self._call_timeout):
            with _unless(RPCStatusCode.INVALID_ARGUMENT):
                async for each in self._connected.list_workflows(_REPORTED, limit=MOST_FAILED):
                    suspects.setdefault(each.id, self._sick_after)
        return frozenset([each for each, after in suspects.items() if await self._end(each, after)])

    async def _end(self, workflow_id: str, sick_after: int) -> bool:
        """End the present run of a workflow where it is sick; say whether it was."""
        ended = False
        async with calling("end", self._call_timeout):
            with _unless(RPCStatusCode.NOT_FOUND):  # it ended by itself, or is long gone
                found = await self._connected.get_workflow_handle(workflow_id).describe()
                if _is_sick(found, sick_after):
                    run = self._connected.get_workflow_handle(workflow_id, run_id=found.run_id)
                    await run.terminate("its task fails at every attempt; it is begun again")
                    log.warning("the run %s was sick and is ended", workflow_id)
                    self.mended += 1
                    ended = True
        return ended

    async def served(self) -> Served:
        """Say whether workers of ours ask the server for work, and what waits for them.

        Raises:
            UnavailableError: The server does not answer.
        """
        queue = self._task_queue
        asked = (
            (queue, "workflow"),
            (queue, "activity"),
            (ids.deliveries_of(queue), "activity"),
            (ids.syncs_of(queue), "activity"),
        )
        async with calling("served", self._call_timeout):
            return Served(tuple(await asyncio.gather(*(self._queue(*each) for each in asked))))

    async def _queue(self, name: str, of: str) -> QueueServed:
        client = self._connected
        found = await client.workflow_service.describe_task_queue(
            DescribeTaskQueueRequest(
                namespace=client.namespace,
                task_queue=TaskQueue(name=name),
                task_queue_type=TaskQueueType.Value(f"TASK_QUEUE_TYPE_{of.upper()}"),
                report_stats=True,
            )
        )
        said = {each.deployment_options.build_id for each in found.pollers}
        return QueueServed(
            name,
            of,
            pollers=len(found.pollers),
            versions=frozenset(said - {""}),
            backlog=found.stats.approximate_backlog_count,
            oldest=found.stats.approximate_backlog_age.ToTimedelta(),
        )

    async def retention(self) -> timedelta:
        """Return how long our namespace keeps what has ended.

        Raises:
            UnavailableError: The server does not answer, or has no such namespace.
        """
        client = self._connected
        async with calling("retention", self._call_timeout):
            found = await retention_of(client, client.namespace)
        if found is None:
            raise Reason.ENGINE_UNAVAILABLE.error(
                "Temporal has no namespace {namespace}",
                remedy="Make it: {prepareTemporal}",
                namespace=client.namespace,
            )
        return found

    async def _start(self, carried: _Carried) -> None:
        """Start a workflow unless it is under way and well."""
        if not await self._begun(carried, WorkflowIDConflictPolicy.FAIL) and await self._sick(
            carried.id
        ):
            log.warning("the run %s was sick and is begun anew", carried.id)
            self.mended += 1
            await self._begun(carried, WorkflowIDConflictPolicy.TERMINATE_EXISTING)

    async def _begun(self, carried: _Carried, conflict: WorkflowIDConflictPolicy) -> bool:
        async with calling("start", self._call_timeout):
            try:
                await self._connected.start_workflow(
                    carried.run,
                    carried.given,
                    id=carried.id,
                    task_queue=self._task_queue,
                    id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                    id_conflict_policy=conflict,
                )
            except WorkflowAlreadyStartedError:
                return False
        return True

    async def _sick(self, workflow_id: str) -> bool:
        """Say whether a run is under way and fails at every attempt of its present task."""
        async with calling("look", self._call_timeout):
            found = await self._connected.get_workflow_handle(workflow_id).describe()
        return _is_sick(found, self._sick_after)

    async def _poke(self, carried: _Carried) -> None:
        failed_only = WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY
        await self._signal(carried, "poke", failed_only)

    async def _signal(self, carried: _Carried, signal: str, reuse: WorkflowIDReusePolicy) -> None:
        """Signal the run that is under way, or begin one with the signal where that may be."""
        async with calling(signal, self._call_timeout):
            with suppress(WorkflowAlreadyStartedError):  # it has completed: nothing is left
                await self._connected.start_workflow(
                    carried.run,
                    carried.given,
                    id=carried.id,
                    task_queue=self._task_queue,
                    start_signal=signal,
                    id_reuse_policy=reuse,
                    id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                )


def _is_sick(found: WorkflowExecutionDescription, sick_after: int) -> bool:
    attempts = found.raw_description.pending_workflow_task.attempt
    return found.status is WorkflowExecutionStatus.RUNNING and int(attempts) >= sick_after


def _case(case_id: str) -> _Carried:
    return _Carried(LicenceCase.run, CaseRun(case_id=case_id), ids.case(case_id))


def _consultation(conversation_id: str) -> _Carried:
    run = ConversationRun(conversation_id=conversation_id)
    return _Carried(ConsultationWorkflow.run, run, ids.consultation(conversation_id))


def _date(kind: DueKind, subject: str) -> _Carried:
    run = DueRun(kind=kind, subject=subject)
    return _Carried(DueDate.run, run, ids.due(kind, subject))


def _delivery(message_id: str) -> _Carried:
    return _Carried(Delivery.run, MessageRef(message_id=message_id), ids.delivery(message_id))


@contextmanager
def _unless(status: RPCStatusCode) -> Iterator[None]:
    """Go on where the server answers with this status."""
    try:
        yield
    except RPCError as error:
        if error.status is not status:
            raise


@asynccontextmanager
async def calling(call: str, within: timedelta | None) -> AsyncIterator[None]:
    """Bound a call, and turn every failure of it into one retryable error of ours.

    Args:
        call: Its name, for the error.
        within: How long it may take.

    Raises:
        UnavailableError: The engine does not answer, or not in time. The SDK repeats a call
            that timed out, so its own ``rpc_timeout`` bounds nothing.
    """
    try:
        async with asyncio.timeout(within.total_seconds() if within else None):
            yield
    except RPCError as error:
        if error.status is RPCStatusCode.RESOURCE_EXHAUSTED:
            raise Reason.ENGINE_UNAVAILABLE.error(
                "the workflow engine takes no more calls for now; it is asked again",
                remedy="Raise the limits of the namespace at the cluster, or set temporal_pollers "
                "lower (docs/operations.md).",
                call=call,
            ) from error
        raise _unavailable(call) from error
    except TimeoutError as error:
        raise _unavailable(call) from error


def _unavailable(call: str) -> ComityError:
    return Reason.ENGINE_UNAVAILABLE.error(
        "the workflow engine does not answer; nothing was lost, it is asked again", call=call
    )
