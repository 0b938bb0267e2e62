"""Commits to the journal: an entry of the own log with a root that nobody else can read.

The root of the journal tree is a part of the entry that is released to nobody, so what is
signed of it is a hash over a random salt and the root with its size (`gateway.trust.parts`).
Others see that something went or came within the hour, and neither how much nor with whom.
They take the entry in and cosign it with the time, as every entry; so from then on nobody can
say another thing of what this journal held. docs/protocol/commitments.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, func, insert, select

from gateway.domain.letter import EntryType, JournalRoot, PartKind
from gateway.exchange.identity import NodeIdentity
from gateway.exchange.outbox import PartDraft
from gateway.exchange.restoration import newest_restoration
from gateway.exchange.sequences import current_epoch
from gateway.register.journal.journal_tree import read_tree, take_in
from gateway.register.journal.unrecorded import oldest_unrecorded
from gateway.register.own_log import AppendedEntry, append
from gateway.store.database import Database
from gateway.store.tables_commitment import journal_commitment as table
from gateway.wire.content import content_to_bytes

SUBJECT = "journal"
"""Subject of every entry that commits to a journal."""

_COMMITTED = select(func.max(table.c.size))
_BEFORE = (
    select(func.max(table.c.size)).where(table.c.size <= bindparam("number")).scalar_subquery()
)
_OVER = (
    select(table.c.idx, table.c.size, func.coalesce(_BEFORE, 0), table.c.at)
    .where(table.c.size > bindparam("number"))
    .order_by(table.c.size)
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class JournalCommitment:
    """An entry of the own log that commits to the journal.

    Attributes:
        index: Of the entry.
        size: Leaves of the tree that it commits to.
        previous_size: Of the one before; 0 for the first.
        at: When it was appended.
    """

    index: int
    size: int
    previous_size: int
    at: datetime


class JournalCommitting:
    """Commits to what is new of the journal before it is an hour old.

    Args:
        db: The node's database.
        me: This node.
        after: Age at which what is new is committed to.
    """

    def __init__(self, db: Database, me: NodeIdentity, after: timedelta) -> None:
        self._db = db
        self._me = me
        self._after = after

    async def look(self) -> AppendedEntry | None:
        """Commit if something is old enough; return the entry.

        Raises:
            StateError, TrustError: Nothing can be appended now (`own_log.append_signed`); it is
                tried again at the next look.
            UnavailableError: The database does not answer.
        """
        if not await self._db.read(self._is_due):
            return None
        while await self._db.write(take_in):
            pass
        return await self._db.write(lambda conn: commit_to_journal(conn, self._me))

    def _is_due(self, conn: Connection) -> bool:
        tree = read_tree(conn)
        if tree.size > _committed(conn):  # taken in before an end of the node
            return True
        oldest = oldest_unrecorded(conn, after=tree.position)
        if oldest is None:
            return False
        # What was taken back has instants of before: it is committed to at once, under its epoch.
        restored, newest = newest_restoration(conn), newest_commitment(conn)
        back = restored is not None and newest is not None and restored.at > newest.at
        return back or oldest + self._after <= self._me.clock.now()


def commit_to_journal(conn: Connection, me: NodeIdentity) -> AppendedEntry | None:
    """Append an entry that commits to the journal tree as it is; None where nothing is new.

    Raises:
        StateError, TrustError: As `own_log.append_signed`.
    """
    tree, at = read_tree(conn), me.clock.now()
    before = _committed(conn)
    if tree.size <= before:
        return None
    root = JournalRoot(
        epoch=current_epoch(conn, at),
        size=tree.size,
        root=tree.frontier.root().hex(),
        previous_size=before,
    )
    appended = append(
        conn,
        me,
        entry_type=EntryType.JOURNAL_COMMITTED,
        subject=SUBJECT,
        parts=[PartDraft(PartKind.TEXT, content_to_bytes(root), release=())],
        at=at,
    )
    conn.execute(insert(table).values(idx=appended.index, size=root.size, at=at))
    return appended


def commitment_over(conn: Connection, number: int) -> JournalCommitment | None:
    """Return the first commitment to a tree that has a leaf; None while there is none."""
    row = conn.execute(_OVER, {"number": number}).first()
    return None if row is None else JournalCommitment(*row)


def newest_commitment(conn: Connection) -> JournalCommitment | None:
    """Return the newest commitment; None where there is none yet."""
    return commitment_over(conn, _committed(conn) - 1)


def _committed(conn: Connection) -> int:
    return conn.scalar(_COMMITTED) or 0
