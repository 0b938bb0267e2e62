"""Activities of a delivery."""

from __future__ import annotations

import asyncio

from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from gateway.errors import Reason
from gateway.ports import DeliveryResult, DeliveryWork, MessageRef
from workflows.failures import translated_errors
from workflows.policies import DELIVER_AT_ONCE, FIRST_ATTEMPTS_AT_ONCE


class DeliveryActivities:
    """What `Delivery` asks.

    Args:
        work: The delivery work; one call is one attempt, and the receiver knows a repeat.
    """

    def __init__(self, work: DeliveryWork) -> None:
        self._work = work
        self._places = asyncio.Semaphore(FIRST_ATTEMPTS_AT_ONCE)

    @activity.defn
    async def deliver_at_once(self, ref: MessageRef) -> DeliveryResult:
        """Attempt for a moment, unless the peer is known to be away or too many are tried.

        Returns:
            Not settled where there is no receipt yet: the server's attempts follow.
        """
        if self._places.locked():
            return DeliveryResult(settled=False)
        async with self._places:
            with translated_errors():
                return await self._work.deliver_within(ref, DELIVER_AT_ONCE)

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
