"""Notices over REST: which kinds there are, publish, amend, withdraw, read, comment."""

from __future__ import annotations

from typing import Annotated

from fastapi import Response, status
from fastapi.responses import HTMLResponse

from gateway.api.conditions import Versioned, changing, whole
from gateway.api.dependencies import Asked, Desk, Who
from gateway.api.files.list_columns import NOTICES
from gateway.api.files.lists import AS_FILE, AsFile, listed
from gateway.api.parameters import filter_of
from gateway.api.published.operations import noun_router
from gateway.api.waiting import MAY_WAIT, done_or_waits
from gateway.casework.notices import notices
from gateway.casework.notices.notice_acts import NoticeDraft, NoticeRecall
from gateway.casework.notices.notices import licensing_draft
from gateway.casework.office.notice_grants import ExplainedGrant, list_grants
from gateway.casework.office.notice_rules import NoticeKind
from gateway.casework.office.permissions import Permission
from gateway.casework.office.sight import Sight
from gateway.domain.annual.records import Year
from gateway.domain.denial import FreeText
from gateway.domain.lists.filters import NoticeFilter
from gateway.domain.notice import Comment, NoticeLine, ShownNotice
from gateway.domain.page import Page
from gateway.views.frame import NounView

router = noun_router("/notices", "notices", route_class=Versioned)

_READS = Permission.READ_NOTICES
NOTICE = whole("notice", "number", _READS, notices.held_notice, is_there=Sight.notices)

_CHANGES = [changing(NOTICE)]


@router.get("", response_model=Page[NoticeLine], responses=AS_FILE)
async def list_notices(
    office: Desk,
    officer: Who,
    asked: AsFile,
    chosen: Annotated[NoticeFilter, filter_of(NoticeFilter)],
) -> Page[NoticeLine] | Response:
    """List the notices that are held here, the newest first."""
    return await listed(
        asked, NOTICES, lambda page: notices.list_notices(office, officer, chosen, page=page)
    )


@router.get("/kinds")
async def kinds(office: Desk, officer: Who, page: Asked) -> Page[NoticeKind]:
    """List the kinds of notice in force: who sends, who reads, what must be given."""
    return notices.kinds(office, officer, page=page)


@router.get("/grants")
async def grants(
    office: Desk, officer: Who, page: Asked, denial_id: str | None = None
) -> Page[ExplainedGrant]:
    """List what was granted or let pass after a consultation, as explained to all."""
    return await list_grants(office, officer, denial_id=denial_id, page=page)


@router.get("/licensing-data")
async def licensing_data(
    office: Desk, officer: Who, kind: str, year: Year | None = None, case_id: str | None = None
) -> NoticeDraft:
    """Draft a notice with the figures of one licence, or of the licences of a year."""
    return await licensing_draft(office, officer, kind, year=year, case_id=case_id)


@router.post(
    "", status_code=status.HTTP_201_CREATED, response_model=ShownNotice, responses=MAY_WAIT
)
async def publish(office: Desk, officer: Who, draft: NoticeDraft) -> ShownNotice | Response:
    """Send a notice to those whom its kind names, or have it wait for a second officer."""
    return done_or_waits(await notices.publish_notice(office, officer, draft))


@router.get("/{number}")
async def get_notice(office: Desk, officer: Who, number: str) -> ShownNotice:
    """Show a notice, its versions and comments; of an own one who has not yet received it."""
    return await notices.get_notice(office, officer, number)


@router.get("/{number}/view")
async def view(office: Desk, officer: Who, number: str) -> NounView:
    """Show a notice in words, as a person reads it."""
    return await notices.view_of_notice(office, officer, number)


@router.get("/{number}/page", response_class=HTMLResponse)
async def page(office: Desk, officer: Who, number: str) -> HTMLResponse:
    """Show a notice as one self-contained page for the file."""
    return HTMLResponse(await notices.page_of_notice(office, officer, number))


@router.put(
    "/{number}",
    dependencies=[changing(NOTICE, needed=notices.was_amended, late=True)],
    response_model=ShownNotice,
    responses=MAY_WAIT,
)
async def amend(
    office: Desk, officer: Who, number: str, draft: NoticeDraft
) -> ShownNotice | Response:
    """Send a changed notice of ours to the same readers, or have that wait; both versions stay."""
    return done_or_waits(await notices.amend_notice(office, officer, number, draft))


@router.post(
    "/{number}/withdrawal",
    dependencies=_CHANGES,
    response_model=ShownNotice,
    responses=MAY_WAIT,
)
async def withdraw(
    office: Desk, officer: Who, number: str, why: tuple[FreeText, ...]
) -> ShownNotice | Response:
    """Say that an own notice does not count any more, and why, or have that wait."""
    return done_or_waits(await notices.withdraw_notice(office, officer, number, why))


@router.post("/{number}/recall", dependencies=_CHANGES)
async def recall(office: Desk, officer: Who, number: str, wanted: NoticeRecall) -> ShownNotice:
    """Recall an own notice from a member that got it by letter, which seals every version."""
    return await notices.recall_notice(office, officer, number, wanted)


@router.post("/{number}/comments", dependencies=_CHANGES)
async def comment(office: Desk, officer: Who, number: str, comment: Comment) -> ShownNotice:
    """Send a comment on another authority's notice to that authority."""
    return await notices.comment_on(office, officer, number, comment)
