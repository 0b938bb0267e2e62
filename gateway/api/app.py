"""The REST application: routers over the case work, problems, OpenAPI."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response

from gateway.api import (
    absent,
    cases,
    consultations,
    correspondence,
    denials,
    examinations,
    hits,
    inbox,
    licences,
    node,
    notices,
    nouns,
    problems,
    registers,
    restrictions,
    reviews,
    rulebooks,
    sensitive,
    waiting,
)
from gateway.api.admission import Admission
from gateway.api.answers.compression import Compressed
from gateway.api.answers.locations import Locations
from gateway.api.around import AROUND, Heads
from gateway.api.bodies import BodyGate
from gateway.api.conditions import NOT_MODIFIED
from gateway.api.contract import WrittenContract
from gateway.api.feed import events, webhooks
from gateway.api.files import documents, evidence, tables
from gateway.api.jobs import routes as jobs
from gateway.api.jobs.deferral import Deferred
from gateway.api.jobs.runner import JOBS_AT_ONCE, JobRunner
from gateway.api.outside import Outside, routes_for
from gateway.api.published.operations import PREFIX, operations_in
from gateway.api.reference import routes as reference
from gateway.api.repeats import Once
from gateway.casework.jobs.jobs import KEPT
from gateway.casework.node.health import Doctor, Probe, Trials, our_operator
from gateway.casework.services import Office
from gateway.exchange import calls
from gateway.exchange.rate_limits import AccountShares
from gateway.parts import ANNUAL_ROUTES, part
from gateway.ports import SyncResult

_REPORT = part(ANNUAL_ROUTES)
ROUTERS: tuple[APIRouter, ...] = (
    *((absent.router,) if _REPORT is None else _REPORT.ROUTERS),
    cases.router,
    licences.router,
    licences.others,
    consultations.router,
    consultations.past_router,
    inbox.router,
    correspondence.router,
    correspondence.classifications,
    denials.router,
    documents.router,
    events.router,
    webhooks.router,
    evidence.router,
    examinations.router,
    jobs.router,
    notices.router,
    registers.router,
    restrictions.router,
    reviews.router,
    rulebooks.router,
    sensitive.router,
    hits.router,
    waiting.router,
    node.router,
    tables.router,
    nouns.router,  # behind the others: what they name is no key of a noun
)
"""Of every noun; an application takes their routes as they are."""

OPERATIONS = operations_in(route for router in ROUTERS for route in router.routes)
_HEADS = re.compile(
    "|".join(
        re.sub(r"\{[^}]+\}", "[^/]+", PREFIX + operation.removeprefix("HEAD "))
        for operation in OPERATIONS
        if operation.startswith("HEAD ")
    )
)
"""Addresses with a `HEAD` of their own; any other answers as its `GET`."""

_CONTRACT = WrittenContract(ROUTERS)
WITH_OWN = WrittenContract((*ROUTERS, nouns.OWN))
"""With what our own command line and pages call besides; `tools.commands` reads it."""


class _Interface(FastAPI):
    """An application that gives the contract of this program, whichever authority it is of."""

    def setup(self) -> None:
        """Add the contract's own route: the library would write 1.5 MiB anew for each reader."""
        super().setup()
        self.add_route(f"{PREFIX}/openapi.json", self._contract, include_in_schema=False)

    async def _contract(self, request: Request) -> Response:
        body, etag = await _CONTRACT.read()
        if request.headers.get("if-none-match", "") == etag:
            return Response(status_code=NOT_MODIFIED, headers={"ETag": etag})
        return Response(body, media_type="application/json", headers={"ETag": etag})

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document, made once in a process."""
        return _CONTRACT.document()


_UNTRACED = frozenset({"/live", "/ready", "/metrics"})


def _telemetry() -> TelemetryConfig:
    """Return what the library may tell of requests: spans, where the node sends calls.

    All is said: by itself it would take whatever a library registers in this process, write texts
    of errors, and read addresses of the environment.
    """
    provider = calls.provider()
    return TelemetryConfig(
        tracer_provider=provider,
        tracing=provider is not None,
        metrics=False,
        logs=False,
        operation_spans=False,
        auto_configure=False,
        exclude=lambda scope: scope.get("path", "") in _UNTRACED,
    )


def _middleware(office: Office, shares: AccountShares) -> tuple[Middleware, ...]:
    """Return what stands before the routes, the outermost first."""
    return (
        Middleware(Heads, own=_HEADS),
        *AROUND,
        Middleware(Admission, office=office, shares=shares),
        Middleware(BodyGate),
        Middleware(Compressed),
        Middleware(Locations),
        Middleware(Once, office=office),
        Middleware(Deferred, office=office),
    )


__all__ = ["PREFIX", "create_app"]


def create_app(
    office: Office,
    *,
    probes: dict[str, Probe],
    sync_now: Callable[[], Awaitable[SyncResult]],
    shares: AccountShares | None = None,
    outside: Outside | None = None,
    jobs_at_once: int = JOBS_AT_ONCE,
    jobs_kept: timedelta = KEPT,
    doctor: Doctor | None = None,
) -> FastAPI:
    """Return the application of one node.

    Args:
        office: What the use cases work with.
        probes: The doctor's probes.
        sync_now: Runs one round of synchronisation through the engine.
        shares: What each account has used of its limits, here and by the console.
        outside: What is shown to who runs the node; None: nothing.
        jobs_at_once: How many jobs are carried out at a time.
        jobs_kept: How long the answer of a job is kept.
        doctor: What it tries end to end, and who mends what; None: nothing, and our operator.

    Returns:
        The application; its `state.jobs` carries out jobs once somebody runs it.
    """
    app = _Interface(
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        middleware=_middleware(office, shares or AccountShares()),
        telemetry=_telemetry(),
    )
    app.state.office = office
    app.state.probes = probes
    app.state.trials, app.state.who_mends = doctor or Doctor(Trials(dict), our_operator)
    app.state.sync_now = sync_now
    app.state.jobs = JobRunner(app, office, jobs_at_once, jobs_kept)
    problems.install(app)
    for router in (*ROUTERS, nouns.OWN):
        app.router.routes.extend(router.routes)
    app.router.routes.extend(reference.routes_for(app.openapi))
    if outside is not None:
        app.router.routes.extend(routes_for(outside))
    return app
