"""Rounds of synchronisation of a node: when they are made, and what follows from each."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import structlog

from gateway.app.node import Node
from gateway.casework.handlers.workflow_steps import SyncSteps
from gateway.casework.node.periodic_work import PeriodicWork, Rounds
from gateway.errors import ComityError, StateError, TrustError
from gateway.exchange.defects import log_defect
from gateway.nudges import nudged
from gateway.ports import SyncResult
from gateway.register.journal.committing import JournalCommitting
from workflows.engine import TemporalEngine

log = structlog.get_logger(__name__)

AGAIN_FIRST_S = 1.0
"""After how many seconds a round is made again in which somebody did not answer; then after twice
as many, until that is no sooner than the regular ones. Two nodes that are started together find
each other so, and what the register lacks is there before anybody waits for it."""


class Synchronising:
    """Rounds of synchronisation, with what follows from each.

    Regular ones are started by the engine's schedule, which an operator may pause; by the node
    itself as long as it has no engine. One that is wanted since our log has grown, is made at once.

    Args:
        node: The node.
        engine: Its engine; without a client while it is away.
        rounds: Notes that a round has ended.
    """

    def __init__(self, node: Node, engine: TemporalEngine, rounds: Rounds) -> None:
        self._node = node
        self._sync = SyncSteps(node.office)
        self._rounds = rounds
        self._engine = engine

    async def sync_all(self) -> SyncResult:
        """Make a round, and have the index follow it.

        Raises:
            UnavailableError: The database does not answer.
        """
        found = await self._sync.sync_all()
        await self._rounds.ended(PeriodicWork.SYNCHRONISATION)
        await self._node.search.follow()
        await self._rounds.ended(PeriodicWork.SEARCH_INDEX)
        return found

    async def sync_now(self) -> SyncResult:
        """Commit to what is new of the journal, however young, and make a round.

        Raises:
            UnavailableError: The database does not answer.
        """
        with suppress(StateError, TrustError):  # each minute's look says so as well
            await JournalCommitting(self._node.db, self._node.me, timedelta(0)).look()
        return await self.sync_all()

    async def run(self) -> None:
        """Visit the peers now, when a round is wanted, and regularly where nobody else does."""
        wanted, every = self._node.sync_wanted, self._node.settings.sync_every_s
        wanted.set()
        pause, again = every, AGAIN_FIRST_S
        while True:
            if wanted.is_set() or pause < every or self._engine.client is None:
                wanted.clear()
                if await self._is_whole():
                    pause, again = every, AGAIN_FIRST_S
                else:
                    pause, again = min(again, every), 2 * again
            await nudged(wanted, pause)

    async def _is_whole(self) -> bool:
        """Make a round, whatever fails; say whether everybody answered in it."""
        try:
            found = await self.sync_all()
            return found.reached == found.peers
        except ComityError as exc:
            log.warning("sync.waits", reason=str(exc.reason))
        except Exception as exc:  # noqa: BLE001 - the next round may do what this one could not
            log_defect(log, "sync.defect", exc)
        return False
