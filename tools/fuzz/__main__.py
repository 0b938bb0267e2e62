"""Feeds changed octets to every parser that octets from outside reach.

    make fuzz FUZZ_ARGS="--seconds 60 --seed 1 --json FILE"

An error of ours with its reason and remedy is right; any other exception is `foreign`. More
than two seconds of the processor or 256 MiB for one input is `over_bounds`. Either fails the
run. The JSON holds each finding's input.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from tools.fuzz import ground
from tools.fuzz.running import run


def main() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--only", default="", help="targets whose name holds this")
    parser.add_argument("--rounds", type=int, default=0, help="end after so many, by turn")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 2)
    parser.add_argument("--json", type=Path, help="file for the result")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="comity-fuzz-") as folder:
        made = Path(folder) / "ground"
        ground.make(Path(folder) / "federation").keep(made)
        report = run(
            made,
            seconds=asked.seconds,
            seed=asked.seed,
            only=asked.only,
            rounds=asked.rounds,
            processes=asked.processes,
        )
    if asked.json is not None:
        asked.json.write_text(report.to_json(), encoding="utf-8")
    print(
        f"{report.calls} calls of {len(report.by_target)} parsers: "
        f"{report.foreign} foreign, {report.over_bounds} over bounds"
    )
    return 1 if report.foreign or report.over_bounds else 0


if __name__ == "__main__":
    sys.exit(main())
