"""The federations that nodes of a release left behind, opened by the code of today.

What they are is said in tests/assets/0.2/README.md.
"""

from __future__ import annotations

import json
import shutil
import tarfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from certs.layout import FederationFiles, MemberFiles
from gateway.settings import Settings
from tests.support.desk import Desk
from tests.support.federation_case import CaseFederation, renew_tls
from tests.support.stations import StepClock
from tests.support.step_engine import StepEngine

ASSETS = Path(__file__).parents[1] / "assets/0.2"
CODES = ("DE", "FR", "NL", "EU")
SQLITE, POSTGRESQL = "sqlite", "postgresql"


@dataclass(frozen=True)
class OldFiles:
    """An archive, unpacked.

    Attributes:
        story: What is which in it: see `tests/support/release_story.py`.
    """

    kind: str
    folder: Path
    story: dict[str, Any]

    @property
    def files(self) -> Path:
        """What people carried away: evidence, a proof, an edition."""
        return self.folder / "files"

    @property
    def now(self) -> datetime:
        """The instant at which everything stopped."""
        return datetime.fromisoformat(self.story["now"])

    @property
    def anchor(self) -> Path:
        return self.files / "anchor.json"


def unpack(kind: str, folder: Path) -> OldFiles:
    """Unpack an archive into a new folder."""
    with tarfile.open(ASSETS / f"{kind}.tar.xz") as packed:
        packed.extractall(folder, filter="data")
    return OldFiles(kind, folder, json.loads((folder / "story.json").read_text()))


def replay(dump: Path, url: str) -> None:
    """Fill an empty PostgreSQL database with what a dump holds."""
    with psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://", 1)) as conn:
        conn.execute(dump.read_bytes())


@asynccontextmanager
async def carried_on(
    old: OldFiles, folder: Path, new_database: Callable[[str], str]
) -> AsyncIterator[CaseFederation]:
    """Start the nodes of an archive, each as it stopped, at the instant at which it did.

    TLS certificates are renewed, as they are in life: those of the archive end.

    Args:
        old: The archive, which is copied.
        folder: Where the nodes live; new.
        new_database: Gives the URL of an empty PostgreSQL database, by name.
    """
    shutil.copytree(old.folder, folder)
    nodes = {code: MemberFiles(code, folder / "nodes" / code) for code in CODES}
    renew_tls(FederationFiles(folder / "federation", nodes), at=old.now)
    clock = StepClock(old.now + timedelta(minutes=1))
    desks: dict[str, Desk] = {}
    for code in CODES:
        settings = Settings.load(nodes[code].folder, environ={})
        if old.kind == POSTGRESQL:
            settings = settings.model_copy(update={"database": new_database(code)})
            replay(folder / "dumps" / f"{code}.sql", settings.database)
        desks[code] = Desk(code, settings, StepEngine(), clock)
    federation = CaseFederation(clock, desks)
    try:
        for code in desks:
            await federation.start(code)
        yield federation
    finally:
        await federation.close()
