"""What a node does about a database that has gone back, and whom it tells.

The first look is at the start, before peers and officers are served; then again as long as a
member has not answered.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import structlog
from sqlalchemy import Connection

from gateway.app.restored import begin_restored
from gateway.casework.acts.journal import open_task
from gateway.casework.law.law import Law
from gateway.casework.sight import confine_letter
from gateway.domain.acts import TaskKind
from gateway.domain.letter import LetterType
from gateway.domain.saying import says
from gateway.exchange.identity import NodeIdentity
from gateway.exchange.journal import bodies_at, find_any
from gateway.exchange.peers import Peers
from gateway.exchange.restoration import NoticedBy, Restoration, newest_restoration
from gateway.exchange.returning import GoneLetter, OnGone
from gateway.exchange.taking_back import LetterRecovery, OnTaken, TakenLetter
from gateway.ports import Clock
from gateway.register.log.log_store import LogState, read_head
from gateway.store.database import Database
from gateway.wire.content import letter_content

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
        law: The rulebooks that are held: they say for whom a notice is that was lost.
    """

    def __init__(
        self, db: Database, me: NodeIdentity, peers: Peers, forget: Callable[[], None], law: Law
    ) -> None:
        self._db = db
        self._me = me
        self._forget = forget
        self.letters = LetterRecovery(
            db, me, peers, begin=self._begin, on_taken=_tell_taken(me, law)
        )

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


def _keep_apart(conn: Connection, me: NodeIdentity, law: Law, letter: TakenLetter) -> None:
    """Write down that a letter is for some accounts alone, before a task tells that it is here."""
    held = find_any(conn, letter.message_id)
    bodies = {} if held is None else bodies_at(conn, held.position)
    if letter.letter_type == LetterType.NOTICE and 0 in bodies:
        notice = letter_content(LetterType.NOTICE, bodies[0])
        sender = me.code if letter.ours else letter.peer
        confine_letter(conn, law, notice, sender=sender, conversation_id=letter.conversation_id)


def _tell_taken(me: NodeIdentity, law: Law) -> OnTaken:
    clock = me.clock

    def tell(conn: Connection, letter: TakenLetter) -> None:
        if letter.why:
            _lost(conn, clock, letter.peer, letter.message_id, letter.conversation_id, letter.why)
            return
        _keep_apart(conn, me, law, letter)
        open_task(
            conn,
            at=clock.now(),
            kind=TaskKind.LETTER_TAKEN_BACK,
            subject=letter.conversation_id,
            key=letter.message_id,
            saying=says(
                "a letter of ours to {peer} ({letter_type}) was lost with the database and is here "
                "again; what was recorded with it is not: record it anew, and do not send it again",
                peer=letter.peer,
                letter_type=letter.letter_type,
            ),
        )

    return tell


def tell_gone(clock: Clock) -> OnGone:
    """Return what makes a person's task of what a member has lost, and we cannot give back."""

    def tell(conn: Connection, letter: GoneLetter) -> None:
        if letter.request:
            open_task(
                conn,
                at=clock.now(),
                kind=TaskKind.LETTER_LOST,
                subject=letter.conversation_id,
                key=letter.message_id,
                saying=says(
                    "{peer} has lost, with its database, what it recorded with its request in this "
                    "consultation, and the case behind it; we gave the request back. Call {peer} "
                    "and ask whether it still consults us",
                    peer=letter.peer,
                ),
            )
            return
        why = "the other member has lost it, and its contents were recalled or erased here"
        _lost(conn, clock, letter.peer, letter.message_id, letter.conversation_id, why)

    return tell


def _lost(
    conn: Connection, clock: Clock, peer: str, message_id: str, conversation: str, why: str
) -> None:
    open_task(
        conn,
        at=clock.now(),
        kind=TaskKind.LETTER_LOST,
        subject=conversation,
        key=message_id,
        saying=says(
            "a letter between us and {peer} cannot be had again: {why}", peer=peer, why=why
        ),
    )
