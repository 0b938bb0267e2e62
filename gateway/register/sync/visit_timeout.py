"""How long a visit waits for a member: a little, and longer the more the member gives.

With a fixed bound four members that answer slowly would hold all places of a round for as
long as a first catch-up may take. What counts are octets that have come, of any answer: a
member that trickles entries is no better than one that is silent.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import NamedTuple

IDLE_S = 60.0
"""Longest visit in which next to nothing comes, in seconds: three calls that are not answered."""

OCTETS_A_SECOND = 4096
"""What must come for each second more: slower than any line on which registers can be kept."""

VISIT_S = 900.0
"""Longest visit, in seconds: a million entries need less, and who is slower is taken up again
where he was."""


class VisitBounds(NamedTuple):
    """How long a visit may take.

    Attributes:
        idle_s: Seconds in which nothing need come.
        visit_s: Seconds that it takes at most, whatever comes.
    """

    idle_s: float = IDLE_S
    visit_s: float = VISIT_S


DEFAULT = VisitBounds()


class Patience:
    """The end of one visit, which moves as octets come.

    Args:
        limit: Ends the visit.
        last: Beyond which instant of the loop's clock it never moves.
    """

    def __init__(self, limit: asyncio.Timeout, last: float) -> None:
        self._limit = limit
        self._last = last
        self._over = False

    @property
    def end(self) -> float:
        """When the visit ends, by the loop's clock."""
        return self._limit.when() or 0.0

    def came(self, octets: int) -> None:
        """Note that so much has come."""
        if not self._over and not self._limit.expired():
            self._limit.reschedule(min(self.end + octets / OCTETS_A_SECOND, self._last))

    def close(self) -> None:
        """The visit is over; what still comes does not count."""
        self._over = True


_CURRENT: ContextVar[Patience | None] = ContextVar("patience", default=None)


@asynccontextmanager
async def patience(bounds: VisitBounds) -> AsyncIterator[Patience]:
    """Bound what is done inside, by what `came` says in it and in its tasks.

    Raises:
        TimeoutError: So long has it taken.
    """
    now = asyncio.get_running_loop().time()
    async with asyncio.timeout_at(now + min(bounds)) as limit:
        made = Patience(limit, now + bounds.visit_s)
        token = _CURRENT.set(made)
        try:
            yield made
        finally:
            made.close()
            _CURRENT.reset(token)


def came(octets: int) -> None:
    """Note that a member has given so many octets; outside of a visit that changes nothing."""
    current = _CURRENT.get()
    if current is not None:
        current.came(octets)
