"""What is answered where a body does not fit, and what is kept of it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import httpx2
import pytest
from fastapi import FastAPI

from gateway.api import problems
from gateway.domain.base import Model
from gateway.errors import Reason

SIZE = 100_000


class Body(Model):
    """What the address takes."""

    name: str


async def take(body: Body) -> None:
    """Take it."""


@pytest.fixture
def app() -> FastAPI:
    made = FastAPI()
    problems.install(made)
    made.post("/bodies")(take)
    return made


@contextmanager
def garbage() -> Iterator[list[object]]:
    """What Python's collector alone would find of what is done meanwhile."""
    gc.collect()
    gc.disable()
    found: list[object] = []
    try:
        yield found
        gc.set_debug(gc.DEBUG_SAVEALL)
        gc.collect()
        found += gc.garbage
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()


SENT = (b"x" * SIZE, b"[" + b"1," * SIZE + b"1]", b'{"names": "' + b"x" * SIZE + b'"}')


async def test_nothing_of_a_refused_body_waits_for_the_collector(app: FastAPI) -> None:
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://node") as client:

        async def reason_of(sent: bytes) -> str:
            headers = {"Content-Type": "application/json"}
            answer = await client.post("/bodies", content=sent, headers=headers)
            return str(answer.json()["reason"])

        await reason_of(b"{}")
        with garbage() as found:
            assert [await reason_of(each) for each in SENT] == [Reason.INPUT_INVALID] * len(SENT)

    frames = [each for each in found if isinstance(each, FrameType)]
    assert not [
        (frame.f_code.co_qualname, name)
        for frame in frames
        for name, value in frame.f_locals.items()
        if isinstance(value, bytes | str) and len(value) >= SIZE
    ]
