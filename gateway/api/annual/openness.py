"""What the authority shows, over REST: the open register's releases."""

from __future__ import annotations

from fastapi import status

from gateway.api.conditions import CASE, Versioned, changing
from gateway.api.dependencies import Asked, Desk, Who
from gateway.api.parameters import Number
from gateway.api.published.operations import noun_router
from gateway.casework.annual import openness
from gateway.domain.base import Model
from gateway.domain.openness import OpenRelease
from gateway.domain.page import Page

router = noun_router(tag="openness", route_class=Versioned)


class EndUse(Model):
    """A class of end use, a key of the authority's policy."""

    end_use: str


@router.put(
    "/open-register/classes/{case_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    dependencies=[changing(CASE, needed=openness.is_classified)],
)
async def classify(office: Desk, officer: Who, case_id: str, given: EndUse) -> None:
    """Give a case its class of end use."""
    await openness.classify(office, officer, case_id, given.end_use)


@router.post("/open-register/releases", status_code=status.HTTP_201_CREATED)
async def prepare(office: Desk, officer: Who) -> OpenRelease:
    """Prepare the lines of the months that are old enough."""
    return await openness.prepare(office, officer)


@router.post("/open-register/releases/{number}/release")
async def release(office: Desk, officer: Who, number: Number) -> OpenRelease:
    """Release what another officer has prepared."""
    return await openness.release(office, officer, number)


@router.get("/open-register/releases")
async def list_releases(office: Desk, officer: Who, page: Asked) -> Page[OpenRelease]:
    """List what was prepared and released."""
    return await openness.list_releases(office, officer, page=page)


@router.get("/open-register/releases/{number}")
async def get_release(office: Desk, officer: Who, number: Number) -> OpenRelease:
    """Show what was prepared, or released, with its lines."""
    return await openness.get_release(office, officer, number)


@router.get("/open-register/published")
async def published(office: Desk, officer: Who, page: Asked) -> Page[OpenRelease]:
    """List what was released, as the public sees it."""
    return await openness.published(office, officer, page=page)
