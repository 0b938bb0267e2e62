"""The reference at `/reference`: pages of the contract that this node serves, for who builds on it.

They say what the committed contract says and nothing of the authority, so they need no token: a
browser has none. They are made once, when somebody first asks, and are given from memory, so
that nobody without a token makes work. They are no part of the contract themselves.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from gateway.api.conditions import NOT_MODIFIED
from gateway.api.reference.pages import POLICY, STYLE, pages_of, style
from gateway.errors import NotFoundError

PATH: Final = "/reference"
INDEX: Final = "index.html"
_HEADERS: Final = {
    # `frame-ancestors` counts in a header alone, not in the page.
    "Content-Security-Policy": f"{POLICY}; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}


@dataclass(frozen=True, slots=True)
class ServedPage:
    """A page as it is sent.

    Attributes:
        body: Its octets.
        media_type: What they are.
        etag: Names them, strongly (RFC 9110, section 8.8.3).
    """

    body: bytes
    media_type: str
    etag: str


def routes_for(contract: Callable[[], Mapping[str, Any]]) -> list[Route]:
    """Return the routes of the reference.

    Args:
        contract: Returns the contract of this node; called once, in a thread, when a page is
            first wanted.
    """
    made: dict[str, ServedPage] = {}
    making = asyncio.Lock()

    async def page(request: Request) -> Response:
        async with making:
            if not made:  # beside the loop: seconds, in which it does other work
                made.update(await asyncio.to_thread(lambda: _made(contract())))
        found = made.get(request.path_params.get("name", INDEX))
        if found is None:
            raise NotFoundError(
                "the reference has no such page",
                remedy="Begin at {path}/ and follow its links.",
                path=PATH,
            )
        headers = _HEADERS | {"ETag": found.etag}
        if request.headers.get("if-none-match", "") == found.etag:
            return Response(status_code=NOT_MODIFIED, headers=headers)
        return Response(found.body, media_type=found.media_type, headers=headers)

    async def begin(_: Request) -> Response:
        return RedirectResponse(f"{PATH}/", status_code=308)  # links of a page go from its folder

    ways = {PATH: begin, f"{PATH}/": page, f"{PATH}/{{name}}": page}
    return [
        Route(path, way, methods=["GET"], include_in_schema=False) for path, way in ways.items()
    ]


def _made(contract: Mapping[str, Any]) -> dict[str, ServedPage]:
    found = {name: _shown(text, "text/html") for name, text in pages_of(contract).items()}
    return found | {STYLE: _shown(style(), "text/css")}


def _shown(text: str, media_type: str) -> ServedPage:
    body = text.encode()
    return ServedPage(body, media_type, f'"{hashlib.sha256(body).hexdigest()[:32]}"')
