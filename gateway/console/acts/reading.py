"""A form of an act is read: what is missing or no choice, and errors of ours at their fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from pydantic import ValidationError

from gateway.console.acts.declared import ActField, FieldKind
from gateway.console.acts.filled import FilledIn, lines_of
from gateway.console.forms import PageForm
from gateway.console.languages import marked
from gateway.console.visit import Visit
from gateway.domain.base import FIRST_YEAR, LAST_YEAR
from gateway.errors import ComityError
from gateway.field_faults import faults_of

YES_NO: Final = ("yes", "no")
WRITTEN: Final = frozenset({FieldKind.LONG_TEXT, FieldKind.PARAGRAPHS})
_MOST_DIGITS: Final = 6


def read(visit: Visit, fields: Iterable[ActField], form: PageForm) -> tuple[FilledIn, PageForm]:
    """Return what was filled in, and the form with what is wrong with it.

    Args:
        visit: Whose language faults are said in.
        fields: Of the form.
        form: As it came, or as its draft was kept.
    """
    values: dict[str, tuple[str, ...]] = {}
    faults: dict[str, str] = {}
    for each in fields:
        given = tuple(filter(None, map(lines_of, form.all_of(each.name))))
        fault = _fault(visit, each, given)
        if fault:
            faults[each.name] = fault
        elif given:
            values[each.name] = given
    return FilledIn(values), form.wrong(**faults)


def _fault(visit: Visit, field: ActField, given: tuple[str, ...]) -> str:
    """Return what is wrong with a field; empty where nothing is."""
    label = visit.language.text(field.label)
    if not given:
        return visit.says("{label}: fill this in", label=label) if field.required else ""
    if len(given) > 1 and field.kind is not FieldKind.SEVERAL:
        return visit.says("{label}: this came twice", label=label)
    if field.kind in WRITTEN:
        what = _too_much(field, given[0])
        return f"{label}: {visit.language.text(what)}" if what else ""
    fits, message = _FORMS[field.kind]
    return "" if fits(field, given) else visit.says(message, label=label)


def _too_much(field: ActField, given: str) -> str:
    """Return what is wrong with a free text, e.g. that it is too long."""
    filled = FilledIn({field.name: (given,)})
    try:
        if field.kind is FieldKind.PARAGRAPHS:
            filled.free_texts(field.name)
        else:
            filled.free_text(field.name)
    except ValidationError as exc:
        return faults_of(exc)[0].what
    return ""


def _is_choice(field: ActField, given: tuple[str, ...]) -> bool:
    """Say whether it is among what was shown; an answer of another procedure is not."""
    return set(given) <= {each.value for each in field.options}


def _is_day(_: ActField, given: tuple[str, ...]) -> bool:
    try:
        found = date.fromisoformat(given[0])
    except ValueError:
        return False
    return given[0] == found.isoformat() and FIRST_YEAR <= found.year <= LAST_YEAR


def _is_number(_: ActField, given: tuple[str, ...]) -> bool:
    return given[0].isascii() and given[0].isdecimal() and len(given[0]) <= _MOST_DIGITS


def _is_line(_: ActField, given: tuple[str, ...]) -> bool:
    return "\n" not in given[0]


_CHOOSE: Final = marked("{label}: choose what is shown here; nothing else fits")
_FORMS: Final[Mapping[FieldKind, tuple[Callable[[ActField, tuple[str, ...]], bool], str]]] = {
    FieldKind.TEXT: (_is_line, marked("{label}: this is one line")),
    FieldKind.CARRIED: (_is_line, marked("{label}: this is one line")),
    FieldKind.CHOICE: (_is_choice, _CHOOSE),
    FieldKind.SELECT: (_is_choice, _CHOOSE),
    FieldKind.SEVERAL: (_is_choice, _CHOOSE),
    FieldKind.YES_NO: (lambda _, given: given[0] in YES_NO, _CHOOSE),
    FieldKind.DAY: (_is_day, marked("{label}: this is no day; write it as 2026-12-04")),
    FieldKind.NUMBER: (_is_number, marked("{label}: write a whole number in digits")),
}
"""How what is no free text is written, and what is said where it is not; total with `WRITTEN`."""


def at_fields(
    visit: Visit, fields: Iterable[ActField], form: PageForm, error: ComityError | ValidationError
) -> PageForm:
    """Return a form with an error of a use case or of a model at the field that it names."""
    held = tuple(fields)
    faults: dict[str, str] = {}
    for place, said in _said(visit, error):
        name = _field_of(held, place)
        label = next((visit.language.text(e.label) for e in held if e.name == name and name), "")
        faults.setdefault(name, f"{label}: {said}" if label else said)
    return form.wrong(**faults)


def _said(visit: Visit, error: ComityError | ValidationError) -> Iterator[tuple[str, str]]:
    """Yield the places that are wrong, with what is."""
    if isinstance(error, ValidationError):
        for each in faults_of(error):
            yield each.field, visit.language.text(each.what)
        return
    place = error.metadata.get("field", "")
    what, remedy = visit.refusal(error, at_field=bool(place))
    yield place, f"{what}. {remedy}".strip()


def _field_of(fields: tuple[ActField, ...], place: str) -> str:
    """Return the field of a form by which an error's place is meant; empty: the whole form."""
    parts = place.split(".")
    for length in range(len(parts), 0, -1):
        prefix = ".".join(parts[:length])
        for each in fields:
            if prefix in (each.name, *each.also):
                return each.name
    last = parts[-1]
    return next((each.name for each in fields if last and last == each.name), "")
