"""What stands around every route: `HEAD`, measures, no answer is kept, no defect escapes.

`AROUND` is the one list, outermost first; `gateway.api.app` installs it.
"""

from __future__ import annotations

import re
import time

import structlog
from prometheus_client import Gauge, Histogram
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.api.dependencies import HEADERS_ONLY
from gateway.api.problems import answer
from gateway.api.published.operations import PREFIX
from gateway.errors import ComityError, Reason
from gateway.exchange.defects import log_defect

log = structlog.get_logger(__name__)

_SECONDS = Histogram(
    "comity_rest_seconds",
    "Time from a request's headers to its answer.",
    ["method", "route", "status"],
    # An officer sees 100 ms; a sheet of 5,000 denials takes 12 s.
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0),
)

_UNDER_WAY = Gauge("comity_rest_under_way", "Requests under way, those that wait among them.")

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_NO_ANSWER = "0"
"""Status of a request whose client had gone, or that was cut off."""


class Heads:
    """Answers `HEAD` as `GET` is answered, without the content (RFC 9110, section 9.3.2).

    Whoever may not read, reads by no other method: it is the same route with the same checks, and
    what puts a reader on record does so. Addresses with a `HEAD` of their own are not touched.
    """

    def __init__(self, app: ASGIApp, own: re.Pattern[str]) -> None:
        self._app = app
        self._own = own

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Carry out one request."""
        is_head = scope["type"] == "http" and scope["method"] == "HEAD"
        if not is_head or self._own.fullmatch(scope["path"]):
            await self._app(scope, receive, send)
            return

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        state = {**scope.get("state", {}), HEADERS_ONLY: True}
        # A copy: the server leaves the length of an answer alone by the method that it has read.
        await self._app({**scope, "method": "GET", "state": state}, receive, send_on)


def _pattern(scope: Scope) -> str:
    """Return the pattern of the route that was found, without values; empty: none was."""
    found: str = getattr(scope.get("route"), "path", "")
    return found.removeprefix(PREFIX)


class Measured:
    """Counts each request by route and status, and how long it took.

    A route is shown by its pattern: what stands in an address may be the id of a case.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Carry out one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, began = _NO_ANSWER, time.perf_counter()

        async def send_on(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
            await send(message)

        _UNDER_WAY.inc()
        try:
            await self._app(scope, receive, send_on)
        finally:
            _UNDER_WAY.dec()
            method = scope["method"] if scope["method"] in _METHODS else "other"
            _SECONDS.labels(method, _pattern(scope), status).observe(time.perf_counter() - began)


_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class AnswerHeaders:
    """Has no answer kept by a proxy or a browser, nor its type guessed: it may be of a case."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Carry out one request."""

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await self._app(scope, receive, send_on)


class Defects:
    """Answers a fault of ours as a problem, and logs kind and place of it in one line.

    Once an answer has begun nothing can be said in its place: the server then ends the
    connection, and logs the fault (`gateway.app.logs`).
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Carry out one request."""
        begun = False

        async def send_on(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, send_on)
        except Exception as exc:
            if begun:
                raise
            log_defect(log, "rest.defect", exc, method=scope["method"], route=_pattern(scope))
            await answer(_defect(), scope)(scope, receive, send)


def _defect() -> ComityError:
    return Reason.DEFECT.error(
        "a fault of Comity itself; what was asked was not done",
        remedy="Report it with the line `rest.defect` of the node's log; it quotes nothing.",
    )


AROUND = (
    Middleware(Measured),
    Middleware(AnswerHeaders),
    Middleware(Defects),
)
"""Outermost first."""
