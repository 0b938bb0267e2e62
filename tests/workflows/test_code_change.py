"""A consultation runs for weeks; the program is changed under it (issue 3, item 11)."""

from __future__ import annotations

import pytest
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer
from temporalio.workflow import NondeterminismError

from gateway.ports import ConsultationStep
from tests.support.journal import GRACE, PERIOD, Conversation, Letter, Peer
from tests.workflows.changed import Guarded, Unguarded
from tests.workflows.node import Node, running_node
from workflows import worker
from workflows.consultation import ConsultationWorkflow


def with_definition(definition: type) -> tuple[type, ...]:
    """The workflows of a later version: one definition in place of today's."""
    return tuple(definition if each is ConsultationWorkflow else each for each in worker.WORKFLOWS)


async def begun(node: Node, key: str) -> None:
    """Open a consultation and bring it to where its period runs."""
    node.journal.conversations[key] = Conversation(Peer(), case="c")
    await node.journal.post(f"request-{key}", Letter(key, "request"))
    await node.journal.until_state(key, "running")
    await node.handle(f"delivery/request-{key}").result()
    await node.idle(f"consultation/{key}")


async def ended(node: Node, key: str) -> ConsultationStep:
    handle = node.client.get_workflow_handle(f"consultation/{key}", result_type=ConsultationStep)
    return await handle.result()


async def test_a_running_case_is_moved_across_a_change_of_code(
    idle_node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    node = idle_node
    # Nothing is kept in memory: the time-skipping server would offer the next task to the
    # worker that is gone, and never give up (the real one does, after STICKY_TIMEOUT).
    async with node.worker(cached_workflows=0):  # today's program
        await begun(node, "old")
        await node.pass_time(PERIOD / 2, "consultation/old")
    monkeypatch.setattr(worker, "WORKFLOWS", with_definition(Guarded))
    async with node.worker():  # the program after the change
        node.journal.conversations["new"] = Conversation(Peer(), case="c", state="running")
        await node.engine.start_consultation("new")
        await node.pass_time(PERIOD / 2 + GRACE, "consultation/new")
        await node.journal.sweep()
        await node.journal.until_state("old", "silent")
        assert (await ended(node, "old")).state == "silent"
        await node.journal.answer("new")
        assert (await ended(node, "new")).state == "answered"
    assert "TIMER_STARTED" not in await node.kinds("consultation/old")  # the code it began with
    assert "TIMER_STARTED" in await node.kinds("consultation/new")  # the new code


async def test_the_same_change_without_its_guard_does_not_fit_the_running_case() -> None:
    async with running_node(pydantic_data_converter) as node, node.worker():
        await begun(node, "old")
        history = await node.history("consultation/old")
    await replayed(Guarded, history)
    with pytest.raises(NondeterminismError):
        await replayed(Unguarded, history)


async def replayed(definition: type, history: WorkflowHistory) -> None:
    replayer = Replayer(
        workflows=with_definition(definition),
        workflow_runner=worker.RUNNER,
        data_converter=pydantic_data_converter,
    )
    await replayer.replay_workflow(history)
