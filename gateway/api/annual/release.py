"""The annual report at the Commission services over REST: draft, round, freeze, release."""

from __future__ import annotations

from gateway.api.dependencies import Desk, Who
from gateway.api.published.operations import noun_router
from gateway.casework.annual import confidentiality_round
from gateway.casework.annual import draft as annual_draft
from gateway.casework.annual import editions as annual_editions
from gateway.casework.annual import release as annual_release
from gateway.casework.annual.draft import DraftView
from gateway.casework.annual.editions import KeptEdition
from gateway.casework.annual.release import FreezeOrder
from gateway.domain.annual.collection import CollectionView
from gateway.domain.base import Day, Model

router = noun_router("/report/collections", "report")


class RoundOrder(Model):
    """Until when States clear their tables; by the template's schedule where left out."""

    until: Day | None = None


class ReleaseOrder(Model):
    """When the Coordination Group had been consulted."""

    consulted: Day


@router.get("/{collection}/draft", operation_id="getEditionDraft")
async def draft(office: Desk, officer: Who, collection: str, *, whole: bool = False) -> DraftView:
    """Consolidate what counts now; with `whole` also cell by cell."""
    return await annual_draft.show_draft(office, officer, collection, whole=whole)


@router.post("/{collection}/rounds", operation_id="openClearanceRound", status_code=201)
async def open_round(
    office: Desk, officer: Who, collection: str, order: RoundOrder
) -> CollectionView:
    """Send its tables to every State that has not seen those of what counts."""
    return await confidentiality_round.open_round(office, officer, collection, until=order.until)


@router.post("/{collection}/editions", operation_id="freezeEdition", status_code=201)
async def freeze(office: Desk, officer: Who, collection: str, order: FreezeOrder) -> KeptEdition:
    """Freeze the first edition; with a reason a corrigendum of the one before."""
    if order.reason:
        return await annual_release.corrigendum(office, officer, collection, order)
    return await annual_release.freeze(office, officer, collection, order)


router.calls("setAsideEdition", "POST /{collection}/setting-aside", annual_editions.set_aside)


@router.post("/{collection}/release", operation_id="releaseEdition")
async def release(office: Desk, officer: Who, collection: str, order: ReleaseOrder) -> KeptEdition:
    """Release the newest edition, as the second person."""
    return await annual_release.release(office, officer, collection, consulted=order.consulted)


router.calls("listLateSubmissions", "GET /{collection}/late", annual_release.late)
router.calls("decideLateSubmission", "POST /{collection}/late/{digest}", annual_release.decide_late)
