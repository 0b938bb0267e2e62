"""A peer that answers slowly, or not at all, holds up nobody, and a visit has an end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from gateway.errors import Reason, UnavailableError
from gateway.register.log.log_store import read_head
from gateway.register.sync.syncer import CONCURRENCY, NUDGES
from gateway.register.sync.visit_timeout import VisitBounds
from tests.support.raising import refuses
from tests.support.register_nodes import CountedService, RegisterNode, draft_of, served_nodes
from tests.support.register_nodes import denial as a_denial

SLOW = ("BE", "ES", "FR", "IT")
QUICK = ("NL", "PL")


class Gate:
    """Holds back the answers of some members until it is opened."""

    def __init__(self) -> None:
        self.opened = asyncio.Event()
        self.waiting: set[str] = set()
        self.all_wait = asyncio.Event()

    async def pass_by(self, code: str) -> None:
        self.waiting.add(code)
        if self.waiting == set(SLOW):
            self.all_wait.set()
        await self.opened.wait()


@pytest.fixture
async def nodes(tmp_path: Path) -> AsyncIterator[dict[str, RegisterNode]]:
    async with served_nodes(tmp_path, ("DE", *SLOW, *QUICK), visits=None) as made:
        for code in (*SLOW, *QUICK):
            made[code].append_many([draft_of(a_denial(code, i + 1)) for i in range(5)])
        yield made


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    made, real = Gate(), CountedService.GetHead

    async def get_head(self: Any, request: Any, context: Any) -> Any:
        if self._me.code in SLOW:
            await made.pass_by(self._me.code)
        return await real(self, request, context)

    monkeypatch.setattr(CountedService, "GetHead", get_head)
    return made


async def gated(nodes: dict[str, RegisterNode]) -> None:
    """Serve again, by the method that waits at the gate."""
    for code in SLOW:
        await nodes[code].stop()
        await nodes[code].serve()


def held(node: RegisterNode, origin: str) -> int:
    return node.db.read_sync(lambda conn: read_head(conn, origin)).size


async def test_others_are_visited_while_slow_peers_think(
    nodes: dict[str, RegisterNode], gate: Gate
) -> None:
    await gated(nodes)
    quick = asyncio.Event()
    de = nodes["DE"]

    def changed() -> None:
        if all(held(de, code) for code in QUICK):
            quick.set()

    syncer = de.make_syncer(concurrency=len(SLOW) + 1, on_change=changed)
    running = asyncio.create_task(syncer.sync_all())
    await gate.all_wait.wait()
    await quick.wait()
    assert not running.done()
    assert [held(de, code) for code in SLOW] == [0] * len(SLOW)
    gate.opened.set()
    result = await running
    assert (result.reached, result.entries) == (6, 30)


async def test_a_visit_has_an_end_and_who_was_slow_comes_last_next_time(
    nodes: dict[str, RegisterNode], gate: Gate
) -> None:
    """Four slow peers take all places of one round; in the next one they take none."""
    await gated(nodes)
    assert len(SLOW) == CONCURRENCY
    de = nodes["DE"]
    syncer = de.make_syncer(bounds=VisitBounds(visit_s=0))
    for code in SLOW:
        with refuses(UnavailableError, Reason.PEER_UNAVAILABLE, match="too slow"):
            await syncer.sync_peer(code)
    syncer._bounds = VisitBounds()
    running = asyncio.create_task(syncer.sync_all())
    await gate.all_wait.wait()
    # All places are taken by slow peers, and the quick ones have had theirs before.
    assert [held(de, code) for code in QUICK] == [5, 5]
    gate.opened.set()
    assert (await running).reached == 6


async def test_a_visit_in_which_nothing_comes_ends_soon(
    nodes: dict[str, RegisterNode], gate: Gate
) -> None:
    await gated(nodes)
    syncer = nodes["DE"].make_syncer(bounds=VisitBounds(idle_s=0))
    with pytest.raises(UnavailableError, match="too slow"):
        await syncer.sync_peer("FR")
    gate.opened.set()


async def test_slow_peers_that_were_nudged_take_no_place_of_a_round(
    nodes: dict[str, RegisterNode], gate: Gate
) -> None:
    await gated(nodes)
    assert len(SLOW) == NUDGES
    de = nodes["DE"]
    syncer = de.make_syncer(concurrency=1)
    for code in SLOW:
        syncer.hear(code)
    await gate.all_wait.wait()
    result = await syncer.sync_all(QUICK)
    assert (result.reached, result.entries) == (2, 10)
    gate.opened.set()
    await asyncio.gather(*syncer._running.values())
    assert [held(de, code) for code in SLOW] == [5] * len(SLOW)
