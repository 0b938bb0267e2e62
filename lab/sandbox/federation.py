"""The folder of a sandbox: keys, directory, a node's folder for each member, one clock.

::

    FOLDER/sandbox.json    members, ports, process ids
    FOLDER/clock.json      the rehearsal's clock offset, one for all
    FOLDER/engine/         the workflow engine that all members share, a namespace each
    FOLDER/logs/           one file a process
    FOLDER/federation/     what `comity pki dev` makes; members/DE is the node's folder of DE,
                           with `officer.token`, `decider.token`, `system.token` beside `token`
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType

from certs.dev import make_federation
from certs.layout import FederationFiles
from comity_sdk.client import SOCKET_PATH_OCTETS
from gateway.app.clock import SystemClock
from gateway.app.initialising import init_node
from gateway.casework.accounts.officers import make_officer
from gateway.casework.permissions import OfficerRole
from gateway.settings import Settings
from gateway.store.database import Database
from gateway.store.engines import parse_url
from gateway.trust.owned_files import write_private
from gateway.trust.shipped_law import shipped_law
from lab.sandbox.ports import LOOPBACK, free_ports
from lab.sandbox.state import EngineState, MemberState, SandboxState

CLOCK = "clock.json"
ENGINE = "engine"
FEDERATION = "federation"
ACCOUNTS = {
    "officer": OfficerRole.OFFICER,
    "decider": OfficerRole.DECIDER,
    "licensing system": OfficerRole.SYSTEM,
}
"""Who works at each member beside the administrator, who keeps accounts and sees no case."""
# A rehearsal is watched by a person: deadlines are swept every second, not every five.
SWEEP_EVERY_S = 1.0


def make_sandbox(
    folder: Path,
    members: Sequence[str],
    *,
    suite: str = "hybrid",
    databases: Mapping[str, str] = MappingProxyType({}),
) -> SandboxState:
    """Make the folder of a sandbox whose federation is marked as a rehearsal.

    Args:
        folder: New folder.
        members: Authority codes.
        suite: Suite of signatures, ``classic`` or ``hybrid``.
        databases: URL of the database of each member that has no file of its own.

    Raises:
        InputError: A code is wrong, or the folder holds something already.
    """
    ports = free_ports(len(members) + 1)
    engine = EngineState(port=ports[0])
    addresses = {code: f"{LOOPBACK}:{port}" for code, port in zip(members, ports[1:], strict=True)}
    files = make_federation(
        members,
        folder / FEDERATION,
        now=SystemClock().now().replace(microsecond=0),
        addresses=addresses,
        rehearsal=True,
        law=(shipped_law(), ()),
    )
    empty = _empty_database(folder / FEDERATION)
    try:
        made = {
            code: _make_node(
                folder, files, code, addresses[code], engine, suite, databases.get(code) or empty
            )
            for code in members
        }
    finally:
        empty.unlink(missing_ok=True)
    state = SandboxState(engine=engine, members=made)
    state.save(folder)
    return state


def home_of(folder: Path, code: str) -> Path:
    """Return the folder that the node of a member of a sandbox has, or will have."""
    return (folder / FEDERATION / "members" / code).absolute()


def _empty_database(folder: Path) -> Path:
    """Make a database with nothing in it, which each member begins with a copy of.

    To make the schema takes ten times as long as to copy it, for each of thirty.
    """
    empty = folder / "empty.db"
    Database.open(f"sqlite:///{empty}", create=True).close()
    return empty


def _make_node(
    folder: Path,
    files: FederationFiles,
    code: str,
    listen: str,
    engine: EngineState,
    suite: str,
    database: str | Path,
) -> MemberState:
    home = files.members[code].folder.absolute()
    settings = Settings(
        home=home,
        authority=code,
        database=database if isinstance(database, str) else "",
        listen=listen,
        api_socket=_socket(home),
        temporal=f"{LOOPBACK}:{engine.port}",
        namespace=namespace_of(code),
        clock_offset=str((folder / CLOCK).absolute()),
        suite=suite,
        sweep_every_s=SWEEP_EVERY_S,
        token_days=3650,  # a rehearsal passes years in minutes
    )
    if isinstance(database, Path):  # an empty file, of which each has a copy
        file = Path(str(parse_url(settings.database_url).database))
        file.touch(mode=0o600)
        shutil.copyfile(database, file)
    init_node(settings)
    _make_accounts(settings)
    return MemberState(home=str(home), listen=listen)


def _make_accounts(settings: Settings) -> None:
    """Make an account of each role that a rehearsal is played in, its token beside the node's."""
    db = Database.open(settings.database_url)
    at = SystemClock().now()
    try:
        for name, role in ACCOUNTS.items():
            made = db.write_sync(partial(make_officer, name=name, role=role, at=at))
            write_private(token_of(settings.home, role), made.token.encode())
    finally:
        db.close()


def token_of(home: Path, role: OfficerRole) -> Path:
    """Return the file with the token of a member's account of a role."""
    return home / f"{role}.token"


def namespace_of(code: str) -> str:
    """Return the Temporal namespace of a member."""
    return f"comity-{code.lower()}"


def _socket(home: Path) -> str:
    """Return a path for the node's socket that is short enough for the system."""
    if len(str(home / "api.sock").encode()) <= SOCKET_PATH_OCTETS:
        return "api.sock"
    short = hashlib.sha256(str(home).encode()).hexdigest()[:16]
    folder = Path(tempfile.mkdtemp(prefix="comity-"))  # mode 0700
    return str(folder / f"{short}.sock")
