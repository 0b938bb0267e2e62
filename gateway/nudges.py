"""Waiting for a nudge: what a loop does between two looks."""

from __future__ import annotations

import asyncio


async def nudged(event: asyncio.Event, within_s: float) -> bool:
    """Wait until an event is set, or until some time is over.

    Not by `asyncio.wait_for`: before Python 3.12 it swallows a cancellation that comes together
    with what was waited for, and the loop that was told to end goes on for ever.

    Args:
        event: Set by whoever has work.
        within_s: How long it is waited for at most, in seconds.

    Returns:
        Whether it was set.
    """
    try:
        async with asyncio.timeout(within_s):
            return await event.wait()
    except TimeoutError:
        return False
