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
from contextlib import nullcontext
from dataclasses import replace
from typing import Final

from pydantic import ValidationError
from starlette.responses import Response

from gateway.casework.drafts.drafts import drop_draft, find_draft, keep_draft
from gateway.casework.drafts.versions import check_version, on_version, version_now
from gateway.console.access.csrf import FIELD
from gateway.console.access.step_up import proved
from gateway.console.acts.declared import NEW, DeskAct, DeskNoun
from gateway.console.acts.filled import FilledIn
from gateway.console.acts.reading import at_fields, read
from gateway.console.acts.shown import (
    ActVisit,
    looked_at,
    show_again,
    show_form,
    show_look,
    stamp,
    thing_of,
)
from gateway.console.forms import PageForm
from gateway.console.visit import PageRoute, Visit
from gateway.domain.inbox.act_draft import ActDraft
from gateway.errors import (
    ComityError,
    InputError,
    NotFoundError,
    PermissionRefusedError,
    Reason,
    StateError,
)

# An act is carried out: the thing is as it was read, and the form as it was looked at last.

VERSION: Final = "version"
LOOKED: Final = "looked"


async def send(at: ActVisit) -> Response:
    """Carry the act out, if the thing is still as it was read and the form as it was looked at."""
    visit, act, version = at.visit, at.act, at.visit.form.value(VERSION)
    if act.step_up:
        proved(visit)
    thing = thing_of(at.noun, at.subject)
    if thing is not None and version != at.version:
        try:
            await check_version(visit.office, visit.who, thing, version)
        except StateError as exc:
            return await show_again(at, exc)
    filled, form = read(visit, at.fields, at.held_form())
    if form.faults:
        return show_form(at, form, status=InputError.reason.http)
    instead = await _not_as_looked_at(at, filled)
    if instead is not None:
        return instead
    still = nullcontext() if thing is None else on_version(visit.office, visit.who, thing, version)
    try:
        with still:
            done = await act.carry_out(visit, at.subject, at.plan, filled)
    except (NotFoundError, PermissionRefusedError):
        raise
    except (ComityError, ValidationError) as exc:
        return await _failed(at, exc)
    await drop_draft(visit.office, visit.who, act.needs, at.subject, act.code)
    if isinstance(done, str):
        return visit.go(done)
    waits = at.plan.second_officer or done is not None
    said = f"{act.code}-proposed" if waits else act.code
    return visit.go(f"{at.noun.address(at.subject)}?done={said}")


async def _not_as_looked_at(at: ActVisit, filled: FilledIn) -> Response | None:
    """Return what is shown where the act is not the one that was looked at last."""
    if not at.act.looked_at or not at.fields:
        return None
    looked = await looked_at(at, filled, rehearsed=False)  # it is carried out next
    if isinstance(looked, PageForm):
        return show_form(at, looked, status=InputError.reason.http)
    if at.visit.form.value(LOOKED) == stamp(at, looked):
        return None
    said = at.visit.says("This is not what you looked at last. Look at it once more.")
    return await show_look(at, changed=said, status=Reason.CHANGED_MEANWHILE.http)


async def _failed(at: ActVisit, error: ComityError | ValidationError) -> Response:
    """Show why an act was not done; what was written is kept."""
    if isinstance(error, ComityError) and error.reason is Reason.CHANGED_MEANWHILE:
        return await show_again(at, error)
    status = error.reason.http if isinstance(error, ComityError) else InputError.reason.http
    return show_form(at, at_fields(at.visit, at.fields, at.held_form(), error), status=status)


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
            raise NotFoundError("there is no such {name}", name=noun.name)
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
