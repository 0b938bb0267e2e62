"""A change that takes effect overnight, by commands: operators announce, officers look after it.

The operators' folder has each node's own as that of its member, and their clock is that of the
nodes, which is the machine's in life.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from certs.layout import FederationFiles
from gateway.app.clock import SystemClock
from tests.support.federation_case import CaseFederation
from tests.support.served import Served, served

_READING = ("announcing", "federation.pki", "rulebook")
CLOCKS = tuple(f"gateway.cli.{each}.datetime" for each in _READING)
"""Where commands of operators read the machine's clock."""


@dataclass
class Overnight:
    """Nodes that are served, and the operators of their federation."""

    federation: CaseFederation
    served: dict[str, Served]
    operators: Path
    folder: Path

    def __getitem__(self, code: str) -> Served:
        return self.served[code]

    async def look(self) -> None:
        """Let the nodes look at their folders, as they do every few seconds."""
        await self.federation.refresh()

    async def reach(self, instant: datetime) -> None:
        """Let the time pass until an instant, with what happens by itself."""
        await self.federation.at(instant)
        await self.look()
        await self.federation.settle()


@asynccontextmanager
async def overnight(
    federation: CaseFederation,
    files: FederationFiles,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Overnight]:
    """Serve every node of a federation, and give its operators a folder and a clock.

    Args:
        federation: It runs.
        files: Of what it was made.
        folder: Of the test.
        monkeypatch: Of the test.
    """
    operators = folder / "operators"
    shutil.copytree(files.folder, operators)
    for code, desk in federation.desks.items():
        shutil.rmtree(operators / "members" / code)
        (operators / "members" / code).symlink_to(desk.settings.home, target_is_directory=True)

    class Rehearsal(datetime):
        """The operators' clock."""

        @classmethod
        def now(cls, _tz: object = None) -> datetime:  # type: ignore[override]
            return federation.clock.now().astimezone(UTC)

    # Commands that hold a directory ask this one: of tomorrow's it would say that it is too early.
    monkeypatch.setattr(SystemClock, "now", lambda _: federation.clock.now())
    for clock in CLOCKS:
        monkeypatch.setattr(clock, Rehearsal)
    async with AsyncExitStack() as stack:
        nodes = {
            code: await stack.enter_async_context(served(desk))
            for code, desk in federation.desks.items()
        }
        yield Overnight(federation, nodes, operators, folder)
