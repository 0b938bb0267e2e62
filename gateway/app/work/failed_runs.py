"""Runs of the engine that failed: begun anew within a minute, and not with the next reconciliation.

While workers of two versions poll, a run that the other version began may fail at its next task,
also long after that version has gone (ADR 0040). Whatever it was told by then is told again: a run
asks the journal what is to be done.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from gateway.errors import UnavailableError
from gateway.exchange.engine_calls import add_wakes, begin_again, machine_time
from gateway.store.database import Database

log = structlog.get_logger(__name__)

OVERLAP = timedelta(minutes=1)
"""How far a look goes back behind the one before: the engine's list lags, and its clock is its own.
A run that was begun anew meanwhile hears of it once more, which does nothing."""


class FailedRuns:
    """Has them begun anew.

    Args:
        db: The node's database.
        failed_since: Ids of the runs that failed since an instant.
        now: The machine's time, by which the engine's is meant.
    """

    def __init__(
        self,
        db: Database,
        failed_since: Callable[[datetime], Awaitable[frozenset[str]]],
        now: Callable[[], datetime] = machine_time,
    ) -> None:
        self._db, self._failed_since, self._now = db, failed_since, now
        self._since = now()

    async def look(self) -> None:
        """Write a wake for each that failed since the last look; what was before it, is mended.

        While the engine does not answer, the next look goes back further.

        Raises:
            UnavailableError: The database does not answer.
        """
        at = self._now()
        with suppress(UnavailableError):
            failed = await self._failed_since(self._since - OVERLAP)
            wakes = [wake for each in sorted(failed) if (wake := begin_again(each)) is not None]
            if wakes:
                log.warning("runs.failed", runs=len(wakes))
                await self._db.write(lambda conn: add_wakes(conn, wakes))
            self._since = at
