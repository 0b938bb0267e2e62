"""Whatever is older than its greatest age is a task until it moves, on both databases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Table, insert

from gateway.casework.acts.journal import open_tasks
from gateway.casework.handlers.greatest_ages import GREATEST_AGES, WaitKind
from gateway.casework.handlers.stalled_work import (
    MOST_AT_ONCE,
    SOURCES,
    Age,
    StalledWork,
    age_of,
    ages,
    said_of,
)
from gateway.casework.node.periodic_work import PeriodicWork
from gateway.domain.acts import Task, TaskKind
from gateway.store.database import Database
from gateway.store.tables import InstantType
from gateway.store.tables_annual_records import annual_version
from gateway.store.tables_casework import (
    act,
    consultation,
    correspondence,
    due_date,
    licence_case,
    round_ended,
    task,
)
from gateway.store.tables_exchange import dispatch, journal, outbox, wake
from gateway.store.tables_register import peer_sync
from tests.support.stations import StepClock

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)

Write = tuple[Table, Mapping[str, Any]]


def row(table: Table, number: int, values: Mapping[str, Any]) -> dict[str, Any]:
    """A row in which every column that must not be empty has a value of its type."""
    made: dict[str, Any] = {}
    for column in table.columns:
        if column.name in values:
            made[column.name] = values[column.name]
        elif not column.nullable and column.autoincrement is not True:
            instant = isinstance(column.type, InstantType)
            made[column.name] = {
                int: number,
                str: f"x{number}",
                bool: False,
                bytes: bytes([number]),
                datetime: NOW,
            }[datetime if instant else column.type.python_type]
    return made


SINCE = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands in the rows below for the instant since which something waits."""

TALK = {"conversation_id": "talk", "peer": "FR", "state": "running", "due": SINCE}
LETTER = {"position": 1, "conversation_id": "talk", "recipient": "FR", "queued": SINCE}
CASE = {"case_id": "case", "filed": SINCE - SECOND, "settled": False}
MOVED = (act, {"subject": "case", "at": SINCE})
QUEUED = (wake, {"kind": "examine_case", "subject": "case", "since": SINCE, "retry_at": None})

ROWS: Mapping[WaitKind, list[Write]] = {
    WaitKind.LETTER_QUEUED: [
        (journal, {"position": 1}),
        (outbox, {**LETTER, "state": "queued", "last_tried": datetime(2099, 1, 1, tzinfo=UTC)}),
    ],
    WaitKind.LETTER_UNTRIED: [
        (journal, {"position": 1}),
        (outbox, {**LETTER, "state": "queued", "last_tried": SINCE}),
    ],
    WaitKind.LETTER_GIVEN_UP: [
        (journal, {"position": 1}),
        (outbox, {**LETTER, "state": "given_up"}),
    ],
    WaitKind.LETTER_WITHOUT_EFFECT: [
        (journal, {"position": 1}),
        (dispatch, {**LETTER, "peer": "FR", "state": "parked"}),
    ],
    WaitKind.ENGINE_CALL: [(wake, {"since": SINCE})],
    WaitKind.CASE_QUEUED: [QUEUED],
    WaitKind.CASE_UNEXAMINED: [(licence_case, {**CASE, "state": "filed"}), MOVED],
    WaitKind.CASE_NOT_TAKEN_UP: [
        (licence_case, {**CASE, "state": "consulting"}),
        (consultation, {"case_id": "case", "state": "answered"}),
        MOVED,
    ],
    WaitKind.CASE_UNDECIDED: [(licence_case, {**CASE, "state": "proposed"}), MOVED],
    WaitKind.CASE_UNSETTLED: [(licence_case, {**CASE, "state": "decided"}), MOVED],
    WaitKind.CONSULTATION_NOT_CLOSED: [(consultation, {**TALK, "ours": True})],
    WaitKind.CONSULTED_NOT_CLOSED: [(consultation, {**TALK, "ours": False})],
    WaitKind.REPLY_OUTSTANDING: [
        (correspondence, {**TALK, "ours": True, "state": "open", "at": SINCE})
    ],
    WaitKind.DATE_PAST: [(due_date, {"subject": "date", "at": SINCE})],
    WaitKind.SUBMISSION_UNSIGNED: [(annual_version, {"state": "proposed", "proposed": SINCE})],
    WaitKind.SUBMISSION_UNANSWERED: [(annual_version, {"state": "sent", "released": SINCE})],
    WaitKind.PEER_SILENT: [(peer_sync, {"peer": "FR", "failing_since": SINCE})],
    WaitKind.STEP_FAILING: [(task, {"kind": "round.failed", "subject": "c", "opened": SINCE})],
    WaitKind.DEADLINES_STOPPED: [
        (round_ended, {"name": PeriodicWork.DEADLINES.value, "at": SINCE})
    ],
    WaitKind.DATES_STOPPED: [(round_ended, {"name": PeriodicWork.DATES.value, "at": SINCE})],
    WaitKind.RECONCILIATION_STOPPED: [
        (round_ended, {"name": PeriodicWork.RECONCILIATION.value, "at": SINCE})
    ],
    WaitKind.SYNCHRONISATION_STOPPED: [
        (round_ended, {"name": PeriodicWork.SYNCHRONISATION.value, "at": SINCE})
    ],
    WaitKind.INDEX_BEHIND: [(round_ended, {"name": PeriodicWork.SEARCH_INDEX.value, "at": SINCE})],
    WaitKind.DOCUMENT_LOST: [(task, {"kind": "document.lost", "subject": "c", "opened": SINCE})],
    WaitKind.BACKUP_MISSING: [(round_ended, {"name": PeriodicWork.BACKUP.value, "at": SINCE})],
}
"""What is written so that one of a kind waits; a column that is not named has any value."""


