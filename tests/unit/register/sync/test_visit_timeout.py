"""A visit ends soon where nothing comes, and lasts as long as something does, within bounds."""

from __future__ import annotations

import asyncio

import pytest

from gateway.register.sync.visit_timeout import OCTETS_A_SECOND, VisitBounds, came, patience


async def test_what_comes_moves_the_end_and_no_further_than_the_longest_visit() -> None:
    async with patience(VisitBounds(60, 900)) as visit:
        begun = visit.end
        came(10 * OCTETS_A_SECOND)
        assert visit.end == begun + 10
        # Entries that trickle, a small one a time, gain next to nothing.
        came(512)
        assert visit.end == begun + 10 + 1 / 8
        await asyncio.create_task(_in_a_task(20 * OCTETS_A_SECOND))
        assert visit.end == begun + 30 + 1 / 8
        came(10**9)
        assert visit.end == begun + 840
    came(OCTETS_A_SECOND)  # nobody waits


async def _in_a_task(octets: int) -> None:
    came(octets)


async def test_where_nothing_comes_it_ends() -> None:
    with pytest.raises(TimeoutError):
        async with patience(VisitBounds(0, 900)):
            await asyncio.Event().wait()


async def test_what_a_visit_gave_does_not_count_for_the_next() -> None:
    late = asyncio.Event()
    async with patience(VisitBounds(60, 900)) as first:
        task = asyncio.create_task(_after(late))
    async with patience(VisitBounds(60, 900)) as second:
        before = first.end, second.end
        late.set()
        await task
        assert (first.end, second.end) == before


async def _after(event: asyncio.Event) -> None:
    await event.wait()
    came(OCTETS_A_SECOND)
