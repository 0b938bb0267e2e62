"""How a workflow waits, minute by minute: what it asks the journal, and when.

Each story is what the journal answers, one word after the other, and when pokes come.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from temporalio import workflow
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from tests.workflows.node import PROGRAM
from workflows.policies import Recheck
from workflows.waiting import Waiting

MINUTE, DAY = 60.0, 24 * 60.0
CLOSED = "closed"


@dataclass
class Story:
    """What is told: minutes until the deadline, None where none runs, or that all is over.

    Attributes:
        answers: Of the journal, in order; the last one is given for ever.
        pokes: When they come, in minutes; a negative one before the first question.
        run: Number of the run.
    """

    answers: list[float | str | None]
    pokes: list[float] = field(default_factory=list)
    renew_after: int = 1000
    run: int = 1


@dataclass
class Told:
    """One answer of the journal."""

    closed: bool
    due_in_s: float | None


@workflow.defn(sandboxed=False)
class Waits(Waiting):
    """Waits as the workflows do; its journal is the story."""

    @workflow.init
    def __init__(self, story: Story) -> None:
        recheck = Recheck(timedelta(minutes=5), timedelta(minutes=20))
        super().__init__(story.renew_after, recheck)
        self._answers = list(story.answers)
        self._asked: list[str] = []

    @workflow.run
    async def run(self, story: Story) -> list[str]:
        """Return what was asked, each question with its minute."""
        self._began = workflow.time()
        for at in story.pokes:
            if at < 0:
                self.poke()
        pokes = [asyncio.create_task(self._poke_at(at)) for at in story.pokes if at >= 0]
        over = Story(answers=[CLOSED], run=story.run + 1)
        await self.carry(
            begin=lambda: self._ask("begin"),
            ask=lambda: self._ask("ask"),
            over=lambda: self._ask("over"),
            renewed=over,  # type: ignore[arg-type]
        )
        for task in pokes:
            task.cancel()
        return [*self._asked, f"run {story.run}"]

    async def _poke_at(self, minute: float) -> None:
        await workflow.sleep(minute * MINUTE)
        self.poke()

    async def _ask(self, what: str) -> Told:
        self._asked.append(f"{what} {(workflow.time() - self._began) // MINUTE:g}")
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, str):
            return Told(closed=True, due_in_s=None)
        return Told(closed=False, due_in_s=None if answer is None else answer * MINUTE)


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    env = await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=str(PROGRAM), data_converter=pydantic_data_converter
    )
    async with env, Worker(env.client, task_queue="stories", workflows=[Waits]):
        yield env.client


async def told(client: Client, story: Story) -> list[str]:
    asked: list[str] = await client.execute_workflow(
        Waits.run, story, id="story", task_queue="stories"
    )
    return asked


STORIES: dict[str, tuple[Story, Sequence[str]]] = {
    "nothing to wait for": (Story([CLOSED]), ["begin 0"]),
    "a deadline": (Story([10.0, CLOSED]), ["begin 0", "over 10"]),
    "no deadline": (Story([None, CLOSED], [7]), ["begin 0", "ask 7"]),
    "a poke before the deadline": (
        Story([10.0, 7.0, CLOSED], [3]),
        ["begin 0", "ask 3", "over 10"],
    ),
    "a poke that removes it": (
        Story([10.0, None, CLOSED], [3, 30]),
        ["begin 0", "ask 3", "ask 30"],
    ),
    "a poke that makes it later": (
        Story([10.0, 20.0, CLOSED], [3]),
        ["begin 0", "ask 3", "over 23"],
    ),
    "a poke before the first question is answered by it": (
        Story([10.0, CLOSED], [-1]),
        ["begin 0", "over 10"],
    ),
    "a passed deadline is asked about ever more rarely": (
        Story([0.0, 0.0, 0.0, 0.0, 0.0, -1.0, CLOSED]),
        ["begin 0", "over 0", "over 5", "over 15", "over 35", "over 55", "over 75"],
    ),
    "a poke asks at once and begins anew": (
        Story([0.0, 0.0, 0.0, 0.0, CLOSED], [2]),
        ["begin 0", "over 0", "ask 2", "over 2", "over 7"],
    ),
    "a new deadline is waited for": (
        Story([0.0, 10.0, 0.0, CLOSED]),
        ["begin 0", "over 0", "over 10", "over 15"],
    ),
    "a far deadline is asked about after ninety days": (
        Story([100 * DAY, 10 * DAY, CLOSED]),
        ["begin 0", f"over {90 * DAY:g}", f"over {100 * DAY:g}"],
    ),
}


@pytest.mark.parametrize("name", STORIES)
async def test_what_is_asked_and_when(client: Client, name: str) -> None:
    """Found in use: tests G18."""
    story, asked = STORIES[name]
    assert await told(client, story) == [*asked, "run 1"]


@pytest.mark.parametrize(("pokes", "run"), [([1], 1), ([1, 2], 2), ([1, 2, 3], 2)])
async def test_after_so_many_pokes_another_run_goes_on(
    client: Client, pokes: list[float], run: int
) -> None:
    story = Story([None, None, 60.0, CLOSED], pokes, renew_after=2)
    if run == 1:
        story.answers = [None, CLOSED]
    asked = await told(client, story)
    assert asked[-1] == f"run {run}"


async def test_a_timer_is_given_up_when_nothing_needs_it_any_more(client: Client) -> None:
    story = Story([DAY, None, CLOSED], [3, 30])
    await told(client, story)
    history = await client.get_workflow_handle("story").fetch_history()
    kinds = [event.WhichOneof("attributes") for event in history.events]
    assert kinds.count("timer_canceled_event_attributes") == 1
