"""Who gets to the node's work, and how much of it: a token or certificate, a share, a place.

Stands before the routes. A request that shows who sends it passes three doors, in this order:

1. Whose token or certificate it is. This is looked up beside the readers that lists and cases wait
   for, and what was looked up is believed for a moment, until any account changes.
2. The account's **share**: so many requests a second and so many under way. What is beyond is
   answered at once with 429 and `Retry-After`; it costs nothing further. Each answer says the
   share and what is left of it (`RateLimit-Policy`, `RateLimit`).
3. A **place**: so few requests are carried out at a time that the node's own work, the engine's
   steps and letters of peers, never waits behind many readers. Who waits for a place has not
   begun; when its client goes away meanwhile, it never begins. What has begun is not cut off. A
   request that waits for something to happen (`outside`) has none meanwhile.

A request that shows neither passes to its route, which refuses it or needs none.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.api.dependencies import remember, shown_by
from gateway.api.problems import answer
from gateway.api.published.operations import PREFIX
from gateway.casework.accounts.certificates import Credentials, identify
from gateway.casework.permissions import Officer
from gateway.casework.services import Office
from gateway.errors import ComityError, Reason
from gateway.exchange.rate_limits import AccountShares, Share
from gateway.store.engines import READERS
from gateway.store.writer import Written

PLACES = 2 * READERS
"""Requests that are carried out at a time: while some are read from the database, others are put
into JSON, and what else reads waits behind few."""

PLACES_EACH = READERS - 1
"""Of one account: it never keeps all readers from others, be it with evidence of ten seconds."""

MOST_WAITING = 256
"""Requests that wait for a place, of all accounts: a few seconds of work."""

LOOKED_UP_S = 1.0
"""How long an account is believed without a further look. A withdrawn one is not: whatever
changes accounts says so, and then nothing is believed that was looked up before."""

MOST_LOOKING = 64
"""Tokens that are looked up at a time: who tries tokens out keeps nobody waiting for long."""

_HELD_BACK = 2**16  # octets of a body that are taken before its request has a place


class Accounts:
    """Whose token or certificate it is."""

    def __init__(self, office: Office, now: Callable[[], float] = time.monotonic) -> None:
        self._office = office
        self._now = now
        self._held: dict[Credentials, tuple[float, Officer]] = {}
        self._as_of = -1
        self._looking = 0

    async def of(self, shown: Credentials) -> Officer:
        """Return who shows it.

        Raises:
            PermissionRefusedError: TOKEN_INVALID; unknown, ended or withdrawn.
            UnavailableError: NODE_BUSY; too many tokens are looked up.
        """
        version = self._office.db.version(Written.ACCOUNTS)
        if version != self._as_of:
            self._held.clear()
            self._as_of = version
        until, known = self._held.get(shown, (0.0, None))
        if known is not None and self._now() < until:
            return known
        if self._looking >= MOST_LOOKING:
            raise _busy()
        self._looking += 1
        try:
            found = await identify(self._office, shown)
        finally:
            self._looking -= 1
        if version == self._as_of:  # nothing has changed since before it was read
            self._held[shown] = (self._now() + LOOKED_UP_S, found)
        return found


@dataclass(slots=True)
class Places:
    """Gives places in the order in which they were asked for, past who has `PLACES_EACH`."""

    free: int = PLACES
    held: Counter[str] = field(default_factory=Counter)
    waiting: deque[tuple[str, asyncio.Future[None]]] = field(default_factory=deque)

    def ask(self, name: str) -> asyncio.Future[None]:
        """Return what is done once an account has a place more; cancel it to wait no longer.

        Raises:
            UnavailableError: NODE_BUSY; too many wait.
        """
        if len(self.waiting) >= MOST_WAITING:
            raise _busy()
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.waiting.append((name, turn))
        self._go_on()
        return turn

    def give_back(self, name: str) -> None:
        """Take a place back, and give it to who is next."""
        self.free += 1
        self.held[name] -= 1
        if not self.held[name]:
            del self.held[name]
        self._go_on()

    def forget(self, name: str, turn: asyncio.Future[None]) -> None:
        """Take out who waits no longer."""
        turn.cancel()
        self.waiting.remove((name, turn))

    def _go_on(self) -> None:
        for each in list(self.waiting):
            if not self.free:
                return
            name, turn = each
            if self.held[name] < PLACES_EACH:
                self.waiting.remove(each)
                self.held[name] += 1
                self.free -= 1
                turn.set_result(None)


@dataclass(slots=True)
class Stay:
    """The place of one request, which it leaves while it does nothing but wait."""

    places: Places
    name: str
    has_place: bool = True

    @asynccontextmanager
    async def left(self) -> AsyncIterator[None]:
        """Give the place back within a block; behind it, wait for one again.

        Raises:
            UnavailableError: NODE_BUSY; too many wait.
        """
        self.end()
        yield
        turn = self.places.ask(self.name)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.cancelled():
                self.places.forget(self.name, turn)
            else:
                self.places.give_back(self.name)
            raise
        self.has_place = True

    def end(self) -> None:
        """Give the place back."""
        if self.has_place:
            self.has_place = False
            self.places.give_back(self.name)


@asynccontextmanager
async def outside(scope: Scope) -> AsyncIterator[None]:
    """Let a request wait without a place; one that came past the doors has none to leave."""
    stay: Stay | None = scope.get("state", {}).get(_STAY)
    if stay is None:
        yield
        return
    async with stay.left():
        yield


_STAY = "stay"


class Admission:
    """Stands before the application.

    Args:
        app: The application.
        office: Knows the accounts.
        shares: What each account has used of its limits, here and by other doors.
    """

    def __init__(self, app: ASGIApp, office: Office, shares: AccountShares) -> None:
        self._app = app
        self._shares = shares
        self._accounts = Accounts(office)
        self._places = Places()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through when it is its turn, or answer it."""
        if scope["type"] != "http" or not scope["path"].startswith(f"{PREFIX}/"):
            await self._app(scope, receive, send)
            return
        try:
            shown = shown_by(scope)
            officer = None if shown is None else await self._accounts.of(shown)
        except ComityError as exc:
            await answer(exc, scope)(scope, receive, send)
            return
        if officer is None:
            await self._app(scope, receive, send)
            return
        share = self._shares.of(officer.name)
        send_on = self._saying(share, send)
        try:
            share.begin(self._shares.now())
        except ComityError as exc:
            await answer(exc, scope)(scope, receive, send_on)
            return
        remember(scope, officer)
        try:
            await self._in_turn(officer.name, scope, receive, send_on)
        finally:
            share.end()

    def _saying(self, share: Share, send: Send) -> Send:
        """Return what sends an answer with the account's share and what is left of it."""

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["RateLimit-Policy"] = self._shares.limits.policy
                headers["RateLimit"] = share.said(self._shares.now())
            await send(message)

        return send_on

    async def _in_turn(self, name: str, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            turn = self._places.ask(name)
        except ComityError as exc:
            await answer(exc, scope)(scope, receive, send)
            return
        client = _Client(receive)
        try:
            here = await client.waits_for(turn)
        finally:
            if not turn.done():
                self._places.forget(name, turn)
        stay = Stay(self._places, name, has_place=not turn.cancelled())
        scope.setdefault("state", {})[_STAY] = stay
        try:
            if here:
                await self._app(scope, client.receive, send)
        finally:
            stay.end()


class _Client:
    """The other end of a request; what it sends meanwhile is handed on afterwards."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._early: deque[Message] = deque()

    async def receive(self) -> Message:
        """Return the next message of the request."""
        return self._early.popleft() if self._early else await self._receive()

    async def waits_for(self, turn: asyncio.Future[None]) -> bool:
        """Wait for a place as long as the client is there; say whether it still is."""
        if turn.done():
            return True
        leaving = asyncio.ensure_future(self._leaves())
        try:
            await asyncio.wait({turn, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            leaving.cancel()
            with suppress(asyncio.CancelledError):
                await leaving
        return not any(each["type"] == "http.disconnect" for each in self._early)

    async def _leaves(self) -> None:
        held = 0
        while held <= _HELD_BACK:  # of a larger body the rest is left where it is
            message = await self._receive()
            self._early.append(message)
            if message["type"] == "http.disconnect":
                return
            held += len(message.get("body", b""))
        await asyncio.get_running_loop().create_future()


def _busy() -> ComityError:
    return Reason.NODE_BUSY.error(
        "more requests wait here than the node answers in time",
        remedy="Send the request again after the seconds of Retry-After; nothing was done.",
        retry_after_s="1",
    )
