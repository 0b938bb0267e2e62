"""The pages of acts: form, draft, last look, and the act itself, the same way for each of them.

1. `GET .../acts/{act}` shows the form, with what was kept of it.
2. Its form is read; what is wrong is said at the fields. What is right is kept, and shown once more
   as it will be done: `?step=look`. So nothing is lost by going back, or where she has to show
   first who she is.
3. `step=send` carries it out, if the thing is still as she had read it; else the page says who
   changed what, and her text is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Any, Final

from pydantic import ValidationError
from starlette.responses import Response

from gateway.casework.office.drafts.drafts import drop_draft, find_draft, keep_draft
from gateway.casework.office.drafts.versions import (
    ReadThing,
    check_version,
    on_version,
    version_now,
)
from gateway.console.access.csrf import FIELD
from gateway.console.access.step_up import proved
from gateway.console.acts.declared import NEW, ActField, ActPlan, DeskAct, DeskNoun, LastLook
from gateway.console.acts.filled import LANGUAGE, FilledIn
from gateway.console.acts.reading import WRITTEN, at_fields, read
from gateway.console.acts.words import changed_words, facts_of, language_field
from gateway.console.forms import PageForm
from gateway.console.languages import Language
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

VERSION: Final = "version"
STEP: Final = "step"
NO_CONTENT: Final = 204
_FOUND: Final = 200
_OURS: Final = frozenset({FIELD, VERSION, STEP})
"""Names of fields that belong to the form as such."""


@dataclass(frozen=True)
class _ActVisit:
    """One visit to the form of one act.

    Attributes:
        version: Of the thing as it stands; empty where it has none.
        draft: What was kept of the form.
    """

    visit: Visit
    noun: DeskNoun
    act: DeskAct
    subject: str
    plan: ActPlan
    version: str
    draft: ActDraft | None

    @property
    def path(self) -> str:
        return f"{self.noun.address(self.subject)}/acts/{self.act.code}"

    @property
    def fields(self) -> tuple[ActField, ...]:
        fields = self.plan.fields or self.act.fields
        if any(each.kind in WRITTEN for each in fields):
            return (*fields, language_field(self.visit.language))
        return fields

    def held_form(self) -> PageForm:
        """Return the form with what was kept of it, else with what stands in it at first."""
        if self.draft is None:
            start = {LANGUAGE: (self.visit.language.code,), **self.plan.start}
        else:
            start = self.draft.fields
        pairs = [(name, each) for name, values in start.items() for each in values]
        return PageForm.of_pairs(pairs)


def routes_of(noun: DeskNoun, acts: Iterable[DeskAct]) -> tuple[PageRoute, ...]:
    """Return the addresses of the acts about a kind of thing."""
    held = {each.code: each for each in acts}
    path = f"{noun.page}/acts/{{act}}"

    async def show(visit: Visit) -> Response:
        at = await _at(visit, noun, held)
        if not at.fields or (visit.asked(STEP) == "look" and at.draft is not None):
            return await _look(at)
        if visit.asked(STEP) == "check" and at.draft is not None:
            return await _checked(at)
        return _form(at, at.held_form())

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
    thing = _thing(noun, subject)
    return "" if thing is None else await version_now(visit.office, visit.who, thing)


def _thing(noun: DeskNoun, subject: str) -> ReadThing | None:
    if noun.held is None:
        return None
    return ReadThing(noun.name, subject, noun.reads, noun.held)


async def _at(visit: Visit, noun: DeskNoun, held: Mapping[str, DeskAct]) -> _ActVisit:
    act = _act(visit, held)
    subject = _subject(visit, noun)
    plan = await act.plan(visit, subject)
    version = await _version(visit, noun, subject)
    draft = await find_draft(visit.office, visit.who, act.needs, subject, act.code)
    return _ActVisit(visit, noun, act, subject, plan, version, draft)


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


async def _take(at: _ActVisit) -> Response:
    """Do with a form that came what its button says."""
    visit, step = at.visit, at.visit.form.value(STEP)
    if step == "drop":
        await drop_draft(visit.office, visit.who, at.act.needs, at.subject, at.act.code)
        return visit.go(f"{at.noun.address(at.subject)}?done=dropped")
    if step == "send":  # no draft: it was sent in another window, or thrown away
        return await _send(at) if at.draft is not None or not at.fields else visit.go(at.path)
    at = replace(at, draft=await _keep(visit, at.act, at.subject))
    return visit.go(f"{at.path}?done=kept") if step == "keep" else await _read(at)


async def _read(at: _ActVisit) -> Response:
    """Go on to what is wrong with the form, or to its last look.

    Both are pages of their own: a browser that goes back to the answer to a form asks whether to
    send it again, and shows nothing.
    """
    filled, form = read(at.visit, at.fields, at.visit.form)
    if not form.faults and not at.act.looked_at:
        return await _send(at)
    looked = form if form.faults else await _looked(at, filled)
    step = "check" if isinstance(looked, PageForm) else "look"
    return at.visit.go(f"{at.path}?{STEP}={step}")


async def _checked(at: _ActVisit) -> Response:
    """Show the form that was kept, with what is wrong with it."""
    filled, form = read(at.visit, at.fields, at.held_form())
    looked = form if form.faults else await _looked(at, filled)
    if isinstance(looked, PageForm):
        return _form(at, looked, status=InputError.reason.http)
    return _form(at, form)


async def _looked(at: _ActVisit, filled: FilledIn) -> LastLook | PageForm:
    """Return what the last look says beside the fields, or the form with what is wrong."""
    if at.act.look is None:
        return LastLook()
    try:
        return await at.act.look(at.visit, at.subject, at.plan, filled)
    except (NotFoundError, PermissionRefusedError):
        raise
    except (ComityError, ValidationError) as exc:
        return at_fields(at.visit, at.fields, at.held_form(), exc)


async def _look(at: _ActVisit, *, changed: str = "", status: int = _FOUND) -> Response:
    """Show what is about to be done, once more and as it will be done."""
    if at.act.step_up:
        proved(at.visit)
    filled, form = read(at.visit, at.fields, at.held_form())
    looked = form if form.faults else await _looked(at, filled)
    if isinstance(looked, PageForm):
        faulty = InputError.reason.http if status == _FOUND else status
        return _form(at, looked, changed=changed, status=faulty)
    changed = changed or _changed_since(at)
    return at.visit.page(
        "act_look.html",
        status=status,
        **_shared(at),
        written=facts_of(at.visit.language, at.fields, filled),
        look=looked,
        changed=changed,
    )


def _changed_since(at: _ActVisit) -> str:
    """Return that the thing is another one than was read when the form was begun, if it is."""
    begun = "" if at.draft is None else at.draft.version
    if not begun or begun == at.version:
        return ""
    return at.visit.says(
        "This was changed since you began. Look whether what you wrote still fits."
    )


async def _send(at: _ActVisit) -> Response:
    """Carry the act out, if the thing is still as it was read."""
    visit, act, version = at.visit, at.act, at.visit.form.value(VERSION)
    if act.step_up:
        proved(visit)
    thing = _thing(at.noun, at.subject)
    if thing is not None and version != at.version:
        try:
            await check_version(visit.office, visit.who, thing, version)
        except StateError as exc:
            return await _again(at, exc)
    filled, form = read(visit, at.fields, at.held_form())
    if form.faults:
        return _form(at, form, status=InputError.reason.http)
    still = nullcontext() if thing is None else on_version(visit.office, visit.who, thing, version)
    try:
        with still:
            target = await act.carry_out(visit, at.subject, at.plan, filled)
    except (NotFoundError, PermissionRefusedError):
        raise
    except ComityError as exc:
        if exc.reason is Reason.CHANGED_MEANWHILE:
            return await _again(at, exc)
        return _form(at, at_fields(visit, at.fields, at.held_form(), exc), status=exc.reason.http)
    except ValidationError as exc:
        faulty = at_fields(visit, at.fields, at.held_form(), exc)
        return _form(at, faulty, status=InputError.reason.http)
    await drop_draft(visit.office, visit.who, act.needs, at.subject, act.code)
    said = f"{act.code}-proposed" if at.plan.second_officer else act.code
    return visit.go(target or f"{at.noun.address(at.subject)}?done={said}")


async def _again(at: _ActVisit, error: ComityError) -> Response:
    """Show who changed what meanwhile; what was written is kept, and may be sent on that."""
    said, status = changed_words(at.visit, error), error.reason.http
    if at.act.looked_at:
        return await _look(at, changed=said, status=status)
    return _form(at, at.held_form(), changed=said, status=status)


def _form(at: _ActVisit, form: PageForm, *, changed: str = "", status: int = 200) -> Response:
    seldom = [each for each in at.fields if each.folded]
    return at.visit.page(
        "act.html",
        status=status,
        **_shared(at),
        form=form,
        changed=changed or _changed_since(at),
        opened=any(form.value(each.name) or form.fault(each.name) for each in seldom),
        seldom_names=", ".join(at.visit.language.text(each.label) for each in seldom),
    )


def _shared(at: _ActVisit) -> dict[str, Any]:
    return {
        "act": at.act,
        "plan": at.plan,
        "fields": at.fields,
        "address": at.path,
        "back": at.noun.address(at.subject) if at.noun.place else "/desk/",
        "version": at.version,
        "draft": at.draft,
        "effect": at.plan.effect or (at.act.effect,),
        "choices": lambda field: _choices(at.visit.language, field),
    }


def _choices(language: Language, field: ActField) -> list[tuple[str, str, str, str]]:
    """Return the options of a field as the macros of forms take them."""
    said = language.text
    return [(each.value, said(each.label), said(each.hint), each.key) for each in field.options]
