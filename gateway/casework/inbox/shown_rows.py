"""What the rows of an inbox say: tasks, clocks, who has them restricted, what came since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, select

from gateway.casework.acts.journal import acts_about, read_task
from gateway.casework.acts.task_visibility import unless_it_tells
from gateway.casework.inbox.selection import (
    InboxReader,
)
from gateway.casework.open_work.rows import NEVER
from gateway.casework.services import Office, Work
from gateway.domain.acts import Task, TaskKind, Verb
from gateway.domain.calendars import zone_of
from gateway.domain.case.states import CaseState
from gateway.domain.consultation import ConsultationState
from gateway.domain.inbox import (
    ArrivalKind,
    InboxClock,
    InboxRow,
    InboxTask,
    Mover,
    RunningPeriod,
    WorkArrival,
    WorkNoun,
    WorkOfAnother,
)
from gateway.store.tables_casework import consultation as talk
from gateway.store.tables_casework import restriction, task
from gateway.store.tables_inbox import work_seen

_ARRIVALS = {
    Verb.CONSULTATION_ANSWERED: ArrivalKind.ANSWER_CAME,
    Verb.CASE_READY: ArrivalKind.CASE_READY,
}
_DENIALS = frozenset({TaskKind.DENIAL_UNSEEN, TaskKind.REQUIREMENT_UNSEEN})


def shown_rows(
    work: Work, reader: InboxReader, found: Sequence[Row[*tuple[Any, ...]]]
) -> tuple[InboxRow, ...]:
    """Return rows of open work as their reader sees them.

    Args:
        work: The transaction, with the services of the node.
        reader: Who reads.
        found: Rows of `open_work` that are there for him; as many as a page shows.
    """
    around = _around(work, reader, found)
    return tuple(_row(work.office, reader, row, around) for row in found)


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around the rows of a page, by their subjects."""

    tasks: Mapping[str, Sequence[Task]]
    marked: frozenset[str]
    seen: Mapping[str, datetime]
    came: Mapping[str, Sequence[WorkArrival]]


def _around(work: Work, reader: InboxReader, found: Sequence[Row[*tuple[Any, ...]]]) -> _Around:
    subjects = [row.subject for row in found]
    of_row = reader.tasks.where(task.c.work.in_(subjects))
    shown = unless_it_tells(reader.officer, reader.hidden)
    tasks: dict[str, list[Task]] = defaultdict(list)
    zone = ZoneInfo(zone_of(work.code))
    for row in work.conn.execute(of_row.order_by(task.c.id)):
        each = read_task(row)
        if shown(each):
            tasks[row.work].append(each.dated(reader.now, zone))
    account = work_seen.c.account == reader.officer.name
    seen = select(work_seen.c.subject, work_seen.c.at)
    cases = [row.subject for row in found if row.noun == WorkNoun.CASE]
    return _Around(
        tasks=tasks,
        marked=_marked(work.conn, subjects),
        seen=dict(work.conn.execute(seen.where(account, work_seen.c.subject.in_(subjects))).all()),
        came=_came(work.conn, reader, cases, tasks),
    )


def _marked(conn: Connection, subjects: list[str]) -> frozenset[str]:
    """Return which rows are restricted: by their own mark, or by that of their case."""
    own = select(restriction.c.subject).where(restriction.c.subject.in_(subjects))
    of_case = select(talk.c.conversation_id).join(
        restriction, restriction.c.subject == talk.c.case_id
    )
    return frozenset(conn.scalars(own.union(of_case.where(talk.c.conversation_id.in_(subjects)))))


def _came(
    conn: Connection, reader: InboxReader, cases: list[str], tasks: Mapping[str, Sequence[Task]]
) -> dict[str, list[WorkArrival]]:
    """Return what came about each row: to our cases answers and that one is ready; denials."""
    found: dict[str, list[WorkArrival]] = defaultdict(list)
    for subject, act in acts_about(conn, cases, tuple(_ARRIVALS)):
        if not act.speaks_of(reader.hidden):
            found[subject].append(WorkArrival(kind=_ARRIVALS[Verb(act.verb)], at=act.at))
    for work, some in tasks.items():
        found[work] += [
            WorkArrival(kind=ArrivalKind.DENIAL_CAME, at=each.opened)
            for each in some
            if each.kind in _DENIALS
        ]
    return found


def _row(
    office: Office, reader: InboxReader, row: Row[*tuple[Any, ...]], around: _Around
) -> InboxRow:
    """Return a row as its reader sees it."""
    # What only wants reading heads no row in which something is to be done.
    tasks = sorted(around.tasks.get(row.subject, ()), key=lambda e: e.kind is TaskKind.NOTICE_READ)
    noun = WorkNoun(row.noun)
    seen = around.seen.get(row.subject)
    came = [each for each in around.came.get(row.subject, ()) if seen is None or each.at > seen]
    since = min((each.opened for each in tasks), default=row.since) if not row.stands else row.since
    newest = max([since, *(each.opened for each in tasks), *(each.at for each in came)])
    away = reader.away.get(row.holder) if row.holder != reader.officer.name else None
    return InboxRow.made_from(
        row,
        id=row.subject,
        subject=tasks[0].subject if noun is WorkNoun.TASK and tasks else row.subject,
        noun=noun,
        case_state=CaseState(row.state) if noun is WorkNoun.CASE else None,
        consultation_state=ConsultationState(row.state) if noun is WorkNoun.CONSULTATION else None,
        tasks=tuple(
            InboxTask(id=each.id, kind=each.kind, subject=each.subject, opened=each.opened)
            for each in tasks
        ),
        clock=_clock(office, reader, row, tasks),
        mover=Mover.OURS if noun is WorkNoun.CASE and tasks else Mover(row.mover),
        since=since,
        restricted=row.subject in around.marked,
        unread=seen is None or newest > seen,
        arrivals=tuple(_newest_of_each(came)),
        officer=row.holder,
        for_another=None if away is None else WorkOfAnother(account=row.holder, until=away),
    )


def _newest_of_each(came: Iterable[WorkArrival]) -> list[WorkArrival]:
    """Return of each kind what came last, the latest first."""
    newest = {each.kind: each for each in sorted(came, key=lambda each: each.at)}
    return sorted(newest.values(), key=lambda each: each.at, reverse=True)


def _has_period(row: Row[*tuple[Any, ...]]) -> bool:
    """Say whether the end of a row is that of a period, and not the day of a task."""
    return row.noun != WorkNoun.TASK and bool(row.ends < NEVER)


def _clock(
    office: Office, reader: InboxReader, row: Row[*tuple[Any, ...]], tasks: Sequence[Task]
) -> InboxClock | None:
    if row.period:
        period = RunningPeriod.model_validate_json(row.period)
        rule = office.law.procedure(period.rulebook, period.procedure)
        return InboxClock.of_period(period, row.ends, reader.now, rule.silence)
    days = [each.last_day for each in tasks if each.last_day is not None]
    if not days and _has_period(row):
        # Its consultation cannot be read: the last day is known, and not which days count.
        ends = row.ends.astimezone(ZoneInfo(zone_of(office.code)))
        days = [(ends - timedelta(seconds=1)).date()]
    if not days:
        return None
    calendar = office.law.calendar(office.code, reader.now)
    return InboxClock.of_day(min(days), reader.now, calendar)
