"""Webhooks of a node to a receiver over TLS, two processes (`comity bench webhooks`).

First a bulk: acts on many subjects are written at once, and the receiver counts how many events
come a second (`per_s`). Then acts come a hundred times a second, and each event's delay counts
from the instant of its act until the receiver has read it (`delay_p95_ms`). The receiver checks
that the events of each subject come in order (`out_of_order`) and how many come twice (`twice`)
or not at all (`missed`). `most_behind` is the largest lag that `GET /webhooks/ID` told.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import ssl
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from sqlalchemy import Connection

from bench.rest_ground import Ground, lay, running
from bench.rest_load import connected, request
from certs.profiles import certificate_to_pem, issue_authority, issue_leaf, key_to_pem, new_key
from gateway.casework.acts.journal import Journal
from gateway.domain.acts import Verb
from gateway.domain.feed.events import CURSOR_ORDER
from gateway.domain.page import PageRequest
from gateway.store.database import Database

EVENTS, SUBJECTS = 3_000, 200
PER_S, SECONDS = 100, 20
WAIT_S = 120


@dataclass(slots=True)
class Receiver:
    """Takes events, answers 204 and keeps what came.

    Attributes:
        taken: Of each event its subject, id and delay in seconds, in the order of their coming.
        connections: How many were made.
        came: Told at each event.
    """

    taken: list[tuple[str, str, float]] = field(default_factory=list)
    connections: int = 0
    came: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        self.connections += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                sizes = (each for each in head.lower().split(b"\r\n") if b"content-length" in each)
                body = json.loads(await reader.readexactly(int(next(sizes).partition(b":")[2])))
                writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
                delay = time.time() - datetime.fromisoformat(body["time"]).timestamp()
                self.taken.append((body["subject"], body["id"], delay))
                self.came.set()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def until(self, count: int) -> None:
        """Wait until so many different events have come."""
        async with asyncio.timeout(WAIT_S):
            while len({each for _, each, _ in self.taken}) < count:
                self.came.clear()
                await self.came.wait()


@asynccontextmanager
async def receiving(folder: Path) -> AsyncIterator[tuple[Receiver, str]]:
    """Run the receiver; give it and its address. `ca.pem` of the folder vouches for it."""
    now, key, leaf = datetime.now(UTC), new_key(), new_key()
    authority = issue_authority("Receivers", key, now=now)
    certificate = issue_leaf(
        "DE", leaf.public_key(), hosts=["localhost"], issuer=authority, issuer_key=key, now=now
    )
    (folder / "ca.pem").write_bytes(certificate_to_pem(authority))
    (folder / "leaf.pem").write_bytes(certificate_to_pem(certificate) + key_to_pem(leaf))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "leaf.pem")
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0, ssl=context)
    async with server:
        yield receiver, f"https://localhost:{server.sockets[0].getsockname()[1]}/hook"


def act(conn: Connection, numbers: range) -> None:
    """Write an act for each number."""
    for number in numbers:
        Journal(conn, datetime.now(UTC)).act(Verb.CASE_READY, f"W-{number % SUBJECTS}")


async def watch(ground: Ground, webhook_id: str, found: list[int]) -> None:
    """Ask for the lag again and again."""
    async with connected(ground.socket) as node:
        while True:
            path = f"/api/v1/webhooks/{webhook_id}"
            _, body = await node.ask(request("GET", path, ground.tokens[0]))
            found.append(json.loads(body)["behind"])
            await asyncio.sleep(0.5)


async def measure(ground: Ground, receiver: Receiver, address: str, args: Any) -> dict[str, Any]:
    """Write events in a bulk and at a rate, and say how they came."""
    async with connected(ground.socket) as node:
        wish = json.dumps({"address": address}).encode()
        _, body = await node.ask(request("POST", "/api/v1/webhooks", ground.tokens[0], wish))
    lags: list[int] = []
    watching = asyncio.create_task(watch(ground, json.loads(body)["webhook_id"], lags))
    db = Database.open(ground.settings.database_url)
    try:
        await db.write(partial(act, numbers=range(args.events)))
        began = time.perf_counter()
        await receiver.until(args.events)
        per_s = args.events / (time.perf_counter() - began)
        bulk, made = len(receiver.taken), receiver.connections
        every, began = args.events + PER_S * args.seconds, time.perf_counter()
        for number in range(args.events, every):
            await asyncio.sleep(began + (number - args.events) / PER_S - time.perf_counter())
            await db.write(partial(act, numbers=range(number, number + 1)))
        await receiver.until(every)
    finally:
        watching.cancel()
        db.close()
    delays = sorted(delay for *_, delay in receiver.taken[bulk:])
    orders: dict[str, list[str]] = defaultdict(list)
    for subject, event, _ in receiver.taken:
        orders[subject].append(event)
    once = {event for _, event, _ in receiver.taken}
    return {
        "events": every,
        "per_s": round(per_s, 1),
        "delay_p50_ms": round(1000 * delays[len(delays) // 2], 1),
        "delay_p95_ms": round(1000 * delays[len(delays) * 95 // 100], 1),
        "connections_of_bulk": made,
        "most_behind": max(lags, default=0),
        "out_of_order": sum(each != sorted(each, key=number_of) for each in orders.values()),
        "twice": len(receiver.taken) - len(once),
        "missed": every - len(once),
    }


def number_of(event: str) -> int:
    """Return the number in the journal that an event's id stands for."""
    place = CURSOR_ORDER.place(PageRequest(after=event))
    return int(str(place[1])) if place else 0


async def run(folder: Path, args: argparse.Namespace) -> dict[str, Any]:
    """Run node and receiver, and measure."""
    async with receiving(folder) as (receiver, address):
        os.environ["COMITY_WEBHOOK_CA"] = str(folder / "ca.pem")
        os.environ["COMITY_WEBHOOK_NETWORKS"] = "127.0.0.1/32 ::1/128"
        ground = await asyncio.to_thread(lay, folder, "", cases=1, accounts=1)
        node = running(ground)
        await asyncio.to_thread(node.__enter__)
        try:
            return await measure(ground, receiver, address, args)
        finally:
            await asyncio.to_thread(node.__exit__, None, None, None)


def main() -> None:
    """Measure, and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--events", type=int, default=EVENTS, help="events of the bulk")
    parser.add_argument("--seconds", type=int, default=SECONDS, help="of a hundred events each")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(run(Path(folder), args))
    if args.json:
        print(json.dumps(found))
        return
    print(*(f"{name}={value}" for name, value in found.items()), sep="  ")


if __name__ == "__main__":
    main()
