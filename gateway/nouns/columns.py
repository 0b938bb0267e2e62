"""Columns of lists: each code in words and beside them as it is, days and instants whole.

A list in words leaves out what a line has no room for (`in_words`); a file has each field of its
elements (a test says so). The values are data, not text: a spreadsheet sorts days and counts
numbers. `gateway.tabular.list_files` writes them, and shows an instant where its reader is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, TypeVar

from gateway.casework.services import Office, reader_of
from gateway.domain.page import Page
from gateway.domain.rulebook import Rulebook
from gateway.views.listed import ListView
from gateway.views.reader import ViewReader
from gateway.views.wording.english import country_name

T = TypeVar("T")

ListValue = str | int | date | datetime | None
"""What stands in a cell; None leaves it empty."""


@dataclass(frozen=True, slots=True)
class ListWords:
    """Words for what a list holds.

    Attributes:
        reader: Who reads it.
        rulebook: Returns a rulebook by its version, the one in force for an empty one.
    """

    reader: ViewReader
    rulebook: Callable[[str], Rulebook]

    @classmethod
    def of(cls, office: Office) -> ListWords:
        """Return words for whoever reads at an office, by the law that it holds."""
        law = office.law
        return cls(
            reader_of(office),
            lambda version: law.rulebook(version) if version else law.in_force(office.clock.now()),
        )


@dataclass(frozen=True, slots=True)
class ListColumn(Generic[T]):
    """A column of a list.

    Attributes:
        heading: Its name.
        value: Returns what stands in it.
        is_instant: Whether that is an instant, so that the heading names the zone.
        width: In characters, of a workbook.
        in_words: Whether the list in words has it; files have every column.
        shown: Returns what the list in words has in it; None: the same.
    """

    heading: str
    value: Callable[[ListWords, T], ListValue]
    is_instant: bool = False
    width: int = 16
    in_words: bool = True
    shown: Callable[[ListWords, T], str] | None = None

    def named(self, reader: ViewReader) -> str:
        """Return its name, of instants with the zone."""
        return reader.when(self.heading) if self.is_instant else reader.translated(self.heading)


def coded(heading: str, code: Callable[[T], StrEnum]) -> tuple[ListColumn[T], ListColumn[T]]:
    """Return the columns of a code: its words, and itself."""
    return (
        ListColumn(heading, lambda w, each: w.reader.word(code(each)), width=22),
        ListColumn(f"{heading} code", lambda _, each: code(each).value, in_words=False),
    )


def country(
    heading: str, code: Callable[[T], str], *, in_words: bool = True
) -> tuple[ListColumn[T], ListColumn[T]]:
    """Return the columns of a country: its name, and its code."""
    return (
        ListColumn(
            heading,
            lambda _, each: country_name(code(each)),
            width=20,
            in_words=in_words,
            shown=lambda words, each: words.reader.country(code(each)),
        ),
        ListColumn(f"{heading} code", lambda _, each: code(each), width=8, in_words=False),
    )


def said(
    heading: str, value: Callable[[T], ListValue], width: int = 16, *, in_words: bool = True
) -> ListColumn[T]:
    """Return a column of what stands in a field as it is."""
    return ListColumn(heading, lambda _, each: value(each), width=width, in_words=in_words)


def instant(
    heading: str, at: Callable[[T], datetime | None], *, in_words: bool = True
) -> ListColumn[T]:
    """Return a column of instants."""
    return ListColumn(
        heading, lambda _, each: at(each), is_instant=True, width=28, in_words=in_words
    )


def yes_no(heading: str, so: Callable[[T], bool], *, in_words: bool = True) -> ListColumn[T]:
    """Return a column of what is so or not."""
    return ListColumn(
        heading, lambda w, each: w.reader.yes_no(so=so(each)), width=12, in_words=in_words
    )


def in_words(
    words: ListWords, heading: str, columns: Sequence[ListColumn[T]], page: Page[T]
) -> ListView:
    """Return a page of a list in words.

    Args:
        words: For its reader.
        heading: Of the list.
        columns: All of it.
        page: The page.
    """
    shown = [each for each in columns if each.in_words]
    return ListView(
        heading=words.reader.translated(heading),
        columns=tuple(each.named(words.reader) for each in shown),
        rows=tuple(
            tuple(
                _text(words.reader, (column.shown or column.value)(words, each)) for column in shown
            )
            for each in page.items
        ),
        next=page.next,
    )


def _text(reader: ViewReader, value: ListValue) -> str:
    if isinstance(value, datetime):
        return reader.moment(value).text
    if isinstance(value, date):
        return reader.short_date(value)
    return "" if value is None else str(value)
