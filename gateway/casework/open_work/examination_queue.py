"""Whose application is examined next: accounts take turns, and what waits is bounded.

Filing is quick, and an examination is work: who files thousands of applications in a minute must
keep nobody else's from being examined at once. So the engine is not told of all of them; a few
are under way at a time, and the next one is of the account that has waited longest for a turn.
Of one account, that comes first whose first period would end first (`gateway.casework.cases`);
what calls for no period by itself follows in the order of filing.
What waits is a row in SQL (`gateway.exchange.engine_calls`), so a restart loses none. Whose turn
it was last, and what is under way, is known to this process alone and is found again at once.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, func, or_, select

from gateway.domain.case import CaseState
from gateway.domain.page import MAX_NUMBER
from gateway.errors import Reason
from gateway.exchange.engine_calls import DueWake, Teller, Wake, WakeKind, machine_time
from gateway.store.database import Database
from gateway.store.tables_casework import licence_case as cases
from gateway.store.tables_exchange import wake as table

MOST_QUEUED = 10_000
"""Applications that wait: some hours of work on two cores."""

_RETRY_AFTER_S = 60

AT_ONCE = 12
"""Examinations under way at a time: more than the engine carries out at once on two cores, and so
few that the first application of another account waits behind some seconds of work."""

PLACE_KEPT = timedelta(minutes=1)
"""An examination that takes longer waits for something, and keeps no place from others."""

LOOK_EVERY_S = 0.25
"""While cases wait: how often it is looked at which of those under way were examined."""


_PLACE = func.row_number().over(
    partition_by=cases.c.filed_by,
    order_by=(table.c.needed_by.is_(None), table.c.needed_by, table.c.id),
)
_WAITING = (
    select(
        cases.c.filed_by.label("account"),
        *(table.c[name] for name in ("id", "kind", "subject", "version", "attempts")),
        _PLACE.label("place"),
    )
    .join(table, table.c.subject == cases.c.case_id)
    .where(table.c.kind == WakeKind.EXAMINE_CASE.value, table.c.retry_at.is_(None))
    .cte("waiting")
)
"""The examinations that wait for a turn, each with its place among those of its account."""


def examinations_due(conn: Connection, most: int) -> list[tuple[str, DueWake]]:
    """Return the first so many examinations that wait of each account, with the account."""
    place = _WAITING.c.place
    rows = conn.execute(select(_WAITING).where(place <= most).order_by(place, _WAITING.c.id))
    return [
        (each.account, DueWake(each.id, Wake(WakeKind(each.kind), each.subject), each.version,
                               each.attempts))
        for each in rows
    ]  # fmt: skip


def queued_before(conn: Connection, case_id: str) -> int | None:
    """Return how many cases have their turn before one; None where it waits for no turn."""
    # In one statement, in which the places are found once for both: 10,000 may wait.
    other, own = _WAITING.c, _WAITING.alias("own")
    before = or_(other.place < own.c.place, and_(other.place == own.c.place, other.id < own.c.id))
    counted = select(func.count(other.id)).select_from(own.outerjoin(_WAITING, before))
    return conn.scalar(counted.where(own.c.subject == case_id).group_by(own.c.id))


def queued_cases(conn: Connection) -> int:
    """Return how many cases wait for the beginning of their examination."""
    kind = table.c.kind == WakeKind.EXAMINE_CASE.value
    return conn.scalar(select(func.count()).select_from(table).where(kind)) or 0


def unexamined(conn: Connection, case_ids: Collection[str]) -> set[str]:
    """Return those of some cases that are not examined yet."""
    filed = cases.c.state == str(CaseState.FILED)
    query = select(cases.c.case_id).where(filed, cases.c.case_id.in_(list(case_ids)))
    return set(conn.scalars(query))


def waiting_cases(conn: Connection) -> set[str]:
    """Return the cases with whose examination the engine has not begun."""
    return {each.wake.subject for _, each in examinations_due(conn, MAX_NUMBER)}


def check_queue(conn: Connection) -> None:
    """Check that one application more may wait.

    Raises:
        UnavailableError: RATE_EXCEEDED; `MOST_QUEUED` wait already, and nothing was filed.
    """
    if queued_cases(conn) >= MOST_QUEUED:
        raise Reason.RATE_EXCEEDED.error(
            "{most_queued} applications wait here for their examination",
            remedy="File it again after the seconds of Retry-After; nothing was filed.",
            retry_after_s=_RETRY_AFTER_S,
            most_queued=MOST_QUEUED,
        )


class ExaminationQueue:
    """Has the engine begin with the next cases.

    Args:
        db: The node's database.
        teller: Tells the engine.
        now: The machine's time.
    """

    def __init__(
        self,
        db: Database,
        teller: Teller,
        now: Callable[[], datetime] = machine_time,
    ) -> None:
        self._db = db
        self._teller = teller
        self._now = now
        self._begun: dict[str, datetime] = {}
        self._served: dict[str, int] = {}
        self._beginning = asyncio.Lock()

    async def run(self) -> None:
        """Begin with cases until none waits.

        Raises:
            UnavailableError: The database does not answer.
        """
        while await self.begin():  # noqa: ASYNC110 - examinations have no event
            await asyncio.sleep(LOOK_EVERY_S)

    async def begin(self, at_once: int = AT_ONCE) -> bool:
        """Begin with the next cases, of each account in turn; say whether more may wait.

        Args:
            at_once: Examinations that are under way at a time.

        Raises:
            UnavailableError: The database does not answer.
        """
        async with self._beginning:
            chosen, waiting = await self._db.read(lambda conn: self._next(conn, at_once))
            if chosen and not await self._teller.told(chosen):
                return False  # the engine is away; what waits is looked at again later
            self._begun |= {each.wake.subject: self._now() for each in chosen}
            return waiting

    def _next(self, conn: Connection, at_once: int) -> tuple[list[DueWake], bool]:
        since = self._now() - PLACE_KEPT
        waits = unexamined(conn, self._begun)
        self._begun = {each: at for each, at in self._begun.items() if each in waits and at > since}
        room = max(at_once - len(self._begun), 0)
        waiting: dict[str, deque[DueWake]] = defaultdict(deque)
        for account, each in examinations_due(conn, max(room, 1)):
            waiting[account].append(each)
        self._served = {name: self._served.get(name, 0) for name in waiting}
        chosen: list[DueWake] = []
        while waiting and len(chosen) < room:
            name = min(waiting, key=lambda each: (self._served[each], waiting[each][0].id))
            chosen.append(waiting[name].popleft())
            self._served[name] = max(self._served.values()) + 1
            if not waiting[name]:
                del waiting[name]
        return chosen, bool(chosen or waiting)
