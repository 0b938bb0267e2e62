"""Signed exchange of 2 KiB letters between two processes, beside the straight-line program.

Three servers, each a process of its own: a bare mTLS echo, the reference
(`bench/reference_exchange.py`) and the node. Runs alternate, so that a machine that slows
down slows all of them; each figure is the median. `per_s` is what the reference does too:
write, sign and seal, mTLS, the whole intake with a durable journal, the receipt verified by
the sender. `with_outbox_per_s` is the node's whole path, its sender's outbox included,
which the reference does not have.
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
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import grpc

from bench.exchange_ground import SUITES, Ground, content, lay, stand_on
from bench.reference_exchange import Receiver, Side, check_receipt, write_letter
from gateway.domain.letter import LetterHeader, LetterType, PartBody, PartCommitment, PartKind
from gateway.exchange.delivery import Deliverer
from gateway.exchange.identity import NodeIdentity
from gateway.exchange.ids import new_id
from gateway.exchange.intake import Intake
from gateway.exchange.outbox import PartDraft, queue_letter
from gateway.exchange.peers import DELIVER, MESSAGE_OPTIONS, Peers
from gateway.exchange.server import EXCHANGE_SERVICE, NodeServer, exchange_handler
from gateway.ports import MessageRef
from gateway.store.database import Database
from gateway.trust import (
    LETTER,
    channel_credentials,
    commit,
    new_salt,
    seal,
    server_credentials,
    sign,
    verify_receipt,
)
from gateway.wire.deliveries import SealedLetter, delivery_to_bytes, response_from_bytes
from gateway.wire.letters import letter_to_bytes
from gateway.wire.packages import package_to_bytes

ROUNDS = 5
CONCURRENT = 16
LETTERS = {"classic": 1200, "hybrid": 600}
Send = Callable[[int], Awaitable[None]]
Call = grpc.aio.UnaryUnaryMultiCallable[bytes, bytes]


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
        rulebook=lambda: "2026-1",
        calendar=lambda: f"{code}-2026",
    )


# --- servers, each in its own process ----------------------------------------------------


async def serve(kind: str, folder: Path, suite: str) -> None:
    """Serve until standard input is closed; print the port first."""
    ground = stand_on(folder, suite)
    path = folder / f"{kind}-{suite}-{os.getpid()}.db"
    handler: grpc.GenericRpcHandler
    if kind == "node":
        db = Database.open(f"sqlite:///{path}", create=True)
        intake = Intake(
            db,
            identity(ground, "FR"),
            check_content=lambda _header, bodies: bodies,
            period_for=lambda _header, _content, _received: None,
        )
        handler = exchange_handler(intake)
    elif kind == "reference":
        handler = _reference_handler(Receiver(ground, path))
    else:
        handler = _handler(_echo)
    credentials = server_credentials(ground.files.members["FR"].tls)
    server = NodeServer(credentials, [handler])
    print(await server.start("127.0.0.1:0"), flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await server.stop(0)


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


# --- clients -----------------------------------------------------------------------------


@asynccontextmanager
async def calling(ground: Ground, address: str) -> AsyncIterator[Call]:
    """Open a channel to a server."""
    credentials = channel_credentials(ground.files.members["DE"].tls)
    async with grpc.aio.secure_channel(address, credentials, options=MESSAGE_OPTIONS) as channel:
        yield channel.unary_unary(DELIVER)


@asynccontextmanager
async def bare(ground: Ground, address: str) -> AsyncIterator[Send]:
    """Send what has the size of a letter, get it back."""
    request = write_letter(Side(ground, "DE", "FR"), 1, content())[2]
    async with calling(ground, address) as call:

        async def send(_number: int) -> None:
            await call(request)

        yield send


@asynccontextmanager
async def reference(ground: Ground, address: str) -> AsyncIterator[Send]:
    """Straight on, in the event loop."""
    side = Side(ground, "DE", "FR")
    async with calling(ground, address) as call:

        async def send(number: int) -> None:
            sent = time.time_ns()
            message_id, digest, request = write_letter(side, number, content())
            check_receipt(side, message_id, digest, sent, await call(request))

        yield send


@asynccontextmanager
async def node(ground: Ground, address: str) -> AsyncIterator[Send]:
    """The node's own functions, without its outbox."""
    me, loop = identity(ground, "DE"), asyncio.get_running_loop()
    pool = ThreadPoolExecutor(max_workers=os.cpu_count())
    async with calling(ground, address) as call:

        async def send(number: int) -> None:
            sent = me.clock.now()
            write = partial(_write, me, number, sent)
            message_id, digest, request = await loop.run_in_executor(pool, write)
            response = await call(request)
            check = partial(_check, me, message_id, digest, sent, response)
            await loop.run_in_executor(pool, check)

        yield send
    pool.shutdown()


