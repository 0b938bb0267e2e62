"""Activities of a conversation: the port, and a `Delivery` for every letter it names."""

from __future__ import annotations

from temporalio import activity

from gateway.ports import CaseEngine, ConsultationStep, ConsultationWork, ConversationRef
from workflows.failures import translated_errors


class ConsultationActivities:
    """What `Consultation` and `ConsultedCase` ask.

    Args:
        work: The consultation work.
        engine: Where deliveries are started; starting one that runs does nothing.
    """

    def __init__(self, work: ConsultationWork, engine: CaseEngine) -> None:
        self._work = work
        self._engine = engine

    @activity.defn
    async def consultation_step(self, ref: ConversationRef) -> ConsultationStep:
        """Say where the conversation stands and deliver what is undelivered."""
        with translated_errors():
            return await self._delivered(await self._work.consultation_step(ref))

    @activity.defn
    async def period_over(self, ref: ConversationRef) -> ConsultationStep:
        """Ask whether the period is over and deliver what that caused."""
        with translated_errors():
            return await self._delivered(await self._work.period_over(ref))

    @activity.defn
    async def remind(self, ref: ConversationRef) -> ConsultationStep:
        """Leave a reminder and say where the conversation stands."""
        with translated_errors():
            await self._work.remind(ref)
            return await self._delivered(await self._work.consultation_step(ref))

    async def _delivered(self, found: ConsultationStep) -> ConsultationStep:
        for message_id in found.undelivered:
            await self._engine.start_delivery(message_id)
        return found
