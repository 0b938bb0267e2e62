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
from gateway.domain.denial import FreeText
from gateway.nouns.case import CASE

router = noun_router(tag="cases", route_class=Versioned, changes=CASE)
router.calls("fileApplication", "POST /applications", cases.file_application, status_code=201)
router.calls(
    "assessCase",
    "PUT /cases/{case_id}/assessment",
    cases.assess,
    dependencies=[changing(CASE, needed=has_assessment)],
)
router.calls(
    "proposeDecision",
    "POST /cases/{case_id}/proposal",
    decision.propose,
    dependencies=[changing(CASE, needed=has_proposal)],
)
router.calls("decideCase", "POST /cases/{case_id}/decision", decision.decide)


@router.post(
    "/cases/{case_id}/withdrawal", operation_id="withdrawCase", dependencies=[changing(CASE)]
)
async def withdraw(office: Desk, officer: Who, case_id: str, withdrawal: Withdrawal) -> Case:
    """Record that the applicant withdrew, and what had been determined before."""
    return await cases.withdraw(office, officer, case_id, withdrawal)


@router.post("/cases/{case_id}/amendment", operation_id="amendCase", dependencies=[changing(CASE)])
async def amend(office: Desk, officer: Who, case_id: str, amended: AmendedApplication) -> Case:
    """Take an amended application; the rulebook says whether new consultations begin."""
    reason = FreeText(language=amended.language, text=amended.text)
    return await amendment.amend_application(office, officer, case_id, amended.application, reason)


router.calls("relyOnConsultation", "POST /cases/{case_id}/reliance", related_cases.rely_on_answer)
router.calls("waiveNotice", "POST /cases/{case_id}/no-notice", not_provided.propose_no_notice)
router.calls(
    "confirmNoticeWaiver",
    "POST /cases/{case_id}/no-notice/confirmation",
    not_provided.confirm_no_notice,
)
router.calls(
    "recordFinalAssessment",
    "POST /denials/{denial_id}/final-assessment",
    suspension.final_assessment,
)
router.calls(
    "assignCase", "PUT /cases/{case_id}/assignment", assignment.assign_case, body=Assignment
)
router.calls("getApplicantStatement", "GET /cases/{case_id}/statement", records.statement_for)


@router.get("/cases/{case_id}/evidence", operation_id="exportCaseEvidence", response_class=Response)
async def evidence(office: Desk, officer: Who, case_id: str) -> Response:
    """Export the evidence of a case as one ZIP that anybody can verify offline."""
    exported = await records.evidence_of(office, officer, case_id)
    name = f'attachment; filename="{case_id}.evidence.zip"'
    return Response(exported, media_type="application/zip", headers={"Content-Disposition": name})


router.calls("closeTask", "POST /tasks/{task_id}/closing", tasks_of.close_task)
