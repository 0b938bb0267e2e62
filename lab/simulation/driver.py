"""The one driver of a simulation: it lets time pass, and seats officers at their desks.

A working day is one instant at which officers work, and before it, in the night, the
instants at which periods end. While a letter, an effect or a closing is on its way, time
does not pass, so that an answer in time never loses the race against its own deadline.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from time import monotonic
from typing import TypeVar

from gateway.casework.cases.cases import file_application, get_case
from gateway.casework.handlers.workflow_steps import sweep
from gateway.domain.authority import COMMISSION
from gateway.domain.case import Application
from lab.simulation.desks import Desks
from lab.simulation.members import RENEW_AFTER, Federation, Participant
from lab.simulation.notices import send_commission_acts
from lab.simulation.plan import Dice, SimulationPlan
from lab.simulation.settling import settle
from lab.simulation.stream import applying

SPAN_DAYS = 30
SHARE = 0.05
"""Share of the spans of 30 days in which a member has an outage: one in 20 months."""
LONGEST_DAYS = 6
"""More than the four days after which a delivery is given up and becomes a person's task."""

T = TypeVar("T")

MOMENT = timedelta(seconds=2)
"""Added to an instant that is waited for: the server's timers are rounded."""

QUIET_WITHIN_S = 30.0
"""Seconds of pauses between looks after which what does not come to rest is a defect."""

QUIET_AFTER_KILL_S = 120.0
"""The same where workers are killed: what one had begun is given out again after its limit."""

_WEEKEND = 5
_WITHIN_S = 0.3
"""Seconds of the machine over which the kills of a day are spread: about as long as its work."""


