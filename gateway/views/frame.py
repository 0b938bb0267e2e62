"""What every view is made of: sections of facts, tables, lines and counted days.

A view is data for people. Its words are ready, in the language and the zone of who reads; its
parts say what they are (a fact, a row, somebody's text), never how they look. A renderer (a
command, a page, a console) lays them out and escapes them: nothing here is markup.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Annotated, Literal, Self, TypeAlias, TypeVar

from pydantic import Field

from gateway.domain.base import Instant, Model
from gateway.domain.denial import FreeText

T = TypeVar("T")


class Piece(Model):
    """A piece of text that is shown together.

    Attributes:
        text: In words.
        foreign: Somebody else wrote it: a name, a reason, a document's title. It may run from
            right to left, and a renderer keeps it apart from its surroundings.
        language: Of a text that somebody wrote in it; such a text is shown as a quotation.
        strong: What the reader must not miss.
        soft: What only explains something else.
        at: The instant that the text names, for programs.
        share: A score from 0 to 1 that the text names, which may be drawn.
        digest: It is an identifier to be compared letter by letter.
        said_in: Language of words that are shown as they were kept, whoever reads; empty for
            words in the reader's own language.
    """

    text: str
    foreign: bool = False
    language: str = ""
    strong: bool = False
    soft: bool = False
    at: Instant | None = None
    share: float | None = None
    digest: bool = False
    said_in: str = Field(default="", exclude_if=operator.not_)

    @classmethod
    def kept(cls, text: str, *, soft: bool = False) -> Self:
        """Return a sentence that the gateway made and kept, in English."""
        return cls(text=text, foreign=True, soft=soft, said_in="en")

    @classmethod
    def theirs(cls, text: str) -> Self:
        """Return what somebody else wrote, e.g. a name."""
        return cls(text=text, foreign=True)

    @classmethod
    def quoted(cls, said: FreeText) -> Self:
        """Return a text in the language in which it was written."""
        return cls(text=said.text, foreign=True, language=said.language)


Cell: TypeAlias = tuple[Piece, ...]
"""What stands in one place, one piece below the other."""


class Headed(Model):
    """A block, which may have a heading of its own."""

    heading: str = ""

    def under(self, heading: str) -> Self:
        """Return the block under a heading."""
        return self.model_validate({**dict(self), "heading": heading})


class Lines(Headed):
    """Sentences and quotations, one below the other."""

    block: Literal["lines"] = "lines"
    lines: Cell
    listed: bool = False


class Fact(Model):
    """A value, or several, under its name."""

    name: str
    values: Cell


class FactList(Headed):
    """Values, each under its name."""

    block: Literal["facts"] = "facts"
    facts: tuple[Fact, ...]


class Table(Headed):
    """Rows under columns; the first column says what a row is about.

    Attributes:
        beside: Whether it sets two things beside each other, row by row.
    """

    block: Literal["table"] = "table"
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    beside: bool = False


class CountedDay(Model):
    """One day of a period.

    Attributes:
        number: Which working day it is, from 1; 0 where it does not count.
        reason: Why it does not count.
        event: Whether it is the day from which the period is counted.
    """

    day: date
    number: int = 0
    reason: str = ""
    event: bool = False


class Days(Headed):
    """How a period was counted, day by day; the last one ends it."""

    block: Literal["days"] = "days"
    days: tuple[CountedDay, ...]


Block: TypeAlias = Annotated[Lines | FactList | Table | Days, Field(discriminator="block")]


class ViewPart(Model):
    """A part of a section: one denial, one consultation, or the section's only one.

    Attributes:
        heading: Its name; empty where the section's says it.
        tag: How it stands, in a word or two.
    """

    heading: str = ""
    tag: str = ""
    blocks: tuple[Block, ...]


class ViewSection(Model):
    """One question of the reader, answered."""

    heading: str
    parts: tuple[ViewPart, ...]


class NounView(Model):
    """One noun as a person reads it.

    Attributes:
        noun: Kind of thing: ``consultation``, ``case``.
        name: What it is called, e.g. ``DE-C-2026-00001/FR``.
        heading: The same, as the head of a page.
        state: How it stands, in a few words.
        lead: What it is, below the head.
        warnings: What needs a person, or must not be missed.
        short: What a reader must know first, in a few sentences.
        zone: IANA name of the zone in which instants are shown, unless they name another.
    """

    noun: str
    name: str
    heading: str
    state: str
    lead: Cell = ()
    warnings: Cell = ()
    short: Cell = ()
    sections: tuple[ViewSection, ...]
    zone: str


def section(heading: str, *blocks: Block | None) -> ViewSection | None:
    """Return a section of one part, without what is empty; None where nothing is left."""
    return section_of(heading, part("", *blocks))


def section_of(heading: str, *parts: ViewPart | None) -> ViewSection | None:
    """Return a section of some parts; None where nothing is left."""
    left = tuple(each for each in parts if each is not None)
    return ViewSection(heading=heading, parts=left) if left else None


def part(heading: str, *blocks: Block | None, tag: str = "") -> ViewPart | None:
    """Return a part without what is empty; None where nothing is left."""
    left = tuple(each for each in blocks if each is not None)
    return ViewPart(heading=heading, tag=tag, blocks=left) if left else None


def blocks_of(parts: Iterable[ViewPart | None]) -> Iterator[Block]:
    """Yield the blocks of some parts; the first of each bears the heading of its part."""
    for each in parts:
        if each is None:
            continue
        first, *others = each.blocks
        yield first.under(each.heading) if each.heading and not first.heading else first
        yield from others


def facts(heading: str, *pairs: tuple[str, Cell]) -> FactList | None:
    """Return the values that there are, each under its name; None where there is none."""
    found = tuple(Fact(name=name, values=values) for name, values in pairs if values)
    return FactList(heading=heading, facts=found) if found else None


def lines(heading: str, pieces: Iterable[Piece | str], *, listed: bool = False) -> Lines | None:
    """Return sentences and quotations; None where there is none."""
    found = tuple(Piece(text=each) if isinstance(each, str) else each for each in pieces)
    return Lines(heading=heading, lines=found, listed=listed) if found else None


def table(
    heading: str, columns: Iterable[str], rows: Iterable[Iterable[Cell]], *, beside: bool = False
) -> Table | None:
    """Return rows under columns; None where there is no row."""
    found = tuple(tuple(row) for row in rows)
    named = tuple(columns)
    return Table(heading=heading, columns=named, rows=found, beside=beside) if found else None


def listed(
    heading: str,
    things: Iterable[T],
    *columns: tuple[str, Callable[[T], Cell]],
    beside: bool = False,
) -> Table | None:
    """Return a row for each thing, by columns that say their head and what stands in them."""
    rows = ([shown(each) for _, shown in columns] for each in things)
    return table(heading, (head for head, _ in columns), rows, beside=beside)


def theirs(text: str | None) -> Cell:
    """Return what somebody else wrote; nothing where it is empty."""
    return (Piece.theirs(text),) if text else ()


def digest(text: str | None) -> Cell:
    """Return an identifier, to be compared letter by letter; nothing where it is empty."""
    return (Piece(text=text, digest=True),) if text else ()


def cell(*texts: str) -> Cell:
    """Return the texts that are not empty, as pieces of one place."""
    return tuple(Piece(text=text) for text in texts if text)


def kept(*sections: ViewSection | None) -> tuple[ViewSection, ...]:
    """Return the sections that have something to say."""
    return tuple(each for each in sections if each is not None)
