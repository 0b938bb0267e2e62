"""Activities of a conversation: the port."""

from __future__ import annotations

from temporalio import activity

from gateway.ports import ConsultationStep, ConsultationWork, ConversationRef
from workflows.failures import translated_errors


class ConsultationActivities:
    """What `Consultation` and `ConsultedCase` ask.

    Args:
        work: The consultation work.
    """

    def __init__(self, work: ConsultationWork) -> None:
        self._work = work

    @activity.defn
    async def consultation_step(self, ref: ConversationRef) -> ConsultationStep:
        """Say where the conversation stands."""
        with translated_errors():
            return await self._work.consultation_step(ref)

    @activity.defn
    async def period_over(self, ref: ConversationRef) -> ConsultationStep:
        """Ask whether the period is over; begin or finish the closing."""
        with translated_errors():
            return await self._work.period_over(ref)

    @activity.defn
    async def remind(self, ref: ConversationRef) -> ConsultationStep:
        """Leave a reminder and say where the conversation stands."""
        with translated_errors():
            await self._work.remind(ref)
            return await self._work.consultation_step(ref)
