"""The plain page of a task, laid out from its view, with the acts that do what it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from starlette.responses import Response

from gateway.casework.handlers.tasks import get_task, view_of_task
from gateway.console.acts.declared import DeskAct
from gateway.console.acts.offered import offered
from gateway.console.pages.asked.beside_it import SUPPLEMENT
from gateway.console.pages.asked.page import possible
from gateway.console.pages.asked.question import CONSULTATION, read_question
from gateway.console.pages.asked.replying import replies_offered
from gateway.console.pages.asked.silence import CONFIRM_SILENCE
from gateway.console.visit import PageRoute, Visit
from gateway.domain.acts import Task, TaskKind
from gateway.domain.page import MAX_NUMBER
from gateway.errors import NotFoundError

ACT_OF: Final[Mapping[str, DeskAct]] = {
    TaskKind.INFORMATION_WANTED: SUPPLEMENT,
    TaskKind.SILENCE_UNCONFIRMED: CONFIRM_SILENCE,
}
"""By which act on the consultation that it is about a task is done."""


async def show_task(visit: Visit) -> Response:
    """Show a task: what is to be done, by which day."""
    given = visit.asked("task_id")
    if not given.isdecimal() or int(given) > MAX_NUMBER:
        raise NotFoundError("there is no such open task")
    number = int(given)
    view = await view_of_task(visit.office, visit.who, number)
    task = await get_task(visit.office, visit.who, number)
    return visit.page("noun.html", view=view, acts=await _acts(visit, task))


async def _acts(visit: Visit, task: Task) -> list[dict[str, str]]:
    """Return the acts by form that do what a task asks for, as things stand."""
    act, about = ACT_OF.get(task.kind), task.subject
    if act is not None and visit.who.may(act.needs):
        question = await read_question(visit, about)
        stands = act in possible(question, others_of_state=False)
        return offered(visit, CONSULTATION, about, (act,)) if stands else []
    if task.kind == TaskKind.INFORMATION_ASKED:
        return await replies_offered(visit, about)
    return []


ROUTES: Final = (PageRoute("/desk/tasks/{task_id}", show_task),)
