"""Entries without effect: those that a key of their origin signed after it had been revoked.

Such an entry is a leaf of its log and stays one, so that roots and proofs hold; it is kept with
its contents and shown as what it is, and does nothing. Whether an entry is one follows from the
entry and the newest directory alone: its instant, and the instant of the revocation. Members
with one directory therefore come to one state, whoever of them heard of the revocation first and
whatever cosignatures each holds. docs/protocol/register.md, section 4.

Its origin writes the act again with a key in force: an entry of the same type and subject with
the same commitments. What commits to the journal is written again by the next one that does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256

from sqlalchemy import Connection, select

from comity.v1 import letter_pb2
from gateway.domain.letter import EntryType
from gateway.register.log.entries import SEALS, payload_of
from gateway.store.tables_register import log_entry, log_head
from gateway.trust.members import Member
from gateway.wire.counting import decode

JOURNAL = EntryType.JOURNAL_COMMITTED.value


def revoked_keys(member: Member) -> str:
    """Name the revocations of the keys that sign a member's entries; empty where there are none.

    Args:
        member: Owner of a log.

    Returns:
        64 hexadecimal digits, the same wherever the same keys were revoked since the same instants.
    """
    revoked = sorted(
        f"{key.key_id} {key.revoked_at.isoformat()}"
        for key in member.keys
        if key.use in SEALS and key.revoked_at is not None
    )
    return sha256("\n".join(revoked).encode()).hexdigest() if revoked else ""


def are_settled(conn: Connection, member: Member) -> bool:
    """Say whether the effects of a log's entries were found by the revocations of now.

    A revocation is never undone, so a log of whose owner none is known has entries in force only.
    """
    now = revoked_keys(member)
    if not now:
        return True
    query = select(log_head.c.revoked_keys).where(log_head.c.origin == member.code)
    return conn.execute(query).scalar() == now


def without_effect(conn: Connection, origin: str) -> list[int]:
    """List the entries of a log that have no effect, by index."""
    chosen = (log_entry.c.origin == origin, log_entry.c.effect.is_not(None))
    query = select(log_entry.c.idx).where(*chosen).order_by(log_entry.c.idx)
    return list(conn.execute(query).scalars())


def not_written_again(conn: Connection, origin: str) -> Iterator[int]:
    """Give the entries without effect of which no later entry in force does the same, by index.

    One by one: who has stolen a key may have signed many, and most who ask want the first.
    """
    columns = (log_entry.c.idx, log_entry.c.entry_type, log_entry.c.subject)
    same_log = log_entry.c.origin == origin
    idle = conn.execute(
        select(*columns).where(same_log, log_entry.c.effect.is_not(None)).order_by(log_entry.c.idx)
    ).all()
    for row in idle:
        own = select(log_entry.c.envelope).where(same_log, log_entry.c.idx == row.idx)
        alike = conn.execute(
            select(log_entry.c.envelope).where(
                same_log,
                log_entry.c.idx > row.idx,
                log_entry.c.effect.is_(None),
                log_entry.c.entry_type == row.entry_type,
                log_entry.c.subject == row.subject,
            )
        ).scalars()
        if not _does_the_same(row.entry_type, conn.execute(own).scalar_one(), alike):
            yield row.idx


def _does_the_same(entry_type: str, envelope: bytes, later: Iterable[bytes]) -> bool:
    if entry_type == JOURNAL:  # over a root that grows; the newest covers all before it
        return any(True for _ in later)
    said = _commitments(envelope)
    return any(_commitments(each) == said for each in later)


def _commitments(envelope: bytes) -> list[bytes]:
    """Return what an entry commits to, part by part: kind, release, marking and commitment."""
    entry = decode(letter_pb2.Entry, payload_of(envelope))
    return [part.SerializeToString(deterministic=True) for part in entry.parts]
