"""Both sides of a story: the tests' stand-in of the engine, and a server of life."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from temporalio.api.enums.v1 import PendingActivityState
from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleIntervalSpec,
    ScheduleSpec,
    WorkflowExecutionDescription,
)
from temporalio.service import RPCError, RPCStatusCode

from gateway.errors import ComityError
from gateway.ports import CaseEngine
from tests.engine.stories import (
    COMPLETED,
    DUE,
    GONE,
    KEY,
    WAITS,
)
from tests.engine.world import COMPLETED as RUN_COMPLETED
from tests.engine.world import POLL_S, RUNNING, World, now
from tests.support.journal import Journal
from tests.support.step_engine import Key, StepEngine, Works
from workflows import ids
from workflows.ids import SCHEDULE, TASK_QUEUE
from workflows.register_sync import RegisterSync
from workflows.schedule import keep_schedule

SECOND = timedelta(seconds=1)
SCHEDULED = PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED
RUNS = {
    "consultation": ids.consultation(KEY),
    "case": ids.case(KEY),
    "due": ids.due(DUE, KEY),
    "delivery": ids.delivery(KEY),
}
"""The run of each kind, as the server knows it."""


def _key(kind: str) -> Key:
    """The run of a kind, as the stand-in knows it."""
    return kind, f"{DUE}/{KEY}" if kind == "due" else KEY


@dataclass
class StandIn:
    """The stand-in, carried as a desk carries it."""

    engine: StepEngine = field(default_factory=StepEngine)
    journal: Journal = field(default_factory=lambda: Journal(now))
    _last: bool = False

    def __post_init__(self) -> None:
        self.journal.engine = self.engine

    async def settled(self) -> dict[str, str]:
        """Carry what moves, and say how each run stands."""
        works = Works(self.journal, self.journal, self.journal)
        moved = True
        while moved:
            try:
                moved = await self.engine.step(works)
            except ComityError:
                continue  # the run stands as it would in life
            moved |= await self.engine.deliver(self.journal, last=self._last)
        self._last = False
        return {kind: self._stands(_key(kind)) for kind in RUNS}

    def _stands(self, run: Key) -> str:
        if run in self.engine.running:
            return WAITS
        return COMPLETED if run in self.engine.ended else GONE

    async def lose(self, kind: str, _how: str) -> None:
        self.engine.lose(*_key(kind))

    async def days_pass(self) -> None:
        self._last = True

    # --- the schedule ---------------------------------------------------------------------

    async def keep(self) -> None:
        """It has one always."""

    async def pause(self) -> None:
        self.engine.paused = True

    async def unpause(self) -> None:
        self.engine.paused = False

    async def fail_once(self) -> None:
        self.journal.down = 1

    async def instants_come(self) -> None:
        for _ in range(3):
            with suppress(ComityError):  # the next round is made all the same
                await self.engine.round(self.journal)


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

    async def settled(self) -> dict[str, str]:
        """Wait until nothing goes on, twice the same, and say how each run stands."""
        before = None
        while (looked := await self._looked()) != before or not all(map(quiet, looked.values())):
            before = looked
            await asyncio.sleep(POLL_S)
        return {kind: stands(looked.get(run)) for kind, run in RUNS.items()}

    async def _looked(self) -> dict[str, Look]:
        of_letters = [ids.delivery(each) for each in self.journal.letters]
        found = {}
        for each in {*RUNS.values(), *of_letters}:
            try:
                found[each] = Look.at(await self.world.looked_at(each))
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise
        return found

    async def lose(self, kind: str, how: str) -> None:
        run = RUNS[kind]
        handle = self.world.handle(run)
        match how:
            case "cancel":
                await handle.cancel()
            case "terminate":
                await handle.terminate()
            case _:  # what nobody can read fails the run
                await self.plain.get_workflow_handle(run).signal("poke", "plain")
        await self.world.until(run, lambda each: each.status is not RUNNING)

    async def days_pass(self) -> None:
        run = ids.delivery(KEY)
        await self.world.until(run, lambda each: each.status is not RUNNING)

    # --- the schedule ---------------------------------------------------------------------

    async def keep(self) -> None:
        await keep_schedule(self.world.client, TASK_QUEUE, SECOND)

    async def pause(self) -> None:
        await self.world.client.get_schedule_handle(SCHEDULE).pause()
        await self._rounds_end()

    async def unpause(self) -> None:
        await self.world.client.get_schedule_handle(SCHEDULE).unpause()

    async def fail_once(self) -> None:
        self.journal.down = 1

    async def instants_come(self) -> None:
        """Wait until a schedule beside it, which nobody pauses or serves, has come thrice."""
        nobody = ScheduleActionStartWorkflow(RegisterSync.run, id="beside", task_queue="nobody")
        spec = ScheduleSpec(intervals=[ScheduleIntervalSpec(every=SECOND)])
        beside = await self.world.client.create_schedule("beside", Schedule(nobody, spec=spec))
        info = (await beside.describe()).info
        while info.num_actions + info.num_actions_skipped_overlap < 3:
            await asyncio.sleep(POLL_S)
            info = (await beside.describe()).info
        await beside.delete()
        await self._rounds_end()

    async def _rounds_end(self) -> None:
        handle = self.world.client.get_schedule_handle(SCHEDULE)
        while (await handle.describe()).info.running_actions:  # noqa: ASYNC110
            await asyncio.sleep(POLL_S)


@dataclass(frozen=True)
class Look:
    """One look at a run of the server's: how it stands, and how far it is."""

    state: str
    quiet: bool
    length: int

    @classmethod
    def at(cls, found: WorkflowExecutionDescription) -> Look:
        raw = found.raw_description
        pauses = all(
            each.attempt > 1 and each.state == SCHEDULED for each in raw.pending_activities
        )
        begun = found.history_length > 4 and not raw.HasField("pending_workflow_task")
        if found.status is RUNNING:
            return cls(WAITS, begun and pauses, found.history_length)
        state = COMPLETED if found.status is RUN_COMPLETED else GONE
        return cls(state, quiet=True, length=found.history_length)


def quiet(look: Look) -> bool:
    return look.quiet


def stands(look: Look | None) -> str:
    return look.state if look is not None else GONE
