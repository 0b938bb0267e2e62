"""Words that are the same for every act: what was filled in, languages, who changed what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from gateway.console.acts.declared import ActField, ActOption, FieldKind
from gateway.console.acts.filled import LANGUAGE, FilledIn
from gateway.console.languages import Language
from gateway.console.visit import Visit
from gateway.domain.calendars import zone_of
from gateway.errors import ComityError
from gateway.views.frame import Piece
from gateway.views.words import spelt_out

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
        name=LANGUAGE,
        label="Language of what you write",
        hint="It goes with each text, so that who reads it knows what to translate.",
        kind=FieldKind.SELECT,
        options=tuple(ActOption(value=code, label=name) for name, code in found),
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
