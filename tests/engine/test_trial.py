"""The doctor's run, which does nothing, shows whether a worker of ours carries runs out.

Found by `tools/clean_install.py`: when workers no longer took every unknown workflow, the doctor
of a healthy node said that none of them works. Only long runs had it try.
"""

from __future__ import annotations

from gateway.app.doctor.trials import try_engine
from tests.engine.world import World


async def test_a_worker_carries_the_trial_out(world: World) -> None:
    async with world.worker():
        assert "carried out a run" in await try_engine(world.engine)
