"""What a node does about a database that has gone back.

The first look is at the start, before peers and officers are served; then again as long as a
member has not answered.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import structlog
from sqlalchemy import Connection

from gateway.app.restored import begin_restored
from gateway.exchange.identity import NodeIdentity
from gateway.exchange.letter_recovery import LetterRecovery, OnTaken
from gateway.exchange.peers import Peers
from gateway.exchange.restoration import NoticedBy, Restoration, newest_restoration
from gateway.register.log.log_store import LogState, read_head
from gateway.store.database import Database

log = structlog.get_logger(__name__)

_ONE_RESTORATION = timedelta(days=7)
"""A log that is behind within this time after a restoration is behind because of that one."""


class Restoring:
    """Notices that the database is an older one, and gets back what others hold.

    Args:
        db: The node's database.
        me: This node.
        peers: The way to the other members.
        forget: Has the search index filled anew; it is of another time than the database then.
        on_taken: See `OnTaken`.
    """

    def __init__(
        self,
        db: Database,
        me: NodeIdentity,
        peers: Peers,
        forget: Callable[[], None],
        on_taken: OnTaken,
    ) -> None:
        self._db = db
        self._me = me
        self._forget = forget
        self.letters = LetterRecovery(db, me, peers, begin=self._begin, on_taken=on_taken)

    def awaits(self, peer: str) -> bool:
        """Say whether new letters of a member must wait; asked by the intake for each."""
        return peer in self.letters.awaited and self._me.clock.now() < self.letters.until

    async def see(self) -> None:
        """See whom another process of the gateway still asks for letters.

        Raises:
            UnavailableError: The database does not answer.
        """
        await self._db.read(self.letters.see)

    async def look(self) -> None:
        """Compare with what other members hold, and take what is not here."""
        if await self._db.read(self._log_is_behind):
            await self._db.write(self.letters.begin_for_log)
        await self.letters.look()

    def _log_is_behind(self, conn: Connection) -> bool:
        """Say whether a member holds more of our log, and no restoration has told so before."""
        if read_head(conn, self._me.code).state is not LogState.BEHIND:
            return False
        newest = newest_restoration(conn)
        return newest is None or self._me.clock.now() - newest.at > _ONE_RESTORATION

    def _begin(self, conn: Connection, noticed: NoticedBy) -> Restoration:
        held = begin_restored(conn, self._me.code, self._me.clock.now(), noticed)
        self._forget()
        return held
