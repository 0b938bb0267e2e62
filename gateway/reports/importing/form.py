"""The workbook that an authority fills in: made from the template of the year.

A sheet for each kind of record, one for indicators, one for texts, one with all codes, and
one that says which template it is, with the counting rules. Columns of codes offer their
list; columns of text are text, so that no program makes 500 of 5E002. Nothing in it is a
formula. The same template gives the same bytes.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from gateway.domain.annual.template import IndicatorUnit, RecordKind, Template
from gateway.reports.classifying import dimensions_of
from gateway.reports.importing.columns import (
    ABOUT,
    BOUNDS,
    CODES,
    INDICATOR_COLUMNS,
    INDICATORS,
    NARRATIVE_COLUMNS,
    NARRATIVES,
    columns_of,
    dimension_of,
)
from gateway.tabular.importer import Column
from gateway.tabular.plain_workbooks import plain_book, plain_formats, write_facts

_DAYS = frozenset({"received", "decided", "notified"})
_YES_NO = frozenset({"amended", "annulled"})
_SEVERAL = frozenset({"grounds", "destination"})
"""Columns that may hold several codes: a list would refuse them."""


_HOW = (
    "One row for each line of a record; rows below one another with the same reference are one "
    "record. Leave a sheet empty where there is nothing. Values, no formulas; no merged cells. "
    "Exporters are counted at your authority and are never sent."
)


def blank_form(template: Template) -> bytes:
    """Return the empty workbook of a template."""
    out = io.BytesIO()
    # The day of the template and not of the writing: the same bytes each time.
    created = datetime.combine(template.published, datetime.min.time(), tzinfo=UTC)
    book = plain_book(out, created=created, title=template.title)
    formats = plain_formats(book)
    _about(book, template, formats)
    ranges = _codes_written_last(template)
    for kind in RecordKind:
        if any(table.records is kind for table in template.table):
            _records(book, template, kind, formats, ranges)
    _indicators(book, template, formats)
    _narratives(book, template, formats)
    _codes(book, template, formats)
    book.close()
    return out.getvalue()


def _about(book: Any, template: Template, formats: dict[str, Any]) -> None:
    rows = [
        ("template", template.version),
        ("year", str(template.year)),
        ("title", template.title),
        ("source", template.source),
        (
            "how",
            _HOW,
        ),
        *((f"rule {at}", rule) for at, rule in enumerate(template.counting.rules, start=1)),
    ]
    write_facts(book, ABOUT, rows, formats)


def _records(
    book: Any,
    template: Template,
    kind: RecordKind,
    formats: dict[str, Any],
    ranges: dict[str, str],
) -> None:
    sheet = book.add_worksheet(str(kind))
    sheet.freeze_panes(1, 1)
    used = {*dimensions_of(template, kind)}
    for at, column in enumerate(columns_of(kind)):
        sheet.write_string(0, at, column.name, formats["head"])
        sheet.write_comment(0, at, _comment(template, kind, column))
        shape = "day" if column.name in _DAYS else "amount" if column.name == "value" else "text"
        sheet.set_column(at, at, 18, formats[shape])
        check = _validation(kind, column, ranges, used)
        if check is not None:
            sheet.data_validation(1, at, BOUNDS.rows, at, check)


def _comment(template: Template, kind: RecordKind, column: Column) -> str:
    needed = " Needed." if kind in column.needed else ""
    dimension = dimension_of(column, kind)
    codes = f" Codes: {template.code_list(dimension).title}, sheet {CODES}." if dimension else ""
    return f"{column.meaning}{needed}{codes}"


def _validation(
    kind: RecordKind, column: Column, ranges: dict[str, str], used: set[str]
) -> dict[str, Any] | None:
    dimension = dimension_of(column, kind)
    if dimension in ranges and dimension in used and column.name not in _SEVERAL:
        return {"validate": "list", "source": ranges[dimension]}
    if column.name in _YES_NO:
        return {"validate": "list", "source": ["yes", "no"]}
    if column.name == "value":
        return {"validate": "decimal", "criteria": ">=", "value": 0}
    return None


def _indicators(book: Any, template: Template, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet(INDICATORS)
    for at, (name, width) in enumerate(zip(INDICATOR_COLUMNS, (24, 70, 12, 30), strict=True)):
        sheet.write_string(0, at, name, formats["head"])
        sheet.set_column(at, at, width)
    sheet.write_comment(0, 3, "Leave it empty where it is not available; 0 says that it is zero.")
    for row, each in enumerate(template.indicator, start=1):
        for at, said in enumerate((each.key, each.title, str(each.unit))):
            sheet.write_string(row, at, said)
        if each.unit is IndicatorUnit.YES_NO:
            sheet.data_validation(row, 3, row, 3, {"validate": "list", "source": ["yes", "no"]})


def _narratives(book: Any, template: Template, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet(NARRATIVES)
    for at, (name, width) in enumerate(zip(NARRATIVE_COLUMNS, (24, 50, 10, 100), strict=True)):
        sheet.write_string(0, at, name, formats["head"])
        sheet.set_column(at, at, width, formats["words"])
    written = [each for each in template.narrative if each.by_states]
    for row, each in enumerate(written, start=1):
        for at, said in enumerate((each.key, each.title, "en")):
            sheet.write_string(row, at, said)


def _codes_written_last(template: Template) -> dict[str, str]:
    """Return where on the sheet of codes the codes of each list will stand."""
    found = {}
    for at, each in enumerate(template.lists):
        column = xl_col_to_name(2 * at)
        leaves = sum(1 for value in each.code if not each.children(value.code))
        found[each.key] = f"={CODES}!${column}$2:${column}${leaves + 1}"
    return found


def _codes(book: Any, template: Template, formats: dict[str, Any]) -> None:
    """Write each list's finest codes and their labels: only those can be reported."""
    sheet = book.add_worksheet(CODES)
    sheet.freeze_panes(1, 0)
    for at, each in enumerate(template.lists):
        sheet.write_string(0, 2 * at, each.key, formats["head"])
        sheet.write_string(0, 2 * at + 1, each.title, formats["head"])
        sheet.set_column(2 * at, 2 * at, 14, formats["text"])
        sheet.set_column(2 * at + 1, 2 * at + 1, 40)
        leaves = [value for value in each.code if not each.children(value.code)]
        for row, value in enumerate(leaves, start=1):
            sheet.write_string(row, 2 * at, value.code)
            sheet.write_string(row, 2 * at + 1, value.label)
