"""A node that was restored from a backup: it takes its own log back from who holds it.

It cannot know at its start that entries are missing. It learns it from the first member
that shows a checkpoint which this node has signed itself and does not hold. The signature
alone is enough: the checkpoint is kept, and from then on nothing is appended, since a second
history of the same sizes would be a fraud. The node pulls its own log from the others by
proof. When it holds all that it is known to have signed, and a whole round has found nobody
who holds more, it goes on by itself; where a member cannot be reached, an officer decides.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection

import structlog
from sqlalchemy import Connection

from gateway.errors import ComityError
from gateway.exchange.identity import NodeIdentity
from gateway.register.log.checkpoints import HeldCheckpoint, is_short, store_checkpoint
from gateway.register.log.log_store import Head, LogState, lock_head, mark, read_head
from gateway.register.sync.missing_contents import missing_parts
from gateway.register.sync.pulling import LogPuller
from gateway.register.sync.source import LogSource
from gateway.register.sync.troubles import TroubleKind, close_kind, report_trouble
from gateway.store.database import Database

log = structlog.get_logger(__name__)


class Recovery:
    """Takes the own log back.

    Args:
        db: The node's database.
        me: This node.
        puller: Judges signed notes.
        pull_own: Pulls the own log from the member with this code.
    """

    def __init__(
        self,
        db: Database,
        me: NodeIdentity,
        puller: LogPuller,
        pull_own: Callable[[str], Awaitable[object]],
    ) -> None:
        self._db = db
        self._me = me
        self._puller = puller
        self._pull_own = pull_own

    async def consider(self, source: LogSource, told: Head) -> None:
        """Look at what a member tells of the own log, which is not what is held of it.

        Only what this node has signed is believed: a member can tell any size.

        Raises:
            CheckpointError: The member shows nothing that this node has signed.
            RegisterError: This node has signed another log as well (written down, and told
                to everybody), or the member does not prove what it shows.
            UnavailableError: It does not answer any more.
        """
        answer = await source.head(self._me.code, None)
        shown = self._puller.read_checkpoint(self._me.code, answer)
        short = await self._db.write(lambda conn: self._begin(conn, source.code, shown))
        await self._puller.compare(shown, source)
        if short:
            log.warning("recovery.begun", peer=source.code, size=shown.size, told=told.size)
            await self._pull_own(source.code)

    def _begin(self, conn: Connection, peer: str, shown: HeldCheckpoint) -> bool:
        """Append nothing from now on, if more was signed than is held; say whether it was.

        Before any proof is asked for: a member that cannot prove shows our signature all the
        same.
        """
        me, size = self._me.code, shown.size
        head = lock_head(conn, me)
        if size <= head.size:
            return False
        store_checkpoint(conn, shown)
        text = (
            f"{peer} holds {size} entries of our own log, and here are {head.size}: was the "
            "database restored from a backup? Nothing is appended until they are here again"
        )
        mark(conn, me, state=LogState.BEHIND.value, reason=text)
        at = self._me.clock.now()
        report_trouble(conn, origin=me, peer=peer, kind=TroubleKind.ROLLBACK, text=text, at=at)
        return True

    async def settle(self, asked: Collection[str], missed: Collection[str]) -> None:
        """End a round: fetch what is lacking of the own log; go on if nobody was missed.

        Args:
            asked: Members that have told in this round what they hold.
            missed: Members that have not.
        """
        me = self._me.code
        if (await self._db.read(lambda conn: read_head(conn, me))).state is not LogState.BEHIND:
            return
        for code in sorted(asked):
            if await self._db.read(self._is_whole):
                break
            try:
                await self._pull_own(code)
            except ComityError as exc:
                log.info("recovery.pull", peer=code, reason=exc.reason.value)
        if not missed:
            await self._db.write(self._end)

    def _is_whole(self, conn: Connection) -> bool:
        me = self._me.code
        return not is_short(conn, read_head(conn, me)) and not missing_parts(conn, me)

    def _end(self, conn: Connection) -> None:
        me, at = self._me.code, self._me.clock.now()
        if is_short(conn, lock_head(conn, me)):
            return  # others have shown more than they gave, or give it at this moment
        mark(conn, me, state=LogState.FOLLOWING.value, reason="", verified=at)
        by = "all members were asked, and nobody holds more"
        close_kind(conn, me, TroubleKind.ROLLBACK, closed_by=by, at=at)
