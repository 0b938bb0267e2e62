"""A case at the asking authority, from the application to the acts after its decision.

(1) Examine: triggers, all valid denials, who is to be consulted; one transaction opens
    the conversations. Each has its `Consultation` from the receipt on, and none is a child
    of this: they run in parallel, may outlive the case, and are started from their rows.
(2) Wait for a poke: a consultation that ended, a denial that came meanwhile, an officer's
    assessment, proposal or second signature.
(3) A poke: ask the journal what is next. New consultations may appear.
(4) Decided or withdrawn: the acts that follow (denial, notice), then end.

Who must be consulted, and what an answer does, is the rulebook's. Patches: none yet.
"""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from gateway.ports import CaseRef, CaseStep
    from workflows.activities.case import CaseActivities
    from workflows.messages import CaseRun
    from workflows.policies import (
        ACTS_TIMEOUT,
        CASE_AGAIN,
        EXAMINE,
        EXAMINE_TIMEOUT,
        HEARTBEAT,
        STEP,
        STEP_LOCAL_RETRY,
        STEP_TIMEOUT,
    )
    from workflows.waiting import Waiting


@workflow.defn
class LicenceCase(Waiting):
    """Carries one case until the journal says that it is done and its acts are written."""

    @workflow.init
    def __init__(self, run: CaseRun) -> None:
        super().__init__(run.renew_after, CASE_AGAIN)
        self._ref = CaseRef(case_id=run.case_id)

    @workflow.run
    async def run(self, run: CaseRun) -> CaseStep:
        """Carry the case; the result is the journal's last word on it."""
        return await self.carry(
            begin=self._ask if run.examined else self._first,
            ask=self._ask,
            over=self._ask,
            renewed=CaseRun(case_id=run.case_id, examined=True, renew_after=run.renew_after),
        )

    async def _first(self) -> CaseStep:
        return await self._settled(await self._examine())

    async def _ask(self) -> CaseStep:
        return await self._settled(await self._next())

    async def _settled(self, step: CaseStep) -> CaseStep:
        return await self._settle() if step.done else step

    async def _examine(self) -> CaseStep:
        return await workflow.execute_activity_method(
            CaseActivities.examine,
            self._ref,
            start_to_close_timeout=EXAMINE_TIMEOUT,
            heartbeat_timeout=HEARTBEAT,
            retry_policy=EXAMINE,
        )

    async def _next(self) -> CaseStep:
        return await workflow.execute_local_activity_method(
            CaseActivities.case_step,
            self._ref,
            start_to_close_timeout=STEP_TIMEOUT,
            retry_policy=STEP,
            local_retry_threshold=STEP_LOCAL_RETRY,
        )

    async def _settle(self) -> CaseStep:
        return await workflow.execute_activity_method(
            CaseActivities.settle_case,
            self._ref,
            start_to_close_timeout=ACTS_TIMEOUT,
            heartbeat_timeout=HEARTBEAT,
            retry_policy=STEP,
        )
