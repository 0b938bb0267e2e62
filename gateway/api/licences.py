"""Licences, letters that inform of a requirement, and the watch, over REST."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Response

from gateway.api.dependencies import Asked, Desk, Who
from gateway.api.files.list_columns import LICENCES
from gateway.api.files.lists import AS_FILE, AsFile, listed
from gateway.api.parameters import filter_of
from gateway.api.published.operations import noun_router
from gateway.api.waiting import MAY_WAIT, done_or_waits
from gateway.casework.cases import informing, licences, watch
from gateway.casework.letters import informed_question
from gateway.casework.letters.informed_question import InformedAsked, InformedElsewhere
from gateway.domain.base import Day
from gateway.domain.case import (
    Application,
    LicenceSummary,
    LicenceUse,
    RecordedUse,
    StandingLicence,
)
from gateway.domain.case.informed import InformedSummary, StandingInformed
from gateway.domain.case.watch import LicenceMatch, MatchWord
from gateway.domain.denial import FreeText
from gateway.domain.lists.filters import LicenceFilter
from gateway.domain.openness import CustomsLicence
from gateway.domain.page import Page
from gateway.views.frame import NounView

router = noun_router()


@router.get("/licences", tags=["licences"], response_model=Page[LicenceSummary], responses=AS_FILE)
async def list_licences(
    office: Desk,
    officer: Who,
    asked: AsFile,
    chosen: Annotated[LicenceFilter, filter_of(LicenceFilter)],
) -> Page[LicenceSummary] | Response:
    """List licences, newest first; with filters those that fit all, e.g. a declaration (MRN)."""
    return await listed(
        asked, LICENCES, lambda page: licences.list_licences(office, officer, chosen, page=page)
    )


@router.get("/licences/{number}", tags=["licences"])
async def get_licence(office: Desk, officer: Who, number: str) -> StandingLicence:
    """Show a licence as it stands today: what may leave under it, for whom, until when."""
    return await licences.get_licence(office, officer, number)


@router.get("/licences/{number}/view", tags=["licences"])
async def view(office: Desk, officer: Who, number: str) -> NounView:
    """Show a licence in words, as a person reads it."""
    return await licences.view_of_licence(office, officer, number)


@router.get("/licences/{number}/renewal", tags=["licences"])
async def renewal(
    office: Desk, officer: Who, number: str, reference: Annotated[str, Query(max_length=120)]
) -> Application:
    """Draft an application to renew a licence: for what it was granted; nothing is filed."""
    return await licences.renewal_of(office, officer, number, reference)


@router.get("/licences/{number}/uses", tags=["licences"])
async def list_uses(office: Desk, officer: Who, number: str, page: Asked) -> Page[RecordedUse]:
    """List what has left under a licence, declaration by declaration; the last told first."""
    return await licences.list_uses(office, officer, number, page=page)


@router.post("/licences/{number}/uses", tags=["licences"])
async def use(office: Desk, officer: Who, number: str, use: LicenceUse) -> RecordedUse:
    """Tell what has left under a licence; the same reference again is the same use."""
    return await licences.use_licence(office, officer, number, use)


@router.post("/licences/{number}/uses/{reference}/reversal", tags=["licences"])
async def reverse_use(
    office: Desk, officer: Who, number: str, reference: str, reason: FreeText
) -> RecordedUse:
    """Say that what a use told did not leave."""
    return await licences.reverse_use(office, officer, number, reference, reason)


@router.get("/customs/licences/{reference}", tags=["openness"])
async def licence(
    office: Desk, officer: Who, reference: str, on: Day | None = None
) -> CustomsLicence:
    """Return a licence in the terms of Regulation (EU) 2022/2399."""
    return await licences.customs_licence(office, officer, reference, on=on)


@router.get("/informed", tags=["licences"])
async def list_informed(office: Desk, officer: Who, page: Asked) -> Page[InformedSummary]:
    """List letters by which somebody was informed of a requirement, newest first."""
    return await informing.list_informed(office, officer, page=page)


@router.get("/informed/{number}", tags=["licences"])
async def get_informed(office: Desk, officer: Who, number: str) -> StandingInformed:
    """Show a letter as it stands today: of what, to whom, under which article, until when."""
    return await informing.get_informed(office, officer, number)


@router.get("/informed/{number}/view", tags=["licences"])
async def view_informed(office: Desk, officer: Who, number: str) -> NounView:
    """Show a letter in words, as a person reads it."""
    return await informing.view_of_informed(office, officer, number)


@router.post(
    "/informed/{number}/withdrawal",
    tags=["licences"],
    response_model=StandingInformed,
    responses=MAY_WAIT,
)
async def withdraw_informed(
    office: Desk, officer: Who, number: str, reason: FreeText
) -> StandingInformed | Response:
    """Say that a letter is to be lifted, and why; it waits for a second officer."""
    return done_or_waits(await informing.propose_lifting(office, officer, number, reason))


@router.get("/watch", tags=["cases"])
async def list_matches(
    office: Desk, officer: Who, page: Asked, seen: bool = False
) -> Page[LicenceMatch]:
    """List licences in force with the denials that they match; those looked at if asked for."""
    return await watch.list_matches(office, officer, seen=seen, page=page)


@router.post("/watch/{case_id}/{denial_id}/seen", tags=["cases"])
async def mark_seen(
    office: Desk, officer: Who, case_id: str, denial_id: str, word: MatchWord
) -> tuple[LicenceMatch, ...]:
    """Mark a match as looked at, with what it is and what is done; return all of the licence."""
    return await watch.mark_seen(office, officer, case_id, denial_id, word)


@router.get("/cases/{case_id}/informed-elsewhere", tags=["licences"])
async def informed_elsewhere(
    office: Desk, officer: Who, case_id: str, page: Asked
) -> Page[InformedElsewhere]:
    """List whom we asked whether they had informed somebody, and what they said, side by side."""
    return await informed_question.informed_elsewhere(office, officer, case_id, page=page)


@router.post("/cases/{case_id}/informed-elsewhere", tags=["licences"], status_code=201)
async def ask_elsewhere(
    office: Desk, officer: Who, case_id: str, asked: InformedAsked
) -> Page[InformedElsewhere]:
    """Ask authorities whether they have informed the exporter, or others about the end-user.

    Nobody need answer, and nothing follows from silence.
    """
    return await informed_question.ask_elsewhere(office, officer, case_id, asked)
