"""A caller does not decide how long the event loop works on what it sends (attack2 M1)."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from typing import Annotated, Any

import httpx2
import pytest
from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from gateway.api import problems
from gateway.api.annual.submission import SentRecords
from gateway.api.app import ROUTERS
from gateway.api.parameters import (
    LIGHT_ELEMENTS,
    MAX_FIELDS,
    MAX_QUERY_PARAMETERS,
    Weighed,
    _check_fields,
    check_address,
    check_body,
)
from gateway.domain.case.contents import Application
from gateway.errors import InputError, Reason
from gateway.field_faults import MOST_FAULTS, faults_of
from tests.support.cases import application
from tests.support.turns import longest_step

MANY = 200_000
JSON = {"Content-Type": "application/json"}
LOOP_S = 0.1
"""Processor seconds of the event loop's own thread for one body; it took 7 s for unknown keys."""


async def take(
    application: Application, named: Annotated[list[tuple[str, str]], Depends(check_body)]
) -> str:
    """Take an application."""
    return f"{application.reference} {len(named)}"


async def take_records(records: SentRecords) -> int:
    """Take records."""
    return len(records.records)


async def look(request: Request) -> None:
    """Look at an address."""
    check_address(request)


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    app, router = FastAPI(), APIRouter(prefix="/api/v1", route_class=Weighed)
    problems.install(app)
    router.post("/applications")(take)
    router.post("/records")(take_records)
    router.get("/look")(look)
    app.router.routes.extend(router.routes)
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://node/api/v1") as found:
        yield found


async def sent(client: httpx2.AsyncClient, path: str, value: Any) -> httpx2.Response:
    """Send a body; the loop's own thread has little work with it, nor has the whole process."""
    raw = json.dumps(value).encode()
    await client.post(path, content=b"[" * 4000, headers=JSON)  # what is made once is made
    of_loop, of_all = time.thread_time(), time.process_time()
    answer = await client.post(path, content=raw, headers=JSON)
    assert time.thread_time() - of_loop < LOOP_S
    assert time.process_time() - of_all < 2.0
    return answer


HOSTILE: dict[str, tuple[str, Any]] = {
    "unknown fields": ("/applications", {f"k{n}": 1 for n in range(MANY)}),
    "unknown fields within": (
        "/applications",
        {"reference": "x", "transaction": {f"k{n}": 1 for n in range(MANY)}},
    ),
    "empty items": ("/applications", {"reference": "x", "transaction": {"items": [{}] * MANY}}),
    "wrong items": (
        "/applications",
        {"reference": "x", "transaction": {"items": [{"code": n} for n in range(MANY)]}},
    ),
    "empty records": ("/records", {"records": [{}] * 90_000}),
    "records of unknown fields": (
        "/records",
        {"records": [{f"k{n}": 1 for n in range(900)}] * 300},
    ),
    "names of cases": ("/applications", [{"case_id": f"c{n}"} for n in range(MANY)]),
}


@pytest.mark.parametrize("kind", HOSTILE)
async def test_a_large_body_with_faults_takes_the_loop_little_time(
    client: httpx2.AsyncClient, kind: str
) -> None:
    path, value = HOSTILE[kind]

    answer = await sent(client, path, value)

    assert answer.status_code in {413, 422}
    assert answer.json()["reason"] in Reason.__members__
    assert len(answer.content) < 20_000


async def test_the_fields_of_one_object_are_bounded_like_elements(
    client: httpx2.AsyncClient,
) -> None:
    answer = await sent(client, "/applications", {f"k{n}": 1 for n in range(MANY)})

    assert answer.status_code == 413
    assert answer.json()["reason"] == Reason.BODY_TOO_LARGE
    assert str(MAX_FIELDS) in answer.json()["detail"]


async def test_of_a_large_list_the_first_element_with_faults_is_told(
    client: httpx2.AsyncClient,
) -> None:
    value = application().model_dump(mode="json")
    value["transaction"]["items"] = [*value["transaction"]["items"], *[{"code": 1}] * 2000]

    answer = await sent(client, "/applications", value)

    assert answer.status_code == 422
    named = {each.split(".")[2] for each in answer.json()["metadata"] if "items." in each}
    assert named == {"1"}


