"""Reviews by every Member State over REST: tally, findings, more time, publication."""

from __future__ import annotations

from fastapi import APIRouter, status

from gateway.api.conditions import Versioned, changing, whole
from gateway.api.dependencies import Asked, Desk, Who
from gateway.casework.notices import collective_acts as acts
from gateway.casework.notices import collective_publishing as publishing
from gateway.casework.notices.collective_rows import version_of_review
from gateway.casework.office.permissions import Permission
from gateway.domain.notice import ShownNotice
from gateway.domain.page import Page

router = APIRouter(prefix="/reviews", tags=["reviews"], route_class=Versioned)

REVIEW = whole("review", "number", Permission.READ_DENIALS, version_of_review)

_CHANGES = [changing(REVIEW)]


@router.get("")
async def list_reviews(
    office: Desk, officer: Who, page: Asked, open_only: bool = False
) -> Page[acts.ReviewLine]:
    """List what every Member State reviews, with the own period and what is found so far."""
    return await acts.list_reviews(office, officer, open_only=open_only, page=page)


@router.get("/{number}")
async def show_review(office: Desk, officer: Who, number: str) -> acts.ShownReview:
    """Show a review: the tally by Member State, and how the own period was counted."""
    return await acts.show_review(office, officer, number)


@router.post(
    "/{number}/findings",
    status_code=status.HTTP_201_CREATED,
    dependencies=[changing(REVIEW, needed=acts.has_finding)],
)
async def find(
    office: Desk, officer: Who, number: str, finding: acts.FindingDraft
) -> acts.ShownReview:
    """Notify all of what this authority has found."""
    return await acts.find(office, officer, number, finding)


@router.post("/{number}/extensions", status_code=status.HTTP_201_CREATED, dependencies=_CHANGES)
async def ask_for_time(
    office: Desk, officer: Who, number: str, wanted: acts.MoreTime
) -> acts.ShownReview:
    """Ask for more working days."""
    return await acts.ask_for_time(office, officer, number, wanted)


@router.get("/{number}/publication")
async def prepare(office: Desk, officer: Who, number: str) -> publishing.PreparedPublication:
    """Prepare what is published once all Member States have notified, machine-readable."""
    return await publishing.prepare(office, officer, number)


@router.post("/{number}/publication", status_code=status.HTTP_201_CREATED, dependencies=_CHANGES)
async def publish(
    office: Desk, officer: Who, number: str, publication: publishing.Publication
) -> ShownNotice:
    """Publish it with its reference in the Official Journal."""
    return await publishing.publish(office, officer, number, publication)
