"""Tokens over REST: an end, an overlap, scopes, the last use; accounts that return."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx2
import pytest
from sqlalchemy import select

from gateway.api.app import PREFIX
from gateway.casework.handlers.workflow_steps import sweep
from gateway.casework.permissions import OfficerRole
from gateway.store.tables_casework import officer_token as table
from tests.node.api.conftest import Door
from tests.support.federation_case import START

ADMINISTRATOR = OfficerRole.ADMINISTRATOR


async def post(door: Door, path: str, **body: Any) -> httpx2.Response:
    return await door.call("POST", path, ADMINISTRATOR, json=body)


async def made(door: Door, **body: Any) -> str:
    answer = await post(door, "/officers", **({"name": "elan", "role": "system"} | body))
    assert answer.status_code == 201, answer.text
    token: str = answer.json()["token"]
    return token


async def ask(door: Door, token: str, path: str = "/cases") -> httpx2.Response:
    headers = {"Authorization": f"Bearer {token}"}
    return await door.client.get(PREFIX + path, headers=headers)


async def lines(door: Door, name: str = "elan") -> list[dict[str, Any]]:
    found = (await door.call("GET", "/officers", ADMINISTRATOR)).json()["items"]
    tokens: list[dict[str, Any]] = next(each["tokens"] for each in found if each["name"] == name)
    return tokens


async def test_a_token_is_changed_without_a_gap(door: Door) -> None:
    """Found in use: integrator A6."""
    first = await made(door)
    door.federation.clock.at += timedelta(days=1)
    second = (await post(door, "/officers/tokens", name="elan")).json()["token"]
    assert [(await ask(door, each)).status_code for each in (first, second)] == [200, 200]
    third = await post(door, "/officers/tokens", name="elan")
    assert (third.status_code, third.json()["reason"]) == (409, "STATE_CONFLICT")
    assert "`withdrawToken`" in third.json()["remedy"]
    old, _ = await lines(door)
    gone = await post(door, "/officers/tokens/withdrawal", name="elan", id=old["id"])
    assert gone.status_code == 204
    assert [(await ask(door, each)).status_code for each in (first, second)] == [401, 200]
    again = await post(door, "/officers/tokens/withdrawal", name="elan", id=old["id"])
    assert again.status_code == 404


async def test_a_token_ends_and_says_so(door: Door) -> None:
    """Found in use: integrator A6, attack m10."""
    token = await made(door, days=40)
    assert (await lines(door))[0]["until"][:10] == f"{START + timedelta(days=40):%Y-%m-%d}"
    kinds = [task.kind for task in await door.desk.tasks()]
    assert "token.ending" not in kinds
    door.federation.clock.at += timedelta(days=11)
    await sweep(door.desk.node.office)
    warned = [each for each in await door.desk.tasks() if each.kind == "token.ending"]
    assert [each.subject for each in warned] == ["elan"]
    assert (await ask(door, token)).status_code == 200
    # Who has the next one is warned no more.
    assert (await post(door, "/officers/tokens", name="elan")).status_code == 201
    await sweep(door.desk.node.office)
    assert "token.ending" not in [task.kind for task in await door.desk.tasks()]
    door.federation.clock.at = START + timedelta(days=40, minutes=1)
    ended = await ask(door, token)
    assert (ended.status_code, ended.json()["reason"]) == (401, "TOKEN_INVALID")
    assert "ended" in ended.json()["detail"]
    assert len(await lines(door)) == 1


async def test_a_token_without_days_ends_as_the_settings_say(door: Door) -> None:
    await made(door)
    life = door.desk.node.office.settings.token_life
    assert life == timedelta(days=door.desk.settings.token_days)
    assert (await lines(door))[0]["until"][:10] == f"{START + life:%Y-%m-%d}"


async def test_a_token_may_less_than_its_account(door: Door) -> None:
    """Found in use: integrator A6, attack m10."""
    token = await made(door, scopes=["read_changes"])
    assert (await ask(door, token, "/events")).status_code == 200
    refused = await ask(door, token, "/cases")
    assert (refused.status_code, refused.json()["reason"]) == (403, "NOT_PERMITTED")
    assert "this token may not read cases" in refused.json()["detail"]
    assert "scope" in refused.json()["remedy"]
    assert (await lines(door))[0]["scopes"] == ["read_changes"]
    more = await post(door, "/officers/tokens", name="elan", scopes=["decide"])
    assert (more.status_code, more.json()["metadata"]["field"]) == (422, "scopes")


async def test_a_scope_brings_what_it_needs(door: Door) -> None:
    token = await made(door, name="Berg", role="officer", scopes=["read_hits"])
    assert (await ask(door, token, "/cases")).status_code == 200
    assert (await lines(door, "Berg"))[0]["scopes"] == ["read_cases", "read_denials", "read_hits"]
    assert (await ask(door, token, "/letters")).status_code == 403


async def test_a_withdrawn_account_returns_under_its_name(door: Door) -> None:
    """Found in use: integrator A6."""
    first = await made(door)
    there = await post(door, "/officers/return", name="elan")
    assert (there.status_code, there.json()["reason"]) == (409, "STATE_CONFLICT")
    assert (await post(door, "/officers/withdrawal", name="elan")).status_code == 204
    assert await lines(door) == []
    refused = await post(door, "/officers/tokens", name="elan")
    assert (refused.status_code, "`reinstateOfficer`" in refused.json()["remedy"]) == (409, True)
    back = await post(door, "/officers/return", name="elan")
    assert (back.status_code, back.json()["role"]) == (201, "system")
    assert (await ask(door, back.json()["token"])).status_code == 200
    assert (await ask(door, first)).status_code == 401
    told = (await door.call("GET", "/events?limit=1000", OfficerRole.AUDITOR)).json()
    types = [each["type"] for each in told if each["subject"] == "elan"]
    assert types == [f"comity.officer.{each}" for each in ("added", "withdrawn", "returned")]


async def test_the_last_use_is_kept_to_the_hour(door: Door) -> None:
    token = await made(door)
    assert (await lines(door))[0]["used"] is None
    seen = []
    for minutes in (0, 59, 2):
        door.federation.clock.at += timedelta(minutes=minutes)
        await made(door, name=f"other {minutes}")  # or else it is believed for a second
        await ask(door, token)
        await door.desk.node.db.write(lambda _: None)  # behind the note, which nobody waits for
        seen.append((await lines(door))[0]["used"])
    assert seen[0] == seen[1] < seen[2]


async def test_no_token_is_kept(door: Door) -> None:
    tokens = [await made(door), (await post(door, "/officers/tokens", name="elan")).json()["token"]]
    rows = await door.desk.node.db.read(lambda conn: conn.execute(select(table)).all())
    assert not any(token in str(row) for token in tokens for row in rows)


@pytest.mark.parametrize("days", [0, 3651, -1])
async def test_an_end_that_is_none_is_refused(door: Door, days: int) -> None:
    answer = await post(door, "/officers", name="elan", role="system", days=days)
    assert (answer.status_code, answer.json()["metadata"]["field"]) == (422, "days")
