"""One member of a sandbox as several processes on PostgreSQL: started, killed, hung, stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gateway.app.initialising import init_node
from gateway.cli.client import NodeClient
from gateway.errors import ComityError, UnavailableError
from gateway.settings import FILE, Settings
from lab.sandbox.ports import free_ports
from lab.sandbox.supervisor import Sandbox

UP_WITHIN_S = 300.0  # eight of them on two cores take turns
_LOOK_S = 0.1
_LOG_SHOWN = 2_000
"""Characters of a log that say why a process does not come up: the folder goes with the run."""


@dataclass(frozen=True)
class RunningShare:
    """A process of the gateway.

    Attributes:
        roles: What it does, as `comity up --serve` takes it.
        process: It.
        socket: Where it alone answers.
    """

    roles: str
    process: subprocess.Popen[bytes]
    socket: Path

    @property
    def runs(self) -> bool:
        """Whether it has not ended."""
        return self.process.poll() is None

    def answers(self) -> bool:
        """Say whether it is up."""
        try:
            with NodeClient(socket=self.socket) as client:
                client.readiness()
        except ComityError:
            return False
        return True

    def kill(self) -> None:
        """End it as a cut of the power would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Have it end in its own time."""
        self.process.terminate()
        self.process.wait(timeout=30)

    def hang(self) -> None:
        """Have it do nothing, and hold what it holds."""
        self.process.send_signal(signal.SIGSTOP)

    def wake(self) -> None:
        """Have it go on."""
        self.process.send_signal(signal.SIGCONT)


class GatewayShares:
    """The processes of one member.

    Args:
        sandbox: Its federation; the member does not run in it.
        code: The member.
        database: URL of an empty database of PostgreSQL.
    """

    def __init__(self, sandbox: Sandbox, code: str, database: str) -> None:
        self.home = sandbox.home(code)
        self.code = code
        self.running: list[RunningShare] = []
        self._log = sandbox.folder / "logs" / f"{code}-shares.log"
        settings = sandbox.settings(code)
        for each in (FILE, "token"):
            (self.home / each).unlink(missing_ok=True)
        (console,) = free_ports(1)
        changed = {
            "database": database,
            "matcher_at_start": False,
            "console_listen": f"127.0.0.1:{console}",
        }
        init_node(Settings(**(dict(settings) | changed)))

    def up(self, roles: str, *, program: Sequence[str] = (), **environ: str) -> RunningShare:
        """Start a process and return once it answers.

        Args:
            roles: What it does.
            program: What runs `comity` where it is another version; absent: this one.
            environ: Further variables.

        Raises:
            UnavailableError: It ends, or does not answer in time.
        """
        share = self.begin(roles, program=program, **environ)
        self._wait(share)
        return share

    def wait(self) -> None:
        """Wait until every process answers.

        Raises:
            UnavailableError: One ends, or does not answer in time.
        """
        for each in self.running:
            self._wait(each)

    def _wait(self, share: RunningShare) -> None:
        until = time.monotonic() + UP_WITHIN_S
        while not share.answers():
            if not share.runs or time.monotonic() > until:
                last = self._log.read_text(encoding="utf-8", errors="replace")[-_LOG_SHOWN:]
                raise UnavailableError(
                    f"a process of {self.code} ({share.roles}) does not come up",
                    remedy=f"Read what it wrote last: {last}",
                )
            time.sleep(_LOOK_S)

    def begin(self, roles: str, *, program: Sequence[str] = (), **environ: str) -> RunningShare:
        """Start a process, and do not wait for it."""
        words = ["up", "--home", str(self.home), "--serve", roles, "--json"]
        run = [*(program or (sys.executable, "-m", "gateway.cli.main")), *words]
        with self._log.open("ab") as sink:
            process = subprocess.Popen(
                run, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink, env=_environ(environ)
            )
        settings = Settings.load(self.home, environ={})
        socket = settings.path(f"{settings.api_socket}.{process.pid}")
        share = RunningShare(roles, process, socket)
        self.running.append(share)
        return share

    def of(self, role: str) -> Iterator[RunningShare]:
        """Yield those that run and have a role."""
        yield from (each for each in self.running if each.runs and role in each.roles.split(","))

    def client(self, token: str = "", share: RunningShare | None = None) -> NodeClient:
        """Return a client by the path that commands use, or of one process."""
        given = token or (self.home / "token").read_text(encoding="utf-8").strip()
        return NodeClient(socket=share.socket if share else self.home / "api.sock", token=given)

    def defects(self) -> list[str]:
        """Return what the processes logged as a defect of the program."""
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
        return [each for each in lines if '.defect"' in each]

    def down(self) -> None:
        """End all of them."""
        for each in self.running:
            if each.runs:
                each.wake()
                each.process.terminate()
        for each in self.running:
            try:
                each.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                each.kill()


def _environ(more: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COMITY_")}
    # A release is installed compiled: each process of the next version would compile all of it.
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return {**kept, **more}
