"""A table as a file, read and written: CSV, one sheet of an XLSX workbook, or JSON.

JSON is a list of objects, a row each, by the names of the columns. What is read is bounded
first, formulas and merged cells are faults with their place, and what is written holds neither
formula nor link: a text is text, whatever it begins with.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from python_calamine import CalamineError, CalamineWorkbook
from xlsxwriter.utility import xl_col_to_name

from gateway.domain.plain_text import escaped
from gateway.errors import ComityError, InputError, Reason
from gateway.tabular.bounds import Bounds
from gateway.tabular.csv_text import MOST_CELLS, csv_rows, csv_text
from gateway.tabular.import_report import RowError
from gateway.tabular.json_pieces import loads_in_pieces
from gateway.tabular.plain_workbooks import plain_book, plain_formats, write_cell, write_head
from gateway.tabular.values import as_text, unguarded
from gateway.tabular.workbooks import SheetLook, bound_workbook, sheet_rows

_HEADER_ROW = 1
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # ZIP; the old kind, which is refused by name


class Format(StrEnum):
    """Formats of a table."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"


def format_in(raw: bytes) -> Format:
    """Return the format by the first octets of a file: a workbook, or else CSV."""
    return Format.XLSX if raw.startswith(_WORKBOOKS) else Format.CSV


def format_of(filename: str) -> Format:
    """Return the format by a file's name.

    Raises:
        InputError: It ends in none that is read.
    """
    ending = filename.rpartition(".")[2].lower()
    if ending not in set(Format):
        raise InputError(
            "a file ending in .{ending} is not read",
            remedy="Give a file ending in {format}.",
            field="filename",
            ending=ending[:10],
            format=", ".join(f".{each}" for each in Format),
        )
    return Format(ending)


class CellError(RowError):
    """What is wrong with a cell of a file, where a person finds it.

    Attributes:
        sheet: Of a workbook; "" in other files.
        cell: As a spreadsheet shows it, e.g. ``C4``; "" where there is none.
    """

    sheet: str = ""
    cell: str = ""


class CellPlace(NamedTuple):
    """Where a person finds a cell: its row, and in a workbook the sheet and the cell's name."""

    row: int
    sheet: str
    cell: str


@dataclass(frozen=True, slots=True)
class FileTable:
    """A table as its file has it.

    Attributes:
        form: Format of the file.
        sheet: Its sheet, of a workbook.
        header: Names of the columns, as written.
        rows: Each row's number, the header's being 1, and its cells.
        faults: What nobody can trust in it, such as formulas.
    """

    form: Format
    sheet: str
    header: Sequence[str]
    rows: Iterable[tuple[int, Sequence[str]]]
    faults: tuple[CellError, ...] = ()

    def place(self, row: int, column: int | None) -> CellPlace:
        """Return where a person finds a cell.

        Args:
            row: As a spreadsheet numbers it, the header's being 1.
            column: Number of the column from 0, None for the row as a whole.
        """
        if self.form is Format.JSON:  # the first element is the first
            return CellPlace(max(row - _HEADER_ROW, 0), "", "")
        cell = "" if column is None or not row else f"{xl_col_to_name(column)}{row}"
        return CellPlace(row, self.sheet, cell)

    def placed(self, error: RowError, column: int | None) -> CellError:
        """Return an error with its place in this file; see `place`."""
        return CellError(**{**dict(error), **self.place(error.row, column)._asdict()})


def read_table(raw: bytes, form: Format, bounds: Bounds, *, sheet: str = "") -> FileTable:
    """Read a table.

    Args:
        raw: The file.
        form: Its format.
        bounds: How much of it is read.
        sheet: Of a workbook; its first, where none is named.

    Raises:
        InputError: The file as a whole cannot be read: INPUT_EMPTY, ENCODING_INVALID, or
            INPUT_INVALID, e.g. too large, damaged, encrypted, with macros, without the sheet.
    """
    if form is Format.XLSX:
        return _read_workbook(raw, bounds, sheet)
    if form is Format.JSON:
        return _read_json(raw, bounds)
    rows = csv_rows(raw, bounds)
    header = next(rows)[1]
    return FileTable(form, "", header, ((n, [*map(unguarded, cells)]) for n, cells in rows))


