"""By the wall clock: a running node tells what stands still, and its doctor says so."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert

from certs.layout import FederationFiles
from gateway.app.initialising import init_node
from gateway.casework.acts.journal import open_tasks
from gateway.casework.handlers.greatest_ages import GREATEST_AGES, WaitKind
from gateway.domain.acts import Task, TaskKind
from gateway.settings import Settings
from gateway.store.database import Database
from gateway.store.tables_casework import round_ended
from gateway.store.tables_register import peer_sync
from tests.node.conftest import START_WITHIN_S, Process

PEER = GREATEST_AGES[WaitKind.PEER_SILENT]


@pytest.mark.limit(900)
def test_a_running_node_tells_what_stands_still_and_its_doctor_says_so(
    live_files: FederationFiles, new_process: Callable[[Path], Process], ports: dict[str, int]
) -> None:
    """Found in use: officer B5."""
    home = live_files.members["DE"].folder
    made = init_node(Settings(home=home, authority="DE", listen=f"127.0.0.1:{ports['DE']}"))
    long_ago = datetime.now(UTC) - PEER.age - timedelta(hours=1)
    database = Database.open(f"sqlite:///{home / 'node.db'}")

    def before(conn: Connection) -> None:
        """FR has been away since long ago; so was this node, and none of its rounds ended."""
        failing = {"peer": "FR", "tried": long_ago, "lag": 0, "trouble": "away"}
        conn.execute(insert(peer_sync), [{**failing, "failing_since": long_ago}])
        conn.execute(insert(round_ended), [{"name": "deadlines", "at": long_ago}])

    try:
        database.write_sync(before)
        node = new_process(home)
        node.up(COMITY_LOOK_EVERY_S="0.2")
        [told] = _told(database)
        assert (told.subject, told.key) == ("FR", WaitKind.PEER_SILENT)
    finally:
        database.close()
    doctor = node.command("doctor", "--json", "--node", str(home), "--token", made.token)
    assert doctor.returncode == 18
    checks = {each["name"]: each for each in json.loads(doctor.stdout)["checks"]}
    waiting = {name: each for name, each in checks.items() if name.startswith("waiting: ")}
    assert len(waiting) == len(WaitKind)
    [failed] = [name for name, each in waiting.items() if not each["ok"]]
    assert failed == "waiting: peer silent"
    assert "STANDS_STILL" in checks[failed]["detail"]
    assert checks[failed]["remedy"] == PEER.remedy
    assert "waiting" not in node.log.read_text()  # nothing of it is a defect


def _told(database: Database) -> list[Task]:
    until = time.monotonic() + START_WITHIN_S
    while not (
        found := database.read_sync(lambda conn: open_tasks(conn, kind=TaskKind.STANDS_STILL))
    ):
        assert time.monotonic() < until
        time.sleep(0.1)  # another process writes it
    return list(found)
