"""What an officer does before he proposes: he confirms or dismisses hits."""

from __future__ import annotations

from gateway.casework.cases.cases import get_case
from gateway.casework.cases.hit_verdicts import HitWord, judge_hit
from gateway.casework.cases.unreviewed_denials import unjudged
from gateway.casework.permissions import Officer
from gateway.casework.services import Office
from gateway.domain.case import ENDED_STATES
from gateway.domain.examination import HitVerdict


async def say_of_hits(office: Office, officer: Officer, case_id: str) -> None:
    """Say of each hit that waits for a word what its class says already."""
    case = await get_case(office, officer, case_id)
    if case.examination is None or case.withdrawal is not None or case.state in ENDED_STATES:
        return
    waiting = unjudged(office, case, case.examination)
    for hit in case.examination.hits:
        if hit.denial_id in waiting:
            verdict = HitVerdict.CONFIRMED if hit.consult else HitVerdict.DISMISSED
            word = HitWord(language="en", text="Compared by hand.", verdict=verdict)
            await judge_hit(office, officer, case_id, hit.denial_id, word)
