"""Checkpoints and cosignatures: what was signed about each log, and who has received what.

A checkpoint is a C2SP note: origin line, size, root, signed by the origin's log key (type
0x01, in the hybrid suite also 0x06) and cosigned by the origin itself (0x04), which carries
the time. A member's
cosignature on a checkpoint that covers an entry is its receipt for it: "I hold the contents
durably". Cosignatures are shown; they never delay or hide a denial.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select, update

from gateway.domain.authority import Role
from gateway.register.log.log_store import Head
from gateway.register.log.merkle import verify_consistency
from gateway.register.log.note_lines import (
    is_signed_as_required,
    open_by_origin,
)
from gateway.register.log.notes import (
    SignatureLine,
    parse_lines,
)
from gateway.register.row_writing import insert_once
from gateway.store.prepared import Prepared
from gateway.store.tables_register import checkpoint, cosignature, log_head
from gateway.trust.federation import Directory
from gateway.trust.members import Member

READERS = frozenset({Role.LICENSING, Role.BROKERING, Role.TRANSIT, Role.COMMISSION})
"""Roles that may read registers (Art 23(1) separates the competences): data, not code's view."""


@dataclass(frozen=True, slots=True)
class HeldCheckpoint:
    """A checkpoint that its origin has signed, with the note that proves it."""

    origin: str
    size: int
    root: bytes
    note: bytes
    at: datetime

    def require_extends(self, size: int, root: bytes, proof: Sequence[bytes]) -> None:
        """Refuse to take its log for a continuation of an older one, unless that is proven.

        Args:
            size: Entries of the older log.
            root: Its root.
            proof: Consistency path from it to this one.

        Raises:
            ProofError: It is not proven.
        """
        verify_consistency(
            old_size=size, new_size=self.size, old_root=root, new_root=self.root, proof=proof
        )


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A cosignature: which member confirms to hold a log up to which size, and since when.

    Attributes:
        line: Its signature lines as they stand in the note, a newline between them: one by
            an Ed25519 key, and in the hybrid suite one by an ML-DSA-44 key.
    """

    origin: str
    cosigner: str
    size: int
    root: bytes
    line: str
    at: datetime
    delivered: bool

    @property
    def lines(self) -> tuple[SignatureLine, ...]:
        """Its signature lines, one by one."""
        return parse_lines(self.line)


# Asked at every visit of every peer: built once, since building them costs more than SQL.
_CHECKPOINT = select(*(checkpoint.c[each.name] for each in fields(HeldCheckpoint)))
_COSIGNED = select(*(cosignature.c[each.name] for each in fields(Cosigned)))
_OF = _CHECKPOINT.where(checkpoint.c.origin == bindparam("of"))
_NEWEST = Prepared(_OF.order_by(checkpoint.c.size.desc()).limit(1))
_AT = Prepared(_OF.where(checkpoint.c.size == bindparam("so_many")))
_BETWEEN = Prepared(
    _OF.where(
        checkpoint.c.size >= bindparam("first"), checkpoint.c.size < bindparam("up_to")
    ).order_by(checkpoint.c.size)
)
_PROVABLE = (
    _CHECKPOINT.join(log_head, log_head.c.origin == checkpoint.c.origin)
    .where(
        checkpoint.c.size
        == select(checkpoint.c.size)
        .where(checkpoint.c.origin == log_head.c.origin, checkpoint.c.size <= log_head.c.size)
        .order_by(checkpoint.c.size.desc())
        .limit(1)
        .correlate(log_head)
        .scalar_subquery()
    )
    .order_by(checkpoint.c.origin)
)
_PROVABLE_ALL = Prepared(_PROVABLE)
_PROVABLE_HEADS = Prepared(
    _PROVABLE.with_only_columns(checkpoint.c.origin, checkpoint.c.size, checkpoint.c.root)
)
_PROVABLE_ONE = Prepared(_PROVABLE.where(log_head.c.origin == bindparam("of")))
_NEWEST_COSIGNED = Prepared(
    _COSIGNED.where(
        cosignature.c.cosigner == bindparam("me"), cosignature.c.origin == bindparam("of")
    )
    .order_by(cosignature.c.size.desc())
    .limit(1)
)
_COSIGNED_AT = Prepared(
    _COSIGNED.where(
        cosignature.c.origin == bindparam("of"), cosignature.c.size == bindparam("so_many")
    ).order_by(cosignature.c.cosigner)
)
_DELIVERED = Prepared(
    update(cosignature)
    .where(
        cosignature.c.origin == bindparam("of"),
        cosignature.c.cosigner == bindparam("me"),
        cosignature.c.size == bindparam("so_many"),
    )
    .values(delivered=True)
)


def may_read_registers(member: Member) -> bool:
    """Say whether a member's roles let it read registers."""
    return bool(READERS & member.roles)


