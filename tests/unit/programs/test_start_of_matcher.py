"""What a process that compares parties loads before its first search."""

from __future__ import annotations

import subprocess
import sys

AUTOMATON_MIB = 200
"""What rigour's automaton of given names takes at least."""


def test_no_process_of_the_matcher_makes_the_automaton() -> None:
    """What is loaded before the first search is loaded without it."""
    program = (
        "from resource import RUSAGE_SELF, getrusage as used\n"
        "from gateway.matching.index_warmup import warm_up\n"
        "before = used(RUSAGE_SELF).ru_maxrss\n"
        "warm_up()\n"
        "print((used(RUSAGE_SELF).ru_maxrss - before) / 1024)"
    )
    done = subprocess.run(
        (sys.executable, "-c", program), capture_output=True, text=True, check=True
    )

    assert float(done.stdout) < AUTOMATON_MIB
