"""The engine's port: what it checks, and what it says when Temporal is away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from temporalio.service import RPCError, RPCStatusCode

from gateway.errors import Reason, UnavailableError
from gateway.ports import CaseEngine
from tests.support.journal import Case
from tests.support.raising import refuses
from tests.workflows.node import Node
from workflows.engine import TemporalEngine, calling
from workflows.ids import TASK_QUEUE


async def test_it_is_the_port(idle_node: Node) -> None:
    engine: CaseEngine = idle_node.engine
    assert isinstance(engine, TemporalEngine)


async def test_a_poke_needs_no_worker_and_is_heard_when_one_comes(idle_node: Node) -> None:
    node = idle_node
    node.journal.cases["c"] = case = Case()
    await node.engine.start_case("c")
    await node.engine.poke_case("c")
    case.decided = True
    async with node.worker():
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
        engine.poke_case("c"),
        engine.poke_consultation("k"),
    ):
        with refuses(UnavailableError, Reason.ENGINE_UNAVAILABLE):
            await call


async def test_a_cluster_that_takes_no_more_calls_is_told_apart_from_one_that_is_away() -> None:
    remedies = {}
    for status in (RPCStatusCode.RESOURCE_EXHAUSTED, RPCStatusCode.UNAVAILABLE):
        with pytest.raises(UnavailableError) as caught:
            async with calling("start", timedelta(seconds=1)):
                raise RPCError("namespace rate limit exceeded", status, b"")
        assert caught.value.reason is Reason.ENGINE_UNAVAILABLE  # it is asked again all the same
        remedies[status] = caught.value.remedy
    assert "temporal_pollers" in remedies[RPCStatusCode.RESOURCE_EXHAUSTED]
    assert "temporal_pollers" not in remedies[RPCStatusCode.UNAVAILABLE]
