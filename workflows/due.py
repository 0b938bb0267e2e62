"""A date that is near: a review, a reply that is wanted, an end, a day of the annual report.

(1) Ask the journal where the date stands.
(2) Wait for a poke (an officer's act or a letter has moved or removed it) or for the date,
    in seconds of the node's clock.
(3) A poke: ask again. The date: the journal does what is due in one transaction (a
    reminder, a task, an entry) and says when it is next looked at.
(4) The date is gone, or more than 90 days away and so a row again: end. The daily sweep
    starts the workflow anew when it is near.

What is done for which kind of date is the journal's (`gateway.casework.handlers.workflow_steps`).
Patches: none yet.
"""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from gateway.ports import DueRef, DueStep
    from workflows.activities.due import DueActivities
    from workflows.messages import DueRun
    from workflows.policies import DUE_AGAIN, STEP, STEP_LOCAL_RETRY, STEP_TIMEOUT
    from workflows.waiting import Waiting


@workflow.defn
class DueDate(Waiting):
    """Carries one date until the journal says that nothing is left to carry."""

    @workflow.init
    def __init__(self, run: DueRun) -> None:
        super().__init__(run.renew_after, DUE_AGAIN)
        self._ref = DueRef(kind=run.kind, subject=run.subject)

    @workflow.run
    async def run(self, run: DueRun) -> DueStep:
        """Carry it; the result is where it stood at the end."""
        return await self.carry(begin=self._where, ask=self._where, over=self._over, renewed=run)

    async def _where(self) -> DueStep:
        return await workflow.execute_local_activity_method(
            DueActivities.due_step,
            self._ref,
            start_to_close_timeout=STEP_TIMEOUT,
            retry_policy=STEP,
            local_retry_threshold=STEP_LOCAL_RETRY,
        )

    async def _over(self) -> DueStep:
        return await workflow.execute_local_activity_method(
            DueActivities.due_over,
            self._ref,
            start_to_close_timeout=STEP_TIMEOUT,
            retry_policy=STEP,
            local_retry_threshold=STEP_LOCAL_RETRY,
        )
