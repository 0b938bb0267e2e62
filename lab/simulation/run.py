"""Runs a plan, checks what came of it, and reports."""

from __future__ import annotations

import asyncio
import os
import resource
import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from time import monotonic

from gateway.domain.base import Model
from gateway.matching.index_warmup import warm_up
from lab.simulation.checking.books import Books, read_books
from lab.simulation.checking.checker import Checked, Checker
from lab.simulation.checking.dealt import dealt
from lab.simulation.checking.violations import Deadline, Violation
from lab.simulation.databases import AtOnce, PlainDatabase
from lab.simulation.driver import Driver
from lab.simulation.members import Federation, federation, namespace_of
from lab.simulation.outcomes import OutcomeDifference, SimulatedOutcome, compare, outcomes
from lab.simulation.plan import SimulationPlan
from lab.time_machine import StandingServer, TimeServer, standing_server, time_server

_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
_ROOM = 2 * 2**30

Server = AbstractAsyncContextManager[TimeServer | StandingServer]


class SimulationReport(Model):
    """What came of a simulation.

    Attributes:
        cases: Filed applications.
        days: Simulated days.
        seconds: Of the machine, from the first process to the last log; the check apart.
        deadlines: Periods that ran.
        silences: Of them, those that ended without an answer.
        dealt: What was dealt beside plain applications, how often.
        kinds: Cases by their kind, and by what came of each.
        laws: Cases by the rulebook under which they stand.
        violations: What the independent checker found.
        spent_s: Seconds by part of the driver; ``sql`` is within the others.
        refused: Acts of officers that the law refused, by reason.
    """

    cases: int
    days: int
    seconds: float
    check_seconds: float
    seed: int
    members: tuple[str, ...]
    rulebooks: tuple[str, ...]
    deadlines: int
    silences: int
    kept: dict[str, int]
    outcomes: dict[str, int]
    dealt: dict[str, int]
    kinds: dict[str, dict[str, int]]
    laws: dict[str, int]
    violations: tuple[Violation, ...]
    letters: int
    register_calls: int
    skips: int
    kills: int
    spent_s: dict[str, float]
    refused: dict[str, int]
    deadline_list: tuple[Deadline, ...]
    case_list: tuple[SimulatedOutcome, ...]


class Comparison(Model):
    """The same seed under two rulebooks."""

    before: SimulationReport
    after: SimulationReport
    differences: tuple[OutcomeDifference, ...]


def simulate(
    plan: SimulationPlan,
    *,
    folder: Path | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> SimulationReport:
    """Run a simulation.

    Args:
        plan: What is simulated.
        folder: Where the members' files are left; absent: nothing is left.
        say: Told the progress, a line at a time.

    Raises:
        ComityError: A rulebook is wrong, or the time-skipping server is missing.
    """
    warm_up()
    place = folder or Path(tempfile.mkdtemp(prefix="comity-simulation-", dir=_roomy()))
    try:
        return asyncio.run(_simulate(plan, place / "federation", say))
    finally:
        if folder is None:
            shutil.rmtree(place, ignore_errors=True)


def simulate_books(plan: SimulationPlan) -> Mapping[str, Books]:
    """Run a simulation and return every member's books, for checks of one's own."""
    books: dict[str, Books] = {}
    warm_up()
    with tempfile.TemporaryDirectory(prefix="comity-simulation-", dir=_roomy()) as place:
        asyncio.run(_simulate(plan, Path(place) / "federation", lambda _: None, books))
    return books


def rehearse(
    plan: SimulationPlan, rulebook: Path, *, say: Callable[[str], None] = lambda _: None
) -> Comparison:
    """Run a plan twice, the second time with one rulebook more, and compare case by case."""
    before = simulate(plan, say=say)
    after = simulate(plan.under(rulebook), say=say)
    one, two = ({c.reference: c for c in report.case_list} for report in (before, after))
    return Comparison(before=before, after=after, differences=compare(one, two))


def _roomy() -> str | None:
    """Return a folder in memory where there is room: nothing here must outlive the run."""
    if not _MEMORY.is_dir():
        return None
    free = os.statvfs(_MEMORY)
    return str(_MEMORY) if free.f_bavail * free.f_frsize > _ROOM else None


async def _simulate(
    plan: SimulationPlan,
    folder: Path,
    say: Callable[[str], None],
    keep: dict[str, Books] | None = None,
) -> SimulationReport:
    begun, cpu, sql = monotonic(), _cpu_s(), PlainDatabase.spent_s
    if plan.kills:
        names = [namespace_of(code) for code in plan.members]
        server: Server = standing_server(plan.start, folder.parent / "engine", names)
    else:
        server = time_server(plan.start)
    async with server as time, federation(plan, folder, time) as members:
        if not plan.kills:
            asyncio.get_running_loop().set_default_executor(AtOnce(1))
        driver = Driver(plan, members, say)
        await driver.run()
        seconds = monotonic() - begun
        spent = {
            **driver.spent,
            "sql": PlainDatabase.spent_s - sql,
            "cpu": _cpu_s() - cpu,
        }
        books = {} if keep is None else keep
        for code, member in members.members.items():
            books[code] = read_books(code, member.node.db.read_sync)
        law = next(iter(members.members.values())).node.office.law
        checked = Checker(books, law.rulebook, time.clock.now()).check()
        spent["check"] = monotonic() - begun - seconds
        return _report(plan, members, driver, books, checked, seconds, spent)


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _by_kind(found: Iterable[SimulatedOutcome]) -> dict[str, dict[str, int]]:
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for each in found:
        counted[each.kind][each.outcome or each.state] += 1
    return {kind: dict(counted[kind]) for kind in sorted(counted)}


def _report(
    plan: SimulationPlan,
    members: Federation,
    driver: Driver,
    books: Mapping[str, Books],
    checked: Checked,
    seconds: float,
    spent: Mapping[str, float],
) -> SimulationReport:
    found = outcomes(books)
    shelf = next(iter(members.members.values())).node.office.law.shelf
    return SimulationReport(
        cases=len(found),
        days=plan.days,
        seconds=round(seconds, 1),
        check_seconds=round(spent["check"], 1),
        seed=plan.seed,
        members=plan.members,
        rulebooks=shelf.versions,
        deadlines=len(checked.deadlines),
        silences=sum(each.outcome == "silent" for each in checked.deadlines),
        kept=dict(Counter(each.outcome for each in checked.deadlines)),
        outcomes=dict(Counter(each.outcome or each.state for each in found.values())),
        dealt=dealt(books),
        kinds=_by_kind(found.values()),
        laws=dict(Counter(each.rulebook for each in found.values())),
        violations=checked.violations,
        letters=members.board.letters,
        register_calls=members.board.calls,
        skips=members.time.skips,
        kills=sum(member.carrier.kills for member in members.members.values()),
        spent_s={name: round(value, 1) for name, value in spent.items()},
        refused=dict(driver.refused),
        deadline_list=checked.deadlines,
        case_list=tuple(found.values()),
    )
