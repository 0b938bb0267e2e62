"""What a person must look at, and what has changed: tasks and changes for officers and systems."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.casework.notices.notice_tasks import note_informed
from gateway.casework.office.journal import (
    ChangeEvent,
    Task,
    changes_since,
    close_tasks,
    get_open_task,
    page_of_tasks,
    record_act,
)
from gateway.casework.office.permissions import Officer, Permission
from gateway.casework.office.services import Office
from gateway.casework.records.case_access import own_subjects
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.denial import FreeText
from gateway.domain.page import FIRST_PAGE, Page, PageRequest
from gateway.domain.saying import Saying
from gateway.errors import StateError


async def list_tasks(
    office: Office, officer: Officer, *, page: PageRequest = FIRST_PAGE
) -> Page[Task]:
    """Return what a person must look at, oldest first; its heading only without denials."""
    own = own_subjects(officer, Permission.READ_TASKS)
    knows = officer.may(Permission.READ_DENIALS)
    found = await office.db.read(lambda conn: page_of_tasks(conn, page, notices=knows, among=own))
    return found if knows else found.of(Task.without_contents)


async def close_task(office: Office, officer: Officer, task_id: int, note: FreeText) -> Task:
    """Close a task by hand, on record; the note says what was done.

    Raises:
        NotFoundError: There is no such open task.
        StateError: It closes by the act that it asks for, and by nothing else.
    """
    officer.require(Permission.ASSESS)

    def write(conn: Connection) -> Task:
        task = get_open_task(conn, task_id)
        if task.kind in CLOSED_BY_THEIR_ACT:
            raise StateError(
                "the task closes when it is done", remedy=f"Do it: {task.text}", kind=task.kind
            )
        at = office.clock.now()
        close_tasks(
            conn,
            at=at,
            kind=TaskKind(task.kind),
            subject=task.subject,
            key=task.key,
            by=officer.name,
        )
        record_act(
            conn,
            at=at,
            actor=officer.name,
            verb=Verb.TASK_CLOSED,
            saying=_done(task, note),
            subject=task.subject,
        )
        note_informed(conn, office, task, officer.name)
        return task.closed_at(at)

    return await office.db.write(write)


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
    }
    | {
        TaskKind.LICENCE_MATCHED,
        TaskKind.NOTICE_DUE,
        TaskKind.SUSPENSION_OPEN,
        TaskKind.CONSULT_AGAIN,
    }
)
"""Kinds of task that no note can close: only the answer, the reply, the decision can."""


async def changes(
    office: Office, officer: Officer, *, cursor: int, page: PageRequest = FIRST_PAGE
) -> Page[ChangeEvent]:
    """Return what changed since a cursor, for national systems."""
    own = own_subjects(officer, Permission.READ_CHANGES)
    # Who may not know of notices does not learn that there are any.
    knows = officer.may(Permission.READ_DENIALS)
    return await office.db.read(
        lambda conn: changes_since(
            conn,
            cursor,
            page,
            notices=knows,
            accounts=officer.may(Permission.READ_ACCOUNTS),
            among=own,
        )
    )
