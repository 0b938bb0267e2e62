"""Wakes whoever waits for something new in the journal; no thread and no connection waits."""

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
