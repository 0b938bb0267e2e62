"""Activities of a conversation: the port."""

from __future__ import annotations

from temporalio import activity

from gateway.ports import ConsultationStep, ConsultationWork, ConversationRef
from workflows.failures import translated_errors


class ConsultationActivities:
    """What `Consultation` asks.

    Args:
        work: The consultation work.
    """

    def __init__(self, work: ConsultationWork) -> None:
        self._work = work

    @activity.defn
    async def consultation_step(self, ref: ConversationRef) -> ConsultationStep:
        """Say where the conversation stands; close it where it is over."""
        with translated_errors():
            return await self._work.consultation_step(ref)
