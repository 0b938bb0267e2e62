"""What stands around every route: no answer is kept or guessed at, and no defect escapes.

`AROUND` is the one list, outermost first; `gateway.api.app` installs it.
"""

from __future__ import annotations

import structlog
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.api.problems import answer
from gateway.errors import ComityError, Reason
from gateway.exchange.defects import log_defect

log = structlog.get_logger(__name__)

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
            route = getattr(scope.get("route"), "path", "")  # its pattern, without values
            log_defect(log, "rest.defect", exc, method=scope["method"], route=route)
            await answer(_defect(), scope)(scope, receive, send)


def _defect() -> ComityError:
    return ComityError(
        "a fault of Comity itself; what was asked was not done",
        reason=Reason.DEFECT,
        remedy="Report it with the line `rest.defect` of the node's log; it quotes nothing.",
    )


AROUND = (Middleware(AnswerHeaders), Middleware(Defects))
"""Outermost first."""
