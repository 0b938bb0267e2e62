"""The case of which a page or an act speaks: how it is read, called and summed up."""

from __future__ import annotations

from typing import Final

from gateway.casework.cases.records import CaseShown, case_shown
from gateway.console.acts.declared import ActPlan, DeskNoun
from gateway.console.visit import Visit
from gateway.domain.case import ENDED_STATES
from gateway.errors import StateError
from gateway.nouns import case
from gateway.views.case_page.head import head_of
from gateway.views.frame import Piece

CASE: Final = DeskNoun.of(case.CASE)


async def read_case(visit: Visit, case_id: str) -> CaseShown:
    """Return a case with what stands around it.

    Raises:
        NotFoundError: There is no such case, or none of the officer's own.
    """
    return await case_shown(visit.office, visit.who, case_id)


async def read_open_case(visit: Visit, case_id: str) -> CaseShown:
    """Return a case that can still be changed.

    Raises:
        NotFoundError: There is no such case, or none of the officer's own.
        StateError: It has ended.
    """
    shown = await read_case(visit, case_id)
    if shown.case.state in ENDED_STATES:
        raise StateError(
            "the case has ended; nothing more changes it",
            remedy="Its page says what was decided. File a new application.",
        )
    return shown


def facts_of_case(visit: Visit, shown: CaseShown) -> tuple[tuple[str, Piece], ...]:
    """Return what stays in sight of a case beside a form."""
    head = head_of(visit.reader, shown.case, shown.around.rulebook, shown.around.now)
    return tuple((name, pieces[0]) for name, pieces in head if pieces)


def heading_of_case(visit: Visit, shown: CaseShown) -> str:
    """Return what a case is called."""
    return visit.says("Case {number}", number=shown.case.case_id)


def plan_of_case(visit: Visit, shown: CaseShown) -> ActPlan:
    """Return what every act about a case shows of it; it is of a `CaseShown`."""
    heading = heading_of_case(visit, shown)
    return ActPlan(heading=heading, facts=facts_of_case(visit, shown), source=shown)
