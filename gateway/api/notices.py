"""Notices over REST: which kinds there are, publish, amend, withdraw, read, comment."""

from __future__ import annotations

from fastapi import Response

from gateway.api.conditions import Versioned, changing
from gateway.api.dependencies import Desk, Who
from gateway.api.published.operations import noun_router
from gateway.api.use_cases import MAY_WAIT, done_or_waits
from gateway.casework.notices import notices
from gateway.casework.notices.notice_acts import NoticeDraft
from gateway.casework.notices.notice_grants import list_grants
from gateway.casework.notices.notices import licensing_draft
from gateway.domain.annual.records import Year
from gateway.domain.denial import FreeText
from gateway.domain.notice import ShownNotice
from gateway.nouns.notice import NOTICE

router = noun_router("/notices", "notices", route_class=Versioned)

_CHANGES = [changing(NOTICE)]

router.calls("GET /kinds", notices.kinds)
router.calls("GET /grants", list_grants)


@router.get("/licensing-data")
async def licensing_data(
    office: Desk, officer: Who, kind: str, year: Year | None = None, case_id: str | None = None
) -> NoticeDraft:
    """Draft a notice with the figures of one licence, or of the licences of a year."""
    return await licensing_draft(office, officer, kind, year=year, case_id=case_id)


router.calls("POST", notices.publish_notice, status_code=201)
router.calls(
    "PUT /{number}",
    notices.amend_notice,
    dependencies=[changing(NOTICE, needed=notices.was_amended, late=True)],
)


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


router.calls("POST /{number}/recall", notices.recall_notice, dependencies=_CHANGES)
router.calls("POST /{number}/comments", notices.comment_on, dependencies=_CHANGES)
