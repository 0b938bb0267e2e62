"""On the real server: what the time-skipping one does not have."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import (
    Client,
)

from gateway.errors import Reason, UnavailableError
from tests.support.journal import Conversation, Journal, Letter, Peer
from tests.support.raising import refuses
from workflows.client import connect
from workflows.codec import PayloadKeys
from workflows.engine import TemporalEngine
from workflows.ids import TASK_QUEUE
from workflows.policies import RETENTION
from workflows.server import TemporalServer
from workflows.worker import NodeWorker, build_worker

KEY = b"k" * 32


async def now() -> datetime:
    return datetime.now(UTC)


def over(journal: Journal, client: Client) -> NodeWorker:
    return build_worker(
        client,
        TASK_QUEUE,
        case_work=journal,
        consultation_work=journal,
        due_work=journal,
        delivery_work=journal,
    )


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[TemporalServer]:
    async with TemporalServer(tmp_path / "temporal", ["de", "fr"]) as running:
        yield running


async def test_it_serves_its_namespaces_with_our_retention(server: TemporalServer) -> None:
    for namespace in ("de", "fr"):
        async with connect(server.address, namespace, PayloadKeys(KEY)) as client:
            request = DescribeNamespaceRequest(namespace=namespace)
            found = await client.workflow_service.describe_namespace(request)
            retention = found.config.workflow_execution_retention_ttl.ToTimedelta()
            assert retention == RETENTION
            await TemporalEngine(client, TASK_QUEUE).check()


async def test_a_consultation_goes_on_after_worker_and_server_were_killed(
    server: TemporalServer,
) -> None:
    async with connect(server.address, "de", PayloadKeys(KEY)) as client:
        journal = Journal(now)
        journal.engine = engine = TemporalEngine(client, TASK_QUEUE)
        journal.conversations["k"] = Conversation(Peer(), case="c")
        handle = client.get_workflow_handle("consultation/k")
        async with over(journal, client):
            await engine.start_consultation("k")
            await journal.post("m", Letter("k", "request"))
            await journal.until(lambda: journal.letters["m"].settled)
            await client.get_workflow_handle("delivery/m").result()

        pid = server.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        journal.conversations["k"].state = "answered"  # while nobody was there
        async with over(journal, client):
            await poke_until_heard(engine)
            assert (await handle.result())["state"] == "answered"
        assert server.pid != pid
    await server.stop()  # or its files come and go while we read them
    stored = stored_bytes(server.folder)
    assert b"consultation/k" in stored  # so we look at the right files
    assert b'"conversation_id"' not in stored
    assert b"answered" not in stored


def stored_bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("temporal.sqlite*"))


async def poke_until_heard(engine: TemporalEngine) -> None:
    """Repeat a poke, as dispatch does."""
    while True:
        try:
            await engine.poke_consultation("k")
        except UnavailableError:
            continue
        else:
            return


async def test_a_second_process_is_kept_from_the_folder(server: TemporalServer) -> None:
    second = TemporalServer(server.folder, ["de"])
    with refuses(UnavailableError, Reason.ENGINE_UNAVAILABLE):
        await second.start()
    assert server.pid is not None


async def test_a_server_that_a_killed_node_left_behind_is_ended(tmp_path: Path) -> None:
    folder = tmp_path / "temporal"
    async with TemporalServer(folder, ["de"]):
        pass
    marker = (folder / "marker").read_text()
    program = Path(__file__).with_name("left_behind.py")
    left_behind = await asyncio.create_subprocess_exec(
        sys.executable, str(program), marker, stdout=asyncio.subprocess.PIPE
    )
    assert left_behind.stdout is not None
    await left_behind.stdout.readline()
    (folder / "temporal.pid").write_text(str(left_behind.pid))
    async with TemporalServer(folder, ["de"]) as server:
        assert await left_behind.wait() == -signal.SIGTERM
        assert server.pid is not None


async def test_a_process_that_only_has_the_same_number_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "temporal"
    folder.mkdir()
    (folder / "temporal.pid").write_text(str(os.getpid()))
    async with TemporalServer(folder, ["de"]) as server:
        assert server.pid != os.getpid()


async def test_a_missing_program_says_how_to_mend_it(tmp_path: Path) -> None:
    server = TemporalServer(tmp_path, ["de"], program=tmp_path / "temporal")
    with refuses(UnavailableError, Reason.ENGINE_UNAVAILABLE) as caught:
        await server.start()
    assert "make setup" in caught.value.remedy


async def test_a_server_that_does_not_come_up_names_its_log(tmp_path: Path) -> None:
    program = tmp_path / "temporal"
    program.write_text("#!/bin/sh\necho no such flag >&2\nexit 3\n")
    program.chmod(0o700)
    server = TemporalServer(tmp_path / "folder", ["de"], program=program)
    with refuses(UnavailableError, Reason.ENGINE_UNAVAILABLE) as caught:
        await server.start()
    assert "code 3" in str(caught.value)
    log = tmp_path / "folder" / "temporal.log"
    assert caught.value.metadata["log"] == str(log)
    assert log.read_text() == 3 * "no such flag\n"
