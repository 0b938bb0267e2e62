"""Which tasks an account is shown, in lists of tasks and in the inbox alike."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import Connection, Select, or_, select

from gateway.casework.acts.journal import not_about_notices, read_task
from gateway.casework.permissions import Officer, Permission, Scope
from gateway.casework.services import Office
from gateway.domain.acts import OF_ADMINISTRATORS, OF_DECIDERS, Task, TaskKind
from gateway.domain.page import Page, PageRequest
from gateway.store.paging import Among, Keyset, read_page
from gateway.store.tables_casework import task as table
from gateway.store.task_dates import DUE, SOONEST_TASK_FIRST


def tasks_shown_to(office: Office, officer: Officer) -> Select[*tuple[Any, ...]]:
    """Select the open tasks that an account is shown, but for what they speak of.

    Raises:
        PermissionRefusedError: The role reads no tasks.
    """
    tasks = shown_tasks(
        notices=is_told_all(officer),
        among=office.sight(officer, Permission.READ_TASKS).subject,
        besides=blind_kinds(officer),
    )
    if officer.may(Permission.ADMINISTER):
        return tasks
    return tasks.where(table.c.kind.not_in(OF_ADMINISTRATORS))


def blind_kinds(officer: Officer) -> Collection[TaskKind]:
    """Return the kinds that say nothing of what they are about, and are for who can act on it."""
    if officer.may(Permission.ADMINISTER):
        return OF_ADMINISTRATORS
    return OF_DECIDERS if officer.may(Permission.OPEN_RESTRICTED) else ()


def is_told_all(officer: Officer) -> bool:
    """Say whether the tasks of an account are told whole: denials are its to read, or its role's.

    The only tasks that a role has for itself are about what it alone reads.
    """
    alone = officer.scope(Permission.READ_TASKS) is Scope.ROLE
    return alone or officer.may(Permission.READ_DENIALS)


def unless_it_tells(officer: Officer, hidden: frozenset[str]) -> Callable[[Task], bool]:
    """Return what says whether a task speaks of nothing that is hidden, or is for who opens it."""
    blind = blind_kinds(officer)
    return lambda task: task.kind in blind or not task.speaks_of(hidden)


# --- lists of tasks ---------------------------------------------------------------------------

_DATED = select(table).where(table.c.closed.is_(None)).add_columns(DUE.label("due"))
_OLDEST_TASK_FIRST = Keyset("tasks", (table.c.id,))


def shown_tasks(
    *, notices: bool, among: Among | None = None, besides: Collection[TaskKind] = ()
) -> Select[*tuple[Any, ...]]:
    """Select what a person must look at.

    Args:
        notices: Whether tasks about notices are among them.
        among: Says of what tasks are about which are shown; all if absent.
        besides: Kinds that are shown whatever they are about.
    """
    query = _DATED if notices else _DATED.where(not_about_notices(table.c.subject))
    if among is not None:
        query = query.where(or_(among(table.c.subject), table.c.kind.in_(besides)))
    return query


def chosen_tasks(
    tasks: Select[*tuple[Any, ...]], *, kind: TaskKind | None, subject: str | None
) -> Select[*tuple[Any, ...]]:
    """Select of some tasks those of a kind, or about a thing; None: whichever it is."""
    if kind is not None:
        tasks = tasks.where(table.c.kind == str(kind))
    return tasks if subject is None else tasks.where(table.c.subject == subject)


def page_of_tasks(
    conn: Connection,
    asked: PageRequest,
    tasks: Select[*tuple[Any, ...]],
    *,
    by_last_day: bool = False,
) -> Page[Task]:
    """Return a page of some tasks, oldest first, or those first that are to be done first.

    Raises:
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    return read_page(
        conn, tasks, SOONEST_TASK_FIRST if by_last_day else _OLDEST_TASK_FIRST, asked, read_task
    )