async def test_a_large_body_that_is_right_is_taken(client: httpx2.AsyncClient) -> None:
    value = application().model_dump(mode="json")
    item = value["transaction"]["items"][0]
    value["transaction"]["items"] = [item] * 200
    assert json.dumps(value).count(",") > LIGHT_ELEMENTS

    answer = await sent(client, "/applications", value)

    assert answer.status_code == 200, answer.text
    assert answer.json() == f"{value['reference']} 0"


@pytest.mark.parametrize(
    "raw",
    [
        b'"' + b'\\"' * 2_000_000,
        b'"' + b'\\"' * 2_000_000 + b"\\",
        b'{"a":' * 700_000,
        b'{"a":{' + b'"b" : {},' * 400_000,
        b'{"a":"' + b" : " * 1_000_000 + b'"}',
    ],
)
async def test_what_is_looked_at_before_it_is_parsed_is_looked_at_once(
    client: httpx2.AsyncClient, raw: bytes
) -> None:
    began = time.process_time()

    answer = await client.post("/applications", content=raw, headers=JSON)

    assert answer.status_code in {400, 413, 422}
    assert time.process_time() - began < 2.0


@pytest.mark.parametrize(
    ("raw", "status"),
    [(b"[" + b"1," * 4000 + b"x]", 422), (b"[" * 400_000, 400), (b'"\xff' * 100_000, 400)],
)
async def test_what_is_no_json_is_refused_as_a_small_body_is(
    client: httpx2.AsyncClient, raw: bytes, status: int
) -> None:

    answer = await client.post("/applications", content=raw, headers=JSON)
    small = await client.post("/applications", content=b"[1,x]", headers=JSON)

    assert answer.status_code == status
    assert answer.json()["type"].startswith("urn:problem-type:comity:")
    assert small.json()["metadata"]["field"] == "body"


async def test_a_query_of_very_many_parameters_is_not_gone_through(
    client: httpx2.AsyncClient,
) -> None:
    answer = await client.get("/look?" + "&".join("a" * MAX_QUERY_PARAMETERS * 2))

    assert answer.status_code == 422
    assert answer.json()["metadata"]["field"] == "query"


def test_no_more_faults_are_worded_than_somebody_mends() -> None:
    found = [{"loc": (n,), "type": "missing", "msg": ""} for n in range(MANY)]

    assert len(faults_of(found)) == MOST_FAULTS


RECORD = (
    b'{"kind":"authorisation","reference":"S","exporter":"DE9","licence_kind":"individual",'
    b'"decided":"2025-04-01","lines":[{"code":"5A002","destination":"TR","value":"1"}]}'
)


@pytest.mark.parametrize(
    ("path", "raw"),
    [
        ("/api/v1/applications", b'{"reference":"%s"}' % (rb"\u03b1" * 1_300_000)),
        ("/api/v1/applications", b'{"reference":"%s"}' % ("\u03b1".encode() * 4_000_000)),
        pytest.param(
            "/api/v1/report/years/{year}/records",
            b'{"records":[%s1]}' % ((RECORD + b",") * 40_000),
            marks=pytest.mark.long,
        ),
    ],
    ids=["escapes", "letters", "records"],
)
def test_a_large_body_is_read_in_short_steps(path: str, raw: bytes) -> None:
    """A search through all of 8 MiB held Python's lock for 0.3 s (attack2 M1)."""
    routes = [each for router in ROUTERS for each in router.routes if isinstance(each, Weighed)]
    route = next(each for each in routes if each.path == path and "POST" in (each.methods or ()))

    def read() -> None:
        with pytest.raises((RequestValidationError, InputError)):
            route._read(raw)

    read()  # what is made once is made
    assert longest_step(read) < LOOP_S


def test_the_fields_behind_a_text_of_very_many_escapes_are_counted() -> None:
    text = b'"' + rb"\"" * 10_000 + b'"'
    many = b",".join([b'"k":1'] * (MAX_FIELDS + 1))
    _check_fields(b"{%s:{%s}}" % (text, many[:-6]))
    for first in (text, text + b":" + text):
        with pytest.raises(InputError):
            _check_fields(b"[%s,{%s}]" % (first, many))
    _check_fields(b'["' + rb"\"" * 10_000 + b"{" * MAX_FIELDS)


def test_every_route_that_takes_a_body_has_it_weighed() -> None:
    routes = [each for router in ROUTERS for each in router.routes if isinstance(each, APIRoute)]
    bodies = [each for each in routes if each.body_field is not None]

    assert len(bodies) > 80
    assert [each.path for each in bodies if not isinstance(each, Weighed)] == []
