"""Holds thousands of connections to a node, and says whether another member still comes through.

A node of its own process serves; one process holds connections of one kind to it and opens each
again as soon as it is ended; NL opens a new connection four times a second and makes a call. Kinds:
a member's certificate without a call (`member`), with one call and then nothing (`caller`), a
revoked certificate with a call (`revoked`), TLS without a certificate (`none`), not one octet
(`bare`). They come from another address of loopback than NL, or from the same one (`--same`): so a
member is served whose neighbour attacks, as behind one address translator.

    python bench/trials/connections.py --count 5000 --seconds 120 --json

By the wall clock: on a machine that does other work, read the processor seconds too.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import ssl
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

from certs.dev import make_federation
from certs.layout import FederationFiles
from certs.operators import issue_next_version, revoke_certificates
from gateway.app.initialising import init_node
from gateway.cli.client import NodeClient
from gateway.errors import ComityError
from gateway.settings import Settings
from gateway.trust.tls import channel_credentials, fingerprint_of_pem
from lab.sandbox.ports import free_ports

KINDS = {"member": "DE", "caller": "DE", "revoked": "EU", "none": "", "bare": ""}
"""Each kind, and whose certificate it shows."""

EVERY_S, DEADLINE_S = 0.25, 10.0
HOME, OTHER = "127.0.0.1", "127.0.0.2"
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes((0, 0, 0, 4, 0, 0, 0, 0, 0))


def _frame(kind: int, flags: int, stream: int, octets: bytes) -> bytes:
    head = len(octets).to_bytes(3, "big") + bytes((kind, flags))
    return head + stream.to_bytes(4, "big") + octets


def _call() -> bytes:
    """Return a call of the health service in HTTP/2, its fields without Huffman (RFC 7541)."""
    path, host = b"/grpc.health.v1.Health/Check", b"node"
    fields = b"\x83\x87" + b"\x04" + bytes((len(path),)) + path + b"\x01\x04" + host
    fields += b"\x0f\x10\x10application/grpc" + b"\x00\x02te\x08trailers"
    return _frame(1, 4, 1, fields) + _frame(0, 1, 1, bytes(5))


async def attack(kind: str, count: int, seconds: float, source: str, files: FederationFiles) -> Any:
    """Hold connections of a kind, each opened again once it is ended; return what came of it."""
    address = files.members["FR"].folder.joinpath("address").read_text("ascii")
    host, _, port = address.rpartition(":")
    tls: ssl.SSLContext | None = None
    if kind == "none":
        tls = ssl.create_default_context(cafile=files.members["FR"].tls.authorities)
    elif kind != "bare":
        tls = files.members[KINDS[kind]].tls.read().client
    if tls is not None:
        tls.set_alpn_protocols(["h2"])
    said = b"" if kind == "bare" else PREFACE + (_call() if kind in ("caller", "revoked") else b"")
    seen: Counter[str] = Counter()

    async def hold() -> None:
        while True:
            try:
                reader, writer = await asyncio.open_connection(
                    host, int(port), ssl=tls, local_addr=(source, 0)
                )
            except OSError:
                seen["refused"] += 1
                await asyncio.sleep(0.01)
                continue
            seen["opened"] += 1
            seen["open"] += 1
            seen["most"] = max(seen["most"], seen["open"])
            began = time.monotonic()
            try:
                writer.write(said)
                while await reader.read(65536):
                    pass
            except OSError:
                pass
            finally:
                seen["open"] -= 1
                seen["longest_ms"] = max(seen["longest_ms"], int((time.monotonic() - began) * 1000))
                writer.transport.abort()

    holding = [asyncio.ensure_future(hold()) for _ in range(count)]
    await asyncio.sleep(seconds)
    for each in holding:
        each.cancel()
    return {**seen, "cpu_s": round(time.process_time(), 1)}


async def call(files: FederationFiles, address: str) -> float:
    """Call as NL over a new connection; return the seconds, or infinity where it failed."""
    tls = files.members["NL"].tls
    credentials = channel_credentials(tls.read(), trusted=tls.authorities.read_bytes())
    options = [("grpc.use_local_subchannel_pool", 1)]
    began = time.perf_counter()
    try:
        async with grpc.aio.secure_channel(address, credentials, options=options) as channel:
            stub = health_pb2_grpc.HealthStub(channel)
            await stub.Check(health_pb2.HealthCheckRequest(), timeout=DEADLINE_S)
    except grpc.aio.AioRpcError:
        return float("inf")
    return time.perf_counter() - began


async def calls(files: FederationFiles, address: str, seconds: float) -> list[float]:
    """Call again and again, whatever becomes of the calls before."""
    until, under_way = time.monotonic() + seconds, []
    while time.monotonic() < until:
        under_way.append(asyncio.ensure_future(call(files, address)))
        await asyncio.sleep(EVERY_S)
    return await asyncio.gather(*under_way)


def lay(folder: Path) -> tuple[FederationFiles, str]:
    """Make the federation, in which EU's certificate is revoked, and FR's node."""
    address, now = f"{HOME}:{free_ports(1)[0]}", datetime.now(UTC)
    begun = now - timedelta(minutes=2)
    files = make_federation(("DE", "EU", "FR", "NL"), folder, now=begun, addresses={"FR": address})
    old = fingerprint_of_pem(files.members["EU"].tls.certificate.read_bytes())
    revoked = now - timedelta(minutes=1)
    issue_next_version(files, revoke_certificates("EU", [old], at=revoked), now=revoked)
    home = files.members["FR"].folder
    init_node(Settings(home=home, authority="FR", listen=address))
    (home / "address").write_text(address, "ascii")
    return files, address


@contextmanager
def running(home: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a node until the block ends."""
    command = [sys.executable, "-m", "gateway.cli.main", "up", "--home", str(home), "--json"]
    environ = {**os.environ, "COMITY_MATCHER_AT_START": "false"}
    root = Path(__file__).parents[2]
    with (home.parent / "FR.log").open("ab") as sink:
        node = subprocess.Popen(command, cwd=root, env=environ, stdout=sink, stderr=sink)
    try:
        while not _answers(home):
            if node.poll() is not None:
                raise RuntimeError((home.parent / "FR.log").read_text("utf-8"))
            time.sleep(0.2)
        yield node
    finally:
        node.terminate()
        node.wait()


