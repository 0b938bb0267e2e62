"""A node's own REST interface while somebody sends what it does not take."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable
from pathlib import Path

import httpx2

from gateway.api.app import PREFIX
from tests.support.federation_case import case_federation, make_files
from tests.support.served import served

OCTETS = 57 * 2**20
# Of the processor, since the machine may do other things: an answer takes as long as what
# the process does meanwhile. The loop stood still for 8 s before (integrator A1).
STATUS_WITHIN_S, MEDIAN_WITHIN_S = 0.5, 0.05


def send_without_token(path: Path) -> bytes:
    """Send 57 MiB of empty lists, as `curl` would, and return the first line of the answer."""
    with socket.socket(socket.AF_UNIX) as knocking:
        knocking.connect(str(path))
        knocking.settimeout(60)
        knocking.sendall(
            b"POST /api/v1/applications HTTP/1.1\r\nHost: node\r\n"
            b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        knocking.sendall(b"1\r\n[\r\n")
        piece = b"[]," * 2**17
        for _ in range(OCTETS // len(piece)):
            knocking.sendall(b"%x\r\n%b\r\n" % (len(piece), piece))
        knocking.sendall(b"3\r\n[]]\r\n0\r\n\r\n")
        return knocking.recv(2**16).split(b"\r\n")[0]


def resident() -> int:
    with Path("/proc/self/statm").open(encoding="ascii") as held:
        return int(held.read().split()[1]) * 4096


async def test_a_large_body_without_a_token_leaves_the_node_answering(
    tmp_path: Path, new_sqlite: Callable[[str], str]
) -> None:
    files = make_files(tmp_path / "federation", ("DE", "FR"))
    async with (
        case_federation(files, tmp_path / "n", new_sqlite, codes=("DE",)) as federation,
        served(federation["DE"]) as node,
    ):
        path = federation["DE"].settings.path(federation["DE"].settings.api_socket)
        transport = httpx2.AsyncHTTPTransport(uds=str(path))
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://node", timeout=60
        ) as client:
            await client.get(f"{PREFIX}/openapi.json")
            before, most = resident(), 0
            sending = asyncio.create_task(asyncio.to_thread(send_without_token, path))
            took = []
            while not sending.done():
                began = time.process_time()
                answer = await client.get(f"{PREFIX}/openapi.json")
                took.append(time.process_time() - began)
                most = max(most, resident() - before)
                assert answer.status_code == 200
                await asyncio.sleep(0.01)

        assert await sending == b"HTTP/1.1 401 Unauthorized"
        assert node.home.exists()
        assert most < 2 * OCTETS
        assert max(took) < STATUS_WITHIN_S
        assert sorted(took)[len(took) // 2] < MEDIAN_WITHIN_S
