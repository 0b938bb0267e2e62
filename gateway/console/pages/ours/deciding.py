"""The decision by a second officer, who sees first what changed since it was proposed."""

from __future__ import annotations

from typing import Final

from gateway.casework.cases.decision import check_decidable, decide
from gateway.casework.office.permissions import Permission
from gateway.console.access.step_up import proved
from gateway.console.acts.declared import ActPlan, DeskAct, LastLook
from gateway.console.acts.filled import FilledIn
from gateway.console.pages.ours.noun import facts_of_case, heading_of_case, read_case
from gateway.console.visit import Visit
from gateway.domain.case import Case
from gateway.errors import StateError
from gateway.views.decision_view import decision_parts
from gateway.views.frame import Block, Lines, Piece, blocks_of, cell, table


async def _plan_decision(visit: Visit, case_id: str) -> ActPlan:
    proved(visit)
    shown = await read_case(visit, case_id)
    if shown.case.proposal is None:
        raise StateError("nothing is proposed", remedy="Propose a decision first.")
    parts = decision_parts(visit.reader, shown.case, None)
    return ActPlan(
        heading=heading_of_case(visit, shown),
        facts=facts_of_case(visit, shown),
        blocks=(_since(visit, shown.case), *blocks_of(parts)),
        source=shown,
    )


def _since(visit: Visit, case: Case) -> Block:
    """Return what was done in the case since the proposal, which the second officer sees first."""
    reader, at = visit.reader, case.proposed_at
    later = [
        each
        for each in case.acts
        if at is not None and each.at >= at and each.verb != "decision.proposed"
    ]
    heading = visit.says("What changed since it was proposed")
    found = table(
        heading,
        (reader.when("When"), *reader.each("Who", "What")),
        (
            (
                (reader.moment(each.at),),
                (Piece.theirs(each.actor),),
                (*cell(reader.key(each.verb)), Piece(text=each.text, soft=True, foreign=True)),
            )
            for each in later
        ),
    )
    none = visit.says(
        "Nothing was changed since. A change to what is applied for, found or assessed would have "
        "made the proposal fall."
    )
    return found or Lines(heading=heading, lines=(Piece(text=none),))


async def _look(visit: Visit, case_id: str, _: ActPlan, __: FilledIn) -> LastLook:
    """Say what would be refused before other registers are asked."""
    await check_decidable(visit.office, visit.who, case_id)
    return LastLook()


async def _decide(visit: Visit, case_id: str, _: ActPlan, __: FilledIn) -> None:
    await decide(visit.office, visit.who, case_id)


DECIDE: Final = DeskAct(
    code="decide",
    title="Decide what was proposed",
    effect="All valid denials are examined once more at this moment. What is decided is final; a "
    "denial is notified to every member at once (Article 16).",
    needs=Permission.DECIDE,
    plan=_plan_decision,
    carry_out=_decide,
    look=_look,
    button="Decide this",
    done="the decision is made.",
    looked_at=False,
    step_up=True,
    key="d",
)
