"""What an officer has filled in, as the use cases take it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import NoneType
from typing import Any, Final, TypeVar, get_args, get_origin

from pydantic import BaseModel

from gateway.domain.base import Stated
from gateway.domain.denial import FreeText
from gateway.errors import InputError

M = TypeVar("M", bound=BaseModel)

LANGUAGE: Final = "language"
"""Field of the language in which an officer has written."""

_BREAK: Final = re.compile(r"\n[ \t]*\n+")


def lines_of(value: str) -> str:
    """Return a text as it was meant: a browser sends each end of a line as two characters."""
    return value.replace("\r\n", "\n").replace("\r", "\n").strip()


def paragraphs(texts: Iterable[FreeText]) -> str:
    """Return texts as one field shows them, an empty line between two."""
    return lines_of("\n\n".join(each.text for each in texts))


def asked_by(annotation: Any) -> tuple[type[Any], bool]:
    """Return of which type a field of a model is filled in, and whether several of it are."""
    if isinstance(annotation, type) and issubclass(annotation, Stated):
        return asked_by(annotation.model_fields["value"].annotation)
    origin = get_origin(annotation)
    if origin is None:
        return annotation, False
    inner = next(each for each in get_args(annotation) if each is not NoneType)
    found, several = asked_by(inner)
    return found, several or origin is tuple


def starts(held: BaseModel, *names: str) -> dict[str, tuple[str, ...]]:
    """Return what stands in a form at first: fields of a model, and in which language they are.

    Args:
        held: The model.
        names: Of the fields, there and in the form.
    """
    said = {each: getattr(held, each) for each in names}
    said = {each: its.value if isinstance(its, Stated) else its for each, its in said.items()}
    texts = [text for its in said.values() if isinstance(its, tuple) for text in its]
    tongues = [each.language for each in texts if isinstance(each, FreeText)]
    tongue = getattr(held, LANGUAGE, None) or next(iter(tongues), "en")
    return {each: _written(its) for each, its in said.items()} | {LANGUAGE: (tongue,)}


def _written(value: Any) -> tuple[str, ...]:
    """Return what a form shows of a value."""
    if isinstance(value, tuple):
        of_texts = bool(value) and isinstance(value[0], FreeText)
        return (paragraphs(value),) if of_texts else tuple(map(str, value))
    if isinstance(value, bool):
        return ("yes" if value else "no",)
    return () if value is None else (str(value),)


@dataclass(frozen=True)
class FilledIn:
    """Fields of a form that was read without a fault.

    Attributes:
        values: By name what was filled in; a field that was left empty is not there.
    """

    values: Mapping[str, tuple[str, ...]]

    def one(self, name: str) -> str:
        """Return a line or a choice; empty where nothing was filled in."""
        return next(iter(self.values.get(name, ())), "")

    def several(self, name: str) -> tuple[str, ...]:
        """Return what was ticked."""
        return self.values.get(name, ())

    def yes(self, name: str) -> bool:
        """Say whether a question was answered with yes."""
        return self.one(name) == "yes"

    def number(self, name: str) -> int | None:
        """Return a number, None where none was filled in."""
        return int(self.one(name)) if self.one(name) else None

    def day(self, name: str) -> date | None:
        """Return a day, None where none was filled in."""
        return date.fromisoformat(self.one(name)) if self.one(name) else None

    def model(self, kind: type[M], **more: object) -> M:
        """Return the model that a form fills in.

        Args:
            kind: Of each field that the form has as well, it gets what was filled in.
            more: What it gets besides, or instead.

        Raises:
            ValidationError: It cannot be so; names the field.
        """
        return kind.model_validate({**self.said(kind), **more})

    def said(self, kind: type[BaseModel]) -> dict[str, object]:
        """Return what was filled in of the fields of a model, by their names."""
        held = {each: asked_by(its.annotation) for each, its in kind.model_fields.items()}
        return {each: self._said(each, *its) for each, its in held.items() if each in self.values}

    def _said(self, name: str, kind: type[Any], several: bool) -> object:  # noqa: FBT001 - as `asked_by` says it
        if kind is FreeText:
            return self.free_texts(name) if several else self.free_text(name)
        if several:
            return self.several(name)
        return self.yes(name) if kind is bool else self.one(name)

    @property
    def language(self) -> str:
        """In which language the officer has written."""
        return self.one(LANGUAGE) or "en"

    def free_text(self, name: str) -> FreeText | None:
        """Return a free text with its language, None where nothing was written."""
        text = self.one(name)
        return FreeText(language=self.language, text=text) if text else None

    def needed_text(self, name: str) -> FreeText:
        """Return a free text that the act does not go without; its form asks for it.

        Raises:
            InputError: Nothing was written.
        """
        found = self.free_text(name)
        if found is None:
            raise InputError(
                "a text that stays on record is missing", remedy="Write it.", field=name
            )
        return found

    def free_texts(self, name: str, before: Sequence[FreeText] = ()) -> tuple[FreeText, ...]:
        """Return free texts with their language: of several paragraphs, each.

        Args:
            name: Of the field.
            before: What stood there; a text that still stands so keeps its language.
        """
        written = self.one(name)
        if before and written == paragraphs(before):
            return tuple(before)
        known = {lines_of(each.text): each for each in before}
        found = (each.strip() for each in _BREAK.split(written))
        return tuple(
            known.get(each) or FreeText(language=self.language, text=each) for each in found if each
        )
