"""One letter to one member: attempts for days, then a task for a person.

The first attempt is a step of this workflow, since a peer that is well takes a letter at once:
six events. What follows is an activity that Temporal's server retries by the policy `DELIVER`.
Failed attempts so write no event, and a letter costs twelve however long its peer was away; a
loop with timers of the workflow's own would write eleven for each attempt. The wait can still
be cut short: `retry_now` (the peer is known to be back) cancels the activity and starts
it anew. Cancelling ends a pause at once, but lets an attempt that is under way come to
its end, so that there are never two.

(1) Attempt until there is a receipt. A refusal is a receipt: final, and a person's task
    that the journal has already written.
(2) No receipt for days, or a failure that no repeat can mend: give up. The journal makes
    it a person's task, and the run ends with the reason; `retry_now` begins another.

Patches: none yet.
"""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from gateway.ports import DeliveryResult, MessageRef
    from workflows.activities.delivery import DeliveryActivities
    from workflows.failures import reason_of
    from workflows.ids import deliveries_of
    from workflows.policies import (
        DELIVER,
        DELIVER_ATTEMPT,
        DELIVER_FOR,
        STEP,
        STEP_LOCAL_RETRY,
        STEP_TIMEOUT,
    )


@workflow.defn
class Delivery:
    """Carries one letter of the outbox until its receipt is held or a person has it."""

    def __init__(self) -> None:
        self._retry_now = False

    @workflow.run
    async def run(self, ref: MessageRef) -> DeliveryResult:
        """Deliver; the result tells an acceptance from a refusal, and from giving up."""
        # How long we try is no period of law, so the engine's clock will do.
        until = workflow.now() + DELIVER_FOR
        while True:
            self._retry_now = False  # the attempts that follow are what was asked for
            try:
                first = await self._at_once(ref)
                if first.settled:
                    return first
                return await self._attempts(ref, until - workflow.now())
            except (ActivityError, ApplicationError) as error:
                if self._retry_now and workflow.now() < until:
                    continue
                return await self._give_up(ref, reason_of(error))

    @workflow.signal
    def retry_now(self) -> None:
        """Do not wait for the next attempt: the peer is known to be back."""
        self._retry_now = True

    async def _at_once(self, ref: MessageRef) -> DeliveryResult:
        return await workflow.execute_local_activity_method(
            DeliveryActivities.deliver_at_once,
            ref,
            start_to_close_timeout=STEP_TIMEOUT,
            retry_policy=STEP,
            local_retry_threshold=STEP_LOCAL_RETRY,
        )

    async def _attempts(self, ref: MessageRef, left: timedelta) -> DeliveryResult:
        self._retry_now = False
        attempts = workflow.start_activity_method(
            DeliveryActivities.deliver,
            ref,
            task_queue=deliveries_of(workflow.info().task_queue),
            start_to_close_timeout=DELIVER_ATTEMPT,
            schedule_to_close_timeout=left,
            retry_policy=DELIVER,
            cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
        )
        await workflow.wait_condition(lambda: self._retry_now or attempts.done())
        if not attempts.done():
            attempts.cancel()
        return await attempts

    async def _give_up(self, ref: MessageRef, reason: str) -> DeliveryResult:
        await workflow.execute_local_activity_method(
            DeliveryActivities.give_up,
            ref,
            start_to_close_timeout=STEP_TIMEOUT,
            retry_policy=STEP,
            local_retry_threshold=STEP_LOCAL_RETRY,
        )
        return DeliveryResult(settled=False, reason=reason)
