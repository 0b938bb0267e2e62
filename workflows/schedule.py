"""The schedule that carries regular rounds of synchronisation, at Temporal's server.

An operator may pause it (`temporal schedule toggle --pause`), and it stays paused: whoever
connects writes its interval and what it starts, never its state.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest
from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionExecutionStartWorkflow,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleSpec,
    ScheduleUpdate,
    ScheduleUpdateInput,
)
from temporalio.service import RPCError

from workflows.engine import calling
from workflows.ids import SCHEDULE
from workflows.policies import CALL_TIMEOUT, SYNC_KEPT, SYNC_RUN
from workflows.register_sync import RegisterSync


async def keep_schedule(client: Client, task_queue: str, every: timedelta) -> None:
    """Have rounds of synchronisation started regularly; a pause of an operator's stays.

    Args:
        client: A client of the node's namespace.
        task_queue: The queue that the node's worker serves.
        every: Time between two rounds.

    Raises:
        UnavailableError: The engine does not answer.
    """
    action = ScheduleActionStartWorkflow(
        RegisterSync.run, id=SCHEDULE, task_queue=task_queue, execution_timeout=SYNC_RUN
    )
    wanted = Schedule(
        action,
        spec=ScheduleSpec(intervals=[ScheduleIntervalSpec(every=every)]),
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=every),
    )

    def kept(held: ScheduleUpdateInput) -> ScheduleUpdate:
        return ScheduleUpdate(replace(wanted, state=held.description.schedule.state))

    async with calling("keep_schedule", CALL_TIMEOUT):
        try:
            await client.create_schedule(SCHEDULE, wanted)
        except ScheduleAlreadyRunningError:
            await client.get_schedule_handle(SCHEDULE).update(kept)


async def forget_rounds(client: Client) -> None:
    """Remove what the server keeps of rounds that ended before the last few.

    Those of 90 days, one a minute, would take 0.8 GB.
    """
    with suppress(RPCError):  # the next round does it
        found = await client.get_schedule_handle(SCHEDULE).describe()
        for each in found.info.recent_actions[:-SYNC_KEPT]:
            if isinstance(each.action, ScheduleActionExecutionStartWorkflow):
                run = WorkflowExecution(
                    workflow_id=each.action.workflow_id,
                    run_id=each.action.first_execution_run_id,
                )
                with suppress(RPCError):  # it is gone already
                    await client.workflow_service.delete_workflow_execution(
                        DeleteWorkflowExecutionRequest(
                            namespace=client.namespace, workflow_execution=run
                        )
                    )
