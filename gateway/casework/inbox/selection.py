"""Which rows of open work an account finds: what it may see, whose they are, what it asks for.

What is hidden from an account by `Sight` has no row for it, and a row that stands by its tasks
alone has none where the account is shown none of them. So lists and counts ask the same here, and
no number tells what the list does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select

from gateway.casework.acts.task_visibility import blind_kinds, tasks_shown_to
from gateway.casework.inbox import substitute_rows
from gateway.casework.open_work import followers, rows
from gateway.casework.open_work.followers import Listed
from gateway.casework.permissions import Officer, Permission
from gateway.casework.services import Work
from gateway.domain.inbox import InboxFilter, InboxTab, QueuePlan, WorkNoun
from gateway.domain.saying import names_in
from gateway.store.tables_casework import consultation as talk
from gateway.store.tables_casework import restriction, task
from gateway.store.tables_inbox import open_work as table


@dataclass(frozen=True, slots=True)
class InboxReader:
    """Who reads an inbox at one instant, and what is hidden from him.

    Attributes:
        officer: The account.
        now: The present instant.
        hidden: Numbers, ids and references of what he need not know of.
        away: For whom he stands in today, with the last day of it.
        plan: The queues as they are.
        tasks: The open tasks that he is shown, but for what they speak of.
        seen: Says for a column of subjects which of them are there for him.
    """

    officer: Officer
    now: datetime
    hidden: frozenset[str]
    away: dict[str, date]
    plan: QueuePlan
    tasks: Select[*tuple[Any, ...]]
    seen: ColumnElement[bool]

    @property
    def people(self) -> frozenset[str]:
        """He, and those for whom he stands in."""
        return frozenset({self.officer.name, *self.away})

    @property
    def queues(self) -> tuple[str, ...]:
        """The queues in which they work."""
        return self.plan.of_members(self.people)


def reader_of_inbox(work: Work, officer: Officer) -> InboxReader:
    """Return who reads his inbox now.

    Raises:
        PermissionRefusedError: The role reads no tasks.
    """
    sight = work.office.sight(officer, Permission.READ_TASKS)
    return InboxReader(
        officer=officer,
        now=work.now,
        hidden=sight.hidden_names(work.conn),
        away=substitute_rows.stood_in_for(work.conn, officer.name, work.today),
        plan=rows.newest_queues(work.conn),
        tasks=tasks_shown_to(work.office, officer),
        seen=sight.subject(table.c.subject),
    )


def visible(conn: Connection, reader: InboxReader) -> ColumnElement[bool]:
    """Say which rows are there for a reader."""
    stands = and_(table.c.stands.is_(True), reader.seen)
    left = and_(table.c.stands.is_(False), _has_task(conn, reader, table.c.stands.is_(False)))
    return or_(stands, left)


def _has_task(
    conn: Connection, reader: InboxReader, among: ColumnElement[bool], *more: ColumnElement[bool]
) -> ColumnElement[bool]:
    """Say which rows have an open task that the reader is shown.

    Args:
        conn: A transaction.
        reader: Who reads.
        among: Rows that are looked at.
        more: What the task must be besides.
    """
    of_row = task.c.work == table.c.subject
    found = reader.tasks.with_only_columns(task.c.id).where(of_row, *more)
    if telling := _telling(conn, reader, among, *more):
        found = found.where(task.c.id.not_in(telling))
    return found.correlate(table).exists()


def _telling(
    conn: Connection, reader: InboxReader, among: ColumnElement[bool], *more: ColumnElement[bool]
) -> list[int]:
    """Return the numbers of tasks that speak of what is hidden from the reader."""
    if not reader.hidden:
        return []
    # Thousands of tasks may be of a kind, and to build each costs more than to read it.
    rows = select(table.c.subject).where(among)
    asked = reader.tasks.where(task.c.work.in_(rows), *more).with_only_columns(
        task.c.id, task.c.kind, task.c.text, task.c.data
    )
    blind = blind_kinds(reader.officer)
    return [
        row.id
        for row in conn.execute(asked)
        if row.kind not in blind and not reader.hidden.isdisjoint(names_in(row.text, row.data))
    ]


# --- what is asked for --------------------------------------------------------------------


def on_tab(tab: InboxTab, reader: InboxReader) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions of a tab."""
    if tab is InboxTab.MINE:
        yield table.c.holder.in_(sorted(reader.people))
    elif tab is InboxTab.QUEUES:
        yield table.c.queue.in_(reader.queues)
    elif tab is InboxTab.UNASSIGNED:
        yield table.c.holder == ""


def chosen_rows(
    work: Work, reader: InboxReader, chosen: InboxFilter
) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions by which rows fit a filter, but for its tab.

    What a restricted row says is looked at only where the row is there for the reader: rows of
    tasks that are told without what they are about say nothing that could be asked for.
    """
    equal = {
        table.c.procedure: chosen.procedure,
        table.c.country: chosen.country,
        table.c.holder: chosen.officer,
        table.c.queue: chosen.queue,
    }
    yield from (column == value for column, value in equal.items() if value is not None)
    if chosen.authority is not None:
        of_state = table.c.authority.startswith(f"{chosen.authority}-", autoescape=True)
        yield or_(table.c.authority == chosen.authority, of_state)
    if chosen.category is not None:
        yield table.c.categories.contains(f" {chosen.category}", autoescape=True)
    if chosen.kind is not None:
        of_kind = task.c.kind == str(chosen.kind)
        with_it = select(task.c.work).where(task.c.closed.is_(None), of_kind)
        yield _has_task(work.conn, reader, table.c.subject.in_(with_it), of_kind)
    if chosen.overdue is not None:
        over = table.c.ends <= reader.now
        yield over if chosen.overdue else ~over
    if chosen.ends_until is not None:
        yield table.c.ends <= work.office.end_of(chosen.ends_until)
    if chosen.restricted is not None:
        marked = table.c.subject.in_(_restricted())
        yield marked if chosen.restricted else ~marked
    yield from _with_words(work.conn, chosen)


def _restricted() -> Any:
    """Select what is restricted, and the consultations that are since their case is."""
    of_case = select(talk.c.conversation_id).join(
        restriction, restriction.c.subject == talk.c.case_id
    )
    return select(restriction.c.subject).union(of_case)


def _with_words(conn: Connection, chosen: InboxFilter) -> Iterator[ColumnElement[bool]]:
    for groups in chosen.words:
        nouns = {WorkNoun.CASE: Listed.CASE, WorkNoun.CONSULTATION: Listed.CONSULTATION}
        yield or_(
            *(
                and_(table.c.noun == str(noun), each)
                for noun, listed in nouns.items()
                for each in followers.has_words(conn, listed, table.c.subject, [groups])
            )
        )
