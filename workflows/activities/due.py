"""Activities of a date that is due."""

from __future__ import annotations

from temporalio import activity

from gateway.ports import DueRef, DueStep, DueWork
from workflows.failures import translated_errors


class DueActivities:
    """What `DueDate` asks.

    Args:
        work: The work; each call is one SQL transaction and may be repeated.
    """

    def __init__(self, work: DueWork) -> None:
        self._work = work

    @activity.defn
    async def due_step(self, ref: DueRef) -> DueStep:
        """Say where a date stands."""
        with translated_errors():
            return await self._work.due_step(ref)

    @activity.defn
    async def due_over(self, ref: DueRef) -> DueStep:
        """Do what is due, if it still is."""
        with translated_errors():
            return await self._work.due_over(ref)
