"""Sends to addresses outside: only by https, only to where policy lets a name lead, bounded.

The name is resolved once for each batch, what it leads to is looked at, and exactly that is
connected to: a name that leads elsewhere a moment later leads nobody inside. The certificate is
that of the name. No redirect is followed, no proxy of the environment is used, and of the answer
the status alone counts.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult

import httpx2

from gateway.casework.feed.delivery import Post, Posted
from gateway.domain.feed.webhooks import checked_address, may_be_reached
from gateway.errors import InputError, Reason

POST_S: Final = 15.0
"""How long a try may take in all, from the name to the status: Standard Webhooks has 15 to 30."""

_HTTPS: Final = 443

_KEPT: Final = 8
"""Connections to one receiver that are kept: as many as it is sent events at once."""

_REST_S, _REST_OCTETS = 1.0, 65_536
"""How long and how far an answer is read behind its status, to use its connection again."""


@dataclass(frozen=True, slots=True)
class Posting:
    """Sends to receivers.

    Args:
        allowed: Networks that are no public ones and may be reached all the same.
        trusted: Vouches for the receivers' certificates.
        seconds: How long a try may take.
    """

    allowed: tuple[str, ...]
    trusted: ssl.SSLContext
    seconds: float = POST_S

    @asynccontextmanager
    async def connect(self, address: str) -> AsyncIterator[Post]:
        """Give what sends to an address; what a receiver does raises nothing.

        Its name is resolved and looked at once; connections to it are kept until the block ends.
        """
        limits = httpx2.Limits(max_keepalive_connections=_KEPT)
        async with httpx2.AsyncClient(
            verify=self.trusted, trust_env=False, timeout=None, limits=limits
        ) as client:
            try:
                async with asyncio.timeout(self.seconds):
                    receiver = await self._receiver(client, checked_address(address))
            except (InputError, OSError) as exc:  # of these is TimeoutError
                yield _refusing(self._fault(exc))
                return
            yield partial(self._post, receiver)

    async def _receiver(self, client: httpx2.AsyncClient, parts: SplitResult) -> _Receiver:
        """Resolve the name of an address.

        Raises:
            InputError: It leads to an address that may not be reached.
            OSError: It leads nowhere.
        """
        host, port = parts.hostname or "", parts.port or _HTTPS
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        places = [str(each[4][0]) for each in found]
        if not places or not all(may_be_reached(each, self.allowed) for each in places):
            raise InputError(
                "its name leads to no address that may be reached",
                remedy="Name its network in the setting webhook_networks.",
            )
        place = f"[{places[0]}]" if ":" in places[0] else places[0]
        url = parts._replace(netloc=f"{place}:{port}").geturl()
        return _Receiver(client, url, parts.netloc, host)

    async def _post(self, receiver: _Receiver, headers: Mapping[str, str], body: bytes) -> Posted:
        """Send a body; a connection that the receiver closed meanwhile is made again once."""
        try:
            async with asyncio.timeout(self.seconds):
                try:
                    return Posted(await receiver.send(headers, body))
                except httpx2.TransportError:
                    if not receiver.answered:
                        raise
                    return Posted(await receiver.send(headers, body))
        except (OSError, httpx2.HTTPError) as exc:
            return Posted(0, self._fault(exc))

    def _fault(self, exc: Exception) -> str:
        """Say in a few words why a try failed."""
        if isinstance(exc, InputError):
            return str(exc)
        if isinstance(exc, TimeoutError):
            return f"no answer within {self.seconds:g} seconds"
        if isinstance(exc, OSError):
            return f"it cannot be reached: {exc.strerror or type(exc).__name__}"
        return f"the connection failed: {type(exc).__name__}"


@dataclass(slots=True)
class _Receiver:
    """A receiver whose name was looked at; whether it has answered is kept."""

    client: httpx2.AsyncClient
    url: str
    netloc: str
    host: str
    answered: bool = False

    async def send(self, headers: Mapping[str, str], body: bytes) -> int:
        """Send a body, and return the status of the answer."""
        async with self.client.stream(
            "POST",
            self.url,
            content=body,
            headers={**headers, "host": self.netloc, "user-agent": "comity"},
            extensions={"sni_hostname": self.host},
            follow_redirects=False,
        ) as answer:
            self.answered = True
            with suppress(TimeoutError, httpx2.HTTPError):
                async with asyncio.timeout(_REST_S):
                    async for _ in answer.aiter_raw():
                        if answer.num_bytes_downloaded > _REST_OCTETS:
                            break
            return int(answer.status_code)


def _refusing(fault: str) -> Post:
    """Return what sends nothing, and says why."""

    async def post(_: Mapping[str, str], __: bytes) -> Posted:
        return Posted(0, fault)

    return post


def trusted_receivers(file: Path | None) -> ssl.SSLContext:
    """Return who may vouch for receivers: the certificates of a file, else the system's.

    Raises:
        InputError: SETTING_INVALID; the file cannot be read.
    """
    try:
        return ssl.create_default_context(cafile=None if file is None else str(file))
    except OSError as exc:
        raise Reason.SETTING_INVALID.error(
            "webhook_ca: the file of certificates cannot be read",
            remedy="Name a file with certificates in PEM.",
        ) from exc
