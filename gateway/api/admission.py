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
import math
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.api.contract import PREFIX
from gateway.api.dependencies import remember, shown_by
from gateway.api.problems import answer
from gateway.casework.office.certificates import Credentials, identify
from gateway.casework.office.permissions import Officer
from gateway.casework.office.services import Office
from gateway.errors import ComityError, Reason, UnavailableError
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


@dataclass(frozen=True, slots=True)
class Limits:
    """The share of one account.

    Attributes:
        per_s: Requests a second, on the whole; as many may come at once after a pause.
        at_once: Requests under way at a time.
    """

    per_s: float
    at_once: int

    @property
    def burst(self) -> float:
        """Requests that may come at once after a pause: those of a second, one at least."""
        return max(self.per_s, 1.0)

    @property
    def policy(self) -> str:
        """The share as `RateLimit-Policy` says it (draft-ietf-httpapi-ratelimit-headers-11)."""
        window = math.ceil(self.burst / self.per_s)
        per_s = f'"{_BY_TIME}";q={int(self.burst)};w={max(1, window)}'
        return f'{per_s}, "{_AT_ONCE}";q={self.at_once};qu="concurrent-requests"'


_BY_TIME, _AT_ONCE = "account", "account-at-once"
"""What the headers call the two parts of a share: an account has one of each."""

NO_LIMITS = Limits(per_s=1e9, at_once=10**9)
"""For who asks his own application, not over a socket: more than any machine is asked."""


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
class Share:
    """What one account has used of its limits."""

    limits: Limits
    left: float
    at: float
    under_way: int = 0

    def begin(self, now: float) -> None:
        """Count one request more.

        Raises:
            UnavailableError: RATE_EXCEEDED; it says when to come again.
        """
        per_s = self.limits.per_s
        self.left = min(self.limits.burst, self.left + (now - self.at) * per_s)
        self.at = now
        if self.under_way >= self.limits.at_once:
            raise _too_much("under way at a time", f"{self.limits.at_once}", 1.0)
        if self.left < 1:
            raise _too_much("a second", f"{per_s:g}", (1 - self.left) / per_s)
        self.left -= 1
        self.under_way += 1

    def end(self) -> None:
        """Count one request less that is under way."""
        self.under_way -= 1

    def said(self, now: float) -> str:
        """Return what is left, as `RateLimit` says it: how many, and in how long it is whole."""
        left = min(self.limits.burst, self.left + (now - self.at) * self.limits.per_s)
        whole_s = max(1, math.ceil((self.limits.burst - left) / self.limits.per_s))
        at_once = max(0, self.limits.at_once - self.under_way)
        return f'"{_BY_TIME}";r={int(left)};t={whole_s}, "{_AT_ONCE}";r={at_once}'


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
        limits: The share of each account.
    """

    def __init__(self, app: ASGIApp, office: Office, limits: Limits) -> None:
        self._app = app
        self._limits = limits
        self._accounts = Accounts(office)
        self._shares: dict[str, Share] = {}
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
        share = self._share_of(officer.name)
        send_on = self._saying(share, send)
        try:
            share.begin(time.monotonic())
        except ComityError as exc:
            await answer(exc, scope)(scope, receive, send_on)
            return
        remember(scope, officer)
        try:
            await self._in_turn(officer.name, scope, receive, send_on)
        finally:
            share.end()

    def _share_of(self, name: str) -> Share:
        share = self._shares.get(name)
        if share is None:
            now = time.monotonic()
            share = self._shares[name] = Share(self._limits, self._limits.burst, now)
        return share

    def _saying(self, share: Share, send: Send) -> Send:
        """Return what sends an answer with the account's share and what is left of it."""

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["RateLimit-Policy"] = self._limits.policy
                headers["RateLimit"] = share.said(time.monotonic())
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


def _too_much(what: str, limit: str, wait_s: float) -> UnavailableError:
    return UnavailableError(
        f"this account has more than {limit} requests {what}",
        reason=Reason.RATE_EXCEEDED,
        remedy="Send the request again after the seconds of Retry-After; nothing was done.",
        retry_after_s=str(max(1, math.ceil(wait_s))),
    )


def _busy() -> UnavailableError:
    return UnavailableError(
        "more requests wait here than the node answers in time",
        reason=Reason.NODE_BUSY,
        remedy="Send the request again after the seconds of Retry-After; nothing was done.",
        retry_after_s="1",
    )
