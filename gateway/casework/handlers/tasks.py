"""What a person must look at: tasks for officers and systems."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, or_, select

from gateway.casework.acts.journal import Journal, acts_of, get_open_task
from gateway.casework.acts.task_visibility import (
    chosen_tasks,
    is_told_all,
    page_of_tasks,
    shown_tasks,
    tasks_shown_to,
    unless_it_tells,
)
from gateway.casework.consultations.offline_consultations import closing_key
from gateway.casework.notices.notice_traffic import note_informed
from gateway.casework.permissions import Officer, Permission
from gateway.casework.services import Office, Work, reader_of
from gateway.domain.acts import Task, TaskKind, Verb
from gateway.domain.calendars import zone_of
from gateway.domain.denial import FreeText
from gateway.domain.lists.filters import EVERY_TASK, TaskFilter
from gateway.domain.page import FIRST_PAGE, Page, PageRequest
from gateway.domain.saying import Saying, says
from gateway.errors import StateError
from gateway.store.tables_casework import consultation as talk
from gateway.store.tables_casework import correspondence as letters
from gateway.store.task_dates import of_officer
from gateway.views.frame import NounView
from gateway.views.task_view import AroundTask, task_view


async def list_tasks(
    office: Office,
    officer: Officer,
    chosen: TaskFilter = EVERY_TASK,
    *,
    page: PageRequest = FIRST_PAGE,
    by_last_day: bool = False,
) -> Page[Task]:
    """List what a person must look at, oldest first, or first what is to be done first.

    Args:
        office: Services of the node.
        officer: Who asks.
        chosen: Which of them.
        page: Which part.
        by_last_day: Whether that comes first which is to be done first; else the oldest.
    """
    tasks, sight = tasks_shown_to(office, officer), office.sight(officer, Permission.READ_TASKS)
    if chosen.mine:
        tasks = tasks.where(of_officer(officer.name))
    tasks = chosen_tasks(tasks, kind=chosen.kind, subject=chosen.subject)

    def read(conn: Connection) -> Page[Task]:
        found = page_of_tasks(conn, page, tasks, by_last_day=by_last_day)
        return found.only(unless_it_tells(officer, sight.hidden_names(conn)))

    found = await office.db.read(read)
    return found.of(lambda task: _as_read(office, officer, task))


async def consultations_among(office: Office, subjects: Iterable[str]) -> frozenset[str]:
    """Return which of the things that shown tasks are about are consultations."""
    asked = select(talk.c.conversation_id).where(talk.c.conversation_id.in_(list(subjects)))
    return frozenset(await office.db.read(lambda conn: tuple(conn.scalars(asked))))


async def get_task(office: Office, officer: Officer, task_id: int) -> Task:
    """Return an open task, as far as the officer may read it.

    Raises:
        NotFoundError: There is no such open task, or it is not for this account.
    """
    return await office.read(lambda work: _task(work, officer, task_id))


async def view_of_task(office: Office, officer: Officer, task_id: int) -> NounView:
    """Return an open task as a person reads it, as far as he may.

    Raises:
        NotFoundError: There is no such open task, or it is not for this account.
    """
    reader = reader_of(office)

    def show(work: Work) -> NounView:
        task = _task(work, officer, task_id)
        return task_view(reader, task, _around(work.conn, task))

    return await office.read(show)


def _task(work: Work, officer: Officer, task_id: int) -> Task:
    tasks, sight = (
        tasks_shown_to(work.office, officer),
        work.office.sight(officer, Permission.READ_TASKS),
    )
    shown = unless_it_tells(officer, sight.hidden_names(work.conn))
    return _as_read(work.office, officer, get_open_task(work.conn, task_id, tasks, shown))


def _zone(office: Office) -> ZoneInfo:
    return ZoneInfo(zone_of(office.code))


def _as_read(office: Office, officer: Officer, task: Task) -> Task:
    read = task if is_told_all(officer) else task.without_contents()
    return read.dated(office.clock.now(), _zone(office))


def _around(conn: Connection, task: Task) -> AroundTask:
    """Find what a task is about, and which letter last came beside it."""
    letter = select(letters.c.message_id).where(
        letters.c.ours.is_(False),
        or_(letters.c.conversation_id == task.subject, letters.c.case_id == task.subject),
    )
    if isinstance(task.data.get("peer"), str):
        letter = letter.where(letters.c.peer == task.data["peer"])
    asked = select(talk.c.case_id).where(talk.c.conversation_id == task.subject)
    newest = conn.execute(letter.order_by(letters.c.at.desc()).limit(1)).first()
    return AroundTask(
        consultation=conn.execute(asked).first() is not None,
        letter=newest.message_id if newest else "",
        by_note=task.kind not in CLOSED_BY_THEIR_ACT,
    )


async def close_task(office: Office, officer: Officer, task_id: int, note: FreeText) -> Task:
    """Close a task by hand, on record.

    A consultation by hand is done by recording it (`consultations.hand_records`). To go on
    without that takes the reason of one officer and a second one: the first call keeps the task
    open with the reason, and another officer's closes it.

    Raises:
        NotFoundError: There is no such open task.
        StateError: It closes by the act that it asks for, and by nothing else;
            SECOND_OFFICER_NEEDED.
    """
    sight = office.sight(officer, Permission.CLOSE_TASKS)
    tasks = shown_tasks(notices=True, among=sight.subject)

    def write(work: Work) -> Task:
        task = get_open_task(
            work.conn, task_id, tasks, unless_it_tells(officer, sight.hidden_names(work.conn))
        )
        if task.kind in CLOSED_BY_THEIR_ACT:
            raise StateError(
                "the task closes when it is done",
                remedy="Do it: {text}",
                kind=task.kind,
                text=task.text,
            )
        at = office.clock.now()
        journal = Journal(work.conn, at, officer.name)
        said = _done(task, note)
        if task.kind == TaskKind.CONSULT_BY_HAND:
            agreed = _agreed(work.conn, task, officer, note, said=said, at=at)
            if agreed is None:
                return task
            said = agreed
        journal.close_tasks(TaskKind(task.kind), task.subject, key=task.key)
        journal.act(Verb.TASK_CLOSED, task.subject, said)
        note_informed(work, task, officer.name)
        return task.closed_at(at)

    return await office.write(write)


def _agreed(
    conn: Connection, task: Task, officer: Officer, note: FreeText, *, said: Saying, at: datetime
) -> Saying | None:
    """Return what two officers say who go on without a record; None after the first of them."""
    given = [
        act
        for act in acts_of(conn, task.subject)
        if act.verb == Verb.TASK_CLOSING and act.data.get("task_id") == task.id
    ]
    if not given:
        _propose_closing(conn, task, officer, note, at=at)
        return None
    first = given[-1]
    officer.require(Permission.DECIDE)
    officer.require_second(first.actor, "the officer who gave the reason does not close it")
    Journal(conn, at, officer.name).close_tasks(
        TaskKind.RECORD_CONFIRM, task.subject, key=closing_key(task.id)
    )
    both = {"proposed_by": first.actor, "reason": first.data["words"]}
    return Saying(messages=said.messages, data={**said.data, **both})


def _propose_closing(
    conn: Connection, task: Task, officer: Officer, note: FreeText, *, at: datetime
) -> None:
    """Keep why an officer would go on without a consultation on record, for a second one."""
    journal = Journal(conn, at, officer.name)
    said = says(
        "{officer} would close task {task_id} without a recorded answer: {words}; a second "
        "officer closes it, or what was answered is recorded",
        officer=officer.name,
        task_id=task.id,
        words=note.text,
    )
    journal.act(Verb.TASK_CLOSING, task.subject, said)
    journal.open_task(TaskKind.RECORD_CONFIRM, task.subject, said, key=closing_key(task.id))


def _done(task: Task, note: FreeText) -> Saying:
    """Say what was to be done and what was; what the task was about stays data."""
    data = {**task.data, "task": task.kind, "said": task.text, "words": note.text}
    return Saying(messages=("{said}: {words}",), data=data)


CLOSED_BY_THEIR_ACT = frozenset(
    {
        TaskKind.ANSWER_DUE,
        TaskKind.EXTENSION_ASKED,
        TaskKind.SILENCE_UNCONFIRMED,
        TaskKind.REGISTER_TAMPERED,
        TaskKind.DENIAL_UNSEEN,
        TaskKind.REQUIREMENT_UNSEEN,
        TaskKind.FILE_HELD,
        TaskKind.RECORD_CONFIRM,
        TaskKind.RESTRICTED_DUE,
        TaskKind.RESTRICTED_UNSEEN,
        TaskKind.ROLE_MISSING,
        TaskKind.WEBHOOK_GIVES_UP,
    }
    | {
        TaskKind.LICENCE_MATCHED,
        TaskKind.LIST_CHANGED,
        TaskKind.NOTICE_DUE,
        TaskKind.NOTICE_OWED,
        TaskKind.NOTICE_NOT_PROVIDED,
        TaskKind.SUSPENSION_OPEN,
        TaskKind.CONSULT_AGAIN,
        TaskKind.ANSWERS_CONTRADICT,
        TaskKind.ACT_AGREE,
        TaskKind.ACT_OVERDUE,
    }
)
"""Kinds of task that no note can close: only the answer, the reply, the decision can."""
