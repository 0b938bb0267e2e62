"""Instants of entries: they follow each other, and none lies before what its origin signed.

An entry is appended at the instant that it states. So it is not older than the entry before
it, nor than the origin's own cosignature (0x04, it states the time) on a checkpoint that
does not yet cover it. A clock that is set back by no more than `SKEW` is no forger's.
Beyond it:

- against a cosigned checkpoint it is a fraud: two signed statements contradict each other;
- against the entry before it, or the instant at which the origin itself last said to this
  node that it had no more, it is a suspicion. Nothing is refused: what stands behind such an
  entry would be hidden.

What is dated ahead of its receipt is a suspicion too, and no measure for what comes later:
that clock ran ahead.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, bindparam, func, select

from gateway.errors import (
    CheckpointError,
    NotFoundError,
    RegisterError,
    StateError,
)
from gateway.exchange.identity import NodeIdentity
from gateway.register.log.checkpoints import (
    HeldCheckpoint,
    checkpoints_between,
    newest_checkpoint,
    store_checkpoint,
)
from gateway.register.log.entries import payload_of
from gateway.register.log.fraud import SKEW, FraudProof, signed_at
from gateway.register.log.log_store import CheckedEntry, Head, LogState, read_head
from gateway.register.log.note_lines import stated_at
from gateway.register.log.own_instants import SKEW_US, instant_us
from gateway.register.log.proofs import inclusion_proof, root_at
from gateway.register.row_writing import to_microseconds
from gateway.register.sync.comparison import Doubt, contradicted
from gateway.register.sync.fraud_notification import prove_fraud, report_doubt
from gateway.register.sync.troubles import TroubleKind, report_trouble
from gateway.register.sync.witnesses import with_witnesses
from gateway.store.prepared import Prepared
from gateway.store.tables_register import (
    cosignature,
    log_entry,
    trouble,
)

# Asked at every append: built once.
_JUDGED = Prepared(
    select(func.max(cosignature.c.size)).where(
        cosignature.c.origin == bindparam("of"),
        cosignature.c.cosigner == bindparam("me"),
        cosignature.c.size < bindparam("up_to"),
    )
)


def note_order(
    conn: Connection, head: Head, entries: Sequence[CheckedEntry], me: NodeIdentity
) -> None:
    """Open a trouble where an entry is dated as it cannot have been appended.

    Args:
        conn: The transaction that takes the entries.
        head: How far the log was held before.
        entries: Verified entries that come next.
        me: This node.
    """
    origin, now = head.origin, to_microseconds(me.clock.now())
    last = instant_us(conn, origin, head.size - 1)
    confirmed = 0
    if head.verified is not None and origin != me.code:
        confirmed = to_microseconds(head.verified)
    for index, entry in enumerate(entries, head.size):
        if entry.at_us < last - SKEW_US:
            why = "is dated before the entry before it"
        elif entry.at_us < confirmed - SKEW_US:
            why = f"is dated before the instant at which {origin} said that it had no more"
        elif entry.at_us > max(now, last) + SKEW_US:
            why = "states an instant that has not come"
        else:
            last = entry.at_us
            continue
        _suspect(conn, origin, f"entry {index} of log {origin} {why}", me.clock.now())
        return


def keep_checkpoint(conn: Connection, target: HeldCheckpoint, at: datetime) -> None:
    """Keep a verified checkpoint; open a trouble where it states an instant ahead of now.

    Args:
        conn: The transaction.
        target: The checkpoint.
        at: Now.
    """
    before = newest_checkpoint(conn, target.origin)
    stated = stated_at(target.note)
    if not store_checkpoint(conn, target) or stated is None or stated <= at + SKEW:
        return
    known = None if before is None else stated_at(before.note)
    if known is None or stated > known + SKEW:  # else it only goes on from there
        text = (
            f"{target.origin} states to have signed its log of {target.size} entries at an "
            "instant that has not come"
        )
        _suspect(conn, target.origin, text, at)


def _suspect(conn: Connection, origin: str, text: str, at: datetime) -> None:
    kind = TroubleKind.SUSPICION
    report_trouble(conn, origin=origin, peer=origin, kind=kind, text=text, at=at)


def contradictions(conn: Connection, me: NodeIdentity, target: HeldCheckpoint) -> list[Doubt]:
    """Find the checkpoints that were seen before and that the log, as it is now held, denies.

    Args:
        conn: The transaction in which the log is held up to the target.
        me: This node; what it has cosigned was judged then.
        target: The checkpoint up to which the log is held.
    """
    origin = target.origin
    ((judged,),) = _JUDGED.rows(conn, {"of": origin, "me": me.code, "up_to": target.size})
    found = []
    for known in checkpoints_between(conn, origin, judged or 0, target.size):
        try:
            doubt = _rewritten(conn, known) or _backdated(conn, me, known, target)
        except (CheckpointError, NotFoundError):  # of a key that was revoked; altered here
            continue
        if doubt is not None:
            found.append(doubt)
    return found


def was_decided(conn: Connection, origin: str, text: str) -> bool:
    """Say whether a person has closed the suspicion that says this of a log."""
    same = (*_suspicions(origin), trouble.c.text == text, trouble.c.closed.is_not(None))
    return conn.execute(select(trouble.c.id).where(*same).limit(1)).first() is not None


def stands(
    conn: Connection, me: NodeIdentity, doubt: Doubt, peer: str, target: HeldCheckpoint
) -> bool:
    """Write a doubt about a log down, and say whether it stands: no person has decided on it.

    Args:
        conn: The transaction.
        me: This node.
        doubt: One of `contradictions`.
        peer: Who has shown the log.
        target: The checkpoint up to which the log is held.
    """
    origin = target.origin
    if was_decided(conn, origin, doubt.text) and not _is_proven(conn, me, doubt):
        return False
    with suppress(StateError):  # so many are open already that no more is kept
        report_doubt(conn, me, doubt, origin, peer)
    if read_head(conn, origin).state is LogState.STOPPED:
        return True
    same = (*_suspicions(origin), trouble.c.closed.is_(None))
    return conn.execute(select(trouble.c.id).where(*same).limit(1)).first() is not None


def _is_proven(conn: Connection, me: NodeIdentity, doubt: Doubt) -> bool:
    if doubt.proof is None:
        return False
    try:
        prove_fraud(me, with_witnesses(conn, doubt.proof))
    except RegisterError:
        return False
    return True


def _suspicions(origin: str) -> tuple[ColumnElement[bool], ...]:
    return trouble.c.origin == origin, trouble.c.kind == TroubleKind.SUSPICION.value


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
    # What was stated ahead of its receipt here dates nothing: that clock ran ahead, and the
    # suspicion was told then.
    before = min(signed, known.at + SKEW) - SKEW
    early = (
        select(log_entry.c.idx, log_entry.c.envelope)
        .where(
            log_entry.c.origin == origin,
            log_entry.c.idx >= known.size,
            log_entry.c.idx < target.size,
            log_entry.c.at < before,
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
