"""Lists as files: every page, what the account is shown and nothing else, whole or refused."""

from __future__ import annotations

import csv
import io
import tempfile
from dataclasses import replace
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any

import httpx2
import pytest
from python_calamine import CalamineWorkbook

from gateway.api.app import PREFIX
from gateway.api.files import tables
from gateway.casework.permissions import OfficerRole
from gateway.domain.case import CaseSummary
from gateway.domain.page import Page, PageRequest
from gateway.errors import Reason, UnavailableError
from gateway.nouns.all import TABLES
from gateway.nouns.case import CASES
from tests.node.api.conftest import Door
from tests.node.api.test_need_to_know import colleague, restricted

OFFICER = OfficerRole.OFFICER
LISTS = ("/denials", "/cases", "/consultations", "/tasks", "/licences", "/notices")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_rows(answer: httpx2.Response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


def files_in(folder: Path) -> list[str]:
    return [each.name for each in folder.iterdir() if each.name.startswith("comity-")]


async def file_some(door: Door, filed: dict[str, Any], number: int) -> None:
    for at in range(number):
        answer = await door.call(
            "POST", "/applications", OFFICER, json=filed | {"reference": f"={at}"}
        )
        assert answer.status_code == 201, answer.text
    await door.federation.settle()


@pytest.mark.parametrize("path", LISTS)
async def test_each_list_is_a_workbook_and_csv_with_the_same_headings(
    door: Door, filed: dict[str, Any], path: str
) -> None:
    await file_some(door, filed, 1)
    book = await door.call("GET", f"/tables{path}/xlsx", OFFICER)
    text = await door.call("GET", f"/tables{path}/csv", OFFICER)
    assert (book.status_code, text.status_code) == (200, 200), (book.text, text.text)
    assert book.headers["content-type"] == XLSX
    assert text.headers["content-type"].startswith("text/csv; header=present")
    name = path.removeprefix("/")
    assert f'filename="{name}-DE-2026-' in book.headers["content-disposition"]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_name(name)
    (head,) = csv.reader([text.text.splitlines()[0]])
    assert sheet.to_python()[0] == head
    page = (await door.call("GET", path, OFFICER)).json()["items"]
    assert len(sheet.to_python()) == len(csv_rows(text)) + 1 == len(page) + 1
    view = (await door.call("GET", f"/tables{path}", OFFICER)).json()
    assert len(view["rows"]) == len(page)
    assert path != "/cases" or "Application for an authorisation" in view["rows"][0]


async def test_a_file_has_every_page_of_a_list_in_words_and_codes(
    door: Door, filed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MAX_LIMIT", 2)
    await file_some(door, filed, 5)
    asked = {"state": "assessment"}
    found = csv_rows(await door.call("GET", "/tables/cases/csv", OFFICER, params=asked))
    assert [each["Reference"] for each in found] == [f"'={at}" for at in reversed(range(5))]
    assert {each["State"] for each in found} == {"Assessment"}
    assert {each["State code"] for each in found} == {"assessment"}
    assert {each["Destination"] for each in found} == {"United Arab Emirates"}
    assert {each["Filed (Europe/Berlin)"] for each in found} == {"2026-03-02 10:00:00+01:00"}
    answer = await door.call("GET", "/tables/cases/xlsx", OFFICER, params=asked)
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    rows = book.get_sheet_by_name("cases").to_python()
    assert [row[1] for row in rows[1:]] == [f"={at}" for at in reversed(range(5))]
    assert rows[1][rows[0].index("Filed (Europe/Berlin)")] == datetime(2026, 3, 2, 10)  # noqa: DTZ001
    about = book.get_sheet_by_name("about").to_python()
    assert all(
        each in about for each in (["by", "officer"], ["state", "assessment"], ["rows", "5"])
    )


async def test_what_is_restricted_is_in_no_file(door: Door, filed: dict[str, Any]) -> None:
    await restricted(door, filed)
    another = colleague(door)
    for form in ("csv", "xlsx"):
        for path in ("/cases", "/consultations", "/tasks"):
            address = f"{PREFIX}/tables{path}/{form}"
            hers = await door.client.get(address, headers=another)
            assert hers.status_code == 200, hers.text
            assert b"DE-C-2026-00001" not in texts_of(hers)
    his = await door.call("GET", "/tables/cases/xlsx", OFFICER)
    assert b"DE-C-2026-00001" in texts_of(his)


def texts_of(answer: httpx2.Response) -> bytes:
    if answer.headers["content-type"] != XLSX:
        return answer.content
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    return repr([book.get_sheet_by_name(name).to_python() for name in book.sheet_names]).encode()


@pytest.mark.parametrize(
    ("way", "asked", "field"),
    [
        ("denials/xlsx", {"limit": "5"}, "limit"),
        ("denials/pdf", {}, ""),
        ("pigeons", {}, "table"),
        ("cases/csv", {"state": "in_force"}, "state"),
        ("licences/csv", {"filed_by": "officer"}, "filed_by"),
        ("licences", {"pigeon": "1"}, "pigeon"),
    ],
)
async def test_bad_input_names_its_field(
    door: Door, way: str, asked: dict[str, str], field: str
) -> None:
    answer = await door.call("GET", f"/tables/{way}", OFFICER, params=asked)
    assert answer.status_code == (422 if field else 404)
    assert answer.json()["metadata"].get("field", "") == field


async def test_who_may_not_read_a_list_gets_no_file_of_it(door: Door) -> None:
    answer = await door.call("GET", "/tables/cases/csv", OfficerRole.READER)
    assert answer.status_code == 403
    assert answer.json()["reason"] == "NOT_PERMITTED"


async def test_a_workbook_that_cannot_be_finished_is_a_problem_and_leaves_nothing(
    door: Door, filed: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    await file_some(door, filed, 3)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(tables, "MAX_LIMIT", 2)
    read, seen = CASES.read, list[str]()

    @wraps(read)
    async def first_only(*args: Any, page: PageRequest, **kwargs: Any) -> Page[CaseSummary]:
        if page.after is not None:
            seen.extend(files_in(tmp_path))
            raise UnavailableError("busy", reason=Reason.NODE_BUSY, remedy="Ask again.")
        return await read(*args, page=page, **kwargs)

    monkeypatch.setitem(TABLES, "cases", replace(CASES, read=first_only))
    answer = await door.call("GET", "/tables/cases/xlsx", OFFICER)
    assert (answer.status_code, answer.json()["reason"]) == (503, "NODE_BUSY")
    assert len(seen) == 1, seen  # the folder of the first page's rows
    assert files_in(tmp_path) == []
    monkeypatch.setitem(TABLES, "cases", CASES)
    answer = await door.call("GET", "/tables/cases/xlsx", OFFICER)
    assert answer.status_code == 200
    assert files_in(tmp_path) == []


async def test_a_head_says_what_the_file_is_and_makes_none(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = await door.call("GET", "/tables/denials/xlsx", OFFICER)

    async def made(*_: object) -> None:
        raise AssertionError("a workbook was made for a HEAD")

    monkeypatch.setattr(tables, "_workbook", made)
    head = await door.call("HEAD", "/tables/denials/xlsx", OFFICER)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-type", "content-disposition"):
        assert head.headers[name] == whole.headers[name]
    refused = await door.call("HEAD", "/tables/denials/xlsx", OfficerRole.SYSTEM)
    assert refused.status_code == 403
