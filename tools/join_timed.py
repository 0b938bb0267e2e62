"""How long it takes to join: from an empty folder to a node that has caught up, by the commands.

A federation of two runs on this machine. A third node is made, asks, is admitted by two of
three operators, starts, catches up, and its doctor finds everything well. What people do in
between (two telephone calls, a mail each way) is not in it. Prints JSON::

    python tools/join_timed.py [--folder FOLDER]
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from tests.node.conftest import Process
from tests.support.joining import third_joins

LIMIT_S = 30 * 60
"""What the operator's guide promises, from an empty machine on."""

_BEFORE = "a federation of two runs"


def timed(folder: Path) -> dict[str, object]:
    """Join once; return the seconds of each step.

    Args:
        folder: A new folder, in which all of it lies.
    """
    made: list[Process] = []
    steps: dict[str, float] = {}
    since = time.monotonic()

    def node(home: Path) -> Process:
        made.append(Process(home))
        return made[-1]

    def lap(name: str) -> None:
        nonlocal since
        now = time.monotonic()
        steps[name], since = round(now - since, 2), now

    try:
        found = third_joins(folder, node, lap)
    finally:
        for process in (running for each in made for running in each.running):
            process.terminate()
            process.wait(60)
    joined_s = round(sum(took for name, took in steps.items() if name != _BEFORE), 2)
    return {
        "steps_s": steps,
        "joined_s": joined_s,
        "limit_s": LIMIT_S,
        "healthy": found.health["healthy"],
        "within": joined_s < LIMIT_S,
    }


def main() -> int:
    """Time it once and print JSON; 1 where it took too long or something does not work."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help="A new folder; else one that is removed.")
    given = parser.parse_args()
    if given.folder is not None:
        found = timed(given.folder)
    else:
        with tempfile.TemporaryDirectory(prefix="comity-join-") as folder:
            found = timed(Path(folder))
    print(json.dumps(found, indent=1))
    return 0 if found["within"] and found["healthy"] else 1


if __name__ == "__main__":
    sys.exit(main())
