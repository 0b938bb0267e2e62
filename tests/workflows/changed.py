"""Workflows as another version might have them, for tests of a change under running cases.

The change of `ConsultationWorkflow`: a moment passes before the journal is asked the first time.
`Guarded` asks `workflow.patched` first, as every change must; `Unguarded` shows what happens
otherwise. `AskedFirst` is a `LicenceCase` of a version that asks before it examines.
"""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from gateway.ports import CaseStep, ConsultationStep
    from workflows.consultation import ConsultationWorkflow
    from workflows.licence_case import LicenceCase
    from workflows.messages import CaseRun, ConversationRun

PATCH = "2027-01-ask-later"
MOMENT = timedelta(seconds=1)


class _Later(ConsultationWorkflow):
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


@workflow.defn(name="LicenceCase")
class AskedFirst(LicenceCase):
    """A case of another version, without a guard: no run of it fits today's program."""

    @workflow.init
    def __init__(self, run: CaseRun) -> None:
        super().__init__(run)

    @workflow.run
    async def run(self, run: CaseRun) -> CaseStep:
        return await super().run(run)

    async def _first(self) -> CaseStep:
        await self._next()
        return await super()._first()
