"""The annual report over REST: a system sends records, officers prepare and sign off."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.casework.permissions import OfficerRole
from gateway.domain.annual.records import MAX_FORM_BYTES
from gateway.reports.annual_work import WorkChange
from tests.node.api.conftest import Door
from tests.node.api.test_conditions import call, etag, reason
from tests.support.annual_files import LICENCE, workbook

OFFICER, DECIDER, SYSTEM = OfficerRole.OFFICER, OfficerRole.DECIDER, OfficerRole.SYSTEM
YEAR = "/report/years/2025"
RECORD = {
    "kind": "authorisation",
    "reference": "S-1",
    "exporter": "EORI DE9",
    "licence_kind": "individual",
    "decided": "2025-04-01",
    "lines": [{"code": "5A002", "destination": "TR", "value": "12.50"}],
}


async def upload(door: Door, raw: bytes, name: str = "2025.xlsx", **params: Any) -> Any:
    return await door.call(
        "POST", f"{YEAR}/import", OFFICER, files={"file": (name, raw)}, params=params
    )


async def test_a_system_sends_records_and_an_officer_sees_them_counted(door: Door) -> None:
    sent = await door.call("POST", f"{YEAR}/records", SYSTEM, json={"records": [RECORD]})
    assert sent.json()["records"] == 1
    again = await door.call("POST", f"{YEAR}/records", SYSTEM, json={"records": [RECORD]})
    assert again.json()["replaced"] == 1
    seen = (await door.call("GET", YEAR, OFFICER)).json()
    tables = {each["table"]: each for each in seen["tables"]}
    assert tables["authorisations"]["total"]["value_cents"] == 1250
    assert seen["submit_by"] is None
    refused = await door.call("GET", YEAR, SYSTEM)
    assert refused.status_code == 403
    gone = await door.call("DELETE", f"{YEAR}/records", OFFICER)
    assert gone.json() == {"removed": 1}


async def test_a_wrong_record_is_named_and_nothing_is_taken(door: Door) -> None:
    wrong = {**RECORD, "reference": "S-2", "decided": "2024-01-01"}
    sent = await door.call("POST", f"{YEAR}/records", SYSTEM, json={"records": [RECORD, wrong]})
    (fault,) = sent.json()["faults"]
    assert (fault["row"], fault["column"], fault["reason"]) == (2, "decided", "DATE_IMPOSSIBLE")
    seen = (await door.call("GET", YEAR, OFFICER)).json()
    assert seen["records"] == []


async def test_the_form_is_filled_in_and_imported_dry_first(door: Door) -> None:
    form = await door.call("GET", f"{YEAR}/form", OFFICER)
    assert form.content.startswith(b"PK")
    raw = workbook({"authorisation": [LICENCE]})
    dry = (await upload(door, raw, dry_run=True)).json()
    assert (dry["records"], dry["dry_run"]) == (1, True)
    assert (await door.call("GET", YEAR, OFFICER)).json()["records"] == []
    assert (await upload(door, raw)).json()["records"] == 1
    behind = await door.call(
        "GET", f"{YEAR}/behind/authorisations", OFFICER, params={"at": ["*", "C5", "*"]}
    )
    assert [each["reference"] for each in behind.json()["items"]] == ["L-1"]


@pytest.mark.parametrize(
    ("raw", "name", "reason"),
    [
        (b"", "2025.xlsx", "INPUT_EMPTY"),
        (b"x", "2025.ods", "INPUT_INVALID"),
        (bytes(MAX_FORM_BYTES + 5), "2025.csv", "INPUT_INVALID"),
        (workbook({"use": []}, version="2024/214/2024-1"), "2025.xlsx", "TEMPLATE_INVALID"),
    ],
)
async def test_a_file_that_cannot_be_read_is_a_problem(
    door: Door, raw: bytes, name: str, reason: str
) -> None:
    answer = await upload(door, raw, name)
    assert answer.status_code >= 400
    assert answer.json()["reason"] == reason


async def test_a_year_without_a_template_is_named(door: Door) -> None:
    answer = await door.call("GET", "/report/years/2019", OFFICER)
    assert answer.json()["reason"] == "TEMPLATE_INVALID"


async def test_remarks_are_answered_a_cell_is_marked_and_two_sign(door: Door) -> None:
    await door.call("POST", f"{YEAR}/records", SYSTEM, json={"records": [RECORD]})
    seen = (await door.call("GET", YEAR, OFFICER)).json()
    answers = [
        {"remark": each["remark"]["key"], "answer": each["remark"]["answers"][0]}
        for each in seen["remarks"]
    ]
    mark = {
        "about": {"table": "authorisations", "at": ["individual", "5EC2", "TR"]},
        "mark": {"ground": "defence", "by": "DE"},
    }
    changed = await door.call("PATCH", YEAR, OFFICER, json={"answers": answers, "marks": [mark]})
    assert changed.json()["ready"]
    made = (await door.call("POST", f"{YEAR}/versions", OFFICER, json={})).json()
    digest = made["line"]["digest"]
    shown = (await door.call("GET", f"{YEAR}/versions/1", OFFICER)).json()
    assert shown["line"]["digest"] == digest
    early = await door.call("POST", f"{YEAR}/release", DECIDER, json={"digest": digest})
    assert early.json()["reason"] == "STATE_CONFLICT"  # nobody has called yet
    junior = await door.call("POST", f"{YEAR}/release", OFFICER, json={"digest": digest})
    assert junior.json()["reason"] == "NOT_PERMITTED"


def _mark(place: str, ground: str) -> dict[str, Any]:
    about = {"table": "authorisations", "at": ["individual", "5EC2", place]}
    return {"marks": [{"about": about, "mark": {"ground": ground, "by": "DE"}}]}


@pytest.mark.parametrize(
    ("stands", "other", "beside"),
    [
        (_mark("TR", "defence"), _mark("TR", "security"), _mark("AE", "defence")),
        (_mark("TR", "defence"), {"marks": [{"about": _mark("TR", "")["marks"][0]["about"]}]}, {}),
        ({"without": ["authorisations"]}, {"without": []}, {"without": ["authorisations"]}),
    ],
)
async def test_of_two_who_prepare_a_year_none_undoes_what_the_other_said_unread(
    either_door: Door, stands: dict[str, Any], other: dict[str, Any], beside: dict[str, Any]
) -> None:
    door = either_door
    await door.call("POST", f"{YEAR}/records", SYSTEM, json={"records": [RECORD]})
    read = await etag(door, YEAR)
    first = await call(door, "PATCH", YEAR, match=read, json=stands)
    assert first.status_code == 200, first.text
    assert first.headers["etag"] == await etag(door, YEAR) != read
    late = await call(door, "PATCH", YEAR, DECIDER, match=read, json=other)
    assert reason(late) == (412, "CHANGED_MEANWHILE")
    assert late.json()["metadata"]["by"] == "officer"
    for year in (YEAR, f"{YEAR[:-4]}+2025"):  # the same year, however it is written
        assert reason(await call(door, "PATCH", year, DECIDER, json=other)) == (
            428,
            "VERSION_REQUIRED",
        )
    added = await call(door, "PATCH", YEAR, DECIDER, json=beside)
    assert added.status_code == 200, added.text
    kept = WorkChange.model_validate((await call(door, "GET", YEAR)).json()["work"])
    was = WorkChange.model_validate(stands)
    assert (kept.marks[:1], kept.without) == (was.marks, was.without or ())
    now = added.headers.get("etag", late.headers["etag"])
    done = await call(door, "PATCH", YEAR, DECIDER, match=now, json=other)
    assert done.status_code == 200, done.text


async def test_a_mark_of_nothing_is_refused(door: Door) -> None:
    mark = {
        "about": {"table": "authorisations", "at": ["individual", "5EC2", "QQ"]},
        "mark": {"ground": "defence", "by": "DE"},
    }
    answer = await door.call("PATCH", YEAR, OFFICER, json={"marks": [mark]})
    assert answer.json()["reason"] == "CODE_UNKNOWN"


async def test_nobody_asks_and_nothing_waits(door: Door) -> None:
    assert (await door.call("GET", "/report/questions", OFFICER)).json()["items"] == []
    assert (await door.call("GET", "/report/rounds", OFFICER)).json()["items"] == []
