"""Sends to addresses outside: only by https, only to where policy lets a name lead, bounded.

The name is resolved once, what it leads to is looked at, and exactly that is connected to: a name
that leads elsewhere a moment later leads nobody inside. The certificate is that of the name. No
redirect is followed, no proxy of the environment is used, and of the answer the status is read
alone.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult

import httpx2

from gateway.casework.feed.delivery import Posted
from gateway.domain.feed.webhooks import checked_address, may_be_reached
from gateway.errors import InputError, Reason

POST_S: Final = 15.0
"""How long a try may take in all, from the name to the status: Standard Webhooks has 15 to 30."""

_HTTPS: Final = 443


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

    async def post(self, address: str, headers: Mapping[str, str], body: bytes) -> Posted:
        """Send a body; what a receiver does raises nothing."""
        try:
            async with asyncio.timeout(self.seconds):
                parts = checked_address(address)
                place = await self._place(parts)
                if not place:
                    return Posted(0, "its name leads to no address that may be reached")
                return Posted(await self._send(parts, place, headers, body))
        except InputError as exc:
            return Posted(0, str(exc))
        except TimeoutError:
            return Posted(0, f"no answer within {self.seconds:g} seconds")
        except OSError as exc:
            return Posted(0, f"it cannot be reached: {exc.strerror or type(exc).__name__}")
        except httpx2.HTTPError as exc:
            return Posted(0, f"the connection failed: {type(exc).__name__}")

    async def _place(self, parts: SplitResult) -> str:
        """Return the first IP address of a name; empty where any of them may not be reached."""
        host, port = parts.hostname or "", parts.port or _HTTPS
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        places = [str(each[4][0]) for each in found]
        if not places or not all(may_be_reached(each, self.allowed) for each in places):
            return ""
        return places[0]

    async def _send(
        self, parts: SplitResult, place: str, headers: Mapping[str, str], body: bytes
    ) -> int:
        host = f"[{place}]" if ":" in place else place
        url = parts._replace(netloc=f"{host}:{parts.port or _HTTPS}").geturl()
        async with (
            httpx2.AsyncClient(verify=self.trusted, trust_env=False, timeout=None) as client,
            client.stream(
                "POST",
                url,
                content=body,
                headers={**headers, "host": parts.netloc, "user-agent": "comity"},
                extensions={"sni_hostname": parts.hostname},
                follow_redirects=False,
            ) as answer,
        ):
            return int(answer.status_code)


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
