"""The engine of a node may be away, die or not begin; the node serves, and connects in time."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from certs.dev import make_federation
from gateway.app import engine_connection
from gateway.app.clock import SystemClock
from gateway.app.engine_connection import EngineCarrier
from gateway.app.node import Node
from gateway.casework.handlers.workflow_steps import SyncSteps
from gateway.errors import Reason, UnavailableError
from gateway.settings import Settings
from tests.engine.world import POLL_S
from tests.support.ports import free_ports
from tests.support.raising import refuses
from workflows.engine import TemporalEngine
from workflows.ids import TASK_QUEUE
from workflows.server import TemporalServer, _command_of


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder of a member."""
    files = make_federation(("DE", "FR"), tmp_path / "dev", now=SystemClock().now())
    return files.members["DE"].folder


@asynccontextmanager
async def carried(settings: Settings) -> AsyncIterator[tuple[Node, TemporalEngine]]:
    """A node and what keeps its engine."""
    engine = TemporalEngine(None, TASK_QUEUE)
    node = Node(settings, engine)
    running = asyncio.create_task(EngineCarrier(node, engine, SyncSteps(node.office)).run())
    try:
        yield node, engine
    finally:
        running.cancel()
        await asyncio.wait([running])
        assert running.cancelled()
        await node.close()


async def until_answers(engine: TemporalEngine) -> None:
    while True:
        try:
            await engine.check()
        except UnavailableError:
            await asyncio.sleep(POLL_S)
        else:
            if (await engine.served()).polled:
                return


async def test_a_node_begins_without_its_engine_and_connects_when_it_comes(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found in use: temporal T6, temporal T8."""
    (port,) = free_ports(1)
    monkeypatch.setattr(engine_connection, "PAUSE_MOST_S", 0.1)
    settings = Settings(home=home, authority="DE", suite="classic", temporal=f"127.0.0.1:{port}")
    async with carried(settings) as (node, engine):
        with refuses(UnavailableError, Reason.ENGINE_UNAVAILABLE):
            await engine.start_case("c")
        assert await node.dispatcher.drain() == 0  # letters have their effect meanwhile
        async with TemporalServer(tmp_path / "engine", ["comity"], port=port):
            await until_answers(engine)


async def test_t6_a_server_that_cannot_be_started_again_is_tried_until_it_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found in use: temporal T6."""
    monkeypatch.setattr("workflows.server.RESTART_FIRST_S", 0.05)
    faults = [OSError(errno.ENOSPC, "full"), OSError(errno.EMFILE, "no descriptor left")]
    begin = asyncio.create_subprocess_exec

    async def cannot(*arguments: object, **options: object) -> asyncio.subprocess.Process:
        if faults:
            raise faults.pop()
        return await begin(*arguments, **options)  # type: ignore[arg-type]

    async with TemporalServer(tmp_path / "temporal", []) as server:
        first = server.pid
        assert first is not None
        monkeypatch.setattr(asyncio, "create_subprocess_exec", cannot)
        os.kill(first, signal.SIGKILL)
        while server.pid in (first, None):  # noqa: ASYNC110 - a process has no event for it
            await asyncio.sleep(POLL_S)
        assert faults == []


async def test_t6_a_server_whose_number_cannot_be_written_does_not_run_unwatched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found in use: temporal T6."""
    monkeypatch.setattr("workflows.server.RESTART_FIRST_S", 0.05)
    async with TemporalServer(tmp_path / "temporal", []) as server:
        first = server.pid
        assert first is not None
        pid_file, write = tmp_path / "temporal" / "temporal.pid", Path.write_text
        full = [True]

        def cannot(path: Path, *arguments: object) -> int:
            if path == pid_file and full:
                full.clear()
                raise OSError(errno.ENOSPC, "full")
            return write(path, *arguments)  # type: ignore[arg-type]

        monkeypatch.setattr(Path, "write_text", cannot)
        os.kill(first, signal.SIGKILL)
        while full or server.pid is None:  # noqa: ASYNC110 - a process has no event for it
            await asyncio.sleep(POLL_S)
        while not pid_file.is_file() or pid_file.read_text() != str(server.pid):  # noqa: ASYNC110
            await asyncio.sleep(POLL_S)


CUT_OFF = """
import asyncio, sys
from pathlib import Path
from workflows.client import leave
from workflows.server import TemporalServer

async def run():
    server = TemporalServer(Path(sys.argv[1]), [])
    await server.start()
    print(server.pid, flush=True)
    leave(0)

asyncio.run(run())
"""


async def test_a_process_that_is_cut_off_leaves_no_server_behind(tmp_path: Path) -> None:
    """A node ends after eight seconds, whatever still runs in it: its server ran on."""
    cut_off = await asyncio.create_subprocess_exec(
        sys.executable, "-c", CUT_OFF, str(tmp_path / "engine"), stdout=asyncio.subprocess.PIPE
    )
    said, _ = await cut_off.communicate()
    assert cut_off.returncode == 0
    while _command_of(int(said)):  # noqa: ASYNC110 - it is no child of ours
        await asyncio.sleep(POLL_S)
