"""A table as files for programs: CSV and JSON, one cell a line, every state in words.

A spreadsheet takes a text that begins with ``=``, ``+``, ``-`` or ``@`` for a formula; in
the CSV such a text stands behind an apostrophe, as the data dictionary says.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from gateway.domain.annual.edition import Edition, PublishedTable, Shown
from gateway.domain.plain_text import escaped
from gateway.reports.publication.words import decimal_euro
from gateway.tabular.csv_text import csv_text

COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("table", "string", "Number of the table in the report."),
    ("row_code", "string", "Code of the row; * is the total, codes joined by + are shown as one."),
    ("row_label", "string", "What the row is called."),
    ("row_level", "string", "Level of the row in its code list; * is the total."),
    ("column_code", "string", "Code of the column; * is the total."),
    ("column_label", "string", "What the column is called."),
    ("column_level", "string", "Level of the column in its code list; * is the total."),
    (
        "state",
        "string",
        (
            "value, zero, not_available, confidential (a Member State has said so) or suppressed "
            "(a disclosure rule holds it back)."
        ),
    ),
    ("number", "integer", "The number; empty where the cell shows none."),
    ("value_eur", "decimal", "The value in euro, exact; empty where the cell shows none."),
    (
        "why",
        "string",
        (
            "Of a confidential cell: the ground. Of a suppressed one: disclosure, whichever rule "
            "it is, or not_cleared."
        ),
    ),
    ("said_by", "string", "Of a confidential cell: the Member States that said so, by spaces."),
)
"""Columns of a table's CSV: name, type (of XML Schema) and meaning."""

TOGETHER_COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("table", "string", "Number of the table in the report."),
    ("side", "string", "rows or columns: what the parts are in the table."),
    ("total_code", "string", "Code of the row or column whose parts they are; * is the total."),
    ("total_label", "string", "What it is called."),
    ("part_codes", "string", "Codes of all its parts, shown or not, by spaces."),
    ("across_code", "string", "Code of the column, of parts that are columns of the row."),
    ("across_label", "string", "What that is called."),
    ("held_back", "integer", "So many of the parts are held back there, two at least."),
    ("number", "integer", "Their number together; empty where numbers do not add up over them."),
    ("value_eur", "decimal", "Their value together in euro, exact; empty where there is none."),
)
"""Columns of the CSV of what is held back together: name, type and meaning."""


def csv_file(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows as CSV of RFC 4180 in UTF-8."""
    return csv_text((header, *rows)).encode()


def json_file(value: Any) -> bytes:
    """Return a value as JSON, the same bytes each time."""
    return (escaped(json.dumps(value, ensure_ascii=False, indent=1)) + "\n").encode()


def table_csv(table: PublishedTable) -> bytes:
    """Return a table as CSV: a line for each cell."""
    return csv_file([name for name, _, _ in COLUMNS], _records(table))


def table_json(edition: Edition, table: PublishedTable) -> bytes:
    """Return a table as JSON, with what it says of itself."""
    return json_file(
        {
            "collection": edition.collection,
            "year": edition.year,
            "edition": edition.number,
            "counting": list(edition.counting),
            "disclosure": list(edition.disclosure),
            "table": table.model_dump(mode="json"),
        }
    )


def indicators_csv(edition: Edition) -> bytes:
    """Return the indicators of administration and enforcement as CSV."""
    return csv_file(
        ("indicator", "title", "section", "member_state", "shown"),
        (
            (each.key, each.title, each.section, each.origin, each.shown)
            for each in edition.indicators
        ),
    )


def changes_csv(edition: Edition) -> bytes:
    """Return the cells that differ from the edition before as CSV."""
    sides = ("state", "number", "value_eur", "why")
    return csv_file(
        (
            "table",
            "row_code",
            "column_code",
            *(f"{side}_{when}" for when in ("before", "after") for side in sides),
        ),
        (
            (each.table, each.row, each.column, *_side(each.before), *_side(each.after))
            for each in edition.changes
        ),
    )


def together_csv(tables: Iterable[PublishedTable]) -> bytes:
    """Return what is held back together in tables as CSV: a line for each sum.

    A file of its own: in a table's CSV every line is a cell that codes name.
    """
    header = [name for name, _, _ in TOGETHER_COLUMNS]
    return csv_file(header, (row for table in tables for row in together_records(table)))


def together_records(table: PublishedTable) -> Iterator[tuple[str, ...]]:
    """Yield the lines of a table in the CSV of what is held back together."""
    for held in table.held_together:
        total = next(line for line in table.lines(held.side) if line.code == held.under)
        across = {line.code: line.label for line in table.across(held.side)}
        for each in held.sums:
            yield (
                table.number,
                held.side.value,
                total.code,
                total.label,
                " ".join(held.parts),
                each.at,
                across[each.at],
                str(each.parts),
                "" if each.number is None else str(each.number),
                "" if each.value_cents is None else decimal_euro(each.value_cents),
            )


def _records(table: PublishedTable) -> Iterator[tuple[str, ...]]:
    for row, cells in zip(table.rows, table.cells, strict=True):
        for column, cell in zip(table.columns, cells, strict=True):
            state, number, value, reason = _side(cell)
            yield (
                table.number,
                row.code,
                row.label,
                row.level,
                column.code,
                column.label,
                column.level,
                state,
                number,
                value,
                reason,
                " ".join(cell.said_by),
            )


def _side(cell: Shown | None) -> tuple[str, str, str, str]:
    if cell is None:
        return "", "", "", ""
    return (
        cell.state.value,
        "" if cell.number is None else str(cell.number),
        "" if cell.value_cents is None else decimal_euro(cell.value_cents),
        cell.why,
    )
