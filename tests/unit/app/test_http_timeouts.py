"""How long the REST interface waits: real sockets, and a clock that the test moves."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from fastapi import FastAPI, Request

from gateway.app import http_timeouts
from gateway.app.http_timeouts import Server

WHOLE = b"GET /x HTTP/1.1\r\nHost: node\r\n\r\n"
HALF_HEADERS = b"GET /x HTTP/1.1\r\nHost: node\r\nX-"
HALF_BODY = b"POST /x HTTP/1.1\r\nHost: node\r\nContent-Length: 10\r\n\r\nabc"
SHORT = 0.05
TURNS = 100
"""Of the loop: what has come is read by then, however busy the machine is."""


def app() -> FastAPI:
    made = FastAPI()

    @made.get("/x")
    async def get() -> str:
        return "x"

    @made.post("/x")
    async def post(request: Request) -> int:
        return len(await request.body())

    return made


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[tuple[Server, Path]]:
    path = folder / "s"
    bound = socket.socket(socket.AF_UNIX)
    bound.bind(str(path))
    server = Server(app())
    task = asyncio.create_task(server.serve(sockets=[bound]))
    try:
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0)
        yield server, path
    finally:
        server.should_exit = True
        await task


async def _answer(path: Path, *pieces: bytes) -> bytes:
    reader, writer = await asyncio.open_unix_connection(str(path))
    for piece in pieces:
        writer.write(piece)
        await writer.drain()
    try:
        return await reader.read()
    except ConnectionResetError:
        return b""
    finally:
        writer.close()


@pytest.mark.parametrize("half", [b"", HALF_HEADERS, HALF_BODY])
async def test_what_does_not_come_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, half: bytes
) -> None:
    """Found in use: integrator A14."""
    monkeypatch.setattr(http_timeouts, "HEADERS_S", SHORT)
    monkeypatch.setattr(http_timeouts, "BODY_S", SHORT)
    async with running(tmp_path) as (_, path):
        assert await _answer(path, half) == b""


@pytest.mark.parametrize("before", [WHOLE, HALF_HEADERS, HALF_BODY])
async def test_a_node_that_was_held_up_takes_what_came_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: bytes
) -> None:
    """It has just seen that nothing came, and has not looked at the clock yet."""
    rest = {HALF_HEADERS: b"A: 1\r\n\r\n", HALF_BODY: b"defghij"}.get(before, before)
    loop = asyncio.get_running_loop()
    selector, ahead_s = loop._selector, 0.0  # type: ignore[attr-defined]
    monkeypatch.setattr(loop, "time", lambda: time.monotonic() + ahead_s)
    async with running(tmp_path) as (_, path):
        with socket.socket(socket.AF_UNIX) as client:
            client.setblocking(False)
            await loop.sock_connect(client, str(path))
            await loop.sock_sendall(client, before)
            if before is rest:
                assert b"200" in await loop.sock_recv(client, 4096)
            else:
                for _ in range(TURNS):  # after which it has read that much
                    await asyncio.sleep(0)
            look = selector.select

            def held_up(_: float | None) -> list[object]:
                nonlocal ahead_s
                monkeypatch.setattr(selector, "select", look)
                client.send(rest)
                ahead_s = 2 * http_timeouts.BODY_S
                return []

            monkeypatch.setattr(selector, "select", held_up)
            await asyncio.sleep(0)
            assert b"200" in await loop.sock_recv(client, 4096)


async def test_a_second_request_that_stays_half_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_timeouts, "HEADERS_S", SHORT)

    async with running(tmp_path) as (_, path):
        answered = await _answer(path, WHOLE + HALF_HEADERS)
    assert answered.count(b"HTTP/1.1 200") == 1


async def test_what_comes_in_pieces_is_answered(tmp_path: Path) -> None:
    pieces = [HALF_BODY[i : i + 7] for i in range(0, len(HALF_BODY), 7)]
    async with running(tmp_path) as (_, path):
        reader, writer = await asyncio.open_unix_connection(str(path))
        for piece in (*pieces, b"1234", b"567"):
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0)
        head = await reader.readuntil(b"\r\n\r\n")
        writer.close()
    assert head.startswith(b"HTTP/1.1 200")
    assert b"uvicorn" not in head.lower()


async def test_the_end_waits_for_no_half_request(tmp_path: Path) -> None:
    """Found in use: integrator A14."""
    async with running(tmp_path) as (server, path):
        connections = [await asyncio.open_unix_connection(str(path)) for _ in range(3)]
        for (_, writer), half in zip(connections, (b"", HALF_HEADERS, HALF_BODY), strict=True):
            writer.write(half)
            await writer.drain()
        while len(server.server_state.tasks) < 1:  # noqa: ASYNC110 - the half body is at work
            await asyncio.sleep(0)
        server.should_exit = True
        for reader, writer in connections:
            with suppress(ConnectionResetError):
                assert await reader.read() == b""
            writer.close()
