"""What has stood still for too long: found in SQL, told as tasks, counted for metrics.

Every kind is asked of the room whose rows it is, and compared with its greatest age. What is
found at two looks in a row is a person's task: a node that has just begun, or whose rehearsal
clock has leapt, is first let do what is due. A task closes by itself when its thing has moved.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Subquery, false, func, literal, select

from gateway.casework.acts.due_dates import dates
from gateway.casework.acts.journal import Journal, subjects_told, tasks_of
from gateway.casework.handlers.greatest_ages import GREATEST_AGES, GreatestAge, WaitKind
from gateway.casework.node.periodic_work import PeriodicWork, last_ended
from gateway.casework.records import case_rows, consultation_rows
from gateway.casework.records.correspondence_rows import unanswered_letters
from gateway.domain.acts import TaskKind
from gateway.domain.base import Instant, Model
from gateway.domain.case import CaseState
from gateway.domain.letter import OutboxState
from gateway.domain.saying import Saying
from gateway.exchange.dispatch_queue import letters_without_effect
from gateway.exchange.engine_calls import machine_time, untold_wakes
from gateway.exchange.outbox_rows import letters_in, untried_letters
from gateway.parts import ANNUAL, part
from gateway.ports import Clock
from gateway.register.sync.syncer import silent_peers
from gateway.store.database import Database
from gateway.store.tables import InstantType
from gateway.store.waits import Waits, waits

_REPORT = part(ANNUAL)
_QUEUED = untold_wakes(turns=True)


def _but(found: Waits, others: Waits) -> Waits:
    """Return what waits without what others say: a long queue is worked off in its order."""
    return found.where(found.selected_columns.subject.not_in(select(others.subquery().c.subject)))


SOURCES: Mapping[str, Waits] = {
    **({} if _REPORT is None else _REPORT.WAITS),
    WaitKind.LETTER_QUEUED: letters_in(OutboxState.QUEUED),
    WaitKind.LETTER_UNTRIED: untried_letters(),
    WaitKind.LETTER_GIVEN_UP: letters_in(OutboxState.GIVEN_UP),
    WaitKind.LETTER_WITHOUT_EFFECT: letters_without_effect(),
    WaitKind.ENGINE_CALL: untold_wakes(),
    WaitKind.CASE_QUEUED: _QUEUED,
    WaitKind.CASE_UNEXAMINED: _but(
        case_rows.cases_in(CaseState.FILED, CaseState.EXAMINED), _QUEUED
    ),
    WaitKind.CASE_NOT_TAKEN_UP: case_rows.stranded_cases(),
    WaitKind.CASE_UNDECIDED: case_rows.cases_in(CaseState.ASSESSMENT, CaseState.PROPOSED),
    WaitKind.CASE_UNSETTLED: case_rows.unsettled_cases(),
    WaitKind.CONSULTATION_NOT_CLOSED: consultation_rows.not_closed(ours=True),
    WaitKind.CONSULTED_NOT_CLOSED: consultation_rows.not_closed(ours=False),
    WaitKind.REPLY_OUTSTANDING: unanswered_letters(),
    WaitKind.DATE_PAST: dates(),
    WaitKind.PEER_SILENT: silent_peers(),
    WaitKind.STEP_FAILING: tasks_of(TaskKind.ROUND_FAILED),
    WaitKind.DEADLINES_STOPPED: last_ended(PeriodicWork.DEADLINES),
    WaitKind.DATES_STOPPED: last_ended(PeriodicWork.DATES),
    WaitKind.RECONCILIATION_STOPPED: last_ended(PeriodicWork.RECONCILIATION),
    WaitKind.SYNCHRONISATION_STOPPED: last_ended(PeriodicWork.SYNCHRONISATION),
    WaitKind.INDEX_BEHIND: last_ended(PeriodicWork.SEARCH_INDEX),
    WaitKind.BACKUP_MISSING: last_ended(PeriodicWork.BACKUP),
    WaitKind.DOCUMENT_LOST: tasks_of(TaskKind.DOCUMENT_LOST),
}
"""Where each kind is asked; those of the annual report only where it is installed."""

MOST_AT_ONCE = 200
"""Tasks of a kind that one look opens, or closes; the next look goes on."""


class Age(Model):
    """How one kind stands.

    Attributes:
        waiting: How many of it there are, however young. Dates that lie ahead count as well.
        oldest: Since when the oldest of them waits; None where none does.
        oldest_s: Its age in seconds, never below nought.
        greatest_s: The age above which it is a task.
        overdue: How many are older.
    """

    kind: WaitKind
    waiting: int
    oldest: Instant | None
    oldest_s: float
    greatest_s: float
    overdue: int


def ages(
    conn: Connection, at: datetime, *, machine: Callable[[], datetime] = machine_time
) -> tuple[Age, ...]:
    """Return how many of each kind wait, since when, and how many for too long.

    Args:
        conn: A transaction; it only reads.
        at: The present instant, by the node's clock.
        machine: The machine's time, for what a rehearsal's clock does not move.
    """
    return tuple(age_of(conn, kind, at, machine=machine) for kind in WaitKind)


def age_of(
    conn: Connection,
    kind: WaitKind,
    at: datetime,
    *,
    machine: Callable[[], datetime] = machine_time,
) -> Age:
    """Return how one kind stands; see `ages`."""
    greatest = GREATEST_AGES[kind]
    now = machine() if greatest.by_machine else at
    rows = _rows(kind).subquery()
    count = select(func.count(), func.min(rows.c.since))
    waiting, oldest = conn.execute(count).one()
    overdue = conn.execute(
        select(func.count()).select_from(rows).where(_too_old(rows, greatest, now))
    ).scalar_one()
    return Age(
        kind=kind,
        waiting=waiting,
        oldest=oldest,
        oldest_s=0.0 if oldest is None else max(0.0, (now - oldest).total_seconds()),
        greatest_s=greatest.age.total_seconds(),
        overdue=overdue,
    )


class _Found(NamedTuple):
    """Something that has stood still for too long."""

    kind: WaitKind
    subject: str
    whom: str


class StalledWork:
    """Keeps the tasks about what stands still true.

    Args:
        db: The node's database.
        code: This authority's code, for what is about the node.
        clock: The node's clock.
        machine: The machine's time.
    """

    def __init__(
        self,
        db: Database,
        code: str,
        clock: Clock,
        *,
        machine: Callable[[], datetime] = machine_time,
    ) -> None:
        self._db = db
        self._code = code
        self._clock = clock
        self._machine = machine
        self._before: frozenset[_Found] = frozenset()

    async def look(self) -> None:
        """Tell what stood still at the last look and does now; close what has moved."""
        at = self._clock.now()
        found, moved = await self._db.read(lambda conn: self._differing(conn, at))
        told = found & self._before
        self._before = found
        if told or moved:
            await self._db.write(lambda conn: _keep(conn, at, told, moved))

    def _differing(
        self, conn: Connection, at: datetime
    ) -> tuple[frozenset[_Found], frozenset[tuple[WaitKind, str]]]:
        """Return what no task says yet, and of what a task says what is so no longer."""
        found: set[_Found] = set()
        moved: set[tuple[WaitKind, str]] = set()
        for kind, greatest in GREATEST_AGES.items():
            if greatest.task is None:
                continue
            rows = self._rows(kind, greatest)
            too_old = _too_old(rows, greatest, self._machine() if greatest.by_machine else at)
            said = subjects_told(greatest.task, kind)
            query = select(rows.c.subject, rows.c.whom).where(too_old, rows.c.subject.not_in(said))
            for subject, whom in conn.execute(query.order_by(rows.c.since).limit(MOST_AT_ONCE)):
                found.add(_Found(kind, subject, whom))
            still = select(rows.c.subject).where(too_old)
            over = said.where(said.selected_columns.subject.not_in(still)).limit(MOST_AT_ONCE)
            moved.update((kind, row.subject) for row in conn.execute(over))
        return frozenset(found), frozenset(moved)

    def _rows(self, kind: WaitKind, greatest: GreatestAge) -> Subquery:
        rows = _rows(kind).subquery()
        if not greatest.of_node:
            return rows
        code = literal(self._code)
        whole = select(code.label("subject"), func.min(rows.c.since).label("since"))
        return whole.add_columns(literal("").label("whom")).subquery()


_NOTHING = waits(literal(""), literal(None, InstantType)).where(false())


def _rows(kind: WaitKind) -> Waits:
    return SOURCES.get(kind, _NOTHING)


def _too_old(rows: Subquery, greatest: GreatestAge, now: datetime) -> ColumnElement[bool]:
    return rows.c.since <= literal(now - greatest.age, InstantType)


def _keep(
    conn: Connection,
    at: datetime,
    told: frozenset[_Found],
    moved: frozenset[tuple[WaitKind, str]],
) -> None:
    journal = Journal(conn, at)
    for each in sorted(told):
        greatest = GREATEST_AGES[each.kind]
        if greatest.task is not None:
            journal.open_task(
                greatest.task, each.subject, said_of(each.kind, each.whom), key=each.kind
            )
    for kind, subject in sorted(moved):
        task = GREATEST_AGES[kind].task
        if task is not None:
            journal.close_tasks(task, subject, key=kind)


def said_of(kind: WaitKind, whom: str) -> Saying:
    """Say what stands still, and what a person does about it."""
    greatest = GREATEST_AGES[kind]
    data = {"waits": str(kind), "whom": whom, "age": in_words(greatest.age.total_seconds())}
    return Saying(messages=(greatest.told, ". ", greatest.remedy), data=data)


def in_words(seconds: float) -> str:
    """Return a length of time in whole units of its size, such as "3 hours"."""
    for unit, length in (("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1)):
        number = int(seconds // length)
        if number > 0 or length == 1:
            return f"{number} {unit}{'' if number == 1 else 's'}"
    return ""  # a second is the smallest, so nobody comes here
