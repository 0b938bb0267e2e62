"""Bad input over REST: each gets reason, field and remedy, and nothing of it is repeated."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.casework.permissions import OfficerRole
from gateway.errors import Reason
from tests.node.api.conftest import Door

SECRET = "Geheime Endverwenderin AG"


def _put(tree: dict[str, Any], path: str, value: Any) -> None:
    *way, last = path.split(".")
    node: Any = tree
    for step in way:
        node = node[int(step)] if step.isdigit() else node[step]
    node[int(last) if last.isdigit() else last] = value


BAD = [
    ("procedure", "letter of intent", Reason.PROCEDURE_UNKNOWN, "procedure"),
    ("transaction.destination", "ZZ", Reason.COUNTRY_UNKNOWN, "transaction.destination"),
    ("transaction.destination", "Türkei", Reason.COUNTRY_UNKNOWN, "transaction.destination"),
    (
        "transaction.goods_located_in",
        ["NL", "QX"],
        Reason.COUNTRY_UNKNOWN,
        "transaction.goods_located_in[1]",
    ),
    (
        "transaction.intermediaries.0.country",
        "QX",
        Reason.COUNTRY_UNKNOWN,
        "transaction.intermediaries[0].country",
    ),
    (
        "transaction.items.0.country_of_origin",
        "QX",
        Reason.COUNTRY_UNKNOWN,
        "transaction.items[0].country_of_origin",
    ),
    (
        "transaction.items.0.classifications.0.code",
        "5Z999",
        Reason.CODE_UNKNOWN,
        "transaction.items.0.classifications.0.code",
    ),
    (
        "transaction.contract_date",
        "2026-02-30",
        Reason.DATE_IMPOSSIBLE,
        "transaction.contract_date",
    ),
    (
        "transaction.end_user",
        {"names": [], "country": "AE"},
        Reason.PARTY_NAMELESS,
        "transaction.end_user.value.names",
    ),
    (
        "transaction.end_user",
        {"state": "withheld"},
        Reason.INPUT_INVALID,
        "transaction.end_user",
    ),
    ("transaction.items", [], Reason.INPUT_INVALID, "transaction.items"),
    ("reference", "", Reason.INPUT_INVALID, "reference"),
]


@pytest.mark.parametrize(("path", "value", "reason", "field"), BAD)
async def test_bad_input_is_named(
    door: Door, filed: dict[str, Any], path: str, value: Any, reason: Reason, field: str
) -> None:
    _put(filed, path, value)
    answer = await door.call("POST", "/applications", OfficerRole.SYSTEM, json=filed)
    problem = answer.json()
    assert answer.status_code == 422
    assert problem["reason"] == reason
    assert problem["metadata"]["field"] == field
    assert problem["remedy"]
    assert field in problem["message"]
    assert await door.call("GET", "/cases", OfficerRole.SYSTEM) is not None
    assert (await door.call("GET", "/cases", OfficerRole.SYSTEM)).json()["items"] == []


async def test_no_value_that_was_sent_is_repeated(door: Door, filed: dict[str, Any]) -> None:
    filed["transaction"]["end_user"] = {"names": [SECRET], "kind": SECRET, "name": SECRET}
    filed["transaction"]["destination"] = SECRET
    answer = await door.call("POST", "/applications", OfficerRole.SYSTEM, json=filed)
    assert answer.status_code == 422
    assert SECRET not in answer.text


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("destnation", "destnation"),
        ("x" * 41, "x" * 40 + "..."),
    ],
)
async def test_a_field_that_is_not_known_is_named(
    door: Door, filed: dict[str, Any], key: str, shown: str
) -> None:
    filed["transaction"][key] = SECRET
    answer = await door.call("POST", "/applications", OfficerRole.SYSTEM, json=filed)
    problem = answer.json()
    assert problem["metadata"]["field"] == f"transaction.{shown} (unknown field)"
    assert problem["message"].startswith(f"transaction.{shown} (unknown field): ")
    assert SECRET not in answer.text


async def test_every_fault_of_a_body_is_said_at_once(door: Door, filed: dict[str, Any]) -> None:
    filed["reference"] = ""
    filed["transaction"]["itmes"] = []
    del filed["transaction"]["items"]
    answer = await door.call("POST", "/applications", OfficerRole.SYSTEM, json=filed)
    message = answer.json()["message"]
    for field in ("reference: ", "transaction.items: ", "transaction.itmes "):
        assert field in message
    assert "more" not in message
    many = {f"field_{number}": 1 for number in range(30)}
    answer = await door.call("POST", "/applications", OfficerRole.SYSTEM, json=filed | many)
    assert answer.json()["message"].endswith(" more")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff\xfe", b'"x"', b"null"])
async def test_a_body_that_is_no_application(door: Door, body: bytes) -> None:
    answer = await door.call("POST", "/applications", OfficerRole.SYSTEM, content=body)
    assert answer.status_code in (400, 422)
    assert answer.json()["reason"] == "INPUT_INVALID"


@pytest.mark.parametrize("body", [[[]], [[["x"]]], {}, ["x"], [None]])
async def test_a_fault_in_a_list_that_is_the_whole_body(door: Door, body: Any) -> None:
    answer = await door.call(
        "POST", "/standing-answers/x/withdrawal", OfficerRole.DECIDER, json=body
    )
    assert (answer.status_code, answer.json()["reason"]) == (422, "INPUT_INVALID")
    assert answer.json()["metadata"]["field"] in {"0", "body"}


@pytest.mark.parametrize(
    ("method", "path", "status", "reason"),
    [("GET", "/nothing", 404, "NOT_FOUND"), ("DELETE", "/cases", 405, "INPUT_INVALID")],
)
async def test_an_unknown_address_is_a_problem_too(
    door: Door, method: str, path: str, status: int, reason: str
) -> None:
    answer = await door.call(method, path, OfficerRole.OFFICER)
    assert answer.status_code == status
    assert answer.json()["reason"] == reason
    assert answer.json()["remedy"]


async def test_a_problem_is_one_of_rfc_9457(door: Door) -> None:
    answer = await door.call("GET", "/cases/DE-C-2026-00009", OfficerRole.DECIDER)
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["type"] == "urn:problem-type:comity:NOT_FOUND"
    assert problem["title"] == "Not found"
    assert problem["status"] == answer.status_code
    assert problem["detail"] == problem["message"]
    assert problem["instance"] == "/api/v1/cases/DE-C-2026-00009"
    assert problem["family"] == "not_found"


async def test_what_the_framework_refuses_says_the_status_that_it_has(door: Door) -> None:
    answer = await door.call("DELETE", "/cases", OfficerRole.OFFICER)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == answer.status_code == 405


@pytest.mark.parametrize(
    "path",
    [
        "/cases/DE-C-2026-00009",
        "/consultations/0190c2a4-0000-7000-8000-000000000000",
        "/denials/FR-2026-00001",
    ],
)
async def test_what_is_not_there_is_404(door: Door, path: str) -> None:
    answer = await door.call("GET", path, OfficerRole.DECIDER)
    assert answer.status_code == 404
    assert answer.json()["reason"] == "NOT_FOUND"


async def test_a_state_that_does_not_allow_it_is_409(door: Door, filed: dict[str, Any]) -> None:
    first = await door.call("POST", "/applications", OfficerRole.SYSTEM, json=filed)
    filed["kind"] = "global"
    answer = await door.call("POST", "/applications", OfficerRole.SYSTEM, json=filed)
    assert answer.status_code == 409
    case_id = first.json()["case_id"]
    answer = await door.call("POST", f"/cases/{case_id}/decision", OfficerRole.DECIDER)
    assert answer.status_code == 409
    assert answer.json()["remedy"]


async def test_a_deadline_of_what_does_not_exist(door: Door) -> None:
    params = {"procedure": "99(9)", "authority": "FR", "received": "2026-03-02T10:00:00Z"}
    answer = await door.call("GET", "/deadline", OfficerRole.READER, params=params)
    assert (answer.status_code, answer.json()["reason"]) == (422, "PROCEDURE_UNKNOWN")
    params |= {"procedure": "14-1", "received": "2026-03-02T10:00:00"}
    answer = await door.call("GET", "/deadline", OfficerRole.READER, params=params)
    assert (answer.status_code, answer.json()["metadata"]["field"]) == (422, "received")
    params |= {"procedure": "5-5", "received": "2026-03-02T10:00:00Z"}
    answer = await door.call("GET", "/deadline", OfficerRole.READER, params=params)
    assert (answer.status_code, answer.json()["procedure"]) == (200, "5(5)")


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/cases?after=x", "after"),
        ("/tasks?after=WyJjYXNlcyJd", "after"),
        ("/denials?after=", "after"),
        ("/denials?limit=0", "limit"),
        ("/rulebooks?limit=1001", "limit"),
    ],
)
async def test_no_page_of_what_is_no_cursor_or_out_of_bounds(
    door: Door, path: str, field: str
) -> None:
    answer = await door.call("GET", path, OfficerRole.OFFICER)
    problem = answer.json()
    assert (answer.status_code, problem["reason"]) == (422, "INPUT_INVALID")
    assert problem["metadata"]["field"].endswith(field)
