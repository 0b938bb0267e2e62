"""The authorities and the Commission services of the report's demo: real nodes, one process.

As in a simulation: keys, directory, database, intake, letters and receipts are real, a
time-skipping server carries the workflows, and time passes when the demo says so.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from gateway.casework.handlers.workflow_steps import sweep
from gateway.casework.permissions import Officer, OfficerRole
from gateway.casework.services import Office
from gateway.domain.authority import COMMISSION, member_state
from gateway.trust.federation import Directory
from lab.simulation.members import Federation, federation
from lab.simulation.plan import SimulationPlan
from lab.simulation.settling import settle
from lab.time_machine import time_server

COORDINATORS = ("BE-BRU",)
"""Who merges the parts of a State with several authorities, in the demo; in life the
directory says it."""

QUIET_WITHIN_S = 600.0
"""A machine that is busy with other things takes its time over a submission."""


@dataclass(frozen=True)
class ReportDesk:
    """An authority's node with those who work at it on the report.

    Attributes:
        system: Its national licensing system, which imports.
        first: An officer, who prepares, asks, answers, freezes.
        second: A decider, who signs off and releases.
    """

    code: str
    office: Office
    system: Officer
    first: Officer
    second: Officer


@dataclass
class DemoNodes:
    """All nodes of a demo."""

    federation: Federation
    desks: dict[str, ReportDesk]
    _touched: set[str] = field(default_factory=set)

    @property
    def commission(self) -> ReportDesk:
        """The Commission services."""
        return self.desks[COMMISSION]

    @property
    def now(self) -> datetime:
        """The present instant."""
        return self.federation.time.clock.now()

    @property
    def letters(self) -> int:
        """Letters that were delivered."""
        return self.federation.board.letters

    def authorities(self, states: Collection[str]) -> list[ReportDesk]:
        """Return the desks of some States' authorities, a State's coordinator last."""
        found = [desk for code, desk in self.desks.items() if member_state(code) in states]
        return sorted(
            found,
            key=lambda desk: (member_state(desk.code), desk.code in COORDINATORS, desk.code),
        )

    async def settle(self) -> None:
        """Let every letter arrive and have its effect."""
        self._touched |= set(self.desks)
        await settle(self.federation, self._touched, within_s=QUIET_WITHIN_S)

    async def pass_to(self, instant: datetime) -> None:
        """Let time pass, and what is due at each node happen."""
        await self.federation.pass_to(instant)
        for desk in self.desks.values():
            await sweep(desk.office)
        await self.settle()


@asynccontextmanager
async def demo_nodes(
    authorities: Iterable[str],
    folder: Path,
    start: datetime,
    *,
    seed: int = 1,
) -> AsyncIterator[DemoNodes]:
    """Start the nodes of authorities and of the Commission services, and stop them at the end.

    Args:
        authorities: Codes, without the Commission's.
        folder: A new folder, where they live.
        start: The first instant.
        seed: Of the plan.

    Raises:
        UnavailableError: The time-skipping server is not installed.
    """
    members = (*authorities, COMMISSION)
    plan = SimulationPlan(members=members, cases=1, days=365, seed=seed, start=start)
    async with time_server(start) as time, federation(plan, folder, time) as running:
        running.renew_directory(_with_coordinators)
        desks = {code: _desk(code, running[code].node.office, start) for code in members}
        yield DemoNodes(running, desks)


def _with_coordinators(held: Directory) -> Directory:
    members = {
        code: replace(member, coordinates=True) if code in COORDINATORS else member
        for code, member in held.members.items()
    }
    return replace(held, members=members)


def _desk(code: str, office: Office, start: datetime) -> ReportDesk:
    system, first, second = (
        Officer(name=f"{name}-{code.lower()}", role=role, created=start)
        for name, role in (
            ("system", OfficerRole.SYSTEM),
            ("first", OfficerRole.OFFICER),
            ("second", OfficerRole.DECIDER),
        )
    )
    return ReportDesk(code, office, system, first, second)
