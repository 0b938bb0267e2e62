"""Doors of several processes of a node: one address, one path, and each a socket of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from pathlib import Path

import httpx2
import pytest
from starlette.responses import PlainTextResponse

from gateway.api.published.operations import PREFIX
from gateway.app.listeners import (
    ANSWER_S,
    LEFT_AFTER_S,
    LINK_EVERY_S,
    ServedApps,
    answers,
    is_bound,
    link_where_dead,
    loopback_socket,
    open_doors,
    shared_unix_socket,
)
from gateway.app.several.roles import ProcessRole
from gateway.errors import UnavailableError
from gateway.settings import Settings
from tests.support.ports import free_ports

REST, PAGES = PlainTextResponse("rest"), PlainTextResponse("pages")


def test_two_share_an_address_and_one_alone_does_not() -> None:
    (port,) = free_ports(1)
    address = f"127.0.0.1:{port}"
    with loopback_socket(address, shared=True) as one, loopback_socket(address, shared=True):
        one.listen()
        with pytest.raises(UnavailableError, match="cannot be taken"):
            loopback_socket(address)


def test_the_path_leads_to_one_that_runs(tmp_path: Path) -> None:
    path = tmp_path / "api.sock"
    own = tmp_path / f"api.sock.{os.getpid()}"
    with shared_unix_socket(path) as bound:
        assert own.stat().st_mode & 0o777 == 0o600
        bound.listen()
        link_where_dead(path)
        assert path.samefile(own)
        inode = path.stat().st_ino
        link_where_dead(path)  # it is ours: nothing changes, and we are not asked
        assert path.stat().st_ino == inode
    assert list(tmp_path.iterdir()) == []


def test_a_path_whose_process_was_killed_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "api.sock"
    with socket.socket(socket.AF_UNIX) as killed:
        killed.bind(str(path))
    assert not is_bound(path)
    with shared_unix_socket(path) as bound:
        bound.listen()
        link_where_dead(path)
        assert is_bound(path)


SERVES = """
import asyncio, sys
from pathlib import Path
from starlette.responses import PlainTextResponse
from gateway.app.listeners import ServedApps, open_doors
from gateway.settings import Settings

async def serve():
    app = PlainTextResponse("other")
    settings = Settings.model_validate({"home": Path(sys.argv[1]), "authority": "DE"})
    async with open_doors(ServedApps(app, app, frozenset(), shared=True), settings, None):
        print("up", flush=True)
        await asyncio.sleep(600)

asyncio.run(serve())
"""


async def test_a_process_that_is_stopped_does_not_keep_the_path(tmp_path: Path) -> None:
    """Its backlog still accepts, so only an answer tells (operator2 O7)."""
    path = tmp_path / "api.sock"
    served = ServedApps(REST, PAGES, frozenset(), shared=True)
    command = (sys.executable, "-c", SERVES, str(tmp_path))
    other = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        assert other.stdout is not None
        assert await other.stdout.readline() == b"up\n"
        async with open_doors(served, settings(tmp_path), None):
            assert (await through(path)) == "other"  # it answers, and keeps the path
            other.send_signal(signal.SIGSTOP)
            async with asyncio.timeout(10 * (ANSWER_S + LINK_EVERY_S)):
                while not path.samefile(tmp_path / f"api.sock.{os.getpid()}"):  # noqa: ASYNC110
                    await asyncio.sleep(0.1)
            assert (await through(path)) == "rest"
            other.send_signal(signal.SIGCONT)
            assert (await through(tmp_path / f"api.sock.{other.pid}")) == "other"
    finally:
        other.kill()
        await other.wait()


async def through(path: Path) -> str:
    async with httpx2.AsyncClient(transport=httpx2.AsyncHTTPTransport(uds=str(path))) as client:
        return (await client.get("http://node/live")).text


def test_what_processes_have_left_behind_is_removed(tmp_path: Path) -> None:
    """Sockets of processes that are gone, and nothing else (operator2 O7)."""
    path = tmp_path / "api.sock"
    old = time.time() - LEFT_AFTER_S - 1
    left, new, file, stopped = (tmp_path / f"api.sock.{each}" for each in ("1", "2", "txt", "3"))
    for each in (left, new):
        with socket.socket(socket.AF_UNIX) as killed:
            killed.bind(str(each))
    file.touch()
    with shared_unix_socket(path) as bound, socket.socket(socket.AF_UNIX) as full:
        bound.listen()
        full.bind(str(stopped))
        full.listen(0)
        waiting = [socket.socket(socket.AF_UNIX) for _ in range(2)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(str(stopped))
        for each in (left, file, stopped):
            os.utime(each, (old, old))
        link_where_dead(path)
        assert [each.exists() for each in (left, new, file, stopped)] == [False, True, True, True]
        for one in waiting:
            one.close()


def test_a_path_that_leads_to_another_is_left_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "api.sock"
    with socket.socket(socket.AF_UNIX) as other, shared_unix_socket(path) as bound:
        bound.listen()
        other.bind(str(path))
        other.listen()
    assert path.exists()


def settings(folder: Path, **more: str) -> Settings:
    return Settings.model_validate({"home": folder, "authority": "DE", **more})


async def said(port: int, path: str) -> tuple[int, str]:
    async with httpx2.AsyncClient() as client:
        answer = await client.get(f"http://127.0.0.1:{port}{path}")
    return answer.status_code, answer.text


async def test_each_role_is_reached_where_it_is_served(tmp_path: Path) -> None:
    api, console = free_ports(2)
    addresses = {"api_listen": f"127.0.0.1:{api}", "console_listen": f"127.0.0.1:{console}"}
    of_api = settings(tmp_path / "a", **addresses)
    of_console = settings(tmp_path / "c", **addresses)
    for each in (of_api, of_console):
        each.home.mkdir()
    only = {
        role: ServedApps(REST, PAGES, frozenset({role}), shared=True)
        for role in (ProcessRole.API, ProcessRole.CONSOLE)
    }
    async with (
        open_doors(only[ProcessRole.API], of_api, None),
        open_doors(only[ProcessRole.CONSOLE], of_console, None),
    ):
        assert await said(api, f"{PREFIX}/status") == (200, "rest")
        assert await said(api, "/desk") == (200, "rest")  # which has no such path
        assert await said(console, "/desk") == (200, "pages")
        assert (await said(console, f"{PREFIX}/status"))[0] == 404
        assert await said(console, "/ready") == (200, "rest")
        assert await asyncio.to_thread(answers, of_api.home / "api.sock")


async def test_a_process_without_them_is_reached_on_its_socket_alone(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    of_worker = settings(tmp_path, api_listen=f"127.0.0.1:{port}")
    served = ServedApps(REST, PAGES, frozenset({ProcessRole.WORKER}), shared=True)
    async with open_doors(served, of_worker, None):
        with pytest.raises(httpx2.ConnectError):
            await said(port, "/ready")
        transport = httpx2.AsyncHTTPTransport(uds=str(tmp_path / f"api.sock.{os.getpid()}"))
        async with httpx2.AsyncClient(transport=transport) as client:
            assert (await client.get("http://node/ready")).text == "rest"
