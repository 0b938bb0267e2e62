"""Kills, outages, pauses, a full disk and a restore over real nodes under load.

    make chaos CHAOS_ARGS="--minutes 10 --seed 1 --json FILE"

The run fails where a letter was lost or took effect twice, where something stands still and
nobody was told, where registers differ, evidence does not hold, or faults are fewer than the
minutes ask for.
"""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path

from lab.chaos.plan import FaultKind
from lab.chaos.run import as_json, passed, run


def main() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--only", action="append", type=FaultKind, help="a kind of fault")
    parser.add_argument("--json", type=Path, help="file for the result")
    parser.add_argument("--folder", type=Path, help="new folder; logs and databases stay in it")
    asked = parser.parse_args()
    kinds = tuple(asked.only or FaultKind)
    say = partial(print, flush=True)
    result = run(asked.minutes, asked.seed, kinds, folder=asked.folder, say=say)
    text = as_json(result)
    if asked.json is not None:
        asked.json.write_text(text, encoding="utf-8")
    print(text)
    return 0 if passed(result) else 1


if __name__ == "__main__":
    sys.exit(main())
