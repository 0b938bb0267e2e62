"""Long lists and pages are sent compressed to whoever takes `gzip` (RFC 9110, section 8.4).

What is compressed is decided here, once:

- What is read (`GET`) and is longer than `FROM_OCTETS`: JSON of REST; pages, styles and the script
  of the console. ZIP files and workbooks are compressed already.
- Nothing that has a version: a strong `ETag` names one sequence of octets, and the same version
  in two codings would need two (section 8.8.3). So a case is sent as it is, a list is not. The
  weak one of a page says only that nothing is new, in any coding.
- Nothing under `/officers` and `/webhooks`. An answer that holds a secret is never compressed
  beside text that somebody else chose: the length of the answer would tell whether the text is
  like the secret (BREACH). Tokens and secrets are shown there and nowhere else. A list of cases
  holds texts of applicants beside texts of others, but who listens on the way (TLS, or a socket
  of this machine) would need to have the list asked for many thousand times, and no browser can
  be made to: a token is sent by whoever holds it, never by itself, as a cookie is.
- A page of the console comes to whoever has a cookie, and the token of its forms is a secret. It
  is masked anew in each answer (`gateway.console.access.csrf`), so that no length tells of it.
  The page that shows a key for one-time codes is not compressed.
"""

from __future__ import annotations

import asyncio
import gzip
import re
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.api.published.operations import PREFIX

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


@dataclass(frozen=True, slots=True)
class Compressible:
    """What of an application is compressed.

    Attributes:
        media_types: Of the answers.
        within: What their paths begin with.
        without: What those begin with that show a secret.
    """

    media_types: tuple[str, ...]
    within: str
    without: tuple[str, ...]

    def reads(self, scope: Scope) -> bool:
        """Say whether a request reads what may be compressed."""
        return (
            scope["type"] == "http"
            and scope["method"] == "GET"
            and scope["path"].startswith(self.within)
            and not scope["path"].startswith(self.without)
        )


REST: Final = Compressible(("application/json",), f"{PREFIX}/", without=_SECRET)
PAGES: Final = Compressible(
    ("text/html", "text/css", "text/javascript"), "/desk/", ("/desk/enrol",)
)


class Compressed:
    """Compresses long answers to what is read.

    Args:
        app: The application.
        what: Of its answers.
    """

    def __init__(self, app: ASGIApp, what: Compressible = REST) -> None:
        self._app = app
        self._what = what

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Carry out one request."""
        if not self._what.reads(scope):
            await self._app(scope, receive, send)
            return
        taken = takes_gzip(Headers(scope=scope).get("accept-encoding", ""))
        await self._app(scope, receive, _Coded(send, self._what.media_types, taken=taken))


class _Coded:
    """Sends one answer, compressed where it comes whole, is long and of one of these types."""

    def __init__(self, send: Send, media_types: tuple[str, ...], *, taken: bool) -> None:
        self._send = send
        self._media_types = media_types
        self._taken = taken
        self._start: Message | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and self._may_be_coded(message):
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

    def _may_be_coded(self, start: Message) -> bool:
        headers = MutableHeaders(scope=start)
        tag = headers.get("etag", "W/")
        return (
            headers.get("content-type", "").startswith(self._media_types)
            and tag.startswith("W/")
            and "content-encoding" not in headers
        )


async def _coded(body: bytes) -> bytes:
    if len(body) < _BESIDE_OCTETS:
        return gzip.compress(body, _LEVEL, mtime=0)
    return await asyncio.to_thread(gzip.compress, body, _LEVEL, mtime=0)
