"""Bounds how much of one log is taken in a day: who floods a log fills no other member's disk.

What a log has when it is first pulled is taken at once, up to a size. Counts begin again with the
process: only who runs the node starts it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from gateway.errors import Reason
from gateway.register.log.log_store import Head


class Allowance(NamedTuple):
    """What is taken of a log in a day: entries, and octets of them and their contents."""

    entries: int
    octets: int


A_DAY: Final = Allowance(50_000, 2**29)
"""Of a log that is held; an authority writes fewer entries in a year (bench/capacity.toml)."""

FIRST: Final = Allowance(1_000_000, 2**34)
"""Of a log that was never held whole, as long as it is smaller."""

_DAY: Final = timedelta(days=1)


class Quota:
    """Counts what is taken of each log."""

    def __init__(self, a_day: Allowance = A_DAY, first: Allowance = FIRST) -> None:
        self._a_day, self._first = a_day, first
        self._taken: dict[str, tuple[datetime, int, int]] = {}

    def take(self, head: Head, entries: int, octets: int, at: datetime) -> None:
        """Count what comes next of a log.

        Args:
            head: How far the log was held when this visit began.
            entries: How many.
            octets: Their size.
            at: Now.

        Raises:
            RegisterError: LOG_MOVED, its day's share is taken; nothing was counted.
        """
        begun, so_far, size = self._taken.get(head.origin, (at, 0, 0))
        if at - begun >= _DAY:
            begun, so_far, size = at, 0, 0
        new = head.verified is None and head.size < self._first.entries
        most = self._first if new else self._a_day
        if so_far >= most.entries or size >= most.octets:
            raise Reason.LOG_MOVED.error(
                "Log {origin} has grown by {so_far} entries, {size} MiB, since {begun}: no more "
                "of it is taken before {until}.",
                remedy="Call {origin}; what is held stays, and the rest is taken then.",
                origin=head.origin,
                so_far=so_far,
                size=size >> 20,
                begun=f"{begun:%Y-%m-%d %H:%M}",
                until=f"{begun + _DAY:%H:%M}",
            )
        self._taken[head.origin] = (begun, so_far + entries, size + octets)
