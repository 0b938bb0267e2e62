"""The pages of acts: form, draft, last look, and the act itself, the same way for each of them.

1. `GET .../acts/{act}` shows the form, with what was kept of it.
2. Its form is read; what is wrong is said at the fields. What is right is kept, and shown once more
   as it will be done: `?step=look`. So nothing is lost by going back, or where she has to show
   first who she is.
3. `step=send` carries it out, if the thing is still as she had read it, and her draft as she looked
   at it last; else the page says who changed what, and her text is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from starlette.responses import Response

from gateway.casework.office.drafts.drafts import drop_draft, find_draft, keep_draft
from gateway.casework.office.drafts.versions import version_now
from gateway.console.access.csrf import FIELD
from gateway.console.acts.declared import NEW, DeskAct, DeskNoun
from gateway.console.acts.reading import read
from gateway.console.acts.sending import LOOKED, VERSION, send
from gateway.console.acts.shown import ActVisit, looked_at, show_form, show_look, thing_of
from gateway.console.forms import PageForm
from gateway.console.visit import PageRoute, Visit
from gateway.domain.inbox.act_draft import ActDraft
from gateway.errors import InputError, NotFoundError

STEP: Final = "step"
NO_CONTENT: Final = 204
_OURS: Final = frozenset({FIELD, VERSION, STEP, LOOKED})
"""Names of fields that belong to the form as such."""


def routes_of(noun: DeskNoun, acts: Iterable[DeskAct]) -> tuple[PageRoute, ...]:
    """Return the addresses of the acts about a kind of thing."""
    held = {each.code: each for each in acts}
    path = f"{noun.page}/acts/{{act}}"

    async def show(visit: Visit) -> Response:
        at = await _at(visit, noun, held)
        if not at.fields or (visit.asked(STEP) == "look" and at.draft is not None):
            return await show_look(at)
        if visit.asked(STEP) == "check" and at.draft is not None:
            return await _checked(at)
        return show_form(at, at.held_form())

    async def take(visit: Visit) -> Response:
        return await _take(await _at(visit, noun, held))

    async def keep(visit: Visit) -> Response:
        act = _act(visit, held)
        subject = _subject(visit, noun)
        if noun.held is not None and not await _version(visit, noun, subject):
            raise NotFoundError(f"there is no such {noun.name}")
        await _keep(visit, act, subject)
        return Response(status_code=NO_CONTENT)

    return (
        PageRoute(path, show),
        PageRoute(path, take, "POST"),
        PageRoute(f"{path}/draft", keep, "POST"),
    )


def _act(visit: Visit, held: Mapping[str, DeskAct]) -> DeskAct:
    act = held.get(visit.asked("act"))
    if act is None:
        raise NotFoundError("there is no such act")
    visit.who.require(act.needs)
    return act


def _subject(visit: Visit, noun: DeskNoun) -> str:
    return visit.asked(noun.place) if noun.place else NEW


async def _version(visit: Visit, noun: DeskNoun, subject: str) -> str:
    thing = thing_of(noun, subject)
    return "" if thing is None else await version_now(visit.office, visit.who, thing)


async def _at(visit: Visit, noun: DeskNoun, held: Mapping[str, DeskAct]) -> ActVisit:
    act = _act(visit, held)
    subject = _subject(visit, noun)
    plan = await act.plan(visit, subject)
    version = await _version(visit, noun, subject)
    draft = await find_draft(visit.office, visit.who, act.needs, subject, act.code)
    return ActVisit(visit, noun, act, subject, plan, version, draft)


async def _keep(visit: Visit, act: DeskAct, subject: str) -> ActDraft:
    fields: dict[str, tuple[str, ...]] = {}
    for name, value in visit.form.pairs():
        if name not in _OURS:
            fields[name] = (*fields.get(name, ()), value)
    return await keep_draft(
        visit.office,
        visit.who,
        act.needs,
        subject=subject,
        act=act.code,
        fields=fields,
        version=visit.form.value(VERSION),
    )


async def _take(at: ActVisit) -> Response:
    """Do with a form that came what its button says."""
    visit, step = at.visit, at.visit.form.value(STEP)
    if step == "drop":
        await drop_draft(visit.office, visit.who, at.act.needs, at.subject, at.act.code)
        return visit.go(f"{at.noun.address(at.subject)}?done=dropped")
    if step == "send":  # no draft: it was sent in another window, or thrown away
        return await send(at) if at.draft is not None or not at.fields else visit.go(at.path)
    at = replace(at, draft=await _keep(visit, at.act, at.subject))
    return visit.go(f"{at.path}?done=kept") if step == "keep" else await _read(at)


async def _read(at: ActVisit) -> Response:
    """Go on to what is wrong with the form, or to its last look.

    Both are pages of their own: a browser that goes back to the answer to a form asks whether to
    send it again, and shows nothing.
    """
    filled, form = read(at.visit, at.fields, at.visit.form)
    if not form.faults and not at.act.looked_at:
        return await send(at)
    looked = form if form.faults else await looked_at(at, filled)
    step = "check" if isinstance(looked, PageForm) else "look"
    return at.visit.go(f"{at.path}?{STEP}={step}")


async def _checked(at: ActVisit) -> Response:
    """Show the form that was kept, with what is wrong with it."""
    filled, form = read(at.visit, at.fields, at.held_form())
    looked = form if form.faults else await looked_at(at, filled)
    if isinstance(looked, PageForm):
        return show_form(at, looked, status=InputError.reason.http)
    return show_form(at, form)
