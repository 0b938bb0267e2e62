"""The REST interface under load, on SQLite and on PostgreSQL, beside a bare route.

A node (`comity up`, Temporal and all) with 5,000 cases is asked for `GET /cases?limit=50` a
hundred times a second for half a minute, from another process, while a member asks its health
over mTLS. Then the rate grows until p95 is above `P95_MS` or the health's above `HEALTH_MS`; a bare
route of FastAPI that answers the same octets from one query is taken through the same rates in
the same minutes. Then comes a mixed load (lists, cases, filings) with a follower of the
feed, and last the feed of events alone, under four writers and two readers (`rest_events.py`).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc
from sqlalchemy import select

from bench.rest_events import follow
from bench.rest_ground import Ground, bare, lay, running
from bench.rest_load import Ask, Connections, Taken, connected, request, send
from gateway.domain.feed.events import CURSOR_ORDER
from gateway.domain.page import PageRequest
from gateway.exchange.server import EXCHANGE_SERVICE
from gateway.store.database import Database
from gateway.store.tables_casework import change
from gateway.trust.tls import channel_credentials
from gateway.trust.tls_files import TlsFiles
from tests.support.cases import application
from tests.support.postgres import fresh_database, running_postgres

CASES = 5_000
PER_S = 100.0
SECONDS = 30.0
STEP_S = 5.0  # at each rate while the highest is looked for
RATES = (50, 75, 100, 150, 200, 250, 300, 350, 400, 500, 600, 800, 1000)
P95_MS, HEALTH_MS = 100.0, 50.0
ACCOUNTS = 8
"""So that the share of one account, 200 a second, is no limit of the highest rate."""
HEALTH_EVERY_S = 0.05
FOLLOW_EVERY_S, CATCH_UP_S = 0.2, 60
LIST = "/api/v1/cases?limit=50"


@asynccontextmanager
async def peer(ground: Ground) -> AsyncIterator[Callable[[], Taken]]:
    """Ask the node's health over mTLS as long as the block runs; give what it took so far."""
    files, taken = ground.files, Taken()
    fr = files.members["FR"].tls
    credentials = channel_credentials(
        TlsFiles(key=fr.key, certificate=fr.certificate, authorities=fr.authorities).read(),
        trusted=fr.authorities.read_bytes(),
    )
    asked = health_pb2.HealthCheckRequest(service=EXCHANGE_SERVICE)
    async with grpc.aio.secure_channel(ground.settings.listen, credentials) as channel:
        stub = health_pb2_grpc.HealthStub(channel)

        async def ask() -> None:
            while True:
                began = time.perf_counter()
                await stub.Check(asked, timeout=20)
                taken.seconds["health"].append(time.perf_counter() - began)
                await asyncio.sleep(HEALTH_EVERY_S)

        await stub.Check(asked, timeout=20)  # the handshake is not measured
        asking = asyncio.create_task(ask())
        try:
            yield lambda: taken
        finally:
            asking.cancel()
            with suppress(asyncio.CancelledError):
                await asking


def lists(ground: Ground) -> Callable[[int], Ask]:
    """Give lists, under one account after the other."""
    asks = [Ask("list", request("GET", LIST, token)) for token in ground.tokens]
    return lambda number: asks[number % len(asks)]


def mixed(ground: Ground) -> Callable[[int], Ask]:
    """Give 70 % lists, 20 % cases, 10 % filings."""
    filed = application()

    def ask(number: int) -> Ask:
        token = ground.tokens[number % len(ground.tokens)]
        match number % 10:
            case 0:
                new = filed.model_copy(update={"reference": f"M-{number}"})
                body = new.model_dump_json().encode()
                return Ask("filing", request("POST", "/api/v1/applications", token, body))
            case 1 | 2:
                case_id = ground.cases[number * 7919 % len(ground.cases)]
                return Ask("case", request("GET", f"/api/v1/cases/{case_id}", token))
            case _:
                return Ask("list", request("GET", LIST, token))

    return ask


class Follower:
    """Reads the feed as a national system does, cursor by cursor."""

    def __init__(self, connections: Connections, token: str) -> None:
        self._connections = connections
        self._token = token
        self.seen: list[int] = []
        self.cursor = 0
        self._after = ""

    async def read(self) -> int:
        """Read what is new; return how much it was."""
        found = 0
        while True:
            path = f"/api/v1/events?limit=1000{self._after}"
            status, body = await self._connections.ask(request("GET", path, self._token))
            if status != 200:  # noqa: PLR2004 - its share is used up: it comes again
                return found
            told = [each["id"] for each in json.loads(body)]
            if not told:
                return found
            self._after, events = f"&after={told[-1]}", [_number(each) for each in told]
            self.seen += events
            self.cursor, found = events[-1], found + len(events)

    async def follow(self) -> None:
        """Read for ever."""
        while True:
            await self.read()
            await asyncio.sleep(FOLLOW_EVERY_S)


def _number(cursor: str) -> int:
    """Return the journal's number of an event."""
    _, number = CURSOR_ORDER.place(PageRequest(after=cursor)) or ("", 0)
    return int(str(number))


