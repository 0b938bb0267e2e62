"""Rulebooks over REST: which law is held, what it says, what differs. Versions have a slash."""

from __future__ import annotations

from gateway.api.dependencies import Asked, Desk, Who
from gateway.api.published.operations import noun_router
from gateway.casework.denials import rulebooks
from gateway.domain.page import Page
from gateway.domain.rulebook import LawBook, Overlay, Rulebook
from gateway.domain.rulebook.comparison import RulebookChange

router = noun_router("/rulebooks", "rulebooks")


@router.get("")
async def held(office: Desk, _officer: Who, page: Asked) -> Page[rulebooks.HeldBook]:
    """List every version of every law that is held, with its date of effect."""
    return rulebooks.held(office, page=page)


@router.get("/version")
async def show(office: Desk, _officer: Who, version: str) -> Rulebook | LawBook:
    """Return one version as it was read from its file."""
    return rulebooks.show(office, version)


@router.get("/procedure")
async def procedure(
    office: Desk, _officer: Who, page: Asked, version: str, procedure: str
) -> Page[rulebooks.SaidLine]:
    """Say one procedure in sentences."""
    return rulebooks.in_words(office, version, procedure, page=page)


@router.get("/changes")
async def changes(
    office: Desk, _officer: Who, page: Asked, first: str, second: str
) -> Page[RulebookChange]:
    """Return every value that differs between two versions."""
    return rulebooks.changes(office, first, second, page=page)


@router.get("/overlays/{authority}")
async def overlays(office: Desk, _officer: Who, page: Asked, authority: str) -> Page[Overlay]:
    """Return what an authority has set for its own conduct."""
    return rulebooks.overlays(office, authority, page=page)
