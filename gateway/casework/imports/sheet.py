"""From a CSV file or a workbook to rows of denials with a checked header.

What is wrong with the file as a whole is raised; what is wrong with one row is kept with
the row's number, so that an officer sees everything in one go.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias, TypeVar

from gateway.casework.imports.columns import (
    COLUMNS,
    LITE_COLUMNS,
    LITE_MARKS,
    columns_of,
)
from gateway.domain.plain_text import ONE_LINE, fault_in
from gateway.errors import InputError, Reason
from gateway.tabular.bounds import Bounds
from gateway.tabular.columns import TableRow, check_header, column_names, named_rows
from gateway.tabular.files import FileTable, format_in, read_table
from gateway.tabular.import_report import Form, Way

MAX_BYTES = 64 * 1024 * 1024
"""Largest file, in octets; about a hundred times the denials of the Union in a year."""

MAX_ROWS = 100_000
"""Most rows of a file, so that millions of tiny rows do not cost more memory than it has octets."""

_PAGE = "docs/imports.md"
T = TypeVar("T")


SheetRow: TypeAlias = TableRow[str]


@dataclass(frozen=True, slots=True)
class ImportSheet:
    """A file whose header is right."""

    form: Form
    rows: tuple[SheetRow, ...]


def read_sheet(raw: bytes, *, way: Way) -> ImportSheet:
    """Read a file and check its header.

    Args:
        raw: The file, at most `MAX_BYTES` octets.
        way: Way of import; it decides which columns there may be.

    Raises:
        InputError: INPUT_EMPTY, ENCODING_INVALID, COLUMN_UNKNOWN, COLUMN_MISSING, or
            INPUT_INVALID for a column that stands twice, a quote that is not closed, or a
            file that is too large.
    """
    form, _, rows = _read(raw, lambda header: _check_header(header, way))
    return ImportSheet(form, rows)


def read_rows(
    raw: bytes, *, known: Collection[str], needed: Sequence[str] = (), one_of: Sequence[str] = ()
) -> tuple[tuple[str, ...], tuple[SheetRow, ...]]:
    """Read a file whose columns belong to no way of import; return them, and its rows.

    Args:
        raw: The file, at most `MAX_BYTES` octets.
        known: Columns that there may be.
        needed: Columns that there must be.
        one_of: Columns of which there must be one, where no other is needed.

    Raises:
        InputError: As `read_sheet`.
    """

    def check(header: list[str]) -> None:
        there = [name for name in one_of if name in header]
        check_header(header, known=known, needed=needed or there or one_of[:1], page=_PAGE)

    _, header, rows = _read(raw, check)
    return header, rows


def read_file(raw: bytes) -> FileTable:
    """Read a file of rows, CSV or a workbook, within the bounds of an import.

    Raises:
        InputError: INPUT_EMPTY, ENCODING_INVALID; INPUT_INVALID for one that is too large
            or damaged.
    """
    remedy = "Split it; the import can be repeated, nothing is written twice."
    return read_table(raw, format_in(raw), Bounds(MAX_BYTES, MAX_ROWS, remedy))


def _read(
    raw: bytes, check: Callable[[list[str]], T]
) -> tuple[T, tuple[str, ...], tuple[SheetRow, ...]]:
    table = read_file(raw)
    if table.faults:  # of formulas only the first are listed: no row of the file is trusted
        first = table.faults[0]
        where = f"{first.sheet}!{first.cell}" if first.cell else first.sheet
        raise InputError(
            "{where}: {message}; cells that cannot be read: {count}",
            remedy=first.remedy,
            row=first.row,
            column=first.column,
            where=where,
            message=first.message,
            count=len(table.faults),
        )
    header = column_names(table.header)
    checked = check(header)
    found = tuple(_row(each) for each in named_rows(header, table.rows))
    if not found:
        raise Reason.INPUT_EMPTY.error(
            "the file has a header and no row",
            remedy="Give a file with a header and at least one row.",
        )
    return checked, tuple(header), found


def _row(row: SheetRow) -> SheetRow:
    """Have a row say which of its cells holds a control character."""
    for column, cell in row.cells.items() if row.fault is None else ():
        one_line = column in ONE_LINE or column.endswith("_names")
        # Lists of others hold what cannot be seen; their parties are found and shown all the same.
        if fault := fault_in(cell, lines=not one_line, unseen=True):
            error = InputError(
                "{fault}",
                remedy="Write the text of {column} again, without it.",
                fault=fault,
                column=column,
            )
            return replace(row, fault=error)
    return row


def _check_header(header: list[str], way: Way) -> Form:
    """Check the columns and return the form that they are of."""
    form = Form.LITE if set(header) >= LITE_MARKS else Form.COMITY
    if form is Form.LITE and way is not Way.RELAYED:
        raise Reason.COLUMN_UNKNOWN.error(
            "this is a list of the denials of others; the way is {way}",
            remedy="Import it the way 'relayed'.",
            column="notifying_government",
            way=way,
        )
    if form is Form.LITE:
        check_header(header, known=LITE_COLUMNS, needed=LITE_COLUMNS, page=_PAGE)
        return form
    columns = columns_of(way)
    needed = [name for name, column in columns.items() if way in column.needed]
    check_header(
        header, known=columns, needed=needed, page=_PAGE, advice=lambda name: _of_way(name, way)
    )
    return form


def _of_way(name: str, way: Way) -> str:
    """Say to which other way a column belongs, "" where to none."""
    elsewhere = next((column for column in COLUMNS if column.name == name), None)
    if elsewhere is None:
        return ""
    ways = " or ".join(f"'{each}'" for each in Way if elsewhere.is_of(each))
    return f"{name} belongs to the way {ways}, not to '{way}'; the ways do not mix."
