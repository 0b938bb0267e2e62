"""Bodies that are long lists: parsed beside the event loop, element by element."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from gateway.reports.importing.columns import BOUNDS
from gateway.tabular.json_pieces import loads_in_pieces


class LongLists(APIRoute):
    """A route whose body may be a long list: it is parsed beside the event loop, in pieces."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, which is given a request that reads its JSON so."""
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            return await handler(_InPieces(request.scope, request.receive))

        return handle


class _InPieces(Request):
    """A request whose JSON is read element by element, in a thread."""

    async def json(self) -> Any:
        """Return the body's JSON.

        Raises:
            JSONDecodeError: It is none.
        """
        text = (await self.body()).decode("utf-8")
        return await asyncio.to_thread(loads_in_pieces, text, most=BOUNDS.rows)