def readers(directory: Directory, at: datetime) -> list[str]:
    """List the members that may read registers and have not left, by code."""
    return sorted(
        code
        for code, member in directory.members.items()
        if may_read_registers(member) and not member.withdrawn(at)
    )


def store_checkpoint(conn: Connection, held: HeldCheckpoint) -> bool:
    """Keep a verified checkpoint unless one of that size is kept; say whether it was new."""
    return insert_once(conn, checkpoint, asdict(held))


def replace_note(conn: Connection, held: HeldCheckpoint) -> None:
    """Keep the note of a checkpoint that was signed anew, with the same size and root."""
    conn.execute(
        update(checkpoint)
        .where(
            checkpoint.c.origin == held.origin,
            checkpoint.c.size == held.size,
            checkpoint.c.root == held.root,
        )
        .values(note=held.note)
    )


def is_outdated(conn: Connection, origin: str, directory: Directory, at: datetime) -> bool:
    """Say whether the newest note lacks a signature that the directory asks for by now.

    It asks for more, or a key that has signed the note was revoked.
    """
    newest = newest_checkpoint(conn, origin)
    return newest is not None and not is_signed_as_required(newest.note, origin, directory, at)


def newest_checkpoint(conn: Connection, origin: str) -> HeldCheckpoint | None:
    """Return the largest signed checkpoint of a log that was ever seen here."""
    row = _NEWEST.first(conn, {"of": origin})
    return None if row is None else HeldCheckpoint(*row)


def is_short(conn: Connection, head: Head) -> bool:
    """Say whether a log is known to have more entries, by its owner's signature, than are held."""
    newest = newest_checkpoint(conn, head.origin)
    return newest is not None and newest.size > head.size


def checkpoint_at(conn: Connection, origin: str, size: int) -> HeldCheckpoint | None:
    """Return the signed checkpoint of a size, or None."""
    row = _AT.first(conn, {"of": origin, "so_many": size})
    return None if row is None else HeldCheckpoint(*row)


def checkpoints_between(
    conn: Connection, origin: str, first: int, up_to: int
) -> list[HeldCheckpoint]:
    """Return the signed checkpoints from one size up to, not including, another."""
    rows = _BETWEEN.rows(conn, {"of": origin, "first": first, "up_to": up_to})
    return [HeldCheckpoint(*row) for row in rows]


def provable_heads(conn: Connection) -> dict[str, HeldCheckpoint]:
    """Return, by origin, the newest checkpoint of each log whose entries are all held here."""
    return {row[0]: HeldCheckpoint(*row) for row in _PROVABLE_ALL.rows(conn, {})}


def told_heads(conn: Connection) -> dict[str, Head]:
    """Return what is told of each log, by origin: what `provable_heads` says, without notes."""
    return {row[0]: Head(*row) for row in _PROVABLE_HEADS.rows(conn, {})}


def provable_head(conn: Connection, origin: str) -> HeldCheckpoint | None:
    """Return the newest checkpoint of one log whose entries are all held here."""
    row = _PROVABLE_ONE.first(conn, {"of": origin})
    return None if row is None else HeldCheckpoint(*row)


