"""A run that does nothing: the doctor begins one to see that our worker carries runs out."""

from __future__ import annotations

from temporalio import workflow


@workflow.defn
class Trial:
    """Ends at once."""

    @workflow.run
    async def run(self) -> None:
        """Do nothing, and end."""
