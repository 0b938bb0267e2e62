"""Instants of the own log: each entry states the one at which it was appended.

The own log refuses to append an entry that is dated back: it would sign what others take for
a forgery. Where the own clock once ran ahead, an officer may have the log go on from its end
(`carry_on`): each entry then states the instant of that end until the clock has reached it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from gateway.errors import Reason, StateError
from gateway.exchange.identity import NodeIdentity
from gateway.register.log.checkpoints import newest_checkpoint
from gateway.register.log.fraud import SKEW
from gateway.register.log.log_store import CheckedEntry, lock_head, read_head
from gateway.register.log.note_lines import stated_at
from gateway.register.row_writing import MICROSECOND, from_microseconds, to_microseconds, upsert
from gateway.store.prepared import Prepared
from gateway.store.tables_register import carried_instant, log_entry

SKEW_US = SKEW // MICROSECOND
"""By how much two clocks may differ, in microseconds."""

# Asked at every append: built once.
_INSTANT = Prepared(
    select(log_entry.c.at).where(
        log_entry.c.origin == bindparam("of"), log_entry.c.idx == bindparam("place")
    )
)
_CARRIED = select(carried_instant.c.until).where(carried_instant.c.origin == bindparam("of"))


def require_order(
    conn: Connection, me: NodeIdentity, size: int, entries: Sequence[CheckedEntry]
) -> None:
    """Refuse to append what is dated before the own log's end, or by an implausible clock.

    Raises:
        StateError: The clock was set back by more than the skew.
        TrustError: DIRECTORY_EXPIRED, the clock stands after the grace period of the
            directory: nothing could be given to anybody, and a clock that runs ahead would
            date the log's end so.
    """
    if not me.directory().within_grace(me.clock.now()):
        raise Reason.DIRECTORY_EXPIRED.error(
            "the clock stands after the end of the directory's grace period: nothing is appended",
            remedy="Set the clock right if it runs ahead; else fetch the newest directory.",
        )
    last = _end_us(conn, me.code, size)
    if any(entry.at_us < last - SKEW_US for entry in entries):
        raise StateError(
            "the clock stands before the end of our own log: it was set back, or ran ahead before",
            remedy="Set the clock right. What is dated before a checkpoint that we have signed "
            "would be taken for a forgery. If the clock is right and ran ahead when the "
            "end was written, an officer may have the log go on with {followRegister}.",
            origin=me.code,
        )


def _end_us(conn: Connection, origin: str, size: int) -> int:
    """Return the latest instant that the end of the own log states, entry and checkpoint."""
    signed = newest_checkpoint(conn, origin)
    stated = None if signed is None else stated_at(signed.note)
    last = instant_us(conn, origin, size - 1)
    return last if stated is None else max(last, to_microseconds(stated))


def instant_of_append(conn: Connection, me: NodeIdentity, at: datetime) -> datetime:
    """Return the instant that an act of now states in the own log.

    That is now; or the log's end, where it was dated ahead and an officer has decided to go on.
    """
    decided = conn.execute(_CARRIED, {"of": me.code}).scalar()
    if decided is None or at > decided:
        return at
    end = _end_us(conn, me.code, read_head(conn, me.code).size)
    return from_microseconds(end) if end <= to_microseconds(decided) else at


def carry_on(conn: Connection, me: NodeIdentity, *, officer: str) -> bool:
    """Have the own log go on from its end although that is dated ahead; say whether it is.

    The instants stay in order, so nobody takes the next entry for a forgery. Each of them
    states more than the clock shows; the act of the officer, on record, says why.
    """
    at = me.clock.now()
    end = _end_us(conn, me.code, lock_head(conn, me.code).size)
    if end - SKEW_US <= to_microseconds(at):
        return False
    row = {"origin": me.code, "until": from_microseconds(end), "at": at, "decided_by": officer}
    upsert(conn, carried_instant, row)
    return True


def instant_us(conn: Connection, origin: str, index: int) -> int:
    """Return the instant that an entry states, 0 where there is none, in microseconds."""
    row = _INSTANT.first(conn, {"of": origin, "place": index}) if index >= 0 else None
    return 0 if row is None else to_microseconds(row[0])
