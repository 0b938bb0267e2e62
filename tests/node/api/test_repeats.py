"""`Idempotency-Key`: what is sent again under its key is done once, on every address that acts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from sqlalchemy import Connection, func, select

from gateway.api.admission import Admission
from gateway.api.app import OPERATIONS, PREFIX
from gateway.api.published.problems_declared import ACTING
from gateway.api.repeats import REPLAYED, Once
from gateway.casework.acts import idempotency_keys
from gateway.casework.acts.journal import Journal
from gateway.casework.permissions import OfficerRole
from gateway.domain.acts import Verb
from gateway.errors import StateError
from gateway.exchange.rate_limits import AccountShares
from gateway.store.tables_casework import act, consultation
from gateway.store.tables_casework import repeat as table
from tests.node.api.conftest import Door
from tests.support.cases import transaction

OFFICER, ADMINISTRATOR = OfficerRole.OFFICER, OfficerRole.ADMINISTRATOR
REQUEST = {
    "consulted": "FR",
    "request": {
        "procedure": "14(2)",
        "case_reference": "x",
        "transaction": transaction().model_dump(mode="json"),
        "concerns": "FR-1",
        "asked_for": ["not_grant"],
    },
}


async def call(
    door: Door, method: str, path: str, key: str, role: OfficerRole = OFFICER, **kwargs: Any
) -> httpx2.Response:
    headers = {"Authorization": f"Bearer {door.tokens[role]}", "Idempotency-Key": key}
    return await door.client.request(method, PREFIX + path, headers=headers, **kwargs)


async def count(door: Door, what: Any) -> int:
    found: int = await door.desk.node.db.read(
        lambda conn: conn.execute(select(func.count()).select_from(what)).scalar_one()
    )
    return found


def effect(conn: Connection, at: Any) -> None:
    Journal(conn, at, "test").act(Verb.TASK_CLOSED, "effect")


def acting(door: Door, work: Callable[[Connection], None] | None = None) -> httpx2.AsyncClient:
    """The door's mechanism around one effect, for any address; what it is to do may fail."""
    office = door.desk.node.office

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await office.db.write(work or (lambda conn: effect(conn, office.clock.now())))
        start = {"type": "http.response.start", "status": 201, "headers": []}
        await send(start)
        await send({"type": "http.response.body", "body": b"done"})

    transport = httpx2.ASGITransport(app=Admission(Once(app, office), office, AccountShares()))
    headers = {"Authorization": f"Bearer {door.tokens[OFFICER]}"}
    return httpx2.AsyncClient(transport=transport, base_url="http://node", headers=headers)


async def test_a_consultation_is_opened_once(door: Door) -> None:
    """Found in use: integrator A8."""
    first = await call(door, "POST", "/consultations", "k-1", json=REQUEST)
    assert first.status_code == 201, first.text
    again = await call(door, "POST", "/consultations", "k-1", json=REQUEST)
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["content-type"] == first.headers["content-type"]
    assert (first.headers.get(REPLAYED), again.headers[REPLAYED]) == (None, "true")
    assert await count(door, consultation) == 1
    await call(door, "POST", "/consultations", "k-2", json=REQUEST)
    assert await count(door, consultation) == 2


async def test_two_at_once_are_one(door: Door) -> None:
    both = await asyncio.gather(
        *(call(door, "POST", "/consultations", "k-1", json=REQUEST) for _ in range(4))
    )
    assert {each.content for each in both} == {both[0].content}
    assert await count(door, consultation) == 1


async def test_a_key_is_of_one_request_and_of_one_account(door: Door) -> None:
    await call(door, "POST", "/consultations", "k-1", json=REQUEST)
    other = {**REQUEST, "consulted": "DE"}
    for path, body in (("/consultations", other), ("/letters/notes", REQUEST)):
        answer = await call(door, "POST", path, "k-1", json=body)
        problem = answer.json()
        assert (answer.status_code, problem["reason"]) == (422, "IDEMPOTENCY_KEY_REUSED")
        assert problem["metadata"]["field"] == "Idempotency-Key"
    decider = OfficerRole.DECIDER
    assert (
        await call(door, "POST", "/consultations", "k-1", decider, json=REQUEST)
    ).status_code == 201
    assert await count(door, consultation) == 2


