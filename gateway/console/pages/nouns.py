"""The plain page of a task, laid out from its view."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from gateway.casework.handlers.tasks import view_of_task
from gateway.console.visit import PageRoute, Visit
from gateway.domain.page import MAX_NUMBER
from gateway.errors import NotFoundError


async def show_task(visit: Visit) -> Response:
    """Show a task: what is to be done, by which day."""
    given = visit.asked("task_id")
    if not given.isdecimal() or int(given) > MAX_NUMBER:
        raise NotFoundError("there is no such open task")
    return visit.page("noun.html", view=await view_of_task(visit.office, visit.who, int(given)))


ROUTES: Final = (PageRoute("/desk/tasks/{task_id}", show_task),)
