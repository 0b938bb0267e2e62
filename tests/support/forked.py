"""Processes of their own that import next to nothing: each is forked by one that has before.

A command takes most of a second to import what it needs, a node two; a fork takes neither.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.forkserver import ensure_running
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest

from gateway.cli.main import main

ROOT = Path(__file__).parents[2]
FORKS = multiprocessing.get_context("forkserver")
ONE = threading.Lock()
"""Of two threads that ask how a process ended, one is told wrongly; each beginning asks too."""
FORKS.set_forkserver_preload(
    [
        "tests.support.live_node",
        *(
            ".".join(path.relative_to(ROOT).with_suffix("").parts)
            for path in sorted((ROOT / "gateway" / "cli").rglob("[!_]*.py"))
        ),
    ]
)


def forked(target: Callable[..., None], *arguments: Any) -> BaseProcess:
    """Begin a process."""
    with ONE, pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "300")  # what is imported keeps for good how wide it may print
        ensure_running()
        process = FORKS.Process(target=target, args=arguments)
        process.start()
    return process


@dataclass
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


def run_command(words: tuple[str, ...], folder: Path, environ: Mapping[str, str]) -> Ended:
    """Run `comity` in a folder and an environment, to its end."""
    with tempfile.TemporaryDirectory() as into:
        said = Path(into) / "out", Path(into) / "err"
        process = forked(_command, words, folder, dict(environ), said)
        wait([process.sentinel])
        with ONE:
            process.join()
        assert process.exitcode is not None
        return Ended(process.exitcode, *(each.read_bytes().decode() for each in said))


def _command(
    words: tuple[str, ...], folder: Path, environ: dict[str, str], said: tuple[Path, Path]
) -> None:
    for number, path in enumerate(said, start=1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), number)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environ)
    sys.argv = ["comity", *words]
    main()
