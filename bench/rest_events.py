"""The feed of events under four writers and two readers, for `bench/rest.py`.

Writers have a connection of their own each, past the node: so transactions overlap, and whether
one that commits late is passed over shows. Readers read as a national system does, batch by batch.
"""

from __future__ import annotations

import asyncio
import json
import time
from concurrent.futures import Future
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection

from bench.rest_ground import Ground
from bench.rest_load import connected, request
from gateway.casework.acts.journal import Journal
from gateway.domain.acts import Verb
from gateway.store.database import Database

EVENTS, WRITERS, READERS = 10_000, 4, 2
_AT_ONCE = 32  # acts that a writer has under way: they share a commit, as a busy node's do
_WAIT_S = 1
_OK = 200


def _write(url: str, writer: int, count: int) -> None:
    """Write acts, each as one piece of work."""
    db = Database.open(url)

    def act(conn: Connection, number: int) -> None:
        subject = f"W-{writer}-{number}"
        Journal(conn, datetime.now(UTC)).act(Verb.CASE_READY, subject)

    try:
        for first in range(0, count, _AT_ONCE):
            under_way = [Future[None]() for _ in range(first, min(first + _AT_ONCE, count))]
            for number, done in enumerate(under_way, first):
                db.submit(partial(act, number=number), done)
            for done in under_way:
                done.result()
    finally:
        db.close()


async def _read(ground: Ground, token: str, written: asyncio.Event) -> list[str]:
    """Read until there is nothing more once all is written; give the subjects as they came."""
    seen: list[str] = []
    after = ""
    async with connected(ground.socket) as node:
        while True:
            last = written.is_set()
            path = f"/api/v1/events?limit=1000&wait={_WAIT_S}{after}"
            status, body = await node.ask(request("GET", path, token))
            if status != _OK:  # its share is used up: it comes again
                continue
            events = json.loads(body)
            seen += [each["subject"] for each in events if each["subject"].startswith("W-")]
            if events:
                after = f"&after={events[-1]['id']}"
            elif last:
                return seen


async def follow(ground: Ground, events: int = EVENTS) -> dict[str, Any]:
    """Write and read at once, and say what readers missed or got twice, together."""
    written, began = asyncio.Event(), time.perf_counter()
    readers = [
        asyncio.create_task(_read(ground, each, written)) for each in ground.tokens[:READERS]
    ]
    share = events // WRITERS
    url = ground.settings.database_url
    await asyncio.gather(*(asyncio.to_thread(_write, url, n, share) for n in range(WRITERS)))
    seconds = time.perf_counter() - began
    written.set()
    seen = await asyncio.gather(*readers)
    wanted = {f"W-{writer}-{number}" for writer in range(WRITERS) for number in range(share)}
    return {
        "events": len(wanted),
        "writers": WRITERS,
        "readers": READERS,
        "per_s": round(len(wanted) / seconds, 1),
        "missed": sum(len(wanted - set(each)) for each in seen),
        "twice": sum(len(each) - len(set(each)) for each in seen),
    }
