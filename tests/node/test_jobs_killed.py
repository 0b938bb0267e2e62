"""A node that is killed in the middle of a job: nothing half, nothing twice, nothing silent.

The job imports denials of a State that is no member. Own denials wait for a second officer; that a
node ends those after a kill is tested in tests/federation/test_import_by_two.py.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import func, select

from certs.layout import FederationFiles
from gateway.app.initialising import init_node
from gateway.settings import Settings
from gateway.store.database import Database
from gateway.store.tables_casework import import_reference
from gateway.store.tables_register import log_entry, relayed_denial
from gateway.tabular.files import Format, write_table
from tests.node.conftest import Process
from tests.support.postgres import fresh_database

HEADER = (
    *("national_reference", "decision", "decision_date", "destination"),
    *("end_user_names", "description", "control_codes", "source_state", "first_notified"),
)
REST = (
    *("refuse", "2026-01-17", "TR", "Sirius Optik", "Gateway", "5A001.j"),
    *("GB", "2026-02-02"),
)
IN_FILE = 1200


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def node(
    request: pytest.FixtureRequest,
    live_files: FederationFiles,
    new_process: Callable[[Path], Process],
    ports: dict[str, int],
) -> Process:
    """DE's node on a database of either kind, made ready and not started."""
    home, database = live_files.members["DE"].folder, ""
    if request.param == "postgresql":
        template = request.getfixturevalue("postgres_template")
        database = fresh_database(request.getfixturevalue("postgres_server"), template=template)
    listen = f"127.0.0.1:{ports['DE']}"
    init_node(Settings(home=home, authority="DE", listen=listen, database=database))
    return new_process(home)


def client_of(home: Path) -> httpx2.Client:
    transport = httpx2.HTTPTransport(uds=str(home / "api.sock"))
    token = {"Authorization": f"Bearer {(home / 'token').read_text().strip()}"}
    return httpx2.Client(
        transport=transport, base_url="http://node/api/v1", headers=token, timeout=60
    )


def look(client: httpx2.Client, job_id: str, until: Callable[[dict[str, Any]], bool]) -> Any:
    """The job, once it is as wanted."""
    end = time.monotonic() + 300
    while not until(job := client.get(f"/jobs/{job_id}").json()):
        assert time.monotonic() < end, job
        time.sleep(0.05)
    return job


@pytest.mark.limit(900)
def test_a_node_that_is_killed_in_an_import_ends_it_when_it_is_back(node: Process) -> None:
    first = node.up()
    rows = [(f"R-{number}", *REST) for number in range(IN_FILE)]
    files = {"file": ("list.csv", write_table(HEADER, rows, Format.CSV))}
    with client_of(node.home) as client:
        asked = client.post(
            "/denials/import",
            params={"way": "relayed"},
            files=files,
            headers={"Prefer": "respond-async"},
        )
        assert asked.status_code == 202, asked.text
        job_id = asked.json()["job_id"]
        seen = look(client, job_id, lambda job: job["done"] > 0)
        assert seen["done"] < IN_FILE
    first.kill()
    first.wait()
    node.up()
    with client_of(node.home) as client:
        done = look(client, job_id, lambda job: job["state"] not in {"waiting", "running"})
        told = client.get(f"/jobs/{job_id}/result").json()
    assert (done["state"], done["times_begun"], told["errors"]) == ("done", 2, [])
    assert told["unchanged"] >= seen["done"]
    assert told["written"] + told["unchanged"] == IN_FILE
    settings = Settings.load(node.home)
    node.running[-1].terminate()
    node.running[-1].wait(30)
    database = Database.open(settings.database_url)
    counts = database.read_sync(
        lambda conn: [
            conn.execute(select(func.count()).select_from(each)).scalar_one()
            for each in (import_reference, relayed_denial, log_entry)
        ]
    )
    database.close()
    assert counts == [IN_FILE, IN_FILE, 0]
