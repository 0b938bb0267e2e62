"""From a bounded workbook, or a CSV file, to sheets of rows by column.

A workbook must be the template of its year: the sheet `about` says which. What is wrong with
a sheet as a whole, a formula or merged cells, is a fault with its place.
"""

from __future__ import annotations

import codecs
import csv
import difflib
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time, timedelta

from python_calamine import CalamineError, CalamineWorkbook

from gateway.domain.annual.records import MAX_FORM_BYTES
from gateway.domain.annual.template import RecordKind, Template
from gateway.errors import InputError, Reason
from gateway.reports.importing.bounded import MAX_ROWS, SheetLook, bound_workbook
from gateway.reports.importing.cells import Value, text
from gateway.reports.importing.columns import (
    ABOUT,
    CODES,
    INDICATOR_COLUMNS,
    INDICATORS,
    KIND,
    NARRATIVE_COLUMNS,
    NARRATIVES,
    columns_of,
)
from gateway.reports.importing.faults import Faults

_Read = Value | time | timedelta
"""What the reader of workbooks gives for a cell."""

HEADER_ROW = 1
"""The row of the column names; what is below the header is data."""

_RANGE = re.compile(r"[A-Z]+([0-9]+)(?::[A-Z]+([0-9]+))?")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: its number as a spreadsheet shows it, and its cells by column."""

    number: int
    cells: Mapping[str, Value]


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
        InputError: The file cannot be read at all, or is the template of another year.
    """
    bounded = bound_workbook(raw)
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
                    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
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
    rows = _csv_rows(raw)
    header = [_name(cell) for cell in rows[0]]
    known = {KIND, *(column.name for kind in RecordKind for column in columns_of(kind))}
    _check_header(header, known, (KIND, "reference", "decided"))
    by_kind: dict[str, list[SheetRow]] = {}
    for number, row in enumerate(rows[1:], start=HEADER_ROW + 1):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(header):
            faults.add(
                InputError(
                    f"the row has {len(row)} cells, the header {len(header)}",
                    remedy="Put quotation marks around a text that has the delimiter in it.",
                ),
                row=number,
            )
            continue
        cells: dict[str, Value] = {
            name: cell.strip() or None for name, cell in zip(header, row, strict=True)
        }
        kind = str(cells.pop(KIND) or "").lower()
        if kind not in set(RecordKind):
            faults.add(
                InputError(
                    "it is no kind of record",
                    reason=Reason.CODE_UNKNOWN,
                    remedy=f"Write one of {', '.join(RecordKind)}.",
                ),
                row=number,
                column=KIND,
            )
            continue
        by_kind.setdefault(kind, []).append(SheetRow(number, cells))
    return tuple(Sheet(kind, tuple(rows)) for kind, rows in by_kind.items())


def _sheet(name: str, rows: Sequence[Sequence[_Read]], faults: Faults) -> Sheet:
    """Name the cells of a sheet by its header row."""
    header = [_name(_value(cell)) for cell in rows[0]] if rows else []
    while header and not header[-1]:
        header.pop()
    try:
        _check_header(header, set(expected_columns(name)), expected_columns(name)[:1])
    except InputError as exc:
        faults.add(exc, sheet=name, row=HEADER_ROW, column=exc.metadata.get("column", "")[:80])
        return Sheet(name, ())
    found = []
    for number, row in enumerate(rows[1:], start=HEADER_ROW + 1):
        cells = [_value(cell) for cell in row]
        if all(cell is None for cell in cells):
            continue
        if any(cell is not None for cell in cells[len(header) :]):
            faults.add(
                InputError(
                    "a cell stands to the right of the named columns",
                    remedy="Delete it, or give its column a name of the template.",
                ),
                sheet=name,
                row=number,
            )
            continue
        found.append(SheetRow(number, dict(zip(header, cells, strict=False))))
    return Sheet(name, tuple(found))


def _value(cell: _Read) -> Value:
    """Return what a cell holds: nothing where it is blank, a time of day as its text."""
    if isinstance(cell, time | timedelta):
        return str(cell)
    return None if isinstance(cell, str) and not cell.strip() else cell


