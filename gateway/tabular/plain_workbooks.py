"""The one way in which a workbook is written: text is text, whatever it begins with.

No text becomes a formula, a link or a number (``5E002`` is no 500), a control character is shown
as its code, and what a cell cannot hold is cut with a mark. A workbook that would be large is
written row by row into a folder, so that no more than a row of it is held.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

import xlsxwriter

from gateway.domain.plain_text import visible
from gateway.tabular.values import Value

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

MOST_ROWS: Final = 1_048_576
"""Rows of a sheet, the header among them (the limit of spreadsheet programs)."""

_MOST_CHARACTERS = 32_767  # of a cell; the same programs'
_CUT = " … [cut here]"
_FIRST_YEAR = 1901  # spreadsheets disagree about the days of 1900
_ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)
_PLAIN = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
_FORMATS: Mapping[str, Mapping[str, Any]] = {
    "head": {"bold": True, "bg_color": "#E5ECF4", "border": 1, "valign": "top"},
    "text": {"num_format": "@"},
    "day": {"num_format": "yyyy-mm-dd"},
    "instant": {"num_format": "yyyy-mm-dd hh:mm:ss"},
    "amount": {"num_format": "0.00"},
    "words": {"text_wrap": True, "valign": "top"},
}


def plain_book(
    out: BinaryIO,
    *,
    created: datetime = _ALWAYS,
    title: str = "",
    rows_in: Path | None = None,
    **properties: str,
) -> Any:
    """Return a workbook of XlsxWriter in which no text is anything else.

    Args:
        out: Where it is written to when it is closed.
        created: Its date; where it is not told, the same rows give the same bytes.
        title: Its title.
        rows_in: Folder for the rows that are written, which must then come in their order;
            None: they are held in memory.
        properties: What else is said of it, e.g. its author.
    """
    held = {"in_memory": True} if rows_in is None else {"constant_memory": True}
    where = {} if rows_in is None else {"tmpdir": str(rows_in)}
    book = xlsxwriter.Workbook(out, {**_PLAIN, **held, **where})
    # XlsxWriter wants it without a zone.
    book.set_properties({"title": title, "created": created.replace(tzinfo=None), **properties})
    return book


def plain_formats(book: Any) -> dict[str, Any]:
    """Return the formats that our workbooks share: head, text, day, instant, amount, words."""
    return {name: book.add_format(dict(wish)) for name, wish in _FORMATS.items()}


def cell_text(text: str) -> str:
    """Return a text as a cell holds it: without control characters, cut where it is too long."""
    shown = visible(text)
    if len(shown) <= _MOST_CHARACTERS:
        return shown
    return shown[: _MOST_CHARACTERS - len(_CUT)] + _CUT


def write_cell(sheet: Any, row: int, column: int, value: Value, formats: Mapping[str, Any]) -> None:
    """Write a value as what it is; an instant as the clock shows it that it comes with.

    Args:
        sheet: The sheet.
        row: Its row, from 0.
        column: Its column, from 0.
        value: The value; None and "" leave the cell empty.
        formats: As `plain_formats` gives them.
    """
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_string(row, column, "yes" if value else "no", formats["text"])
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    elif isinstance(value, str) or value.year < _FIRST_YEAR:
        sheet.write_string(row, column, cell_text(str(value)), formats["text"])
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value.replace(tzinfo=None), formats["instant"])
    else:
        _write_day(sheet, row, column, value, formats)


def _write_day(sheet: Any, row: int, column: int, value: date, formats: Mapping[str, Any]) -> None:
    sheet.write_datetime(row, column, datetime(*value.timetuple()[:3]), formats["day"])  # noqa: DTZ001 - a day


def write_head(
    sheet: Any, names: Sequence[str], widths: Sequence[int], formats: Mapping[str, Any]
) -> None:
    """Write the names of columns into the first row, which stays in sight, with their widths."""
    sheet.freeze_panes(1, 0)
    for at, (name, width) in enumerate(zip(names, widths, strict=True)):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, cell_text(name), formats["head"])


def write_facts(
    book: Any, name: str, facts: Iterable[tuple[str, str]], formats: Mapping[str, Any]
) -> None:
    """Add a sheet that says something of the workbook, a fact each row."""
    sheet = book.add_worksheet(name)
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 110, formats["words"])
    for row, (what, said) in enumerate(facts):
        sheet.write_string(row, 0, cell_text(what), formats["head"])
        sheet.write_string(row, 1, cell_text(said), formats["words"])
