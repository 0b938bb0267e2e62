"""Open tasks by their last day, of whoever reads tasks: also roles that have no inbox."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response

from gateway.casework.handlers.tasks import consultations_among, list_tasks
from gateway.casework.permissions import Permission
from gateway.console.languages import marked
from gateway.console.listing import page_asked
from gateway.console.visit import PageRoute, Visit
from gateway.domain.acts import Task, heading_of
from gateway.domain.lists.filters import TaskFilter

PATH: Final = "/desk/tasks"
CHOICES: Final = {"all": marked("All"), "mine": marked("Mine")}

_TALK: Final = re.compile(r"[0-9a-f-]{36}")
_PAGES: Final = (
    (re.compile(r"[A-Z-]+-C-\d{4}-\d+"), "/desk/cases/{}", Permission.READ_CASES),
    (re.compile(r"[A-Z-]+-N-\d{4}-\d+"), "/desk/notices/{}", Permission.READ_NOTICES),
    (re.compile(r"[A-Z-]+-L-\d{4}-\d+"), "/desk/licences/{}", Permission.READ_LICENCES),
    (re.compile(r"[A-Z-]+-\d{4}-\d+"), "/desk/denials/{}", Permission.READ_DENIALS),
)
"""By the form of its name where what a task is about is shown, and who may read it there."""


async def show(visit: Visit) -> Response:
    """Show a page of tasks; what is chosen stands in the address."""
    chosen = visit.asked("whose") if visit.asked("whose") in CHOICES else "all"
    page, mine = page_asked(visit), TaskFilter(mine=chosen == "mine")
    found = await list_tasks(visit.office, visit.who, mine, page=page, by_last_day=True)
    talks = await consultations_among(visit.office, (each.subject for each in found.items))
    return visit.page(
        "tasks.html",
        was_done=visit.says("the task is closed.") if visit.asked("done") == "close" else "",
        choices=[
            (visit.language.text(label), _address(whose=each), each == chosen)
            for each, label in CHOICES.items()
        ],
        rows=[_row(visit, each, talks) for each in found.items],
        first=_address(whose=chosen) if page.after else "",
        following=_address(whose=chosen, after=found.next) if found.next else "",
    )


def _address(**asked: str) -> str:
    return f"{PATH}?{urlencode(asked)}"


def _row(visit: Visit, task: Task, talks: frozenset[str]) -> dict[str, object]:
    """Return a task in words."""
    until = visit.language.day(task.last_day) if task.last_day else ""
    said = visit.says("Over since {day}", day=until) if task.overdue else until
    return {
        "heading": visit.language.text(heading_of(task.kind)),
        "link": f"/desk/tasks/{task.id}",
        "subject": name_of(visit, task.subject, talks),
        "about": page_of(visit, task.subject, talks),
        "said": visit.reader.said(task),
        "until": said,
        "overdue": task.overdue,
        "opened": task.opened,
    }


def page_of(visit: Visit, subject: str, talks: frozenset[str]) -> str:
    """Return where what a task is about is shown; empty where it has no page for who asks.

    Args:
        visit: Who asks.
        subject: What the task is about.
        talks: Which of the tasks' subjects are consultations.
    """
    if subject in talks:
        return f"/desk/consultations/{subject}"
    for form, address, needs in _PAGES:
        if form.fullmatch(subject):
            return address.format(subject) if visit.who.may(needs) else ""
    return ""


def name_of(visit: Visit, subject: str, talks: frozenset[str]) -> str:
    """Return what a task is about by name; of a conversation, which has none, the kind of it.

    Arguments are those of `page_of`.
    """
    if not _TALK.fullmatch(subject):
        return subject
    begins = subject[-8:]
    if subject in talks:
        return visit.says("Consultation {begins}", begins=begins)
    return visit.says("Conversation {begins}", begins=begins)


ROUTES: Final = (PageRoute(PATH, show),)
