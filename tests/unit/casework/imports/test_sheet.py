"""Files that cannot be read as a whole are refused with reason and remedy; rows are told apart.

The files are tests/assets/imports; their names say what is wrong with them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.casework.imports import Form, Way
from gateway.casework.imports.sheet import read_sheet
from gateway.errors import InputError, Reason

ASSETS = Path(__file__).parents[3] / "assets" / "imports"
HEADER = (
    "national_reference,decision,decision_date,destination,end_user_names,description,control_codes"
)
ROW = "R-1,refuse,2026-03-17,TR,Örnek A.Ş.,Camera,6A003.b.4.b"


def refused(name: str, way: Way = Way.OWN) -> InputError:
    with pytest.raises(InputError) as caught:
        read_sheet((ASSETS / name).read_bytes(), way=way)
    return caught.value


@pytest.mark.parametrize(
    ("name", "reason", "said"),
    [
        ("empty.csv", Reason.INPUT_EMPTY, "empty"),
        ("empty-but-for-a-byte-order-mark.csv", Reason.INPUT_EMPTY, "empty"),
        ("header-without-rows.csv", Reason.INPUT_EMPTY, "no row"),
        ("no-header.csv", Reason.COLUMN_MISSING, "row 1 names none"),
        ("column-unknown.csv", Reason.COLUMN_UNKNOWN, "destinatoin"),
        ("column-missing.csv", Reason.COLUMN_MISSING, "control_codes"),
        ("column-twice.csv", Reason.INPUT_INVALID, "twice: description"),
        ("windows-1252.csv", Reason.ENCODING_INVALID, "byte 139 (0xe9, line 2)"),
        ("utf-16.csv", Reason.ENCODING_INVALID, "UTF-16"),
        ("nul-character.csv", Reason.ENCODING_INVALID, "line 2"),
        ("quote-not-closed.csv", Reason.INPUT_INVALID, "row 2"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_and_says_where(
    name: str, reason: Reason, said: str
) -> None:
    error = refused(name)
    assert error.reason is reason
    assert said in str(error)
    assert error.remedy


def test_a_mistyped_column_is_told_with_the_nearest_name() -> None:
    assert "Did you mean destination" in refused("column-unknown.csv").remedy


def test_a_column_of_another_way_is_refused_because_the_ways_do_not_mix() -> None:
    error = refused("column-of-another-way.csv")
    assert error.reason is Reason.COLUMN_UNKNOWN
    assert "'initial' or 'relayed'" in error.remedy


def test_a_header_that_is_none_is_not_repeated_in_the_error() -> None:
    assert "Örnek" not in str(refused("no-header.csv"))


def test_the_form_of_others_is_for_relayed_denials_only() -> None:
    error = refused("lite-columns-missing.csv")
    assert error.reason is Reason.COLUMN_UNKNOWN
    assert "relayed" in error.remedy


def test_missing_columns_of_the_form_of_others_are_named() -> None:
    error = refused("lite-columns-missing.csv", Way.RELAYED)
    assert error.reason is Reason.COLUMN_MISSING
    assert "regime_reg_ref, entity_type" in str(error)


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_encoding_delimiter_and_line_end_are_found(
    mark: str, delimiter: str, line_end: str
) -> None:
    text = mark + line_end.join([HEADER, ROW]).replace(",", delimiter)
    sheet = read_sheet(text.encode(), way=Way.OWN)
    assert sheet.form is Form.COMITY
    assert sheet.rows[0].cells["end_user_names"] == "Örnek A.Ş."
    assert sheet.rows[0].fault is None


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    two_lines = ROW.replace("Camera", '"two\nlines"')
    text = f"{HEADER}\n\n,,,,,,\n{two_lines}\n{ROW}"
    assert [row.number for row in read_sheet(text.encode(), way=Way.OWN).rows] == [4, 5]


def test_empty_columns_that_a_spreadsheet_leaves_are_no_fault() -> None:
    sheet = read_sheet(f"{HEADER},,\n{ROW},,\n".encode(), way=Way.OWN)
    assert sheet.rows[0].fault is None


@pytest.mark.parametrize("row", [f"{ROW},more", ROW.rsplit(",", 1)[0]])
def test_a_row_of_another_length_has_a_fault_and_the_others_have_none(row: str) -> None:
    rows = read_sheet(f"{HEADER}\n{row}\n{ROW}\n".encode(), way=Way.OWN).rows
    assert [bool(each.fault) for each in rows] == [True, False]
    assert [each.row for each in rows[0].errors] == [2]


@pytest.mark.parametrize(
    ("column", "right", "wrong"),
    [
        ("description", "Camera", "Cam\x1b[2Jera"),
        ("description", "Camera", "Camera\u202e"),
        ("national_reference", "R-1", "R\x851"),
        ("national_reference", "R-1", '"R\n1"'),
        ("end_user_names", "Örnek A.Ş.", '"Örnek\nA.Ş."'),
    ],
)
def test_a_cell_with_a_control_character_is_the_fault_of_its_row(
    column: str, right: str, wrong: str
) -> None:
    rows = read_sheet(f"{HEADER}\n{ROW.replace(right, wrong)}\n{ROW}\n".encode(), way=Way.OWN).rows
    assert [bool(each.fault) for each in rows] == [True, False]
    fault = next(iter(rows[0].errors), None)
    assert fault is not None
    assert (fault.row, fault.column, fault.reason) == (2, column, Reason.INPUT_INVALID)
    assert "control character U+" in fault.message
    assert column in fault.remedy


def test_names_of_columns_are_read_in_any_usual_spelling() -> None:
    text = f"{HEADER.replace('national_reference', ' National Reference ')}\n{ROW}"
    assert read_sheet(text.encode(), way=Way.OWN).rows[0].cells["national_reference"] == "R-1"


def test_a_file_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.casework.imports.sheet.MAX_BYTES", 10)
    with pytest.raises(InputError, match="at most 10"):
        read_sheet(f"{HEADER}\n{ROW}".encode(), way=Way.OWN)
