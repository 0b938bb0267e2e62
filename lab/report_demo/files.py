"""Records of a made year as an authority's systems would hand them in: workbook or JSON."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from typing import Any

from gateway.domain.annual.records import AnnualRecord, RecordLine
from gateway.domain.annual.submission import IndicatorValue, NarrativeText
from gateway.domain.annual.template import RecordKind, Template
from gateway.reports.importing.columns import (
    ABOUT,
    INDICATOR_COLUMNS,
    INDICATORS,
    NARRATIVE_COLUMNS,
    NARRATIVES,
    columns_of,
)
from gateway.tabular.importer import Column
from gateway.tabular.plain_workbooks import plain_book

_DAYS = frozenset({"received", "decided", "notified"})


def json_of(
    records: Sequence[AnnualRecord],
    indicators: Sequence[IndicatorValue] = (),
    narratives: Sequence[NarrativeText] = (),
) -> bytes:
    """Return records, indicators and texts as the JSON that an import takes."""
    body = {
        "records": [each.model_dump(mode="json", exclude_defaults=True) for each in records],
        INDICATORS: [each.model_dump(mode="json", exclude_defaults=True) for each in indicators],
        NARRATIVES: [each.model_dump(mode="json", exclude_defaults=True) for each in narratives],
    }
    return json.dumps(body, ensure_ascii=False).encode()


def workbook_of(
    template: Template,
    records: Sequence[AnnualRecord],
    indicators: Sequence[IndicatorValue] = (),
    narratives: Sequence[NarrativeText] = (),
) -> bytes:
    """Return records, indicators and texts as a filled-in workbook of the template.

    Its sheets and columns are those of the empty one (`blank_form`), a row for each line.
    """
    out = io.BytesIO()
    book = plain_book(out)
    book.add_worksheet(ABOUT).write_row(0, 0, ("template", template.version))
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for kind in RecordKind:
        rows = [each for each in records if each.kind is kind]
        if rows:
            _write(book.add_worksheet(str(kind)), columns_of(kind), rows, day)
    _rows(book, INDICATORS, INDICATOR_COLUMNS, [_indicator(each) for each in indicators])
    said = [
        (each.key, "", text.language, text.text) for each in narratives for text in each.text[:1]
    ]
    _rows(book, NARRATIVES, NARRATIVE_COLUMNS, said)
    book.close()
    return out.getvalue()


def _write(
    sheet: Any, columns: Sequence[Column], records: Sequence[AnnualRecord], day: Any
) -> None:
    sheet.write_row(0, 0, [column.name for column in columns])
    at = 1
    for record in records:
        for line in _lines(record) or (None,):
            for place, column in enumerate(columns):
                value = _cell(column, record, line)
                if value in (None, ""):
                    continue
                if column.name in _DAYS:
                    sheet.write_datetime(at, place, value, day)
                elif column.name == "value":
                    sheet.write_number(at, place, value)
                else:
                    sheet.write_string(at, place, str(value))
            at += 1


def _lines(record: AnnualRecord) -> list[RecordLine]:
    """Return the lines, one of several alike without a value: an import refuses equal rows."""
    found: list[RecordLine] = []
    for line in record.lines:
        if line.value is not None or line not in found:
            found.append(line)
    return found


def _cell(column: Column, record: AnnualRecord, line: RecordLine | None) -> Any:
    """Return what stands in a column: of the record, or of its line."""
    if column.of_line:
        return None if line is None else getattr(line, column.name)
    if column.name == "grounds":
        return "|".join(record.grounds)
    value = getattr(record, column.name)
    return ("yes" if value else "") if isinstance(value, bool) else value


def _indicator(value: IndicatorValue) -> tuple[object, ...]:
    if value.yes is not None:
        said: object = "yes" if value.yes else "no"
    elif value.euro_cents is not None:
        said = value.euro_cents / 100
    elif value.count is not None:
        said = value.count
    else:
        said = value.text[0].text if value.text else ""
    return (value.key, "", "", said)


def _rows(book: Any, name: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    sheet = book.add_worksheet(name)
    sheet.write_row(0, 0, header)
    write: Callable[..., object] = sheet.write
    for at, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            if value != "":
                write(at, place, value)
