"""Waiting for a nudge ends with its task, whatever comes at the same instant."""

from __future__ import annotations

import asyncio

import pytest

from gateway.nudges import nudged

LONG_S = 60.0


async def test_a_nudge_that_is_there_is_seen_at_once() -> None:
    event = asyncio.Event()
    event.set()
    assert await nudged(event, LONG_S)


async def test_nobody_waits_for_longer_than_was_said() -> None:
    assert not await nudged(asyncio.Event(), 0.001)


async def test_a_task_that_is_cancelled_at_the_instant_of_its_nudge_ends() -> None:
    """`asyncio.wait_for` did not, before Python 3.12: a duty that was lost was held for ever."""
    event = asyncio.Event()

    async def loop() -> None:
        while True:
            await nudged(event, LONG_S)
            event.clear()

    task = asyncio.create_task(loop())
    await asyncio.sleep(0)
    event.set()
    await asyncio.sleep(0)  # what the task waits for is done, and the task has not gone on
    task.cancel()
    done, _ = await asyncio.wait({task}, timeout=5)
    assert done == {task}
    with pytest.raises(asyncio.CancelledError):
        await task