def _looks_right(name: str, look: SheetLook, faults: Faults) -> bool:
    header = expected_columns(name)
    for row, place in look.formulas:
        faults.add(
            InputError(
                "the cell has a formula; what a program has once computed is not trusted",
                remedy="Put the value itself into the cell: copy, then paste as values.",
            ),
            sheet=name,
            row=row,
            column=header[place - 1] if 0 < place <= len(header) else "",
        )
    for merged in look.merged:
        match = _RANGE.match(merged)
        faults.add(
            InputError(
                f"the cells {merged} are merged; one cannot tell for which rows the value holds",
                remedy="Unmerge them and write the value into each row.",
            ),
            sheet=name,
            row=int(match.group(1)) if match else 0,
        )
    if look.outside:
        faults.add(
            InputError(
                f"a cell lies at {look.outside}; at most {MAX_ROWS} rows are read",
                remedy="Delete it, or divide the file.",
            ),
            sheet=name,
        )
    return not (look.formulas or look.merged or look.outside)


def _check_about(template: Template, book: CalamineWorkbook) -> None:
    """Check that the workbook is the template of the year.

    Raises:
        InputError: TEMPLATE_INVALID; it says another version, or does not say.
    """
    said = ""
    if ABOUT in book.sheet_names:
        rows = book.get_sheet_by_name(ABOUT).to_python(skip_empty_area=False, nrows=40)
        for row in rows:
            if len(row) > 1 and row[0] == "template":
                said = str(row[1])
    if said != template.version:
        raise InputError(
            f"the workbook is for the template {said[:40] or '(none is named)'}; the report on "
            f"{template.year} is made by {template.version}",
            reason=Reason.TEMPLATE_INVALID,
            remedy=f"Fill in the workbook that `comity report data form {template.year}` writes.",
            sheet=ABOUT,
        )


def _check_header(header: Sequence[str], known: Iterable[str], needed: Iterable[str]) -> None:
    known = set(known)
    twice = sorted({name for name in header if header.count(name) > 1})
    unknown = [name for name in header if name not in known]
    missing = [name for name in needed if name not in header]
    if missing:
        raise InputError(
            f"the column {missing[0]} is missing from row {HEADER_ROW}",
            reason=Reason.COLUMN_MISSING,
            remedy="Keep the names of the columns as the template has them.",
            column=missing[0],
        )
    if unknown:
        near = difflib.get_close_matches(unknown[0], sorted(known), n=1)
        raise InputError(
            f"there is no column {unknown[0][:40] or '(without a name)'}",
            reason=Reason.COLUMN_UNKNOWN,
            remedy=f"Did you mean {near[0]}?" if near else "Delete it.",
            column=unknown[0][:40],
        )
    if twice:
        raise InputError(
            f"the column {twice[0]} stands twice", remedy="Delete one.", column=twice[0]
        )


def _csv_rows(raw: bytes) -> list[list[str]]:
    if len(raw) > MAX_FORM_BYTES:
        raise InputError(
            f"the file has {len(raw)} bytes; at most {MAX_FORM_BYTES} are read",
            remedy="Divide it: an import adds to what was imported before.",
        )
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise _encoding("the file is encoded in UTF-16")
    try:
        content = raw.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        line = raw.count(b"\n", 0, exc.start) + 1
        raise _encoding(f"line {line} has a byte that is not UTF-8") from exc
    if "\0" in content:
        raise _encoding("the file has a NUL character")
    if not content.strip():
        raise InputError(
            "the file is empty", reason=Reason.INPUT_EMPTY, remedy="Give a header and rows."
        )
    first = content.lstrip().split("\n", 1)[0]
    reader = csv.reader(
        io.StringIO(content, newline=""), delimiter=max(",;", key=first.count), strict=True
    )
    rows: list[list[str]] = []
    try:
        for row in reader:
            rows.append(row)
            if len(rows) > MAX_ROWS + HEADER_ROW:
                raise InputError(f"the file has more than {MAX_ROWS} rows", remedy="Divide it.")
    except csv.Error as exc:
        raise InputError(
            f"row {len(rows) + 1} is no CSV: {exc}",
            remedy="Look for a quotation mark that is not closed or not doubled.",
        ) from exc
    return rows


def _encoding(what: str) -> InputError:
    return InputError(
        what, reason=Reason.ENCODING_INVALID, remedy="Save it as 'CSV UTF-8' and import it again."
    )


def _name(cell: Value) -> str:
    return "_".join(text(cell).lower().split())


def _unknown_sheet(name: str) -> InputError:
    known = [*map(str, RecordKind), INDICATORS, NARRATIVES]
    near = difflib.get_close_matches(name.lower(), known, n=1)
    return InputError(
        "the template has no such sheet",
        reason=Reason.COLUMN_UNKNOWN,
        remedy=f"Call it {near[0]}, or delete it." if near else "Delete the sheet.",
    )


def _unreadable() -> InputError:
    return InputError(
        "the workbook cannot be read",
        remedy="Open it in a spreadsheet program and save it again as .xlsx.",
    )
