"""What a process tells the supervisor that started it."""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.app.watching.supervisor import Supervisor

BEAT_S = 0.02


@pytest.fixture(params=["file", "abstract"])
def heard(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, socket.socket]]:
    name = f"@comity-{os.getpid()}" if request.param == "abstract" else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ours:
        ours.bind(f"\0{name[1:]}" if name.startswith("@") else name)
        ours.settimeout(10)
        yield name, ours


def environ(address: str, **more: str) -> dict[str, str]:
    return {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": str(int(2e6 * BEAT_S)), **more}


async def hear(ours: socket.socket) -> str:
    return (await asyncio.to_thread(ours.recv, 500)).decode()


async def test_it_says_that_it_serves_lives_and_stops(heard: tuple[str, socket.socket]) -> None:
    address, ours = heard
    given = environ(address, WATCHDOG_PID=str(os.getpid()), PATH="/bin")
    supervisor = Supervisor.of_process(given)
    assert given == {"PATH": "/bin"}, "what the node starts is not what is supervised"
    supervisor.starting(1.5)
    assert await hear(ours) == "EXTEND_TIMEOUT_USEC=1500000"
    supervisor.ready()
    assert await hear(ours) == f"READY=1\nMAINPID={os.getpid()}"
    assert [await hear(ours) for _ in range(3)] == ["WATCHDOG=1"] * 3
    supervisor.stopping()
    said = {await hear(ours) for _ in range(5)}
    assert "STOPPING=1" in said


async def test_a_loop_that_hangs_says_nothing(heard: tuple[str, socket.socket]) -> None:
    address, ours = heard
    Supervisor.of_process(environ(address)).ready()
    ours.recv(500)
    ours.recv(500)
    ours.setblocking(False)
    until = time.monotonic() + 5 * BEAT_S
    while time.monotonic() < until:  # the loop hangs here
        with pytest.raises(BlockingIOError):
            ours.recv(500)


async def test_where_nobody_listens_it_goes_on(tmp_path: Path) -> None:
    Supervisor.of_process({}).ready()
    Supervisor.of_process(environ(str(tmp_path / "gone"))).ready()


async def test_a_watchdog_of_another_process_is_not_ours(heard: tuple[str, socket.socket]) -> None:
    address, ours = heard
    Supervisor.of_process(environ(address, WATCHDOG_PID="1")).ready()
    assert (await hear(ours)).startswith("READY=1")
    await asyncio.sleep(0)
    ours.setblocking(False)
    with pytest.raises(BlockingIOError):
        ours.recv(500)
