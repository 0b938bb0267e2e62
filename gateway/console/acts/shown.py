"""What the form of an act and its last look show."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from starlette.responses import Response

from gateway.casework.drafts.versions import ReadThing, rehearse
from gateway.console.access.step_up import proved
from gateway.console.acts.declared import (
    ActField,
    ActOption,
    ActPlan,
    DeskAct,
    DeskNoun,
    FieldKind,
    LastLook,
)
from gateway.console.acts.filled import LANGUAGE, FilledIn
from gateway.console.acts.reading import WRITTEN, at_fields, read
from gateway.console.forms import PageForm
from gateway.console.languages import Language
from gateway.console.visit import Visit
from gateway.domain.calendars import zone_of
from gateway.domain.inbox.act_draft import ActDraft
from gateway.errors import ComityError, InputError, NotFoundError, PermissionRefusedError
from gateway.views.frame import Piece
from gateway.views.words import spelt_out

# Words that are the same for every act: what was filled in, languages, who changed what.

TONGUES: Final = (
    *("bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr"),
    *("hu", "it", "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv"),
)
"""The official languages of the Union (Regulation No 1 of 1958, Article 1, as amended)."""


def language_field(language: Language) -> ActField:
    """Return the field that asks in which language an officer writes."""
    names = language.locale.languages
    found = sorted((str(names.get(each, each)), each) for each in TONGUES)
    return ActField(
        LANGUAGE,
        "Language of what you write",
        "It goes with each text, so that who reads it knows what to translate.",
        FieldKind.SELECT,
        options=tuple(ActOption(code, name) for name, code in found),
    )


def facts_of(
    language: Language, fields: Iterable[ActField], filled: FilledIn
) -> list[tuple[str, tuple[Piece, ...]]]:
    """Return what was filled in, field by field, as it is read; what was left empty is left out."""
    return [
        (language.text(each.label), _pieces(language, each, filled))
        for each in fields
        if filled.several(each.name) and each.kind is not FieldKind.CARRIED
    ]


def _pieces(language: Language, field: ActField, filled: FilledIn) -> tuple[Piece, ...]:
    given = filled.several(field.name)
    labels = {each.value: language.text(each.label) for each in field.options}
    if field.kind is FieldKind.YES_NO:
        said = language.text("Yes") if filled.yes(field.name) else language.text("No")
        return (Piece(text=said),)
    if field.kind is FieldKind.DAY:
        return (Piece(text=language.full_day(date.fromisoformat(given[0]))),)
    if field.kind in {FieldKind.LONG_TEXT, FieldKind.PARAGRAPHS}:
        texts = (
            filled.free_texts(field.name)
            if field.kind is FieldKind.PARAGRAPHS
            else tuple(filter(None, (filled.free_text(field.name),)))
        )
        return tuple(map(Piece.quoted, texts))
    if labels:
        return tuple(Piece(text=labels.get(each, each)) for each in given)
    return tuple(Piece.theirs(each) for each in given)


def changed_words(visit: Visit, error: ComityError) -> str:
    """Return who changed a thing meanwhile, what and when, as a sentence."""
    by, verb, at = (error.metadata.get(each, "") for each in ("by", "verb", "at"))
    if not by:
        return visit.says(
            "This was changed while you wrote; nothing was done. Look at it again: what you wrote "
            "is kept."
        )
    when = visit.language.instant(datetime.fromisoformat(at), ZoneInfo(zone_of(visit.office.code)))
    return visit.says(
        "{by} changed this while you wrote ({what}, {when}); nothing was done. Look whether what "
        "you wrote still fits: it is kept, and you may send it once more.",
        by=by,
        what=visit.language.text(spelt_out(verb)),
        when=when,
    )


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
