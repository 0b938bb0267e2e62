"""The review of one of the own denials (Article 16(2)), near its date.

Reminders before the date, the officers' task on it, overdue afterwards and never expired:
all of it is the journal's to do (`gateway.casework.denials.reviewing`), step by step as
`workflows.due` asks. A review, an amendment or a revocation moves or removes the date and
pokes. Patches: none yet.
"""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from gateway.ports import DueStep
    from workflows.due import DueCarrier
    from workflows.messages import DueRun


@workflow.defn
class DenialReview(DueCarrier):
    """Carries one denial's next review."""

    @workflow.init
    def __init__(self, run: DueRun) -> None:
        super().__init__(run)

    @workflow.run
    async def run(self, run: DueRun) -> DueStep:
        """Carry it; the result is where it stood at the end."""
        return await self.carry_date(run)
