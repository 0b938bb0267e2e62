"""Each body that the contract shows as an example is sent to a node, which can read it.

A refusal by the state that things are in is an answer: nothing that an example names is here. A
refusal of its form is a fault of the contract. A story is sent in order, and done.
"""

from __future__ import annotations

import re
from typing import Any

import httpx2
import pytest

from gateway.api.app import OPERATIONS
from gateway.api.published.examples_declared import examples
from gateway.casework.permissions import OfficerRole
from tests.node.api.conftest import Door

ADDRESSES = {name: called.partition(" ")[::2] for called, name in OPERATIONS.items()}
SENT = sorted(name for name, each in examples().items() if "body" in each)
REFUSED = {401, 403}
OF_THE_FORM = {400, 413, 415, 422}

BY_WHAT_IS_HERE: dict[str, str] = {}
"""Bodies that are read, and are then held against something that this node does not have: why."""


def address_of(name: str, **other: str) -> str:
    """Return where an example is called, with other ids in place of its own."""
    path = examples()[name].get("path", {}) | other
    return re.sub(r"\{([^}]+)\}", lambda found: path[found[1]], ADDRESSES[name][1])


async def sent(door: Door, name: str) -> httpx2.Response:
    """Send an example as the first account that may do it."""
    said = examples()[name]
    for role in OfficerRole:
        answer = await door.call(
            ADDRESSES[name][0],
            address_of(name),
            role,
            json=said["body"],
            params=said.get("query", {}),
        )
        if answer.status_code not in REFUSED:
            return answer
    raise AssertionError(f"{name}: no role may do it: {answer.text}")


async def test_no_body_that_is_shown_is_refused_for_its_form(door: Door) -> None:
    assert {"fileApplication", "openConsultation", "makeWebhook"} <= set(SENT)
    refused = {}
    for name in SENT:
        answer = await sent(door, name)
        assert answer.status_code < 500, (name, answer.text)
        if answer.status_code in OF_THE_FORM:
            refused[name] = answer.json()["detail"]
    assert {name: said for name, said in refused.items() if name not in BY_WHAT_IS_HERE} == {}
    assert refused.keys() == BY_WHAT_IS_HERE.keys()


@pytest.mark.parametrize("name", ["fileApplication", "openConsultation"])
async def test_a_body_that_is_not_as_shown_is_refused_for_its_form(door: Door, name: str) -> None:
    said = examples()[name]
    broken: dict[str, Any] = dict(said["body"])
    broken.pop(max(broken), None)
    answer = await door.call(
        ADDRESSES[name][0],
        address_of(name),
        OfficerRole.OFFICER,
        json={**broken, "colour": "red"},
    )
    assert (answer.status_code, answer.json()["reason"]) == (422, "INPUT_INVALID")


async def test_the_way_of_a_case_is_sent_in_order_and_done(door: Door) -> None:
    case = await sent(door, "fileApplication")
    assert case.status_code == 201
    read = await door.call("GET", f"/cases/{case.json()['case_id']}", OfficerRole.OFFICER)
    assert read.status_code == 200
    assert read.json()["application"] == case.json()["application"]
    asked = await sent(door, "openConsultation")
    assert asked.status_code == 201
    path = f"/consultations/{asked.json()['conversation_id']}"
    assert (await door.call("GET", path, OfficerRole.OFFICER)).json()["consulted"] == "FR"
    tasks = await door.call("GET", "/tasks", OfficerRole.OFFICER)
    assert tasks.status_code == 200
