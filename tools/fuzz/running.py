"""Processes that fuzz for a time, each by its own dice, and what they found."""

from __future__ import annotations

import hashlib
import itertools
import json
import math
import mmap
import multiprocessing
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import structlog

from tools.fuzz.ground import Ground
from tools.fuzz.measuring import Came, Measure, note, noted_in
from tools.fuzz.reader import Reader
from tools.fuzz.target import Target
from tools.fuzz.targets import targets

ROOM = 5 * 2**20
_ROUND = 20  # calls of one target before the next has its turn
_KEPT = 400  # inputs that were taken and may be changed further, a target


@dataclass
class Report:
    """What came of a run.

    Attributes:
        calls: Of all targets.
        foreign: Findings: an exception that is not ours, or one of ours without a remedy.
        over_bounds: Findings: too long, too much memory, no end, or the end of the process.
        by_target: How many calls came to what.
        found: Each finding once: target, detail, digest and octets of its first input.
    """

    calls: int = 0
    foreign: int = 0
    over_bounds: int = 0
    by_target: dict[str, Counter[str]] = field(default_factory=dict)
    found: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)

    def take(self, name: str, came: str, detail: str, raw: bytes) -> None:
        """Count one finding, and keep the first input that showed it."""
        self.foreign += came == Came.FOREIGN
        self.over_bounds += came == Came.OVER
        where = detail[detail.rfind("(") :] if came == Came.FOREIGN else came
        self.found.setdefault(
            (name, f"{detail.partition(':')[0]} {where}"),
            {
                "target": name,
                "came": came,
                "detail": detail,
                "octets": len(raw),
                "digest": hashlib.sha256(raw).hexdigest(),
                "input": raw.hex(),
            },
        )

    def to_json(self) -> str:
        """Write it; the octets of findings are there to be tried again."""
        return json.dumps(
            {
                "calls": self.calls,
                "foreign": self.foreign,
                "over_bounds": self.over_bounds,
                "targets": {name: dict(count) for name, count in sorted(self.by_target.items())},
                "findings": list(self.found.values()),
            },
            indent=1,
        )


def run(
    ground: Path,
    *,
    seconds: float,
    seed: str,
    only: str = "",
    rounds: int = 0,
    processes: int = 2,
    say: Callable[[str], None] = print,
) -> Report:
    """Fuzz.

    Args:
        ground: File that `Ground.keep` wrote.
        seconds: How long.
        seed: The same one begins with the same changes.
        only: Targets whose name holds this; all if empty.
        rounds: After how many turns of every target a process ends; 0: time alone ends it.
        processes: How many.
        say: Told what is found, when it is.
    """
    report, context = Report(), multiprocessing.get_context("spawn")
    ends = math.inf  # until each has begun: a slow start takes nothing from the time
    seeds = [f"{seed}/{number}" for number in range(processes)]
    workers = [_Worker(context, ground, each, only, rounds) for each in seeds]
    while workers:
        for worker in list(workers):
            over = time.monotonic() > ends
            alive = worker.read(report, say, over=over)
            if ends == math.inf and all(each.began for each in workers):
                ends = time.monotonic() + seconds
            if not alive:
                workers.remove(worker)
                if not over and not worker.done:
                    workers.append(_Worker(context, ground, f"{worker.seed}+", only, rounds))
    return report


class _Worker:
    """One process, seen from outside: it may die of what it is fed."""

    def __init__(self, context: Any, ground: Path, seed: str, only: str, rounds: int) -> None:
        self.seed = seed
        self._file = tempfile.NamedTemporaryFile(prefix="comity-fuzz-")  # noqa: SIM115 - closed below
        self._file.truncate(ROOM)
        self._noted = mmap.mmap(self._file.fileno(), ROOM)
        note(self._noted, "", b"")
        self._told, telling = context.Pipe(duplex=False)
        self._process = context.Process(
            target=_fuzz, args=(telling, self._file.name, ground, seed, only, rounds), daemon=True
        )
        self._process.start()
        telling.close()
        self._ending = 0.0
        self.began = self.done = False

    def read(self, report: Report, say: Callable[[str], None], *, over: bool) -> bool:
        """Take what it tells; return whether it goes on."""
        if over and not self._ending:
            self._ending = time.monotonic()
        try:
            while self._told.poll(0.2):
                kind, *said = self._told.recv()
                self.began = True
                if kind == "done":
                    self.done = True
                    return self._close()
                if kind == "count":
                    name, counts = said
                    report.by_target.setdefault(name, Counter()).update(counts)
                    report.calls += sum(counts.values())
                    if over:
                        self._process.kill()
                        return self._close()
                else:
                    name, came, detail, raw = said
                    say(f"{name}: {came}: {detail}")
                    report.take(name, came, detail, raw)
        except EOFError:
            self._process.join()
            if not over:
                name, raw = noted_in(self._noted)
                if not name:  # before it fed anything
                    raise SystemExit("a process that fuzzes did not start; see above") from None
                detail = f"the process ended with {self._process.exitcode}"
                say(f"{name}: {detail}")
                report.take(name, Came.OVER, detail, raw)
            return self._close()
        if self._ending and time.monotonic() > self._ending + 60:
            name, raw = noted_in(self._noted)
            report.take(name, Came.OVER, "it did not end", raw)
            self._process.kill()
            return self._close()
        return True

    def _close(self) -> bool:
        self._noted.close()
        self._file.close()
        return False


def _fuzz(telling: Connection, noted: str, ground: Path, seed: str, only: str, rounds: int) -> None:
    """Change, call and tell, for ever; the other side ends it."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    with (
        tempfile.TemporaryDirectory(prefix="comity-fuzz-") as folder,
        Path(noted).open("r+b") as file,
    ):
        made = Ground.load(ground)
        found = targets(made, Reader(made, Path(folder)))
        chosen = [each for each in found if only in each.name]
        measure = Measure(mmap.mmap(file.fileno(), ROOM))
        # Each target has dice of its own: what another one is fed changes nothing here.
        dice = {each.name: random.Random(f"{seed}/{each.name}") for each in chosen}  # noqa: S311
        pools = {each.name: list(each.seeds) for each in chosen}
        for target in chosen:  # what is read once is read, and the seeds are as they should be
            for raw in target.seeds[:3]:
                measure.call(target, raw)
        for _ in range(rounds) if rounds else itertools.count():
            for target in chosen:
                _turn(telling, measure, target, pools[target.name], dice[target.name])
        telling.send(("done",))


def _turn(
    telling: Connection, measure: Measure, target: Target, pool: list[bytes], dice: random.Random
) -> None:
    counts: Counter[str] = Counter()
    others: Sequence[bytes] = target.seeds
    for _ in range(_ROUND):
        raw = target.change(dice, dice.choice(pool), others)
        came = measure.call(target, raw)
        counts[came.came] += 1
        if came.came in (Came.FOREIGN, Came.OVER):
            telling.send(("found", target.name, came.came, came.detail, raw))
        elif came.came is Came.TAKEN and len(pool) < _KEPT:
            pool.append(raw)
    telling.send(("count", target.name, dict(counts)))
