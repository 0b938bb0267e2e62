"""Activities of a case: the port, and a `Consultation` for every conversation it names."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from temporalio import activity

from gateway.ports import CaseEngine, CaseRef, CaseStep, CaseWork
from workflows.failures import translated_errors


class CaseActivities:
    """What `LicenceCase` asks.

    The consultations are started from here and not as child workflows: there is one way to
    start them, the one that reconciliation uses too, and the case's history is spared nine
    events for each. They outlive the case either way.

    Args:
        work: The case work.
        engine: Where the consultations are started; starting what runs does nothing.
    """

    def __init__(self, work: CaseWork, engine: CaseEngine) -> None:
        self._work = work
        self._engine = engine

    @activity.defn
    async def examine(self, ref: CaseRef) -> CaseStep:
        """Examine the case and carry what it opens."""
        async with _heartbeats():
            with translated_errors():
                return await self._carried(await self._work.examine(ref))

    @activity.defn
    async def case_step(self, ref: CaseRef) -> CaseStep:
        """Say what is next and carry what was opened meanwhile."""
        with translated_errors():
            return await self._carried(await self._work.case_step(ref))

    @activity.defn
    async def settle_case(self, ref: CaseRef) -> CaseStep:
        """Write the acts that follow the decision."""
        async with _heartbeats():
            with translated_errors():
                return await self._carried(await self._work.settle_case(ref))

    async def _carried(self, found: CaseStep) -> CaseStep:
        for conversation_id in found.consultations:
            await self._engine.start_consultation(conversation_id)
        return found


@asynccontextmanager
async def _heartbeats() -> AsyncIterator[None]:
    """Tell the server while the body runs that this worker is alive."""
    limit = activity.info().heartbeat_timeout
    beating = asyncio.create_task(_beat(limit.total_seconds() / 4)) if limit else None
    try:
        yield
    finally:
        if beating is not None:
            beating.cancel()


async def _beat(every_s: float) -> None:
    while True:
        activity.heartbeat()
        await asyncio.sleep(every_s)
