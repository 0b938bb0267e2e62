"""Each wrong file gets one precise answer: sheet, row, column, reason and remedy."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from gateway.domain.annual.records import MAX_FORM_BYTES
from gateway.domain.annual.templates import shipped_templates
from gateway.errors import InputError, LawError, Reason
from gateway.reports.importing import Format, Imported, read_records
from gateway.reports.importing.columns import BOUNDS
from gateway.reports.rates import shipped_rates
from gateway.tabular.workbooks import bound_workbook
from tests.support.annual_files import (
    DENIAL,
    LICENCE,
    VERSION,
    Alter,
    that_lies,
    with_part,
    workbook,
)
from tests.support.measured import memory_below
from tests.support.raising import refuses

TEMPLATE = next(each for each in shipped_templates() if each.version == VERSION)
SHEET = "xl/worksheets/sheet2.xml"


def read(raw: bytes, form: Format = Format.XLSX) -> Imported:
    return read_records(TEMPLATE, raw, form, shipped_rates())


def authorisation(**changes: Any) -> dict[str, list[dict[str, Any]]]:
    return {"authorisation": [{**LICENCE, **changes}]}


def _formula(book: Any, sheets: Mapping[str, Any]) -> None:
    sheets["authorisation"].write_formula("J2", "=1000*2", None, 2000)


def _merged(book: Any, sheets: Mapping[str, Any]) -> None:
    sheets["authorisation"].merge_range("B2:B3", "EORI DE1")


def _header(book: Any, sheets: Mapping[str, Any]) -> None:
    sheets["authorisation"].write(0, 2, "licence kind of ours")


def _more_sheets(book: Any, sheets: Mapping[str, Any]) -> None:
    book.add_worksheet("Authorisations")


def _aside(book: Any, sheets: Mapping[str, Any]) -> None:
    sheets["authorisation"].write("P2", "a note")


def _far_away(book: Any, sheets: Mapping[str, Any]) -> None:
    sheets["authorisation"].write("XFD1048576", 1)


TWICE = [LICENCE, LICENCE]
APART = [LICENCE, {**LICENCE, "reference": "L-2"}, {**LICENCE, "value": 3}]
DIFFERS = [LICENCE, {**LICENCE, "licence_kind": "global", "value": 3}]

FAULTS: dict[
    str, tuple[Mapping[str, Sequence[Any]], Alter | None, tuple[str, int, str], Reason, str]
]
FAULTS = {
    "wrong year": (
        authorisation(decided=LICENCE["decided"].replace(year=2024)),  # type: ignore[attr-defined]
        None,
        ("authorisation", 2, "decided"),
        Reason.DATE_IMPOSSIBLE,
        "lies in 2024; the report is on 2025",
    ),
    "unknown group": (
        authorisation(code=None, item_group="5EC9"),
        None,
        ("authorisation", 2, "item_group"),
        Reason.CODE_UNKNOWN,
        "5EC9 is no code",
    ),
    "group of another code": (
        authorisation(item_group="5EC1"),
        None,
        ("authorisation", 2, "item_group"),
        Reason.CODE_UNKNOWN,
        "belongs to 5EC2",
    ),
    "unknown destination": (
        authorisation(destination="Turkey"),
        None,
        ("authorisation", 2, "destination"),
        Reason.CODE_UNKNOWN,
        "Turkey is no code",
    ),
    "negative value": (
        authorisation(value=-5),
        None,
        ("authorisation", 2, "value"),
        Reason.INPUT_INVALID,
        "negative",
    ),
    "text in a number": (
        authorisation(value="1 500,25 EUR"),
        None,
        ("authorisation", 2, "value"),
        Reason.INPUT_INVALID,
        "text and not a number",
    ),
    "a code that became a number": (
        authorisation(code=500),  # 5E002 as a spreadsheet reads it
        None,
        ("authorisation", 2, "code"),
        Reason.INPUT_INVALID,
        "5E002",
    ),
    "a date as text with two meanings": (
        authorisation(decided="02/06/2025"),
        None,
        ("authorisation", 2, "decided"),
        Reason.DATE_IMPOSSIBLE,
        "two meanings",
    ),
    "a date as a number": (
        authorisation(decided=45810),
        None,
        ("authorisation", 2, "decided"),
        Reason.DATE_IMPOSSIBLE,
        "a number and not a date",
    ),
    "a day that there is not": (
        authorisation(decided="2025-02-30"),
        None,
        ("authorisation", 2, "decided"),
        Reason.DATE_IMPOSSIBLE,
        "there is no day",
    ),
    "duplicated row": (
        {"authorisation": TWICE},
        None,
        ("authorisation", 3, ""),
        Reason.INPUT_INVALID,
        "stands twice",
    ),
    "reference used again": (
        {"authorisation": APART},
        None,
        ("authorisation", 4, "reference"),
        Reason.INPUT_INVALID,
        "stands in row 2 already",
    ),
    "lines that contradict": (
        {"authorisation": DIFFERS},
        None,
        ("authorisation", 3, "licence_kind"),
        Reason.INPUT_INVALID,
        "differs from row 2",
    ),
    "empty cell": (
        authorisation(licence_kind=None),
        None,
        ("authorisation", 2, "licence_kind"),
        Reason.INPUT_INVALID,
        "empty",
    ),
    "currency without a rate": (
        authorisation(currency="XAF"),
        None,
        ("authorisation", 2, "currency"),
        Reason.CODE_UNKNOWN,
        "no reference rate for XAF",
    ),
    "denial that was not notified in the year": (
        {"denial": [{**DENIAL, "notified": "2026-01-03"}]},
        None,
        ("denial", 2, "notified"),
        Reason.DATE_IMPOSSIBLE,
        "lies in 2026",
    ),
    "notified before it was decided": (
        {"denial": [{**DENIAL, "notified": "2025-01-03"}]},
        None,
        ("denial", 2, ""),
        Reason.INPUT_INVALID,
        "notified lies before decided",
    ),
    "a formula in a cell": (
        authorisation(),
        _formula,
        ("authorisation", 2, "value"),
        Reason.INPUT_INVALID,
        "formula",
    ),
    "a formula as text": (
        authorisation(exporter="=HYPERLINK(1)"),
        None,
        ("authorisation", 2, "exporter"),
        Reason.INPUT_INVALID,
        "formula",
    ),
    "merged cells": (
        {"authorisation": [LICENCE, {**LICENCE, "reference": "L-2"}]},
        _merged,
        ("authorisation", 2, ""),
        Reason.INPUT_INVALID,
        "B2:B3 are merged",
    ),
    "a column of another name": (
        authorisation(),
        _header,
        ("authorisation", 1, "licence_kind_of_ours"),
        Reason.COLUMN_UNKNOWN,
        "no column",
    ),
    "a sheet of another name": (
        authorisation(),
        _more_sheets,
        ("Authorisations", 0, ""),
        Reason.COLUMN_UNKNOWN,
        "no such sheet",
    ),
    "a note beside the columns": (
        authorisation(),
        _aside,
        ("authorisation", 2, ""),
        Reason.INPUT_INVALID,
        "right of the named columns",
    ),
    "a cell in the last corner": (
        authorisation(),
        _far_away,
        ("authorisation", 0, ""),
        Reason.INPUT_INVALID,
        "row 1048576, column 16384",
    ),
    "unknown indicator": (
        {"indicators": [{"key": "happiness", "value": 7}]},
        None,
        ("indicators", 2, "key"),
        Reason.CODE_UNKNOWN,
        "knows no happiness",
    ),
    "text for a count": (
        {"indicators": [{"key": "audits", "value": "many"}]},
        None,
        ("indicators", 2, "value"),
        Reason.INPUT_INVALID,
        "text and not a number",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_by_sheet_row_column_and_remedy(name: str) -> None:
    sheets, alter, place, reason, says = FAULTS[name]
    good = {"use": [{"reference": "U", "licence_kind": "EU001", "decided": "2025-03-01",
                     "code": "5A002", "destination": "TR", "value": 1}]}  # fmt: skip
    found = read(workbook({**good, **sheets}, alter=alter))
    assert found.records == (), "nothing is half-imported"
    fault = next(each for each in found.faults if says in each.message)
    assert (fault.sheet, fault.row, fault.column) == place
    assert fault.reason is reason
    assert fault.remedy
    assert len(found.faults) <= 2


def test_every_fault_is_told_at_once_up_to_a_bound() -> None:
    rows = [{**LICENCE, "reference": f"L-{n}", "value": "x"} for n in range(600)]
    found = read(workbook({"authorisation": rows}))
    assert (len(found.faults), found.more) == (500, 100)


# --- Files that cannot be read at all ----------------------------------------------------

GOOD = workbook(authorisation())
_DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'


def _zeroes() -> bytes:
    """A hundred megabytes of a sheet in a hundred kilobytes of a file."""
    head = b'<worksheet xmlns="x"><sheetData>'
    return with_part(GOOD, SHEET, head + b"<row/>" * (105_000_000 // 6) + b"</sheetData>")


def _lying() -> bytes:
    return that_lies(_zeroes(), SHEET, 1000)


def _encrypted() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096)


def _many_parts() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(400):
            archive.writestr(f"xl/{number}.xml", b"<x/>")
        archive.writestr("xl/workbook.xml", b"<x/>")
    return out.getvalue()


UNREADABLE = {
    "wrong template": (
        lambda: workbook(authorisation(), version="2024/214/2024-1"),
        Reason.TEMPLATE_INVALID,
        "for the template 2024/214/2024-1",
    ),
    "no template named": (
        lambda: with_part(GOOD, "xl/worksheets/sheet1.xml", b'<worksheet xmlns="x"/>'),
        Reason.TEMPLATE_INVALID,
        "none is named",
    ),
    "empty file": (lambda: b"", Reason.INPUT_EMPTY, "empty"),
    "nothing filled in": (lambda: workbook({"authorisation": []}), Reason.INPUT_EMPTY, "no record"),
    "no workbook": (lambda: b"Dear colleagues,", Reason.INPUT_INVALID, "no XLSX"),
    "cut off": (lambda: GOOD[: len(GOOD) // 2], Reason.INPUT_INVALID, "no XLSX"),
    "old or with a password": (_encrypted, Reason.INPUT_INVALID, "password"),
    "macros": (
        lambda: with_part(GOOD, "xl/vbaProject.bin", b"x"),
        Reason.INPUT_INVALID,
        "macros",
    ),
    "a sheet of 100 MB": (_zeroes, Reason.INPUT_INVALID, "unpacks to more"),
    "a sheet that says it is small": (_lying, Reason.INPUT_INVALID, "no XLSX|unpacks to more"),
    "many parts": (_many_parts, Reason.INPUT_INVALID, "no XLSX"),
    "entities": (
        lambda: with_part(GOOD, SHEET, _DOCTYPE),
        Reason.INPUT_INVALID,
        "document type",
    ),
    "broken XML": (
        lambda: with_part(GOOD, SHEET, b"<worksheet><row></worksheet>"),
        Reason.INPUT_INVALID,
        "no well-formed XML",
    ),
    "too large": (
        lambda: b"PK\x03\x04" + bytes(MAX_FORM_BYTES),
        Reason.INPUT_INVALID,
        "at most",
    ),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_cannot_be_read_says_why(name: str) -> None:
    make, reason, says = UNREADABLE[name]
    with pytest.raises((InputError, LawError), match=says) as caught:
        read(make())
    assert caught.value.reason is reason
    assert caught.value.remedy


def test_an_encoding_that_nobody_knows_is_a_damaged_file() -> None:
    """Found in use: attack M6."""
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        sheet = archive.read(SHEET)
    raw = with_part(
        GOOD, SHEET, b'<?xml version="1.0" encoding="t"?>' + sheet[sheet.index(b"<w") :]
    )

    with refuses(InputError, Reason.INPUT_INVALID, match="no XLSX"):
        read(raw)


def test_no_altered_workbook_raises_what_is_not_ours() -> None:
    """Found in use: attack M6."""
    drawn = random.Random(20261127)
    seen = set()
    for _ in range(800):
        raw = bytearray(GOOD)
        # Of the directory at the end as often as of the parts before it.
        first = drawn.choice([0, GOOD.rindex(SHEET.encode())])
        for _ in range(drawn.randint(1, 6)):
            raw[drawn.randrange(first, len(raw))] = drawn.randrange(256)
        try:
            bound_workbook(bytes(raw), BOUNDS)
        except InputError as exc:
            seen.add(str(exc).split(",")[0])
    assert len(seen) > 1


def test_a_directory_of_many_records_costs_less_than_twice_its_octets() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(20_000):
            archive.writestr(f"{number}", b"")
    raw = out.getvalue()
    with memory_below(2 * len(raw)), pytest.raises(InputError, match="no XLSX"):
        bound_workbook(raw, BOUNDS)
