"""The inbox: open work by the clock that ends first, as far as who asks may see it.

A page is read from `open_work` by an index; what its rows say beside that is read for the rows of
the page alone: their tasks, who has them restricted, what came since the reader last looked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, case, func, select

from gateway.casework.inbox.selection import (
    InboxReader,
    chosen_rows,
    on_tab,
    reader_of_inbox,
    visible,
)
from gateway.casework.office.journal import acts_about
from gateway.casework.office.permissions import Officer, Permission
from gateway.casework.office.services import Office
from gateway.casework.office.task_sight import read_tasks, unless_it_tells
from gateway.casework.open_work.rows import NEVER
from gateway.domain.acts import Task, TaskKind, Verb
from gateway.domain.calendars import zone_of
from gateway.domain.case.states import CaseState
from gateway.domain.consultation import ConsultationState
from gateway.domain.inbox import (
    EVERYTHING,
    ArrivalKind,
    InboxClock,
    InboxCounts,
    InboxFilter,
    InboxRow,
    InboxTask,
    Mover,
    QueueCount,
    RunningPeriod,
    WorkArrival,
    WorkNoun,
    WorkOfAnother,
)
from gateway.domain.page import FIRST_PAGE, Page, PageRequest
from gateway.store.paging import Keyset, read_page
from gateway.store.tables_casework import consultation as talk
from gateway.store.tables_casework import restriction, task
from gateway.store.tables_inbox import open_work as table
from gateway.store.tables_inbox import work_seen

FIRST_CLOCK_FIRST = Keyset("inbox", (table.c.ends, table.c.subject))

_ARRIVALS = {
    Verb.CONSULTATION_ANSWERED: ArrivalKind.ANSWER_CAME,
    Verb.CASE_READY: ArrivalKind.CASE_READY,
}
_DENIALS = frozenset({TaskKind.DENIAL_UNSEEN, TaskKind.REQUIREMENT_UNSEEN})


async def list_inbox(
    office: Office,
    officer: Officer,
    chosen: InboxFilter = EVERYTHING,
    *,
    page: PageRequest = FIRST_PAGE,
) -> Page[InboxRow]:
    """Return open work, that first whose clock ends first.

    Args:
        office: Services of the node.
        officer: Who asks.
        chosen: Which of it.
        page: Which part.

    Raises:
        PermissionRefusedError: The role has no inbox.
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    officer.require(Permission.READ_INBOX)

    def read(conn: Connection) -> Page[InboxRow]:
        reader = reader_of_inbox(conn, office, officer)
        wanted = (
            visible(conn, reader),
            *on_tab(chosen.tab, reader),
            *chosen_rows(conn, office, reader, chosen),
        )
        query = select(table).where(*wanted)
        found = read_page(conn, query, FIRST_CLOCK_FIRST, page, lambda row: row)
        around = _around(conn, office, reader, found.items)
        return Page(
            items=tuple(_row(office, reader, row, around) for row in found.items), next=found.next
        )

    return await office.db.read(read)


async def find_rows(
    office: Office, officer: Officer, subjects: Collection[str]
) -> tuple[InboxRow, ...]:
    """Return the rows of some subjects, as far as they are there for who asks, in the list's order.

    Raises:
        PermissionRefusedError: The role has no inbox.
    """
    officer.require(Permission.READ_INBOX)

    def read(conn: Connection) -> tuple[InboxRow, ...]:
        reader = reader_of_inbox(conn, office, officer)
        query = select(table).where(table.c.subject.in_(list(subjects)), visible(conn, reader))
        found = conn.execute(query.order_by(table.c.ends, table.c.subject)).all()
        around = _around(conn, office, reader, found)
        return tuple(_row(office, reader, row, around) for row in found)

    return await office.db.read(read)


