"""`RegisterSync` on demand; its schedule is in test_server.py."""

from __future__ import annotations

from tests.workflows.node import Node


async def test_a_round_on_demand_returns_its_result_and_can_be_repeated(node: Node) -> None:
    assert (await node.engine.sync_now()).entries == 1
    assert (await node.engine.sync_now()).entries == 2
