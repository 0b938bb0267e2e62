"""What the node repeats, and when each of it was last done to its end.

A round that hangs or fails whenever it is tried is told by nobody but the log. So each writes
down that it has ended, by the machine's clock: a rehearsal's clock leaps, and rounds do not.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection

from gateway.exchange.engine_calls import machine_time
from gateway.store.database import Database
from gateway.store.records import Records, in_columns
from gateway.store.tables_casework import round_ended as table
from gateway.store.waits import Waits, waits


class PeriodicWork(StrEnum):
    """What the node repeats as long as it runs."""

    DEADLINES = "deadlines"  # consultations whose last instant is past
    DATES = "dates"  # what is due in days or years
    RECONCILIATION = "reconciliation"
    SYNCHRONISATION = "synchronisation"
    SEARCH_INDEX = "search_index"
    BACKUP = "backup"  # `comity backup` notes it; a node without one counts from its first start


class _Ended(NamedTuple):
    """When a round was last done to its end."""

    name: PeriodicWork
    at: datetime


_ENDED = Records(table, in_columns(_Ended))
NOTED_EVERY = timedelta(minutes=1)
"""A round that ends more often is written down once in this time."""


def last_ended(name: PeriodicWork) -> Waits:
    """Select when a round was last done to its end."""
    return waits(table.c.name, table.c.at).where(table.c.name == name.value)


class Rounds:
    """Writes down that a round has ended.

    Args:
        db: The node's database.
        now: The machine's time.
    """

    def __init__(self, db: Database, now: Callable[[], datetime] = machine_time) -> None:
        self._db = db
        self._now = now
        self._noted: dict[PeriodicWork, datetime] = {}

    async def begin(self) -> None:
        """Count every round from now on: while the node was down, none could end.

        A backup could: that round is counted from the first start of the node.
        """
        for name in PeriodicWork:
            if name is not PeriodicWork.BACKUP or await self._db.read(backup_noted) is None:
                await self._note(name)

    def noted(
        self, name: PeriodicWork, call: Callable[[], Awaitable[object]]
    ) -> Callable[[], Awaitable[None]]:
        """Return a call that makes the given one, and writes down that it has ended."""

        async def noting() -> None:
            await call()
            await self.ended(name)

        return noting

    async def ended(self, name: PeriodicWork) -> None:
        """Write down that a round was done to its end."""
        noted = self._noted.get(name)
        if noted is None or self._now() - noted >= NOTED_EVERY:
            await self._note(name)

    async def _note(self, name: PeriodicWork) -> None:
        at = self._now()
        await self._db.write(lambda conn: note_round(conn, name, at))
        self._noted[name] = at


def backup_noted(conn: Connection) -> datetime | None:
    """Return when the last backup was made, or a node without one began; None before its start."""
    found = _ENDED.find(conn, PeriodicWork.BACKUP)
    return None if found is None else found.at


def note_round(conn: Connection, name: PeriodicWork, at: datetime) -> None:
    """Write down that a round has ended at an instant of the machine's time."""
    _ENDED.put(conn, _Ended(name, at))
