"""Asks pages of a console at a steady rate, in a process of its own, as browsers would.

Reads what to ask from stdin, and writes how long each page took, by its kind, and how large what
came was. A page counts from when it was due, whether or not those before are answered.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from collections import defaultdict
from itertools import cycle
from typing import Any

import httpx2

_LINKED = re.compile(rb'(?:href|src)="(/desk/static/[^"]+)"')


async def load(asked: dict[str, Any]) -> dict[str, Any]:
    """Ask pages, and return the milliseconds of each kind and the sizes of what came.

    Args:
        asked: ``address`` and ``cookie`` of a session; ``pages``, pairs of a kind and a path, in
            turn; how many ``per_second``, and for how many ``seconds``.
    """
    taken: dict[str, list[float]] = defaultdict(list)
    headers = {"Cookie": asked["cookie"], "Accept-Encoding": "gzip", "Accept-Language": "en"}
    # A connection that the server ends while it is idle is not used again, as in a browser.
    limits = httpx2.Limits(keepalive_expiry=1)
    address = asked["address"]
    async with httpx2.AsyncClient(
        base_url=address, headers=headers, timeout=60, limits=limits
    ) as client:

        async def one(due: float, kind: str, path: str) -> None:
            answer = await client.get(path)
            taken[kind].append((time.perf_counter() - due) * 1_000)
            if not answer.is_success:
                raise SystemExit(f"{path}: {answer.status_code}")

        first: dict[str, str] = {}
        for kind, path in asked["pages"]:
            if first.setdefault(kind, path) is path:
                await one(time.perf_counter(), kind, path)  # the first of each makes its template
        taken.clear()
        began, running = time.perf_counter(), []
        count = int(asked["seconds"] * asked["per_second"])
        for number, (kind, path) in zip(range(count), cycle(asked["pages"]), strict=False):
            due = began + number / asked["per_second"]
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            running.append(asyncio.create_task(one(due, kind, path)))
        await asyncio.gather(*running)
        sizes = {kind: await _sizes(client, path) for kind, path in first.items()}
    return {"taken": dict(taken), "sizes": sizes}


async def _sizes(client: httpx2.AsyncClient, path: str) -> tuple[int, int]:
    """Return the octets that came of a first page with all that it loads, and of a later one."""
    page = await client.get(path)
    beside = [await client.get(each.decode()) for each in set(_LINKED.findall(page.content))]
    later = page.num_bytes_downloaded
    return later + sum(each.num_bytes_downloaded for each in beside), later


def main() -> None:
    """Do what stdin asks."""
    print(json.dumps(asyncio.run(load(json.load(sys.stdin)))))


if __name__ == "__main__":
    main()
