"""Numbers and words in addresses and bodies of the interface, bounded for every route alike.

Whoever sends a request does not decide how long the event loop works on it. `Weighed` has a large
JSON body read and checked in a thread, in steps that are short each: Python's lock is held while
a library reads, be it in a thread.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Coroutine, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from difflib import get_close_matches
from functools import cached_property
from typing import Annotated, Any, get_origin

from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import HTTPException, RequestValidationError
from fastapi.routing import APIRoute
from pydantic import Field, TypeAdapter, ValidationError
from pydantic_core import SchemaValidator
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from gateway.casework.cases.need_to_know import NAMING
from gateway.domain.base import Model
from gateway.domain.denial import FreeText
from gateway.domain.plain_text import check_json, fault_in
from gateway.errors import InputError, Reason
from gateway.field_faults import first_errors
from gateway.nouns.all import NOUNS

MAX_NUMBER = 2**31 - 1

MAX_QUERY_PARAMETERS = 100
"""No address takes half as many, each code of a table among them."""

LIGHT_ELEMENTS = 2000
"""Elements of a JSON body that the event loop checks itself, within some milliseconds."""

LIGHT_OCTETS = 2**17
"""Octets of such a body."""

MAX_FIELDS = 1000
"""Fields of one object; none of ours has a tenth of them."""

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
    if request.scope["query_string"].count(b"&") >= MAX_QUERY_PARAMETERS:
        raise _too_many(
            "query: it has more than {max_query_parameters} parameters",
            "query",
            max_query_parameters=MAX_QUERY_PARAMETERS,
        )
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
        check_names([name], several)
        if times > 1 and not several[name]:
            raise InputError(
                "{field}: it is given {times} times, and holds one value",
                remedy="Give {field} once.",
                field=name,
                times=times,
            )


def check_names(given: Iterable[str], taken: Collection[str]) -> None:
    """Check that an address is asked by names only that it takes.

    Raises:
        InputError: INPUT_INVALID; names the parameter and the nearest that the address takes.
    """
    for name in given:
        if name not in taken:
            raise _unknown(name, sorted(taken))


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
        remedy = "Did you mean {nearest}? This address takes: {taken}."
    elif taken:
        remedy = "Leave it out. This address takes: {taken}."
    else:
        remedy = "Leave it out. This address takes no query parameters."
    return InputError(
        "{field}: this address takes no such query parameter",
        remedy=remedy,
        field=name,
        nearest=nearest,
        taken=taken,
    )


async def check_body(request: Request) -> list[tuple[str, str]]:
    """Check that a JSON body holds text only; newline and tab where a text may have lines.

    Files that are imported are no JSON; they are looked at row by row. Returns the cases,
    conversations and letters that it names.

    Raises:
        InputError: INPUT_INVALID; names the field.
    """
    route = request.scope.get("route")
    if not (isinstance(route, APIRoute) and route.body_field is not None and _is_json(request)):
        return []
    weighed: list[tuple[str, str]] | None = request.scope.get(_NAMED)
    if weighed is not None:
        return weighed
    try:
        value = await request.json()  # FastAPI has read and parsed it; the request keeps both
    except (ValueError, RecursionError):
        return []  # what is no JSON, or too deep for any, is refused by the model that is wanted
    return _checked(route.path, await request.body(), value)


def _is_json(request: Request) -> bool:
    return "json" in request.headers.get("content-type", "json")


def _checked(path: str, raw: bytes, value: Any) -> list[tuple[str, str]]:
    """Check that what a body holds is text, and return what it names."""
    if path.endswith(NAMES_OF_BEFORE):
        return []
    check_json(raw, value)
    return list(dict.fromkeys(_naming(_fields(value))))


def names_in(request: Request, in_body: list[tuple[str, str]]) -> dict[str, set[str]]:
    """Return the cases, conversations and letters that a request names, by kind.

    An address of documents says by its first part of which kind the thing is that it names.

    Args:
        request: Its path and query.
        in_body: What its body names, and of which kind it is.
    """
    path = request.path_params
    sent = (*path.items(), *request.query_params.multi_items())
    sent += ((_KEYS.get(path.get("noun", ""), ""), path.get("thing_id")),)
    found: dict[str, set[str]] = {}
    for name, value in (*_naming(iter(sent)), *in_body):
        found.setdefault(name, set()).add(value)
    return found


def _naming(sent: Iterator[tuple[str, Any]]) -> Iterator[tuple[str, str]]:
    for name, value in sent:
        if name in NAMING and isinstance(value, str) and value:
            yield name, value


def _fields(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield each field of a JSON value at any depth; of a list of ids, each as one of its kind."""
    waiting = [value]
    while waiting:
        held = waiting.pop()
        if isinstance(held, dict):
            for name, each in held.items():
                yield name, each
                if name in LISTS and isinstance(each, list):
                    yield from ((LISTS[name], one) for one in each)
            waiting.extend(held.values())
        elif isinstance(held, list):
            waiting.extend(held)


_KEYS = {each.address.strip("/"): each.key for each in NOUNS}
LISTS = {"conversations": "conversation_id"}
"""Fields that hold several ids."""


def _refusal(field: str) -> InputError:
    return InputError("{field}: control characters are not taken here", field=field)


