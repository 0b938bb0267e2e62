"""Steps: short questions to the journal that are part of a workflow's present task.

As local activities they write one event instead of three and need no second workflow task.
The price: while a step runs, its workflow accepts no poke. `poke_is_own` lets the engine
see that a poke comes out of the very step that will report the same thing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from temporalio import activity

_step_task: ContextVar[asyncio.Task[object] | None] = ContextVar("_step_task", default=None)


@contextmanager
def step() -> Iterator[None]:
    """Mark the present task as the one that runs a step."""
    token = _step_task.set(asyncio.current_task())
    try:
        yield
    finally:
        _step_task.reset(token)


def in_step() -> bool:
    """Say whether this runs in, or was begun by, a step."""
    return activity.in_activity() and activity.info().is_local


def poke_is_own(workflow_id: str) -> bool:
    """Say whether the step of this very workflow is what pokes it.

    A task that a step has begun, and that may outlive it, is not the step.
    """
    return (
        in_step()
        and activity.info().workflow_id == workflow_id
        and _step_task.get() is asyncio.current_task()
    )