async def highest(
    ground: Ground, node: Connections, beside: Connections, health: Callable[[], Taken]
) -> tuple[float, float]:
    """Return the highest rate that the node holds and that of the bare route, rate by rate."""
    best = {"node": 0.0, "bare": 0.0}
    held = {"node": node, "bare": beside}
    for rate in RATES:
        for name in list(held):
            health().seconds.clear()
            taken = await send(held[name], lists(ground), per_s=rate, seconds=STEP_S)
            holds = taken.p95_ms() < P95_MS and not taken.errors
            if holds and (name == "bare" or health().p95_ms() < HEALTH_MS):
                best[name] = float(rate)
            elif rate > best[name] * 1.3:  # once may be chance of a shared machine
                del held[name]
            await asyncio.sleep(0.5)
        if not held:
            break
    return best["node"], best["bare"]


async def measure(ground: Ground, folder: Path, seconds: float) -> dict[str, Any]:
    """Measure one node."""
    with bare(ground, folder) as bare_socket:
        async with (
            connected(ground.socket) as node,
            connected(bare_socket) as beside,
            peer(ground) as health,
        ):
            octets = request("GET", LIST, ground.tokens[0])
            ours, theirs = await node.ask(octets), await beside.ask(octets)
            if ours != theirs or ours[0] != 200:  # noqa: PLR2004
                raise RuntimeError("the bare route answers other octets than the node")
            one = Ask("list", octets)
            await send(node, lambda _: one, per_s=PER_S / 2, seconds=3)  # to warm up
            health().seconds.clear()
            taken = await send(node, lambda _: one, per_s=PER_S, seconds=seconds)
            p95, health_p95 = taken.p95_ms(), health().p95_ms()
            ours_most, bare_most = await highest(ground, node, beside, health)
            found = {
                "cases": len(ground.cases),
                "octets": len(ours[1]),
                "per_s": PER_S,
                "p95_ms": p95,
                "errors": taken.errors,
                "peer_health_p95_ms": health_p95,
                "highest_per_s": ours_most,
                "bare_highest_per_s": bare_most,
                "ratio_to_bare": round(ours_most / bare_most, 3) if bare_most else 0.0,
            }
            found |= await _mixed(ground, node, health, seconds)
            return found | {"events": await follow(ground)}


async def _mixed(
    ground: Ground, node: Connections, health: Callable[[], Taken], seconds: float
) -> dict[str, Any]:
    follower = Follower(node, ground.tokens[-1])
    while await follower.read():  # what was there before
        pass
    follower.seen, begun = [], _cursors(ground, 0)[-1]
    following = asyncio.create_task(follower.follow())
    health().seconds.clear()
    taken = await send(node, mixed(ground), per_s=PER_S, seconds=seconds)
    following.cancel()
    with suppress(asyncio.CancelledError):
        await following
    up_to = _cursors(ground, begun)[-1:]
    async with asyncio.timeout(CATCH_UP_S):
        while up_to and follower.cursor < up_to[0]:
            if not await follower.read():
                await asyncio.sleep(FOLLOW_EVERY_S)
    seen = follower.seen
    written = {each for each in _cursors(ground, begun) if up_to and each <= up_to[0]}
    sorts = ("list", "case", "filing")
    return {
        "mixed": {
            "per_s": PER_S,
            "errors": taken.errors,
            **{f"{sort}_p95_ms": taken.p95_ms(sort) for sort in sorts},
            "peer_health_p95_ms": health().p95_ms(),
        },
        "changes": len(written),
        "missed": len(written - set(seen)),
        "twice": len(seen) - len(set(seen)),
    }


def _cursors(ground: Ground, after: int) -> list[int]:
    """Return the changes that were written after a cursor, past the interface."""
    db = Database.open(ground.settings.database_url)
    try:
        query = select(change.c.cursor).where(change.c.cursor > after).order_by(change.c.cursor)
        return db.read_sync(lambda conn: list(conn.scalars(query)))
    finally:
        db.close()


def main() -> None:
    """Measure on both databases and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--only-events", action="store_true", help="the feed alone")
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    args = parser.parse_args()
    result: dict[str, Any] = {}
    for kind in ("sqlite", "postgresql") if args.only is None else (args.only,):
        with (
            tempfile.TemporaryDirectory(prefix="rest-", dir="/tmp") as folder,
            running_postgres() if kind == "postgresql" else nullcontext("") as server,
        ):
            url = fresh_database(server) if server else ""
            ground = lay(Path(folder), url, cases=args.cases, accounts=ACCOUNTS)
            with running(ground):
                if args.only_events:
                    result[kind] = {"events": asyncio.run(follow(ground))}
                else:
                    result[kind] = asyncio.run(measure(ground, Path(folder), args.seconds))
    result["cores"], result["load"] = os.cpu_count(), round(os.getloadavg()[0], 1)
    if args.json:
        print(json.dumps(result))
        return
    for name, found in result.items():
        figures = found.items() if isinstance(found, dict) else [("", found)]
        print(name, *(f"{key}={value}" for key, value in figures), sep="  ")


if __name__ == "__main__":
    main()
