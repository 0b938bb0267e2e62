"""One regular round of synchronisation: every member is visited, its log pulled and cosigned.

Started by a schedule of Temporal's (`workflows.schedule`), so an operator sees the rounds, and
may pause them. What a round does is the journal's; one that fails is followed by the next.
Patches: none yet.
"""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from gateway.ports import SyncResult
    from workflows.activities.sync import SyncActivities
    from workflows.ids import syncs_of
    from workflows.policies import HEARTBEAT, ONCE, SYNC_ROUND


@workflow.defn
class RegisterSync:
    """Carries one round."""

    @workflow.run
    async def run(self) -> SyncResult:
        """Make the round; the result says what it came to."""
        return await workflow.execute_activity_method(
            SyncActivities.sync_all,
            task_queue=syncs_of(workflow.info().task_queue),
            start_to_close_timeout=SYNC_ROUND,
            heartbeat_timeout=HEARTBEAT,
            retry_policy=ONCE,
        )
