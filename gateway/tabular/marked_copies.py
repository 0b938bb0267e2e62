"""A copy of a table that came in, with what is wrong marked in its cells.

The values are written anew, as text: a format of a cell, a formula, a macro of the original is
not in the copy. A cell with a fault is red and says in a note what is wrong and what to do; a sheet
lists all of them. Who mends the copy can send it.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from xlsxwriter.utility import xl_col_to_name

from gateway.errors import InputError
from gateway.tabular.columns import column_names
from gateway.tabular.files import FileTable, Format
from gateway.tabular.import_report import RowError
from gateway.tabular.plain_workbooks import (
    cell_text,
    plain_book,
    plain_formats,
    write_cell,
    write_head,
)

MOST_ROWS: Final = 50_000
"""Of a copy: nobody mends more by hand, and a spreadsheet is slow with more."""

_MOST_NOTES = 5_000  # a note is a drawing; what has no note any more is on the sheet of errors
_ROWS, _ERRORS = "rows", "errors"
_HEADINGS = ("Cell", "Row", "Column", "Reason", "What", "Remedy")
_WIDTHS = (10, 8, 26, 22, 70, 70)


def marked_copy(table: FileTable, errors: Iterable[RowError]) -> bytes:
    """Return a workbook with the rows of a table and marks where they are wrong.

    Args:
        table: As the file had it; its rows are read.
        errors: By row as a spreadsheet numbers it, the header's being 1, and column as the header
            has it; of several columns at once, with commas. Without a column the row is meant.

    Raises:
        InputError: INPUT_INVALID; the table has too many rows to be mended by hand.
    """
    columns = {name: at for at, name in reversed([*enumerate(column_names(table.header))])}
    found = sorted(errors, key=lambda each: each.row)
    marks: dict[tuple[int, int], list[RowError]] = {}
    for each in found:
        for at in _places(each, columns):
            marks.setdefault((max(each.row, 1), at), []).append(each)
    out = io.BytesIO()
    with tempfile.TemporaryDirectory(prefix="comity-copy-") as folder:
        book = plain_book(out, rows_in=Path(folder))
        try:
            _write(book, table, marks)
            _list_errors(book, found, columns)
        finally:
            book.close()
    return out.getvalue()


def _places(error: RowError, columns: Mapping[str, int]) -> list[int]:
    named = column_names([each.strip() for each in error.column.split(",")])
    return [columns[name] for name in named if name in columns] or [0]


_Marks = Mapping[tuple[int, int], Sequence[RowError]]


def _write(book: Any, table: FileTable, marks: _Marks) -> None:
    formats = plain_formats(book)
    red = {"bg_color": "#F8C9C4", "font_color": "#7A1410", "border": 1}
    wrong = book.add_format({"num_format": "@", **red})
    head = book.add_format({"bold": True, **red})
    sheet = book.add_worksheet(table.sheet[:31] if table.form is Format.XLSX else _ROWS)
    width = max(len(table.header), 1)
    write_head(sheet, table.header, [20] * width, formats)
    notes = 0
    for number, cells in ((1, table.header), *table.rows):
        if number > MOST_ROWS:
            raise InputError(
                "the file has more than the {most_rows} rows of which a marked copy is made",
                remedy="Divide the file, or leave `marked` out: the report lists the errors.",
                field="marked",
                most_rows=MOST_ROWS,
            )
        for at in range(max(width, len(cells))):
            said, faults = cells[at] if at < len(cells) else "", marks.get((number, at))
            if faults is None:
                if number > 1:
                    write_cell(sheet, number - 1, at, said, formats)
                continue
            sheet.write_string(number - 1, at, cell_text(said), head if number == 1 else wrong)
            notes += 1
            if notes <= _MOST_NOTES:
                note = "\n".join(f"{each.message}\n{each.remedy}" for each in faults[:5])
                sheet.write_comment(number - 1, at, cell_text(note), {"x_scale": 2, "y_scale": 1.5})


def _list_errors(book: Any, errors: Sequence[RowError], columns: Mapping[str, int]) -> None:
    formats = plain_formats(book)
    sheet = book.add_worksheet(_ERRORS)
    write_head(sheet, _HEADINGS, _WIDTHS, formats)
    for at, each in enumerate(errors, start=1):
        place = _places(each, columns)[0]
        cell = f"{xl_col_to_name(place)}{max(each.row, 1)}"
        said: tuple[str | int, ...]
        said = (cell, each.row, each.column, each.reason.value, each.message, each.remedy)
        for column in range(len(said)):
            write_cell(sheet, at, column, said[column], formats)
