"""Control characters are refused at the interface's border, in every body, and named."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.casework.permissions import OfficerRole
from tests.node.api.conftest import Door

ESC, OVERRIDE, NUL = "\x1b[2J", "\u202e", "\x00"


@pytest.mark.parametrize("character", [ESC, OVERRIDE, NUL])
async def test_an_application_is_refused_by_its_field(
    either_door: Door, filed: dict[str, Any], character: str
) -> None:
    """Found in use: integrator A9."""
    item = {**filed["transaction"]["items"][0], "description": f"Camera{character}"}
    places = {
        "reference": {**filed, "reference": f"AG{character}1"},
        "transaction.items.0.description": {
            **filed,
            "transaction": {**filed["transaction"], "items": [item]},
        },
    }
    for field, body in places.items():
        answer = await either_door.call("POST", "/applications", OfficerRole.SYSTEM, json=body)
        problem = answer.json()
        assert (answer.status_code, problem["reason"]) == (422, "INPUT_INVALID")
        assert problem["metadata"]["field"] == field
        assert f"U+{ord(character[0]):04X}" in problem["message"]
        assert "Remove the character" in problem["remedy"]
    assert (await either_door.call("GET", "/cases", OfficerRole.OFFICER)).json()["items"] == []


async def test_every_script_and_lines_of_a_text_are_taken(
    door: Door, filed: dict[str, Any]
) -> None:
    item = {**filed["transaction"]["items"][0], "description": "می‌خواهم\n\tשורה\u200f क्‍ष"}
    body = {**filed, "transaction": {**filed["transaction"], "items": [item]}}
    answer = await door.call("POST", "/applications", OfficerRole.SYSTEM, json=body)
    assert answer.status_code == 201, answer.text


@pytest.mark.parametrize("name", ["an\x1bna", "anna\u202e", "an\x00na", "an\nna"])
async def test_no_account_has_one_in_its_name(either_door: Door, name: str) -> None:
    body = {"name": name, "role": "officer"}
    answer = await either_door.call("POST", "/officers", OfficerRole.ADMINISTRATOR, json=body)
    assert (answer.status_code, answer.json()["metadata"]["field"]) == (422, "name")


@pytest.mark.parametrize("path", ["/cases/%00", "/consultations/%1B", "/denials/%E2%80%AE"])
async def test_no_address_has_one(either_door: Door, path: str) -> None:
    answer = await either_door.call("GET", path, OfficerRole.DECIDER)
    assert (answer.status_code, answer.json()["reason"]) == (422, "INPUT_INVALID")
