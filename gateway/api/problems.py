"""Errors as REST answers; `gateway.errors.Reason` says which status each has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import Scope

from gateway.domain.base import Model
from gateway.errors import ComityError, InputError, NotFoundError, Reason
from gateway.exchange.defects import let_go
from gateway.exchange.refusals import Border, count_refusal
from gateway.field_faults import MOST_FAULTS, FieldFault, faults_of, remedy_of

MEDIA_TYPE = "application/problem+json"


class Problem(Model):
    """What went wrong, and what a person can do about it (RFC 9457).

    Attributes:
        type: ``urn:problem-type:comity:`` and the reason.
        title: The reason in words, the same each time.
        status: Status of the answer.
        detail: What happened this time, for a person.
        instance: Path that was asked for.
        family: Where the fault lies.
        reason: Stable, listed in docs/protocol/errors.md.
        message: The same as `detail`.
        remedy: What a person can do about it.
        metadata: Every dynamic part of the message, by name.
    """

    type: str
    title: str
    status: int
    detail: str
    instance: str
    family: str
    reason: str
    message: str
    remedy: str
    metadata: Mapping[str, str]


DOCUMENTED: dict[str, Any] = {"model": Problem, "description": "A problem (RFC 9457)."}
"""What every operation says of its errors in the contract."""


class BodyRefused(HTTPException):
    """A body that is not read to its end; FastAPI lets this pass where it reads.

    Args:
        error: What is answered.
    """

    def __init__(self, error: ComityError) -> None:
        super().__init__(status_code=error.reason.http)
        self.error = error


UNAUTHORISED, MISSING, WRONG_METHOD = 401, 404, 405


def answer(error: ComityError, scope: Scope, status: int | None = None) -> JSONResponse:
    """Return an error as a REST answer.

    Args:
        error: What went wrong.
        scope: The request.
        status: Status, where it is not that of the reason.
    """
    reason = error.reason
    count_refusal(Border.REST, reason)
    problem = Problem(
        type=f"urn:problem-type:comity:{reason}",
        title=reason.replace("_", " ").capitalize(),
        status=status or reason.http,
        detail=str(error),
        instance=quote(scope["path"], errors="replace"),
        family=error.family,
        reason=str(reason),
        message=str(error),
        remedy=error.remedy,
        metadata=error.metadata,
    )
    headers = {"WWW-Authenticate": "Bearer"} if problem.status == UNAUTHORISED else {}
    if wait_s := error.metadata.get("retry_after_s"):
        headers["Retry-After"] = wait_s
    if version := error.metadata.get("etag"):
        headers["ETag"] = f'"{version}"'
    return JSONResponse(
        problem.model_dump(), status_code=problem.status, headers=headers, media_type=MEDIA_TYPE
    )


def install(app: FastAPI) -> None:
    """Turn every `ComityError`, and what does not fit any route or body, into a `Problem`."""

    @app.exception_handler(ComityError)
    async def on_error(request: Request, exc: ComityError) -> JSONResponse:
        return answer(exc, request.scope)

    @app.exception_handler(RequestValidationError)
    async def on_body(request: Request, exc: RequestValidationError) -> JSONResponse:
        found = answer(_fault(exc.errors()), request.scope)
        let_go(exc)  # the library's own frame holds it, and the body
        return found

    @app.exception_handler(BodyRefused)
    async def on_size(request: Request, exc: BodyRefused) -> JSONResponse:
        return answer(exc.error, request.scope)

    @app.exception_handler(HTTPException)
    async def on_route(request: Request, exc: HTTPException) -> JSONResponse:
        found = answer(_refusal(exc.status_code), request.scope, exc.status_code)
        found.headers.update(exc.headers or {})
        return found


def _refusal(status: int) -> InputError:
    """Return the error for what the framework itself refused."""
    remedy = "Look at /api/v1/openapi.json."
    if status == MISSING:
        return NotFoundError("there is nothing at this address", remedy=remedy)
    if status == WRONG_METHOD:
        return InputError(
            "this address is not called by this method", remedy=remedy, field="method"
        )
    return InputError("body: it is not what this address takes", remedy=remedy)


_REASONS: tuple[tuple[str, str, Reason], ...] = (
    ("names", "", Reason.PARTY_NAMELESS),
    ("", "date", Reason.DATE_IMPOSSIBLE),
    ("code", "string_pattern_mismatch", Reason.CODE_UNKNOWN),
    ("destination", "", Reason.COUNTRY_UNKNOWN),
    ("country", "", Reason.COUNTRY_UNKNOWN),
    ("goods_located_in", "", Reason.COUNTRY_UNKNOWN),
    ("transit_countries", "", Reason.COUNTRY_UNKNOWN),
)
"""Last name in the field's path, beginning of pydantic's kind of error, and our reason."""


def _fault(faults: Sequence[Mapping[str, Any]]) -> InputError:
    """Return the error for a body that does not fit.

    Values are not repeated: they may hold names of parties. The path holds names of our own
    fields and, of a field that we do not know, the key that was sent, which is what its
    sender has to look for.
    """
    found = [_within(each) for each in faults_of(faults)]
    told = {each.field: each.what for each in found[:_SHOWN]}
    least = "at least " if len(faults) >= MOST_FAULTS else ""
    more = f"; and {least}{len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    text = "; ".join(f"{field}: {said}" for field, said in told.items())
    error = InputError(
        "{text}{more}",
        reason=_reason(found[0]),
        remedy="{mend}",
        text=text,
        more=more,
        mend=remedy_of(found),
    )
    error.metadata = {"field": next(iter(told)), **told}
    return error


_SHOWN = 20
_KEY_CHARACTERS = 40  # no field of ours has a longer name


def _within(fault: FieldFault) -> FieldFault:
    """Return a fault by its way within the body, or within what else was sent."""
    *way, last = fault.place[1:] or ("body",)
    what = fault.what
    if fault.kind == "json_invalid":  # the last step is no field: it counts the characters
        last, what = "body", f"{what} from character {last} on"
    elif fault.kind == "extra_forbidden":
        last = f"{_printable(str(last))} (unknown field)"
    return replace(fault, place=(*way, last), what=what)


def _printable(key: str) -> str:
    shown = "".join(each if each.isprintable() else "?" for each in key[:_KEY_CHARACTERS])
    return shown if len(key) <= _KEY_CHARACTERS else f"{shown}..."


def _reason(fault: FieldFault) -> Reason:
    named = next((part for part in reversed(fault.place) if isinstance(part, str)), "")
    for name, kind, reason in _REASONS:
        if (not name or named == name) and fault.kind.startswith(kind):
            return reason
    return Reason.INPUT_INVALID
