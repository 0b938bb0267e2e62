"""How a workflow waits: for a poke or for a deadline, whichever is first.

`Waiting.carry` is the one loop of every workflow that waits: ask the journal, wait, ask
again, until the journal says that nothing is left to carry.

A poke is a signal without content; what happened is asked of the journal. So pokes may be
lost, repeated or swapped, and several that come together are one question. No worker has to
take it, so none that is sick can hold up who sends it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Protocol, TypeVar

from temporalio import workflow

from gateway.domain.base import Model
from workflows.policies import TIMER_MOST, Recheck


class Step(Protocol):
    """What every step of a journal says to the loop."""

    @property
    def closed(self) -> bool:
        """Whether nothing is left to carry."""
        ...

    @property
    def due_in_s(self) -> float | None:
        """Seconds until the journal should be asked again, None if only a poke matters."""
        ...


S = TypeVar("S", bound=Step)


class Waiting:
    """What every workflow that waits is made of: its pokes, its one timer, its loop.

    Args:
        renew_after: Pokes after which `renewal_due` says so.
        recheck: How often a deadline that has passed is asked about again.
    """

    def __init__(self, renew_after: int, recheck: Recheck) -> None:
        self._taken = 0
        self._renew_after = renew_after
        self._recheck = recheck
        self._pause: timedelta | None = None  # None: a passed deadline is asked about at once
        self._poked = False
        self._timer: asyncio.Task[None] | None = None

    @workflow.signal
    def poke(self) -> None:
        """Hear that something in the journal concerns this workflow."""
        self._taken += 1
        self._poked = True

    def renewal_due(self) -> bool:
        """Say whether the run should continue as new."""
        return workflow.info().is_continue_as_new_suggested() or self._taken >= self._renew_after

    async def carry(
        self,
        *,
        begin: Callable[[], Awaitable[S]],
        ask: Callable[[], Awaitable[S]],
        over: Callable[[], Awaitable[S]],
        renewed: Model,
    ) -> S:
        """Ask and wait until nothing is left to carry; return the journal's last word.

        Args:
            begin: Asks the journal for the first time.
            ask: Asks it again, after a poke.
            over: Asks it about the deadline that has passed.
            renewed: The input of the next run.
        """
        self._poked = False  # what came before the first question is answered by it
        step = await begin()
        while not step.closed:
            if self.renewal_due():
                workflow.continue_as_new(renewed)
            poked = await self.poked_before(step.due_in_s)
            step = await (ask() if poked else over())
        return step

    async def poked_before(self, due_in_s: float | None) -> bool:
        """Wait for a poke or for a deadline.

        Args:
            due_in_s: Seconds until the deadline as the journal has just said them; zero or
                less when it has passed, None when none runs.

        Returns:
            True when poked, False when the deadline should be asked about.
        """
        if due_in_s is None or due_in_s > 0:
            self._pause = None
            await self._poke_or(due_in_s)
        elif self._pause is not None:
            await self._poke_or(self._pause.total_seconds())
        poked, self._poked = self._poked, False
        if not poked:
            again = self._recheck.first if self._pause is None else 2 * self._pause
            self._pause = min(again, self._recheck.most)
        else:
            self._pause = None
        return poked

    async def _poke_or(self, duration_s: float | None) -> None:
        # The timer of the wait before is cancelled only here, so that a run which ends
        # after a poke spends no event on it.
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if duration_s is not None and not self._poked:
            most_s = TIMER_MOST.total_seconds()
            self._timer = asyncio.create_task(workflow.sleep(min(duration_s, most_s)))
        await workflow.wait_condition(lambda: self._poked or self._rung())

    def _rung(self) -> bool:
        return self._timer is not None and self._timer.done()