async def test_what_was_refused_may_be_mended_under_its_key(door: Door) -> None:
    refused = await call(door, "POST", "/consultations", "k-1", json={"consulted": "FR"})
    assert refused.status_code == 422
    assert await count(door, table) == 0
    assert (await call(door, "POST", "/consultations", "k-1", json=REQUEST)).status_code == 201


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, "\u00e9"])
async def test_a_key_that_is_none_is_refused(door: Door, key: str) -> None:
    headers = [
        (b"authorization", f"Bearer {door.tokens[OFFICER]}".encode()),
        (b"idempotency-key", key.encode("latin-1")),
    ]
    answer = await door.client.post(f"{PREFIX}/consultations", headers=headers, json=REQUEST)
    assert (answer.status_code, answer.json()["metadata"]["field"]) == (422, "Idempotency-Key")
    assert await count(door, consultation) == 0


async def test_a_token_is_not_kept_and_the_account_is_made_once(door: Door) -> None:
    body = {"name": "Berg", "role": "officer"}
    first = await call(door, "POST", "/officers", "k-1", ADMINISTRATOR, json=body)
    assert first.status_code == 201
    again = await call(door, "POST", "/officers", "k-1", ADMINISTRATOR, json=body)
    assert (again.status_code, again.json()["reason"]) == (409, "ANSWER_NOT_KEPT")
    kept = await door.desk.node.db.read(lambda conn: conn.execute(select(table.c.answer)).all())
    assert kept == [(None,)]


async def test_a_key_does_not_open_the_door(door: Door) -> None:
    await call(door, "POST", "/consultations", "k-1", json=REQUEST)
    headers = {"Authorization": "Bearer nobody", "Idempotency-Key": "k-1"}
    answer = await door.client.post(f"{PREFIX}/consultations", headers=headers, json=REQUEST)
    assert answer.status_code == 401


async def test_every_address_that_acts_does_it_once(door: Door) -> None:
    """Found in use: integrator A8."""
    routes = [each.split(" ") for each in OPERATIONS if each.split(" ")[0] in ACTING]
    assert len(routes) > 60
    async with acting(door) as client:
        for number, (method, path) in enumerate(routes):
            secret = path.startswith(("/officers", "/webhooks"))
            for sent in range(2):
                answer = await client.request(
                    method, PREFIX + path, headers={"Idempotency-Key": f"k-{number}"}, content=b"x"
                )
                lost = secret and sent == 1
                assert answer.status_code == (409 if lost else 201), path
                assert (answer.content == b"done") is not lost, path
    effects = select(act.c.id).where(act.c.subject == "effect").subquery()
    assert await count(door, effects) == len(routes)


async def test_every_operation_that_acts_says_so_in_the_contract(door: Door) -> None:
    contract = (await door.call("GET", "/openapi.json")).json()
    for path, methods in contract["paths"].items():
        for method, operation in methods.items():
            names = {each["name"] for each in operation.get("parameters", ())}
            assert ("Idempotency-Key" in names) is (method.upper() in ACTING), path


async def test_what_the_effect_undoes_leaves_no_key(door: Door) -> None:
    """Found in use: integrator A8."""

    def fails(conn: Connection) -> None:
        effect(conn, door.desk.node.office.clock.now())
        raise StateError("not now")

    async with acting(door, fails) as client:
        answer = await client.post(f"{PREFIX}/x", headers={"Idempotency-Key": "k"})
        assert answer.status_code == 409
    assert await count(door, table) == 0
    async with acting(door) as client:
        answer = await client.post(f"{PREFIX}/x", headers={"Idempotency-Key": "k"})
        assert (answer.status_code, answer.content) == (201, b"done")


async def test_an_end_before_the_answer_does_not_do_it_twice(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def dies(*_: object) -> None:
        raise asyncio.CancelledError

    with monkeypatch.context() as patched:
        patched.setattr(idempotency_keys, "keep", dies)
        async with acting(door) as client:
            with pytest.raises(asyncio.CancelledError):
                await client.post(f"{PREFIX}/x", headers={"Idempotency-Key": "k"})
    async with acting(door) as client:
        answer = await client.post(f"{PREFIX}/x", headers={"Idempotency-Key": "k"})
    assert (answer.status_code, answer.json()["reason"]) == (409, "ANSWER_NOT_KEPT")
    effects = select(act.c.id).where(act.c.subject == "effect").subquery()
    assert await count(door, effects) == 1


async def test_a_key_is_forgotten_in_the_end(door: Door) -> None:
    await call(door, "POST", "/consultations", "k-1", json=REQUEST)
    door.federation.clock.at += idempotency_keys.KEPT + timedelta(minutes=1)
    await call(door, "POST", "/consultations", "k-2", json=REQUEST)
    assert await count(door, table) == 1