def waiting(kind: WaitKind, since: datetime) -> list[Write]:
    """What is written so that one of a kind has waited since an instant."""
    instants = {SINCE: since, SINCE - SECOND: since - SECOND}
    return [
        (table, {name: _at(value, instants) for name, value in values.items()})
        for table, values in ROWS[kind]
    ]


def _at(value: object, instants: Mapping[datetime, datetime]) -> object:
    return instants.get(value, value) if isinstance(value, datetime) else value


class Watched:
    """A database, its clock, and who looks at it."""

    def __init__(self, database: Database) -> None:
        self.db = database
        self.clock = StepClock(NOW, tick=timedelta(0))
        self.machine = StepClock(NOW, tick=timedelta(0))
        self.standing = StalledWork(database, "DE", self.clock, machine=self.machine.now)

    def write(self, writes: list[Write], number: int = 1) -> None:
        def insert_all(conn: Connection) -> None:
            for table, values in writes:
                names = {column.name for column in table.columns}
                known = {name: value for name, value in values.items() if name in names}
                conn.execute(insert(table), [row(table, number, known)])

        self.db.write_sync(insert_all)

    def wipe(self, writes: list[Write]) -> None:
        """It has moved."""
        self.db.write_sync(lambda conn: [conn.execute(t.delete()) for t, _ in writes[::-1]])

    def told(self, kind: TaskKind | None) -> list[Task]:
        return list(self.db.read_sync(lambda conn: open_tasks(conn, kind=kind)))

    def age(self, kind: WaitKind) -> Age:
        at, machine = self.clock.now(), self.machine.now
        return self.db.read_sync(lambda conn: age_of(conn, kind, at, machine=machine))


@pytest.fixture
def watched(database: Database) -> Watched:
    return Watched(database)


@pytest.mark.parametrize("kind", [each for each in WaitKind if GREATEST_AGES[each].task])
async def test_what_is_older_is_a_task_at_the_second_look_and_none_once_it_moved(
    watched: Watched, kind: WaitKind
) -> None:
    greatest = GREATEST_AGES[kind]
    writes = waiting(kind, NOW)
    watched.write(writes)
    if greatest.age:
        watched.clock.at = watched.machine.at = NOW + greatest.age - SECOND
        for _ in range(2):
            await watched.standing.look()
        assert watched.told(greatest.task) == []
        assert (watched.age(kind).waiting, watched.age(kind).overdue) == (1, 0)
    watched.clock.at = watched.machine.at = NOW + greatest.age
    assert watched.age(kind).overdue == 1
    await watched.standing.look()
    assert watched.told(greatest.task) == []
    for _ in range(2):  # once, however often it looks
        await watched.standing.look()
    [found] = watched.told(None)
    whom = "FR" if "{whom}" in greatest.told else ""
    assert (found.kind, found.key) == (greatest.task, kind)
    assert found.text == said_of(kind, whom).sentence()
    assert (found.subject == "DE") == greatest.of_node
    watched.wipe(writes)
    await watched.standing.look()
    assert watched.told(None) == []


