"""The authority's own figures of human-rights accountability over REST."""

from __future__ import annotations

from gateway.api.dependencies import Desk, Who
from gateway.api.published.operations import noun_router
from gateway.casework.annual.accountability import own_accountability
from gateway.domain.annual.accountability import Accountability
from gateway.domain.annual.records import Year

router = noun_router("/accountability", "report")


@router.get("/{year}", operation_id="getAccountability")
async def show(office: Desk, officer: Who, year: Year) -> Accountability:
    """Count what this authority assessed, decided, asked and was asked in a year."""
    return await own_accountability(office, officer, year)
