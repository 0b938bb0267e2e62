"""Reviews by every Member State over REST: tally, findings, more time, publication."""

from __future__ import annotations

from typing import Annotated

from fastapi import Response, status
from fastapi.responses import HTMLResponse

from gateway.api.conditions import Versioned, changing, whole
from gateway.api.dependencies import Asked, Desk, Who
from gateway.api.parameters import filter_of
from gateway.api.published.operations import noun_router
from gateway.api.waiting import MAY_WAIT, done_or_waits
from gateway.casework.notices import collective_acts as acts
from gateway.casework.notices import collective_acts as by_hand
from gateway.casework.notices import collective_publishing as publishing
from gateway.casework.notices.collective_acts import WordByHand
from gateway.casework.notices.collective_rows import version_of_review
from gateway.casework.office.permissions import Permission
from gateway.casework.office.sight import Sight
from gateway.domain.collective.review import ReviewLine, ShownReview
from gateway.domain.lists.filters import ReviewFilter
from gateway.domain.notice import ShownNotice
from gateway.domain.page import Page
from gateway.views.frame import NounView

router = noun_router("/reviews", "reviews", route_class=Versioned)

_READS = Permission.READ_DENIALS
REVIEW = whole("review", "number", _READS, version_of_review, is_there=Sight.notices)

_CHANGES = [changing(REVIEW)]


@router.get("")
async def list_reviews(
    office: Desk,
    officer: Who,
    page: Asked,
    chosen: Annotated[ReviewFilter, filter_of(ReviewFilter)],
) -> Page[ReviewLine]:
    """List what every Member State reviews, with the own period and what is found so far."""
    return await acts.list_reviews(office, officer, chosen, page=page)


@router.get("/{number}")
async def show_review(office: Desk, officer: Who, number: str) -> ShownReview:
    """Show a review: the tally by Member State, and how the own period was counted."""
    return await acts.show_review(office, officer, number)


@router.get("/{number}/view")
async def view(office: Desk, officer: Who, number: str) -> NounView:
    """Show a review in words: each State's word and its proof, and what is still needed."""
    return await acts.view_of_review(office, officer, number)


@router.get("/{number}/page", response_class=HTMLResponse)
async def page(office: Desk, officer: Who, number: str) -> HTMLResponse:
    """Show a review as one self-contained page for the file."""
    return HTMLResponse(await acts.page_of_review(office, officer, number))


@router.post(
    "/{number}/findings",
    status_code=status.HTTP_201_CREATED,
    dependencies=[changing(REVIEW, needed=acts.has_finding)],
    response_model=ShownReview,
    responses=MAY_WAIT,
)
async def find(
    office: Desk, officer: Who, number: str, finding: acts.FindingDraft
) -> ShownReview | Response:
    """Notify all of what this authority has found, or have it wait for a second officer."""
    return done_or_waits(await acts.find(office, officer, number, finding))


@router.post(
    "/{number}/words",
    status_code=status.HTTP_201_CREATED,
    dependencies=_CHANGES,
    response_model=ShownReview,
    responses=MAY_WAIT,
)
async def record_word(
    office: Desk, officer: Who, number: str, word: WordByHand
) -> ShownReview | Response:
    """Record, with its proof, what a State without a gateway has notified by other means."""
    return done_or_waits(await by_hand.record_word(office, officer, number, word))


@router.post(
    "/{number}/extensions",
    status_code=status.HTTP_201_CREATED,
    dependencies=_CHANGES,
    response_model=ShownReview,
    responses=MAY_WAIT,
)
async def ask_for_time(
    office: Desk, officer: Who, number: str, wanted: acts.MoreTime
) -> ShownReview | Response:
    """Ask for more working days, or have it wait for a second officer."""
    return done_or_waits(await acts.ask_for_time(office, officer, number, wanted))


@router.get("/{number}/publication")
async def prepare(office: Desk, officer: Who, number: str) -> publishing.PreparedPublication:
    """Prepare what is published once as many as must have notified, machine-readable."""
    return await publishing.prepare(office, officer, number)


@router.post(
    "/{number}/publication",
    status_code=status.HTTP_201_CREATED,
    dependencies=_CHANGES,
    response_model=ShownNotice,
    responses=MAY_WAIT,
)
async def publish(
    office: Desk, officer: Who, number: str, publication: publishing.Publication
) -> ShownNotice | Response:
    """Publish it with its reference in the Official Journal, or have that wait."""
    return done_or_waits(await publishing.publish(office, officer, number, publication))
