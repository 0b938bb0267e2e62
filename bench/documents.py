"""A document of 256 MiB into a node, out of it and across to another, and what memory that takes.

DE's node (`comity up`, Temporal and all) is given one document by `PATCH` in pieces, as
`comity document put` does, and gives it back. DE then asks FR, a node like it, in a letter that
names the document, and FR's officer has its contents come. Across is from his wish until FR says
that they are here, whole. Memory is the most that a node's process held meanwhile (`VmHWM`, reset
before) above what it held when it stood idle: of DE over all, of FR over the way across.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.rest_ground import Ground, lay, running
from gateway.app.directory import DIRECTORY
from gateway.app.directory_versions import ANCHOR
from gateway.app.initialising import init_node
from gateway.casework.accounts.officers import make_officer
from gateway.casework.permissions import OfficerRole
from gateway.cli.client import NodeClient
from gateway.domain.transaction import Document, DocumentKind
from gateway.errors import ComityError
from gateway.settings import Settings
from gateway.store.database import Database
from gateway.trust.directory import load_directory
from gateway.trust.federation import Anchor
from tests.support.cases import application, transaction

MIB = 2**20
WITHIN_S = 600.0
IDLE_S = 5.0
"""After the start: what it began with is done, and what it holds is what it holds idle."""


def measured(ground: Ground, other: Ground, mib: int, folder: Path) -> dict[str, Any]:
    """Put and get one document, and have it come to the other node; return the figures."""
    path = folder / "document.bin"
    sha256 = _write(path, mib)
    named = Document(
        kind=DocumentKind.TECHNICAL,
        title="Data sheet",
        language="en",
        sha256=sha256,
        size_bytes=mib * MIB,
    )
    wanted = application().model_copy(update={"documents": (named,), "reference": "bench"})
    process = _node_of(ground)
    with NodeClient(socket=Path(ground.socket), token=ground.tokens[0]) as client:
        case = client.post("/applications", wanted.model_dump(mode="json"))["case_id"]
        address = f"/cases/{case}/documents/{sha256}"
        time.sleep(IDLE_S)
        idle = _kib(process, "VmRSS")
        Path(f"/proc/{process}/clear_refs").write_text("5")
        began = time.perf_counter()
        with path.open("rb") as file:
            client.put_contents(f"{address}/upload", file, mib * MIB)
        up_s = time.perf_counter() - began
        began, digest = time.perf_counter(), hashlib.sha256()
        for octets in client.stream(f"{address}/contents"):
            digest.update(octets)
        down_s = time.perf_counter() - began
        there = _across(client, other, case, named)
        most = _kib(process, "VmHWM")
    if digest.hexdigest() != sha256:
        raise RuntimeError("what came back is another document")
    return {
        "document_mib": mib,
        "up_mib_s": round(mib / up_s, 1),
        "down_mib_s": round(mib / down_s, 1),
        "across_mib_s": round(mib / there["seconds"], 1),
        "memory_above_idle_mib": {
            "DE": round((most - idle) / 1024, 1),
            "FR": round(there["kib"] / 1024, 1),
        },
    }


def _across(asking: NodeClient, other: Ground, case: str, named: Document) -> dict[str, float]:
    """Ask the other authority, and have it fetch the document; return how long, and memory."""
    question = {
        "procedure": "14(2)",
        "case_reference": case,
        "transaction": transaction().model_dump(mode="json"),
        "concerns": "FR-1",
        "asked_for": ["not_grant"],
        "documents": [named.model_dump(mode="json")],
    }
    body = {"consulted": "FR", "case_id": case, "request": question}
    talk = asking.post("/consultations", body)["conversation_id"]
    process = _node_of(other)
    address = f"/consultations/{talk}/documents/{named.sha256}"
    with NodeClient(socket=Path(other.socket), token=other.tokens[0]) as client:
        _until(lambda: _here(client, f"/consultations/{talk}"))
        time.sleep(IDLE_S)
        idle = _kib(process, "VmRSS")
        Path(f"/proc/{process}/clear_refs").write_text("5")
        began = time.perf_counter()
        client.post(f"{address}/fetch")
        _until(lambda: bool(client.get(address)["held"]))
        return {
            "seconds": time.perf_counter() - began,
            "kib": _kib(process, "VmHWM") - idle,
        }


def _here(client: NodeClient, path: str) -> bool:
    try:
        client.get(path)
    except ComityError:
        return False
    return True


def _until(so: Callable[[], bool]) -> None:
    until = time.monotonic() + WITHIN_S
    while not so():
        if time.monotonic() > until:
            raise RuntimeError("it does not come")
        time.sleep(0.1)


def beside(ground: Ground) -> Ground:
    """Make the node of FR, to which DE's officers write."""
    home = ground.files.members["FR"].folder
    address = (
        load_directory(
            (home / DIRECTORY).read_bytes(),
            at=datetime.now(UTC),
            anchor=Anchor.from_json((home / ANCHOR).read_text("utf-8")),
        )
        .member("FR")
        .address
    )
    settings = Settings(home=home, authority="FR", listen=address)
    init_node(settings)
    db = Database.open(settings.database_url)
    try:
        made = db.write_sync(
            lambda conn: make_officer(
                conn, name="officer", role=OfficerRole.DECIDER, at=datetime.now(UTC)
            )
        )
    finally:
        db.close()
    return replace(ground, settings=settings, tokens=(made.token,))


def _write(path: Path, mib: int) -> str:
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for _ in range(mib):
            octets = os.urandom(MIB)
            digest.update(octets)
            file.write(octets)
    return digest.hexdigest()


def _node_of(ground: Ground) -> int:
    """Return the process of the node: it has the node's folder among its arguments."""
    home = str(ground.settings.home)
    for each in Path("/proc").glob("[0-9]*"):
        try:
            said = (each / "cmdline").read_bytes().decode().split("\x00")
        except OSError:
            continue
        if home in said and "up" in said and int(each.name) != os.getpid():
            return int(each.name)
    raise RuntimeError("the node's process is not there")


def _kib(process: int, name: str) -> int:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mib", type=int, default=256)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ground = lay(Path(folder) / "g", "", cases=0, accounts=1)
        other = beside(ground)
        with running(ground), running(other):
            found = measured(ground, other, given.mib, Path(folder))
    if given.json:
        print(json.dumps(found, indent=2))
    else:
        for name, value in found.items():
            print(f"{name:24}{value}")


if __name__ == "__main__":
    main()
