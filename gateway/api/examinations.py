"""Examinations over REST: those that were taken, once more, and of an end-user that is added."""

from __future__ import annotations

from gateway.api.conditions import Versioned, changing
from gateway.api.published.operations import noun_router
from gateway.casework.cases import end_users
from gateway.casework.cases import rerun as rerunning
from gateway.nouns.case import CASE

router = noun_router("/cases/{case_id}", "cases", route_class=Versioned)

router.calls("listExaminations", "GET /examinations", rerunning.list_examinations)
router.calls("getExamination", "GET /examinations/{number}", rerunning.get_examination)
router.calls("rerunExamination", "POST /examinations/{number}/rerun", rerunning.rerun_examination)
router.calls(
    "addEndUser",
    "POST /end-users",
    end_users.add_end_user,
    status_code=201,
    dependencies=[changing(CASE)],
)
