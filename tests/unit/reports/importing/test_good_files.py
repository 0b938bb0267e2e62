"""A filled-in template, a CSV file and JSON say the same, and are taken whole."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal

import pytest

from gateway.domain.annual.records import AnnualRecord
from gateway.domain.annual.template import RecordKind, Template
from gateway.domain.annual.templates import shipped_templates
from gateway.reports.importing import Format, Imported, read_records
from gateway.reports.importing.columns import columns_of
from gateway.reports.importing.form import blank_form
from gateway.reports.rates import shipped_rates
from gateway.tabular.files import format_of
from gateway.tabular.values import guarded
from tests.support.annual_files import DAY, DENIAL, LICENCE, VERSION, workbook

TEMPLATE: Template = next(each for each in shipped_templates() if each.version == VERSION)


def read(raw: bytes, form: Format = Format.XLSX) -> Imported:
    return read_records(TEMPLATE, raw, form, shipped_rates())


def test_rows_below_one_another_are_lines_of_one_record() -> None:
    second = {"reference": "L-1", "code": "2B001", "destination": "TR", "value": 7}
    found = read(workbook({"authorisation": [LICENCE, second], "denial": [DENIAL]}))
    assert found.faults == ()
    licence, denial = found.records
    assert [line.item_group for line in licence.lines] == ["5EC2", "2EC1"]
    assert licence.lines[0].value == Decimal("1500.25")
    assert licence.decided == DAY
    assert denial.grounds == ("human_rights", "sanctions")
    assert denial.notified == date(2025, 6, 5)
    assert denial.lines[0].cyber_group == "non_listed"


def test_a_value_for_several_destinations_is_not_divided() -> None:
    found = read(workbook({"authorisation": [{**LICENCE, "destination": "TR|AE"}]}))
    lines = {line.destination: line.value for line in found.records[0].lines}
    assert lines == {"TR": None, "AE": None, "several": Decimal("1500.25")}


def test_indicators_and_texts_come_along_and_an_empty_one_is_not_available() -> None:
    found = read(
        workbook(
            {
                "indicators": [
                    {"key": "staff", "value": 12},
                    {"key": "fines", "value": 1000.5},
                    {"key": "electronic_licensing", "value": "yes"},
                    {"key": "audits"},
                    {"key": "penalties", "value": 0},
                ],
                "narratives": [
                    {"key": "legislation", "language": "fr", "text": "Une loi."},
                    {"key": "legislation", "language": "en", "text": "A law."},
                ],
            }
        )
    )
    said = {each.key: each for each in found.indicators}
    assert said["staff"].count == 12
    assert said["fines"].euro_cents == 100_050
    assert said["electronic_licensing"].yes is True
    assert said["penalties"].count == 0
    assert "audits" not in said
    assert [text.language for text in found.narratives[0].text] == ["fr", "en"]


def _csv(*records: dict[str, object]) -> bytes:
    names = ["kind", *dict.fromkeys(c.name for k in RecordKind for c in columns_of(k))]
    out = io.StringIO()
    writer = csv.DictWriter(out, names)
    writer.writeheader()
    writer.writerows(records)
    return out.getvalue().encode()


def test_a_csv_file_says_the_same_as_the_workbook() -> None:
    rows = _csv({"kind": "authorisation", **LICENCE}, {"kind": "denial", **DENIAL})
    book = workbook({"authorisation": [LICENCE], "denial": [DENIAL]})
    assert read(rows, Format.CSV).records == read(book).records


def test_json_says_the_same_as_the_workbook() -> None:
    records = read(workbook({"authorisation": [LICENCE], "denial": [DENIAL]})).records
    said = json.dumps([each.model_dump(mode="json") for each in records]).encode()
    assert read(said, Format.JSON).records == records
    wrapped = json.dumps({"records": json.loads(said)}).encode()
    assert read(wrapped, Format.JSON).records == records


def test_what_was_guarded_against_formulas_is_read_as_it_was() -> None:
    assert guarded("=SUM(A1)") == "'=SUM(A1)"
    assert guarded("plain") == "plain"
    found = read(
        _csv({"kind": "authorisation", **LICENCE, "exporter": guarded("@Home GmbH")}), Format.CSV
    )
    assert found.records[0].exporter == "@Home GmbH"


def test_the_blank_form_is_the_same_bytes_each_time_and_reads_as_empty() -> None:
    raw = blank_form(TEMPLATE)
    assert raw == blank_form(TEMPLATE)
    with pytest.raises(Exception, match="no record"):
        read(raw)


def test_a_file_is_known_by_its_ending() -> None:
    assert format_of("2025.XLSX") is Format.XLSX
    with pytest.raises(Exception, match=r"\.ods is not read"):
        format_of("x.ods")


def test_a_record_knows_that_it_was_imported() -> None:
    record = read(workbook({"authorisation": [LICENCE]})).records[0]
    assert isinstance(record, AnnualRecord)
    assert record.source == "import"
