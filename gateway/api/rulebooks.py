"""Rulebooks over REST: which law is held, what it says, what differs. Versions have a slash."""

from __future__ import annotations

from gateway.api.dependencies import Desk, Who
from gateway.api.published.operations import noun_router
from gateway.casework.denials import rulebooks
from gateway.domain.rulebook import LawBook, Rulebook

router = noun_router("/rulebooks", "rulebooks")
router.calls("listRulebooks", "GET", rulebooks.held)


@router.get("/version", operation_id="getRulebook")
async def show(office: Desk, _officer: Who, version: str) -> Rulebook | LawBook:
    """Return one version as it was read from its file."""
    return rulebooks.show(office, version)


router.calls("getProcedure", "GET /procedure", rulebooks.in_words)
router.calls("compareRulebooks", "GET /changes", rulebooks.changes)
router.calls("listOverlays", "GET /overlays/{authority}", rulebooks.overlays)
