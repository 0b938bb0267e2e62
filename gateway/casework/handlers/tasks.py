"""What a person must look at, and what has changed: tasks and changes for officers and systems."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from gateway.casework.consultations.by_hand import closing_key
from gateway.casework.notices.notice_tasks import note_informed
from gateway.casework.office.journal import (
    ChangeEvent,
    acts_of,
    changes_since,
    close_tasks,
    get_open_task,
    open_task,
    page_of_tasks,
    record_act,
)
from gateway.casework.office.permissions import Officer, Permission
from gateway.casework.office.services import Office
from gateway.domain.acts import OF_DECIDERS, Task, TaskKind, Verb
from gateway.domain.denial import FreeText
from gateway.domain.page import FIRST_PAGE, Page, PageRequest
from gateway.domain.saying import Saying, says
from gateway.errors import StateError


async def list_tasks(
    office: Office, officer: Officer, *, page: PageRequest = FIRST_PAGE
) -> Page[Task]:
    """Return what a person must look at, oldest first; its heading only without denials."""
    theirs = office.sight(officer, Permission.READ_TASKS).subject
    denials = officer.may(Permission.READ_DENIALS)
    blind = OF_DECIDERS if officer.may(Permission.OPEN_RESTRICTED) else ()
    found = await office.db.read(
        lambda conn: page_of_tasks(conn, page, notices=denials, among=theirs, besides=blind)
    )
    return found if denials else found.of(Task.without_contents)


async def close_task(office: Office, officer: Officer, task_id: int, note: FreeText) -> Task:
    """Close a task by hand, on record; the note says what was done.

    A consultation by hand is done by recording it (`consultations.hand_records`). To go on
    without that takes the reason of one officer and a second one: the first call keeps the task
    open with the reason, and another officer's closes it.

    Raises:
        NotFoundError: There is no such open task.
        StateError: It closes by the act that it asks for, and by nothing else;
            SECOND_OFFICER_NEEDED.
    """
    theirs = office.sight(officer, Permission.ASSESS).subject

    def write(conn: Connection) -> Task:
        task = get_open_task(conn, task_id, theirs)
        if task.kind in CLOSED_BY_THEIR_ACT:
            raise StateError(
                "the task closes when it is done", remedy=f"Do it: {task.text}", kind=task.kind
            )
        at = office.clock.now()
        said = _done(task, note)
        if task.kind == TaskKind.CONSULT_BY_HAND:
            agreed = _agreed(conn, task, officer, note, said=said, at=at)
            if agreed is None:
                return task
            said = agreed
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
            saying=said,
            subject=task.subject,
        )
        note_informed(conn, office, task, officer.name)
        return task.closed_at(at)

    return await office.db.write(write)


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
    close_tasks(
        conn,
        at=at,
        kind=TaskKind.RECORD_CONFIRM,
        subject=task.subject,
        key=closing_key(task.id),
        by=officer.name,
    )
    both = {"proposed_by": first.actor, "reason": first.data["words"]}
    return Saying(messages=said.messages, data={**said.data, **both})


def _propose_closing(
    conn: Connection, task: Task, officer: Officer, note: FreeText, *, at: datetime
) -> None:
    """Keep why an officer would go on without a consultation on record, for a second one."""
    said = says(
        "{officer} would close task {task_id} without a recorded answer: {words}; a second "
        "officer closes it, or what was answered is recorded",
        officer=officer.name,
        task_id=task.id,
        words=note.text,
    )
    record_act(
        conn,
        at=at,
        actor=officer.name,
        verb=Verb.TASK_CLOSING,
        saying=said,
        subject=task.subject,
    )
    open_task(
        conn,
        at=at,
        kind=TaskKind.RECORD_CONFIRM,
        subject=task.subject,
        saying=said,
        key=closing_key(task.id),
    )


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
        TaskKind.RECORD_CONFIRM,
        TaskKind.RESTRICTED_DUE,
        TaskKind.RESTRICTED_UNSEEN,
    }
    | {
        TaskKind.LICENCE_MATCHED,
        TaskKind.LIST_CHANGED,
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
    theirs = office.sight(officer, Permission.READ_CHANGES).subject
    # Who may not know of notices does not learn that there are any.
    denials = officer.may(Permission.READ_DENIALS)
    return await office.db.read(
        lambda conn: changes_since(
            conn,
            cursor,
            page,
            notices=denials,
            accounts=officer.may(Permission.READ_ACCOUNTS),
            among=theirs,
        )
    )
