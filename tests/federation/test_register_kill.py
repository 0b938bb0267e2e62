"""Kill -9 at every step of a synchronisation; a restart goes on and the state is right."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from certs.dev import make_federation
from certs.layout import FederationFiles
from gateway.register.denials.denial_queries import list_denials
from gateway.register.denials.rebuilding import rebuild
from gateway.register.log.checkpoints import received_up_to
from gateway.register.log.log_store import read_head
from gateway.register.log.proofs import root_at
from gateway.register.sync.log_verification import verify_log
from gateway.store.database import Database
from tests.support.dying_sync import BATCH_SIZE, STEPS
from tests.support.empty_database import open_empty
from tests.support.register_nodes import NOW, RegisterNode, denial, draft_of, open_nodes

ROOT = Path(__file__).parents[2]
ENTRIES = 11  # three batches of four, the last one short


@pytest.fixture
async def fr(tmp_path: Path) -> AsyncIterator[RegisterNode]:
    files = make_federation(["DE", "FR"], tmp_path / "federation", now=NOW)
    database = open_empty(tmp_path / "FR.db")
    open_empty(tmp_path / "DE.db").close()
    node = open_nodes(files, {"FR": database})["FR"]
    node.append_many([draft_of(denial("FR", i + 1)) for i in range(ENTRIES)])
    await node.serve()
    yield node
    await node.close()
    database.close()


@pytest.mark.parametrize("step", STEPS)
async def test_killed_at_a_step_and_started_again(
    fr: RegisterNode, tmp_path: Path, step: str
) -> None:
    command = ("-m", "tests.support.dying_sync", str(tmp_path), fr.addresses["FR"], step)
    process = await asyncio.create_subprocess_exec(sys.executable, *command, cwd=ROOT)
    assert await process.wait() == -signal.SIGKILL

    database = Database.open(f"sqlite:///{tmp_path}/DE.db")
    files = FederationFiles.at(tmp_path / "federation")
    de = open_nodes(files, {"DE": database}, addresses=fr.addresses)["DE"]
    try:
        # What is held is always a whole number of batches, and always proven.
        head = database.read_sync(lambda conn: read_head(conn, "FR"))
        assert head.size in {0, BATCH_SIZE, 2 * BATCH_SIZE, ENTRIES}
        assert head.root == fr.db.read_sync(lambda conn: root_at(conn, "FR", head.size))
        assert len(database.read_sync(list_denials).items) == head.size

        syncer = de.make_syncer(batch_size=BATCH_SIZE)
        pulled = await syncer.sync_peer("FR")
        assert pulled.entries == ENTRIES - head.size
        own = fr.db.read_sync(lambda conn: read_head(conn, "FR"))
        assert (pulled.head.size, pulled.head.root) == (ENTRIES, own.root)
        directory = de.me.directory()
        report = database.read_sync(
            lambda conn: verify_log(conn, directory, "FR", de.clock.now(), reader="DE")
        )
        assert report.sound
        assert database.write_sync(lambda conn: rebuild(conn, "FR", ENTRIES)) == []
        received = fr.db.read_sync(lambda conn: received_up_to(conn, "FR"))
        assert received["DE"][0] == ENTRIES
    finally:
        await de.close()
        database.close()
