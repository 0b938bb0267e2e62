"""A server of our own into which no other account of the machine can connect (attack M6)."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import socket
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from certs.dev import make_federation
from gateway.app.clock import SystemClock
from gateway.errors import Reason, UnavailableError
from gateway.settings import Settings
from tests.engine.test_supervising import carried, until_answers
from tests.engine.world import KEY, POLL_S
from tests.support.raising import refuses
from workflows import enclosed
from workflows.client import connect
from workflows.codec import PayloadKeys
from workflows.engine import TemporalEngine
from workflows.ids import TASK_QUEUE
from workflows.server import TemporalServer


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder whose sockets have short names; the system takes 108 octets."""
    with tempfile.TemporaryDirectory(prefix="m6-") as folder:
        yield Path(folder)


def child_of(pid: int) -> int:
    """The server itself, which the process that encloses it has begun."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    assert len(found) == 1
    return int(found[0])


def network(pid: int | str) -> str:
    return str(Path(f"/proc/{pid}/ns/net").readlink())


def listens(pid: int) -> set[int]:
    """Ports on which something listens in the network of a process, by the kernel's table."""
    lines = Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]
    rows = [line.split() for line in lines]
    return {int(row[1].rpartition(":")[2], 16) for row in rows if row[3] == "0A"}


async def test_m6_no_other_account_can_connect_to_any_port_of_the_server(short: Path) -> None:
    """Found in use: attack m6."""
    async with TemporalServer(short / "t", ["de"], apart=True) as server:
        assert server.pid is not None
        inside = child_of(server.pid)
        assert network(inside) == network(server.pid) != network("self")
        ports = listens(inside)
        assert len(ports) > 1  # the one that is spoken to, and others between its parts
        for port in ports - listens(os.getpid()):
            with socket.socket() as outside:
                assert outside.connect_ex(("127.0.0.1", port)) != 0
        way = short / "t" / "way-in"
        assert way.stat().st_mode & 0o077 == 0
        assert way.parent.stat().st_mode & 0o777 == 0o700
        async with connect(server.address, "de", PayloadKeys(KEY), way=server.way) as client:
            engine = TemporalEngine(client, TASK_QUEUE)
            await engine.start_case("c")
            assert client.namespace == "de"
        with pytest.raises(UnavailableError):  # the address alone leads nowhere
            async with connect(f"127.0.0.1:{max(ports)}", "de", PayloadKeys(KEY)):
                pass


async def test_a_node_works_with_an_enclosed_server_and_it_is_begun_again_when_it_dies(
    short: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workflows.server.RESTART_FIRST_S", 0.05)
    files = make_federation(("DE", "FR"), short / "f", now=SystemClock().now())
    settings = Settings(
        home=files.members["DE"].folder, authority="DE", suite="classic", temporal_enclosed=True
    )
    async with carried(settings) as (_, engine):
        await until_answers(engine)
        first = int((settings.path("temporal") / "temporal.pid").read_text())
        inside = child_of(first)
        os.kill(first, signal.SIGKILL)  # who encloses it: the server dies with it
        await until_answers_again(engine, inside)
        await engine.start_case(secrets.token_hex(4))


async def until_answers_again(engine: TemporalEngine, gone: int) -> None:
    while runs(gone):  # noqa: ASYNC110 - a process that is no child of ours has no event
        await asyncio.sleep(POLL_S)
    while True:
        with suppress(UnavailableError):
            await engine.check()
            return
        await asyncio.sleep(POLL_S)


def runs(pid: int) -> bool:
    """Say whether a process runs; one that has ended may wait for its parent's look."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_where_the_kernel_does_not_allow_it_nothing_is_begun(
    short: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused() -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(enclosed, "leave_the_network", refused)
    assert enclosed.main(short / "way-in", 7233, ["/bin/false"]) == enclosed.CANNOT
    assert "Operation not permitted" in capsys.readouterr().err


async def test_a_machine_that_does_not_allow_it_is_told_with_its_remedy(
    short: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = ["/bin/sh", "-c", f"exit {enclosed.CANNOT}"]
    monkeypatch.setattr(TemporalServer, "_command", lambda _: ends)
    server = TemporalServer(short / "t", ["de"], apart=True)
    with refuses(UnavailableError, Reason.ENGINE_UNAVAILABLE) as caught:
        await server.start()
    assert "temporal_enclosed = false" in caught.value.remedy
    assert "user namespaces" in caught.value.remedy


async def test_who_says_anything_but_connect_is_not_let_in(short: Path) -> None:
    async with TemporalServer(short / "t", [], apart=True):
        reader, writer = await asyncio.open_unix_connection(str(short / "t" / "way-in"))
        writer.write(b"GET / HTTP/1.1\r\n\r\n")
        assert (await reader.read()).startswith(b"HTTP/1.1 405 ")
        writer.close()
