"""A consultation at the consulted authority: reminders until its officers have answered.

(1) Ask the journal where the conversation stands.
(2) Wait for a poke or for the next instant at which an officer should be reminded.
(3) A poke: ask again. The instant: leave a reminder, and ask again.
(4) Nothing left to carry: end.

The answer itself, and the closing statement that is given at once and without a person,
are transactions of the journal; nothing here can delay them. Patches: none yet.
"""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from gateway.ports import ConsultationStep, ConversationRef
    from workflows.activities.consultation import ConsultationActivities
    from workflows.messages import ConversationRun
    from workflows.policies import REMIND_AGAIN, STEP, STEP_LOCAL_RETRY, STEP_TIMEOUT
    from workflows.waiting import Waiting


@workflow.defn
class ConsultedCase(Waiting):
    """Carries one conversation in which we are asked, until the journal says it is closed."""

    @workflow.init
    def __init__(self, run: ConversationRun) -> None:
        super().__init__(run.renew_after, REMIND_AGAIN)
        self._ref = ConversationRef(conversation_id=run.conversation_id)

    @workflow.run
    async def run(self, run: ConversationRun) -> ConsultationStep:
        """Carry the conversation; the result is where it stood at the end."""
        return await self.carry(
            begin=self._where,
            ask=self._where,
            over=self._remind,
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

    async def _remind(self) -> ConsultationStep:
        return await workflow.execute_local_activity_method(
            ConsultationActivities.remind,
            self._ref,
            start_to_close_timeout=STEP_TIMEOUT,
            retry_policy=STEP,
            local_retry_threshold=STEP_LOCAL_RETRY,
        )
