"""A table in each format: what is written is read again, and nothing in it acts or is trusted."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from gateway.domain.plain_text import fault_in
from gateway.errors import InputError, Reason
from gateway.tabular.bounds import Bounds
from gateway.tabular.files import Format, read_table, write_table
from gateway.tabular.import_report import RowError
from gateway.tabular.values import guarded, unguarded
from gateway.tabular.workbooks import sheet_rows
from tests.support.raising import refuses

BOUNDS = Bounds(2**20, 1000, "Split it.")
HEADER = ("Number", "Goods")
ACTIVE = ("=1+1", "+49 30", "-5", "@SUM(A1)", "'=kept", "''-kept")

_CELL = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=12).filter(
    lambda text: not fault_in(text, unseen=False)
)


@pytest.mark.parametrize("form", list(Format))
@given(rows=st.lists(st.tuples(_CELL.filter(bool), _CELL), min_size=1, max_size=5))
def test_what_is_written_is_read_again(form: Format, rows: list[tuple[str, str]]) -> None:
    found = read_table(write_table(HEADER, rows, form), form, BOUNDS)
    assert tuple(found.header) == HEADER
    assert [tuple(cells) for _, cells in found.rows] == rows
    assert found.faults == ()


@pytest.mark.parametrize("text", ACTIVE)
def test_a_text_that_looks_like_a_formula_is_text(text: str) -> None:
    assert unguarded(guarded(text)) == text
    csv = write_table(HEADER, [("1", text)], Format.CSV).decode()
    assert csv.splitlines()[1] == f"1,'{text}"
    book = zipfile.ZipFile(io.BytesIO(write_table(HEADER, [("1", text)], Format.XLSX)))
    assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_the_same_rows_give_the_same_workbook() -> None:
    first, second = (write_table(HEADER, [("1", "x")], Format.XLSX) for _ in range(2))
    assert first == second


def workbook(*rows: tuple[object, ...]) -> bytes:
    """Return a workbook as a spreadsheet program writes one: formulas, numbers, days."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("List")
    for at, row in enumerate((HEADER, *rows)):
        sheet.write_row(at, 0, row)
    book.close()
    return out.getvalue()


def test_a_formula_is_named_by_sheet_row_and_cell() -> None:
    found = read_table(workbook((1, "=1+1")), Format.XLSX, BOUNDS)
    (fault,) = found.faults
    assert (fault.sheet, fault.row, fault.cell, fault.column) == ("List", 2, "B2", "Goods")


def test_an_error_stands_in_the_cell_where_a_person_looks() -> None:
    error = RowError(row=4, column="Goods", reason=Reason.INPUT_INVALID, message="x", remedy="y")
    sheet = read_table(workbook((1.0, 2.5)), Format.XLSX, BOUNDS)
    assert [tuple(cells) for _, cells in sheet.rows] == [("1", "2.5")]
    assert sheet.placed(error, 1).cell == "B4"
    listed = read_table(b'[{"Number": 1, "Goods": true}]', Format.JSON, BOUNDS)
    assert [tuple(cells) for _, cells in listed.rows] == [("1", "yes")]
    assert listed.placed(error, 1).row == 3  # the third of the list


@pytest.mark.parametrize(
    ("raw", "form", "reason", "named"),
    [
        (b"", Format.XLSX, Reason.INPUT_EMPTY, "empty"),
        (b"PK\x03\x04", Format.XLSX, Reason.INPUT_INVALID, "no XLSX"),
        (b"\xff", Format.JSON, Reason.ENCODING_INVALID, "octet 0"),
        (b"{", Format.JSON, Reason.INPUT_INVALID, "no JSON"),
        (b'{"a": 1}', Format.JSON, Reason.INPUT_INVALID, "list of objects"),
        (b"[" * 2**18, Format.JSON, Reason.INPUT_INVALID, "no JSON"),
        (b"[]", Format.JSON, Reason.INPUT_EMPTY, "empty"),
        (json.dumps([{"a": 1}] * 1001).encode(), Format.JSON, Reason.INPUT_INVALID, "1000"),
        (b" " * (2**20 + 1), Format.JSON, Reason.INPUT_INVALID, "at most"),
        (b" " * (2**20 + 1), Format.XLSX, Reason.INPUT_INVALID, "at most"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    raw: bytes, form: Format, reason: Reason, named: str
) -> None:
    with refuses(InputError, reason, match=named):
        read_table(raw, form, BOUNDS)


def test_a_workbook_that_unpacks_to_more_than_is_read_is_refused_before_it_is() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
        book.writestr("xl/worksheets/sheet1.xml", b" " * (65 * 2**20))
    assert len(out.getvalue()) < BOUNDS.octets
    with pytest.raises(InputError, match="64 MiB"):
        read_table(out.getvalue(), Format.XLSX, BOUNDS)


def test_the_sheet_that_a_mapping_names_is_read_or_those_that_there_are_are_named() -> None:
    book = write_table(HEADER, [("1", "x")], Format.XLSX, beside={"left out": [("Row",), ("7",)]})
    assert [*read_table(book, Format.XLSX, BOUNDS, sheet="left out").rows] == [(2, ["7"])]
    with pytest.raises(InputError) as caught:
        read_table(book, Format.XLSX, BOUNDS, sheet="nowhere")
    assert "left out" in caught.value.remedy


def test_a_list_in_a_row_of_json_is_named() -> None:
    (fault,) = read_table(b'[{"a": "x"}, {"a": ["x"]}]', Format.JSON, BOUNDS).faults
    assert (fault.row, fault.column) == (2, "a")


def test_a_sheet_that_begins_further_in_keeps_its_rows_and_columns() -> None:
    """Its rows are read one by one, so that the node answers meanwhile (attack2 M1)."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        book.add_worksheet().write(3, 2, "x")
        book.add_worksheet()
    read = CalamineWorkbook.from_filelike(io.BytesIO(held.getvalue()))
    shown, empty = map(read.get_sheet_by_index, range(2))
    assert list(sheet_rows(shown)) == shown.to_python(skip_empty_area=False)
    assert list(sheet_rows(empty)) == []
