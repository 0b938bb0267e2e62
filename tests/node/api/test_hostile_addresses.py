"""Addresses as an enemy writes them: no value in a path or a query is ever a fault of ours."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from gateway.api.app import PREFIX, WITH_OWN
from gateway.casework.permissions import OfficerRole
from tests.node.api.conftest import Door

HUGE = str(2**70)
WORDS = (
    HUGE,
    "-1",
    str(2**31),
    "0",
    "a\x00b",
    "*",
    "%' --",
    "x" * 4000,
    "9999-12-31T23:59:59-14:00",
    "0001-01-01",
    "",
    "XX",
)


def _gets(contract: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Give each address that is read, and the names of its query parameters."""
    for path, methods in contract["paths"].items():
        if "get" in methods:
            named = methods["get"].get("parameters", [])
            query = [each["name"] for each in named if each["in"] == "query"]
            yield path.removeprefix(PREFIX), query


def _filled(path: str, word: str) -> str:
    parts = path.split("/")
    return "/".join(quote(word, safe="") if part.startswith("{") else part for part in parts)


async def test_no_address_that_is_read_is_a_fault_of_ours(either_door: Door) -> None:
    """Found in use: integrator A9."""
    contract = WITH_OWN.document()
    for (path, query), word in itertools.product(_gets(contract), WORDS):
        calls = [(_filled(path, word), dict.fromkeys(query[:12], word))] if query else []
        if "{" in path:
            calls.append((_filled(path, word), {}))
        # One wrong parameter among right ones reaches further than all of them wrong.
        calls += [(_filled(path, "DE"), {**_right(query), name: word}) for name in query]
        for address, params in calls:
            answer = await either_door.call("GET", address, OfficerRole.DECIDER, params=params)
            assert answer.status_code < 500, (address, params, answer.text)


_RIGHT = {
    "procedure": "14(1)",
    "authority": "DE",
    "received": "2026-03-02T10:00:00Z",
    "table": "authorisations",
    "at": "*",
    "kind": "8(2)",
    "version": "EU-2021-821/2026-3",
    "first": "EU-2021-821/2026-3",
    "second": "EU-2021-821/2026-3",
}


def _right(query: list[str]) -> dict[str, str]:
    return {name: _RIGHT[name] for name in query if name in _RIGHT}


TEXT = {"language": "en", "text": "x"}


@pytest.mark.parametrize(
    ("method", "path", "body", "field"),
    [
        ("POST", f"/tasks/{HUGE}/closing", TEXT, "task_id"),
        ("GET", f"/report/years/2025/versions/{HUGE}", None, "number"),
        ("POST", f"/report/collections/x/questions/-{HUGE}/closing", [TEXT], "thread"),
        ("GET", "/report/collections/0/provenance?at=%2A&table=", None, "table"),
        (
            "GET",
            "/deadline?procedure=14(1)&authority=DE&received=9999-12-31T23:59:59-14:00",
            None,
            "received",
        ),
        ("GET", "/cases/%00", None, "case_id"),
        ("GET", "/consultations/%00", None, "conversation_id"),
        ("GET", "/denials/due?origin=%00", None, "origin"),
    ],
)
async def test_what_was_a_fault_of_ours_names_its_field(
    either_door: Door, method: str, path: str, body: Any, field: str
) -> None:
    """Found in use: integrator A9."""
    answer = await either_door.call(method, path, OfficerRole.DECIDER, json=body)
    problem = answer.json()
    assert (answer.status_code, problem["reason"]) == (422, "INPUT_INVALID"), problem
    assert problem["metadata"]["field"] == field


@pytest.mark.parametrize(
    "path",
    [
        "/registers/XX/verify",
        "/registers/XX/repair",
        "/registers/FR/following?set_aside=true&source=XX",
        "/registers/XX/following",
    ],
)
async def test_a_log_that_nobody_keeps_is_not_here(door: Door, path: str) -> None:
    """Found in use: integrator A10."""
    answer = await door.call("POST", path, OfficerRole.DECIDER, json=TEXT)
    assert (answer.status_code, answer.json()["reason"]) == (404, "NOT_FOUND")


async def test_an_authority_that_is_no_member_is_not_here(door: Door) -> None:
    """Found in use: integrator A10."""
    sent = {"peer": "AT", "note": {"at": "2026-03-02T08:00:00Z", "text": [TEXT]}}
    answer = await door.call("POST", "/letters/notes", OfficerRole.DECIDER, json=sent)
    assert (answer.status_code, answer.json()["reason"]) == (404, "PEER_UNKNOWN")


@pytest.mark.parametrize(
    ("headers", "content"),
    [
        ({"Content-Type": "application/json"}, b"[" * 1_000),
        ({"Content-Type": "application/json"}, b'{"reference": "\xff"}'),
        ({"Content-Type": "multipart/form-data"}, b"x"),
    ],
)
async def test_a_body_that_cannot_be_read_is_said_to_be_one(
    door: Door, headers: dict[str, str], content: bytes
) -> None:
    """Found in use: integrator A11."""
    path = "/denials/import?way=own" if "form" in headers["Content-Type"] else "/applications"
    token = {"Authorization": f"Bearer {door.tokens[OfficerRole.DECIDER]}"}
    answer = await door.client.post(PREFIX + path, content=content, headers=headers | token)
    assert answer.status_code in (400, 422)
    assert answer.json()["reason"] == "INPUT_INVALID"
    assert answer.json()["metadata"]["field"]


async def test_without_a_token_an_address_is_not_even_looked_at(door: Door) -> None:
    answer = await door.call("GET", "/cases/%00")
    assert answer.status_code == 401


async def test_no_answer_is_kept_or_guessed_at(door: Door) -> None:
    """Found in use: integrator A16."""
    for path in ("/status", "/cases", "/cases/x/page", "/cases/x/evidence", "/nothing"):
        answer = await door.call("GET", path, OfficerRole.DECIDER)
        assert answer.headers["cache-control"] == "no-store", path
        assert answer.headers["x-content-type-options"] == "nosniff", path


async def test_a_fault_of_ours_is_a_problem_and_one_line_without_texts(
    door: Door, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "Geheime Endverwenderin AG"

    def fail(*_: object, **__: object) -> None:
        raise ValueError(secret)

    monkeypatch.setattr("gateway.casework.records.case_rows.listed", fail)
    answer = await door.call("GET", "/cases", OfficerRole.DECIDER)
    problem = answer.json()
    assert (answer.status_code, problem["family"], problem["reason"]) == (500, "comity", "DEFECT")
    assert problem["remedy"]
    assert secret not in answer.text
    printed = capsys.readouterr()
    told = printed.out + printed.err
    assert secret not in told
    assert "Traceback" not in told
    [line] = [line for line in told.splitlines() if "rest.defect" in line]
    assert "ValueError" in line
    assert "test_hostile_addresses.py" in line
