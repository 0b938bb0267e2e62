"""`Consultation` as a later version might be, for the test of a change under running cases.

The change: a moment passes before the journal is asked for the first time. `Guarded` asks
`workflow.patched` first, as every change must; `Unguarded` shows what happens otherwise.
"""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from gateway.ports import ConsultationStep
    from workflows.consultation import Consultation
    from workflows.messages import ConversationRun

PATCH = "2027-01-ask-later"
MOMENT = timedelta(seconds=1)


class _Later(Consultation):
    async def _later(self) -> ConsultationStep:
        await workflow.sleep(MOMENT)
        return await self._ask()


@workflow.defn(name="Consultation")
class Guarded(_Later):
    """The change as it must be made."""

    @workflow.init
    def __init__(self, run: ConversationRun) -> None:
        super().__init__(run)

    @workflow.run
    async def run(self, run: ConversationRun) -> ConsultationStep:
        begin = self._later if workflow.patched(PATCH) else self._ask
        return await self.carry(begin=begin, ask=self._ask, over=self._ask, renewed=run)


@workflow.defn(name="Consultation")
class Unguarded(_Later):
    """The change as it must not be made."""

    @workflow.init
    def __init__(self, run: ConversationRun) -> None:
        super().__init__(run)

    @workflow.run
    async def run(self, run: ConversationRun) -> ConsultationStep:
        return await self.carry(begin=self._later, ask=self._ask, over=self._ask, renewed=run)
