"""Licences, letters that inform of a requirement, and the watch, over REST."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from gateway.api.dependencies import Desk, Who
from gateway.api.published.operations import noun_router
from gateway.casework.cases import informing, licences, watch
from gateway.casework.letters import informed_question
from gateway.domain.base import Day
from gateway.domain.case import (
    Application,
)
from gateway.domain.openness import CustomsLicence

router = noun_router()


@router.get("/licences/{number}/renewal", tags=["licences"])
async def renewal(
    office: Desk, officer: Who, number: str, reference: Annotated[str, Query(max_length=120)]
) -> Application:
    """Draft an application to renew a licence: for what it was granted; nothing is filed."""
    return await licences.renewal_of(office, officer, number, reference)


router.calls("GET /licences/{number}/uses", licences.list_uses, tags=["licences"])
router.calls("POST /licences/{number}/uses", licences.use_licence, tags=["licences"])
router.calls(
    "POST /licences/{number}/uses/{reference}/reversal", licences.reverse_use, tags=["licences"]
)


@router.get("/customs/licences/{reference}", tags=["openness"])
async def licence(
    office: Desk, officer: Who, reference: str, on: Day | None = None
) -> CustomsLicence:
    """Return a licence in the terms of Regulation (EU) 2022/2399."""
    return await licences.customs_licence(office, officer, reference, on=on)


router.calls("POST /informed/{number}/withdrawal", informing.propose_lifting, tags=["licences"])
router.calls("GET /watch", watch.list_matches, tags=["cases"])
router.calls("POST /watch/{case_id}/{denial_id}/seen", watch.mark_seen, tags=["cases"])
router.calls(
    "GET /cases/{case_id}/informed-elsewhere",
    informed_question.informed_elsewhere,
    tags=["licences"],
)
router.calls(
    "POST /cases/{case_id}/informed-elsewhere",
    informed_question.ask_elsewhere,
    told="""Ask authorities whether they have informed the exporter, or others about the end-user.

    Nobody need answer, and nothing follows from silence.
    """,
    tags=["licences"],
    status_code=201,
)
