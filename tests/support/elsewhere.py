"""A process beside the tests that verifies what it is given, and knows nothing else.

A new process for each proof would spend nearly all its time on being started; this one
is asked again and again. It runs the command as it is installed, from the line to the
exit code, and keeps nothing between two calls.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import chdir, redirect_stderr, redirect_stdout
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from gateway.cli.main import main


class Ran(NamedTuple):
    """What a command came to."""

    code: int
    out: str
    err: str


class Elsewhere:
    """Runs `comity` in another process, until it is closed."""

    def __init__(self) -> None:
        # Spawned, not forked: of what this process holds in memory, it has nothing.
        self._process = ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn"))

    def run(self, arguments: Sequence[str], folder: Path) -> Ran:
        """Run a command in a folder."""
        return self._process.submit(_run, list(arguments), folder).result()

    def close(self) -> None:
        """End the process."""
        self._process.shutdown()


def _run(arguments: list[str], folder: Path) -> Ran:
    out, err, code = io.StringIO(), io.StringIO(), 0
    sys.argv = ["comity", *arguments]
    with chdir(folder), redirect_stdout(out), redirect_stderr(err):
        try:
            main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return Ran(code, out.getvalue(), err.getvalue())