EPOCH = "00000000-0000-4000-8000-000000000001"


def _write(me: NodeIdentity, number: int, at: datetime) -> tuple[str, bytes, bytes]:
    directory = me.directory()
    header = LetterHeader(
        federation_id=directory.federation_id.hex(),
        protocol_version=1,
        sender="DE",
        recipient="FR",
        message_id=new_id(at),
        conversation_id=new_id(at),
        conversation_number=1,
        letter_type=LetterType.REQUEST,
        procedure="16(5)",
        epoch=EPOCH,
        sequence=number,
        created=at,
        not_after=at + timedelta(days=60),
        rulebook="2026-1",
        calendar="DE-2026",
    )
    body = PartBody(index=0, salt=new_salt(), body=content())
    part = PartCommitment(
        kind=PartKind.MATCHING,
        release=("DE", "FR"),
        commitment=commit(body.salt, body.body).hex(),
    )
    signed = sign(letter_to_bytes(header, [part]), LETTER, ring=me.ring, suite=me.suite)
    key_id, ciphertext = seal(
        package_to_bytes(signed.to_bytes(), [body]),
        recipient=directory.member("FR"),
        federation_id=directory.federation_id,
        sender="DE",
        message_id=header.message_id,
        at=at,
    )
    request = delivery_to_bytes(
        SealedLetter(
            federation_id=directory.federation_id,
            sender="DE",
            recipient="FR",
            message_id=header.message_id,
            recipient_key_id=key_id,
            ciphertext=ciphertext,
        )
    )
    return header.message_id, signed.digest, request


def _check(
    me: NodeIdentity, message_id: str, digest: bytes, sent: datetime, response: bytes
) -> None:
    verify_receipt(
        response_from_bytes(response),
        directory=me.directory(),
        letter_digest=digest,
        message_id=message_id,
        receiver="FR",
        sender="DE",
        sent_at=sent,
        received_reply_at=me.clock.now(),
    )


@asynccontextmanager
async def outbox(ground: Ground, address: str, path: Path) -> AsyncIterator[Send]:
    """The node's whole path: queue, deliver, keep the receipt."""
    me, db = identity(ground, "DE", address), Database.open(f"sqlite:///{path}", create=True)
    peers = Peers(me, lambda: channel_credentials(ground.files.members["DE"].tls))
    deliverer = Deliverer(db, me, peers)

    async def send(_number: int) -> None:
        parts = [PartDraft(PartKind.MATCHING, content())]
        letter = await db.write(
            lambda conn: queue_letter(
                conn,
                me,
                recipient="FR",
                letter_type=LetterType.REQUEST,
                parts=parts,
                procedure="16(5)",
            )
        )
        result = await deliverer.deliver(MessageRef(message_id=letter.message_id))
        if not result.settled or result.refused:
            raise RuntimeError(result.reason)

    yield send
    await peers.close()
    deliverer.close()
    db.close()


# --- measuring ---------------------------------------------------------------------------


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
    parser.add_argument("--serve", nargs=3, metavar=("KIND", "FOLDER", "SUITE"))
    args = parser.parse_args()
    if args.serve:
        kind, folder, suite = args.serve
        asyncio.run(serve(kind, Path(folder), suite))
        return
    with tempfile.TemporaryDirectory() as folder:
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
