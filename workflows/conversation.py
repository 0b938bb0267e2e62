"""What passes between authorities without a clock of law, and has a date all the same.

A reply that is wanted by a day, a notice or a standing answer that expires (Article 23(2)
and (5)). The journal reminds, or lets it expire; an answer or a withdrawal pokes. See
`workflows.due` for the steps. Patches: none yet.
"""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from gateway.ports import DueStep
    from workflows.due import DueCarrier
    from workflows.messages import DueRun


@workflow.defn
class Conversation(DueCarrier):
    """Carries one date in a conversation."""

    @workflow.init
    def __init__(self, run: DueRun) -> None:
        super().__init__(run)

    @workflow.run
    async def run(self, run: DueRun) -> DueStep:
        """Carry it; the result is where it stood at the end."""
        return await self.carry_date(run)
