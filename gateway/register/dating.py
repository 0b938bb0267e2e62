"""Instants of entries: they follow each other, and none lies before what its origin signed.

An entry is appended at the instant that it states. So it is not older than the entry before
it, nor than the origin's own cosignature (0x04, it states the time) on a checkpoint that
does not yet cover it. A clock that is set back by no more than `SKEW` is no forger's.
Beyond it:

- against a cosigned checkpoint it is a fraud: two signed statements contradict each other;
- against the entry before it only, it is a suspicion. Nothing is refused: what stands
  behind such an entry would be hidden.

The own log refuses to append such an entry: it would sign what others take for a forgery.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from gateway.errors import CheckpointError, NotFoundError, StateError
from gateway.exchange.identity import NodeIdentity
from gateway.register.checkpoints import HeldCheckpoint, newest_checkpoint
from gateway.register.comparison import Doubt, contradicted
from gateway.register.entries import payload_of
from gateway.register.fraud import SKEW, FraudProof, signed_at
from gateway.register.logbook import CheckedEntry
from gateway.register.proofs import inclusion_proof, root_at
from gateway.register.rows import MICROSECOND, to_microseconds
from gateway.register.troubles import TroubleKind, report_trouble
from gateway.store.tables_register import checkpoint, cosignature, log_entry

SKEW_US = SKEW // MICROSECOND

# Asked at every append: built once.
_INSTANT = select(log_entry.c.at).where(
    log_entry.c.origin == bindparam("of"), log_entry.c.idx == bindparam("at")
)


def require_order(
    conn: Connection, origin: str, size: int, entries: Sequence[CheckedEntry]
) -> None:
    """Refuse to append what is dated before the own log's end.

    Raises:
        StateError: The clock was set back by more than the skew.
    """
    signed = newest_checkpoint(conn, origin)
    last = max(
        _instant_us(conn, origin, size - 1),
        0 if signed is None else to_microseconds(signed.at),
    )
    if any(entry.at_us < last - SKEW_US for entry in entries):
        raise StateError(
            "the clock stands before the end of our own log: it was set back",
            remedy="Set the clock right. What is dated before a checkpoint that we have signed "
            "would be taken for a forgery.",
            origin=origin,
        )


def note_order(
    conn: Connection, origin: str, start: int, entries: Sequence[CheckedEntry], at: datetime
) -> None:
    """Open a trouble where an entry is dated before the one before it.

    Args:
        conn: The transaction that takes the entries.
        origin: Owner of the log.
        start: Index of the first entry.
        entries: Verified entries.
        at: Now.
    """
    before = _instant_us(conn, origin, start - 1) - SKEW_US
    for index, entry in enumerate(entries, start):
        if entry.at_us < before:
            text = f"entry {index} of log {origin} is dated before the entry before it"
            kind = TroubleKind.SUSPICION
            report_trouble(conn, origin=origin, peer=origin, kind=kind, text=text, at=at)
            return
        before = entry.at_us - SKEW_US


def _instant_us(conn: Connection, origin: str, index: int) -> int:
    at = conn.execute(_INSTANT, {"of": origin, "at": index}).scalar() if index >= 0 else None
    return 0 if at is None else to_microseconds(at)


def contradiction(conn: Connection, me: NodeIdentity, target: HeldCheckpoint) -> Doubt | None:
    """Find a checkpoint that was seen before and that the log, as it is now held, denies.

    Args:
        conn: The transaction in which the log is held up to the target.
        me: This node; what it has cosigned was judged then.
        target: The checkpoint up to which the log is held.
    """
    origin = target.origin
    judged = select(func.max(cosignature.c.size)).where(
        cosignature.c.origin == origin,
        cosignature.c.cosigner == me.code,
        cosignature.c.size < target.size,
    )
    query = select(checkpoint).where(
        checkpoint.c.origin == origin,
        checkpoint.c.size >= (conn.execute(judged).scalar() or 0),
        checkpoint.c.size < target.size,
    )
    for row in conn.execute(query.order_by(checkpoint.c.size)).all():
        known = HeldCheckpoint(*row)
        try:
            doubt = _rewritten(conn, known) or _backdated(conn, me, known, target)
        except (CheckpointError, NotFoundError):  # of a key that was revoked; altered here
            continue
        if doubt is not None:
            return doubt
    return None


def _rewritten(conn: Connection, known: HeldCheckpoint) -> Doubt | None:
    if root_at(conn, known.origin, known.size) == known.root:
        return None
    text = f"{known.origin} has signed a log of {known.size} entries that its log does not extend"
    return Doubt(TroubleKind.FRAUD, text, contradicted(conn, known))


def _backdated(
    conn: Connection, me: NodeIdentity, known: HeldCheckpoint, target: HeldCheckpoint
) -> Doubt | None:
    """Find the first entry that is dated before a checkpoint without it."""
    origin, now = known.origin, me.clock.now()
    signed = signed_at(known.note, origin=origin, directory=me.directory(), at=now)
    if signed is None:
        return None
    early = (
        select(log_entry.c.idx, log_entry.c.envelope)
        .where(
            log_entry.c.origin == origin,
            log_entry.c.idx >= known.size,
            log_entry.c.idx < target.size,
            log_entry.c.at < signed - SKEW,
        )
        .order_by(log_entry.c.idx)
        .limit(1)
    )
    row = conn.execute(early).one_or_none()
    if row is None:
        return None
    proof = FraudProof.of_backdated(
        known,
        target,
        index=row.idx,
        payload=payload_of(row.envelope),
        path=tuple(inclusion_proof(conn, origin, row.idx, target.size)),
    )
    text = f"{origin} has dated entry {row.idx} of its log back"
    return Doubt(TroubleKind.FRAUD, text, proof)
