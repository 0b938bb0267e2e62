"""Sensitive parties over REST: those of which a case reminds, apart from its hits."""

from __future__ import annotations

from gateway.api.conditions import CASE, Versioned, changing
from gateway.api.dependencies import Asked, Desk, Who
from gateway.api.published.operations import noun_router
from gateway.casework.cases import sensitive
from gateway.domain.denial import FreeText
from gateway.domain.page import Page
from gateway.domain.sensitive import SensitiveHit

router = noun_router(tag="sensitive parties", route_class=Versioned)


@router.get("/sensitive")
async def pending(office: Desk, officer: Who, page: Asked) -> Page[sensitive.SensitiveCase]:
    """List the pending cases with sensitive parties that nobody has looked at yet."""
    return await sensitive.pending_sensitive(office, officer, page=page)


@router.get("/cases/{case_id}/sensitive")
async def of_case(office: Desk, officer: Who, page: Asked, case_id: str) -> Page[SensitiveHit]:
    """List the sensitive parties of which a case reminds, with the originators' conditions."""
    return await sensitive.sensitive_of_case(office, officer, case_id, page=page)


@router.post("/cases/{case_id}/sensitive/{number}/looked", dependencies=[changing(CASE)])
async def looked(
    office: Desk, officer: Who, case_id: str, number: str, note: FreeText
) -> tuple[SensitiveHit, ...]:
    """Record that one was looked at, and what came of it; nobody else is told."""
    return await sensitive.look_at(office, officer, case_id, number, note)
