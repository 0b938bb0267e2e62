"""Requests with an `Idempotency-Key`: carried out once, and answered again as they were.

One mechanism for every route that acts. It stands before the routes: a key that is known is
answered from its row; a new one goes on, and the first write of the request writes the row in
its own transaction. Requests of one key wait for each other. What wrote nothing leaves no row,
so that what was refused may be sent again when it was mended.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable
from weakref import WeakValueDictionary

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.api.dependencies import sender_of
from gateway.api.problems import BodyRefused, answer
from gateway.api.published.operations import PREFIX
from gateway.api.published.problems_declared import ACTING
from gateway.casework.acts import idempotency_keys
from gateway.casework.services import Office
from gateway.errors import ComityError
from gateway.store.database import Beside, beside

REPLAYED = "Idempotency-Replayed"

_SECRET = (f"{PREFIX}/officers", f"{PREFIX}/webhooks")
"""Addresses whose answers hold a token, of which only the digest is kept."""

_FAULT = 500  # from here on an answer says nothing of what was done


class Once:
    """Stands before the routes; a request without a key passes it untouched.

    Args:
        app: The application.
        office: Keeps what was carried out.
    """

    def __init__(self, app: ASGIApp, office: Office) -> None:
        self._app = app
        self._office = office
        self._turns: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Carry out a request, or answer it as it was answered before."""
        key = None
        if scope["type"] == "http" and scope["method"] in ACTING:
            key = Headers(scope=scope).get(idempotency_keys.HEADER)
        if key is None:
            await self._app(scope, receive, send)
            return
        try:
            officer = sender_of(scope)
            idempotency_keys.check_key(key)
            turn = self._turns.setdefault((officer.name, key), asyncio.Lock())
            async with turn:
                await self._in_turn(scope, _Heard(scope, receive), send, (officer.name, key))
        except BodyRefused as exc:
            await answer(exc.error, scope)(scope, receive, send)
        except ComityError as exc:
            await answer(exc, scope)(scope, receive, send)

    async def _in_turn(
        self, scope: Scope, heard: _Heard, send: Send, whose: tuple[str, str]
    ) -> None:
        if await idempotency_keys.known(self._office, *whose):
            await heard.rest()
            call = idempotency_keys.Call(*whose, heard.digest())
            sight = self._office.sight_of(sender_of(scope))
            said = await idempotency_keys.earlier(self._office, sight, call)
            again = Response(said.body, said.status, {REPLAYED: "true"}, said.media_type or None)
            await again(scope, heard, send)
            return
        first = Beside(
            lambda conn: idempotency_keys.begin(
                conn, idempotency_keys.Call(*whose, heard.digest()), self._office.clock.now()
            )
        )
        said_now: list[Message] = []

        async def hold(message: Message) -> None:
            said_now.append(message)

        with beside(first):
            await self._app(scope, heard, hold)
        if first.done:
            await heard.rest()  # a route without a body has read none
            call = idempotency_keys.Call(*whose, heard.digest())
            await idempotency_keys.keep(self._office, call, _answer(scope["path"], said_now))
        for message in said_now:
            await send(message)


def _answer(path: str, messages: Iterable[Message]) -> idempotency_keys.Answer:
    status, media_type, body = 0, "", b""
    for message in messages:
        if message["type"] == "http.response.start":
            status = message["status"]
            media_type = Headers(raw=message["headers"]).get("content-type", "")
        else:
            body += message.get("body", b"")
    told = status < _FAULT and not path.startswith(_SECRET)
    return idempotency_keys.Answer(status, media_type, body if told else None)


class _Heard:
    """Gives the messages of a request, and the digest of method, address and what has come."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._receive = receive
        self._ended = False
        address = f"{scope['method']} {scope['path']}?".encode()
        self._hash = hashlib.sha256(address + scope["query_string"] + b"\n")

    async def __call__(self) -> Message:
        message = await self._receive()
        self._hash.update(message.get("body", b""))
        self._ended = self._ended or not message.get("more_body", False)
        return message

    async def rest(self) -> None:
        """Read what has not been read yet."""
        while not self._ended:
            await self()

    def digest(self) -> bytes:
        """Return the digest of what has come."""
        return self._hash.digest()