def _too_many(said: str, field: str, **values: Any) -> InputError:
    return InputError(
        said,
        reason=Reason.BODY_TOO_LARGE if field == "body" else Reason.INPUT_INVALID,
        remedy="Look at /api/v1/openapi.json for what is taken at this address.",
        field=field,
        **values,
    )


# --- large bodies -----------------------------------------------------------------------------

_NAMED = "comity.named"
"""Where the scope of a request holds what its large body names."""

_READER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="body")
"""Reads one large body at a time: each thread more that works makes the event loop wait longer."""


class Weighed(APIRoute):
    """A route whose large JSON bodies are read, checked and worded in a thread.

    In one list of a large body only the first element with faults is told: a body of 8 MiB would
    else have millions of faults, and the library makes them all before it tells the first.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, which finds a large body read already."""
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            if self.body_field is not None and _is_json(request):
                try:
                    raw = await request.body()
                except ClientDisconnect as exc:
                    raise HTTPException(400) from exc
                if not _is_light(raw):
                    loop = asyncio.get_running_loop()
                    named, made = await loop.run_in_executor(_READER, self._read, raw)
                    request.scope[_NAMED] = named
                    request._json = made  # noqa: SLF001  where it keeps what it has parsed
            return await handler(request)

        return handle

    def _read(self, raw: bytes) -> tuple[list[tuple[str, str]], Any]:
        """Return what a body names, and what it is made into.

        Raises:
            RequestValidationError: It is no JSON, or not what is taken here.
            HTTPException: 400, it is in no encoding of JSON, or too deep.
            InputError: As `check_body`, or an object has more than `MAX_FIELDS` fields.
        """
        try:
            _check_fields(raw)
            value = json.loads(raw, object_pairs_hook=lambda pairs: dict(pairs))  # noqa: PLW0108
        except json.JSONDecodeError as exc:
            said = {"type": "json_invalid", "loc": ("body", exc.pos), "msg": exc.msg}
            raise RequestValidationError([{**said, "ctx": {"error": exc.msg}}]) from None
        except (ValueError, RecursionError):
            raise HTTPException(400) from None
        named = _checked(self.path, raw, value)
        try:
            return named, self._strict.validate_python(value, from_attributes=True)
        except ValidationError as exc:
            found = [{**each, "loc": ("body", *each["loc"])} for each in first_errors(exc)]
            raise RequestValidationError(found) from None

    @cached_property
    def _strict(self) -> SchemaValidator:
        """What checks a body, and stops in each list at the first element with faults."""
        wanted: Any = self.body_field.field_info.annotation if self.body_field else None
        core = TypeAdapter[Any](wanted).core_schema
        return SchemaValidator(_failing_fast(core), _use_prebuilt=False)


def _is_light(raw: bytes) -> bool:
    return len(raw) <= LIGHT_OCTETS and sum(map(raw.count, _ELEMENTS)) <= LIGHT_ELEMENTS


_ELEMENTS = (b",", b"[", b"{")
_SEQUENCES = frozenset({"list", "tuple", "set", "frozenset", "dict"})


_FIELD_OR_BRACE = re.compile(rb'"[^"\\]*(?:\\.?[^"\\]*){,4096}+(?:"\s*(:?))?|[{}]', re.DOTALL)
"""A text with more escapes than that is gone on with, since nothing else has its turn meanwhile."""

_MORE_OF_TEXT = re.compile(rb'[^"\\]*(?:\\.?[^"\\]*){,4096}+("?)', re.DOTALL)


def _check_fields(raw: bytes) -> None:
    """Check that no object has more than `MAX_FIELDS` fields, before any is made.

    An object is made in one step, which for a million fields takes a second.

    Raises:
        InputError: One has.
    """
    fields = [0]
    for found in _fields_and_braces(raw):
        sign = raw[found.start()]
        if sign == ord("{"):
            fields.append(0)
        elif sign == ord("}"):
            if len(fields) > 1:
                fields.pop()
        elif found[1]:
            fields[-1] += 1
            if fields[-1] > MAX_FIELDS:
                raise _too_many(
                    "body: an object has more than {max_fields} fields",
                    "body",
                    max_fields=MAX_FIELDS,
                )


def _fields_and_braces(raw: bytes) -> Iterator[re.Match[bytes]]:
    """Yield each text and brace; of a text with very many escapes, its beginning."""
    at: int | None = 0
    while at is not None:
        begun, at = at, None
        for found in _FIELD_OR_BRACE.finditer(raw, begun):
            yield found
            if found[1] is None and raw[found.start()] == ord('"'):
                at = found.end()
                break
        while at is not None:
            more = _MORE_OF_TEXT.match(raw, at)
            if more is None or more.end() == len(raw):
                return
            at = more.end()
            if more[1]:
                break


def _failing_fast(node: Any) -> Any:
    """Return the library's schema of a model with each list in it ending at its first fault."""
    if isinstance(node, dict):
        found = {
            name: each if name == "metadata" else _failing_fast(each) for name, each in node.items()
        }
        return found | {"fail_fast": True} if node.get("type") in _SEQUENCES else found
    if isinstance(node, list | tuple):
        return type(node)(_failing_fast(each) for each in node)
    return node