async def count_inbox(
    office: Office, officer: Officer, chosen: InboxFilter = EVERYTHING
) -> InboxCounts:
    """Return how many rows each tab and each queue has under a filter, whatever its tab.

    Raises:
        PermissionRefusedError: The role has no inbox.
    """
    officer.require(Permission.READ_INBOX)

    def read(conn: Connection) -> InboxCounts:
        reader = reader_of_inbox(conn, office, officer)
        wanted = (visible(conn, reader), *chosen_rows(conn, office, reader, chosen))
        columns = [table.c.queue, func.count().label("all")]
        columns += [
            func.sum(case((each, 1), else_=0)).label(name)
            for name, each in (
                ("mine", table.c.holder.in_(sorted(reader.people))),
                ("unassigned", table.c.holder == ""),
                ("overdue", table.c.ends <= reader.now),
            )
        ]
        counted = conn.execute(select(*columns).where(*wanted).group_by(table.c.queue)).all()
        in_queue = {row.queue: row.all for row in counted}
        return InboxCounts(
            all=sum(row.all for row in counted),
            mine=sum(row.mine for row in counted),
            my_queues=sum(in_queue.get(each, 0) for each in reader.queues),
            unassigned=sum(row.unassigned for row in counted),
            overdue=sum(row.overdue for row in counted),
            queues=tuple(
                QueueCount(code=each.code, title=each.title, count=in_queue.get(each.code, 0))
                for each in reader.plan.queues
            ),
        )

    return await office.db.read(read)


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around the rows of a page, by their subjects."""

    tasks: Mapping[str, Sequence[Task]]
    marked: frozenset[str]
    seen: Mapping[str, datetime]
    came: Mapping[str, Sequence[WorkArrival]]


def _around(
    conn: Connection, office: Office, reader: InboxReader, found: Sequence[Row[*tuple[Any, ...]]]
) -> _Around:
    subjects = [row.subject for row in found]
    of_row = reader.tasks.where(task.c.work.in_(subjects))
    shown = unless_it_tells(reader.officer, reader.hidden)
    work_of = dict(
        conn.execute(
            select(task.c.id, task.c.work).where(task.c.work.in_(subjects), task.c.closed.is_(None))
        ).all()
    )
    tasks: dict[str, list[Task]] = defaultdict(list)
    zone = ZoneInfo(zone_of(office.code))
    for each in read_tasks(conn, of_row):
        if shown(each):
            tasks[work_of[each.id]].append(each.dated(reader.now, zone))
    account = work_seen.c.account == reader.officer.name
    seen = select(work_seen.c.subject, work_seen.c.at)
    cases = [row.subject for row in found if row.noun == WorkNoun.CASE]
    return _Around(
        tasks=tasks,
        marked=_marked(conn, subjects),
        seen=dict(conn.execute(seen.where(account, work_seen.c.subject.in_(subjects))).all()),
        came=_came(conn, reader, cases, tasks),
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
    noun, tasks = WorkNoun(row.noun), around.tasks.get(row.subject, ())
    seen = around.seen.get(row.subject)
    came = [each for each in around.came.get(row.subject, ()) if seen is None or each.at > seen]
    since = min((each.opened for each in tasks), default=row.since) if not row.stands else row.since
    newest = max([since, *(each.opened for each in tasks), *(each.at for each in came)])
    away = reader.away.get(row.holder) if row.holder != reader.officer.name else None
    return InboxRow(
        id=row.subject,
        subject=tasks[0].subject if noun is WorkNoun.TASK and tasks else row.subject,
        noun=noun,
        case_state=CaseState(row.state) if noun is WorkNoun.CASE else None,
        consultation_state=(
            ConsultationState(row.state) if noun is WorkNoun.CONSULTATION else None
        ),
        tasks=tuple(
            InboxTask(id=each.id, kind=each.kind, subject=each.subject, opened=each.opened)
            for each in tasks
        ),
        reference=row.reference,
        procedure=row.procedure,
        country=row.country,
        authority=row.authority,
        item=row.item,
        party=row.party,
        clock=_clock(office, reader, row, tasks),
        mover=Mover.OURS if noun is WorkNoun.CASE and tasks else Mover(row.mover),
        since=since,
        restricted=row.subject in around.marked,
        unread=seen is None or newest > seen,
        arrivals=tuple(_newest_of_each(came)),
        officer=row.holder,
        queue=row.queue,
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
