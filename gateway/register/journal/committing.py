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
from gateway.exchange.sequences import current_epoch
from gateway.register.journal.journal_tree import read_tree, take_in
from gateway.register.journal.unrecorded import oldest_unrecorded
from gateway.register.own_log import AppendedEntry, append
from gateway.store.database import Database
from gateway.store.tables_commitment import journal_commitment
from gateway.wire.content import content_to_bytes

SUBJECT = "journal"
"""Subject of every entry that commits to a journal."""

_COMMITTED = select(func.max(journal_commitment.c.size))
_FROM = (
    select(journal_commitment.c.idx, journal_commitment.c.size, journal_commitment.c.at)
    .where(journal_commitment.c.size > bindparam("number"))
    .order_by(journal_commitment.c.idx)
)


@dataclass(frozen=True, slots=True)
class JournalCommitment:
    """An entry of the own log that commits to the journal.

    Attributes:
        index: Of the entry.
        size: Leaves of the tree that it commits to.
        at: When it was appended.
    """

    index: int
    size: int
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
        return oldest is not None and oldest + self._after <= self._me.clock.now()


def commit_to_journal(conn: Connection, me: NodeIdentity) -> AppendedEntry | None:
    """Append an entry that commits to the journal tree as it is; None where nothing is new.

    Raises:
        StateError, TrustError: As `own_log.append_signed`.
    """
    tree, at = read_tree(conn), me.clock.now()
    if tree.size <= _committed(conn):
        return None
    root = JournalRoot(
        epoch=current_epoch(conn, at), size=tree.size, root=tree.frontier.root().hex()
    )
    appended = append(
        conn,
        me,
        entry_type=EntryType.JOURNAL_COMMITTED,
        subject=SUBJECT,
        parts=[PartDraft(PartKind.TEXT, content_to_bytes(root), release=())],
        at=at,
    )
    conn.execute(insert(journal_commitment).values(idx=appended.index, size=root.size, at=at))
    return appended


def commitments_over(conn: Connection, number: int) -> list[JournalCommitment]:
    """Return the entries that commit to a tree with a leaf, the first of them first."""
    return [JournalCommitment(*row) for row in conn.execute(_FROM, {"number": number})]


def _committed(conn: Connection) -> int:
    return conn.scalar(_COMMITTED) or 0
