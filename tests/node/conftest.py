"""Nodes of a test as processes of their own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from certs.dev import make_federation
from certs.layout import FederationFiles
from gateway.cli.client import NodeClient
from gateway.errors import ComityError
from tests.support.federation_case import CaseFederation, Where, case_federation, make_files
from tests.support.ports import free_ports

ROOT = Path(__file__).parents[2]
START_WITHIN_S = 300.0  # a very busy machine; the node itself takes some seconds


@dataclass
class Process:
    """`comity up` of one folder, and what it has logged.

    Attributes:
        within: What the command is given to that starts it, if anything.
    """

    home: Path
    within: tuple[str, ...] = ()
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def log(self) -> Path:
        return self.home.parent / f"{self.home.name}.log"

    def command(self, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "gateway.cli.main", *words],
            cwd=ROOT,
            env=self._environ(environ),
            capture_output=True,
            text=True,
            timeout=START_WITHIN_S,
            check=False,
        )

    def up(self, **environ: str) -> subprocess.Popen[bytes]:
        """Start the node; return once it answers."""
        with self.log.open("ab") as sink:
            process = subprocess.Popen(
                [
                    *self.within,
                    sys.executable,
                    "-m",
                    "gateway.cli.main",
                    "up",
                    "--home",
                    str(self.home),
                    "--json",
                ],
                cwd=ROOT,
                env=self._environ(environ),
                stdout=sink,
                stderr=sink,
            )
        self.running.append(process)
        until = time.monotonic() + START_WITHIN_S
        while not self._answers():
            assert process.poll() is None, self.log.read_text()
            assert time.monotonic() < until, self.log.read_text()
            time.sleep(0.1)  # there is no other sign of it from outside
        return process

    def _answers(self) -> bool:
        # The socket of a killed node is still there; httpx2 would leave its own end open.
        with socket.socket(socket.AF_UNIX) as probe:
            if probe.connect_ex(str(self.home / "api.sock")):
                return False
        try:
            with NodeClient(socket=self.home / "api.sock") as client:
                client.readiness()
        except ComityError:
            return False
        return True

    def _environ(self, more: dict[str, str]) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if "COMITY" not in name}
        # What each start would load, no test here waits for.
        return {**kept, "COMITY_MATCHER_AT_START": "false", **more}


@pytest.fixture
def ports() -> dict[str, int]:
    """The port of each member, on loopback."""
    return dict(zip(("DE", "FR"), free_ports(2), strict=True))


@pytest.fixture
def live_files(tmp_path: Path, ports: dict[str, int]) -> FederationFiles:
    """A federation of two whose certificates hold now."""
    addresses = {code: f"127.0.0.1:{port}" for code, port in ports.items()}
    at = datetime.now(UTC) - timedelta(minutes=1)
    return make_federation(("DE", "FR"), tmp_path / "f", now=at, addresses=addresses)


@pytest.fixture
def new_process() -> Iterator[Callable[[Path], Process]]:
    """Gives a node's process by its folder; all of them are ended with the test."""
    made: list[Process] = []

    def new(home: Path) -> Process:
        made.append(Process(home))
        return made[-1]

    yield new
    for each in made:
        for process in each.running:
            if process.poll() is None:
                process.terminate()
            process.wait(30)


@pytest.fixture(scope="session")
def case_files(tmp_path_factory: pytest.TempPathFactory) -> FederationFiles:
    """A federation of two, made once and copied by each test."""
    return make_files(tmp_path_factory.mktemp("case") / "federation", ("DE", "FR"))


@pytest.fixture
async def one(where: Where) -> AsyncIterator[CaseFederation]:
    """DE alone at its desk."""
    async with case_federation(*where, codes=("DE",)) as running:
        yield running


@pytest.fixture
async def two(where: Where) -> AsyncIterator[CaseFederation]:
    async with case_federation(*where) as running:
        yield running