def write_table(
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    form: Format,
    *,
    sheet: str = "rows",
    beside: Mapping[str, Sequence[Sequence[str]]] | None = None,
) -> bytes:
    """Return a table as a file; the same rows give the same bytes.

    Args:
        header: Names of the columns.
        rows: Their cells.
        form: Format of the file.
        sheet: Name of the sheet, of a workbook.
        beside: Further sheets of a workbook, each with its header first.
    """
    if form is Format.XLSX:
        return _workbook({sheet: [header, *rows], **(beside or {})})
    if form is Format.JSON:
        found = [dict(zip(header, row, strict=True)) for row in rows]
        return (escaped(json.dumps(found, ensure_ascii=False, indent=1)) + "\n").encode()
    return csv_text((header, *rows)).encode()


def _workbook(sheets: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    out = io.BytesIO()
    book = plain_book(out)
    formats = plain_formats(book)
    for name, (header, *rows) in sheets.items():
        page = book.add_worksheet(name)
        write_head(page, header, [18] * len(header), formats)
        page.set_column(0, len(header) - 1, 18, formats["text"])
        for at, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                write_cell(page, at, place, cell, formats)
    book.close()
    return out.getvalue()


def _read_workbook(raw: bytes, bounds: Bounds, sheet: str) -> FileTable:
    bounded = bound_workbook(raw, bounds)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(bounded.plain)) as book:
            named = sheet or next(iter(book.sheet_names), "")
            look = bounded.looks.get(named)
            if named not in book.sheet_names or look is None:
                raise InputError(
                    "the workbook has no sheet {named}",
                    remedy="It has {sheet_names}: name one of them as `sheet` of the mapping.",
                    field="sheet",
                    named=repr(named[:40]),
                    sheet_names=", ".join(each[:40] for each in book.sheet_names[:10]),
                )
            look.check_room()
            cells = sheet_rows(book.get_sheet_by_name(named))
            rows = [[as_text(cell) for cell in row] for row in cells]
    except CalamineError as exc:
        raise InputError(
            "the workbook cannot be read",
            remedy="Open it in a spreadsheet program and save it again as .xlsx.",
        ) from exc
    if not rows or not any(rows[0]):
        raise _empty("row 1 of the sheet {named}", named=repr(named[:40]))
    faults = tuple(_faults(named, rows[0], look))
    return FileTable(Format.XLSX, named, rows[0], enumerate(rows[1:], _HEADER_ROW + 1), faults)


def _faults(sheet: str, header: Sequence[str], look: SheetLook) -> Iterator[CellError]:
    for row, place, error in look.faults():
        column = header[place - 1] if 0 < place <= len(header) else ""
        cell = f"{xl_col_to_name(place - 1)}{row}" if row and place else ""
        yield CellError(sheet=sheet, cell=cell, **dict(RowError.of(row, column, error)))


def _read_json(raw: bytes, bounds: Bounds) -> FileTable:
    bounds.check_size(raw)
    try:
        found = loads_in_pieces(raw.decode("utf-8-sig"), most=bounds.rows)
    except UnicodeDecodeError as exc:
        raise Reason.ENCODING_INVALID.error(
            "the file is not UTF-8 (octet {start})", remedy="Save it as UTF-8.", start=exc.start
        ) from exc
    except json.JSONDecodeError as exc:
        raise InputError("the file is no JSON: {why}", remedy="Correct it there.", why=exc) from exc
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise InputError(
            "the file is no list of objects",
            remedy="Give a list, each row an object by the names of the columns.",
        )
    header = tuple(dict.fromkeys(name for each in found for name in each))
    if not header:
        raise _empty("the list")
    if len(header) > MOST_CELLS:
        raise InputError(
            "the rows have {count} names of columns; at most {most_cells} are read",
            remedy="Remove those that the form does not know.",
            count=len(header),
            most_cells=MOST_CELLS,
        )
    faults: list[CellError] = []
    rows = [
        (at, [_json_cell(each.get(name), at, name, faults) for name in header])
        for at, each in enumerate(found, start=_HEADER_ROW + 1)
    ]
    return FileTable(Format.JSON, "", header, rows, tuple(faults))


def _json_cell(value: Any, row: int, column: str, faults: list[CellError]) -> str:
    if isinstance(value, list | dict):
        error = InputError(
            "the value is a list or an object",
            remedy="Write one text; the mapping says what stands between several values.",
        )
        faults.append(CellError(**dict(RowError.of(row - _HEADER_ROW, column[:80], error))))
        return ""
    return as_text(value)


def _empty(what: str, **values: Any) -> ComityError:
    return Reason.INPUT_EMPTY.error(
        what,
        " is empty; it must name the columns",
        remedy="Give a file with the names of the columns and at least one row.",
        **values,
    )