def verify_checkpoint(
    raw: bytes, *, origin: str, directory: Directory, at: datetime, dated: bool = True
) -> HeldCheckpoint:
    """Verify that a note is a checkpoint of a log, signed by its owner as the directory asks.

    Args:
        raw: The note as it came.
        origin: Owner of the log.
        directory: Gives its keys.
        at: Instant for which they must count; of the receipt.
        dated: Whether its owner must state when it has signed it.

    Returns:
        The checkpoint, with its owner's own lines only: others can be as many as one likes.

    Raises:
        CheckpointError: It is not, or a signature is missing or false.
    """
    found, note = open_by_origin(raw, origin=origin, directory=directory, at=at, dated=dated)
    return HeldCheckpoint(origin, found.size, found.root, note.to_bytes(), at)


def store_cosignature(conn: Connection, made: Cosigned) -> None:
    """Keep a cosignature; it takes the place of one of that size that lacks a key of its.

    So one is added to that a directory asks more of by now, and one is replaced whose key was
    revoked: the caller has verified the new one by the keys of today.
    """
    row = asdict(made)
    if not insert_once(conn, cosignature, row):
        same = (
            (cosignature.c.origin == made.origin)
            & (cosignature.c.cosigner == made.cosigner)
            & (cosignature.c.size == made.size)
        )
        held = conn.execute(select(cosignature.c.line).where(same)).scalar_one()
        keys = {(line.name, line.key_id) for line in parse_lines(held)}
        if not keys >= {(line.name, line.key_id) for line in made.lines}:
            conn.execute(update(cosignature).where(same).values(row))


def undelivered(conn: Connection, me: str, origin: str) -> list[Cosigned]:
    """List our cosignatures that their log's owner has not yet taken; only the newest counts."""
    row = newest_cosignature(conn, me, origin)
    return [] if row is None or row.delivered else [row]


def newest_cosignature(conn: Connection, me: str, origin: str) -> Cosigned | None:
    """Return the cosignature of a member on the largest checkpoint of a log that has one."""
    row = _NEWEST_COSIGNED.first(conn, {"me": me, "of": origin})
    return None if row is None else Cosigned(*row)


def cosignature_of(conn: Connection, me: str, held: HeldCheckpoint) -> Cosigned | None:
    """Return the cosignature of a member on a checkpoint, None where it has given none."""
    found = cosignatures(conn, held.origin, held.size)
    return next((each for each in found if (each.cosigner, each.root) == (me, held.root)), None)


def first_cosigned(conn: Connection, me: str, origin: str, index: int) -> datetime | None:
    """Return when a member first confirmed to hold an entry of a log; None: it has not.

    Args:
        conn: A connection.
        me: The member.
        origin: Owner of the log.
        index: The entry.
    """
    query = select(cosignature.c.at).where(
        cosignature.c.origin == origin, cosignature.c.cosigner == me, cosignature.c.size > index
    )
    found: datetime | None = conn.scalar(query.order_by(cosignature.c.size).limit(1))
    return found


def mark_delivered(conn: Connection, made: Cosigned) -> None:
    """Note that the origin has taken our cosignature."""
    _DELIVERED.run(conn, {"of": made.origin, "me": made.cosigner, "so_many": made.size})


def cosignatures(conn: Connection, origin: str, size: int) -> list[Cosigned]:
    """List the cosignatures on the checkpoint of one size."""
    return [Cosigned(*row) for row in _COSIGNED_AT.rows(conn, {"of": origin, "so_many": size})]


def received_up_to(conn: Connection, origin: str) -> dict[str, tuple[int, datetime]]:
    """Return for each cosigner of a log up to which size it confirms to hold it, and since when."""
    rows = conn.execute(
        select(cosignature.c.cosigner, func.max(cosignature.c.size), func.max(cosignature.c.at))
        .where(cosignature.c.origin == origin)
        .group_by(cosignature.c.cosigner)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def who_has_not_received(
    conn: Connection, origin: str, index: int, directory: Directory, at: datetime | None = None
) -> list[str]:
    """List the members that may read registers and have not confirmed to hold an entry.

    Args:
        conn: A reading transaction; complete where this node is the origin, since
            cosignatures go there.
        origin: Owner of the log.
        index: The entry.
        directory: Lists the members.
        at: Instant that decides who has left; the directory's own if absent.
    """
    held = received_up_to(conn, origin)
    return [
        code
        for code in readers(directory, at or directory.created)
        if code != origin and held.get(code, (0,))[0] <= index
    ]
