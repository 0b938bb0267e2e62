"""A review by every Member State (Article 5(5) to (7)), at one authority.

At a Member State: its own period of review, counted on its own calendar, with reminders;
an answer, an extension and the end of the review poke. Everywhere, the Commission included:
the yearly review of what was published. What is to be done is the journal's
(`gateway.casework.notices.collective`), step by step as `workflows.due` asks. Patches: none yet.
"""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from gateway.ports import DueStep
    from workflows.due import DueCarrier
    from workflows.messages import DueRun


@workflow.defn
class CyberNotice(DueCarrier):
    """Carries one notice under review, or one publication."""

    @workflow.init
    def __init__(self, run: DueRun) -> None:
        super().__init__(run)

    @workflow.run
    async def run(self, run: DueRun) -> DueStep:
        """Carry it; the result is where it stood at the end."""
        return await self.carry_date(run)
