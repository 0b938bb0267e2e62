"""Cases over REST: application in, case, amendment, assessment, decision, tasks."""

from __future__ import annotations

from fastapi import Response

from gateway.api.conditions import Versioned, changing
from gateway.api.dependencies import Desk, Who
from gateway.api.parameters import Assignment
from gateway.api.published.operations import noun_router
from gateway.casework.cases import (
    amendment,
    cases,
    decision,
    records,
    related_cases,
    suspension,
)
from gateway.casework.handlers import tasks as tasks_of
from gateway.casework.inbox import assignment
from gateway.casework.notices import not_provided
from gateway.casework.records.case_rows import has_assessment, has_proposal
from gateway.domain.case import (
    AmendedApplication,
    Case,
    Withdrawal,
)
from gateway.domain.case.statement import ApplicantStatement
from gateway.domain.denial import FreeText
from gateway.nouns.case import CASE

router = noun_router(tag="cases", route_class=Versioned)

router.calls("POST /applications", cases.file_application, status_code=201)
router.calls(
    "PUT /cases/{case_id}/assessment",
    cases.assess,
    dependencies=[changing(CASE, needed=has_assessment)],
)
router.calls(
    "POST /cases/{case_id}/proposal",
    decision.propose,
    dependencies=[changing(CASE, needed=has_proposal)],
)
router.calls("POST /cases/{case_id}/decision", decision.decide, dependencies=[changing(CASE)])


@router.post("/cases/{case_id}/withdrawal", dependencies=[changing(CASE)])
async def withdraw(office: Desk, officer: Who, case_id: str, withdrawal: Withdrawal) -> Case:
    """Record that the applicant withdrew, and what had been determined before."""
    return await cases.withdraw(office, officer, case_id, withdrawal)


@router.post("/cases/{case_id}/amendment", dependencies=[changing(CASE)])
async def amend(office: Desk, officer: Who, case_id: str, amended: AmendedApplication) -> Case:
    """Take an amended application; the rulebook says whether new consultations begin."""
    reason = FreeText(language=amended.language, text=amended.text)
    return await amendment.amend_application(office, officer, case_id, amended.application, reason)


router.calls(
    "POST /cases/{case_id}/reliance", related_cases.rely_on_answer, dependencies=[changing(CASE)]
)
router.calls(
    "POST /cases/{case_id}/no-notice", not_provided.propose_no_notice, dependencies=[changing(CASE)]
)
router.calls(
    "POST /cases/{case_id}/no-notice/confirmation",
    not_provided.confirm_no_notice,
    dependencies=[changing(CASE)],
)
router.calls("POST /denials/{denial_id}/final-assessment", suspension.final_assessment)


@router.put("/cases/{case_id}/assignment", dependencies=[changing(CASE)])
async def assign(office: Desk, officer: Who, case_id: str, body: Assignment) -> Case:
    """Put the case into an officer's hands."""
    return await assignment.assign_case(office, officer, case_id, body.assignee, body.note)


@router.get("/cases/{case_id}/statement")
async def statement(office: Desk, officer: Who, case_id: str) -> ApplicantStatement:
    """Show what the applicant may be shown of what other authorities answered."""
    return await records.statement_for(office, officer, case_id)


@router.get("/cases/{case_id}/evidence", response_class=Response)
async def evidence(office: Desk, officer: Who, case_id: str) -> Response:
    """Export the evidence of a case as one ZIP that anybody can verify offline."""
    exported = await records.evidence_of(office, officer, case_id)
    name = f'attachment; filename="{case_id}.evidence.zip"'
    return Response(exported, media_type="application/zip", headers={"Content-Disposition": name})


router.calls("POST /tasks/{task_id}/closing", tasks_of.close_task)
