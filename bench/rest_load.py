"""Load for `bench/rest.py`: requests at a fixed rate, whatever the answers take.

An answer's time counts from the instant at which its request was due: a server that stands still
makes every request late that was to come meanwhile, not only the one that it holds.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

CONNECTIONS = 64
"""Connections at most; more requests than these at a time wait, and are late."""

GIVE_UP_S = 20.0


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: what sort it is, and its octets."""

    sort: str
    octets: bytes


@dataclass(slots=True)
class Taken:
    """How long answers took, in seconds, by sort, and how many were no success."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: int = 0

    def p95_ms(self, sort: str = "") -> float:
        """Return the 95th percentile of a sort, of all if it is empty, in milliseconds."""
        lists = [self.seconds[sort]] if sort else self.seconds.values()
        found = sorted(each for one in lists for each in one)
        return round(1000 * found[len(found) * 95 // 100], 2) if found else float("inf")


def request(method: str, path: str, token: str, body: bytes = b"") -> bytes:
    """Return the octets of a request."""
    head = f"{method} {path} HTTP/1.1\r\nHost: node\r\nAuthorization: Bearer {token}\r\n"
    if body:
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body


class Connections:
    """Connections to one socket, each used by one request at a time.

    Args:
        path: The Unix socket.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self._room = asyncio.Semaphore(CONNECTIONS)

    async def ask(self, octets: bytes) -> tuple[int, bytes]:
        """Send a request; return status and body of the answer."""
        async with self._room:
            fresh = not self._idle
            pair = await self._opened() if fresh else self._idle.pop()
            try:
                found = await _exchange(*pair, octets)
            except (OSError, asyncio.IncompleteReadError):
                pair[1].close()
                if fresh:
                    raise
                # It was idle for longer than the server keeps one open.
                pair = await self._opened()
                found = await _exchange(*pair, octets)
            self._idle.append(pair)
            return found

    async def _opened(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_unix_connection(self._path)

    def close(self) -> None:
        """Close those that are idle."""
        for _, writer in self._idle:
            writer.close()


async def _exchange(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, octets: bytes
) -> tuple[int, bytes]:
    writer.write(octets)
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    _, _, after = head.partition(b"content-length:")
    length = int(after.split(b"\r\n", 1)[0] or 0)
    return int(head.split(b" ", 2)[1]), await reader.readexactly(length)


@asynccontextmanager
async def connected(path: str) -> AsyncIterator[Connections]:
    """Open connections to a socket."""
    opened = Connections(path)
    try:
        yield opened
    finally:
        opened.close()


async def send(
    connections: Connections, asks: Callable[[int], Ask], *, per_s: float, seconds: float
) -> Taken:
    """Send requests at a rate for some seconds; return what the answers took.

    Args:
        connections: Where to.
        asks: Gives the request of each number.
        per_s: Requests a second.
        seconds: For how long.
    """
    taken, began = Taken(), time.perf_counter()

    async def one(number: int, due: float) -> None:
        ask = asks(number)
        try:
            async with asyncio.timeout(GIVE_UP_S):
                status, _ = await connections.ask(ask.octets)
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            status = 0
        if status in {200, 201}:
            taken.seconds[ask.sort].append(time.perf_counter() - due)
        else:
            taken.errors += 1

    async with asyncio.TaskGroup() as group:
        for number in range(int(per_s * seconds)):
            due = began + number / per_s
            if (wait := due - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            group.create_task(one(number, due))
    return taken
