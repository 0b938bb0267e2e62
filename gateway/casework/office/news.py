"""Wakes whoever waits for something new in the journal, and who tells others of what was released.

No thread and no connection waits.
"""

from __future__ import annotations

import asyncio


class News:
    """Says that something was written, to those of one event loop who wait for it."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()
        self._over = False
        self.told = 0
        """How often there was something new; who reads notes it before, and misses nothing."""

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def arrive(self) -> None:
        """Wake all who wait; on the loop's own thread."""
        self.told += 1
        for each in self._waiting:
            if not each.done():
                each.set_result(None)

    def end(self) -> None:
        """Wake all who wait, and let nobody wait any more: the node stops."""
        self._over = True
        self.arrive()

    async def after(self, told: int, seconds: float) -> bool:
        """Wait until there was something new; say whether there was, before the time is over.

        Args:
            told: What `told` was before the caller looked.
            seconds: How long to wait at most.
        """
        if self.told == told and not self._over:
            one: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.add(one)
            try:
                await asyncio.wait({one}, timeout=seconds)
            finally:
                self._waiting.discard(one)
        return self.told != told and not self._over


class Offers:
    """Contents that were released since the node began, of which other members are to be told.

    A member that has a letter which names them may wait for them, and asks in growing pauses. That
    it is told is a kindness, kept in memory alone: a node that is stopped before has lost nothing,
    since whoever waits asks again. It is used on one event loop.
    """

    def __init__(self) -> None:
        self._waiting: dict[tuple[str, str], None] = {}
        self._wanted: asyncio.Event | None = None

    def wake(self, wanted: asyncio.Event) -> None:
        """Have an event set whenever there is something to tell."""
        self._wanted = wanted

    def add(self, subject: str, sha256: str) -> None:
        """Note that contents were released.

        Args:
            subject: Whose they are: the number of a case, or a conversation.
            sha256: Their digest.
        """
        self._waiting[subject, sha256] = None
        if self._wanted is not None:
            self._wanted.set()

    def take(self) -> tuple[tuple[str, str], ...]:
        """Return what is to be told, each as subject and digest; it is told by the caller now."""
        taken, self._waiting = tuple(self._waiting), {}
        return taken
