"""The dates of a year's annual report, at the Commission services and at an authority.

Reminders before and after the day for submissions, the days of questions, the ends of the
confidentiality round and of the embargo: what is to be done is the journal's
(`gateway.casework.annual.arrivals`), step by step as `workflows.due` asks. Patches: none yet.
"""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from gateway.ports import DueStep
    from workflows.due import DueCarrier
    from workflows.messages import DueRun


@workflow.defn
class AnnualCollection(DueCarrier):
    """Carries one date of a collection."""

    @workflow.init
    def __init__(self, run: DueRun) -> None:
        super().__init__(run)

    @workflow.run
    async def run(self, run: DueRun) -> DueStep:
        """Carry it; the result is where it stood at the end."""
        return await self.carry_date(run)