def test_a_step_that_fails_is_counted_and_needs_no_second_task(watched: Watched) -> None:
    watched.write(waiting(WaitKind.STEP_FAILING, NOW - SECOND))
    found = watched.age(WaitKind.STEP_FAILING)
    assert (found.waiting, found.overdue, found.oldest_s) == (1, 1, 1.0)


async def test_what_moved_between_two_looks_is_no_task(watched: Watched) -> None:
    writes = waiting(WaitKind.PEER_SILENT, NOW - timedelta(days=9))
    watched.write(writes)
    await watched.standing.look()
    watched.wipe(writes)
    await watched.standing.look()
    watched.write(writes)
    await watched.standing.look()
    assert watched.told(None) == []


async def test_a_rehearsal_clock_that_leaps_stops_no_round(watched: Watched) -> None:
    for kind in (WaitKind.RECONCILIATION_STOPPED, WaitKind.ENGINE_CALL):
        watched.write(waiting(kind, NOW))
    watched.clock.at = NOW + timedelta(days=90)
    for _ in range(2):
        await watched.standing.look()
    assert watched.told(None) == []


async def test_a_case_counts_from_its_last_act(watched: Watched) -> None:
    watched.write(waiting(WaitKind.CASE_UNEXAMINED, NOW))
    watched.write([(act, {"subject": "case", "at": NOW + timedelta(hours=5)})], 2)
    watched.clock.at = NOW + timedelta(hours=6) - SECOND
    assert watched.age(WaitKind.CASE_UNEXAMINED).overdue == 0
    watched.clock.at += SECOND
    assert watched.age(WaitKind.CASE_UNEXAMINED).overdue == 1


async def test_a_long_queue_that_is_worked_off_in_its_order_stands_not_still(
    watched: Watched,
) -> None:
    """A case that waits for its turn is not one that is being examined (integrator2 M1)."""
    queued: list[Write] = [(wake, {**QUEUED[1], "since": NOW})]
    watched.write([*waiting(WaitKind.CASE_UNEXAMINED, NOW), *queued])
    watched.clock.at = watched.machine.at = NOW + timedelta(hours=5)
    for _ in range(2):
        await watched.standing.look()
    assert watched.told(None) == []
    assert watched.age(WaitKind.CASE_UNEXAMINED).waiting == 0
    assert watched.age(WaitKind.CASE_QUEUED).oldest_s == timedelta(hours=5).total_seconds()
    watched.wipe(queued)  # its turn has come, and nothing follows
    for _ in range(2):
        await watched.standing.look()
    assert [each.subject for each in watched.told(TaskKind.STANDS_STILL)] == ["case"]


async def test_more_than_one_look_can_tell_are_told_in_the_next(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_AT_ONCE > 2
    monkeypatch.setattr("gateway.casework.handlers.stalled_work.MOST_AT_ONCE", 2)
    for number in range(5):
        due = NOW - timedelta(days=9, seconds=number)
        watched.write([(due_date, {"subject": f"date{number}", "at": due})], number)
    for _ in range(6):
        await watched.standing.look()
    assert len(watched.told(TaskKind.STANDS_STILL)) == 5
    watched.wipe([(due_date, {})])
    for _ in range(3):
        await watched.standing.look()
    assert watched.told(None) == []


def test_where_the_annual_report_is_not_installed_nothing_of_it_waits(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = {kind: each for kind, each in SOURCES.items() if not kind.startswith("submission")}
    monkeypatch.setattr("gateway.casework.handlers.stalled_work.SOURCES", without)
    watched.write(waiting(WaitKind.SUBMISSION_UNSIGNED, NOW - timedelta(days=99)))
    assert watched.age(WaitKind.SUBMISSION_UNSIGNED).waiting == 0


def test_every_kind_is_counted_for_the_metrics(watched: Watched) -> None:
    found = watched.db.read_sync(lambda conn: ages(conn, NOW, machine=watched.machine.now))
    assert [each.kind for each in found] == list(WaitKind)
    assert {(each.waiting, each.oldest, each.oldest_s, each.overdue) for each in found} == {
        (0, None, 0.0, 0)
    }
