"""`Consultation` as a later version might be, for the test of a change under running cases.

The change: an officer is reminded at once when a consultation begins. `Guarded` asks
`workflow.patched` first, as every change must; `Unguarded` shows what happens otherwise.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from gateway.ports import ConsultationStep
    from workflows.activities.consultation import ConsultationActivities
    from workflows.consultation import Consultation
    from workflows.messages import ConversationRun
    from workflows.policies import STEP, STEP_LOCAL_RETRY, STEP_TIMEOUT

PATCH = "2027-01-remind-at-once"


class _Later(Consultation):
    async def _remind(self) -> ConsultationStep:
        return await workflow.execute_local_activity_method(
            ConsultationActivities.remind,
            self._ref,
            start_to_close_timeout=STEP_TIMEOUT,
            retry_policy=STEP,
            local_retry_threshold=STEP_LOCAL_RETRY,
        )

    async def _carry(
        self, run: ConversationRun, begin: Callable[[], Awaitable[ConsultationStep]]
    ) -> ConsultationStep:
        return await self.carry(begin=begin, ask=self._where, over=self._period_over, renewed=run)


@workflow.defn(name="Consultation")
class Guarded(_Later):
    """The change as it must be made."""

    @workflow.init
    def __init__(self, run: ConversationRun) -> None:
        super().__init__(run)

    @workflow.run
    async def run(self, run: ConversationRun) -> ConsultationStep:
        return await self._carry(run, self._remind if workflow.patched(PATCH) else self._where)


@workflow.defn(name="Consultation")
class Unguarded(_Later):
    """The change as it must not be made."""

    @workflow.init
    def __init__(self, run: ConversationRun) -> None:
        super().__init__(run)

    @workflow.run
    async def run(self, run: ConversationRun) -> ConsultationStep:
        await self._where()
        return await self._carry(run, self._remind)
