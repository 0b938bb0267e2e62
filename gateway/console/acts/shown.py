"""What the form of an act and its last look show."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from pydantic import ValidationError
from starlette.responses import Response

from gateway.casework.office.drafts.versions import ReadThing, rehearse
from gateway.console.access.step_up import proved
from gateway.console.acts.declared import ActField, ActPlan, DeskAct, DeskNoun, LastLook
from gateway.console.acts.filled import LANGUAGE, FilledIn
from gateway.console.acts.reading import WRITTEN, at_fields, read
from gateway.console.acts.words import changed_words, facts_of, language_field
from gateway.console.forms import PageForm
from gateway.console.languages import Language
from gateway.console.visit import Visit
from gateway.domain.inbox.act_draft import ActDraft
from gateway.errors import ComityError, InputError, NotFoundError, PermissionRefusedError

_FOUND: Final = 200
_NAMED: Final = 6  # fields whose names stand in one line


@dataclass(frozen=True)
class ActVisit:
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


def thing_of(noun: DeskNoun, subject: str) -> ReadThing | None:
    """Return how the version of a thing is found, None where it has none."""
    if noun.held is None:
        return None
    return ReadThing(noun.name, subject, noun.reads, noun.held)


async def looked_at(
    at: ActVisit, filled: FilledIn, *, rehearsed: bool = True
) -> LastLook | PageForm:
    """Return what the last look says beside the fields, or the form with what is wrong.

    Args:
        at: The visit.
        filled: What the form says.
        rehearsed: Whether the act is carried out and undone, so that its use case says now what
            it would refuse after the signature.
    """
    act, about = at.act, (at.visit, at.subject, at.plan, filled)
    try:
        looked = LastLook() if act.look is None else await act.look(*about)
        if rehearsed and act.looked_at:
            await rehearse(lambda: act.carry_out(*about))
        return looked
    except (NotFoundError, PermissionRefusedError):
        raise
    except (ComityError, ValidationError) as exc:
        return at_fields(at.visit, at.fields, at.held_form(), exc)


async def show_look(at: ActVisit, *, changed: str = "", status: int = _FOUND) -> Response:
    """Show what is about to be done, once more and as it will be done."""
    if at.act.step_up:
        proved(at.visit)
    filled, form = read(at.visit, at.fields, at.held_form())
    looked = form if form.faults else await looked_at(at, filled)
    if isinstance(looked, PageForm):
        faulty = InputError.reason.http if status == _FOUND else status
        return show_form(at, looked, changed=changed, status=faulty)
    changed = changed or _changed_since(at)
    return at.visit.page(
        "act_look.html",
        status=status,
        **_shared(at),
        written=facts_of(at.visit.language, at.fields, filled),
        look=looked,
        looked=stamp(at, looked),
        changed=changed,
    )


def stamp(at: ActVisit, looked: LastLook) -> str:
    """Return what tells one last look from another: what was written, and what would be signed."""
    fields = {} if at.draft is None else at.draft.fields
    return sha256(json.dumps([fields, looked.digest], sort_keys=True).encode()).hexdigest()


def _changed_since(at: ActVisit) -> str:
    """Return that the thing is another one than was read when the form was begun, if it is."""
    begun = "" if at.draft is None else at.draft.version
    if not begun or begun == at.version:
        return ""
    return at.visit.says(
        "This was changed since you began. Look whether what you wrote still fits."
    )


async def show_again(at: ActVisit, error: ComityError) -> Response:
    """Show who changed what meanwhile; what was written is kept, and may be sent on that."""
    said, status = changed_words(at.visit, error), error.reason.http
    if at.act.looked_at:
        return await show_look(at, changed=said, status=status)
    return show_form(at, at.held_form(), changed=said, status=status)


def show_form(at: ActVisit, form: PageForm, *, changed: str = "", status: int = 200) -> Response:
    seldom = [each for each in at.fields if each.folded]
    return at.visit.page(
        "act.html",
        status=status,
        **_shared(at),
        form=form,
        changed=changed or _changed_since(at),
        opened=any(form.value(each.name) or form.fault(each.name) for each in seldom),
        seldom_names=_named(at.visit.language, seldom),
    )


def _named(language: Language, fields: list[ActField]) -> str:
    """Return the names of what stands under a line that is opened, the first of many."""
    names = [language.text(each.label) for each in fields]
    return ", ".join((*names[:_NAMED], *(("…",) if len(names) > _NAMED else ())))


def _shared(at: ActVisit) -> dict[str, Any]:
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
