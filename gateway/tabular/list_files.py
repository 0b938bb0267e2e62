"""A list as a file, written as its pages come, of which no more than one is held: CSV or XLSX."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

from gateway.errors import InputError
from gateway.tabular.csv_text import csv_text
from gateway.tabular.plain_workbooks import (
    MOST_ROWS,
    plain_book,
    plain_formats,
    write_cell,
    write_facts,
    write_head,
)
from gateway.tabular.values import Value

_A4 = 9

Rows = Iterable[Sequence[Value]]


@dataclass(frozen=True, slots=True)
class ListHead:
    """What stands above and beside the rows of a list.

    Attributes:
        name: The list's name.
        headings: Names of the columns.
        widths: Of the columns, in characters.
        zone: Where the reader is: instants are shown as its clocks show them.
        facts: What the list is of, for a sheet of its own.
    """

    name: str
    headings: Sequence[str]
    widths: Sequence[int]
    zone: ZoneInfo
    facts: Sequence[tuple[str, str]] = ()

    def local(self, value: Value) -> Value:
        """Return a value, an instant to the second by the clock of the place."""
        if not isinstance(value, datetime):
            return value
        return value.astimezone(self.zone).replace(microsecond=0)


def list_csv(head: ListHead, rows: Rows, *, first: bool) -> str:
    """Return rows as lines of CSV (RFC 4180).

    Args:
        head: What stands above them.
        rows: Some rows.
        first: Whether they are the first, before which the headings stand.
    """
    above = [head.headings] if first else []
    return csv_text([*above, *([_text(head.local(each)) for each in row] for row in rows)])


def _text(value: Value) -> str:
    if isinstance(value, datetime):  # with its offset: an hour of autumn comes twice
        return value.isoformat(" ", "seconds")
    return "" if value is None else str(value)


class ListWorkbook:
    """A workbook of a list that grows.

    Args:
        head: What stands above and beside its rows.
        out: Where it is written to.
        folder: For its rows until then.
    """

    def __init__(self, head: ListHead, out: BinaryIO, folder: Path) -> None:
        self._head = head
        self._book = plain_book(out, title=head.name, rows_in=folder)
        self._formats = plain_formats(self._book)
        self._sheet = self._book.add_worksheet(head.name)
        write_head(self._sheet, head.headings, head.widths, self._formats)
        self._sheet.set_landscape()
        self._sheet.set_paper(_A4)
        self._sheet.fit_to_pages(1, 0)  # as wide as a page, and as long as it is
        self._sheet.repeat_rows(0)
        self._next = 1

    def add(self, rows: Rows) -> None:
        """Write some rows more.

        Raises:
            InputError: INPUT_INVALID; a sheet holds no more.
        """
        for row in rows:
            if self._next == MOST_ROWS:
                raise InputError(
                    "the list has more than the {most_rows} rows that a sheet holds",
                    remedy="Ask for a part of it, or for CSV.",
                    field="format",
                    most_rows=MOST_ROWS - 1,
                )
            for at, value in enumerate(row):
                write_cell(self._sheet, self._next, at, self._head.local(value), self._formats)
            self._next += 1

    def leave(self) -> None:
        """Close what is not wanted any more."""
        self._book.close()

    def finish(self) -> None:
        """Write the workbook."""
        self._sheet.autofilter(0, 0, max(self._next - 1, 1), len(self._head.headings) - 1)
        facts = [*self._head.facts, ("rows", str(self._next - 1))]
        write_facts(self._book, "about", facts, self._formats)
        self._book.close()
