"""The annual report at the Commission services over REST: draft, round, freeze, release."""

from __future__ import annotations

from fastapi import status

from gateway.api.dependencies import Asked, Desk, Who
from gateway.api.published.operations import noun_router
from gateway.casework.annual import confidentiality_round
from gateway.casework.annual import draft as annual_draft
from gateway.casework.annual import editions as annual_editions
from gateway.casework.annual import release as annual_release
from gateway.casework.annual.draft import DraftView
from gateway.casework.annual.editions import KeptEdition, SettingAside
from gateway.casework.annual.release import FreezeOrder, LateDecision
from gateway.domain.annual.collection import Collected, CollectionView
from gateway.domain.base import Day, Model
from gateway.domain.page import Page

router = noun_router("/report/collections", "report")


class RoundOrder(Model):
    """Until when States clear their tables; by the template's schedule where left out."""

    until: Day | None = None


class ReleaseOrder(Model):
    """When the Coordination Group had been consulted."""

    consulted: Day


@router.get("/{collection}/draft")
async def draft(office: Desk, officer: Who, collection: str, *, whole: bool = False) -> DraftView:
    """Consolidate what counts now; with `whole` also cell by cell."""
    return await annual_draft.show_draft(office, officer, collection, whole=whole)


@router.post("/{collection}/rounds", status_code=status.HTTP_201_CREATED)
async def open_round(
    office: Desk, officer: Who, collection: str, order: RoundOrder
) -> CollectionView:
    """Send its tables to every State that has not seen those of what counts."""
    return await confidentiality_round.open_round(office, officer, collection, until=order.until)


@router.post("/{collection}/editions", status_code=status.HTTP_201_CREATED)
async def freeze(office: Desk, officer: Who, collection: str, order: FreezeOrder) -> KeptEdition:
    """Freeze the first edition; with a reason a corrigendum of the one before."""
    if order.reason:
        return await annual_release.corrigendum(office, officer, collection, order)
    return await annual_release.freeze(office, officer, collection, order)


@router.post("/{collection}/setting-aside")
async def set_aside(
    office: Desk, officer: Who, collection: str, order: SettingAside
) -> KeptEdition:
    """Set the newest edition aside that is frozen and not released, to freeze again."""
    return await annual_editions.set_aside(office, officer, collection, order)


@router.post("/{collection}/release")
async def release(office: Desk, officer: Who, collection: str, order: ReleaseOrder) -> KeptEdition:
    """Release the newest edition, as the second person."""
    return await annual_release.release(office, officer, collection, consulted=order.consulted)


@router.get("/{collection}/late")
async def late(office: Desk, officer: Who, page: Asked, collection: str) -> Page[Collected]:
    """Show what came after the freeze."""
    return await annual_release.late(office, officer, collection, page=page)


@router.post("/{collection}/late/{digest}")
async def decide_late(
    office: Desk, officer: Who, collection: str, digest: str, decision: LateDecision
) -> Collected:
    """Take a late submission for the next edition, or leave it."""
    return await annual_release.decide_late(office, officer, collection, digest, decision)
