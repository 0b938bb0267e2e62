"""Plain pages of a task and a case, laid out from their views."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from gateway.casework.cases.records import view_of
from gateway.casework.handlers.tasks import view_of_task
from gateway.casework.inbox.own import mark_seen
from gateway.casework.office.permissions import Permission
from gateway.console.visit import PageRoute, Visit
from gateway.domain.page import MAX_NUMBER
from gateway.errors import NotFoundError
from gateway.views.frame import NounView


async def show_case(visit: Visit) -> Response:
    """Show a case, as far as the officer may read it."""
    named = visit.asked("case_id")
    view = await view_of(visit.office, visit.who, named)
    return await _looked_at(visit, named, view)


async def show_task(visit: Visit) -> Response:
    """Show a task: what is to be done, by which day."""
    given = visit.asked("task_id")
    if not given.isdecimal() or int(given) > MAX_NUMBER:
        raise NotFoundError("there is no such open task")
    return _page(visit, await view_of_task(visit.office, visit.who, int(given)))


async def _looked_at(visit: Visit, subject: str, view: NounView) -> Response:
    """Show a view; what is in her inbox about it is new to her no more."""
    if visit.who.may(Permission.KEEP_INBOX):
        await mark_seen(visit.office, visit.who, (subject,))
    return _page(visit, view)


def _page(visit: Visit, view: NounView) -> Response:
    return visit.page("noun.html", view=view)


ROUTES: Final = (
    PageRoute("/desk/cases/{case_id}", show_case),
    PageRoute("/desk/tasks/{task_id}", show_task),
)
