"""The watch over REST: licences in force that match a denial which came after them."""

from __future__ import annotations

from fastapi import APIRouter

from gateway.api.dependencies import Asked, Desk, Who
from gateway.casework.cases import watch
from gateway.domain.case.watch import LicenceMatch, MatchWord
from gateway.domain.page import Page

router = APIRouter(tags=["cases"])


@router.get("/watch")
async def list_matches(
    office: Desk, officer: Who, page: Asked, seen: bool = False
) -> Page[LicenceMatch]:
    """List licences in force with the denials that they match; those looked at if asked for."""
    return await watch.list_matches(office, officer, seen=seen, page=page)


@router.post("/watch/{case_id}/{denial_id}/seen")
async def mark_seen(
    office: Desk, officer: Who, case_id: str, denial_id: str, word: MatchWord
) -> tuple[LicenceMatch, ...]:
    """Mark a match as looked at, with what it is and what is done; return all of the licence."""
    return await watch.mark_seen(office, officer, case_id, denial_id, word)
