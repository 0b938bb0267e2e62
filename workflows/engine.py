"""The engine as the gateway sees it: start what waits, poke it, nothing else.

Starting: the id is the idempotency key. A run that has completed is never repeated (the
journal had said that nothing was left); one that failed or was ended by hand is started
anew, or reconciliation could not mend it for the 90 days that the server remembers it.

Poking: an update whose id is the event's, so a repeat is nothing. What is missing or
closed is left alone; reconciliation starts what is missing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleSpec,
    ScheduleUpdate,
    WorkflowFailureError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
    WorkflowUpdateStage,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from gateway.domain.base import Model
from gateway.domain.due import DueKind
from gateway.errors import InputError, Reason, UnavailableError
from gateway.ports import MessageRef, SyncResult
from workflows import ids
from workflows.annual_collection import AnnualCollection
from workflows.consultation import Consultation
from workflows.consulted_case import ConsultedCase
from workflows.conversation import Conversation
from workflows.cyber_notice import CyberNotice
from workflows.delivery import Delivery
from workflows.denial_review import DenialReview
from workflows.licence_case import LicenceCase
from workflows.messages import EVENT_ID_MAX_CHARS, CaseRun, ConversationRun, DueRun, Poke
from workflows.policies import CALL_TIMEOUT, SYNC_CATCH_UP, SYNC_EVERY
from workflows.register_sync import RegisterSync
from workflows.steps import in_step, poke_is_own

log = logging.getLogger(__name__)

CARRIED_BY: Mapping[DueKind, type[DenialReview | CyberNotice | Conversation | AnnualCollection]] = {
    DueKind.DENIAL_REVIEW: DenialReview,
    DueKind.COLLECTIVE_REVIEW: CyberNotice,
    DueKind.PUBLICATION_REVIEW: CyberNotice,
    DueKind.REPLY_WANTED: Conversation,
    DueKind.NOTICE_EXPIRES: Conversation,
    DueKind.STANDING_EXPIRES: Conversation,
    DueKind.ANNUAL_OWED: AnnualCollection,
    DueKind.ANNUAL_COLLECTION: AnnualCollection,
    DueKind.ANNUAL_QUESTION: AnnualCollection,
    DueKind.ANNUAL_CLEARANCE: AnnualCollection,
    DueKind.ANNUAL_EMBARGO: AnnualCollection,
}
"""The workflow of each kind of date; a test proves that none is missing."""

_AGAIN = WorkflowIDReusePolicy.ALLOW_DUPLICATE


class TemporalEngine:
    """Temporal as `gateway.ports.CaseEngine`.

    Args:
        client: A client of the node's namespace, from `workflows.client.connect`.
        task_queue: The queue that the node's worker serves.
        call_timeout: How long one call may take before the engine counts as unavailable.
    """

    def __init__(
        self, client: Client, task_queue: str, *, call_timeout: timedelta = CALL_TIMEOUT
    ) -> None:
        self._client = client
        self._task_queue = task_queue
        self._call_timeout = call_timeout
        self._behind: set[asyncio.Task[None]] = set()

    async def start_case(self, case_id: str) -> None:
        """Carry a case from now on."""
        await self._start(LicenceCase.run, CaseRun(case_id=case_id), ids.case(case_id))

    async def start_consultation(self, conversation_id: str) -> None:
        """Carry a consultation in which we ask; one whose answer fell runs again.

        Starting one that is over does no harm: it asks the journal and ends.
        """
        run = ConversationRun(conversation_id=conversation_id)
        await self._start(Consultation.run, run, ids.consultation(conversation_id), _AGAIN)

    async def start_consulted(self, conversation_id: str) -> None:
        """Carry a consultation in which we are asked."""
        run = ConversationRun(conversation_id=conversation_id)
        await self._start(ConsultedCase.run, run, ids.consulted(conversation_id), _AGAIN)

    async def start_due(self, kind: DueKind, subject: str) -> None:
        """Carry a date that is near; one that was carried before may come near again."""
        run = DueRun(kind=kind, subject=subject)
        await self._start(CARRIED_BY[kind].run, run, ids.due(kind, subject), _AGAIN)

    async def poke_due(self, kind: DueKind, subject: str, event_id: str) -> None:
        """Tell the workflow of a date that the date has changed or is gone."""
        await self._poke(ids.due(kind, subject), event_id)

    async def start_delivery(self, message_id: str) -> None:
        """Deliver a letter of the outbox."""
        ref = MessageRef(message_id=message_id)
        await self._start(Delivery.run, ref, ids.delivery(message_id))

    async def retry_delivery(self, message_id: str) -> None:
        """Deliver now a letter that waits for its next attempt or was given up."""
        ref = MessageRef(message_id=message_id)
        if await self._start(Delivery.run, ref, ids.delivery(message_id)):
            return
        handle = self._client.get_workflow_handle_for(Delivery.run, ids.delivery(message_id))
        async with _calling("retry_delivery", self._call_timeout, missing_is_fine=True):
            await handle.signal(Delivery.retry_now)

    async def poke_case(self, case_id: str, event_id: str) -> None:
        """Tell a case's workflow that something in the journal concerns it."""
        await self._poke(ids.case(case_id), event_id)

    async def poke_conversation(self, conversation_id: str, event_id: str, *, ours: bool) -> None:
        """Tell a conversation's workflow that a letter or a deadline concerns it."""
        workflow_id = ids.consultation if ours else ids.consulted
        await self._poke(workflow_id(conversation_id), event_id)

    async def sync_now(self) -> SyncResult:
        """Run one round of synchronisation, or join the one on demand that runs.

        Raises:
            UnavailableError: The engine does not answer, or the round broke off.
        """
        async with _calling("sync_now", None):
            handle = await self._client.start_workflow(
                RegisterSync.run,
                id=ids.SYNC_ON_DEMAND,
                task_queue=self._task_queue,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            )
            try:
                return await handle.result()
            except WorkflowFailureError as error:
                raise UnavailableError(
                    "the round of synchronisation broke off", reason=Reason.NODE_UNAVAILABLE
                ) from error

    async def check(self) -> None:
        """Ask whether the server answers in our namespace.

        Raises:
            UnavailableError: It does not.
        """
        request = DescribeNamespaceRequest(namespace=self._client.namespace)
        async with _calling("check", self._call_timeout):
            await self._client.workflow_service.describe_namespace(request)

    async def drain(self) -> None:
        """Wait for the pokes that were sent behind a step."""
        while self._behind:
            await asyncio.wait(self._behind)

    async def _start(
        self,
        run: Any,
        given: Model,
        workflow_id: str,
        reuse: WorkflowIDReusePolicy = WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
    ) -> bool:
        """Start a workflow; return False when it runs or (unless `reuse`) has completed."""
        async with _calling("start", self._call_timeout):
            try:
                await self._client.start_workflow(
                    run,
                    given,
                    id=workflow_id,
                    task_queue=self._task_queue,
                    id_reuse_policy=reuse,
                    id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
                )
            except WorkflowAlreadyStartedError:
                return False
        return True

    async def _poke(self, workflow_id: str, event_id: str) -> None:
        if not 0 < len(event_id) <= EVENT_ID_MAX_CHARS:
            raise InputError("an event id has 1 to 200 characters", length=str(len(event_id)))
        # A step is part of its workflow's present task, and no poke to that workflow is
        # accepted before the task is over. Waiting for it here would be waiting for
        # ourselves, perhaps by way of another workflow.
        if poke_is_own(workflow_id):
            return  # what the step returns says as much, and later
        if in_step():
            self._send_behind(self._update(workflow_id, event_id))
        else:
            await self._update(workflow_id, event_id)

    async def _update(self, workflow_id: str, event_id: str) -> None:
        handle = self._client.get_workflow_handle(workflow_id)
        async with _calling("poke", self._call_timeout, missing_is_fine=True):
            try:
                await handle.start_update(
                    "poke",
                    Poke(event_id=event_id),
                    id=event_id,
                    wait_for_stage=WorkflowUpdateStage.ACCEPTED,
                )
            except WorkflowUpdateFailedError:
                return  # the validator: taken already, or nothing is left to carry

    def _send_behind(self, sending: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(sending)
        self._behind.add(task)
        task.add_done_callback(self._sent)

    def _sent(self, task: asyncio.Task[None]) -> None:
        self._behind.discard(task)
        if not task.cancelled() and task.exception() is not None:
            # Reconciliation and the deadline sweep ask again.
            log.warning("a poke was not accepted: %s", task.exception())


async def ensure_schedules(
    client: Client, task_queue: str, *, sync_every: timedelta = SYNC_EVERY
) -> None:
    """Create or correct the schedules of a node; repeating it changes nothing.

    A round that is still running is not overtaken, and after an outage one round makes up
    for all that were missed.

    Raises:
        UnavailableError: The engine does not answer.
    """
    schedule = Schedule(
        action=ScheduleActionStartWorkflow(
            RegisterSync.run, id=ids.SYNC_SCHEDULE, task_queue=task_queue
        ),
        spec=ScheduleSpec(intervals=[ScheduleIntervalSpec(every=sync_every)]),
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=SYNC_CATCH_UP),
    )
    async with _calling("ensure_schedules", CALL_TIMEOUT):
        try:
            await client.create_schedule(ids.SYNC_SCHEDULE, schedule)
        except ScheduleAlreadyRunningError:
            handle = client.get_schedule_handle(ids.SYNC_SCHEDULE)
            await handle.update(lambda _: ScheduleUpdate(schedule))


@asynccontextmanager
async def _calling(
    call: str, within: timedelta | None, *, missing_is_fine: bool = False
) -> AsyncIterator[None]:
    """Bound a call, and turn every failure of it into one retryable error of ours.

    The SDK repeats a call that timed out, so its own ``rpc_timeout`` bounds nothing.
    """
    try:
        async with asyncio.timeout(within.total_seconds() if within else None):
            try:
                yield
            except WorkflowUpdateRPCTimeoutOrCancelledError as error:
                if isinstance(error.__cause__, asyncio.CancelledError):
                    raise asyncio.CancelledError from error  # the SDK hides a cancellation
                raise _unavailable(call) from error
    except TimeoutError as error:
        raise _unavailable(call) from error
    except RPCError as error:
        if not (missing_is_fine and error.status is RPCStatusCode.NOT_FOUND):
            raise _unavailable(call) from error


def _unavailable(call: str) -> UnavailableError:
    return UnavailableError(
        "the workflow engine does not answer; nothing was lost, it is asked again",
        reason=Reason.ENGINE_UNAVAILABLE,
        call=call,
    )
