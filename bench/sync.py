"""Synchronisation of one log between two processes over mTLS, every signature verified.

The origin runs in a process of its own. `entries_per_s` is a whole pull: stream, verify,
prove, store, project, commit, cosign. `verify_only_per_s` is one thread that does nothing
but verify the same signatures, before and after the pull. The unchanged round is counted
on the wire by a forwarder: TLS records and HTTP/2 frames included. `cpu_us_an_entry` is the
processor time of the puller and of the process that verifies signatures beside it, beside
`verify_only_cpu_us` of the thread that only verifies: they say what the ratio will be where
other programs want the cores, too. `peak_mib` is the puller's memory.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from sqlalchemy import select

from bench.registers import arguments, cpu_s, database, fill, peak_mib, report
from certs.dev import make_federation
from certs.layout import FederationFiles
from gateway.store.database import Database
from gateway.store.tables_register import log_entry
from gateway.trust.dsse import SignedBytes
from gateway.trust.suites import KeyUse
from tests.support.register_nodes import NOW, RegisterNode, open_nodes

ENTRIES = 20_000
SIGNATURES_TIMED = 5_000


class Forwarder:
    """Passes bytes on between a client and a server, and counts them."""

    def __init__(self, target: int) -> None:
        self._target = target
        self.passed = 0

    async def start(self) -> int:
        """Listen on a free port of loopback."""
        self.server = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        return int(self.server.sockets[0].getsockname()[1])

    async def _connect(self, r: asyncio.StreamReader, w: asyncio.StreamWriter) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._target)
        # Cancelled when the bench ends; what it counted by then is counted.
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(self._pass(r, writer), self._pass(reader, w))

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            self.passed += len(data)
            writer.write(data)
            await writer.drain()
        writer.close()


async def serve(folder: Path) -> None:
    """Be the origin until the pipe to the parent closes."""
    db = Database.open(f"sqlite:///{folder}/FR.db")
    node = open_nodes(FederationFiles.at(folder / "federation"), {"FR": db})["FR"]
    await node.serve()
    print(node.addresses["FR"].rpartition(":")[2], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await node.close()
    db.close()


@asynccontextmanager
async def origin(folder: Path) -> AsyncIterator[int]:
    """Run the origin in a process of its own; give its port."""
    command = [sys.executable, __file__, "--serve", str(folder)]
    process = subprocess.Popen(  # noqa: ASYNC220 - once, before anything is measured
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    if process.stdout is None or process.stdin is None:
        raise RuntimeError("pipes were asked for")
    try:
        yield int(await asyncio.to_thread(process.stdout.readline))
    finally:
        process.stdin.close()
        process.wait()


def verify_only(node: RegisterNode, envelopes: list[bytes]) -> tuple[float, float]:
    """Verify signatures on one thread, nothing else.

    Returns:
        Signatures a second, and the processor time of one in microseconds.
    """
    member = node.me.directory().member("FR")
    [key] = [key.verifier for key in member.keys if key.use is KeyUse.SEAL_ED25519]
    signed = [SignedBytes.from_bytes(raw) for raw in envelopes]
    work = [(each.signatures[0][1], each.pae) for each in signed]
    began, spent = time.perf_counter(), time.thread_time()
    for signature, data in work:
        key.verify(signature, data)  # type: ignore[call-arg]
    cpu_us = (time.thread_time() - spent) / len(work) * 1e6
    return len(work) / (time.perf_counter() - began), cpu_us


async def measure(folder: Path, entries: int) -> dict[str, float | int]:
    """Fill the origin, pull its log, ask again."""
    files = make_federation(["DE", "FR"], folder / "federation", now=NOW)
    fr_db, de_db = database(folder, "FR"), database(folder, "DE")
    fill(open_nodes(files, {"FR": fr_db})["FR"], entries)
    query = select(log_entry.c.envelope).limit(SIGNATURES_TIMED)
    envelopes = list(fr_db.read_sync(lambda conn: conn.execute(query).scalars().all()))
    fr_db.close()
    async with origin(folder) as port:
        de = open_nodes(files, {"DE": de_db}, addresses={"FR": f"127.0.0.1:{port}"})["DE"]
        before = verify_only(de, envelopes)
        syncer = de.make_syncer()
        gc.freeze()  # as a node does once it is up
        began, spent = time.perf_counter(), cpu_s()
        pulled = await syncer.sync_peer("FR")
        rate = entries / (time.perf_counter() - began)
        spent = cpu_s() - spent
        if pulled.entries != entries:
            raise RuntimeError(f"{pulled.entries} of {entries} entries were pulled")
        after = verify_only(de, envelopes)
        trips, octets = await unchanged(de, port)
        await de.close()
    de_db.close()
    verify = (before[0] + after[0]) / 2
    return {
        "entries": entries,
        "entries_per_s": round(rate, 1),
        "verify_only_per_s": round(verify, 1),
        "ratio": round(rate / verify, 3),
        "cpu_us_an_entry": round(spent / entries * 1e6, 1),
        "verify_only_cpu_us": round(min(before[1], after[1]), 1),
        "unchanged_round_trips": trips,
        "unchanged_bytes": octets,
        "peak_mib": peak_mib(),
    }


async def unchanged(de: RegisterNode, port: int) -> tuple[int, int]:
    """Ask an unchanged peer on an open connection; count calls and octets on the wire."""
    forwarder = Forwarder(port)
    de.addresses["FR"] = f"127.0.0.1:{await forwarder.start()}"
    syncer = de.make_syncer()
    await syncer.sync_peer("FR")
    await asyncio.sleep(0.5)  # acknowledgements of the first visit
    calls, before = Counted.calls, forwarder.passed
    await syncer.sync_peer("FR")
    await asyncio.sleep(0.5)
    return Counted.calls - calls, forwarder.passed - before


class Counted:
    """Counts the calls of `LogSource`, by standing in for its one way out."""

    calls = 0


def count_calls() -> None:
    """Have every call counted."""
    from gateway.register.sync.source import LogSource  # noqa: PLC0415

    original = LogSource._call  # noqa: SLF001

    async def counted(self, *asked):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN002, ANN202
        Counted.calls += 1
        return await original(self, *asked)

    LogSource._call = counted  # type: ignore[method-assign]  # noqa: SLF001


def main() -> None:
    """Measure, or be the origin."""
    args = arguments(__doc__ or "", entries=ENTRIES)
    if args.serve is not None:
        asyncio.run(serve(args.serve))
        return
    count_calls()
    with tempfile.TemporaryDirectory() as folder:
        report(asyncio.run(measure(Path(folder), args.entries)), as_json=args.json)


if __name__ == "__main__":
    main()
