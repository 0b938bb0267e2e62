"""From a bounded workbook, or a CSV file, to sheets of rows by column.

A workbook must be the template of its year: the sheet `about` says which. What is wrong with
a sheet as a whole, a formula or merged cells, is a fault with its place.
"""

from __future__ import annotations

import difflib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from typing import TypeAlias

from python_calamine import CalamineError, CalamineWorkbook

from gateway.domain.annual.template import RecordKind, Template
from gateway.errors import ComityError, InputError, Reason
from gateway.reports.importing.cells import text
from gateway.reports.importing.columns import (
    ABOUT,
    BOUNDS,
    CODES,
    INDICATOR_COLUMNS,
    INDICATORS,
    KIND,
    NARRATIVE_COLUMNS,
    NARRATIVES,
    columns_of,
)
from gateway.reports.importing.faults import Faults
from gateway.tabular.columns import TableRow, check_header, column_names, named_rows
from gateway.tabular.csv_text import csv_rows
from gateway.tabular.values import Read, Value
from gateway.tabular.workbooks import SheetLook, bound_workbook, sheet_rows

HEADER_ROW = 1
"""The row of the column names; what is below the header is data."""

_PAGE = "docs/reporting.md"


SheetRow: TypeAlias = TableRow[Value]
"""One row: its number as a spreadsheet shows it, and its cells by column."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's rows that are not empty."""

    name: str
    rows: tuple[SheetRow, ...]


def expected_columns(sheet: str) -> tuple[str, ...]:
    """Return the columns of a sheet of the template."""
    if sheet == INDICATORS:
        return INDICATOR_COLUMNS
    if sheet == NARRATIVES:
        return NARRATIVE_COLUMNS
    return tuple(column.name for column in columns_of(RecordKind(sheet)))


def read_workbook(template: Template, raw: bytes, faults: Faults) -> tuple[Sheet, ...]:
    """Read the sheets of a filled-in template.

    Args:
        template: The template of the year that is reported on.
        raw: The file.
        faults: Receives what is wrong with a sheet.

    Raises:
        InputError: The file cannot be read at all.
        LawError: TEMPLATE_INVALID; it is the template of another year.
    """
    bounded = bound_workbook(raw, BOUNDS)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(bounded.plain)) as book:
            _check_about(template, book)
            sheets = []
            for name in book.sheet_names:
                if name in {ABOUT, CODES}:
                    continue
                if name not in {*map(str, RecordKind), INDICATORS, NARRATIVES}:
                    faults.add(_unknown_sheet(name), sheet=name[:80])
                    continue
                look = bounded.looks.get(name)
                if look is None:
                    raise _unreadable()
                if _looks_right(name, look, faults):
                    look.check_room()
                    rows = list(sheet_rows(book.get_sheet_by_name(name)))
                    sheets.append(_sheet(name, rows, faults))
    except CalamineError as exc:
        raise _unreadable() from exc
    return tuple(sheets)


def read_csv(raw: bytes, faults: Faults) -> tuple[Sheet, ...]:
    """Read a CSV file, whose column `kind` says which kind of record a row is of.

    Raises:
        InputError: INPUT_EMPTY, ENCODING_INVALID, COLUMN_MISSING, COLUMN_UNKNOWN, or
            INPUT_INVALID: too large, or a quotation mark that is not closed.
    """
    rows = csv_rows(raw, BOUNDS)
    header = column_names([text(cell) for cell in next(rows)[1]])
    known = {KIND, *(column.name for kind in RecordKind for column in columns_of(kind))}
    check_header(header, known=known, needed=(KIND, "reference", "decided"), page=_PAGE)
    by_kind: dict[str, list[SheetRow]] = {}
    for row in named_rows(header, rows):
        if row.fault is not None:
            faults.add(row.fault, row=row.number)
            continue
        cells: dict[str, Value] = {name: cell or None for name, cell in row.cells.items()}
        kind = str(cells.pop(KIND) or "").lower()
        if kind not in set(RecordKind):
            faults.add(
                Reason.CODE_UNKNOWN.error(
                    "it is no kind of record", remedy="Write one of {known}.", known=RecordKind
                ),
                row=row.number,
                column=KIND,
            )
            continue
        by_kind.setdefault(kind, []).append(TableRow(row.number, cells))
    return tuple(Sheet(kind, tuple(found)) for kind, found in by_kind.items())


def _sheet(name: str, rows: Sequence[Sequence[Read]], faults: Faults) -> Sheet:
    """Name the cells of a sheet by its header row."""
    expected = expected_columns(name)
    header = column_names([text(_value(cell)) for cell in rows[0]] if rows else [])
    try:
        check_header(header, known=expected, needed=expected[:1], page=_PAGE)
    except InputError as exc:
        faults.add(exc, sheet=name, row=HEADER_ROW, column=exc.metadata.get("column", "")[:80])
        return Sheet(name, ())
    below = ([_value(cell) for cell in row] for row in rows[1:])
    found = []
    for each in named_rows(header, enumerate(below, start=HEADER_ROW + 1)):
        if each.fault is None:
            found.append(each)
        else:
            faults.add(each.fault, sheet=name, row=each.number)
    return Sheet(name, tuple(found))


def _value(cell: Read) -> Value:
    """Return what a cell holds: nothing where it is blank, a time of day as its text."""
    if isinstance(cell, time | timedelta):
        return str(cell)
    return None if isinstance(cell, str) and not cell.strip() else cell


def _looks_right(name: str, look: SheetLook, faults: Faults) -> bool:
    header = expected_columns(name)
    found = list(look.faults())
    for row, place, error in found:
        column = header[place - 1] if 0 < place <= len(header) else ""
        faults.add(error, sheet=name, row=row, column=column)
    return not found


def _check_about(template: Template, book: CalamineWorkbook) -> None:
    """Check that the workbook is the template of the year.

    Raises:
        LawError: TEMPLATE_INVALID; it says another version, or does not say.
    """
    said = ""
    if ABOUT in book.sheet_names:
        rows = book.get_sheet_by_name(ABOUT).to_python(skip_empty_area=False, nrows=40)
        for row in rows:
            if len(row) > 1 and row[0] == "template":
                said = str(row[1])
    if said != template.version:
        raise Reason.TEMPLATE_INVALID.error(
            "the workbook is for the template {said}; the report on {year} is made by {version}",
            remedy="Fill in the workbook that {getYearForm} writes.",
            sheet=ABOUT,
            said=said[:40] or "(none is named)",
            year=template.year,
            version=template.version,
        )


def _unknown_sheet(name: str) -> ComityError:
    known = [*map(str, RecordKind), INDICATORS, NARRATIVES]
    near = difflib.get_close_matches(name.lower(), known, n=1)
    return Reason.COLUMN_UNKNOWN.error(
        "the template has no such sheet",
        remedy=("Call it {near}, or delete it." if near else "Delete the sheet."),
        near=near[0],
    )


def _unreadable() -> InputError:
    return InputError(
        "the workbook cannot be read",
        remedy="Open it in a spreadsheet program and save it again as .xlsx.",
    )
