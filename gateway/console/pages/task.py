"""The page of a task: what it is about, the acts that do what it asks for, and closing it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from starlette.responses import Response

from gateway.casework.handlers.tasks import (
    CLOSED_BY_THEIR_ACT,
    close_task,
    consultations_among,
    get_task,
    view_of_task,
)
from gateway.casework.permissions import Permission
from gateway.console.acts.declared import ActField, ActPlan, DeskAct, DeskNoun, FieldKind
from gateway.console.acts.filled import FilledIn
from gateway.console.acts.offered import begun, offered, what_was_done
from gateway.console.acts.pages import routes_of
from gateway.console.pages.asked.beside_it import SUPPLEMENT
from gateway.console.pages.asked.forwarded import forwarded_offered
from gateway.console.pages.asked.page import possible
from gateway.console.pages.asked.question import CONSULTATION, read_question
from gateway.console.pages.asked.replying import replies_offered
from gateway.console.pages.asked.silence import CONFIRM_SILENCE
from gateway.console.pages.tasks import PATH, name_of, page_of
from gateway.console.visit import PageRoute, Visit
from gateway.domain.acts import Task, TaskKind, heading_of
from gateway.domain.page import number_in
from gateway.errors import NotFoundError
from gateway.nouns.task import TASK as NOUN
from gateway.views.frame import Piece

TASK: Final = DeskNoun.of(NOUN)

ACT_OF: Final[Mapping[str, DeskAct]] = {
    TaskKind.INFORMATION_WANTED: SUPPLEMENT,
    TaskKind.SILENCE_UNCONFIRMED: CONFIRM_SILENCE,
}
"""By which act on the consultation that it is about a task is done."""


async def show_task(visit: Visit) -> Response:
    """Show a task: what is to be done, by which day."""
    number = _number(visit.asked("task_id"))
    view = await view_of_task(visit.office, visit.who, number)
    task = await get_task(visit.office, visit.who, number)
    talks = await consultations_among(visit.office, (task.subject,))
    return visit.page(
        "task.html",
        view=view,
        was_done=what_was_done(visit, (CLOSE,)),
        about=page_of(visit, task.subject, talks),
        named=name_of(visit, task.subject, talks),
        begun=await begun(visit, TASK, str(number), (CLOSE,)),
        acts=[*await _acts(visit, task), *offered(visit, TASK, str(number), _closing(task))],
    )


def _number(given: str) -> int:
    number = number_in(given)
    if number is None:
        raise NotFoundError("there is no such open task")
    return number


async def _acts(visit: Visit, task: Task) -> list[dict[str, str]]:
    """Return the acts by form that do what a task asks for, as things stand."""
    act, about = ACT_OF.get(task.kind), task.subject
    if act is not None and visit.who.may(act.needs):
        question = await read_question(visit, about)
        stands = act in possible(question, others_of_state=False)
        return offered(visit, CONSULTATION, about, (act,)) if stands else []
    if task.kind == TaskKind.INFORMATION_ASKED:
        return await replies_offered(visit, about)
    if task.kind == TaskKind.FORWARDING_ANSWER:
        return await forwarded_offered(visit, about)
    return []


# --- closing it with a note ---------------------------------------------------------------


def _closing(task: Task) -> tuple[DeskAct, ...]:
    """Return how a task is closed by hand; nothing where only its act closes it."""
    return () if task.kind in CLOSED_BY_THEIR_ACT else (CLOSE,)


async def _plan(visit: Visit, named: str) -> ActPlan:
    task = await get_task(visit.office, visit.who, _number(named))
    talks = await consultations_among(visit.office, (task.subject,))
    by_two = task.kind == TaskKind.CONSULT_BY_HAND
    goes_on = visit.says(
        "The case goes on without this consultation. It takes your reason, and a second officer "
        "who closes the task."
    )
    return ActPlan(
        heading=visit.language.text(heading_of(task.kind)),
        facts=(
            (visit.says("About"), Piece.theirs(name_of(visit, task.subject, talks))),
            (visit.says("What is to be done"), visit.reader.said(task)),
        ),
        effect=(goes_on,) if by_two else (),
        second_officer=by_two,
    )


async def _close(visit: Visit, named: str, _: ActPlan, filled: FilledIn) -> str | None:
    note = filled.needed_text("note")
    left = await close_task(visit.office, visit.who, _number(named), note)
    return f"{PATH}?done=close" if left.closed else f"{TASK.address(named)}?done=close-proposed"


CLOSE: Final = DeskAct(
    code="close",
    title="Close it with a note",
    effect="It is done, or there is nothing to do. Your note stays on record.",
    needs=Permission.CLOSE_TASKS,
    plan=_plan,
    carry_out=_close,
    button="Close the task",
    done="the task is closed.",
    proposed="another officer closes it, or what was answered is recorded.",
    fields=(
        ActField(
            "note",
            "What was done",
            "It is kept on record.",
            FieldKind.LONG_TEXT,
            also=("note.text",),
        ),
    ),
    looked_at=False,
    step_up=False,
)

ROUTES: Final = (PageRoute(TASK.page, show_task), *routes_of(TASK, (CLOSE,)))