class Driver:
    """Runs a plan over a federation.

    Args:
        plan: What is simulated.
        federation: The members, started.
        say: Told the progress, a line at a time.
    """

    def __init__(
        self, plan: SimulationPlan, federation: Federation, say: Callable[[str], None]
    ) -> None:
        self._plan = plan
        self._federation = federation
        self._dice = Dice(plan.seed, plan.shares)
        self._say = say
        self._desks = Desks(plan, federation, self._dice)
        self._touched: set[str] = set()
        self._chance = random.SystemRandom()  # instants of kills: not part of what is dealt
        self._renewed = plan.start - RENEW_AFTER
        self._patience_s = QUIET_AFTER_KILL_S if plan.kills else QUIET_WITHIN_S
        self.spent: defaultdict[str, float] = defaultdict(float)

    @property
    def refused(self) -> Counter[str]:
        """What officers were refused, by reason."""
        return self._desks.refused

    async def run(self) -> None:
        """Let the plan's days pass; at the end everybody holds every log."""
        filings = applying(self._plan, self._dice)
        away_on = outages(self._plan, self._dice)
        overdue: list[tuple[str, Application]] = []
        for day in range(self._plan.days + 1):
            at = self._plan.start + timedelta(days=day)
            overdue += filings.get(day, [])
            if at.weekday() >= _WEEKEND:
                continue
            await self._night(at)
            if at - self._renewed >= RENEW_AFTER:
                self._federation.renew_directory()
                self._renewed = at
            if at.weekday() == 0:
                await self._sweep()
                await self._commission(at)
            await self._change_lines(away_on.get(day, set()))
            killing = self._killing(day)
            overdue = await self._morning(overdue)
            await self._attend()
            await self._afternoon()
            await killing
            if day % 30 == 0:
                self._say(f"{at.date()}: {self._desks.filed} filed, {self._desks.decided} decided")
        await self._end()

    # --- the parts of a day ----------------------------------------------------------------

    async def _night(self, morning: datetime) -> None:
        """Pass every instant at which a period is over, one by one."""
        while True:
            now = self._federation.time.clock.now()
            found = {
                code: due
                for code, member in self._federation.members.items()
                if (due := member.next_due(now, morning)) is not None
            }
            if not found:
                break
            due = min(found.values())
            self._touched |= {code for code, each in found.items() if each <= due}
            await self._pass_to(min(max(now, due) + MOMENT, morning))
            await self._settle()
            if self._federation.board.away and any(
                member.any_closing() for member in self._federation.members.values()
            ):
                patience = max(member.patience for member in self._federation.members.values())
                self._touched |= set(self._federation.members)
                await self._pass_to(self._federation.time.clock.now() + patience + MOMENT)
                await self._settle()
        await self._pass_to(max(morning, self._federation.time.clock.now()))

    async def _sweep(self) -> None:
        """Do what is due by a date (reviews, replies): daily in life, on Mondays here."""
        members = self._federation.members.values()
        self._touched |= set(self._federation.members)
        await self._together("sweep", [sweep(member.node.office) for member in members])
        await self._settle()

    async def _change_lines(self, away: set[str]) -> None:
        """Let members go away or come back; what waited for them is sent then."""
        board = self._federation.board
        back = board.away - away
        board.away = set(away)
        if not back:
            return
        for code, member in self._federation.members.items():
            await member.send_again(self._federation.members if code in back else back)
        self._touched |= set(self._federation.members)
        await self._settle()

    async def _morning(
        self, filings: list[tuple[str, Application]]
    ) -> list[tuple[str, Application]]:
        """Answer what is due, then file; return what must wait for an office to open."""
        # One kind after the other: what crosses in the mail on one day must not cross one way
        # today and the other way in the next run.
        for seats in self._desks.due_today():
            await self._each(seats, self._desks.act)
            await self._settle()
            await self._watch(seats)
        closed = {code for code, _ in filings if not self._desks.at_work(code)}
        waiting = [each for each in filings if each[0] in closed]
        today: dict[str, list[Application]] = defaultdict(list)
        for code, application in filings:
            if code not in closed:
                today[code].append(application)
        await self._together("sync", [self._pull(self._federation[code]) for code in today])
        await self._each(today, self._file)
        await self._settle()
        await self._watch(today)
        return waiting

    async def _commission(self, at: datetime) -> None:
        """Let the Commission see what has come, and send what it sends of its own accord."""
        if COMMISSION not in self._federation.members or COMMISSION in self._federation.board.away:
            return
        member = self._federation[COMMISSION]
        await member.sync_all()
        self._touched.add(COMMISSION)
        await send_commission_acts(member, self._dice, at)
        await self._settle()

    async def _attend(self) -> None:
        """Have officers attend to the tasks that they find."""
        tasks = self._desks.tasks()
        await self._each(tasks, self._desks.attend)
        await self._settle()

    async def _afternoon(self) -> None:
        """Hold the boards: every member whose day it is decides what is ready."""
        sitting = self._desks.sitting()
        await self._together(
            "sync", [self._federation[code].sync_all() for code in sitting if sitting[code]]
        )
        # One member after the other: a decision that finds a register stale pulls it again,
        # and what it then finds must not depend on who is quicker.
        for code, boards in sitting.items():
            await self._each({code: boards}, self._desks.decide)
        await self._settle()
        await self._watch({code: [] for code in sitting})

    async def _end(self) -> None:
        """Bring everybody back and everybody's log to everybody, twice: cosignatures too."""
        await self._change_lines(set())
        for _ in range(2):
            await self._together(
                "sync", [member.sync_all() for member in self._federation.members.values()]
            )

    # --- what they are made of ---------------------------------------------------------------

    async def _file(self, code: str, application: Application) -> None:
        member = self._federation[code]
        case = await file_application(member.node.office, member.officer, application)
        self._desks.note_filed(code, case)

    async def _watch(self, codes: Iterable[str]) -> None:
        """Seat officers before the consultations that have come."""
        for code in codes:
            member = self._federation[code]
            for case_id in self._desks.unseen(code):
                case = await get_case(member.node.office, member.officer, case_id)
                self._desks.seat(code, case)

    async def _pull(self, member: Participant) -> None:
        """Pull the logs that have grown since this member last pulled them: the nudge."""
        board = self._federation.board
        if member.code in board.away:
            return
        for origin, other in self._federation.members.items():
            size = other.log_size()
            if origin in board.away or origin == member.code:
                continue
            if member.pulled.get(origin, 0) < size:
                await member.node.syncer.sync_peer(origin)
                member.pulled[origin] = size
        await member.node.search.follow()

    async def _each(
        self,
        work: Mapping[str, Sequence[T]],
        do: Callable[[str, T], Awaitable[None]],
    ) -> None:
        """Do each member's work in its order, the members side by side."""

        async def one(code: str, items: Iterable[T]) -> None:
            for item in items:
                await do(code, item)

        self._touched |= set(work)
        await self._together("desks", [one(code, items) for code, items in work.items()])

    async def _together(self, what: str, work: Sequence[Awaitable[object]]) -> None:
        begun = monotonic()
        await asyncio.gather(*work)
        self.spent[what] += monotonic() - begun

    async def _pass_to(self, instant: datetime) -> None:
        begun = monotonic()
        await self._federation.pass_to(instant)
        self.spent["skip"] += monotonic() - begun

    async def _settle(self) -> None:
        """Return when nothing goes on by itself any more."""
        begun = monotonic()
        await settle(self._federation, self._touched, within_s=self._patience_s)
        self.spent["settle"] += monotonic() - begun

    def _killing(self, day: int) -> Awaitable[None]:
        """Kill workers at random instants of this day, those that the dice say."""

        async def kill(member: Participant) -> None:
            await asyncio.sleep(self._chance.uniform(0, _WITHIN_S))
            await member.carrier.kill(member.node)

        doomed = [
            kill(member)
            for code, member in self._federation.members.items()
            if self._dice.roll("kill", code, day) < self._plan.kills
        ]
        return asyncio.create_task(self._together("kills", doomed))


def outages(plan: SimulationPlan, dice: Dice) -> dict[int, set[str]]:
    """Return who is away on which day, from 0."""
    found: dict[int, set[str]] = {}
    for code in plan.members:
        for span in range(plan.days // SPAN_DAYS + 1):
            if dice.roll(code, "outage", span) >= SHARE:
                continue
            first = span * SPAN_DAYS + dice.number(0, SPAN_DAYS - 1, code, "outage day", span)
            for day in range(first, first + dice.number(1, LONGEST_DAYS, code, "length", span)):
                found.setdefault(day, set()).add(code)
    return found
