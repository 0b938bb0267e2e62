"""A node of a test whose REST interface is really served, so that commands can call it."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from gateway.api.app import create_app
from gateway.app.api_tls import ApiTls, api_tls
from gateway.app.listeners import ServedApps, open_doors
from gateway.casework.accounts.officers import make_officer
from gateway.casework.permissions import OfficerRole
from gateway.ports import SyncResult
from gateway.settings import FILE
from tests.support.desk import Desk
from tests.support.forked import ROOT, Ended, run_command

# Who starts the tests in the background has them ignore Ctrl-C, and all that they start.
COMMAND = (
    "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from gateway.cli.main import main; sys.exit(main())"
)


@dataclass
class Served:
    """A node that answers on its socket, and commands as processes of their own."""

    desk: Desk
    home: Path
    tls: ApiTls | None = None

    @property
    def environ(self) -> dict[str, str]:
        """The environment of a command of an officer of this node."""
        return {**os.environ, "COMITY_NODE": str(self.home), "COLUMNS": "300"}

    async def start(self, *words: str, folder: Path = ROOT) -> asyncio.subprocess.Process:
        """Start a command of an officer of this node, in a folder."""
        return await asyncio.create_subprocess_exec(
            sys.executable, "-c", COMMAND, *words, cwd=folder, env=self.environ,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    async def run(self, *words: str, folder: Path = ROOT) -> Ended:
        """Run a command of an officer of this node to its end."""
        return await asyncio.to_thread(run_command, words, folder, self.environ)


async def ended(process: asyncio.subprocess.Process) -> Ended:
    """Wait for a command."""
    out, err = await process.communicate()
    assert process.returncode is not None
    return Ended(process.returncode, out.decode(), err.decode())


@asynccontextmanager
async def served(
    desk: Desk, sync_now: Callable[[], Awaitable[SyncResult]] | None = None
) -> AsyncIterator[Served]:
    """Serve a node's REST interface, and give its folder the token of an officer."""
    office = desk.node.office
    made = desk.node.db.write_sync(
        lambda conn: make_officer(conn, name="vogel", role=OfficerRole.DECIDER, at=desk.clock.at)
    )
    home = desk.settings.home
    (home / FILE).write_text(f'authority = "{desk.code}"\n')
    (home / "token").write_text(made.token)
    app = create_app(office, probes={}, sync_now=sync_now or desk.node.syncer.sync_all)
    tls = api_tls(desk.settings)
    async with open_doors(ServedApps(app, app), desk.settings, tls):
        yield Served(desk, home, tls)
