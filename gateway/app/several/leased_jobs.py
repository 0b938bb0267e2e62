"""What is done once, whichever process does it: under a lease, and taken over from one that hangs.

A node of one process has no leases, and does everything at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from enum import StrEnum

import structlog

from gateway.errors import ComityError
from gateway.exchange.defects import log_defect
from gateway.store.database import Beside, Database, beside
from gateway.store.leases import Lease, take

log = structlog.get_logger(__name__)


class LeasedJob(StrEnum):
    """Work that two processes must not do at a time, or need not."""

    DISPATCH = "dispatch"  # letters have their effects, and the engine is told
    ROUNDS = "rounds"  # deadlines, dates, reconciliation, looks at what stands still
    SYNCHRONISATION = "synchronisation"
    WEBHOOKS = "webhooks"
    DOCUMENTS = "documents"  # contents are fetched from other members
    JOBS = "jobs"  # long requests of systems


LIFE = timedelta(seconds=15)
"""How long a lease is held without being renewed."""

RENEWED_EVERY_S = 4.0
"""Three times within its life: one that is late once has not lost it."""

LOOK_EVERY_S = 4.0
"""How often a process looks whether a lease is free. With its life: 20 s until it is taken over."""

CANCELLED_EVERY_S = 1.0
"""How often work that has to end is told so, until it has ended."""

Work = Callable[[], Awaitable[object]]


class Duties:
    """Does what is done once, as long as this process holds the lease for it.

    Args:
        db: The database; its name is that of the process.
        life: How long a lease is held unless it is renewed.
        renewed_every_s: How often it is.
        look_every_s: How often a free one is looked for.

    Attributes:
        held: What this process does now.
    """

    def __init__(
        self,
        db: Database,
        *,
        life: timedelta = LIFE,
        renewed_every_s: float = RENEWED_EVERY_S,
        look_every_s: float = LOOK_EVERY_S,
    ) -> None:
        self._db = db
        self._life = life
        self._renewed_every_s = renewed_every_s
        self._look_every_s = look_every_s
        self.held: set[LeasedJob] = set()

    async def carry(self, duty: LeasedJob, work: Work) -> None:
        """Do something whenever it is our turn, for ever.

        Args:
            duty: What it is.
            work: Runs until it is cancelled. What it writes is refused once another process has
                taken it over, with UnavailableError (DUTY_TAKEN_OVER).
        """
        while True:
            lease = await self._taken(duty)
            if lease is None:
                await asyncio.sleep(self._look_every_s)
                continue
            log.info("duty.taken", duty=duty.value, fence=lease.fence)
            self.held.add(duty)
            try:
                with beside(Beside(lease.check, after=lambda _: False)):
                    working = asyncio.ensure_future(work())
                await self._while_held(lease, working)
            finally:
                self.held.discard(duty)
                await self._give_back(lease)
            log.warning("duty.lost", duty=duty.value, fence=lease.fence)

    async def _taken(self, duty: LeasedJob) -> Lease | None:
        try:
            return await self._db.write(
                lambda conn: take(conn, duty.value, self._db.name, self._life)
            )
        except ComityError:  # a database that is away comes back
            return None
        except Exception as exc:  # noqa: BLE001 - a process that only waits need not end for it
            log_defect(log, "duty.defect", exc)
            return None

    async def _while_held(self, lease: Lease, working: asyncio.Future[object]) -> None:
        """Renew a lease until it is lost or the work ends; what the work raises is raised."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self._life.total_seconds()
        try:
            while loop.time() < until:
                done, _ = await asyncio.wait({working}, timeout=self._renewed_every_s)
                if done:
                    working.result()
                    return
                asked = loop.time()
                renewed = await self._renewed(lease, until - asked)
                if renewed is False:
                    return
                if renewed:
                    until = asked + self._life.total_seconds()
        finally:
            # Again and again: a library may swallow a cancellation, and a duty would never end.
            while not working.done():
                working.cancel()
                await asyncio.wait({working}, timeout=CANCELLED_EVERY_S)
            if not working.cancelled():
                working.exception()  # as it ended it may have met that its duty was taken over

    async def _renewed(self, lease: Lease, within_s: float) -> bool | None:
        """Say whether a lease was renewed; None where the database did not say."""
        with suppress(ComityError, TimeoutError):
            async with asyncio.timeout(within_s):
                return await self._db.write(lambda conn: lease.renew(conn, self._life))
        return None

    async def _give_back(self, lease: Lease) -> None:
        with suppress(ComityError, TimeoutError):
            async with asyncio.timeout(1.0):
                await self._db.write(lease.give_back)


class EveryDuty:
    """A node of one process: it does everything that is done once, itself."""

    held = frozenset(LeasedJob)

    async def carry(self, _duty: LeasedJob, work: Work) -> None:
        """Do something for ever."""
        await work()
