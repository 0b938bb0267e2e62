"""Errors as REST answers: the one table from a family of error to a status."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from gateway.domain.base import Model
from gateway.errors import (
    ComityError,
    InputError,
    IntakeError,
    LawError,
    NotFoundError,
    PermissionRefusedError,
    Reason,
    RegisterError,
    StateError,
    TrustError,
    UnavailableError,
)


class Problem(Model):
    """What went wrong, and what a person can do about it."""

    family: str
    reason: str
    message: str
    remedy: str
    metadata: Mapping[str, str]


STATUS: tuple[tuple[type[ComityError], int], ...] = (
    (NotFoundError, 404),
    (InputError, 422),
    (StateError, 409),
    (PermissionRefusedError, 403),
    (TrustError, 502),
    (IntakeError, 502),
    (RegisterError, 409),
    (LawError, 422),
    (UnavailableError, 503),
    (ComityError, 500),
)
"""Family of error to HTTP status; the first that fits."""


def status_of(error: ComityError) -> int:
    """Return the HTTP status of an error; a bad token is 401."""
    if error.reason is Reason.TOKEN_INVALID:
        return 401
    return next(status for family, status in STATUS if isinstance(error, family))


def answer(error: ComityError) -> JSONResponse:
    """Return an error as a REST answer."""
    problem = Problem(
        family=error.family,
        reason=str(error.reason),
        message=str(error),
        remedy=error.remedy,
        metadata=error.metadata,
    )
    return JSONResponse(problem.model_dump(), status_code=status_of(error))


def install(app: FastAPI) -> None:
    """Turn every `ComityError`, and bodies that do not fit, into a `Problem`."""

    @app.exception_handler(ComityError)
    async def on_error(_: Request, exc: ComityError) -> JSONResponse:
        return answer(exc)

    @app.exception_handler(RequestValidationError)
    async def on_body(_: Request, exc: RequestValidationError) -> JSONResponse:
        # The input itself is not repeated: it may hold names of parties.
        faults = [(".".join(str(p) for p in e["loc"][1:]), str(e["msg"])) for e in exc.errors()]
        field, text = faults[0]
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        error = InputError(f"{field or 'body'}: {text}{more}")
        error.metadata = dict(faults[:20])
        return answer(error)
