"""Versions over REST: `ETag` of what is shown, `If-Match` of what changes it, `If-None-Match`.

One mechanism: a router whose things have versions has `Versioned` routes, which say the
version of what they answer; a route that changes one names the noun by `changing`. The
condition is looked at in the transaction of the change (`gateway.casework.drafts.conditions`).
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import Annotated, Any, Final

from fastapi import Depends, Header, Request, Response
from sqlalchemy import Connection

from gateway.api.dependencies import Desk, Who
from gateway.api.parameters import Weighed
from gateway.casework.drafts.conditions import IF_MATCH, Condition, Versions
from gateway.casework.services import Work
from gateway.errors import InputError
from gateway.nouns.declared import Changeable
from gateway.store.database import beside

IF_NONE_MATCH: Final = "If-None-Match"

NOT_MODIFIED: Final = 304

MAX_TAGS: Final = 20
"""Tags of one header: a client holds a version or two of a thing."""

_ONE = r'(W/)?"([\x21\x23-\x7e\x80-\xff]*)"'
_TAG = re.compile(_ONE)
_LIST = re.compile(rf"[ \t,]*{_ONE}(?:[ \t]*,[ \t,]*{_ONE})*[ \t,]*")  # some elements are empty


@dataclass(slots=True)
class _Answered:
    """What became known of the version of what a request is about."""

    version: str = ""
    known: Versions = field(default_factory=Versions)
    condition: Condition | None = None


_SAID: ContextVar[_Answered] = ContextVar("said")


def wanted_in(header: str, values: Sequence[str], *, weak: bool = False) -> Versions | None:
    """Return the versions that a header names, None where it is not there.

    Args:
        header: Its name.
        values: Its lines.
        weak: Whether weak tags count as well, as they do in `If-None-Match` alone.

    Raises:
        InputError: They are no entity tags (RFC 9110 section 8.8.3), or too many.
    """
    if not values:
        return None
    told = ",".join(values).strip()
    if told == "*":
        return Versions(whatever=True)
    tags = _TAG.findall(told)
    if not 0 < len(tags) <= MAX_TAGS or not _LIST.fullmatch(told):
        raise InputError(
            "{field}: it is *, or 1 to {max_tags} versions, each in quotation marks",
            remedy='Send the ETag as it was answered, e.g. {field}: "12-345".',
            field=header,
            max_tags=MAX_TAGS,
        )
    return Versions(strong=frozenset(tag for is_weak, tag in tags if weak or not is_weak))


def changing(
    noun: Changeable,
    *,
    needed: Callable[[Work, str], bool] | None = None,
    replaces: Callable[[Connection, str, bytes], bool] | None = None,
    overrides: Callable[[Connection, Mapping[str, str]], bool] | None = None,
    late: bool = False,
) -> Any:
    """Return the dependency of a route that changes a thing which another may have changed.

    Args:
        noun: What it changes; its address names which one.
        needed: Says that `If-Match` has to be sent, since what stands would be replaced; None:
            it may be left out.
        replaces: The same, of a thing with many entries: it looks at the body to see which of
            them would be replaced.
        overrides: The same, of an entry that the address names: it looks at the names there.
        late: Whether the body names a reference under which it may be done already; then it is
            answered as before, whichever version its sender has read.
    """

    async def condition(
        request: Request,
        office: Desk,
        officer: Who,
        if_match: Annotated[str | None, Header(alias=IF_MATCH, description=_MATCHES)] = None,
    ) -> AsyncIterator[None]:
        lines = request.headers.getlist(IF_MATCH) if if_match is not None else ()
        wanted = wanted_in(IF_MATCH, lines)
        thing = request.path_params[noun.key]
        sight = office.sight_of(officer, noun.reads)
        body = await request.body() if replaces is not None else b""
        found = Condition(
            (noun.name, thing),
            lambda conn: None if noun.held is None else noun.held(conn, sight, thing),
            wanted,
            lambda conn: (
                (needed is not None and needed(Work(conn, office), thing))
                or (replaces is not None and replaces(conn, thing, body))
                or (overrides is not None and overrides(conn, request.path_params))
            ),
            late,
        )
        _SAID.get().condition = found
        with beside(found.beside()):
            yield

    return Depends(condition)


_MATCHES = (
    'Versions of the thing, as `ETag` and the lists say them, e.g. `"12-345"`. If it has none of '
    "them any more, nothing is done: `CHANGED_MEANWHILE` (412). Weak tags never match."
)
_HELD = "Versions that the caller holds; 304 without a body where it has one of them still."


async def _unchanged(
    request: Request,
    if_none_match: Annotated[str | None, Header(alias=IF_NONE_MATCH, description=_HELD)] = None,
) -> None:
    lines = request.headers.getlist(IF_NONE_MATCH) if if_none_match is not None else ()
    known = wanted_in(IF_NONE_MATCH, lines, weak=True)
    if known is not None:
        _SAID.get().known = known


UNCHANGED: Final = Depends(_unchanged)
"""Of a route whose version tells every word of its answer; it may answer 304."""


class Versioned(Weighed):
    """A route that says which version it answers, where what it answers has one."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **kwargs: Any) -> None:
        super().__init__(path, _noting(endpoint), **kwargs)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, whose answers have an `ETag`."""
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            said = _Answered()
            before = _SAID.set(said)
            try:
                response = await handler(request)
            finally:
                _SAID.reset(before)
            if not said.version:
                return response
            etag = {"ETag": f'"{said.version}"'}
            if said.known.whatever or said.version in said.known.strong:
                return Response(status_code=NOT_MODIFIED, headers=etag)
            response.headers.update(etag)
            return response

        return handle


def _noting(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """Return an endpoint that notes the version of what it returns."""

    @wraps(endpoint)
    async def noted(*args: Any, **kwargs: Any) -> Any:
        result = await endpoint(*args, **kwargs)
        said = _SAID.get()
        version = getattr(result, "version", None)
        if version == "" and said.condition is not None and said.condition.version:
            version = said.condition.version
            result = result.at_version(version)
        if not isinstance(version, str):
            version = "" if said.condition is None else said.condition.version
        said.version = version
        return result

    return noted
