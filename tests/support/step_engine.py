"""Stands for Temporal: carries what waits only when a test says so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from gateway.domain.acts import DueKind
from gateway.errors import ComityError
from gateway.ports import (
    CaseRef,
    CaseWork,
    ConsultationWork,
    ConversationRef,
    DeliveryWork,
    DueRef,
    DueWork,
    MessageRef,
    SyncWork,
)

Key = tuple[str, str]


@dataclass
class Run:
    """One run: whether it was poked since it last asked, and whether it has ever asked."""

    poked: bool = True
    asked: bool = False


class Works(NamedTuple):
    """What a node does for its runs."""

    case: CaseWork
    consultation: ConsultationWork
    due: DueWork


@dataclass
class StepEngine:
    """Stands for Temporal: knows what runs and what has ended, and survives its node.

    What has completed runs again when it is started again; a poke leaves it alone, and begins
    what there never was or was lost. `tests/engine/test_stand_in.py` holds it against the engine.
    Its pauses between two attempts at a delivery are over at once. An error of a step is the
    test's, which has to know of it; the run stands afterwards as it would in life.
    """

    running: dict[Key, Run] = field(default_factory=dict)
    ended: set[Key] = field(default_factory=set)
    started: list[Key] = field(default_factory=list)
    paused: bool = False
    """Whether an operator paused the schedule of the rounds of synchronisation."""

    def _start(self, kind: str, key: str) -> None:
        if (kind, key) not in self.running:
            self.running[kind, key] = Run()
            self.started.append((kind, key))

    def _poke(self, kind: str, key: str) -> None:
        if (kind, key) in self.running:
            self.running[kind, key].poked = True
        elif (kind, key) not in self.ended:
            self._start(kind, key)

    def lose(self, kind: str, key: str) -> None:
        """Let a run fail, or be ended by hand: a poke begins it anew."""
        self.running.pop((kind, key), None)
        self.ended.discard((kind, key))

    def end(self, kind: str, key: str) -> None:
        self.running.pop((kind, key), None)
        self.ended.add((kind, key))

    @property
    def is_idle(self) -> bool:
        """Whether nothing was poked that has not asked since."""
        return not any(run.poked for (kind, _), run in self.running.items() if kind != "delivery")

    # --- what a node asks of it -----------------------------------------------------------

    async def check(self) -> None:
        """It is always there."""

    async def start_case(self, case_id: str) -> None:
        self._start("case", case_id)

    async def poke_case(self, case_id: str) -> None:
        self._poke("case", case_id)

    async def start_consultation(self, conversation_id: str) -> None:
        self._start("consultation", conversation_id)

    async def poke_consultation(self, conversation_id: str) -> None:
        self._poke("consultation", conversation_id)

    async def start_due(self, kind: DueKind, subject: str) -> None:
        self._start("due", f"{kind}/{subject}")

    async def poke_due(self, kind: DueKind, subject: str) -> None:
        self._poke("due", f"{kind}/{subject}")

    async def start_delivery(self, message_id: str) -> None:
        self._start("delivery", message_id)

    async def retry_delivery(self, message_id: str) -> None:
        self._start("delivery", message_id)

    # --- what it asks of a node -----------------------------------------------------------

    async def step(self, works: Works) -> bool:
        """Carry what was poked or is due, once; say whether anything moved.

        Raises:
            ComityError: A step failed. Its run has failed too where no repeat mends that, and
                is carried again otherwise.
        """
        moved = False
        for (kind, key), run in list(self.running.items()):
            if kind == "due":
                moved |= await self._due(works.due, key, run)
            elif kind in ("case", "consultation") and run.poked:
                with self._carrying(kind, key, run):
                    closed = await self._ask(works, kind, key, run)
                if closed:
                    self.end(kind, key)
                moved = True
        return moved

    async def deliver(self, work: DeliveryWork, *, last: bool = False) -> bool:
        """Try every letter that runs once; say whether one was settled.

        Args:
            work: The attempts.
            last: Whether the days are over in which attempts are made.
        """
        settled = False
        for kind, key in list(self.running):
            if kind == "delivery":
                settled |= await self._attempt(work, MessageRef(message_id=key), last=last)
        return settled

    async def round(self, work: SyncWork) -> None:
        """Make the round of synchronisation whose time has come, unless they are paused."""
        if not self.paused:
            await work.sync_all()

    @contextmanager
    def _carrying(self, kind: str, key: str, run: Run) -> Iterator[None]:
        run.poked = False
        try:
            yield
        except Exception as error:
            run.poked = True  # it is made again
            if isinstance(error, ComityError) and not error.reason.family.retried:
                self.lose(kind, key)
            raise

    async def _ask(self, works: Works, kind: str, key: str, run: Run) -> bool:
        """Ask where a case or a consultation stands; say whether nothing is left of it."""
        if kind == "consultation":
            ref = ConversationRef(conversation_id=key)
            return (await works.consultation.consultation_step(ref)).closed
        case = CaseRef(case_id=key)
        step = await (works.case.case_step(case) if run.asked else works.case.examine(case))
        run.asked = True
        return step.done and (await works.case.settle_case(case)).closed

    async def _due(self, work: DueWork, key: str, run: Run) -> bool:
        kind, _, subject = key.partition("/")
        ref, poked = DueRef(kind=DueKind(kind), subject=subject), run.poked
        with self._carrying("due", key, run):
            step = await work.due_step(ref)
            rings = step.due_in_s is not None and step.due_in_s <= 0
            if rings:
                step = await work.due_over(ref)
        if step.closed:
            self.end("due", key)
        return poked or rings

    async def _attempt(self, work: DeliveryWork, ref: MessageRef, *, last: bool) -> bool:
        try:
            settled, again = (await work.deliver(ref)).settled, True
        except ComityError as error:
            settled, again = False, error.reason.family.retried
        if not settled and (last or not again):
            await work.give_up(ref)
        if settled or last or not again:
            self.end("delivery", ref.message_id)
        return settled
