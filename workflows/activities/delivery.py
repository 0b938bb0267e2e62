"""Activities of a delivery."""

from __future__ import annotations

from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from gateway.errors import Reason
from gateway.ports import DeliveryResult, DeliveryWork, MessageRef
from workflows.failures import translated_errors


class DeliveryActivities:
    """What `Delivery` asks.

    Args:
        work: The delivery work; one call is one attempt, and the receiver knows a repeat.
    """

    def __init__(self, work: DeliveryWork) -> None:
        self._work = work

    @activity.defn
    async def deliver(self, ref: MessageRef) -> DeliveryResult:
        """Attempt once.

        Raises:
            ApplicationError: No receipt yet; retried by the server.
        """
        with translated_errors():
            result = await self._work.deliver(ref)
        if result.settled:
            return result
        raise ApplicationError(
            "no receipt yet",
            type=result.reason or str(Reason.PEER_UNAVAILABLE),
            category=ApplicationErrorCategory.BENIGN,
        )

    @activity.defn
    async def give_up(self, ref: MessageRef) -> None:
        """Make the letter a person's task."""
        with translated_errors():
            await self._work.give_up(ref)
