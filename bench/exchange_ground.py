"""What both sides of `bench/exchange.py` stand on: keys, directory, certificates, content."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from certs.dev import make_federation
from certs.layout import FederationFiles
from gateway.exchange.identity import NodeIdentity
from gateway.trust.directory import load_directory
from gateway.trust.federation import Anchor, Directory
from gateway.trust.keys import KeyRing
from gateway.trust.suites import KeyUse, Suite
from tests.support.postgres import fresh_database

POSTGRES = "COMITY_BENCH_POSTGRES"
"""Variable with the address of the server whose databases are measured; without it files are."""

CONTENT = 2048
"""Octets of the content of a letter."""

SINCE = timedelta(minutes=1)

USES: Mapping[str, tuple[KeyUse, ...]] = {
    "classic": (KeyUse.SEAL_ED25519, KeyUse.ENCRYPT_X25519),
    "hybrid": (KeyUse.SEAL_ED25519, KeyUse.SEAL_MLDSA65, KeyUse.ENCRYPT_MLKEM768_X25519),
}
SUITES: Mapping[str, Suite] = {"classic": Suite.ED25519, "hybrid": Suite.ED25519_MLDSA65}


@dataclass(frozen=True)
class Ground:
    """A federation of two, DE and FR, with the keys of one suite.

    Attributes:
        files: Certificates for mTLS.
        suite: ``classic`` or ``hybrid``.
        directory: Names the keys of the suite.
        rings: Private keys of both; the server uses FR's, the client DE's.
    """

    files: FederationFiles
    suite: str
    directory: Directory
    rings: Mapping[str, KeyRing]


def lay(folder: Path) -> None:
    """Make the federation and the keys of both suites in an empty folder."""
    files = make_federation(("DE", "FR"), folder / "federation", now=datetime.now(UTC) - SINCE)
    for suite, uses in USES.items():
        for code in files.members:
            KeyRing.generate(code, uses).save(folder / suite / code)


def stand_on(folder: Path, suite: str) -> Ground:
    """Load what `lay` made; the same in the client's and in the server's process."""
    files = FederationFiles.at(folder / "federation")
    anchor = Anchor.from_json(files.anchor.read_text(encoding="utf-8"))
    held = load_directory(files.directory.read_bytes(), at=datetime.now(UTC), anchor=anchor)
    rings = {code: KeyRing.load(folder / suite / code) for code in files.members}
    members = {
        code: replace(member, keys=rings[code].public_keys(not_before=held.created))
        for code, member in held.members.items()
    }
    return Ground(files, suite, replace(held, members=members), rings)


def database_url(path: Path) -> str:
    """Return the URL of a new database: a file, or one of the PostgreSQL that is measured."""
    address = os.environ.get(POSTGRES, "")
    return fresh_database(address) if address else f"sqlite:///{path}"


def content() -> bytes:
    """Return content that does not compress, as a sealed one does not either."""
    return os.urandom(CONTENT)


class SystemClock:
    """The system's clock."""

    def now(self) -> datetime:
        """Return the present instant."""
        return datetime.now(UTC)


def identity(ground: Ground, code: str, address: str = "") -> NodeIdentity:
    """Return a node's identity; with an address, FR is there."""
    directory = ground.directory
    if address:
        fr = replace(directory.member("FR"), address=address)
        directory = replace(directory, members={**directory.members, "FR": fr})
    return NodeIdentity(
        code=code,
        ring=ground.rings[code],
        suite=SUITES[ground.suite],
        directory=lambda: directory,
        clock=SystemClock(),
        rulebook=lambda: "2026-3",
        calendar=lambda: f"{code}-2026",
    )
