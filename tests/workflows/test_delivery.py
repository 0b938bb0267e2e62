"""`Delivery`: attempts, giving up, refusal, order, cutting a pause short."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.errors import Reason
from gateway.ports import DeliveryResult
from tests.support.journal import Conversation, Letter, Peer
from tests.workflows.node import Node


async def result(node: Node, message: str) -> DeliveryResult:
    handle = node.client.get_workflow_handle(f"delivery/{message}", result_type=DeliveryResult)
    return await handle.result()


def post(node: Node, peer: Peer, *messages: str) -> None:
    """Put letters of one conversation into the outbox, each after the one before."""
    node.journal.conversations["k"] = Conversation(peer, case="c")
    for before, message in zip(("", *messages), messages, strict=False):
        node.journal.letters[message] = Letter("k", "letter", after=before)


def given_up(node: Node, message: str) -> bool:
    return node.journal.letters[message].given_up


async def attempted(node: Node, message: str, times: int) -> None:
    await node.journal.until(lambda: node.journal.calls[f"deliver {message}"] >= times)


async def test_a_letter_is_delivered_at_the_first_attempt(node: Node) -> None:
    post(node, Peer(), "m")
    await node.engine.start_delivery("m")
    assert await result(node, "m") == DeliveryResult(settled=True)


async def test_attempts_write_no_events(node: Node) -> None:
    post(node, peer := Peer(away=True), "m")
    await node.engine.start_delivery("m")
    await attempted(node, "m", 1)
    await node.env.sleep(timedelta(hours=3))
    peer.away = False
    await node.env.sleep(timedelta(hours=1))
    assert await result(node, "m") == DeliveryResult(settled=True)
    assert node.journal.calls["deliver m"] > 10
    assert len(await node.kinds("delivery/m")) == 12


async def test_after_days_it_is_given_up_and_can_be_tried_once_more(node: Node) -> None:
    post(node, peer := Peer(away=True), "m")
    await node.engine.start_delivery("m")
    await attempted(node, "m", 1)
    await node.env.sleep(timedelta(days=3))
    assert not given_up(node, "m")
    await node.env.sleep(timedelta(days=1, hours=1))
    assert await result(node, "m") == DeliveryResult(settled=False, reason=Reason.PEER_UNAVAILABLE)
    assert given_up(node, "m")
    peer.away = False
    await node.engine.retry_delivery("m")
    assert await result(node, "m") == DeliveryResult(settled=True)


async def test_retry_now_cuts_the_pause_short(node: Node) -> None:
    post(node, peer := Peer(away=True), "m")
    await node.engine.start_delivery("m")
    await attempted(node, "m", 1)
    await node.env.sleep(timedelta(hours=2))
    peer.away = False
    await node.engine.retry_delivery("m")
    assert await result(node, "m") == DeliveryResult(settled=True)


async def test_a_refusal_is_final(node: Node) -> None:
    post(node, Peer(refuses=True), "m")
    await node.engine.start_delivery("m")
    assert await result(node, "m") == DeliveryResult(settled=True, refused=True)
    await node.engine.retry_delivery("m")
    assert node.journal.calls["deliver m"] == 1


async def test_what_no_repeat_can_mend_is_given_up_at_once(node: Node) -> None:
    post(node, Peer(unwell=Reason.PEER_UNKNOWN), "m")
    await node.engine.start_delivery("m")
    assert await result(node, "m") == DeliveryResult(settled=False, reason=Reason.PEER_UNKNOWN)
    assert node.journal.calls["deliver m"] == 1
    assert given_up(node, "m")


async def test_a_letter_whose_predecessor_waits_is_tried_again(node: Node) -> None:
    post(node, peer := Peer(away=True), "m1", "m2")
    await node.engine.start_delivery("m2")
    await attempted(node, "m2", 1)
    await node.env.sleep(timedelta(minutes=2))
    peer.away = False
    await node.engine.start_delivery("m1")
    await result(node, "m1")
    await node.env.sleep(timedelta(minutes=1))
    assert await result(node, "m2") == DeliveryResult(settled=True)


@pytest.mark.parametrize("away_s", [5, 50, 60, 600, 6_000])
async def test_no_pause_is_longer_than_15_seconds_after_a_minute_or_a_fifth_of_the_time_away(
    node: Node, away_s: int
) -> None:
    post(node, peer := Peer(away=True), "m")
    await node.engine.start_delivery("m")
    await attempted(node, "m", 1)
    await node.env.sleep(timedelta(seconds=away_s))
    peer.away = False
    before = await node.env.get_current_time()
    await node.env.sleep(timedelta(seconds=max(15, away_s / 5)))
    await result(node, "m")
    closed = (await node.handle("delivery/m").describe()).close_time
    assert closed is not None
    assert closed - before <= timedelta(seconds=max(15, away_s / 5))


async def test_one_that_is_started_again_asks_the_journal_and_ends(node: Node) -> None:
    post(node, Peer(), "m")
    for _ in range(2):
        await node.engine.start_delivery("m")
        assert await result(node, "m") == DeliveryResult(settled=True)
    assert len(await node.kinds("delivery/m")) == 6
