"""What officers do in a review by every Member State, in a federation of real nodes."""

from __future__ import annotations

from typing import Any

from gateway.casework.handlers.workflow_steps import SyncSteps
from gateway.casework.notices import collective_acts as acts
from gateway.casework.notices import collective_publishing as publishing
from tests.support.federation_case import ANNA, CaseFederation, Desk, text


async def exchanged(federation: CaseFederation) -> None:
    """Two rounds of synchronisation as they are in life, with what follows from each."""
    for _ in range(2):
        for desk in federation.desks.values():
            if desk.server is not None:
                await SyncSteps(desk.node.office).sync_all()
    await federation.settle()


async def review(desk: Desk, number: str) -> acts.ShownReview:
    return await acts.show_review(desk.node.office, ANNA, number)


async def find(desk: Desk, number: str, outcome: str) -> acts.ShownReview:
    draft = acts.FindingDraft(outcome=outcome, text=(text("We looked."),))
    return await acts.find(desk.node.office, ANNA, number, draft)


async def more_time(desk: Desk, number: str, days: int) -> acts.ShownReview:
    wanted = acts.MoreTime(working_days=days, reason=text("Our embassy has to ask."))
    return await acts.ask_for_time(desk.node.office, ANNA, number, wanted)


async def publish(desk: Desk, number: str, oj: str = "C/2026/1234", **fields: Any) -> str:
    wanted = publishing.Publication(oj_reference=oj, **fields)
    return (await publishing.publish(desk.node.office, ANNA, number, wanted)).number
