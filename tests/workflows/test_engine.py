"""The engine's port: what it checks, and what it says when Temporal is away."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.errors import InputError, Reason, UnavailableError
from gateway.ports import CaseEngine
from tests.support.journal import Case
from tests.workflows.node import Node
from workflows.engine import TemporalEngine
from workflows.ids import TASK_QUEUE


async def test_it_is_the_port(idle_node: Node) -> None:
    engine: CaseEngine = idle_node.engine
    assert isinstance(engine, TemporalEngine)


@pytest.mark.parametrize("event_id", ["", "x" * 201])
async def test_an_event_id_is_checked_before_it_is_sent(idle_node: Node, event_id: str) -> None:
    with pytest.raises(InputError) as caught:
        await idle_node.engine.poke_case("c", event_id)
    assert caught.value.reason is Reason.INPUT_INVALID


async def test_a_poke_that_no_worker_accepts_says_so_and_can_be_repeated(idle_node: Node) -> None:
    node = idle_node
    node.journal.cases["c"] = Case(decided=True)
    await node.engine.start_case("c")
    hurried = TemporalEngine(node.client, TASK_QUEUE, call_timeout=timedelta(milliseconds=200))
    with pytest.raises(UnavailableError) as caught:
        await hurried.poke_case("c", "event")
    assert caught.value.reason is Reason.ENGINE_UNAVAILABLE
    async with node.worker():
        await node.engine.poke_case("c", "event")
        assert (await node.handle("case/c").result())["done"]


async def test_with_the_server_away_every_call_says_that_the_engine_is_unavailable(
    idle_node: Node,
) -> None:
    engine = TemporalEngine(idle_node.client, TASK_QUEUE, call_timeout=timedelta(milliseconds=500))
    await idle_node.env.shutdown()
    for call in (
        engine.check(),
        engine.start_case("c"),
        engine.start_delivery("m"),
        engine.poke_case("c", "event"),
        engine.poke_conversation("k", "event", ours=False),
    ):
        with pytest.raises(UnavailableError) as caught:
            await call
        assert caught.value.reason is Reason.ENGINE_UNAVAILABLE
