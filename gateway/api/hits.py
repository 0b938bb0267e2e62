"""Hits of an examination over REST: an officer's word on one."""

from __future__ import annotations

from gateway.api.conditions import Versioned, changing
from gateway.api.dependencies import Desk, Who
from gateway.api.published.operations import noun_router
from gateway.casework.cases import hit_verdicts
from gateway.casework.cases.hit_verdicts import HitWord, JudgedHit
from gateway.nouns.case import CASE

router = noun_router(tag="cases", route_class=Versioned, changes=CASE)

router.calls(
    "getJudgement", "GET /cases/{case_id}/hits/{denial_id}/judgement", hit_verdicts.get_judged_hit
)


@router.post(
    "/cases/{case_id}/hits/{denial_id}/judgement",
    operation_id="judgeHit",
    dependencies=[
        changing(
            CASE,
            overrides=lambda conn, at: hit_verdicts.has_word(conn, at["case_id"], at["denial_id"]),
        )
    ],
)
async def judge(
    office: Desk, officer: Who, case_id: str, denial_id: str, word: HitWord
) -> JudgedHit:
    """Confirm or dismiss a hit with a reason; it hides no denial and closes no consultation.

    Where an officer has said something of it already, `If-Match` says which version of the case
    the caller has read: nobody's word is replaced unread.
    """
    return await hit_verdicts.judge_hit(office, officer, case_id, denial_id, word)
