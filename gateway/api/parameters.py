"""Numbers and words in addresses and bodies of the interface, bounded for every route alike."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Annotated, Any, get_origin

from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import Field

from gateway.casework.cases.need_to_know import NAMING
from gateway.domain.base import Model
from gateway.domain.denial import FreeText
from gateway.domain.plain_text import check_json, fault_in
from gateway.errors import InputError

MAX_NUMBER = 2**31 - 1

NAMES_OF_BEFORE = "/officers/withdrawal"
"""Where an account is withdrawn that got its name before any character was refused."""

Number = Annotated[int, Field(ge=0, le=MAX_NUMBER)]
"""A cursor, or a number that the node has given; its column holds no larger one."""


class Assignment(Model):
    """In whose hands a case or a consultation is put.

    Attributes:
        assignee: Account of the officer; empty: it is in nobody's hands.
        note: What who takes it over is to know; it is kept on record.
    """

    assignee: str
    note: FreeText | None = None


def filter_of(kind: type[object], *, without: frozenset[str] = frozenset()) -> Any:
    """Return the dependency that reads which elements of a list are wanted.

    Args:
        kind: A filter; each of its fields is a query parameter of that name.
        without: Fields that no request gives.
    """

    async def chosen(**given: Any) -> object:
        return kind(**given)

    # FastAPI reads parameters from a signature; that of the filter says all of them.
    fields = inspect.signature(kind, eval_str=True).parameters.values()
    taken = [each for each in fields if each.name not in without]
    chosen.__signature__ = inspect.Signature(taken)  # type: ignore[attr-defined]
    return Depends(chosen)


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


def check_query(request: Request) -> None:
    """Check that the query names only what its address takes, and names it once.

    A filter that is misspelt, or that another list has, would else answer with the whole list.

    Raises:
        InputError: INPUT_INVALID; names the parameter and the nearest that the address takes.
    """
    route = request.scope.get("route")
    if not isinstance(route, APIRoute):
        return
    several = dict(_taken(route.dependant))
    for name, times in Counter(name for name, _ in request.query_params.multi_items()).items():
        if name not in several:
            raise _unknown(name, sorted(several))
        if times > 1 and not several[name]:
            raise InputError(
                f"{name}: it is given {times} times, and holds one value",
                remedy=f"Give {name} once.",
                field=name,
            )


def _taken(dependant: Dependant) -> Iterator[tuple[str, bool]]:
    """Yield each query parameter of a route, and whether it may be given several times."""
    for each in dependant.query_params:
        yield each.alias, get_origin(each.field_info.annotation) in {list, tuple}
    for within in dependant.dependencies:
        yield from _taken(within)


_NAME_CHARACTERS = 60  # no parameter of ours has a longer name


def _unknown(given: str, taken: list[str]) -> InputError:
    name = given[:_NAME_CHARACTERS]
    nearest = next(iter(get_close_matches(name.lower(), taken, n=1)), "")
    if nearest:
        remedy = f"Did you mean {nearest}? This address takes: {', '.join(taken)}."
    elif taken:
        remedy = f"Leave it out. This address takes: {', '.join(taken)}."
    else:
        remedy = "Leave it out. This address takes no query parameters."
    return InputError(
        f"{name}: this address takes no such query parameter",
        remedy=remedy,
        field=name,
        nearest=nearest,
    )


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
