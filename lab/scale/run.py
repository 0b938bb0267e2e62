"""One run: a member as two processes of each kind, under load, kills, failover and upgrade."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.chaos.books import Book, Verdicts, judge, read_books
from lab.chaos.load import Workload
from lab.postgres.pair import PostgresPair, running_pair
from lab.sandbox.supervisor import Sandbox
from lab.scale.events import EventReader, SteadyCaller
from lab.scale.faults import FaultTimes, Say, ScaleFaults, next_version, writes
from lab.scale.shares import GatewayShares

MEMBERS = ("DE", "FR")
SCALED = "DE"
ROLES = 2 * ("worker", "api", "console", "exchange", "indexer")
FAULTS_LEAST = 2
"""In each half of a run, also of a short one on a machine that does other work."""

REST_WITHIN_S = 180.0
TAKEOVER_LIMIT_S, FAILOVER_LIMIT_S = 30.0, 15.0
_REST_LOOK_S = 2.0


@dataclass(frozen=True)
class ScalePlan:
    """What a run has.

    Attributes:
        minutes: Of kills under load, by the wall clock.
        kill_every_s: From the beginning of one kill to that of the next.
        per_s: Applications a second, over both members.
        roles: Of the processes.
        upgrades: Whether all of them are replaced by a next version and back.
    """

    minutes: float = 10.0
    kill_every_s: float = 20.0
    per_s: float = 1.0
    roles: tuple[str, ...] = ROLES
    upgrades: bool = True


def run(plan: ScalePlan, say: Say = lambda _: None) -> dict[str, Any]:
    """Run once.

    Args:
        plan: What it has.
        say: Told what happens, a line at a time.

    Returns:
        The figures of `comity bench scale`, but for those of rates.

    Raises:
        ComityError: The federation does not come up, or a process does not come back.
    """
    with running_pair() as pair, tempfile.TemporaryDirectory(prefix="comity-scale-") as folder:
        sandbox = Sandbox(Path(folder) / "s")
        sandbox.up(MEMBERS, suite="classic")
        try:
            sandbox.stop(SCALED)
            return _Run(plan, sandbox, pair, say).carry_out()
        finally:
            sandbox.down()


class _Run:
    def __init__(self, plan: ScalePlan, sandbox: Sandbox, pair: PostgresPair, say: Say) -> None:
        self._plan = plan
        self._sandbox = sandbox
        self._say = say
        self._url = pair.new_database()
        self._shares = GatewayShares(sandbox, SCALED, self._url)
        name = self._url.partition("@/")[2].partition("?")[0]
        self._faults = ScaleFaults(self._shares, pair, name, say)
        self._load = Workload(sandbox, per_s=plan.per_s, members=MEMBERS)

    def carry_out(self) -> dict[str, Any]:
        try:
            for roles in self._plan.roles:
                self._shares.begin(roles)
            self._shares.wait()
            self._say(f"{len(self._shares.running)} processes of {SCALED} are up")
            self._load.start()
            return self._judged(*self._under_load())
        finally:
            self._load.stop()
            self._shares.down()

    def _under_load(self) -> tuple[EventReader, SteadyCaller | None]:
        socket, plan = self._shares.home / "api.sock", self._plan
        system = self._load.token(SCALED, "system")
        events = EventReader(socket, system, self._sandbox.folder / "cursor")
        self._kill_for(30 * plan.minutes)
        self._faults.fail_over(writes(self._shares.client))
        self._kill_for(30 * plan.minutes)
        caller = self._upgrade() if plan.upgrades else None
        self._load.stop_filing()
        return events, caller

    def _kill_for(self, seconds: float) -> None:
        end, done = time.monotonic() + seconds, 0
        while time.monotonic() < end or done < FAULTS_LEAST:
            began = time.monotonic()
            self._faults.next_one()
            done += 1
            left = min(began + self._plan.kill_every_s, end) - time.monotonic()
            time.sleep(max(0.0, left))

    def _upgrade(self) -> SteadyCaller:
        """Replace every process by one of a next version with a newer schema, and back."""
        caller = SteadyCaller(self._shares.home / "api.sock", self._load.token(SCALED, "decider"))
        with next_version() as environ:
            self._faults.replace_all(**environ)
            self._faults.replace_all()  # within: some of the next version's files are read late
        caller.end()
        return caller

    def _judged(self, events: EventReader, caller: SteadyCaller | None) -> dict[str, Any]:
        verdicts = self._rest()
        whole = EventReader(
            self._shares.home / "api.sock",
            self._load.token(SCALED, "system"),
            self._sandbox.folder / "whole",
        )
        whole.end()
        events.end()  # after the other: the gateway goes on meanwhile
        missed = sorted(f"{whole.types[each]} {each}" for each in whole.seen.keys() - events.seen)
        defects = self._shares.defects()
        filed = {code: book.cases for code, book in self._books().items()}
        forgotten = [
            reference for code, reference, _ in self._load.kept.cases if not filed[code][reference]
        ]
        return {
            **_times(self._faults.times),
            "letters": verdicts.letters,
            "cases": len(self._load.kept.cases),
            "lost": len(verdicts.lost) + len(forgotten),
            "twice": len(verdicts.doubled),
            "silent": len(verdicts.silent),
            "events": len(whole.seen),
            "missed_events": len(missed),
            "events_twice": sum(count > 1 for count in events.seen.values()),
            "registers_equal": verdicts.registers_equal,
            "upgrade_requests": caller.sent if caller else 0,
            "upgrade_failed_requests": len(caller.failed) if caller else None,
            "refused": self._load.kept.refused,
            "defects": len(defects),
            "named": [
                *(*verdicts.lost, *forgotten, *verdicts.doubled, *verdicts.silent, *missed),
            ][:50],
            "failures": [*(caller.failed if caller else []), *defects][:20],
        }

    def _books(self) -> dict[str, Book]:
        homes = {code: self._sandbox.home(code) for code in MEMBERS}
        urls = {SCALED: self._url}
        return read_books({code: (home, urls.get(code, "")) for code, home in homes.items()})

    def _rest(self) -> Verdicts:
        """Wait until nothing is silent any more, and return what the books say."""
        end = time.monotonic() + REST_WITHIN_S
        while True:
            found = judge(self._books())
            if (not found.silent and found.registers_equal) or time.monotonic() > end:
                self._say(f"at rest: {len(found.silent)} silent, {found.letters} letters")
                return found
            time.sleep(_REST_LOOK_S)


def _times(times: FaultTimes) -> dict[str, Any]:
    return {
        "kills": times.kills,
        "hangs": times.hangs,
        "takeover_s": round(max(times.takeovers, default=0.0), 1),
        "failover_s": round(max(times.failovers, default=0.0), 1),
    }


def passed(found: dict[str, Any]) -> bool:
    """Say whether a run lost nothing, did nothing twice and was taken over in time."""
    nothing = ("lost", "twice", "silent", "missed_events", "events_twice", "defects")
    return (
        not any(found[name] for name in nothing)
        and not found["upgrade_failed_requests"]
        and found["takeover_s"] < TAKEOVER_LIMIT_S
        and found["failover_s"] < FAILOVER_LIMIT_S
        and found["registers_equal"]
    )
