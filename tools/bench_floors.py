"""Measure every figure that has a floor, and say which fell (`bench/floors.toml`).

    python -m tools.bench_floors [--only NAME ...] [--json]

On a quiet machine: other programs make figures fall that are measured by the clock. Ends with 1
where a figure is below its floor or could not be measured.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
FLOORS = ROOT / "bench" / "floors.toml"
COMITY = (sys.executable, "-m", "gateway.cli.main")


class Seen(NamedTuple):
    """A figure as it was measured.

    Attributes:
        figure: What was measured, and its key.
        floor: What it must reach.
        goal: What it should reach, if that is said.
        value: The median of the runs; None where it could not be measured.
        least: Of the runs.
        most: Of the runs.
        fell: Whether it is below its floor, or could not be measured.
    """

    figure: str
    floor: float
    goal: float | None
    value: float | None
    least: float | None
    most: float | None
    fell: bool


def measured(figure: Mapping[str, Any], runs: Sequence[Mapping[str, Any]]) -> Seen:
    """Judge a figure by the runs of its measurement.

    Args:
        figure: A row of `bench/floors.toml`.
        runs: What the measurement printed, once for each run.
    """
    name, floor = f"{figure['of']} {figure['key']}", float(figure["floor"])
    goal = float(figure["goal"]) if "goal" in figure else None
    values = sorted(value_of(each, figure) for each in runs)
    if not values:
        return Seen(name, floor, goal, None, None, None, fell=True)
    value = median(values)
    fell = value > floor if figure.get("less") else value < floor
    return Seen(name, floor, goal, value, values[0], values[-1], fell)


def value_of(printed: Mapping[str, Any], figure: Mapping[str, Any]) -> float:
    """Return a figure's value in what a measurement printed.

    Raises:
        KeyError: It is not there.
    """
    value: Any = printed
    for key in figure["key"].split("."):
        value = value[key]
    return float(value)


def command_of(measurement: Mapping[str, Any]) -> list[str]:
    """Return the command that makes a measurement and prints JSON."""
    if "command" in measurement:
        return [*COMITY, *measurement["command"], "--json"]
    further = measurement.get("arguments", [])
    return [
        *COMITY,
        "bench",
        measurement["bench"],
        "--json",
        *(["--", *further] if further else []),
    ]


@contextmanager
def busy(count: int) -> Iterator[None]:
    """Have so many processes want the processor meanwhile."""
    others = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for each in others:
            each.kill()
            each.wait()


def run(measurement: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Make a measurement as often as its row says; fewer where a run failed."""
    found = []
    for number in range(measurement.get("runs", 1)):
        _say(f"{measurement['name']}, run {number + 1} of {measurement.get('runs', 1)}")
        with busy(measurement.get("beside", 0)):
            done = subprocess.run(
                command_of(measurement), cwd=ROOT, stdout=subprocess.PIPE, check=False
            )
        if done.returncode == 0:
            found.append(json.loads(done.stdout))
        else:
            _say(f"{measurement['name']}: failed with {done.returncode}")
    return found


def row_of(seen: Seen) -> str:
    """Return a figure as a line for people."""
    numbers = (seen.value, seen.least, seen.most, seen.floor, seen.goal)
    shown = "".join(f"{'-' if each is None else f'{each:.4g}':>10}" for each in numbers)
    return f"{seen.figure:44}{shown}  {'FELL' if seen.fell else ''}".rstrip()


def main() -> int:
    """Measure, print, and return 1 where a figure fell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these measurements")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    floors = tomllib.loads(FLOORS.read_text("utf-8"))
    by_name = {each["name"]: each for each in floors["measurement"]}
    if unknown := set(given.only or ()) - by_name.keys():
        parser.error(f"no measurement is called {', '.join(sorted(unknown))}")
    chosen = given.only or [name for name, each in by_name.items() if not each.get("apart")]
    seen, began = [], time.monotonic()
    for name in chosen:
        runs = run(by_name[name])
        seen += [measured(each, runs) for each in floors["figure"] if each["of"] == name]
    _say(f"{time.monotonic() - began:.0f} s")
    if given.json:
        print(json.dumps([each._asdict() for each in seen]))
    else:
        print(f"{'figure':44}{'median':>10}{'least':>10}{'most':>10}{'floor':>10}{'goal':>10}")
        for each in seen:
            print(row_of(each))
    return int(any(each.fell for each in seen))


def _say(what: str) -> None:
    print(f"bench-floors: {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
