"""The doctor's run, which does nothing, shows whether a worker of ours carries runs out.

Found by `tools/clean_install.py`: when workers no longer took every unknown workflow, the doctor
of a healthy node said that none of them works. Only long runs had it try.
"""

from __future__ import annotations

import pytest

from gateway.app.doctor.trials import try_engine
from gateway.errors import Reason, UnavailableError
from tests.engine.world import World
from workflows.engine import TemporalEngine
from workflows.ids import TASK_QUEUE


async def test_a_worker_carries_the_trial_out(world: World) -> None:
    async with world.worker():
        assert "carried out a run" in await try_engine(world.engine)


async def test_without_a_client_the_engine_does_not_answer() -> None:
    with pytest.raises(UnavailableError, match="does not answer") as refused:
        await try_engine(TemporalEngine(None, TASK_QUEUE))
    assert refused.value.reason is Reason.ENGINE_UNAVAILABLE
