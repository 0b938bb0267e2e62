"""Bodies: who sends one is asked first, then how large it is, and only then it is read."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from starlette.types import Message

from gateway.api.app import PREFIX, create_app
from gateway.api.bodies import FREE_ELEMENTS, LIMITS, MAX_APPLICATION_BYTES, limit_for
from gateway.api.problems import MEDIA_TYPE, Problem
from gateway.casework.permissions import OfficerRole
from gateway.errors import Reason
from gateway.ports import SyncResult
from tests.node.api.conftest import PROBES, Door
from tests.support.measured import memory_below

LARGE = 57 * 2**20
JSON = {"content-type": "application/json"}


async def _sync() -> SyncResult:
    raise AssertionError("nobody synchronises here")


def app_of(door: Door) -> FastAPI:
    return create_app(door.desk.node.office, probes=PROBES, sync_now=_sync)


class Answered:
    """What an application answered to a request that this gave it piece by piece."""

    def __init__(self, pieces: list[bytes]) -> None:
        self.pieces = pieces
        self.read = 0
        self.status = 0
        self.body = b""

    async def receive(self) -> Message:
        piece = self.pieces[self.read]
        self.read += 1
        return {
            "type": "http.request",
            "body": piece,
            "more_body": self.read < len(self.pieces),
        }

    async def send(self, message: Message) -> None:
        self.status = message.get("status", self.status)
        self.body += message.get("body", b"")

    @property
    def problem(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


async def post(app: FastAPI, path: str, pieces: list[bytes], headers: dict[str, str]) -> Answered:
    answered = Answered(pieces)
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": PREFIX + path,
        "raw_path": (PREFIX + path).encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": None,
        "server": None,
    }
    await app(scope, answered.receive, answered.send)
    return answered


def bearer(door: Door, role: OfficerRole = OfficerRole.OFFICER) -> dict[str, str]:
    return {"authorization": f"Bearer {door.tokens[role]}"}


@pytest.mark.parametrize(
    "shown", [{}, {"authorization": "Bearer unknown"}, {"authorization": "Basic eA=="}]
)
@pytest.mark.parametrize("length", [{"content-length": "1000"}, {"transfer-encoding": "chunked"}])
async def test_nothing_is_read_of_who_shows_no_token(
    door: Door, shown: dict[str, str], length: dict[str, str]
) -> None:
    answered = await post(app_of(door), "/applications", [b"{}"], {**JSON, **length, **shown})

    assert answered.status == 401
    assert answered.problem["reason"] == Reason.TOKEN_INVALID
    assert answered.read == 0


async def test_a_stated_length_beyond_the_limit_is_refused_unread(door: Door) -> None:
    headers = {**JSON, **bearer(door), "content-length": str(LARGE)}

    answered = await post(app_of(door), "/applications", [b"x"], headers)

    assert answered.status == 413
    assert answered.problem["reason"] == Reason.BODY_TOO_LARGE
    assert answered.problem["metadata"] == {"limit": str(MAX_APPLICATION_BYTES)}
    assert answered.read == 0


async def test_a_length_that_is_not_stated_is_counted(door: Door) -> None:
    pieces = [b'"' + b"x" * 2**18] * 40
    headers = {**JSON, **bearer(door), "transfer-encoding": "chunked"}

    answered = await post(app_of(door), "/applications", pieces, headers)

    assert answered.status == 413
    assert answered.problem["reason"] == Reason.BODY_TOO_LARGE
    assert answered.read == MAX_APPLICATION_BYTES // 2**18


async def test_a_form_is_counted_as_well(door: Door) -> None:
    limit = limit_for(f"{PREFIX}/report/years/2025/import")
    start = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    pieces = [start, *[b"x" * 2**20] * (limit // 2**20 + 4)]
    headers = {
        **bearer(door, OfficerRole.DECIDER),
        "content-type": "multipart/form-data; boundary=x",
        "transfer-encoding": "chunked",
    }

    answered = await post(app_of(door), "/report/years/2025/import", pieces, headers)

    assert answered.status == 413
    assert answered.problem["reason"] == Reason.BODY_TOO_LARGE
    assert answered.read == limit // 2**20 + 2


@pytest.mark.parametrize("unit", [b"[],", b"{},", b"1,"])
async def test_json_of_more_elements_than_anything_has_is_not_parsed(
    door: Door, unit: bytes
) -> None:
    raw = b"[" + unit * (2 * 2**20 // len(unit) - 2) + b"1]"
    pieces = [raw[at : at + 2**16] for at in range(0, len(raw), 2**16)]
    headers = {**JSON, **bearer(door), "content-length": str(len(raw))}
    app = app_of(door)
    await post(app, "/applications", [b"{}"], {**JSON, **bearer(door), "content-length": "2"})
    with memory_below(2 * len(raw)):
        answered = await post(app, "/applications", pieces, headers)

    assert answered.status == 413
    assert answered.problem["reason"] == Reason.BODY_TOO_LARGE


async def test_a_body_without_a_token_takes_no_memory(door: Door) -> None:
    app = app_of(door)
    pieces = [b"[]," * (LARGE // 3)]
    headers = {**JSON, "content-length": str(len(pieces[0]))}
    await post(app, "/applications", [b"{}"], {**JSON, "content-length": "2"})
    with memory_below(2**20):
        answered = await post(app, "/applications", pieces, headers)

    assert answered.status == 413
    assert answered.read == 0


async def test_texts_with_many_commas_pass(door: Door) -> None:
    text = {"language": "de", "text": ", " * 1999 + "x"}

    answer = await door.call("POST", "/tasks/1/closing", OfficerRole.OFFICER, json=text)

    assert answer.status_code == 404
    assert len(text["text"]) < FREE_ELEMENTS


async def test_a_refused_body_is_answered_like_every_other_error(door: Door) -> None:
    async def body() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b" " * 2**18

    transport = httpx2.ASGITransport(app=app_of(door))
    async with httpx2.AsyncClient(transport=transport, base_url="http://node") as client:
        answer = await client.post(
            PREFIX + "/applications", content=body(), headers={**JSON, **bearer(door)}
        )

    assert answer.status_code == 413
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert set(answer.json()) == set(Problem.model_fields)


def test_every_limit_is_of_an_address_that_there_is(door: Door) -> None:
    taken = [
        re.sub(r"\{[^}]*\}", "1", path.replace("{noun}", "cases"))
        for path, methods in app_of(door).openapi()["paths"].items()
        if any("requestBody" in each for each in methods.values())
    ]

    assert len(taken) > 50
    for address in LIMITS:
        assert any(address.fullmatch(path) for path in taken), address.pattern
