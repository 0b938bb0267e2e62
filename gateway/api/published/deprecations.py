"""Which operations end, since when that is told, and what takes their place: one table.

`deprecations.toml` is the table. Its rows are in the contract (`deprecated`) and in the headers of
each answer: `Deprecation` (RFC 9745), `Sunset` (RFC 8594), `Link`. Nobody writes them at a route.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, Self

from fastapi.routing import APIRoute
from pydantic import Field, model_validator
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.domain.base import Model

NOTICE: Final = timedelta(days=365)
"""What a client has at least, from the first word to the end."""

_TABLE: Final = Path(__file__).with_name("deprecations.toml")

_SAID: Final = {
    "Deprecation": "Since when it is deprecated, in seconds since 1970 (RFC 9745).",
    "Sunset": "From when on it may be gone (RFC 8594).",
    "Link": "What takes its place (`successor-version`), and what tells of it (`deprecation`).",
}


class Deprecation(Model):
    """An operation that ends.

    Attributes:
        operation: Its name in the contract.
        since: Day from which on clients are told, in UTC.
        sunset: Day from which on it may be gone, in UTC.
        instead: The operation that takes its place; none does.
        link: Where the change is told of: an address, or a path of this node.
    """

    operation: str
    since: date
    sunset: date
    instead: str | None = None
    link: str = Field(min_length=1)

    @model_validator(mode="after")
    def _in_time(self) -> Self:
        if self.sunset - self.since < NOTICE:
            raise ValueError(f"{self.operation} would end within {NOTICE.days} days")
        return self

    def headers(self, addresses: Mapping[str, str]) -> dict[str, str]:
        """Return what each answer of the operation says.

        Args:
            addresses: Of each operation, its address under this node.
        """
        links = [f'<{self.link}>; rel="deprecation"']
        if self.instead is not None:
            links.insert(0, f'<{addresses[self.instead]}>; rel="successor-version"')
        return {
            "Deprecation": f"@{int(_begin_of(self.since).timestamp())}",
            "Sunset": format_datetime(_begin_of(self.sunset), usegmt=True),
            "Link": ", ".join(links),
        }


@cache
def deprecations() -> Mapping[str, Deprecation]:
    """Return the table, by operation."""
    rows = tomllib.loads(_TABLE.read_text("utf-8")).get("deprecated", ())
    found = [Deprecation.model_validate(each) for each in rows]
    return {each.operation: each for each in found}


def with_deprecations(document: dict[str, Any]) -> None:
    """Write into an OpenAPI document which operations end.

    Args:
        document: Its operations have their pinned names.
    """
    for operations in document["paths"].values():
        for operation in operations.values():
            if operation["operationId"] in deprecations():
                operation["deprecated"] = True
                for status in [each for each in operation["responses"] if each.startswith("2")]:
                    headers = operation["responses"][status].setdefault("headers", {})
                    headers |= {
                        name: {"description": said, "required": True, "schema": {"type": "string"}}
                        for name, said in _SAID.items()
                    }


class Ending:
    """Says of each answer of an operation that ends when it does.

    Args:
        app: The application.
        operations: The name of each operation, by its method and its address.
        prefix: What stands before each address.
    """

    def __init__(self, app: ASGIApp, operations: Mapping[str, str], prefix: str) -> None:
        self._app, self._prefix = app, prefix
        addresses = {name: prefix + called.partition(" ")[2] for called, name in operations.items()}
        self._said = {
            called: deprecations()[name].headers(addresses)
            for called, name in operations.items()
            if name in deprecations()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Carry out one request."""

        async def send_on(message: Message) -> None:
            route = scope.get("route")
            if message["type"] == "http.response.start" and isinstance(route, APIRoute):
                called = f"{scope['method']} {route.path_format.removeprefix(self._prefix)}"
                MutableHeaders(scope=message).update(self._said.get(called, {}))
            await send(message)

        await self._app(scope, receive, send_on)


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
