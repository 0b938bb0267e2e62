"""Commits to the journal: an entry of the own log with size and root of the journal tree.

Leaves are over salted digests, so others see how many letters, receipts and attempts there were
in the hour, and neither what nor with whom. They check that the tree extends the one before,
and cosign the entry with the time; so from then on nobody can say another thing of what this
journal held, and this node neither. docs/protocol/commitments.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select

from gateway.domain.letter import EntryType, JournalRoot, PartKind
from gateway.errors import StateError
from gateway.exchange.identity import NodeIdentity
from gateway.exchange.outbox import PartDraft
from gateway.register.journal.comparing import fault_of_journal, is_held, is_restored_since
from gateway.register.journal.journal_tree import (
    JournalTree,
    extension_proof,
    read_tree,
    take_in,
)
from gateway.register.journal.unrecorded import oldest_unrecorded
from gateway.register.own_log import AppendedEntry, append
from gateway.register.sync.journal_chain import JournalLink, newest_link
from gateway.register.sync.troubles import TroubleKind, report_trouble
from gateway.store.database import Database
from gateway.store.tables_commitment import journal_commitment as table
from gateway.wire.content import content_to_bytes

SUBJECT = "journal"
"""Subject of every entry that commits to a journal."""

_COMMITTED = select(func.max(table.c.size)).where(table.c.idx < bindparam("below"))
_BEFORE = (
    select(func.max(table.c.size)).where(table.c.size <= bindparam("number")).scalar_subquery()
)
_OVER = (
    select(table.c.idx, table.c.size, func.coalesce(_BEFORE, 0))
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
    """

    index: int
    size: int
    previous_size: int


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
                tried again at the next look. StateError also where the journal is not the one
                that was committed to: written down as a trouble of the own log.
            UnavailableError: The database does not answer.
        """
        why = await self._db.read(lambda conn: fault_of_journal(conn, self._me.code))
        if why:
            await self._db.write(lambda conn: self._tell(conn, why))
            raise altered("{why}", why=why)
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
        # A letter that was taken back is old already: it is committed to at once.
        newest = newest_link(conn, self._me.code)
        back = newest is not None and is_restored_since(conn, newest.at)
        return back or oldest + self._after <= self._me.clock.now()

    def _tell(self, conn: Connection, why: str) -> None:
        code, at = self._me.code, self._me.clock.now()
        kind = TroubleKind.SUSPICION
        report_trouble(conn, origin=code, peer=code, kind=kind, text=why, at=at)


def altered(what: str, **values: Any) -> StateError:
    """Return the error for a journal that is not the one that was committed to."""
    return StateError(
        what,
        remedy="Find out who has altered the database, and restore the last backup "
        "({restoreBackup}); the other members return what came since. Until then nothing "
        "is committed to.",
        **values,
    )


def commit_to_journal(conn: Connection, me: NodeIdentity) -> AppendedEntry | None:
    """Append an entry that commits to the journal tree as it is; None where nothing is new.

    Raises:
        StateError, TrustError: As `own_log.append_signed`, and as `JournalCommitting.look`.
    """
    tree, at = read_tree(conn), me.clock.now()
    if tree.size <= _committed(conn):
        return None
    if why := fault_of_journal(conn, me.code):
        raise altered("{why}", why=why)
    root = _next_root(conn, tree, newest_link(conn, me.code))
    appended = append(
        conn,
        me,
        entry_type=EntryType.JOURNAL_COMMITTED,
        subject=SUBJECT,
        parts=[PartDraft(PartKind.TEXT, content_to_bytes(root))],
        at=at,
    )
    conn.execute(insert(table).values(idx=appended.index, size=root.size, at=at))
    return appended


def _next_root(conn: Connection, tree: JournalTree, before: JournalLink | None) -> JournalRoot:
    previous = restored = None
    proof: list[bytes] = []
    if before is not None and before.root is not None:
        previous = restored = before.index
        if is_held(conn, before.root):
            restored = before.root.restored
            proof = extension_proof(conn, before.root.size, tree.size)
    return JournalRoot(
        size=tree.size,
        root=tree.frontier.root().hex(),
        previous=previous,
        restored=restored,
        proof=tuple(each.hex() for each in proof),
    )


def commitment_over(conn: Connection, number: int) -> JournalCommitment | None:
    """Return the first commitment to a tree that has a leaf; None while there is none."""
    row = conn.execute(_OVER, {"number": number}).first()
    return None if row is None else JournalCommitment(*row)


def newest_commitment(conn: Connection, below: int = 2**63 - 1) -> JournalCommitment | None:
    """Return the newest commitment below an index of the own log; None where there is none."""
    return commitment_over(conn, _committed(conn, below) - 1)


def _committed(conn: Connection, below: int = 2**63 - 1) -> int:
    return conn.scalar(_COMMITTED, {"below": below}) or 0
