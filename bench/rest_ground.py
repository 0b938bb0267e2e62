"""What `bench/rest.py` stands on: a node with cases, as a process, and a bare route beside it."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection, make_url

from certs.dev import make_federation
from certs.layout import FederationFiles
from gateway.app.initialising import init_node
from gateway.casework.accounts.officers import make_officer
from gateway.casework.acts.journal import Journal
from gateway.casework.permissions import OfficerRole
from gateway.casework.records import case_rows
from gateway.cli.client import NodeClient
from gateway.domain.acts import TaskKind
from gateway.domain.case import Case, CaseState
from gateway.domain.saying import says
from gateway.errors import ComityError
from gateway.settings import Settings
from gateway.store.database import Database
from tests.support.cases import application
from tests.support.ports import free_ports

ROOT = Path(__file__).parents[1]
WITH_TASK = 10  # one case in so many waits for a person
READY_WITHIN_S = 600.0  # a very busy machine; the node itself takes some seconds


@dataclass(frozen=True)
class Ground:
    """A node's folder, and what is in its database.

    Attributes:
        files: The federation of two; FR asks DE's node for its health.
        tokens: One of each account; officers, as a national system has several.
        cases: Ids of the cases.
    """

    files: FederationFiles
    settings: Settings
    tokens: tuple[str, ...]
    cases: tuple[str, ...]

    @property
    def socket(self) -> str:
        """Path of the node's socket."""
        return str(self.settings.path(self.settings.api_socket))


def lay(folder: Path, database: str, *, cases: int, accounts: int) -> Ground:
    """Make a federation, and DE's node with cases in its database."""
    ports = dict(zip(("DE", "FR"), free_ports(2), strict=True))
    addresses = {code: f"127.0.0.1:{port}" for code, port in ports.items()}
    at = datetime.now(UTC) - timedelta(minutes=1)
    files = make_federation(("DE", "FR"), folder / "f", now=at, addresses=addresses)
    home = files.members["DE"].folder
    settings = Settings(home=home, authority="DE", listen=addresses["DE"], database=database)
    init_node(settings)
    db = Database.open(settings.database_url)
    try:
        ids = db.write_sync(lambda conn: _file(conn, cases, at))
        tokens = db.write_sync(
            lambda conn: tuple(
                make_officer(conn, name=f"officer-{n}", role=OfficerRole.DECIDER, at=at).token
                for n in range(accounts)
            )
        )
    finally:
        db.close()
    return Ground(files, settings, tokens, ids)


def _file(conn: Connection, cases: int, at: datetime) -> tuple[str, ...]:
    """Write cases as they are kept once they are decided: nothing is left to carry."""
    filed, ids = application(), []
    for number in range(cases):
        case = Case(
            case_id=f"DE-C-2025-{number:05d}",
            state=CaseState.DECIDED,
            application=filed.model_copy(update={"reference": f"B-{number}"}),
            rulebook="EU-2021-821/2026-3",
            annex_i="2025-11-15",
            filed_at=at - timedelta(minutes=cases - number),
        )
        case_rows.add(conn, case, filed_by="licensing")
        case_rows.settle(conn, case.case_id)
        if number % WITH_TASK == 0:
            said = says("an answer came late")
            Journal(conn, at).open_task(TaskKind.ANSWER_LATE, case.case_id, said)
        ids.append(case.case_id)
    return tuple(ids)


@contextmanager
def running(ground: Ground) -> Iterator[None]:
    """Run the node as a process of its own, until it is ready and its engine is up."""
    home = ground.settings.home
    with (home.parent / "DE.log").open("ab") as sink:
        command = [sys.executable, "-m", "gateway.cli.main", "up", "--home", str(home), "--json"]
        process = subprocess.Popen(command, cwd=ROOT, stdout=sink, stderr=sink)
    try:
        _wait_ready(ground, process)
        yield
    finally:
        process.terminate()
        process.wait(30)


