"""From bytes to rows with a checked header: encoding, delimiter, columns.

What is wrong with the file as a whole is raised; what is wrong with one row is kept with
the row's number, so that an officer sees everything in one go.
"""

from __future__ import annotations

import codecs
import csv
import difflib
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gateway.casework.imports.columns import (
    COLUMNS,
    LITE_COLUMNS,
    LITE_MARKS,
    columns_of,
)
from gateway.casework.imports.report import Form, RowError, Way
from gateway.domain.plain_text import ONE_LINE, fault_in
from gateway.errors import InputError, Reason

MAX_BYTES = 64 * 1024 * 1024
"""Largest file, in octets; about a hundred times the denials of the Union in a year."""

_DELIMITERS = (",", ";")
_SAVE_AS_UTF8 = "Save it as 'CSV UTF-8' and import it again."
_FOREIGN_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),  # before UTF-16, with which it begins
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of a sheet.

    Attributes:
        number: As a spreadsheet shows it; the header is row 1.
        cells: By column, stripped of white space at both ends.
        fault: Set where the row has another number of cells than the header, and then the
            cells are only those that can be named; or where a cell holds a control
            character. The denial that the row speaks of is refused.
    """

    number: int
    cells: Mapping[str, str]
    fault: RowError | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file whose header is right."""

    form: Form
    rows: tuple[SheetRow, ...]


def read_sheet(raw: bytes, *, way: Way) -> Sheet:
    """Read a file and check its header.

    Args:
        raw: The file, at most `MAX_BYTES` octets.
        way: Way of import; it decides which columns there may be.

    Raises:
        InputError: INPUT_EMPTY, ENCODING_INVALID, COLUMN_UNKNOWN, COLUMN_MISSING, or
            INPUT_INVALID for a column that stands twice, a quote that is not closed, or a
            file that is too large.
    """
    if len(raw) > MAX_BYTES:
        raise InputError(
            f"the file has {len(raw)} bytes; at most {MAX_BYTES} are read",
            remedy="Split it; the import can be repeated, nothing is written twice.",
        )
    text = _decode(raw)
    if not text.strip():
        raise _empty("the file is empty")
    records = _records(text, _delimiter(text))
    header = [_column_name(cell) for cell in _without_empty_end(records[0])]
    form = _check_header(header, way)
    rows: list[SheetRow] = []
    for number, record in enumerate(records[1:], start=2):
        cells = [cell.strip() for cell in record]
        if not any(cells):
            continue
        if len(cells) > len(header):
            cells[len(header) :] = [cell for cell in cells[len(header) :] if cell]
        fault = None
        if len(cells) != len(header):
            fault = _misshapen(number, len(cells), len(header))
        named = dict(zip(header, cells, strict=False))
        rows.append(SheetRow(number, named, fault or _no_text(number, named)))
    if not rows:
        raise _empty("the file has a header and no row")
    return Sheet(form, tuple(rows))


def _no_text(number: int, cells: Mapping[str, str]) -> RowError | None:
    """Say which cell of a row holds a control character; newline and tab where text has lines."""
    for column, cell in cells.items():
        one_line = column in ONE_LINE or column.endswith("_names")
        if fault := fault_in(cell, lines=not one_line):
            error = InputError(fault, remedy=f"Write the text of {column} again, without it.")
            return RowError.of(number, column, error)
    return None


def _decode(raw: bytes) -> str:
    for mark, name in _FOREIGN_MARKS:
        if raw.startswith(mark):
            raise InputError(
                f"the file is encoded in {name}, not in UTF-8",
                reason=Reason.ENCODING_INVALID,
                remedy=_SAVE_AS_UTF8,
                encoding=name,
            )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        # Offsets of the codec do not count a byte order mark that it has skipped.
        at = exc.start + (len(codecs.BOM_UTF8) if raw.startswith(codecs.BOM_UTF8) else 0)
        line = raw.count(b"\n", 0, at) + 1
        raise InputError(
            f"byte {at} (0x{raw[at]:02x}, line {line}) is not UTF-8",
            reason=Reason.ENCODING_INVALID,
            remedy=f"The file is probably in Windows-1252 or another old encoding. {_SAVE_AS_UTF8}",
            byte=str(at),
            line=str(line),
        ) from exc
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InputError(
            f"line {line} has a NUL character; the file is not text in UTF-8",
            reason=Reason.ENCODING_INVALID,
            remedy=_SAVE_AS_UTF8,
            line=str(line),
        )
    return text


