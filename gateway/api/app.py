"""The REST application: routers over the case work, problems, OpenAPI."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI
from starlette.middleware import Middleware

from gateway.api import (
    accountability,
    annual_collection,
    annual_release,
    annual_submission,
    cases,
    consultations,
    correspondence,
    denials,
    evidence,
    examinations,
    hits,
    node,
    notices,
    openness,
    problems,
    registers,
    reviews,
    rulebooks,
    sensitive,
    watch,
)
from gateway.api.around import AROUND
from gateway.api.bodies import BodyGate
from gateway.api.contract import PREFIX, TITLE, operation_id, with_pinned_names
from gateway.casework.office.health import Probe
from gateway.casework.office.services import Office
from gateway.ports import SyncResult


class _Interface(FastAPI):
    """An application whose contract has names that outlive modules."""

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = with_pinned_names(super().openapi())
        return self.openapi_schema


__all__ = ["PREFIX", "create_app"]


def create_app(
    office: Office,
    *,
    probes: dict[str, Probe],
    sync_now: Callable[[], Awaitable[SyncResult]],
) -> FastAPI:
    """Return the application of one node.

    Args:
        office: What the use cases work with.
        probes: The doctor's probes.
        sync_now: Runs one round of synchronisation through the engine.
    """
    app = _Interface(
        title=TITLE,
        version="1",
        description="Licence cases, consultations and denial registers of one authority.",
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        middleware=(*AROUND, Middleware(BodyGate, office=office)),
        # One schema a model: what a client reads it can send back.
        separate_input_output_schemas=False,
        generate_unique_id_function=operation_id,
    )
    app.state.office = office
    app.state.probes = probes
    app.state.sync_now = sync_now
    problems.install(app)
    for module in (
        annual_collection,
        annual_submission,
        annual_release,
        cases,
        consultations,
        correspondence,
        denials,
        evidence,
        examinations,
        notices,
        registers,
        reviews,
        rulebooks,
        sensitive,
        hits,
        watch,
        node,
        accountability,
        openness,
    ):
        app.include_router(module.router, prefix=PREFIX)
    return app
