"""Whether a node answers while something heavy is under way in it, and what memory that takes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median

import httpx2

from gateway.api.published.operations import PREFIX
from tests.support.desk import Desk
from tests.support.served import served

# Of the processor, since the machine may do other things: an answer takes as long as what the
# process does meanwhile.
ANSWER_WITHIN_S, MEDIAN_WITHIN_S = 0.5, 0.05
ANSWERS = 25
"""So many at least: of two or three the middle one is a matter of chance."""


@asynccontextmanager
async def client_of(desk: Desk) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of a node's own REST interface, which is served meanwhile."""
    async with served(desk) as node:
        transport = httpx2.AsyncHTTPTransport(uds=str(node.home / "api.sock"))
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://node", timeout=60
        ) as client:
            yield client


async def answers_meanwhile(
    client: httpx2.AsyncClient, heavy: Callable[[], Awaitable[object]]
) -> int:
    """Ask a node while something is under way, again and again until it has answered often enough.

    Args:
        client: Of a node in this process.
        heavy: Begins what is heavy, as often as it is needed.

    Returns:
        By how many octets the process was larger meanwhile, at its largest.
    """
    await _ask(client)  # the first time it writes what it answers, which takes seconds
    _forget_highest()
    before, took = _highest(), list[float]()
    while len(took) < ANSWERS:
        ending = asyncio.ensure_future(heavy())
        while not ending.done():
            began = time.process_time()
            await _ask(client)
            took.append(time.process_time() - began)
            await asyncio.sleep(0.005)
        await ending
    assert max(took) < ANSWER_WITHIN_S
    assert median(took) < MEDIAN_WITHIN_S
    return _highest() - before


async def _ask(client: httpx2.AsyncClient) -> None:
    assert (await client.get(f"{PREFIX}/openapi.json")).status_code == 200


def _forget_highest() -> None:
    """Let the most memory that this process has had be what it has now."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _highest() -> int:
    with Path("/proc/self/status").open(encoding="ascii") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
