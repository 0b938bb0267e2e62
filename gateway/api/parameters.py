"""Numbers and words in addresses and bodies of the interface, bounded for every route alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Request
from fastapi.routing import APIRoute
from pydantic import Field

from gateway.casework.cases.need_to_know import NAMING
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


async def check_body(request: Request) -> Any:
    """Check that a JSON body holds text only; newline and tab where a text may have lines.

    Files that are imported are no JSON; they are looked at row by row. Returns what it holds,
    None where it is no JSON.

    Raises:
        InputError: INPUT_INVALID; names the field.
    """
    route = request.scope.get("route")
    is_json = "json" in request.headers.get("content-type", "json")
    if not (isinstance(route, APIRoute) and route.body_field is not None and is_json):
        return None
    if route.path.endswith(NAMES_OF_BEFORE):
        return None
    try:
        value = await request.json()  # FastAPI has read and parsed it; the request keeps both
    except (ValueError, RecursionError):
        return None  # what is no JSON, or too deep for any, is refused by the model that is wanted
    check_json(await request.body(), value)
    return value


def names_in(request: Request, body: Any) -> dict[str, set[str]]:
    """Return the cases, conversations and letters that a request names, by kind.

    Args:
        request: Its path and query.
        body: What its body holds, None without one.
    """
    found: dict[str, set[str]] = {}
    for name, value in (
        *request.path_params.items(),
        *request.query_params.multi_items(),
        *_fields(body),
    ):
        if name in NAMING and isinstance(value, str) and value:
            found.setdefault(name, set()).add(value)
    return found


def _fields(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield each field of a JSON value at any depth; of a list of ids, each as one of its kind."""
    if isinstance(value, dict):
        for name, held in value.items():
            yield name, held
            if name in LISTS and isinstance(held, list):
                yield from ((LISTS[name], each) for each in held)
            yield from _fields(held)
    elif isinstance(value, list):
        for held in value:
            yield from _fields(held)


LISTS = {"conversations": "conversation_id"}
"""Fields that hold several ids."""


def _refusal(field: str) -> InputError:
    return InputError(f"{field}: control characters are not taken here", field=field)
