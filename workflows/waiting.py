"""How a workflow waits: for a poke or for a deadline, whichever is first.

`Waiting.carry` is the one loop of every workflow that waits: ask the journal, wait, ask
again, until the journal says that nothing is left to carry.

A poke carries no content, only the id of the event that caused it; what happened is asked
of the journal. So pokes may be lost, repeated or swapped, and several that come together
are one question.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Protocol, TypeVar

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from gateway.domain.base import Model
from gateway.errors import Reason
from workflows.messages import APPLIED_KEPT, EVENT_ID_MAX_CHARS, Poke
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
    """The pokes of one run, and its one timer.

    Args:
        applied: Event ids that earlier runs of the same workflow have taken.
        renew_after: Pokes after which `renewal_due` says so.
        recheck: How often a deadline that has passed is asked about again.
    """

    def __init__(self, applied: tuple[str, ...], renew_after: int, recheck: Recheck) -> None:
        self._applied = dict.fromkeys(applied)
        self._taken = 0
        self._renew_after = renew_after
        self._recheck = recheck
        self._pause: timedelta | None = None  # None: a passed deadline is asked about at once
        self._poked = False
        self._closed = False
        self._timer: asyncio.Task[None] | None = None

    def check(self, poke: Poke) -> None:
        """Refuse a poke before anything is written to the history.

        Raises:
            ApplicationError: The event id is empty or oversize, was taken by this or an
                earlier run, or the work is done.
        """
        if not 0 < len(poke.event_id) <= EVENT_ID_MAX_CHARS:
            raise _refused("an event id has 1 to 200 characters", Reason.INPUT_INVALID)
        if self._closed:
            raise _refused("nothing is left to carry", Reason.STATE_CONFLICT)
        if poke.event_id in self._applied:
            raise _refused("this event was taken already", Reason.STATE_CONFLICT)

    def take(self, poke: Poke) -> None:
        """Note a poke; the run will ask the journal."""
        self._applied[poke.event_id] = None
        self._taken += 1
        self._poked = True

    def close(self) -> None:
        """Take no more pokes: the journal has said that nothing is left to carry."""
        self._closed = True

    @property
    def applied(self) -> tuple[str, ...]:
        """Event ids to carry into the next run, the newest last."""
        return tuple(self._applied)[-APPLIED_KEPT:]

    def renewal_due(self) -> bool:
        """Say whether the run should continue as new."""
        return workflow.info().is_continue_as_new_suggested() or self._taken >= self._renew_after

    async def carry(
        self,
        step: S,
        *,
        ask: Callable[[], Awaitable[S]],
        over: Callable[[], Awaitable[S]],
        renewed: Callable[[tuple[str, ...]], Model],
    ) -> S:
        """Wait and ask until nothing is left to carry; return the journal's last word.

        Args:
            step: What the journal has just said.
            ask: Asks it again, after a poke.
            over: Asks it about the deadline that has passed.
            renewed: The input of the next run, from the event ids that it should know.
        """
        while not step.closed:
            if self.renewal_due():
                workflow.continue_as_new(renewed(self.applied))
            poked = await self.poked_before(step.due_in_s)
            step = await (ask() if poked else over())
        self.close()
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
        elif self._recheck.poke_resets:
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


def _refused(message: str, reason: Reason) -> ApplicationError:
    return ApplicationError(message, type=str(reason), non_retryable=True)
