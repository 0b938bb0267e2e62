"""A document of 256 MiB into a node and out of it, and what memory the node takes for it.

A node (`comity up`, Temporal and all) is given one document by `PATCH` in pieces, as
`comity document put` does, and gives it back. Memory is the most that the node's process held
meanwhile (`VmHWM`, reset before) above what it held when it stood idle.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.rest_ground import Ground, lay, running
from gateway.domain.transaction import Document, DocumentKind
from gateway.sdk.client import NodeClient
from tests.support.cases import application

MIB = 2**20
IDLE_S = 5.0
"""After the start: what it began with is done, and what it holds is what it holds idle."""


def measured(ground: Ground, mib: int, folder: Path) -> dict[str, Any]:
    """Put and get one document; return the figures."""
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
        most = _kib(process, "VmHWM")
    if digest.hexdigest() != sha256:
        raise RuntimeError("what came back is another document")
    return {
        "document_mib": mib,
        "up_mib_s": round(mib / up_s, 1),
        "down_mib_s": round(mib / down_s, 1),
        "memory_above_idle_mib": round((most - idle) / 1024, 1),
    }


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
        with running(ground):
            found = measured(ground, given.mib, Path(folder))
    if given.json:
        print(json.dumps(found, indent=2))
    else:
        for name, value in found.items():
            print(f"{name:24}{value}")


if __name__ == "__main__":
    main()
