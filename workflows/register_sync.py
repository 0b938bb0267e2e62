"""One round of synchronisation with all peers: on a schedule, and on demand.

One activity visits every peer with bounded concurrency; a workflow a peer and tick would
cost twenty times more (design.md section 5). A round that ends in the middle loses
nothing: batches that were applied stay applied, and the next round goes on from there.
Patches: none yet.
"""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from gateway.ports import SyncResult
    from workflows.activities.register import RegisterActivities
    from workflows.policies import SYNC, SYNC_HEARTBEAT, SYNC_TIMEOUT


@workflow.defn
class RegisterSync:
    """Runs one round."""

    @workflow.run
    async def run(self) -> SyncResult:
        """Visit all peers once; troubles with single peers are in the result."""
        return await workflow.execute_activity_method(
            RegisterActivities.sync_all,
            start_to_close_timeout=SYNC_TIMEOUT,
            heartbeat_timeout=SYNC_HEARTBEAT,
            retry_policy=SYNC,
        )
