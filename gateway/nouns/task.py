"""A task: rows in `casework.acts.journal`; `casework.handlers.tasks` lists and closes them."""

from __future__ import annotations

from typing import Final

from gateway.casework.handlers import tasks
from gateway.casework.permissions import Permission
from gateway.domain.acts import Task, heading_of
from gateway.nouns.columns import instant, said, yes_no
from gateway.nouns.declared import Noun, NounList

TASKS: Final[NounList[Task]] = NounList(
    name="tasks",
    read=tasks.list_tasks,
    columns=(
        said("Task", lambda t: t.id, 8),
        said("Kind", lambda t: heading_of(t.kind), 34),
        said("Kind code", lambda t: t.kind, 22, in_words=False),
        said("About", lambda t: t.subject, 24),
        said("What", lambda t: t.text, 70),
        instant("Since", lambda t: t.opened),
        said("By", lambda t: t.last_day, 14),
        instant("Period ends before", lambda t: t.due, in_words=False),
        yes_no("Overdue", lambda t: t.overdue),
        instant("Closed", lambda t: t.closed, in_words=False),
    ),
)

TASK: Final = Noun(
    name="task",
    address="/tasks",
    key="task_id",
    tag="cases",
    reads=Permission.READ_TASKS,
    listed=TASKS,
    view=tasks.view_of_task,
)
