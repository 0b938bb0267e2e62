"""Licences for customs, over REST."""

from __future__ import annotations

from fastapi import APIRouter

from gateway.api.dependencies import Desk, Who
from gateway.casework.cases import licences
from gateway.domain.base import Day
from gateway.domain.openness import CustomsLicence

router = APIRouter(tags=["openness"])


@router.get("/customs/licences/{reference}")
async def licence(
    office: Desk, officer: Who, reference: str, on: Day | None = None
) -> CustomsLicence:
    """Return a licence in the terms of Regulation (EU) 2022/2399."""
    return await licences.customs_licence(office, officer, reference, on=on)
