"""`ConsultedCase`: reminders and its end."""

from __future__ import annotations

from datetime import timedelta

from gateway.ports import ConsultationStep
from tests.support.journal import PERIOD, REMIND_BEFORE, Conversation, Peer
from tests.workflows.node import Node


async def asked(node: Node) -> Conversation:
    """Receive a request whose period has just begun."""
    last_instant = await node.journal.now() + PERIOD
    row = Conversation(Peer(), state="running", last_instant=last_instant)
    node.journal.conversations["k"] = row
    await node.engine.start_consulted("k")
    await node.journal.until(lambda: node.journal.calls["consultation_step"] > 0)
    await node.idle("consulted/k")
    return row


async def test_an_officer_is_reminded_before_the_end_and_once_a_day(node: Node) -> None:
    row = await asked(node)
    await node.pass_time(PERIOD - REMIND_BEFORE - timedelta(hours=1), "consulted/k")
    assert row.reminders == 0
    await node.pass_time(timedelta(hours=2), "consulted/k")
    await node.journal.until(lambda: row.reminders == 1)
    await node.pass_time(timedelta(days=1), "consulted/k")
    await node.journal.until(lambda: row.reminders == 2)


async def test_a_poke_does_not_bring_a_second_reminder(node: Node) -> None:
    row = await asked(node)
    await node.pass_time(PERIOD - REMIND_BEFORE, "consulted/k")
    await node.journal.until(lambda: row.reminders == 1)
    await node.idle("consulted/k")
    await node.engine.poke_conversation("k", ours=False)
    await node.idle("consulted/k")
    assert row.reminders == 1


async def test_the_answer_ends_it(node: Node) -> None:
    await asked(node)
    await node.journal.answer("k")
    handle = node.client.get_workflow_handle("consulted/k", result_type=ConsultationStep)
    assert (await handle.result()).state == "answered"
