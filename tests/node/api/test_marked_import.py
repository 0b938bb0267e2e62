"""Errors of an import by REST: a copy of the file with each marked, and nothing written."""

from __future__ import annotations

import io

import pytest
from python_calamine import CalamineWorkbook

from gateway.casework.imports.columns import columns_of
from gateway.casework.permissions import OfficerRole
from gateway.tabular.files import Format, write_table
from gateway.tabular.import_report import Way
from tests.node.api.conftest import Door
from tests.node.api.test_jobs import GOOD, HEADER

ADMIN = OfficerRole.ADMINISTRATOR
ASKED = {"way": "own", "dry_run": "true", "marked": "xlsx"}


def upload(
    form: Format, *rows: dict[str, str], header: tuple[str, ...] = HEADER
) -> dict[str, object]:
    content = write_table(header, [[row.get(name, "") for name in header] for row in rows], form)
    return {"file": (f"list.{form}", content)}


@pytest.mark.parametrize("form", [Format.CSV, Format.XLSX])
async def test_a_marked_copy_shows_each_error_in_its_cell(door: Door, form: Format) -> None:
    files = upload(form, GOOD, {**GOOD, "national_reference": "R-2", "destination": "Atlantis"})
    answer = await door.call("POST", "/denials/import", ADMIN, params=ASKED, files=files)
    assert answer.status_code == 200, answer.text
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    rows, errors = (book.get_sheet_by_name(name).to_python() for name in book.sheet_names)
    assert [row[0] for row in rows] == ["national_reference", "R-1", "R-2"]
    assert [row[:4] for row in errors[1:]] == [["D3", 3, "destination", "COUNTRY_UNKNOWN"]]
    found = await door.call("GET", "/denials", OfficerRole.OFFICER)
    assert found.json()["items"] == []


async def test_a_column_that_is_unknown_is_marked_in_the_header(door: Door) -> None:
    files = upload(Format.XLSX, GOOD, header=(*HEADER, "destiny"))
    answer = await door.call("POST", "/denials/import", ADMIN, params=ASKED, files=files)
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    errors = book.get_sheet_by_name("errors").to_python()
    assert [row[:4] for row in errors[1:]] == [["H1", 1, "destiny", "COLUMN_UNKNOWN"]]


async def test_a_workbook_is_imported_as_csv_is(door: Door) -> None:
    form = tuple(columns_of(Way.OWN))
    for kind in (Format.XLSX, Format.CSV):
        files = upload(kind, GOOD, header=form)
        params = {"way": "own", "dry_run": "true"}
        answer = await door.call("POST", "/denials/import", ADMIN, params=params, files=files)
        assert answer.json()["errors"] == []
        assert answer.json()["written"] == 1


async def test_a_marked_copy_is_of_a_dry_run_and_of_a_file_that_can_be_read(door: Door) -> None:
    files = upload(Format.CSV, GOOD)
    params = {"way": "own", "marked": "xlsx"}
    answer = await door.call("POST", "/denials/import", ADMIN, params=params, files=files)
    assert (answer.status_code, answer.json()["metadata"]["field"]) == (422, "marked")
    broken = {"file": ("list.xlsx", b"PK\x03\x04 and no more")}
    answer = await door.call("POST", "/denials/import", ADMIN, params=ASKED, files=broken)
    assert answer.status_code == 422
    assert "workbook" in answer.json()["message"]


async def test_who_may_not_import_gets_no_copy(door: Door) -> None:
    files, role = upload(Format.CSV, GOOD), OfficerRole.READER
    answer = await door.call("POST", "/denials/import", role, params=ASKED, files=files)
    assert answer.status_code == 403