def _delimiter(text: str) -> str:
    """Return the delimiter that makes more of the header."""
    first = text.lstrip().split("\n", 1)[0]
    return max(_DELIMITERS, key=first.count)


def _records(text: str, delimiter: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records: list[list[str]] = []
    try:
        records.extend(reader)
    except csv.Error as exc:
        raise InputError(
            f"row {len(records) + 1} (line {reader.line_num}) is no CSV: {exc}",
            remedy="Look for a quotation mark that is not closed or not doubled.",
            row=str(len(records) + 1),
        ) from exc
    start = next((i for i, record in enumerate(records) if any(c.strip() for c in record)), 0)
    if start:
        raise InputError(
            "row 1 is empty; it must name the columns", remedy="Delete the empty rows at the top."
        )
    return records


def _column_name(cell: str) -> str:
    return "_".join(cell.strip().lower().replace("-", " ").split())


def _without_empty_end(cells: list[str]) -> list[str]:
    """Drop the empty columns that spreadsheets leave at the right."""
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    return cells


def _check_header(header: list[str], way: Way) -> Form:
    """Check the columns and return the form that they are of."""
    form = Form.LITE if set(header) >= LITE_MARKS else Form.COMITY
    if form is Form.LITE and way is not Way.RELAYED:
        raise InputError(
            f"this is a list of the denials of others; the way is {way}",
            reason=Reason.COLUMN_UNKNOWN,
            remedy="Import it the way 'relayed'.",
            column="notifying_government",
        )
    known, required = _expected(form, way)
    _check_twice(header)
    if not set(header) & known:
        raise InputError(
            "row 1 names none of the columns of the form",
            reason=Reason.COLUMN_MISSING,
            remedy="Put the names of the columns into row 1: docs/imports.md lists them.",
            column=required[0],
        )
    _check_known(header, known, way)
    missing = [name for name in required if name not in header]
    if missing:
        raise InputError(
            f"columns are missing: {', '.join(missing)}",
            reason=Reason.COLUMN_MISSING,
            remedy="Add them; docs/imports.md says what each means.",
            column=", ".join(missing),
        )
    return form


def _expected(form: Form, way: Way) -> tuple[set[str], list[str]]:
    if form is Form.LITE:
        return set(LITE_COLUMNS), list(LITE_COLUMNS)
    columns = columns_of(way)
    return set(columns), [name for name, column in columns.items() if way in column.required]


def _check_twice(header: list[str]) -> None:
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise InputError(
            f"columns stand twice: {', '.join(name or '(without a name)' for name in twice)}",
            remedy="Keep one of each and give it the name of docs/imports.md.",
            column=", ".join(twice),
        )


def _check_known(header: list[str], known: set[str], way: Way) -> None:
    unknown = [name for name in header if name not in known]
    if not unknown:
        return
    free = known - set(header)
    raise InputError(
        f"unknown columns: {', '.join(name[:40] or '(without a name)' for name in unknown)}",
        reason=Reason.COLUMN_UNKNOWN,
        remedy=" ".join(_advice(name, free, way) for name in unknown),
        column=", ".join(name[:40] for name in unknown),
    )


def _advice(name: str, free: Iterable[str], way: Way) -> str:
    elsewhere = next((column for column in COLUMNS if column.name == name), None)
    if elsewhere is not None:
        ways = " or ".join(f"'{w}'" for w in Way if w in elsewhere.ways)
        return f"{name} belongs to the way {ways}, not to '{way}'; the ways do not mix."
    near = difflib.get_close_matches(name, sorted(free), n=1, cutoff=0.6)
    return f"Did you mean {near[0]} instead of {name[:40]}?" if near else f"Remove {name[:40]}."


def _misshapen(number: int, cells: int, columns: int) -> RowError:
    return RowError(
        row=number,
        column="",
        reason=Reason.INPUT_INVALID,
        message=f"the row has {cells} cells, the header {columns}",
        remedy="Put quotation marks around a text that has the delimiter in it.",
    )


def _empty(what: str) -> InputError:
    return InputError(
        what, reason=Reason.INPUT_EMPTY, remedy="Give a file with a header and at least one row."
    )
