"""Runs of the engine that failed or are sick: begun again within a minute or two.

Nothing waits for the next reconciliation. While workers of two versions poll, a run that the other
version began may fail at its next task, also long after that version has gone (ADR 0040). Whatever
it was told by then is told again: a run asks the journal what is to be done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from gateway.errors import UnavailableError
from gateway.exchange.engine_calls import add_wakes, begin_again, machine_time
from gateway.store.database import Database

log = structlog.get_logger(__name__)

OVERLAP = timedelta(minutes=1)
"""How far a look goes back behind the one before: the engine's list lags, and its clock is its own.
A run that was begun anew meanwhile hears of it once more, which does nothing."""

COUNTED_FOR = timedelta(hours=1)
MOST_TIMES = 10
"""How often one is begun anew in that time. What fails whenever it is begun, fills no database with
its histories: it waits for the reconciliation of the hour, and is seen by its figure."""


class FailedRuns:
    """Has them begun anew.

    Args:
        db: The node's database.
        failed_since: Ids of the runs that failed since an instant, or were sick and are ended.
        now: The machine's time, by which the engine's is meant.
        most_times: How often one is begun anew within an hour.
    """

    def __init__(
        self,
        db: Database,
        failed_since: Callable[[datetime], Awaitable[frozenset[str]]],
        now: Callable[[], datetime] = machine_time,
        *,
        most_times: int = MOST_TIMES,
    ) -> None:
        self._db, self._failed_since, self._now = db, failed_since, now
        self._since = self._counted_from = now()
        self._most_times, self._times = most_times, Counter[str]()

    async def look(self) -> None:
        """Write a wake for each that failed since the last look; what was before it, is mended.

        While the engine does not answer, the next look goes back further.

        Raises:
            UnavailableError: The database does not answer.
        """
        at = self._now()
        try:
            failed = await self._failed_since(self._since - OVERLAP)
        except UnavailableError:
            return
        if at > self._counted_from + COUNTED_FOR:
            self._times.clear()
            self._counted_from = at
        again = [each for each in sorted(failed) if self._times[each] < self._most_times]
        wakes = [wake for each in again if (wake := begin_again(each)) is not None]
        if wakes:
            log.warning("runs.failed", runs=len(wakes))
            await self._db.write(lambda conn: add_wakes(conn, wakes))
        self._times.update(again)
        self._since = at