def _answers(home: Path) -> bool:
    try:
        with NodeClient(socket=home / "api.sock") as client:
            client.readiness()
    except (ComityError, OSError):
        return False
    return True


def cpu_s(pid: int) -> float:
    """Return the processor seconds of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_mib(pid: int) -> int:
    """Return the memory of a process in MiB."""
    return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * 4096 // 2**20


async def trial(files: FederationFiles, address: str, node: int, asked: Any, kind: str) -> Any:
    """Attack with one kind, and call meanwhile."""
    log = files.members["FR"].folder.parent / "FR.log"
    begun, read = cpu_s(node), log.stat().st_size
    source = HOME if asked.same else OTHER
    words = ["--attack", kind, source, str(files.folder), "--count", str(asked.count)]
    attacking = await asyncio.create_subprocess_exec(
        sys.executable, __file__, *words, "--seconds", str(asked.seconds), stdout=subprocess.PIPE
    )
    took = await calls(files, address, asked.seconds)
    held, memory = await attacking.communicate(), memory_mib(node)
    took.sort()
    with log.open("rb") as lines:
        lines.seek(read)
        events = Counter(json.loads(line).get("event") for line in lines if line.startswith(b"{"))
    return {
        "kind": kind,
        "count": asked.count,
        "same_address": asked.same,
        "calls": len(took),
        "failed": sum(each == float("inf") for each in took),
        "p50_s": round(took[len(took) // 2], 3),
        "p99_s": round(took[int(len(took) * 0.99)], 3),
        "worst_s": round(took[-1], 3),
        "node_cpu_s": round(cpu_s(node) - begun, 1),
        "node_mib": memory,
        "attacker": json.loads(held[0] or b"{}"),
        "log": {name: number for name, number in events.items() if number},
    }


async def main(asked: argparse.Namespace) -> int:
    """Try each kind on one node; return whether a call failed or took longer than a second."""
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        files, address = lay(Path(folder) / "federation")
        with running(files.members["FR"].folder) as node:
            await call(files, address)
            for kind in asked.kinds or KINDS:
                found = await trial(files, address, node.pid, asked, kind)
                bad += found["p99_s"] > 1.0
                print(json.dumps(found) if asked.json else found, flush=True)
                await asyncio.sleep(2.0)
    return int(bad > 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=520)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--kinds", nargs="*", choices=KINDS)
    parser.add_argument("--same", action="store_true", help="from the address of the member")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--attack", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.attack is None:
        sys.exit(asyncio.run(main(given)))
    what, where, root = given.attack
    held_there = attack(what, given.count, given.seconds, where, FederationFiles.at(Path(root)))
    print(json.dumps(asyncio.run(held_there)))
