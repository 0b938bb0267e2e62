"""A consultation at the asking authority, under any procedure of the rulebook.

(1) Ask the journal where the conversation stands.
(2) Wait for a poke (a receipt, an answer, an extension, an officer's act, the deadline
    sweep) or for the end of the period, in seconds of the node's clock.
(3) A poke: ask again. The end of the period: ask the journal whether it is over; one SQL
    transaction answers, and begins or finishes the closing by both sides.
(4) Nothing left to carry: end. The case is poked by the transaction that closed the
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
    from workflows.policies import CLOSE_AGAIN, STEP, STEP_LOCAL_RETRY, STEP_TIMEOUT
    from workflows.waiting import Waiting


@workflow.defn
class Consultation(Waiting):
    """Carries one conversation in which we ask, until the journal says that it is closed."""

    @workflow.init
    def __init__(self, run: ConversationRun) -> None:
        super().__init__(run.renew_after, CLOSE_AGAIN)
        self._ref = ConversationRef(conversation_id=run.conversation_id)

    @workflow.run
    async def run(self, run: ConversationRun) -> ConsultationStep:
        """Carry the conversation; the result is where it stood at the end."""
        return await self.carry(
            begin=self._where,
            ask=self._where,
            over=self._period_over,
            renewed=ConversationRun(
                conversation_id=run.conversation_id, renew_after=run.renew_after
            ),
        )

    async def _where(self) -> ConsultationStep:
        return await workflow.execute_local_activity_method(
            ConsultationActivities.consultation_step,
            self._ref,
            start_to_close_timeout=STEP_TIMEOUT,
            retry_policy=STEP,
            local_retry_threshold=STEP_LOCAL_RETRY,
        )

    async def _period_over(self) -> ConsultationStep:
        return await workflow.execute_local_activity_method(
            ConsultationActivities.period_over,
            self._ref,
            start_to_close_timeout=STEP_TIMEOUT,
            retry_policy=STEP,
            local_retry_threshold=STEP_LOCAL_RETRY,
        )
