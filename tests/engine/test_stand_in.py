"""The tests' stand-in of the engine says what the engine would: the same stories on both.

`StepEngine` carries the federation in most tests. Each story is recorded on a server of life and
played on the stand-in, over a journal each. After every act both must agree on how each run
stands, on the rows, and on what the journal was asked meanwhile.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from tests.engine.sides import Life, StandIn
from tests.engine.stories import STORIES, TALK, Story, talk
from tests.engine.world import World
from tests.support.journal import Journal
from workflows import policies

DAYS = timedelta(seconds=2)
"""Put for the days in which one tries to deliver a letter."""


@dataclass(frozen=True)
class Seen:
    """What there is to see after an act: each run, each row, and what was asked meanwhile."""

    runs: dict[str, str]
    rows: list[str]
    asked: frozenset[str]


def rows(journal: Journal) -> list[str]:
    talks = [f"{key} {row.state}" for key, row in journal.conversations.items()]
    cases = [f"{key} settled {row.settled}" for key, row in journal.cases.items()]
    letters = [
        f"{key} settled {row.settled} refused {row.refused} given up {row.given_up}"
        for key, row in journal.letters.items()
    ]
    return [*talks, *cases, *letters]


def asked(calls: Counter[str]) -> frozenset[str]:
    """What was asked; how often a letter was tried is a matter of time, and of no story."""
    return frozenset(call for call in calls if not call.startswith("deliver "))


async def played(side: StandIn | Life, story: Story) -> list[Seen]:
    """Play a story, and record what was seen after each act."""
    record = []
    if story.kind == TALK:
        talk(side, "running")
    for act, _ in story.acts:
        side.journal.calls.clear()
        await act(side)
        runs = await side.settled()
        record.append(Seen(runs, rows(side.journal), asked(side.journal.calls)))
    return record


@pytest.fixture
async def life(world: World) -> AsyncIterator[Life]:
    plain = await Client.connect(
        world.address, namespace=world.namespace, data_converter=pydantic_data_converter
    )
    async with world.worker(sync_work=world.journal):
        yield Life(world, plain)


@pytest.mark.parametrize("name", STORIES)
async def test_both_say_the_same_after_each_act(
    life: Life, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "after days" in name:
        monkeypatch.setattr(policies, "DELIVER_FOR", DAYS)
    story = STORIES[name]
    recorded = await played(life, story)
    assert [each.runs[story.kind] for each in recorded] == [state for _, state in story.acts]
    assert await played(StandIn(), story) == recorded


async def rounds(side: StandIn | Life) -> list[bool]:
    """Whether rounds of synchronisation come, as an operator pauses them and one fails."""
    come = []
    await side.keep()
    for acts in ((), (side.pause, side.keep), (side.unpause, side.fail_once)):
        for act in acts:
            await act()
        before = side.journal.calls["sync_all"]
        await side.instants_come()
        come.append(side.journal.calls["sync_all"] > before)
    return come


async def test_both_make_the_rounds_that_an_operator_lets_them_make(life: Life) -> None:
    recorded = await rounds(life)
    assert recorded == [True, False, True]
    assert await rounds(StandIn()) == recorded
