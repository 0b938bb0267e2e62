"""A node's own REST interface while somebody sends what it does not take."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

from tests.support.answering import answers_meanwhile, client_of
from tests.support.federation_case import Where, case_federation

OCTETS = 57 * 2**20


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


async def test_a_large_body_without_a_token_leaves_the_node_answering(where: Where) -> None:
    """Found in use: integrator A1, attack m1."""
    async with (
        case_federation(*where, codes=("DE",)) as federation,
        client_of(federation["DE"]) as client,
    ):
        path = federation["DE"].settings.path(federation["DE"].settings.api_socket)

        async def send() -> None:
            said = await asyncio.to_thread(send_without_token, path)
            assert said == b"HTTP/1.1 401 Unauthorized"

        grown = await answers_meanwhile(client, send)  # it stood still for 8 s (integrator A1)
        assert grown < 2 * OCTETS
