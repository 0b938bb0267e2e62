"""Activities of the register."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from temporalio import activity

from gateway.ports import SyncResult, SyncWork
from workflows.failures import translated_errors


class RegisterActivities:
    """What `RegisterSync` asks.

    Args:
        work: The synchronisation; a round that was broken off goes on where it stood.
    """

    def __init__(self, work: SyncWork) -> None:
        self._work = work

    @activity.defn
    async def sync_all(self) -> SyncResult:
        """Visit all peers once."""
        async with _heartbeats():
            with translated_errors():
                return await self._work.sync_all()


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
