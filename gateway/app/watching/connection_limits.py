"""Tells administrators and the doctor where a bound on other members' connections was met."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from gateway.casework.acts.journal import Journal, tasks_of
from gateway.domain.acts import TaskKind
from gateway.domain.saying import Saying, says
from gateway.errors import Reason
from gateway.exchange.admission.connections import Bound
from gateway.ports import Clock
from gateway.store.database import Database

QUIET: Final = timedelta(hours=1)
"""After so long without a bound that is met, the tasks close."""

_KIND: Final = TaskKind.CROWDED
_NODE: Final = "node"  # the subject of tasks that are about no case


class Crowds:
    """Makes the bounds that were met tasks: one of addresses, one of all, one of each member.

    Args:
        db: The node's database.
        clock: The node's clock.
        met: Gives the bounds that were met in this process since it was asked last.
    """

    def __init__(self, db: Database, clock: Clock, met: Callable[[], list[Bound]]) -> None:
        self._db, self._clock, self._met = db, clock, met
        self._last = datetime.min.replace(tzinfo=UTC)
        self._open = True  # as far as this process knows

    async def look(self) -> None:
        """Open what was met, and close what has been quiet for long."""
        met, at = self._met(), self._clock.now()
        if met:
            self._last, self._open = at, True
        if met or (self._open and at - self._last >= QUIET):
            await self._db.write(lambda conn: self._tell(conn, met, at))

    def _tell(self, conn: Connection, met: list[Bound], at: datetime) -> None:
        journal = Journal(conn, at)
        for bound in met:
            key = bound.whose if bound.of == "certificate" else bound.of
            journal.open_task(_KIND, _NODE, _said(bound), key=key)
        if not met:
            young = [each for each in conn.execute(tasks_of(_KIND)) if at - each.since < QUIET]
            if not young:  # else another process has met one
                journal.close_tasks(_KIND, _NODE)
                self._open = False


def _said(bound: Bound) -> Saying:
    if bound.of == "address":
        return says(
            "{address} holds more connections than strangers may; its oldest are ended, and others "
            "are served. Bar the address in the firewall, unless it is a member's",
            address=bound.whose,
        )
    if bound.of == "certificate":
        return says(
            "{peer} holds more connections than its certificate may; its oldest are ended, and "
            "others are served. Call {peer}",
            peer=bound.whose,
        )
    return says(
        "more connections are open than the gateway takes from strangers; the oldest are ended. "
        "Bar in the firewall what is no member's"
    )


async def crowds(db: Database) -> str:
    """Say for the doctor whether a bound was met lately.

    Raises:
        UnavailableError: CALLS_EXCEEDED; it was.
    """
    found = await db.read(lambda conn: conn.execute(tasks_of(_KIND)).all())
    if found:
        raise Reason.CALLS_EXCEEDED.error(
            "a bound was met: {count} tasks, since {found}",
            remedy="An administrator's {listTasks} says whose it was; it closes by itself.",
            count=len(found),
            found=f"{min(each.since for each in found):%H:%M}",
        )
    return "no bound on other members' connections was met lately"
