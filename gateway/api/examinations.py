"""Examinations over REST: those that were taken, once more, and of an end-user that is added."""

from __future__ import annotations

from gateway.api.conditions import CASE, Versioned, changing
from gateway.api.dependencies import Asked, Desk, Who
from gateway.api.parameters import Number
from gateway.api.published.operations import noun_router
from gateway.casework.cases import end_users
from gateway.casework.cases import rerun as rerunning
from gateway.casework.records.examination_rows import KeptExamination
from gateway.domain.case import Case
from gateway.domain.page import Page

router = noun_router("/cases/{case_id}", "cases", route_class=Versioned)


@router.get("/examinations")
async def list_examinations(
    office: Desk, officer: Who, page: Asked, case_id: str
) -> Page[KeptExamination]:
    """List the examinations of a case that were taken, oldest first."""
    return await rerunning.list_examinations(office, officer, case_id, page=page)


@router.get("/examinations/{number}")
async def get_examination(
    office: Desk, officer: Who, case_id: str, number: Number
) -> KeptExamination:
    """Show one examination with its record, registers, hits and reasons."""
    return await rerunning.get_examination(office, officer, case_id, number)


@router.post("/examinations/{number}/rerun")
async def rerun(office: Desk, officer: Who, case_id: str, number: Number) -> rerunning.Rerun:
    """Make an examination again with the logs as they stood, and compare."""
    return await rerunning.rerun_examination(office, officer, case_id, number)


@router.post("/end-users", status_code=201, dependencies=[changing(CASE)])
async def add_end_user(
    office: Desk, officer: Who, case_id: str, added: end_users.AddedEndUser
) -> Case:
    """Begin the case by which an end-user is added to a licence in force."""
    return await end_users.add_end_user(office, officer, case_id, added)
