"""`ConsultationWorkflow` on the time-skipping server: answers, silence, pokes, what it costs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from temporalio.client import WorkflowFailureError
from temporalio.exceptions import ApplicationError

from gateway.errors import Reason
from gateway.ports import ConsultationStep
from tests.support.journal import GRACE, PERIOD, Case, Conversation, Letter, Peer
from tests.workflows.node import Node
from workflows.consultation import ConsultationWorkflow
from workflows.messages import ConversationRun

A_MOMENT = timedelta(seconds=1)


async def running(node: Node, *conversations: str) -> Peer:
    """Open consultations with one peer and bring them to where the period runs."""
    peer, journal = Peer(), node.journal
    journal.cases["c"] = Case(opened=True)  # it is told of what ends
    for key in conversations:
        journal.conversations[key] = Conversation(peer, case="c")
        await journal.post(f"request-{key}", Letter(key, "request"))
    for key in conversations:
        await journal.until_state(key, "running")
        await node.handle(f"delivery/request-{key}").result()
        await node.idle(f"consultation/{key}")
    return peer


async def over(node: Node, *conversations: str) -> None:
    """Let the period and its grace pass, and the sweep look."""
    await node.pass_time(PERIOD + GRACE, *(f"consultation/{key}" for key in conversations))
    await node.journal.sweep()


async def ended(node: Node, conversation: str) -> ConsultationStep:
    handle = node.client.get_workflow_handle(
        f"consultation/{conversation}", result_type=ConsultationStep
    )
    return await handle.result()


async def test_an_answer_before_the_deadline_ends_it(node: Node) -> None:
    await running(node, "k")
    await node.pass_time(PERIOD - A_MOMENT, "consultation/k")
    await node.journal.answer("k")
    assert (await ended(node, "k")).state == "answered"
    assert "closing-k" not in node.journal.letters


async def test_one_whose_answer_fell_runs_again_and_one_that_is_over_ends_at_once(
    node: Node,
) -> None:
    await running(node, "k")
    await node.journal.answer("k")
    await ended(node, "k")
    await node.engine.start_consultation("k")  # told twice: nothing is left to carry
    assert (await ended(node, "k")).state == "answered"
    node.journal.conversations["k"].state = "running"  # the answer was recalled
    await node.engine.start_consultation("k")
    await node.pass_time(A_MOMENT, "consultation/k")
    await node.journal.answer("k")
    assert (await ended(node, "k")).state == "answered"


async def test_an_answered_consultation_costs_twelve_events_and_its_delivery_six(
    node: Node,
) -> None:
    await running(node, "k")
    await node.journal.answer("k")
    await ended(node, "k")
    assert len(await node.kinds("consultation/k")) == 12
    assert len(await node.kinds("delivery/request-k")) == 6


async def test_silence_is_closed_by_both(node: Node) -> None:
    await running(node, "k")
    await over(node, "k")
    assert (await ended(node, "k")).state == "silent"
    assert node.journal.conversations["k"].closed_by == "both"
    assert node.journal.letters["closing-k"].settled


async def test_before_the_grace_is_over_nothing_is_closed(node: Node) -> None:
    await running(node, "k")
    await node.pass_time(PERIOD + GRACE - A_MOMENT, "consultation/k")
    await node.journal.sweep()
    await node.engine.poke_consultation("k")
    await node.idle("consultation/k")
    assert node.journal.conversations["k"].state == "running"


async def test_with_the_peer_away_it_stays_open_and_closes_when_the_peer_is_back(
    node: Node,
) -> None:
    peer = await running(node, "k")
    peer.away = True
    row = node.journal.conversations["k"]
    await over(node, "k")
    await node.journal.until(lambda: row.state == "unconfirmed")
    await node.pass_time(timedelta(days=2))
    assert row.state == "unconfirmed"
    peer.away = False
    await node.engine.retry_delivery("closing-k")
    assert (await ended(node, "k")).state == "silent"
    assert row.closed_by == "both"


async def test_a_poke_finds_a_deadline_that_the_advanced_clock_has_passed(node: Node) -> None:
    await running(node, "k")
    node.journal.offset = PERIOD + GRACE
    await node.engine.poke_consultation("k")
    assert (await ended(node, "k")).state == "silent"


async def test_two_run_in_parallel_and_each_has_its_own_end(node: Node) -> None:
    await running(node, "k", "l")
    await node.journal.answer("k")
    assert (await ended(node, "k")).state == "answered"
    await over(node, "l")
    assert (await ended(node, "l")).state == "silent"


async def test_pokes_that_come_together_are_one_question(node: Node) -> None:
    await running(node, "k")
    before = node.journal.calls["consultation_step"]
    node.journal.down = 1  # the first question fails once, so the others come meanwhile
    for _ in range(3):
        await node.engine.poke_consultation("k")
    await node.journal.until(lambda: node.journal.calls["consultation_step"] > before)
    await node.idle("consultation/k")
    assert node.journal.calls["consultation_step"] <= before + 2


async def test_a_run_that_was_poked_often_continues_as_new(node: Node) -> None:
    node.journal.conversations["k"] = Conversation(Peer(), case="c", state="requested")
    handle = await node.client.start_workflow(
        ConsultationWorkflow.run,
        ConversationRun(conversation_id="k", renew_after=2),
        id="consultation/k",
        task_queue="comity",
    )
    await node.idle("consultation/k")
    await node.engine.poke_consultation("k")
    await node.engine.poke_consultation("k")
    second = node.client.get_workflow_handle("consultation/k")
    while (await second.describe()).run_id == handle.first_execution_run_id:
        pass
    await node.idle("consultation/k")
    await node.journal.answer("k")
    assert (await ended(node, "k")).state == "answered"


async def test_a_database_that_is_away_delays_and_loses_nothing(node: Node) -> None:
    await running(node, "k")
    node.journal.down = 1
    await node.journal.answer("k")
    assert (await ended(node, "k")).state == "answered"


async def test_a_conversation_that_the_journal_does_not_know_ends_with_the_reason(
    node: Node,
) -> None:
    await node.engine.start_consultation("nobody")
    with pytest.raises(WorkflowFailureError) as caught:
        await ended(node, "nobody")
    failure = caught.value.cause
    assert isinstance(failure, ApplicationError)
    assert failure.type == Reason.NOT_FOUND


async def test_steps_that_poke_each_other_do_not_wait_for_each_other(node: Node) -> None:
    journal = node.journal

    async def poke_the_other(name: str) -> None:
        if name == "case_step":
            await node.engine.poke_consultation("k")
        elif journal.conversations["k"].state == "answered":
            await node.engine.poke_case("c")

    journal.cases["c"] = Case({"k": Peer()})
    await node.engine.start_case("c")
    await journal.until_state("k", "running")
    journal.in_step = poke_the_other
    await journal.answer("k")
    assert (await ended(node, "k")).state == "answered"
    await journal.decide("c")
    assert (await node.handle("case/c").result())["done"]
