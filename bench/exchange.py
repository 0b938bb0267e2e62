"""Signed exchange of 2 KiB letters between two processes, beside the straight-line program.

Three servers, each a process of its own: a bare mTLS echo and the reference
(`bench/reference_exchange.py`), both on gRPC's own server, and the node. Runs alternate, so that
a machine that slows down slows all of them; each figure is the median. `per_s` is what the
reference does too: write, sign and seal, mTLS, the whole intake with a durable journal, the
receipt verified by the sender. `with_outbox_per_s` is the node's whole path, its sender's outbox
included, which the reference does not have.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import grpc

from bench.exchange_ground import POSTGRES, SUITES, database_url, identity, lay, stand_on
from bench.exchange_senders import Send, bare, node, outbox, reference
from bench.reference_exchange import Receiver
from gateway.exchange.intake import Intake
from gateway.exchange.peers import MESSAGE_OPTIONS
from gateway.exchange.server import EXCHANGE_SERVICE, NodeServer, exchange_handler
from gateway.store.database import Database
from gateway.trust.tls import server_credentials
from tests.support.postgres import running_postgres

ROUNDS = 5
CONCURRENT = 16
LETTERS = {"classic": 1200, "hybrid": 600}


async def serve(kind: str, folder: Path, suite: str) -> None:
    """Serve until standard input is closed; print the port first."""
    ground = stand_on(folder, suite)
    path = folder / f"{kind}-{suite}-{os.getpid()}.db"
    me = identity(ground, "FR")
    handler: grpc.GenericRpcHandler
    if kind == "node":
        db = Database.open(database_url(path), create=True)
        intake = Intake(
            db,
            me,
            check_content=lambda _header, bodies: bodies,
            period_for=lambda _header, _content, _received: None,
        )
        handler = exchange_handler(intake)
    elif kind == "reference":
        handler = _reference_handler(Receiver(ground, path))
    else:
        handler = _handler(_echo)
    credentials = server_credentials(ground.files.members["FR"].tls)
    if kind == "node":
        server = NodeServer(me, credentials, [handler])
        print(await server.start("127.0.0.1:0"), flush=True)
        await asyncio.to_thread(sys.stdin.read)
        await server.stop(0)
        return
    # Not the node's server: what that gains or loses must not move what it is divided by.
    plain = grpc.aio.server(options=MESSAGE_OPTIONS)
    plain.add_generic_rpc_handlers([handler])
    port = plain.add_secure_port("127.0.0.1:0", credentials)
    await plain.start()
    print(port, flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await plain.stop(0)


def _handler(deliver: Callable[[bytes, Any], Awaitable[bytes]]) -> grpc.GenericRpcHandler:
    return grpc.method_handlers_generic_handler(
        EXCHANGE_SERVICE, {"Deliver": grpc.unary_unary_rpc_method_handler(deliver)}
    )


async def _echo(raw: bytes, _context: Any) -> bytes:
    return raw


def _reference_handler(receiver: Receiver) -> grpc.GenericRpcHandler:
    from cryptography import x509  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415

    known: dict[bytes, str] = {}

    async def deliver(raw: bytes, context: Any) -> bytes:
        pem = context.auth_context()["x509_pem_cert"][0]
        if pem not in known:  # (2)
            der = x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)
            known[pem] = receiver.members[hashlib.sha256(der).digest()]
        return receiver.receive(raw, known[pem])

    return _handler(deliver)


@contextmanager
def server(kind: str, folder: Path, suite: str) -> Iterator[str]:
    """Run a server; give its address."""
    command = [sys.executable, __file__, "--serve", kind, str(folder), suite]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("no pipes")
    try:
        yield f"127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.stdin.close()
        process.stdout.close()
        process.wait()


async def measure(send: Send, numbers: Iterator[int], letters: int) -> tuple[float, list[float]]:
    """Send letters, CONCURRENT at a time; return letters a second and each one's seconds."""
    taken: list[float] = []
    left = iter(range(letters))

    async def worker() -> None:
        for _ in left:
            began = time.perf_counter()
            await send(next(numbers))
            taken.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(CONCURRENT)))
    return letters / (time.perf_counter() - began), taken


async def compare(folder: Path, suite: str, letters: int, rounds: int) -> dict[str, Any]:
    """Measure a suite, all four side by side."""
    ground = stand_on(folder, suite)
    rates: dict[str, list[float]] = {"bare": [], "reference": [], "node": [], "outbox": []}
    taken: list[float] = []
    with (
        server("bare", folder, suite) as at_bare,
        server("reference", folder, suite) as at_reference,
        server("node", folder, suite) as at_node,
        server("node", folder, suite) as at_second,
    ):
        async with (
            bare(ground, at_bare) as send_bare,
            reference(ground, at_reference) as send_reference,
            node(ground, at_node) as send_node,
            outbox(ground, at_second, folder / f"outbox-{suite}.db") as send_outbox,
        ):
            sends = {
                "bare": (send_bare, itertools.count(1)),
                "reference": (send_reference, itertools.count(1)),
                "node": (send_node, itertools.count(1)),
                "outbox": (send_outbox, itertools.count(1)),
            }
            for turn in range(rounds + 1):
                for name, (send, numbers) in sends.items():
                    count = letters if turn else letters // 8
                    rate, seconds = await measure(send, numbers, count)
                    if turn:  # the first is to warm up
                        rates[name].append(rate)
                        taken += seconds if name == "node" else []
    median = {name: statistics.median(values) for name, values in rates.items()}
    taken.sort()
    return {
        "bare_per_s": round(median["bare"], 1),
        "per_s": round(median["node"], 1),
        "reference_per_s": round(median["reference"], 1),
        "ratio_to_reference": round(median["node"] / median["reference"], 3),
        "ratio_to_bare": round(median["node"] / median["bare"], 3),
        "p50_ms": round(1000 * taken[len(taken) // 2], 2),
        "p99_ms": round(1000 * taken[len(taken) * 99 // 100], 2),
        "with_outbox_per_s": round(median["outbox"], 1),
    }


def main() -> None:
    """Measure both suites and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--letters", type=int, default=0, help="letters in a round")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--postgresql", action="store_true", help="the nodes' databases")
    parser.add_argument("--serve", nargs=3, metavar=("KIND", "FOLDER", "SUITE"))
    args = parser.parse_args()
    if args.serve:
        kind, folder, suite = args.serve
        asyncio.run(serve(kind, Path(folder), suite))
        return
    on = running_postgres() if args.postgresql else nullcontext("")
    with tempfile.TemporaryDirectory() as folder, on as address:
        os.environ[POSTGRES] = address  # the servers' processes read it too
        lay(Path(folder))
        found = {
            suite: asyncio.run(
                compare(Path(folder), suite, args.letters or LETTERS[suite], args.rounds)
            )
            for suite in SUITES
        }
    result = {"bare_per_s": found["classic"]["bare_per_s"], "concurrent": CONCURRENT, **found}
    if args.json:
        print(json.dumps(result))
        return
    for suite, figures in found.items():
        print(suite, *(f"{name}={value}" for name, value in figures.items()), sep="  ")


if __name__ == "__main__":
    main()
