"""Open work into an officer's hands: one's own by one key, or another's with a note.

What is handed over is picked in the inbox. It is shown once more with who gets it and the note,
and then each piece is an act of its own: what cannot be given is said, and the rest is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from urllib.parse import parse_qsl, urlencode

from pydantic import ValidationError
from starlette.responses import Response

from gateway.casework.cases import need_to_know
from gateway.casework.consultations.consultations import assign
from gateway.casework.inbox.assignment import assign_case
from gateway.casework.inbox.listing import find_rows
from gateway.casework.inbox.queues import get_queues
from gateway.casework.permissions import Permission
from gateway.console.access.returning import here
from gateway.console.acts.shown import TONGUES
from gateway.console.forms import MAX_FIELDS, PageForm
from gateway.console.pages.inbox import PATH as INBOX
from gateway.console.pages.inbox import row_in_words
from gateway.console.visit import PageRoute, Visit
from gateway.domain.denial import FreeText
from gateway.domain.inbox import InboxRow, WorkNoun
from gateway.errors import ComityError, InputError, NotFoundError, StateError
from gateway.field_faults import faults_of

PATH: Final = "/desk/inbox/hand-over"
TAKE: Final = "/desk/inbox/take"

_PICKED: Final = "work."
"""What fields of a form are called that name what is handed over, one each, before a number."""


async def take(visit: Visit) -> Response:
    """Put a row into the officer's own hands, and go back to the same row."""
    subject = visit.form.value("subject")
    for row in await _rows(visit, [subject]):
        await _give(visit, row, visit.who.name, None)
    path, _, query = here(visit.request).partition("?")
    asked = {**dict(parse_qsl(query)), "at": subject} if path == INBOX else {}
    return visit.go(f"{INBOX}?{urlencode(asked)}")


async def choose(visit: Visit) -> Response:
    """Ask to whom what was picked is handed over, and with which note."""
    picked = visit.request.query_params.getlist("work")[:MAX_FIELDS]
    form = PageForm({"assignee": "", "note": "", "note_language": visit.language.code})
    return await _shown(visit, await _rows(visit, picked), form)


async def hand_over(visit: Visit) -> Response:
    """Show once more what will be done; when that was looked at, do it."""
    form = visit.form
    rows = await _rows(visit, (v for k, v in form.values.items() if k.startswith(_PICKED)))
    if form.value("step") == "change":
        return await _shown(visit, rows, form)
    try:
        note = _note(form)
    except ValidationError as exc:
        said = next(iter(faults_of(exc))).what
        return await _shown(visit, rows, form.wrong(note=said[:1].upper() + said[1:]), status=422)
    if not form.value("assignee").strip():
        form = form.wrong(assignee=visit.says("Enter the name of an account"))
        return await _shown(visit, rows, form, status=InputError.reason.http)
    if form.value("step") != "sure":
        return await _shown(visit, rows, form, sure=True)
    return await _done(visit, rows, form, note)


def _note(form: PageForm) -> FreeText | None:
    """Return what who takes it over is to know.

    Raises:
        ValidationError: It is no text, or its language none.
    """
    text = form.value("note").strip()
    return FreeText(language=form.value("note_language"), text=text) if text else None


async def _done(
    visit: Visit, rows: tuple[InboxRow, ...], form: PageForm, note: FreeText | None
) -> Response:
    """Hand over one by one; what could not be is shown with why, to be handed to another."""
    left: list[InboxRow] = []
    for row in rows:
        try:
            await _give(visit, row, form.value("assignee").strip(), note)
        except (InputError, StateError, NotFoundError) as exc:
            left.append(row)
            field = "assignee" if exc.metadata.get("field") == "assignee" else ""
            form = form.wrong(**{field: visit.refused(exc)})
    if not left:
        return visit.go(f"{INBOX}?done=handed-over")
    return await _shown(visit, tuple(left), form, status=422, given=len(rows) - len(left))


async def _give(visit: Visit, row: InboxRow, assignee: str, note: FreeText | None) -> None:
    """Put a row into somebody's hands, as far as it is there for the officer.

    Raises:
        StateError: It is of a kind that nobody has in hand, or has ended.
        InputError: There is no such officer, or it is restricted and not for him.
    """
    if row.noun is WorkNoun.TASK:
        raise StateError(
            "a task about no case and no consultation is in nobody's hands",
            remedy="Do what it asks for, or close it with a note.",
        )
    kind = "case_id" if row.noun is WorkNoun.CASE else "conversation_id"
    by = await need_to_know.admitted(visit.office, visit.who, {kind: {row.subject}}, "")
    if row.noun is WorkNoun.CASE:
        await assign_case(visit.office, by, row.subject, assignee, note)
    else:
        await assign(visit.office, by, row.subject, assignee, note)


async def _rows(visit: Visit, subjects: Iterable[str]) -> tuple[InboxRow, ...]:
    """Return what was picked, as far as it is there.

    Raises:
        ComityError: Nothing of it is there any more, or nothing was picked.
    """
    visit.who.require(Permission.KEEP_INBOX)
    found = await find_rows(visit.office, visit.who, [each for each in subjects if each])
    if not found:
        raise _nothing_picked()
    return found


def _nothing_picked() -> ComityError:
    return InputError(
        "work: nothing was picked, or it is done meanwhile",
        remedy="Go back to the inbox and tick what is to be handed over.",
    )


async def _shown(
    visit: Visit,
    rows: tuple[InboxRow, ...],
    form: PageForm,
    *,
    sure: bool = False,
    status: int = 200,
    given: int = 0,
) -> Response:
    reader = visit.reader
    plan = await get_queues(visit.office, visit.who)
    names = visit.language.locale.languages
    return visit.page(
        "hand_over.html",
        status=status,
        form=form,
        sure=sure,
        given=given,
        rows=[row_in_words(reader, each) for each in rows],
        people=sorted({visit.who.name, *(name for each in plan.queues for name in each.members)}),
        note_languages=[(each, names.get(each, each)) for each in TONGUES],
    )


ROUTES: Final = (
    PageRoute(PATH, choose),
    PageRoute(PATH, hand_over, "POST"),
    PageRoute(TAKE, take, "POST"),
)
