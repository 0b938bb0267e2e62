"""When a node makes rounds of synchronisation by itself."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import cast

import pytest

from gateway.app.node import Node
from gateway.app.work import register_sync
from gateway.app.work.register_sync import AGAIN_FIRST_S, Synchronising
from gateway.casework.node.periodic_work import Rounds
from gateway.errors import UnavailableError
from gateway.ports import SyncResult
from workflows.engine import TemporalEngine

EVERY_S = 60.0
WHOLE, ALONE = SyncResult(peers=2, reached=2), SyncResult(peers=2, reached=1)


class OverError(Exception):
    """The rounds of a test are used up."""


async def pauses(
    monkeypatch: pytest.MonkeyPatch, *rounds: SyncResult | Exception, engine: object = "there"
) -> list[float]:
    """Return how long a node waits each time, as often as there are rounds."""
    left, waited = list(rounds), list[float]()

    async def sync_all(_: Synchronising) -> SyncResult:
        found = left.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    async def nudged(_: asyncio.Event, within_s: float) -> bool:
        waited.append(within_s)
        if len(waited) == len(rounds):
            raise OverError
        return False

    monkeypatch.setattr(Synchronising, "sync_all", sync_all)
    monkeypatch.setattr(register_sync, "nudged", nudged)
    monkeypatch.setattr(register_sync, "SyncSteps", lambda _: None)
    settings = SimpleNamespace(sync_every_s=EVERY_S)
    node = SimpleNamespace(sync_wanted=asyncio.Event(), settings=settings, office=None)
    parts = cast("tuple[Node, TemporalEngine, Rounds]", (node, SimpleNamespace(client=engine), 0))
    made = Synchronising(*parts)
    with pytest.raises(OverError):
        await made.run()
    return waited


async def test_who_did_not_answer_is_visited_again_soon_and_then_ever_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waited = await pauses(monkeypatch, *[ALONE] * 7)
    assert waited == [AGAIN_FIRST_S * 2**each for each in range(6)] + [EVERY_S]


async def test_a_round_that_fails_is_made_again_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    waited = await pauses(monkeypatch, UnavailableError("away"), RuntimeError("x"), WHOLE)
    assert waited == [AGAIN_FIRST_S, 2 * AGAIN_FIRST_S, EVERY_S]


async def test_the_next_outage_is_met_as_soon_as_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    waited = await pauses(monkeypatch, ALONE, ALONE, WHOLE, ALONE, engine=None)
    assert waited == [AGAIN_FIRST_S, 2 * AGAIN_FIRST_S, EVERY_S, AGAIN_FIRST_S]


async def test_once_all_have_answered_the_engine_begins_the_rounds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waited = await pauses(monkeypatch, WHOLE, AssertionError("not by the node"))
    assert waited == [EVERY_S, EVERY_S]
