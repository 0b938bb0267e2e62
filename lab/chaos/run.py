"""One run: a federation up, load and faults for so many minutes, rest, judgement."""

from __future__ import annotations

import dataclasses
import json
import math
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from gateway.cli.client import path_of
from gateway.errors import ComityError, UnavailableError
from gateway.evidence.verify.verification import verify_file
from lab.chaos.books import Book, Verdicts, judge, read_books
from lab.chaos.faults import Disk, FaultHand, backup_by_command
from lab.chaos.load import Workload
from lab.chaos.plan import CONSULTING, DISK_MEMBER, LONG_S, MEMBERS, FaultKind, draw, least
from lab.sandbox.supervisor import Sandbox

REST_WITHIN_S = 240.0
"""How long a federation with all members up may take for the next step towards rest. While fewer
things wait than before it is under way; a machine that does other work besides takes longer."""

_LETTERS_A_CASE = 4  # two requests, two answers
_EVIDENCE = 30  # cases whose evidence is exported and verified, drawn by the seed
_SPARE = 1.3  # faults take time from those who file


def run(
    minutes: float,
    seed: str,
    kinds: Collection[FaultKind] = tuple(FaultKind),
    *,
    folder: Path | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """Run once, and return what `make chaos` writes.

    Args:
        minutes: Of the wall clock, with load and faults.
        seed: Decides the faults.
        kinds: Of faults that it has.
        folder: New folder in which logs and databases are left; absent: nothing is left.
        say: Told what happens, a line at a time.

    Raises:
        ComityError: The federation does not come up, or a member does not come back.
    """
    with tempfile.TemporaryDirectory(prefix="comity-chaos-") as passing:
        place = folder or Path(passing)
        sandbox = Sandbox(place / "sandbox")
        sandbox.up(MEMBERS, suite="classic")
        disk = Disk(sandbox.home(DISK_MEMBER))
        try:
            if FaultKind.FULL_DISK in kinds:
                sandbox.stop(DISK_MEMBER)
                disk.mount()
                sandbox.start(DISK_MEMBER)
            say(f"{', '.join(MEMBERS)} are up; the disk can be filled: {disk.mounted}")
            return _run(sandbox, disk, place, minutes, (seed, kinds), say)
        finally:
            sandbox.down()
            disk.unmount()


def _run(
    sandbox: Sandbox,
    disk: Disk,
    folder: Path,
    minutes: float,
    drawn: tuple[str, Collection[FaultKind]],
    say: Callable[[str], None],
) -> dict[str, Any]:
    seed, kinds = drawn
    wanted = least(minutes, kinds)
    load = Workload(sandbox, per_s=_SPARE * wanted["letters"] / _LETTERS_A_CASE / (minutes * 60))
    faults = FaultHand(sandbox, disk, backup_by_command(sandbox, folder))
    load.start()
    done, began = _faults(faults, minutes, drawn, say)
    load.stop_filing()
    books = _rest(sandbox, say)
    load.stop()
    found = judge(books)
    failed, checked = _evidence(load, seed)
    had = {**done, "letters": found.letters}
    return {
        "minutes": minutes,
        "seed": seed,
        "seconds": round(time.monotonic() - began, 1),
        "faults": done,
        "restored": faults.restored,
        "disk": "filled" if disk.mounted else "limited",
        "applications": len(load.kept.cases),
        "answers": len(load.kept.answers),
        "refusals": load.kept.refused,
        **dataclasses.asdict(found),
        "forgotten": _forgotten(load, books, faults.restored),
        "evidence_checked": checked,
        "evidence_failed": failed,
        "fewer_than_asked": {
            name: [had.get(name, 0), number]
            for name, number in wanted.items()
            if had.get(name, 0) < number
        },
    }


def _faults(
    faults: FaultHand,
    minutes: float,
    drawn: tuple[str, Collection[FaultKind]],
    say: Callable[[str], None],
) -> tuple[dict[str, int], float]:
    """Do the faults of the plan over the time, with pauses of chance between them."""
    seed, kinds = drawn
    dice, began = random.Random(f"{seed}/pauses"), time.monotonic()  # noqa: S311 - to be repeated
    ends, done = began + minutes * 60, Counter[str]()
    plan = draw(minutes, seed, kinds)
    for number, fault in enumerate(plan):
        left = ends - time.monotonic()
        time.sleep(max(0.0, dice.uniform(0.2, 0.8) * (left / (len(plan) - number) - fault.seconds)))
        say(f"{time.monotonic() - began:6.1f} s  {fault.kind} {fault.member} {fault.seconds or ''}")
        faults.do(fault)
        done[fault.kind.value] += 1
        done["long_outage"] += fault.kind is FaultKind.OUTAGE and fault.seconds >= LONG_S
    time.sleep(max(0.0, ends - time.monotonic()))
    return dict(done), began


def _rest(sandbox: Sandbox, say: Callable[[str], None]) -> Mapping[str, Book]:
    """Wait until nothing is on its way that no person was told of, or nothing moves any more."""
    end, nudged, least_waiting = 0.0, False, math.inf
    while True:
        books = read_books({code: (sandbox.home(code), "") for code in MEMBERS})
        found = judge(books)
        if len(found.silent) < least_waiting:
            least_waiting, end = len(found.silent), time.monotonic() + REST_WITHIN_S
        if not found.silent and not nudged:
            nudged = True
            for code in MEMBERS:
                _synchronise(sandbox, code)
            continue
        if (not found.silent and found.registers_equal) or time.monotonic() > end:
            say(f"at rest: {len(found.silent)} silent, {len(found.waiting_with_task)} with a task")
            return books
        time.sleep(2)


def _synchronise(sandbox: Sandbox, code: str) -> None:
    with sandbox.client(code) as administrator:
        try:
            made = administrator.post("/officers", {"name": f"sync {code}", "role": "reader"})
            with sandbox.client(code, made["token"]) as reader:
                reader.post("/registers/sync")
        except ComityError:
            return


def _forgotten(load: Workload, books: Mapping[str, Book], restored: list[str]) -> list[str]:
    """Return applications that were acknowledged and are not there; of a restored node, none."""
    return [
        f"{code}: {reference}"
        for code, reference, _ in load.kept.cases
        if code not in restored and not books[code].cases[reference]
    ]


def _evidence(load: Workload, seed: str) -> tuple[list[str], int]:
    """Export the evidence of some cases of every member, and verify it offline."""
    dice = random.Random(f"{seed}/evidence")  # noqa: S311 - to be repeated
    failed, checked = [], 0
    for code in CONSULTING:
        own = [case for member, _, case in load.kept.cases if member == code]
        for case in dice.sample(own, min(len(own), _EVIDENCE // len(CONSULTING))):
            with load.client(code, "decider") as officer:
                try:
                    raw: bytes = officer.get(path_of("cases", case, "evidence"))
                except UnavailableError as exc:
                    failed.append(f"{code}: {case}: {exc}")
                    continue
                except ComityError:
                    continue  # a case that a restore took back
            with tempfile.NamedTemporaryFile(suffix=".zip") as file:
                file.write(raw)
                file.flush()
                report = verify_file(Path(file.name))
            checked += 1
            if report.failed:
                wrong = [f"{each.name}: {each.detail}" for each in report.failed]
                failed.append(f"{code}: {case}: {', '.join(wrong)[:200]}")
    return failed, checked


def passed(result: Mapping[str, Any]) -> bool:
    """Say whether a run found nothing and had all the faults that were asked for."""
    bad = ("lost", "doubled", "silent", "forgotten", "evidence_failed", "fewer_than_asked")
    return bool(result["registers_equal"]) and not any(result[name] for name in bad)


def as_json(result: Mapping[str, Any]) -> str:
    """Write a result: numbers where checks read numbers, and the names beside them."""
    counted = ("lost", "doubled", "silent", "waiting_with_task", "forgotten", "evidence_failed")
    numbers = {name: len(result[name]) for name in counted}
    details = {f"{name}_list": list(result[name])[:100] for name in counted}
    return json.dumps({**result, **numbers, **details}, indent=1)


__all__ = ["Verdicts", "as_json", "passed", "run"]
