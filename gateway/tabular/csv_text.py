"""CSV (RFC 4180): from octets to rows of cells, with bounds, encoding, delimiter; and back."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from gateway.domain.plain_text import visible
from gateway.errors import InputError, Reason
from gateway.tabular.bounds import Bounds
from gateway.tabular.values import guarded

_DELIMITERS = ",;"
MOST_CELLS = 1000
"""Of a row: ten times what any form of ours has columns."""

_PIECE = 2**20
"""Octets that are made into text at a time, and the most of a line."""

_SAVE_AS_UTF8 = "Save it as 'CSV UTF-8' and import it again."
_FOREIGN_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),  # before UTF-16, with which it begins
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


def csv_rows(raw: bytes, bounds: Bounds) -> Iterator[tuple[int, list[str]]]:
    """Read a file row by row, the row of the column names first.

    Args:
        raw: The file: UTF-8 with or without a byte order mark, a comma or a semicolon between
            the cells.
        bounds: How much of it is read.

    Yields:
        Each row's number as a spreadsheet shows it, from 1, and its cells without white space
        at both ends. Empty rows are left out.

    Raises:
        InputError: INPUT_EMPTY, ENCODING_INVALID; INPUT_INVALID for a file that is too large,
            a first row that is empty, or a quotation mark that is not closed.
    """
    bounds.check_size(raw)
    start = len(codecs.BOM_UTF8) if raw.startswith(codecs.BOM_UTF8) else 0
    _check_marks(raw)
    if not raw[start:].strip():
        raise Reason.INPUT_EMPTY.error(
            "the file is empty", remedy="Give a file with a header and at least one row."
        )
    reader = csv.reader(_lines(raw, start), delimiter=_delimiter(raw[start:][:_PIECE]), strict=True)
    number = 0
    try:
        for number, row in enumerate(reader, start=1):
            if number > bounds.rows + 1:
                raise InputError(
                    "the file has more than {rows} rows", remedy=bounds.remedy, rows=bounds.rows
                )
            if len(row) > MOST_CELLS:
                raise InputError(
                    "row {row} has {count} cells; at most {most_cells} are read",
                    remedy="Remove the columns that the form does not know.",
                    row=number,
                    count=len(row),
                    most_cells=MOST_CELLS,
                )
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield number, cells
            elif number == 1:
                raise InputError(
                    "row 1 is empty; it must name the columns",
                    remedy="Delete the empty rows at the top.",
                )
    except csv.Error as exc:
        raise InputError(
            "row {row} (line {line}) is no CSV: {why}",
            remedy="Look for a quotation mark that is not closed or not doubled.",
            row=number + 1,
            line=reader.line_num,
            why=exc,
        ) from exc


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as CSV: no cell is a formula, and none holds a control character."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([guarded(visible(cell)) for cell in row] for row in rows)
    return out.getvalue()


def _check_marks(raw: bytes) -> None:
    for mark, name in _FOREIGN_MARKS:
        if raw.startswith(mark):
            raise Reason.ENCODING_INVALID.error(
                "the file is encoded in {encoding}, not in UTF-8",
                remedy=_SAVE_AS_UTF8,
                encoding=name,
            )


def _lines(raw: bytes, start: int) -> Iterator[str]:
    """Yield the lines of a file from an octet on, some at a time: none holds up the process."""
    while start < len(raw):
        until = start + _PIECE
        end = len(raw)
        if until < end:  # a carriage return ends a line where no newline is near
            end = raw.rfind(b"\n", start, until) + 1 or raw.rfind(b"\r", start, until - 1) + 1
        if not end:
            line = raw.count(b"\n", 0, start) + 1
            raise InputError(
                "line {line} has more than {piece} octets",
                remedy="Look for a quotation mark that is not closed, or remove cells.",
                line=line,
                piece=_PIECE,
            )
        yield from io.StringIO(_text(raw, start, end), newline="")
        start = end


def _text(raw: bytes, start: int, end: int) -> str:
    try:
        content = raw[start:end].decode()
    except UnicodeDecodeError as exc:
        at = start + exc.start
        line = raw.count(b"\n", 0, at) + 1
        raise Reason.ENCODING_INVALID.error(
            "byte {byte} (0x{raw}, line {line}) is not UTF-8",
            remedy="The file is probably in Windows-1252 or another old encoding. {advice}",
            byte=at,
            line=line,
            raw=f"{raw[at]:02x}",
            advice=_SAVE_AS_UTF8,
        ) from exc
    if "\0" in content:
        line = raw.count(b"\n", 0, raw.index(b"\0", start)) + 1
        raise Reason.ENCODING_INVALID.error(
            "line {line} has a NUL character; the file is not text in UTF-8",
            remedy=_SAVE_AS_UTF8,
            line=line,
        )
    return content


def _delimiter(content: bytes) -> str:
    """Return the delimiter that makes more of the header."""
    first = content.lstrip().split(b"\n", 1)[0]
    return max(_DELIMITERS, key=lambda each: first.count(each.encode()))
