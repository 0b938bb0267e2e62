"""Activities of a case: the port, and a `Consultation` for every conversation it names."""

from __future__ import annotations

from temporalio import activity

from gateway.ports import CaseEngine, CaseRef, CaseStep, CaseWork
from workflows.failures import translated_errors
from workflows.steps import step


class CaseActivities:
    """What `LicenceCase` asks.

    The consultations are started from here and not as child workflows: there is one way to
    start them, the one that reconciliation uses too, and the case's history is spared nine
    events for each. They outlive the case either way.

    Args:
        work: The case work.
        engine: Where the consultations are started; starting what runs does nothing.
    """

    def __init__(self, work: CaseWork, engine: CaseEngine) -> None:
        self._work = work
        self._engine = engine

    @activity.defn
    async def examine(self, ref: CaseRef) -> CaseStep:
        """Examine the case and carry what it opens."""
        with translated_errors():
            return await self._carried(await self._work.examine(ref))

    @activity.defn
    async def case_step(self, ref: CaseRef) -> CaseStep:
        """Say what is next and carry what was opened meanwhile."""
        with step(), translated_errors():
            return await self._carried(await self._work.case_step(ref))

    @activity.defn
    async def settle_case(self, ref: CaseRef) -> CaseStep:
        """Write the acts that follow the decision."""
        with translated_errors():
            return await self._carried(await self._work.settle_case(ref))

    async def _carried(self, found: CaseStep) -> CaseStep:
        for conversation_id in found.consultations:
            await self._engine.start_consultation(conversation_id)
        return found
