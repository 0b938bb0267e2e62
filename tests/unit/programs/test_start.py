"""What a process loads, and what it does not, before it works."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from gateway.errors import Family

AUTOMATON_MIB = 200
"""What rigour's automaton of given names takes at least."""


def ran(program: str) -> subprocess.CompletedProcess[str]:
    """Run a program in a process of its own."""
    return subprocess.run(
        (sys.executable, "-c", program), capture_output=True, text=True, check=False
    )


def test_no_process_of_the_matcher_makes_the_automaton() -> None:
    """What is loaded before the first search is loaded without it."""
    program = (
        "from resource import RUSAGE_SELF, getrusage as used\n"
        "from gateway.matching.index_warmup import warm_up\n"
        "before = used(RUSAGE_SELF).ru_maxrss\n"
        "warm_up()\n"
        "print((used(RUSAGE_SELF).ru_maxrss - before) / 1024)"
    )
    assert float(ran(program).stdout) < AUTOMATON_MIB


def test_a_wrong_folder_is_refused_before_the_node_is_loaded(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from gateway.cli.main import main\n"
        f"sys.argv = ['comity', 'up', '--home', {str(tmp_path)!r}]\n"
        "try:\n"
        "    main()\n"
        "finally:\n"
        "    print([each for each in ('gateway.app.process', 'sqlalchemy') if each in sys.modules])"
    )
    done = ran(program)
    assert done.returncode == Family.INPUT.exit_code
    assert "SETTING_INVALID" in done.stderr
    assert done.stdout.endswith("[]\n")
