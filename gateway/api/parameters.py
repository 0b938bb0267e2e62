"""Numbers and words in addresses and bodies of the interface, bounded for every route alike."""

from __future__ import annotations

from typing import Annotated

from fastapi import Request
from fastapi.routing import APIRoute
from pydantic import Field

from gateway.domain.plain_text import check_json, fault_in
from gateway.errors import InputError

MAX_NUMBER = 2**31 - 1

NAMES_OF_BEFORE = "/officers/withdrawal"
"""Where an account is withdrawn that got its name before any character was refused."""

Number = Annotated[int, Field(ge=0, le=MAX_NUMBER)]
"""A cursor, or a number that the node has given; its column holds no larger one."""


def check_address(request: Request) -> None:
    """Check that path and query hold text only: no control, no change of writing direction.

    PostgreSQL takes no NUL, and what changes how a line reads has no place in a name.

    Raises:
        InputError: INPUT_INVALID; names the parameter.
    """
    named = [*request.path_params.items(), *request.query_params.multi_items()]
    for name, value in named:
        if fault_in(name, lines=False):
            raise _refusal("query")
        if fault_in(str(value), lines=False):
            raise _refusal(name)


async def check_body(request: Request) -> None:
    """Check that a JSON body holds text only; newline and tab where a text may have lines.

    Files that are imported are no JSON; they are looked at row by row.

    Raises:
        InputError: INPUT_INVALID; names the field.
    """
    route = request.scope.get("route")
    is_json = "json" in request.headers.get("content-type", "json")
    if not (isinstance(route, APIRoute) and route.body_field is not None and is_json):
        return
    if route.path.endswith(NAMES_OF_BEFORE):
        return
    try:
        value = await request.json()  # FastAPI has read and parsed it; the request keeps both
    except ValueError:
        return  # what is no JSON is refused by the model that is wanted
    check_json(await request.body(), value)


def _refusal(field: str) -> InputError:
    return InputError(f"{field}: control characters are not taken here", field=field)
