"""Open tasks by their last day, of whoever reads tasks: also roles that have no inbox."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response

from gateway.casework.handlers.tasks import list_tasks
from gateway.console.languages import marked
from gateway.console.visit import PageRoute, Visit
from gateway.domain.acts import Task, heading_of
from gateway.domain.lists.filters import TaskFilter
from gateway.domain.page import MAX_CURSOR, PageRequest

PATH: Final = "/desk/tasks"
ROWS: Final = 25
"""What a screen and a half holds; the rest is one key away."""

CHOICES: Final = {"all": marked("All"), "mine": marked("Mine")}

_PAGES: Final = (
    (re.compile(r"[A-Z-]+-C-\d{4}-\d+"), "/desk/cases/{}"),
    (re.compile(r"[0-9a-f-]{36}"), "/desk/consultations/{}"),
)
"""Where what a task is about is shown, by the form of its name."""


async def show(visit: Visit) -> Response:
    """Show a page of tasks; what is chosen stands in the address."""
    chosen = visit.asked("whose") if visit.asked("whose") in CHOICES else "all"
    after = visit.asked("after")[:MAX_CURSOR] or None
    found = await list_tasks(
        visit.office,
        visit.who,
        TaskFilter(mine=chosen == "mine"),
        page=PageRequest(limit=ROWS, after=after),
        by_last_day=True,
    )
    return visit.page(
        "tasks.html",
        choices=[
            (visit.language.text(label), _address(whose=each), each == chosen)
            for each, label in CHOICES.items()
        ],
        rows=[_row(visit, each) for each in found.items],
        first=_address(whose=chosen) if after else "",
        following=_address(whose=chosen, after=found.next) if found.next else "",
    )


def _address(**asked: str) -> str:
    return f"{PATH}?{urlencode(asked)}"


def _row(visit: Visit, task: Task) -> dict[str, object]:
    """Return a task in words."""
    page = next((path for form, path in _PAGES if form.fullmatch(task.subject)), "")
    until = visit.language.day(task.last_day) if task.last_day else ""
    said = visit.says("Over since {day}", day=until) if task.overdue else until
    return {
        "heading": visit.language.text(heading_of(task.kind)),
        "link": f"/desk/tasks/{task.id}",
        "subject": _name(visit, task.subject),
        "about": page.format(task.subject),
        "said": visit.reader.said(task),
        "until": said,
        "overdue": task.overdue,
        "opened": task.opened,
    }


def _name(visit: Visit, subject: str) -> str:
    """Return what a task is about by name; of a conversation, which has none, the kind of it."""
    talk = _PAGES[1][0].fullmatch(subject)
    return visit.says("Consultation {begins}", begins=f"{subject[-8:]}") if talk else subject


ROUTES: Final = (PageRoute(PATH, show),)
