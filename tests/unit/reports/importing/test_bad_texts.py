"""Wrong CSV files and wrong JSON: each gets one precise answer."""

from __future__ import annotations

import json

import pytest

from gateway.domain.annual.templates import shipped_templates
from gateway.errors import InputError, Reason
from gateway.reports.importing import Format, Imported, read_records
from gateway.reports.rates import shipped_rates
from tests.support.annual_files import VERSION
from tests.support.raising import refuses

TEMPLATE = next(each for each in shipped_templates() if each.version == VERSION)


def read(raw: bytes, form: Format) -> Imported:
    return read_records(TEMPLATE, raw, form, shipped_rates())


CSV_HEAD = "kind,reference,exporter,licence_kind,decided,code,destination,value\n"
CSV_ROW = "authorisation,L-1,E,individual,2025-06-02,5A002,TR,5\n"


@pytest.mark.parametrize(
    ("raw", "reason", "says"),
    [
        (b"", Reason.INPUT_EMPTY, "empty"),
        (CSV_HEAD.encode(), Reason.INPUT_EMPTY, "no record"),
        (
            (CSV_HEAD + CSV_ROW).replace(",E,", ",Müller,").encode("cp1252"),
            Reason.ENCODING_INVALID,
            "line 2",
        ),
        ((CSV_HEAD + CSV_ROW).encode("utf-16"), Reason.ENCODING_INVALID, "UTF-16"),
        (b"kind,reference\n" + CSV_ROW.encode(), Reason.COLUMN_MISSING, "decided"),
        (CSV_HEAD.replace("value", "vaule").encode(), Reason.COLUMN_UNKNOWN, "vaule"),
        ((CSV_HEAD + CSV_ROW.replace("E,", '"E,')).encode(), Reason.INPUT_INVALID, "no CSV"),
    ],
)
def test_a_csv_file_that_cannot_be_read_says_why(raw: bytes, reason: Reason, says: str) -> None:
    with refuses(InputError, reason, match=says):
        read(raw, Format.CSV)


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        (CSV_ROW.replace(",E,", ",=1+1,"), "exporter", "formula"),
        (CSV_ROW.replace("authorisation", "licence"), "kind", "no kind"),
        (CSV_ROW.replace("\n", ",extra\n"), "", "9 cells, the header 8"),
        (CSV_ROW.replace("individual", "prohibited"), "licence_kind", "no code"),
        (CSV_ROW.replace(",5\n", ",-5\n"), "value", "negative"),
    ],
)
def test_a_fault_of_a_csv_row_is_named(row: str, column: str, says: str) -> None:
    found = read((CSV_HEAD + row).encode(), Format.CSV)
    assert [(fault.row, fault.column) for fault in found.faults] == [(2, column)]
    assert says in found.faults[0].message
    assert found.records == ()


@pytest.mark.parametrize(
    ("raw", "reason", "says"),
    [
        (b"   ", Reason.INPUT_EMPTY, "no record"),
        (b"[]", Reason.INPUT_EMPTY, "no record"),
        (b"{", Reason.INPUT_INVALID, "no JSON"),
        (b"[" * 100_000, Reason.INPUT_INVALID, "no JSON"),
        (b'"\xff"', Reason.ENCODING_INVALID, "UTF-8"),
        (b'{"licences": []}', Reason.INPUT_INVALID, "neither"),
        (b'{"records": {}}', Reason.INPUT_INVALID, "no list"),
    ],
)
def test_json_that_cannot_be_read_says_why(raw: bytes, reason: Reason, says: str) -> None:
    with refuses(InputError, reason, match=says):
        read(raw, Format.JSON)


def test_a_fault_of_a_json_record_is_named_by_its_place() -> None:
    record = {
        "kind": "use",
        "reference": "U",
        "licence_kind": "EU001",
        "decided": "2025-03-01",
        "lines": [{"code": "5A002", "destination": "TR", "value": "1"}],
    }
    wrong = {**record, "reference": "V", "lines": [{"code": "5A002", "destination": "QQ"}]}
    unknown = {**record, "reference": "W", "weather": "fine"}
    found = read(json.dumps([record, wrong, unknown]).encode(), Format.JSON)
    assert {(fault.row, fault.column) for fault in found.faults} == {
        (2, "destination"),
        (3, "weather"),
    }
    assert found.records == ()
