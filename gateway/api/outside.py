"""What whoever runs the node asks from outside: `/live`, `/ready`, `/metrics`.

They stand beside the interface for national systems and are no part of its contract. Who may
read them is one decision (docs/monitoring.md): `/live` and `/ready` need no token, since a
supervisor has none, and say states only. `/metrics` counts what an authority does, so over TCP
it needs the scrape token; the Unix socket opens to this account alone, and needs none.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gateway.api.dependencies import token_in
from gateway.casework.node.health import HealthState, Readiness
from gateway.errors import Reason

T = TypeVar("T")

KEPT_S = 1.0
"""How long what was found is told to others who ask: nobody without a token makes work."""


class Shared(Generic[T]):
    """Something that is found out for all who ask within `KEPT_S`, and once at a time.

    Args:
        find: Finds it out.
    """

    def __init__(self, find: Callable[[], Awaitable[T]]) -> None:
        self._find = find
        self._finding: asyncio.Task[T] | None = None

    async def get(self) -> T:
        """Return what is found, or was found a moment ago."""
        if self._finding is None:
            self._finding = asyncio.create_task(self._found())
        # Shielded: who asked first and went away takes it from nobody else.
        return await asyncio.shield(self._finding)

    async def _found(self) -> T:
        try:
            return await self._find()
        finally:
            asyncio.get_running_loop().call_later(KEPT_S, self._forget)

    def _forget(self) -> None:
        self._finding = None


@dataclass(frozen=True, kw_only=True)
class Outside:
    """What the node shows to who runs it.

    Attributes:
        is_live: Says whether the process can still do anything; False: begin it anew.
        readiness: Asks the parts of the node.
        metrics: Returns its figures in the text format of Prometheus.
        scrape_token: Opens `/metrics` over TCP; empty: nothing does.
    """

    is_live: Callable[[], bool]
    readiness: Callable[[], Awaitable[Readiness]]
    metrics: Callable[[], Awaitable[bytes]]
    scrape_token: str = field(default="", repr=False)


_FAILED = 503


def routes_for(outside: Outside) -> list[Route]:
    """Return the three routes of one node, which the contract does not name."""
    readiness, metrics = Shared(outside.readiness), Shared(outside.metrics)

    async def live(_: Request) -> Response:
        works = outside.is_live()
        state = "live" if works else "dead"
        return JSONResponse({"state": state}, status_code=200 if works else _FAILED)

    async def ready(_: Request) -> Response:
        found = await readiness.get()
        fails = found.state is HealthState.NOT_READY
        return JSONResponse(found.model_dump(mode="json"), status_code=_FAILED if fails else 200)

    async def figures(request: Request) -> Response:
        _check_scraper(request, outside.scrape_token)
        return Response(await metrics.get(), media_type=CONTENT_TYPE_LATEST)

    ways = {"/live": live, "/ready": ready, "/metrics": figures}
    return [
        Route(path, way, methods=["GET"], include_in_schema=False) for path, way in ways.items()
    ]


def _check_scraper(request: Request, wanted: str) -> None:
    """Let through who came by the Unix socket, which has a path and no port, or has the token."""
    server = request.scope.get("server")
    if server is not None and server[1] is None:
        return
    given = token_in(request.headers)
    if not wanted or not hmac.compare_digest(given.encode(), wanted.encode()):
        raise Reason.TOKEN_INVALID.error(
            "this is not the scrape token of this node",
            remedy="Show what metrics_token_file holds, or ask over the Unix socket.",
        )