def _wait_ready(ground: Ground, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + READY_WITHIN_S
    while process.poll() is None and time.monotonic() < until:
        try:
            with NodeClient(socket=Path(ground.socket)) as client:
                if client.readiness()["state"] == "ready":
                    return
        except ComityError:
            pass
        time.sleep(0.2)
    raise RuntimeError(f"the node is not ready; read {ground.settings.home.parent / 'DE.log'}")


@contextmanager
def bare(ground: Ground, folder: Path) -> Iterator[str]:
    """Run the bare route as a process of its own; give the path of its socket."""
    path = str(folder / "bare.sock")
    program = "import sys; from bench.rest_ground import serve_bare; serve_bare(*sys.argv[1:])"
    command = [sys.executable, "-c", program, path, ground.settings.database_url]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    try:
        if process.stdout is None or not process.stdout.readline():
            raise RuntimeError("the bare route does not run")
        yield path
    finally:
        process.terminate()
        process.wait(30)
        if process.stdout is not None:
            process.stdout.close()


QUERY = """
SELECT case_id, reference, procedure, state, destination, filed,
  (SELECT count(*) FROM task WHERE task.subject = licence_case.case_id AND task.closed IS NULL),
  licence_case.version + coalesce((SELECT sum(talk.version) FROM consultation talk
    WHERE talk.case_id = licence_case.case_id), 0),
  (SELECT max(told.cursor) FROM change told WHERE told.subject = licence_case.case_id),
  (SELECT max(told.cursor) FROM change told JOIN consultation talk
    ON talk.conversation_id = told.subject WHERE talk.case_id = licence_case.case_id)
FROM licence_case ORDER BY filed DESC, case_id DESC LIMIT
"""
"""What the list shows, in one query: nothing is asked of who may see it."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NAMES = ("case_id", "reference", "procedure", "state", "destination", "filed_at", "attention")


def answer_of(rows: list[Any], limit: int) -> bytes:
    """Return the rows of the query in the octets of the node's answer."""
    items = []
    for row in rows[:limit]:
        at = _EPOCH + timedelta(microseconds=row[5])
        filed = at.isoformat().replace("+00:00", "Z")
        item = dict(zip(_NAMES, (*row[:5], filed, row[6]), strict=True))
        items.append(item | {"version": f"{row[7]}-{max(row[8] or 0, row[9] or 0)}"})
    following = None
    if len(rows) > limit:
        last = rows[limit - 1]
        stands = (_EPOCH + timedelta(microseconds=last[5])).isoformat()
        place = json.dumps(["cases", stands, last[0]], separators=(",", ":"))
        following = urlsafe_b64encode(place.encode()).decode().rstrip("=")
    said = {"items": items, "next": following}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def serve_bare(path: str, url: str) -> None:
    """Serve one route of FastAPI, as one is written: a query on a thread, its rows as JSON."""
    import uvicorn  # noqa: PLC0415 - of this process alone
    from fastapi import FastAPI, Response  # noqa: PLC0415

    held, app, parsed = threading.local(), FastAPI(), make_url(url)

    def rows(limit: int) -> list[Any]:
        if not hasattr(held, "conn"):
            if parsed.drivername == "sqlite":
                held.conn = sqlite3.connect(str(parsed.database))
            else:
                plain = url.replace("postgresql+psycopg", "postgresql", 1)
                held.conn = psycopg.connect(plain, autocommit=True)
        found: list[Any] = held.conn.execute(f"{QUERY} {limit + 1}").fetchall()
        return found

    @app.get("/api/v1/cases")
    def cases(limit: int) -> Response:
        return Response(answer_of(rows(limit), limit), media_type="application/json")

    config = uvicorn.Config(app, uds=path, http="h11", access_log=False, log_level="error")
    server = uvicorn.Server(config)
    started = server.startup

    async def startup(sockets: Any = None) -> None:
        await started(sockets)
        os.write(1, b"up\n")

    server.startup = startup  # type: ignore[method-assign]
    server.run()
