"""Consultations over REST: opened by an officer, proved by themselves, ended, settled."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZipFile

from gateway.casework.permissions import OfficerRole
from tests.node.api.conftest import Door

OFFICER = OfficerRole.OFFICER


def opening(filed: dict[str, Any], **changes: Any) -> dict[str, Any]:
    request = {
        "procedure": "21(4)",
        "case_reference": "HZA-2026-17",
        "transaction": filed["transaction"],
        "asked_for": ["review_licence"],
    }
    if changes.get("procedure", "21(4)") == "21(4)":
        request["stopped_at"] = "2026-03-02T08:00:00Z"
    return {"consulted": "FR", "request": request | changes}


async def test_an_officer_opens_proves_and_ends_one(door: Door, filed: dict[str, Any]) -> None:
    answer = await door.call("POST", "/consultations", OFFICER, json=opening(filed))
    assert answer.status_code == 201, answer.text
    talk = answer.json()
    assert (talk["state"], talk["case_id"], talk["stop"]["state"]) == ("requested", None, "held")
    path = f"/consultations/{talk['conversation_id']}"
    shown = (await door.call("GET", path, OFFICER)).json()
    assert shown["stop"] == talk["stop"]

    proof = await door.call("GET", f"{path}/evidence", OFFICER)
    assert proof.headers["content-type"] == "application/zip"
    assert "consultation.json" in ZipFile(BytesIO(proof.content)).namelist()

    reason = {"language": "de", "text": "Die Papiere sind gefunden."}
    ended = (await door.call("POST", f"{path}/end", OFFICER, json=reason)).json()
    assert (ended["state"], ended["ended_because"]) == ("superseded", "withdrawn")
    assert ended["stop"]["state"] == "lifted"
    again = await door.call("POST", f"{path}/end", OFFICER, json=reason)
    assert again.status_code == 409


async def test_what_is_wrong_names_its_field(door: Door, filed: dict[str, Any]) -> None:
    for changes, field in (
        ({"asked_for": ["seize"]}, "asked_for"),
        ({"procedure": "14(2)", "asked_for": ["annul"]}, "concerns"),
        ({"procedure": "14(1)", "asked_for": []}, "procedure"),
    ):
        answer = await door.call("POST", "/consultations", OFFICER, json=opening(filed, **changes))
        assert answer.status_code in {400, 422}, answer.text
        assert answer.json()["metadata"]["field"] == field


async def test_only_a_coordinator_settles(door: Door, filed: dict[str, Any]) -> None:
    ids = []
    for reference in ("HZA-2026-17", "HZA-2026-18"):
        body = opening(filed, case_reference=reference)
        opened = await door.call("POST", "/consultations", OFFICER, json=body)
        ids.append(opened.json()["conversation_id"])
    settlement = {"procedure": "14(1)", "conversations": ids, "answer": "objection"}
    body = {"asking": "FR", "settlement": settlement}
    answer = await door.call("POST", "/consultations/settlements", OFFICER, json=body)
    assert (answer.status_code, answer.json()["reason"]) == (403, "NOT_AUTHORISED")
