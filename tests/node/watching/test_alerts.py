"""Every alert rule fires on a node that is brought into its state, and none on one that is well."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from sqlalchemy import Connection, update

from certs.dev import make_federation
from certs.layout import FederationFiles
from certs.operators import issue_next_version
from gateway.app import metrics
from gateway.app.metrics import text_of
from gateway.app.node import Node
from gateway.app.several.leased_jobs import LeasedJob
from gateway.app.several.process_status import ProcessStanding
from gateway.casework.acts.journal import Journal
from gateway.casework.feed import webhook_rows
from gateway.casework.feed.webhook_rows import WebhookRow
from gateway.casework.node.periodic_work import PeriodicWork, Rounds, note_round
from gateway.domain.acts import TaskKind
from gateway.domain.saying import says
from gateway.errors import Reason, UnavailableError
from gateway.exchange.engine_calls import Wake, WakeKind, add_wakes, machine_time
from gateway.register.log.log_store import LogState, mark
from gateway.store.database import Database
from gateway.store.processes import ProcessRow
from gateway.store.tables_exchange import wake
from gateway.trust.federation import Directory
from gateway.trust.suites import KeyUse
from tests.support.alert_rules import RULES, fired, promtool
from tests.support.cases import application, french_denial
from tests.support.federation_case import (
    START,
    CaseFederation,
    Desk,
    case_federation,
    make_files,
    renew_tls,
)
from tests.support.register_nodes import denial
from workflows.engine import QueueServed, Served, TemporalEngine

PAGES = RULES.parents[2]
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def served(pollers: int = 1, backlog: int = 0, oldest: timedelta = timedelta()) -> Served:
    """Return how one queue of an engine is served."""
    return Served((QueueServed("q", "workflow", pollers, frozenset({"1"}), backlog, oldest),))


class TriedEngine(TemporalEngine):
    """The engine as a scrape asks it; a real one is asked in test_running_node.py."""

    def __init__(self) -> None:
        super().__init__(None, "none")
        self.answers: Served | None = served()

    async def check(self) -> None:
        if self.answers is None:
            raise UnavailableError("no", reason=Reason.ENGINE_UNAVAILABLE)

    async def served(self) -> Served:
        assert self.answers is not None
        return self.answers


@dataclass
class Watched:
    """DE, whose `/metrics` is scraped, in a federation with FR."""

    federation: CaseFederation
    engine: TriedEngine
    patch: pytest.MonkeyPatch
    folder: Path
    before: tuple[str, float] = ("", 0.0)

    @property
    def desk(self) -> Desk:
        return self.federation["DE"]

    async def look(self) -> tuple[str, float]:
        text = await text_of(self.desk.node, self.engine)
        return text.decode(), machine_time().timestamp()

    async def fires(self) -> set[str]:
        return fired(self.folder, self.before, await self.look())

    def later(self, by: timedelta) -> None:
        self.federation.clock.at += by

    def until(self, path: Path, left: timedelta) -> None:
        """Let it be so long before the end of a certificate."""
        ends = x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc
        self.federation.clock.at = ends - left


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> FederationFiles:
    return make_files(tmp_path_factory.mktemp("watched") / "federation", ("DE", "FR"))


async def watching(
    files: FederationFiles, folder: Path, new: Callable[[str], str], patch: pytest.MonkeyPatch
) -> AsyncIterator[Watched]:
    async with case_federation(files, folder / "n", new) as federation:
        watched = Watched(federation, TriedEngine(), patch, folder)
        await Rounds(watched.desk.node.db).begin()
        await federation.sync()
        await watched.desk.node.search.follow()
        watched.before = await watched.look()
        yield watched


@pytest.fixture
async def watched(
    files: FederationFiles,
    tmp_path: Path,
    new_sqlite: Callable[[str], str],
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Watched]:
    async for each in watching(files, tmp_path, new_sqlite, monkeypatch):
        yield each


async def database_away(at: Watched) -> None:
    def fails(*_: object) -> None:
        raise UnavailableError("no")

    at.patch.setattr(metrics, "of_the_database", fails)


async def disk_low(at: Watched) -> None:
    usage = shutil.disk_usage(at.folder)
    low = usage._replace(free=usage.total // 20)
    at.patch.setattr(shutil, "disk_usage", lambda _: low)


async def clock_drift(at: Watched) -> None:
    at.patch.setattr(metrics, "machine_time", lambda: machine_time() - timedelta(minutes=2))


async def backup_old(at: Watched) -> None:
    """Also of a node that never had one: what is noted then is its first start (operator2 O3)."""
    made = machine_time() - 3 * DAY
    await at.desk.node.db.write(lambda conn: note_round(conn, PeriodicWork.BACKUP, made))


async def certificate_ending(at: Watched) -> None:
    at.until(at.desk.node.tls.certificate, 20 * DAY)


async def certificate_ends_now(at: Watched) -> None:
    at.until(at.desk.node.tls.certificate, 2 * DAY)


async def directory_ending(at: Watched) -> None:
    at.federation.clock.at = at.desk.node.me.directory().expires - 20 * DAY


async def engine_away(at: Watched) -> None:
    at.engine.answers = None


async def workers_away(at: Watched) -> None:
    at.engine.answers = served(pollers=0)


async def workers_behind(at: Watched) -> None:
    at.engine.answers = served(backlog=9, oldest=timedelta(minutes=2))


async def wake_waits(at: Watched) -> None:
    since = machine_time() - HOUR

    def write(conn: Connection) -> None:
        add_wakes(conn, [Wake(WakeKind.START_CASE, "DE-C-2026-00001")])
        conn.execute(update(wake).values(since=since))

    await at.desk.node.db.write(write)


async def sick_runs(at: Watched) -> None:
    at.before = await at.look()
    at.engine.mended += 1


async def rounds_stopped(at: Watched) -> None:
    await Rounds(at.desk.node.db, lambda: machine_time() - 4 * HOUR).begin()


async def step_failing(at: Watched) -> None:
    await task(at, TaskKind.ROUND_FAILED)


async def several(at: Watched, now: ProcessStanding) -> None:
    """Let the gateway be of several processes; tests/node/several scrapes such a one."""

    async def standing(_: Node) -> ProcessStanding:
        return now

    at.patch.setattr(metrics, "standing_of", standing)


def process(roles: str, silent: timedelta = timedelta()) -> ProcessRow:
    now = machine_time()
    return ProcessRow("p", "h", 7, tuple(roles.split()), "1", now, now, silent)


ALL_DONE = {duty.value: "p" for duty in LeasedJob}
ALL_ROLES = (process("api exchange worker"),)


async def duty_undone(at: Watched) -> None:
    done = {duty: "p" for duty in ALL_DONE if duty != LeasedJob.ROUNDS.value}
    await several(at, ProcessStanding(ALL_ROLES, (), done))


async def role_missing(at: Watched) -> None:
    await several(at, ProcessStanding((process("api worker"),), (), ALL_DONE))


async def process_silent(at: Watched) -> None:
    await several(at, ProcessStanding(ALL_ROLES, (process("api", HOUR),), ALL_DONE))


async def writer_again(at: Watched) -> None:
    await several(at, ProcessStanding(ALL_ROLES, (), ALL_DONE))
    at.before = await at.look()
    load = at.desk.node.db.load
    again = load._replace(again=load.again + 200)
    at.patch.setattr(Database, "load", property(lambda _: again))


async def task(at: Watched, kind: TaskKind) -> None:
    now, said = at.desk.clock.now(), says("x")
    await at.desk.node.db.write(lambda conn: Journal(conn, now).open_task(kind, "DE", said))


async def task_old(at: Watched) -> None:
    await task(at, TaskKind.ROUND_FAILED)
    at.later(15 * DAY)


async def letters_wait(at: Watched) -> None:
    await at.federation["FR"].deny(french_denial(17))
    await at.federation.sync()
    await at.federation.cut_off("FR")
    await at.desk.file(application())
    await at.federation.settle()
    at.later(5 * HOUR)


async def letters_overdue(at: Watched) -> None:
    await letters_wait(at)
    at.later(DAY)


async def peer_silent(at: Watched) -> None:
    at.later(7 * HOUR)


async def register_stale(at: Watched) -> None:
    at.later(25 * HOUR)


async def not_followed(at: Watched) -> None:
    await at.desk.deny(denial("DE", 1))
    await at.desk.node.search.follow()
    await at.desk.node.db.write(lambda conn: mark(conn, "DE", state=LogState.BEHIND.value))


async def fraud(at: Watched) -> None:
    await at.desk.node.db.write(lambda conn: mark(conn, "FR", state=LogState.STOPPED.value))


async def index_behind(at: Watched) -> None:
    await at.desk.deny(denial("DE", 1))


async def work_overdue(at: Watched) -> None:
    await at.desk.file(application())
    await at.desk.node.dispatcher.drain()  # its turn has come, and nothing goes on
    at.later(40 * DAY)


async def webhooks_fail(at: Watched) -> None:
    now = at.desk.clock.now()
    secret = webhook_rows.wrapped_secret(b"s" * 32, at.desk.node.me.ring)
    row = WebhookRow(
        "w", "elan", (), "https://a.example", (), (secret,), 0, now, 1, None, None, "no"
    )

    def write(conn: Connection) -> None:
        webhook_rows.add(conn, row)
        webhook_rows.change(conn, "w", failing_since=now - 2 * HOUR)

    await at.desk.node.db.write(write)


STATES: dict[str, Callable[[Watched], Awaitable[None]]] = {
    "ComityDatabaseAway": database_away,
    "ComityDiskLow": disk_low,
    "ComityClockDrift": clock_drift,
    "ComityBackupOld": backup_old,
    "ComityCertificateEnding": certificate_ending,
    "ComityCertificateEndsNow": certificate_ends_now,
    "ComityDirectoryEnding": directory_ending,
    "ComityEngineAway": engine_away,
    "ComityWorkersAway": workers_away,
    "ComityWorkersBehind": workers_behind,
    "ComityWakeWaits": wake_waits,
    "ComitySickRuns": sick_runs,
    "ComityRoundStopped": rounds_stopped,
    "ComityStepFailing": step_failing,
    "ComityDutyUndone": duty_undone,
    "ComityRoleMissing": role_missing,
    "ComityProcessSilent": process_silent,
    "ComityWriterAgain": writer_again,
    "ComityLettersWait": letters_wait,
    "ComityLettersOverdue": letters_overdue,
    "ComityPeerSilent": peer_silent,
    "ComityRegisterStale": register_stale,
    "ComityLogNotFollowed": not_followed,
    "ComityIndexBehind": index_behind,
    "ComityWorkOverdue": work_overdue,
    "ComityTasksOld": task_old,
    "ComityWebhooksFailing": webhooks_fail,
}
BY_THEMSELVES = {"ComityAway", "ComityKeyEnding", "ComityDirectoryUnconfirmed"}

ALONE = {
    database_away,
    disk_low,
    clock_drift,
    backup_old,
    engine_away,
    workers_away,
    workers_behind,
    wake_waits,
    sick_runs,
    not_followed,
    index_behind,
    webhooks_fail,
    peer_silent,
    duty_undone,
    role_missing,
    process_silent,
    writer_again,
}
"""States in which nothing else is wrong: no other alert may fire."""


def test_each_rule_is_fired_by_one_of_these_tests() -> None:
    rules = set(re.findall(r"alert: (\w+)", RULES.read_text("utf-8")))
    assert rules == set(STATES) | BY_THEMSELVES


async def test_nothing_fires_on_a_node_that_is_well(watched: Watched) -> None:
    assert await watched.fires() == set()


@pytest.mark.parametrize("alert", STATES)
async def test_fires(alert: str, watched: Watched) -> None:
    state = STATES[alert]
    await state(watched)
    found = await watched.fires()
    assert alert in found
    if state in ALONE:
        assert found == {alert}


async def test_fires_after_a_proof_of_fraud(watched: Watched) -> None:
    await fraud(watched)
    assert await watched.fires() == {"ComityLogNotFollowed"}


async def test_a_node_that_does_not_answer(watched: Watched) -> None:
    assert fired(watched.folder, watched.before, ("", 0.0)) == {"ComityAway"}


async def test_keys_and_the_confirmation_of_the_directory_end(
    tmp_path: Path, new_sqlite: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = make_federation(
        ["DE", "FR"], tmp_path / "f", now=START - 30 * DAY, law=((), ()), state_days=7
    )
    renew_tls(files, at=START - DAY)

    def change(held: Directory) -> Directory:
        ours = held.members["DE"]
        keys = tuple(
            replace(key, retired_at=START + 20 * DAY) if key.use is KeyUse.LOG_ED25519 else key
            for key in ours.keys
        )
        members = {**held.members, "DE": replace(ours, keys=keys)}
        return replace(held, members=members)

    issue_next_version(files, change, now=START - HOUR)
    for member in files.members.values():
        (member.folder / files.state.name).unlink()
    async for watched in watching(files, tmp_path, new_sqlite, monkeypatch):
        assert await watched.fires() == {"ComityKeyEnding", "ComityDirectoryUnconfirmed"}


def said_by_rules() -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for line in RULES.read_text("utf-8").splitlines():
        if "- alert:" in line:
            found.append({})
        if said := re.match(r"\s+(summary|action|runbook): (.+)", line):
            found[-1][said[1]] = said[2].strip('"')
    return found


def anchors(page: str) -> set[str]:
    """The anchors of a page's headings, as every host of Markdown makes them."""
    headings = re.findall(r"^#+ (.+)$", (PAGES / page).read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", each).lower().replace(" ", "-") for each in headings}


def test_each_rule_says_what_is_wrong_who_does_what_and_where_it_is_told() -> None:
    for each in said_by_rules():
        assert each.keys() == {"summary", "action", "runbook"}
        assert re.match(r"(Operator|Head of the licensing office): ", each["action"]), each
        page, _, anchor = each["runbook"].partition("#")
        assert anchor in anchors(page), each["runbook"]


def test_prometheus_takes_the_rules() -> None:
    done = promtool("check", "rules", RULES)
    assert done.returncode == 0, done.stdout + done.stderr
