"""Activities of a case: the port."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from temporalio import activity

from gateway.ports import CaseRef, CaseStep, CaseWork
from workflows.failures import translated_errors


class CaseActivities:
    """What `LicenceCase` asks.

    Args:
        work: The case work.
    """

    def __init__(self, work: CaseWork) -> None:
        self._work = work

    @activity.defn
    async def examine(self, ref: CaseRef) -> CaseStep:
        """Examine the case and open its consultations."""
        async with heartbeats():
            with translated_errors():
                return await self._work.examine(ref)

    @activity.defn
    async def case_step(self, ref: CaseRef) -> CaseStep:
        """Say what is next."""
        with translated_errors():
            return await self._work.case_step(ref)

    @activity.defn
    async def settle_case(self, ref: CaseRef) -> CaseStep:
        """Write the acts that follow the decision."""
        async with heartbeats():
            with translated_errors():
                return await self._work.settle_case(ref)


@asynccontextmanager
async def heartbeats() -> AsyncIterator[None]:
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
