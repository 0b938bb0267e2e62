"""Cases over REST: application in, case, amendment, assessment, decision, tasks."""

from __future__ import annotations

from typing import Annotated

from fastapi import Response
from fastapi.responses import HTMLResponse

from gateway.api.conditions import CASE, UNCHANGED, Versioned, changing
from gateway.api.dependencies import Desk, Who
from gateway.api.files.list_columns import CASES, TASKS
from gateway.api.files.lists import AS_FILE, AsFile, listed
from gateway.api.parameters import Assignment, Number, filter_of
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
from gateway.domain.acts import Task
from gateway.domain.case import (
    AmendedApplication,
    Application,
    Case,
    CaseSummary,
    DecisionProposal,
    Reliance,
    Withdrawal,
)
from gateway.domain.case.statement import ApplicantStatement
from gateway.domain.denial import FreeText
from gateway.domain.lists.filters import CaseFilter, TaskFilter
from gateway.domain.notice import FinalAssessment, NotProvided
from gateway.domain.page import Page
from gateway.domain.transaction import AssessmentRelease, HumanRightsAssessment
from gateway.views.frame import NounView

router = noun_router(tag="cases", route_class=Versioned)


@router.post("/applications", status_code=201)
async def file_application(office: Desk, officer: Who, application: Application) -> Case:
    """Begin a case of any kind; the same application again returns the same case."""
    return await cases.file_application(office, officer, application)


@router.get("/cases", response_model=Page[CaseSummary], responses=AS_FILE)
async def list_cases(
    office: Desk, officer: Who, asked: AsFile, chosen: Annotated[CaseFilter, filter_of(CaseFilter)]
) -> Page[CaseSummary] | Response:
    """List cases, newest first; with filters those that fit all of them."""
    return await listed(
        asked, CASES, lambda page: cases.list_cases(office, officer, chosen, page=page)
    )


@router.get("/cases/{case_id}", dependencies=[UNCHANGED])
async def get_case(office: Desk, officer: Who, case_id: str) -> Case:
    """Show a case with examination, consultations, clocks, answers and acts."""
    return await cases.get_case(office, officer, case_id)


@router.put("/cases/{case_id}/assessment", dependencies=[changing(CASE, needed=has_assessment)])
async def assess(
    office: Desk,
    officer: Who,
    case_id: str,
    assessment: HumanRightsAssessment,
    release: AssessmentRelease = AssessmentRelease.WHOLE,
) -> Case:
    """Record the human-rights assessment, and whether others see it or its summary."""
    return await cases.assess(office, officer, case_id, assessment, release)


@router.post("/cases/{case_id}/proposal", dependencies=[changing(CASE, needed=has_proposal)])
async def propose(office: Desk, officer: Who, case_id: str, proposal: DecisionProposal) -> Case:
    """Propose a decision."""
    return await decision.propose(office, officer, case_id, proposal)


@router.post("/cases/{case_id}/decision", dependencies=[changing(CASE)])
async def decide(office: Desk, officer: Who, case_id: str) -> Case:
    """Decide what was proposed, as the second officer."""
    return await decision.decide(office, officer, case_id)


@router.post("/cases/{case_id}/withdrawal", dependencies=[changing(CASE)])
async def withdraw(office: Desk, officer: Who, case_id: str, withdrawal: Withdrawal) -> Case:
    """Record that the applicant withdrew, and what had been determined before."""
    return await cases.withdraw(office, officer, case_id, withdrawal)


@router.post("/cases/{case_id}/amendment", dependencies=[changing(CASE)])
async def amend(office: Desk, officer: Who, case_id: str, amended: AmendedApplication) -> Case:
    """Take an amended application; the rulebook says whether new consultations begin."""
    reason = FreeText(language=amended.language, text=amended.text)
    return await amendment.amend_application(office, officer, case_id, amended.application, reason)


@router.post("/cases/{case_id}/reliance", dependencies=[changing(CASE)])
async def rely(office: Desk, officer: Who, case_id: str, reliance: Reliance) -> Case:
    """Rely on an answer that this authority gave before, on record."""
    return await related_cases.rely_on_answer(office, officer, case_id, reliance)


@router.post("/cases/{case_id}/no-notice", dependencies=[changing(CASE)])
async def leave_out_notice(office: Desk, officer: Who, case_id: str, said: NotProvided) -> Case:
    """Say that the notice which is due after a case is not given; a second officer decides."""
    return await not_provided.propose_no_notice(office, officer, case_id, said)


@router.post("/cases/{case_id}/no-notice/confirmation", dependencies=[changing(CASE)])
async def confirm_no_notice(office: Desk, officer: Who, case_id: str) -> Case:
    """Decide, as the second officer, that the notice is not given; nobody outside is told."""
    return await not_provided.confirm_no_notice(office, officer, case_id)


@router.post("/denials/{denial_id}/final-assessment")
async def final_assessment(
    office: Desk, officer: Who, denial_id: str, assessment: FinalAssessment
) -> Case:
    """End the suspension of a licence; every member gets its final assessment."""
    return await suspension.final_assessment(office, officer, denial_id, assessment)


@router.put("/cases/{case_id}/assignment", dependencies=[changing(CASE)])
async def assign(office: Desk, officer: Who, case_id: str, body: Assignment) -> Case:
    """Put the case into an officer's hands."""
    return await assignment.assign_case(office, officer, case_id, body.assignee, body.note)


@router.get("/cases/{case_id}/view")
async def view(office: Desk, officer: Who, case_id: str) -> NounView:
    """Show a case in words, as a person reads it."""
    return await records.view_of(office, officer, case_id)


@router.get("/cases/{case_id}/statement")
async def statement(office: Desk, officer: Who, case_id: str) -> ApplicantStatement:
    """Show what the applicant may be shown of what other authorities answered."""
    return await records.statement_for(office, officer, case_id)


@router.get("/cases/{case_id}/page", response_class=HTMLResponse)
async def page(office: Desk, officer: Who, case_id: str) -> HTMLResponse:
    """Show a case as one self-contained page for the file."""
    return HTMLResponse(await records.page_of(office, officer, case_id))


@router.get("/cases/{case_id}/evidence", response_class=Response)
async def evidence(office: Desk, officer: Who, case_id: str) -> Response:
    """Export the evidence of a case as one ZIP that anybody can verify offline."""
    exported = await records.evidence_of(office, officer, case_id)
    name = f'attachment; filename="{case_id}.evidence.zip"'
    return Response(exported, media_type="application/zip", headers={"Content-Disposition": name})


@router.get("/tasks", response_model=Page[Task], responses=AS_FILE)
async def tasks(
    office: Desk,
    officer: Who,
    asked: AsFile,
    chosen: Annotated[TaskFilter, filter_of(TaskFilter)],
    *,
    by_last_day: bool = False,
) -> Page[Task] | Response:
    """List what a person must look at, oldest first, or first what is to be done first."""
    return await listed(
        asked,
        TASKS,
        lambda page: tasks_of.list_tasks(
            office, officer, chosen, page=page, by_last_day=by_last_day
        ),
    )


@router.get("/tasks/{task_id}/view")
async def task_view(office: Desk, officer: Who, task_id: Number) -> NounView:
    """Show a task in words: what is to be done, by which day, and how."""
    return await tasks_of.view_of_task(office, officer, task_id)


@router.post("/tasks/{task_id}/closing")
async def close_task(office: Desk, officer: Who, task_id: Number, note: FreeText) -> Task:
    """Close a task by hand, on record."""
    return await tasks_of.close_task(office, officer, task_id, note)
