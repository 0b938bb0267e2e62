"""Activities of synchronisation: the port."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from temporalio import activity
from temporalio.client import Client

from gateway.ports import SyncResult, SyncWork
from workflows.activities.case import heartbeats
from workflows.failures import translated_errors

TROUBLES_SHOWN = 20
"""Of a round's troubles, in its result: a history is no log."""


class SyncActivities:
    """What `RegisterSync` asks.

    Args:
        work: Makes a round; who asks while one runs shares the next.
        forget: Removes the histories of rounds that nobody needs any more.
    """

    def __init__(self, work: SyncWork, forget: Callable[[Client], Awaitable[None]]) -> None:
        self._work = work
        self._forget = forget

    @activity.defn
    async def sync_all(self) -> SyncResult:
        """Visit all peers once."""
        async with heartbeats():
            with translated_errors():
                found = await self._work.sync_all()
            await self._forget(activity.client())
        return SyncResult(
            peers=found.peers,
            reached=found.reached,
            entries=found.entries,
            troubles=found.troubles[:TROUBLES_SHOWN],
        )
