"""What an authority and a federation take: predicted from one of each, and checked.

The constants (a visit, an entry, a letter) are measured between two members. The model
(`bench/capacity_model.py`) predicts from them what federations of other sizes take, and `--check`
runs such federations here and prints both. `--tables` prints a year of the Union and of 200
members, as it stands in docs/capacity.md; volumes are data (`bench/capacity.toml`).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

os.environ.setdefault("GRPC_VERBOSITY", "ERROR")  # before it is loaded: it tells of each closing
sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.capacity_ground import Figures, members
from bench.capacity_model import (
    Constants,
    Run,
    constants,
    measured,
    predicted,
    shares,
    volumes,
    year,
)
from gateway.trust.suites import Suite
from lab.commands.sandbox import union

ENTRIES, LETTERS = 40, 20
SUITES = {"classic": Suite.ED25519, "hybrid": Suite.ED25519_MLDSA65}
CHECKED = ("calls", "octets", "made", "verified", "storage")
"""What is compared; processor time is told, and is the machine's of the moment."""

SIZES = {"the Union": 30, "200 members": 200}
LARGE, AVERAGE = "DE", "average"


async def measure(suite: Suite) -> Constants:
    """Measure one of each."""
    with tempfile.TemporaryDirectory() as folder:
        async with members(Path(folder), ("DE", "FR"), suite) as two:
            return await constants(two, ENTRIES, LETTERS)


async def check(of: Constants, suite: Suite, run: Run) -> dict[str, Any]:
    """Run a federation and return what was predicted, what was measured, and the ratio."""
    with tempfile.TemporaryDirectory() as folder:
        async with members(Path(folder), run.codes, suite) as among:
            found = await measured(among, run)
    foretold = predicted(of, run)
    return {
        "members": run.members,
        "phases": {
            phase: {"predicted": asdict(foretold[phase]), "measured": asdict(found[phase])}
            for phase in found
        },
        "whole": {name: _compared(_whole(foretold, name), _whole(found, name)) for name in CHECKED},
    }


def _whole(phases: dict[str, Figures], name: str) -> float:
    return float(sum(getattr(each, name) for each in phases.values()))


def _compared(foretold: float, found: float) -> dict[str, float]:
    return {
        "predicted": round(foretold),
        "measured": round(found),
        "ratio": round(foretold / found, 3) if found else 0.0,
    }


def tables(of: Constants) -> Iterator[str]:
    """Print a year of an authority, as Markdown."""
    said = volumes()
    kept, growth = said["years"]["kept"], said["growth"]["a_year"]
    yield "| authority | letters sent | round trips | of them idle | GB on the wire | signatures |"
    yield "|---|---|---|---|---|---|"
    rows = []
    for name, size in SIZES.items():
        found = shares(size)
        for who in (LARGE, AVERAGE):
            share = found[LARGE] if who == LARGE else sum(found.values()) / len(found)
            a_year = year(of, size, share)
            whole, label = a_year.all, f"{name}, {who}"
            letters = a_year.letters.calls / max(of.letter.calls, 1)
            signed = whole.made + whole.verified
            yield (
                f"| {label} | {letters:,.0f} | {whole.calls:,.0f} | {a_year.idle.calls:,.0f} | "
                f"{whole.octets / 1e9:,.1f} | {signed:,.0f} |"
            )
            register = a_year.entries.storage
            rows.append(
                f"| {label} | {register / 1e6:,.0f} | {a_year.letters.storage / 1e6:,.0f} | "
                f"{a_year.rows / 1e6:,.0f} | {a_year.documents / 1e9:,.1f} | "
                f"{a_year.stored_after(kept, growth) / 1e9:,.1f} | {whole.cpu_s / 3600:,.0f} |"
            )
    yield ""
    yield (
        "| authority | registers, MB | letters, MB | cases, MB | documents, GB | "
        f"after {kept} years, GB | processor hours |"
    )
    yield "|---|---|---|---|---|---|---|"
    yield from rows


def shown(of: Constants) -> Iterator[str]:
    """Print the constants, as Markdown."""
    yield "| one | round trips | octets | signatures made | verified | storage | processor ms |"
    yield "|---|---|---|---|---|---|---|"
    for name, each in vars(of).items():
        yield (
            f"| {name} | {each.calls:.1f} | {each.octets:,.0f} | {each.made:.1f} | "
            f"{each.verified:.1f} | {each.storage:,.0f} | {each.cpu_s * 1000:.1f} |"
        )


def main() -> None:
    """Measure, check, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", default="4", help="sizes, e.g. 4,30; 30 takes minutes")
    parser.add_argument("--suite", choices=SUITES, default="classic")
    parser.add_argument("--tables", action="store_true", help="print Markdown")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    suite = SUITES[given.suite]
    of = asyncio.run(measure(suite))
    sizes = [int(each) for each in given.check.split(",") if each]
    checks = [asyncio.run(check(of, suite, Run(union()[:size], 10, 3))) for size in sizes]
    if given.json:
        print(
            json.dumps({"constants": {n: asdict(v) for n, v in vars(of).items()}, "checks": checks})
        )
        return
    print(*shown(of), sep="\n")
    for each in checks:
        print(f"\n{each['members']} members | predicted | measured | ratio\n|---|---|---|---|")
        for name, found in each["whole"].items():
            print(f"| {name} | {found['predicted']:,} | {found['measured']:,} | {found['ratio']} |")
    if given.tables:
        print("", *tables(of), sep="\n")


if __name__ == "__main__":
    main()
