"""`DueDate`: what is due in days or months, whichever kind it is of."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.domain.acts import DueKind
from gateway.ports import DueStep
from tests.support.journal import NEAR, Date
from tests.workflows.node import Node

DAY = timedelta(days=1)
A_MOMENT = timedelta(seconds=1)
KINDS = [
    DueKind.DENIAL_REVIEW,
    DueKind.COLLECTIVE_REVIEW,
    DueKind.REPLY_WANTED,
    DueKind.ANNUAL_OWED,
]


async def carried(node: Node, kind: DueKind, in_days: int, every: timedelta | None = None) -> Date:
    """Write a date and have its workflow wait for it."""
    row = Date(await node.journal.now() + in_days * DAY, every=every)
    node.journal.dates[kind, "s"] = row
    await node.engine.start_due(kind, "s")
    await node.journal.until(lambda: node.journal.calls["due_step"] > 0)
    await node.idle(f"{kind}/s")
    return row


async def ended(node: Node, kind: DueKind) -> DueStep:
    return await node.client.get_workflow_handle(f"{kind}/s", result_type=DueStep).result()


@pytest.mark.parametrize("kind", KINDS)
async def test_what_is_due_is_done_at_its_instant_and_not_before(node: Node, kind: DueKind) -> None:
    row = await carried(node, kind, 30)
    await node.pass_time(30 * DAY - A_MOMENT, f"{kind}/s")
    await node.idle(f"{kind}/s")
    assert row.steps == 0
    await node.pass_time(2 * A_MOMENT, f"{kind}/s")
    assert (await ended(node, kind)).closed
    assert row.steps == 1


async def test_reminders_follow_each_other_until_the_date_is_far_away_again(node: Node) -> None:
    kind = DueKind.DENIAL_REVIEW
    row = await carried(node, kind, 10, every=14 * DAY)
    await node.pass_time(10 * DAY, f"{kind}/s")
    await node.journal.until(lambda: row.steps == 1)
    row.every = 1000 * DAY  # the review was done: the next is years away
    await node.pass_time(14 * DAY, f"{kind}/s")
    assert (await ended(node, kind)).closed
    assert row.steps == 2


async def test_an_act_that_moves_the_date_far_away_ends_the_wait(node: Node) -> None:
    kind = DueKind.DENIAL_REVIEW
    row = await carried(node, kind, 30)
    row.at += NEAR
    await node.engine.poke_due(kind, "s")
    assert (await ended(node, kind)).closed
    assert row.steps == 0


async def test_an_extension_makes_the_wait_longer(node: Node) -> None:
    kind = DueKind.COLLECTIVE_REVIEW
    row = await carried(node, kind, 30)
    row.at += 30 * DAY
    await node.engine.poke_due(kind, "s")
    await node.pass_time(31 * DAY, f"{kind}/s")
    await node.idle(f"{kind}/s")
    assert row.steps == 0
    await node.pass_time(30 * DAY, f"{kind}/s")
    await node.journal.until(lambda: row.steps == 1)


async def test_a_reply_removes_the_date(node: Node) -> None:
    kind = DueKind.REPLY_WANTED
    await carried(node, kind, 10)
    del node.journal.dates[kind, "s"]
    await node.engine.poke_due(kind, "s")
    assert (await ended(node, kind)).closed
    assert node.journal.calls["due_over"] == 0


async def test_a_date_that_has_been_carried_is_carried_again_when_it_is_near_again(
    node: Node,
) -> None:
    kind = DueKind.DENIAL_REVIEW
    await carried(node, kind, 1)
    await node.pass_time(DAY, f"{kind}/s")
    assert (await ended(node, kind)).closed
    row = await carried(node, kind, 2)
    await node.pass_time(2 * DAY, f"{kind}/s")
    await node.journal.until(lambda: row.steps == 1)


async def test_what_cannot_be_done_is_asked_about_ever_more_rarely(node: Node) -> None:
    kind = DueKind.REPLY_WANTED
    row = await carried(node, kind, 1)
    row.stuck = True
    await node.pass_time(DAY, f"{kind}/s")
    await node.journal.until(lambda: node.journal.calls["due_over"] > 0)
    await node.pass_time(10 * DAY, f"{kind}/s")
    await node.idle(f"{kind}/s")
    assert 1 < node.journal.calls["due_over"] < 20
