"""Accounts over REST: whom nobody can be taken for, and who can always be withdrawn."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection, insert

from gateway.casework.permissions import OfficerRole
from gateway.store.tables_casework import officer as table
from tests.node.api.conftest import Door
from tests.support.federation_case import START

ADMINISTRATOR = OfficerRole.ADMINISTRATOR


async def add(door: Door, name: str, role: str = "officer") -> Any:
    body = {"name": name, "role": role}
    return await door.call("POST", "/officers", ADMINISTRATOR, json=body)


def _older(conn: Connection, name: str) -> None:
    """An account as an earlier version took it."""
    row = {"name": name, "role": "officer", "token_hash": name.encode(), "active": True}
    conn.execute(insert(table), [{**row, "created": START}])


@pytest.mark.parametrize(
    "name",
    ["a/b", "gateway", "operator", "DE", "FR", "\u202eevil", "q\u0000", "Decider", "dесider"],
)
async def test_an_account_passes_for_nobody_else(door: Door, name: str) -> None:
    """Found in use: integrator A6."""
    answer = await add(door, name)
    assert (answer.status_code, answer.json()["metadata"]["field"]) == (422, "name")


@pytest.mark.parametrize("name", ["a/b", "gateway", "..", "a?b#c", "\u202eevil", "DE"])
async def test_an_account_of_before_can_be_withdrawn(door: Door, name: str) -> None:
    door.desk.node.db.write_sync(lambda conn: _older(conn, name))
    body = {"name": name}
    answer = await door.call("POST", "/officers/withdrawal", ADMINISTRATOR, json=body)
    assert answer.status_code == 204
    listed = (await door.call("GET", "/officers", ADMINISTRATOR)).json()["items"]
    assert {each["name"]: each["active"] for each in listed}[name] is False


async def test_a_name_with_a_slash_is_withdrawn_by_its_address(door: Door) -> None:
    """Found in use: integrator A6."""
    door.desk.node.db.write_sync(lambda conn: _older(conn, "a/b"))
    answer = await door.call("DELETE", "/officers/a%2Fb", ADMINISTRATOR)
    assert answer.status_code == 204


async def test_the_last_administrator_stays(door: Door) -> None:
    """Found in use: integrator A6."""
    answer = await door.call("DELETE", "/officers/administrator", ADMINISTRATOR)
    assert (answer.status_code, answer.json()["reason"]) == (409, "STATE_CONFLICT")
    assert "`addOfficer`" in answer.json()["remedy"]
    assert (await add(door, "Berg", "administrator")).status_code == 201
    answer = await door.call("DELETE", "/officers/administrator", ADMINISTRATOR)
    assert answer.status_code == 204


async def test_a_withdrawn_name_is_not_given_again(door: Door) -> None:
    assert (await add(door, "Zoë")).status_code == 201
    assert (await door.call("DELETE", "/officers/Zo%C3%AB", ADMINISTRATOR)).status_code == 204
    assert (await add(door, "ZOË")).status_code == 422
