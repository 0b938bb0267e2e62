"""A file of denials over REST, from 2027 on: 202 and an act, until a second officer agrees (A7)."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import httpx2
import pytest

from gateway.casework.permissions import OfficerRole
from tests.node.api.conftest import Door
from tests.support.federation_case import text
from tests.unit.casework.imports.test_rows import LEAST, sheet

UNDER_2026_3 = datetime(2027, 1, 4, 9, tzinfo=UTC)
ADMIN, DECIDER, OFFICER = OfficerRole.ADMINISTRATOR, OfficerRole.DECIDER, OfficerRole.OFFICER
NAME = "<script>alert(1)</script>.csv"
RAW = sheet(LEAST, LEAST | {"national_reference": "BDU-2026-0002"})


async def import_file(door: Door, **query: str) -> httpx2.Response:
    """The administrator imports a file, whose name is somebody else's."""
    return await door.call(
        "POST", "/denials/import", ADMIN, params={"way": "own"} | query, files={"file": (NAME, RAW)}
    )


@pytest.fixture
async def in_2027(door: Door) -> Door:
    await door.federation.at(UNDER_2026_3)
    return door


async def test_an_import_answers_202_with_what_waits_and_where(in_2027: Door) -> None:
    answer = await import_file(in_2027)
    assert answer.status_code == 202, answer.text
    act = answer.json()
    assert answer.headers["Location"].endswith(f"/waiting-acts/{act['number']}")
    assert act["draft"]["sha256"] == hashlib.sha256(RAW).hexdigest()
    path = f"/waiting-acts/{act['number']}"
    page = await in_2027.call("GET", f"{path}/page", DECIDER)
    assert "BDU-2026-0002" in page.text
    assert "<script>alert" not in page.text
    assert (await in_2027.call("GET", path, ADMIN)).json() == act
    assert (await in_2027.call("POST", f"{path}/agreement", OFFICER)).status_code == 403
    agreed = await in_2027.call("POST", f"{path}/agreement", DECIDER)
    assert agreed.json()["result"] == "DE-2027-00001 - DE-2027-00002"
    again = await import_file(in_2027)  # nothing of it is new: nothing waits
    assert (again.status_code, again.json()["unchanged"]) == (200, 2)


async def test_a_dry_run_never_waits(in_2027: Door) -> None:
    tried = await import_file(in_2027, dry_run="true")
    assert (tried.status_code, tried.json()["written"]) == (200, 2)
    assert (await in_2027.call("GET", "/waiting-acts", DECIDER)).json()["items"] == []


async def test_who_proposed_takes_it_back_and_the_rest_is_not_for_him(in_2027: Door) -> None:
    act = (await import_file(in_2027)).json()
    path = f"/waiting-acts/{act['number']}"
    why = text("The wrong file.").model_dump()
    back = await in_2027.call("POST", f"{path}/refusal", ADMIN, json=why)
    assert back.json()["state"] == "refused"
    denial = await import_file(in_2027)  # the same file, proposed anew
    assert denial.json()["number"] != act["number"]
    twice = await in_2027.call("POST", f"{path}/agreement", DECIDER)
    assert (twice.status_code, twice.json()["reason"]) == (409, "STATE_CONFLICT")
    assert act["number"] in twice.json()["detail"]
