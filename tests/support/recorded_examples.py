"""Keeps, of each operation that tests call, what was sent and what was answered.

A plugin of pytest, for `make examples` alone: `-p tests.support.recorded_examples`, with a folder
in `COMITY_EXAMPLES`. Each process of tests leaves a file there; `tools/examples` chooses.
"""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.types import Message, Receive, Scope, Send

from tools.examples.exchange import Exchange
from tools.examples.shortening import worth

FOLDER: Final = "COMITY_EXAMPLES"
_EACH: Final = 3
_READ: Final = ("json", "text/csv")

# What these tests send is meant to be refused, or to be seen where it should not come.
_LEFT_OUT: Final = ("hostile", "text_of_others", "schemathesis", "test_bodies", "fuzz", "attack")

_kept: dict[tuple[str, int], list[tuple[float, Exchange]]] = {}


class _Listening:
    """One call of an application: hands all of it on, and keeps a copy."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self.body, self.content = b"", b""
        self.status = 0
        self.headers: dict[str, str] = {}

    async def receive(self) -> Message:
        message = await self._receive()
        self.body += message.get("body", b"")
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {key.decode(): value.decode() for key, value in message["headers"]}
        self.content += message.get("body", b"")
        await self._send(message)


def pytest_configure() -> None:
    """Have every application of these tests be listened to."""
    call: Callable[..., Awaitable[None]] = FastAPI.__call__

    async def recorded(self: FastAPI, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await call(self, scope, receive, send)
        listening = _Listening(receive, send)
        await call(self, scope, listening.receive, listening.send)
        _keep(scope, listening)
        return None

    FastAPI.__call__ = recorded  # type: ignore[method-assign]


def pytest_runtest_logfinish() -> None:
    """Leave what was kept where it is chosen from; tests that are broken off have left theirs."""
    if _kept:
        folder = Path(os.environ[FOLDER])
        folder.mkdir(parents=True, exist_ok=True)
        found = [exchange.model_dump() for each in _kept.values() for _, exchange in each]
        name = os.environ.get("PYTEST_XDIST_WORKER", "one")
        (folder / f"{name}.json").write_text(json.dumps(found, ensure_ascii=False), "utf-8")


def _keep(scope: Scope, heard: _Listening) -> None:
    """Keep an exchange, where it says more than those that are kept."""
    route, test = scope.get("route"), os.environ.get("PYTEST_CURRENT_TEST", "")
    if not isinstance(route, APIRoute):
        return
    if scope["method"] not in (route.methods or ()) or any(each in test for each in _LEFT_OUT):
        return
    media = heard.headers.get("content-type", "").partition(";")[0]
    content = heard.content
    if heard.headers.get("content-encoding") == "gzip":
        content = gzip.decompress(content)
    exchange = Exchange(
        operation=route.unique_id,
        path={name: str(value) for name, value in scope["path_params"].items()},
        query=parse_qs(scope["query_string"].decode()),
        body=_json(heard.body),
        status=heard.status,
        media=media if content else "",
        content=_read(media, content),
    )
    rows = _kept.setdefault((exchange.operation, exchange.status), [])
    rows.append((worth(exchange), exchange))
    rows.sort(key=lambda each: -each[0])
    del rows[_EACH:]


def _read(media: str, content: bytes) -> Any:
    if not content or not media.endswith(_READ):
        return None
    return json.loads(content) if media.endswith("json") else content.decode()


def _json(body: bytes) -> Any:
    """Return a body; none, where it is a form or a file."""
    try:
        return json.loads(body) if body else None
    except ValueError:
        return None
