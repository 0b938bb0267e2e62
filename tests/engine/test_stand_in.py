"""The tests' stand-in of the engine says what the engine would: the same stories on both.

`StepEngine` carries the federation in most tests. Here the same acts are done to it and to a
server of life, over a journal each; after every act both must agree on whether a run waits.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import pytest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from gateway.ports import CaseEngine, ConversationRef
from tests.engine.world import RUNNING, World, now
from tests.support.journal import Conversation, Journal, Peer
from tests.support.step_engine import StepEngine

KEY, RUN = "k", "consultation/k"


@dataclass
class StandIn:
    """The stand-in, carried as a desk carries it."""

    engine: StepEngine = field(default_factory=StepEngine)
    journal: Journal = field(default_factory=lambda: Journal(now))

    async def settled(self) -> bool:
        """Carry what was poked, and say whether a run waits."""
        if self.engine.running.get(("consultation", KEY)):
            self.engine.running["consultation", KEY] = False
            step = await self.journal.consultation_step(ConversationRef(conversation_id=KEY))
            if step.closed:
                self.engine.end("consultation", KEY)
        return ("consultation", KEY) in self.engine.running

    async def lose(self, _how: str) -> None:
        self.engine.lose("consultation", KEY)


@dataclass
class Life:
    """A server of life with a worker."""

    world: World
    plain: Client

    @property
    def engine(self) -> CaseEngine:
        return self.world.engine

    @property
    def journal(self) -> Journal:
        return self.world.journal

    async def settled(self) -> bool:
        """Wait until nothing goes on, and say whether a run waits."""
        found = await self.world.until(
            RUN,
            lambda each: (
                each.status is not RUNNING
                or (
                    each.history_length > 4
                    and not each.raw_description.HasField("pending_workflow_task")
                )
            ),
        )
        return found.status is RUNNING

    async def lose(self, how: str) -> None:
        handle = self.world.handle(RUN)
        match how:
            case "cancel":
                await handle.cancel()
            case "terminate":
                await handle.terminate()
            case _:  # what nobody can read fails the run
                await self.plain.get_workflow_handle(RUN).signal("poke", "plain")
        await self.world.until(RUN, lambda each: each.status is not RUNNING)


Act = Callable[[StandIn | Life], Awaitable[None]]


def row(side: StandIn | Life, state: str) -> None:
    side.journal.conversations[KEY] = Conversation(Peer(), state=state)


async def start(side: StandIn | Life) -> None:
    await side.engine.start_consultation(KEY)


async def poke(side: StandIn | Life) -> None:
    await side.engine.poke_consultation(KEY)


async def answer(side: StandIn | Life) -> None:
    row(side, "answered")
    await poke(side)


async def recall(side: StandIn | Life) -> None:
    """The answer falls: what opens it again starts it as well."""
    row(side, "running")
    await start(side)


async def reopened_and_poked(side: StandIn | Life) -> None:
    row(side, "running")
    await poke(side)


async def cancel(side: StandIn | Life) -> None:
    await side.lose("cancel")


async def terminate(side: StandIn | Life) -> None:
    await side.lose("terminate")


async def fail(side: StandIn | Life) -> None:
    await side.lose("fail")


STORIES: dict[str, list[tuple[Act, bool]]] = {
    "a poke begins what there never was": [(poke, True), (answer, False)],
    "a start twice is one run": [(start, True), (start, True), (answer, False)],
    "a poke leaves alone what has completed": [(start, True), (answer, False), (poke, False)],
    "also where its row was opened again": [
        (start, True),
        (answer, False),
        (reopened_and_poked, False),
        (recall, True),
    ],
    "a start begins anew what has completed": [(start, True), (answer, False), (recall, True)],
    "cancelled by hand, a poke begins it anew": [(start, True), (cancel, False), (poke, True)],
    "terminated by hand, a start begins it anew": [
        (start, True),
        (terminate, False),
        (start, True),
        (answer, False),
    ],
    "a run that failed is begun anew by a poke": [(start, True), (fail, False), (poke, True)],
    "and by a start": [(start, True), (fail, False), (start, True), (answer, False)],
}


@pytest.fixture
async def life(world: World) -> AsyncIterator[Life]:
    async with AsyncExitStack() as stack:
        plain = await Client.connect(
            world.address, namespace=world.namespace, data_converter=pydantic_data_converter
        )
        await stack.enter_async_context(world.worker())
        yield Life(world, plain)


@pytest.mark.parametrize("name", STORIES)
async def test_both_say_the_same_after_each_act(life: Life, name: str) -> None:
    stand_in = StandIn()
    stand_in.journal.engine = stand_in.engine
    for side in (life, stand_in):
        row(side, "running")
        for number, (act, waits) in enumerate(STORIES[name]):
            await act(side)
            assert await side.settled() is waits, (type(side).__name__, number, act.__name__)
