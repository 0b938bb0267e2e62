"""Mapping files: how the columns of another system's form become ours, and ours theirs, as data.

A regime and the old portal have forms of their own. A mapping names for each of their headings
the column of our form of import, with the words that change; what their form never says is fixed.
It is TOML that an authority writes itself where the shipped ones do not fit.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from importlib.resources import files
from typing import Annotated, Self

from pydantic import Field, StringConstraints, ValidationError, model_validator

from gateway.domain.base import Model
from gateway.errors import InputError, NotFoundError, Reason
from gateway.field_faults import faults_of
from gateway.tabular.columns import column_names

MAX_MAPPING_BYTES = 256 * 1024
"""Of a mapping file: a hundred times the largest that comes with Comity."""

_PAGE = "docs/imports.md"
BETWEEN = "|"
"""What stands between several values in one cell of our form."""

_Word = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class FormField(Model):
    """One heading of the form.

    Attributes:
        column: Of our form of import.
        needed: Whether the form must have the heading.
        prefix: What is put before each value, e.g. ``NSG:`` of a reference.
        separator: What the form has between several values of one cell.
        words: What the form says, and what we say for it; empty: as it stands.
    """

    heading: _Word
    column: _Word
    needed: bool = True
    prefix: Annotated[str, StringConstraints(max_length=80)] = ""
    separator: Annotated[str, StringConstraints(max_length=5)] = ""
    words: Mapping[_Word, str] = {}

    @property
    def name(self) -> str:
        """The heading as `column_names` writes it."""
        return next(iter(column_names([self.heading])), "")

    def ours(self, cell: str) -> str:
        """Return what a cell says in our form.

        Raises:
            InputError: The mapping has no word for it; names what it has.
        """
        parts = cell.split(self.separator) if self.separator else [cell]
        return BETWEEN.join(self._word(each.strip()) for each in parts if each.strip())

    def theirs(self, value: str) -> str:
        """Return what a cell of ours says in the form: what the form has words for, else nothing.

        Whether it reads back as what it was is looked at by who writes the form.
        """
        if not (self.separator or self.prefix or self.words):
            return value
        said = [found for each in value.split(BETWEEN) if (found := self._their_word(each))]
        if not self.separator:
            return said[0] if said else ""
        return f"{self.separator} ".join(said)

    def _their_word(self, text: str) -> str:
        if not text.startswith(self.prefix):
            return ""
        text = text.removeprefix(self.prefix)
        if not self.words:
            return text
        return next((word for word, ours in self.words.items() if ours == text), "")

    def _word(self, text: str) -> str:
        if self.words:
            known = {word.casefold(): ours for word, ours in self.words.items()}
            if text.casefold() not in known:
                raise InputError(
                    "{field}: {text} is none of the words of the mapping",
                    remedy="Write one of: {words}; or add it to the mapping.",
                    field=self.heading,
                    text=repr(text[:60]),
                    words=self.words,
                )
            text = known[text.casefold()]
        return f"{self.prefix}{text}"


class FormOf(StrEnum):
    """Of what a form has rows."""

    DENIALS = "denials"
    CONSULTATIONS = "consultations"  # of the past


class FormMapping(Model):
    """How a form becomes ours.

    Attributes:
        of: Of what it has rows.
        source: From where the headings are known, and how surely.
        sheet: Of a workbook: where the rows stand; its first sheet, where nothing is said.
        fixed: Columns of ours that the form never says, with what stands in every row.
        field: The headings.
    """

    key: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
    title: _Word
    source: Annotated[str, StringConstraints(max_length=2000)]
    sheet: Annotated[str, StringConstraints(pattern=r"^[^\[\]:*?/\\]{0,31}$")] = ""
    of: FormOf = FormOf.DENIALS
    fixed: Mapping[str, str] = {}
    field: tuple[FormField, ...] = Field(min_length=1, max_length=200)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        names = [each.name for each in self.field]
        for place, each in enumerate(self.field):
            if not each.name or each.name in names[:place]:
                raise ValueError(f"field: the heading {each.heading!r} stands twice, or is empty")
            if each.column in self.fixed:
                raise ValueError(f"fixed: {each.column} has a heading of the form as well")
        return self

    def saying(self, columns: Collection[str]) -> FormMapping:
        """Return the mapping that says of every row no more than what some columns hold."""
        fixed = {column: said for column, said in self.fixed.items() if column in columns}
        return FormMapping(**{**dict(self), "fixed": fixed})

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of our form that it fills."""
        return tuple(dict.fromkeys([*self.fixed, *(each.column for each in self.field)]))

    def heading_of(self, column: str) -> str:
        """Return the heading from which a column of ours is filled, or the column."""
        return next((each.heading for each in self.field if each.column == column), column)


def own_form(columns: Sequence[str], of: FormOf = FormOf.DENIALS) -> FormMapping:
    """Return the mapping of our own form: each heading is the column of its name."""
    fields = tuple(FormField(heading=name, column=name, needed=False) for name in columns)
    return FormMapping(key="comity", title="The form of Comity", source=_PAGE, of=of, field=fields)


def shipped_mappings() -> dict[str, bytes]:
    """Return the mapping files that come with Comity, by key."""
    folder = files("gateway.tabular.forms")
    found = sorted(each.name for each in folder.iterdir() if each.name.endswith(".toml"))
    return {name.removesuffix(".toml"): (folder / name).read_bytes() for name in found}


def shipped_mapping(key: str) -> bytes:
    """Return a mapping file that comes with Comity.

    Raises:
        NotFoundError: There is none of that key; names those that there are.
    """
    held = shipped_mappings()
    if key not in held:
        raise NotFoundError(
            "there is no mapping {mapping}",
            remedy="Give one of {held}, or a file of your own.",
            mapping=key[:60],
            held=held,
        )
    return held[key]


def read_mapping(raw: bytes, known: Mapping[FormOf, Collection[str]]) -> FormMapping:
    """Read a mapping file.

    Args:
        raw: TOML in UTF-8.
        known: Columns of our forms.

    Raises:
        InputError: It is too large, no TOML, or does not fit: names the field; COLUMN_UNKNOWN
            for a column that our form does not have.
    """
    if len(raw) > MAX_MAPPING_BYTES:
        raise InputError(
            "the mapping has {count} octets; at most {max_mapping_bytes} are read",
            remedy="Give a mapping, not the file that is to be imported.",
            count=len(raw),
            max_mapping_bytes=MAX_MAPPING_BYTES,
        )
    try:
        mapping = FormMapping.model_validate(tomllib.loads(raw.decode("utf-8-sig")))
    except UnicodeDecodeError as exc:
        raise Reason.ENCODING_INVALID.error(
            "the mapping is not UTF-8 (octet {start})",
            remedy="Save the file as UTF-8.",
            start=exc.start,
        ) from exc
    except ValidationError as exc:
        first = faults_of(exc)[0]
        raise InputError(
            "mapping.{field}: {fault}", remedy=first.remedy, field=first.field, fault=first.what
        ) from exc
    except (tomllib.TOMLDecodeError, RecursionError) as exc:
        raise InputError(
            "the mapping is no TOML: {why}",
            remedy="Mend it where it says, or begin anew from {showMapping}.",
            why=exc,
        ) from exc
    unknown = [each for each in mapping.columns if each not in known[mapping.of]]
    if unknown:
        raise Reason.COLUMN_UNKNOWN.error(
            "mapping: our form has no column {column}",
            remedy="{page} lists the columns.",
            column=unknown[0][:60],
            page=_PAGE,
        )
    return mapping
