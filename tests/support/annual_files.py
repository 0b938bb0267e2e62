"""Workbooks of records as an authority would make them, right and wrong."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import xlsxwriter

from gateway.domain.annual.template import RecordKind
from gateway.reports.importing.columns import (
    INDICATOR_COLUMNS,
    INDICATORS,
    NARRATIVE_COLUMNS,
    NARRATIVES,
    columns_of,
)

VERSION = "2024/214/2025-3"
DAY = date(2025, 6, 2)

LICENCE = {
    "reference": "L-1",
    "exporter": "EORI DE1",
    "licence_kind": "individual",
    "decided": DAY,
    "code": "5A002.a.1",
    "destination": "TR",
    "value": 1500.25,
    "currency": "EUR",
}
DENIAL = {
    "reference": "D-1",
    "decision": "refuse",
    "grounds": "human_rights|sanctions",
    "decided": DAY,
    "notified": date(2025, 6, 5),
    "item_group": "NL2",
    "destination": "AE",
    "value": 10,
}

Row = Mapping[str, Any]
Alter = Callable[[Any, Any], None]
"""Given the workbook and its sheets by name, does something to them."""


def columns(sheet: str) -> tuple[str, ...]:
    if sheet == INDICATORS:
        return INDICATOR_COLUMNS
    if sheet == NARRATIVES:
        return NARRATIVE_COLUMNS
    return tuple(column.name for column in columns_of(RecordKind(sheet)))


def workbook(
    sheets: Mapping[str, Sequence[Row]], *, version: str = VERSION, alter: Alter | None = None
) -> bytes:
    """Return a workbook with the rows of each sheet under its columns."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    about = book.add_worksheet("about")
    about.write_row(0, 0, ["template", version])
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    made = {}
    for name, rows in sheets.items():
        sheet = made[name] = book.add_worksheet(name)
        header = columns(name)
        sheet.write_row(0, 0, header)
        for at, row in enumerate(rows, start=1):
            for column, value in row.items():
                if isinstance(value, date):
                    sheet.write_datetime(at, header.index(column), value, day)
                elif value is not None:
                    sheet.write(at, header.index(column), value)
    if alter is not None:
        alter(book, made)
    book.close()
    return out.getvalue()


def with_part(raw: bytes, name: str, content: bytes) -> bytes:
    """Return a workbook with one of its parts replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(out, "w") as target:
        for info in source.infolist():
            if info.filename != name:
                target.writestr(info.filename, source.read(info))
        target.writestr(name, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def that_lies(raw: bytes, name: str, size: int) -> bytes:
    """Return a ZIP that says of one part that it unpacks to less than it does."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        true = archive.getinfo(name).file_size.to_bytes(4, "little")
    at = raw.rindex(name.encode())  # in the central directory
    entry = raw.rindex(b"PK\x01\x02", 0, at)
    assert raw[entry + 24 : entry + 28] == true
    return raw[: entry + 24] + size.to_bytes(4, "little") + raw[entry + 28 :]
