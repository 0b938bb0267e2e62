"""The commitments of a log to a journal: each extends the one before, so there is one journal.

Every member compares the commitments of a log as it takes them in, and cosigns no log whose
newest one does not follow. So a cosignature says that a log holds one journal, and who reads
evidence needs the log no more. A restored database cannot go on from what was committed to: its
next commitment says so, and a person at every member is told.
docs/protocol/commitments.md, section 2.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from gateway.domain.letter import ALL_MEMBERS, EntryType, JournalRoot
from gateway.errors import ComityError
from gateway.register.log.checkpoints import newest_cosignature
from gateway.register.log.log_store import Effect, read_entry, read_head
from gateway.register.log.merkle import verify_consistency
from gateway.register.row_writing import from_microseconds
from gateway.register.sync.entry_time_order import was_decided
from gateway.register.sync.troubles import TroubleKind, report_trouble
from gateway.store.tables_register import log_entry
from gateway.wire.content import content_from_bytes

_INDICES = select(log_entry.c.idx).where(
    log_entry.c.entry_type == EntryType.JOURNAL_COMMITTED.value
)
_UNREADABLE = "commits to a journal that not all members can read"
_SECOND = (
    "commits to a journal that does not extend the one before: the log holds two journals, and "
    "evidence by its owner can leave letters out. Nothing more of the log is cosigned"
)
_RESTORED = (
    "says that its owner's journal was restored from a backup: what the owner committed to after "
    "that backup, its evidence cannot show. Ask the owner when and why"
)


@dataclass(frozen=True, slots=True)
class JournalLink:
    """A commitment in a log.

    Attributes:
        index: Of its entry.
        at: When it was appended, as its entry states.
        in_force: Whether the entry has an effect: its key had not been revoked.
        root: What it commits to; None where that cannot be read, or not by all members.
    """

    index: int
    at: datetime
    in_force: bool
    root: JournalRoot | None


def newest_link(conn: Connection, origin: str, below: int = 2**63 - 1) -> JournalLink | None:
    """Return the newest commitment of a log that is in force, below an index; None for none."""
    chosen = (log_entry.c.origin == origin, log_entry.c.idx < below, log_entry.c.effect.is_(None))
    index = conn.scalar(_INDICES.where(*chosen).order_by(log_entry.c.idx.desc()).limit(1))
    return None if index is None else _link(conn, origin, index)


def _link(conn: Connection, origin: str, index: int) -> JournalLink:
    entry, root = read_entry(conn, origin, index).entry, None
    for part in entry.parts[:1]:
        if part.release == ALL_MEMBERS and part.body is not None:
            with suppress(ComityError):
                root = content_from_bytes(JournalRoot, part.body)
    in_force = entry.effect is Effect.IN_FORCE
    return JournalLink(index, from_microseconds(entry.at_us), in_force, root)


def is_silent(conn: Connection, origin: str, since: datetime, until: datetime) -> bool:
    """Say whether a log that had commitments before has none between two instants.

    No, where the log is not known to be whole up to the second of them.
    """
    ours = _INDICES.where(log_entry.c.origin == origin, log_entry.c.at <= until)
    newest = conn.scalar(ours.order_by(log_entry.c.idx.desc()).limit(1))
    verified = read_head(conn, origin).verified
    if newest is None or verified is None or verified < until:
        return False
    return _link(conn, origin, newest).at < since


def follows(conn: Connection, me: str, origin: str, stop: int, at: datetime) -> bool:
    """Compare the commitments of a log with those before; say whether the newest one follows.

    Where one does not, or says that the journal was restored, a person is told.

    Args:
        conn: The transaction in which the log is held, all that is released to us with it.
        me: This member. What it has cosigned, it has compared.
        origin: Owner of the log, another member.
        stop: Size up to which it is held.
        at: Now.
    """
    ours = newest_cosignature(conn, me, origin)
    newest = None if ours is None else newest_link(conn, origin, ours.size)
    known = {} if newest is None else {newest.index: newest}
    start = 0 if newest is None else newest.index + 1
    chosen = (log_entry.c.origin == origin, log_entry.c.idx >= start, log_entry.c.idx < stop)
    holds = True
    for index in conn.scalars(_INDICES.where(*chosen).order_by(log_entry.c.idx)).all():
        link = _link(conn, origin, index)
        why = _fault(link, newest, known)
        if not why:
            known[link.index] = link
        if not link.in_force:
            continue
        newest, holds = link, not why
        kind = TroubleKind.SUSPICION
        if not why and link.root is not None and link.root.begins_again:
            kind, why = TroubleKind.ROLLBACK, _RESTORED
        text = f"entry {link.index} of log {origin} {why}"
        if why and not was_decided(conn, origin, text):
            report_trouble(conn, origin=origin, peer=origin, kind=kind, text=text, at=at)
    return holds


def _fault(link: JournalLink, newest: JournalLink | None, known: Mapping[int, JournalLink]) -> str:
    """Return what is wrong with a commitment after the newest one in force; empty for nothing."""
    root = link.root
    if root is None:
        return _UNREADABLE
    if root.begins_again:
        return "" if newest is not None and root.previous == newest.index else _SECOND
    if root.previous is None:
        return "" if newest is None and not root.proof else _SECOND
    before = known.get(root.previous)
    if before is None or (newest is not None and newest.index > before.index):
        return _SECOND
    return "" if before.root is not None and extends(root, before.root) else _SECOND


def extends(root: JournalRoot, before: JournalRoot) -> bool:
    """Say whether a tree is proven to extend that of the commitment before."""
    try:
        if root.restored != before.restored:
            return False
        verify_consistency(
            old_size=before.size,
            new_size=root.size,
            old_root=bytes.fromhex(before.root),
            new_root=bytes.fromhex(root.root),
            proof=[bytes.fromhex(each) for each in root.proof],
        )
    except ComityError:
        return False
    return True
