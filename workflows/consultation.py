"""A consultation at the asking authority, under any procedure of the rulebook.

It begins with the receipt of the request: before that nothing waits but its `Delivery`.

(1) Ask the journal where the conversation stands. Where its period is over, the same
    question begins or finishes the closing by both sides, in one SQL transaction.
(2) Wait for a poke: an answer, an extension, an officer's act, or the sweep of deadlines,
    which follows the node's clock and pokes whatever is due.
(3) Nothing left to carry: end. The case is poked by the transaction that closed the
    conversation, not from here.

What the period, its extension and silence mean is the rulebook's; this file knows none.
Patches: none yet.
"""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from gateway.ports import ConsultationStep, ConversationRef
    from workflows.activities.consultation import ConsultationActivities
    from workflows.messages import ConversationRun
    from workflows.policies import ASK_AGAIN, STEP, STEP_LOCAL_RETRY, STEP_TIMEOUT
    from workflows.waiting import Waiting


@workflow.defn(name="Consultation")
class ConsultationWorkflow(Waiting):
    """Carries one conversation in which we ask, until the journal says that it is closed."""

    @workflow.init
    def __init__(self, run: ConversationRun) -> None:
        super().__init__(run.renew_after, ASK_AGAIN)
        self._ref = ConversationRef(conversation_id=run.conversation_id)

    @workflow.run
    async def run(self, run: ConversationRun) -> ConsultationStep:
        """Carry the conversation; the result is where it stood at the end."""
        return await self.carry(begin=self._ask, ask=self._ask, over=self._ask, renewed=run)

    async def _ask(self) -> ConsultationStep:
        return await workflow.execute_local_activity_method(
            ConsultationActivities.consultation_step,
            self._ref,
            start_to_close_timeout=STEP_TIMEOUT,
            retry_policy=STEP,
            local_retry_threshold=STEP_LOCAL_RETRY,
        )
