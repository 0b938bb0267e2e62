"""Long lists are sent compressed to whoever takes `gzip` (RFC 9110, section 8.4).

What is compressed is decided here, once:

- JSON that is read (`GET`) and is longer than `FROM_OCTETS`. ZIP files, workbooks and pages are
  small or compressed already.
- Nothing that has a version: a strong `ETag` names one sequence of octets, and the same version
  in two codings would need two (section 8.8.3). So a case is sent as it is, a list is not.
- Nothing under `/officers` and `/webhooks`. An answer that holds a secret is never compressed
  beside text that somebody else chose: the length of the answer would tell whether the text is
  like the secret (BREACH). Tokens and secrets are shown there and nowhere else. A list of cases
  holds texts of applicants beside texts of others, but who listens on the way (TLS, or a socket
  of this machine) would need to have the list asked for many thousand times, and no browser can
  be made to: a token is sent by whoever holds it, never by itself, as a cookie is.
"""

from __future__ import annotations

import asyncio
import gzip
import re
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.api.contract import PREFIX

FROM_OCTETS: Final = 4 * 2**10
"""Below that an answer goes into three packets anyway."""

_LEVEL: Final = 5  # a list of 345 kB: 2 ms, a fifteenth of its octets; level 9: 9 ms
_BESIDE_OCTETS: Final = 2**18  # what is longer takes some ms, in which the loop does other work
_SECRET: Final = (f"{PREFIX}/officers", f"{PREFIX}/webhooks")
_WEIGHT: Final = re.compile(
    r"\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*(?:;\s*q=([01](?:\.\d{0,3})?)\s*)?"
)


def takes_gzip(accepted: str) -> bool:
    """Say whether `Accept-Encoding` lets an answer be compressed; what is malformed lets nothing.

    Args:
        accepted: The header, empty where it was not sent.
    """
    weights: dict[str, float] = {}
    for each in filter(str.strip, accepted.split(",")):
        found = _WEIGHT.fullmatch(each)
        if found is None:
            return False
        weights[found[1].lower()] = float(found[2] or 1)
    return weights.get("gzip", weights.get("*", 0.0)) > 0


class Compressed:
    """Compresses long JSON that is read.

    Args:
        app: The application.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Carry out one request."""
        if (
            scope["type"] != "http"
            or scope["method"] != "GET"
            or not scope["path"].startswith(f"{PREFIX}/")
            or scope["path"].startswith(_SECRET)
        ):
            await self._app(scope, receive, send)
            return
        await self._app(
            scope,
            receive,
            _Coded(send, taken=takes_gzip(Headers(scope=scope).get("accept-encoding", ""))),
        )


class _Coded:
    """Sends one answer, compressed where it comes whole and is long JSON."""

    def __init__(self, send: Send, *, taken: bool) -> None:
        self._send = send
        self._taken = taken
        self._start: Message | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _may_be_coded(message):
            self._start = message
            return
        if self._start is None:
            await self._send(message)
            return
        start, self._start = self._start, None
        headers = MutableHeaders(scope=start)
        headers.add_vary_header("Accept-Encoding")
        body = message.get("body", b"")
        if self._taken and len(body) >= FROM_OCTETS and not message.get("more_body", False):
            coded = await _coded(body)
            headers["Content-Encoding"] = "gzip"
            headers["Content-Length"] = str(len(coded))
            message = {**message, "body": coded}
        await self._send(start)
        await self._send(message)


def _may_be_coded(start: Message) -> bool:
    headers = MutableHeaders(scope=start)
    is_json = headers.get("content-type", "").startswith("application/json")
    return is_json and not {"etag", "content-encoding"} & set(headers)


async def _coded(body: bytes) -> bytes:
    if len(body) < _BESIDE_OCTETS:
        return gzip.compress(body, _LEVEL, mtime=0)
    return await asyncio.to_thread(gzip.compress, body, _LEVEL, mtime=0)
