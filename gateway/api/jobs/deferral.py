"""Requests with `Prefer: respond-async`: taken whole, answered 202, carried out behind that.

It stands within `gateway.api.repeats`, so that the same `Idempotency-Key` gives the same job: the
row of the job is the request's one effect. What it says besides the job is said by
`gateway.api.answers.locations`, to who sends the request again as well.
"""

from __future__ import annotations

from fastapi.responses import JSONResponse
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.api.dependencies import sender_of
from gateway.api.jobs.runner import JobRunner
from gateway.api.problems import BodyRefused, answer
from gateway.api.published.long_work import PREFER, RESPOND_ASYNC, Long, long_at
from gateway.api.published.operations import PREFIX, operations_in
from gateway.casework.jobs import jobs
from gateway.casework.jobs.job_rows import JobRequest
from gateway.casework.services import Office
from gateway.errors import ComityError

_ACCEPTED = 202
_KEPT_HEADERS = ("accept", "content-type", "if-match")
"""Headers of a request that mean something to a route; a token is none of them."""


class Deferred:
    """Stands before the routes; what prefers no job, or is no long work, passes it untouched.

    Args:
        app: The application.
        office: Keeps the jobs.
    """

    def __init__(self, app: ASGIApp, office: Office) -> None:
        self._app = app
        self._office = office

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take a request as a job, or have it carried out now."""
        long = _wanted_as_job(scope)
        if long is None:
            await self._app(scope, receive, send)
            return
        runner: JobRunner = scope["app"].state.jobs
        try:
            officer = sender_of(scope)
            officer.require(long.permission)  # before a long body is read
            wanted = _request(scope, long, await _body(receive))
            made = await jobs.ask(self._office, officer, wanted, runner.kept)
        except BodyRefused as exc:
            await answer(exc.error, scope)(scope, receive, send)
            return
        except ComityError as exc:
            await answer(exc, scope)(scope, receive, send)
            return
        runner.wanted.set()
        said = JSONResponse(made.model_dump(mode="json"), _ACCEPTED)
        await said(scope, receive, send)


def prefers_job(headers: Headers) -> bool:
    """Say whether a request prefers to be answered before it is carried out (RFC 7240)."""
    given = ",".join(headers.getlist(PREFER)).split(",")
    return any(each.partition(";")[0].strip().lower() == RESPOND_ASYNC for each in given)


def _wanted_as_job(scope: Scope) -> Long | None:
    if scope["type"] != "http" or not prefers_job(Headers(scope=scope)):
        return None
    return long_at(scope["method"], scope["path"].removeprefix(PREFIX))


def _request(scope: Scope, long: Long, body: bytes) -> JobRequest:
    headers = Headers(scope=scope)
    return JobRequest(
        operation=operations_in(scope["app"].routes)[long.address],
        permission=long.permission,
        again=long.again,
        method=scope["method"],
        path=scope["path"],
        query=scope["query_string"].decode("latin-1"),
        headers={name: headers[name] for name in _KEPT_HEADERS if name in headers},
        body=body,
    )


async def _body(receive: Receive) -> bytes:
    """Read a body to its end; how large it may be says `gateway.api.bodies`."""
    pieces, more = [], True
    while more:
        message = await receive()
        pieces.append(message.get("body", b""))
        more = message["type"] == "http.request" and message.get("more_body", False)
    return b"".join(pieces)
