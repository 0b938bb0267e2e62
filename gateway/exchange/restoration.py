"""A node whose database is older than what other members hold: what it draws anew.

Every number that others may have seen begins above all that was ever given: the epoch is
drawn, and the journal goes on from the present instant in milliseconds. Nobody needs to be
asked for that, and a second restoration from the same backup does not meet the first
(docs/adr/0019-a-restored-node-gives-no-number-twice.md). Which letters other members give back
is `gateway.exchange.letter_recovery`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import Connection, func, insert, select, update

from gateway.exchange.journal import BEGINNING, newest_instant
from gateway.exchange.sequences import draw_epoch
from gateway.store.tables_exchange import journal_head, restoration, restoration_peer


class NoticedBy(StrEnum):
    """By what a node knows that its database is an older one."""

    COMMAND = "command"  # `comity restore` has said so
    LETTER = "letter"  # a member holds a letter or a receipt of ours that is not here
    LOG = "log"  # a member holds more of our own log


@dataclass(frozen=True, slots=True)
class Restoration:
    """One time at which the database went back.

    Attributes:
        since: Instant of the newest letter that was here; what came later may be lost.
        begun: Whether the new numbers were drawn.
    """

    id: int
    noticed: NoticedBy
    at: datetime
    since: datetime
    begun: bool


def order_restoration(conn: Connection, at: datetime) -> None:
    """Have the node begin a restoration when it starts; for `comity restore`."""
    _insert(conn, NoticedBy.COMMAND, at)


def begin_restoration(conn: Connection, at: datetime, noticed: NoticedBy) -> Restoration:
    """Draw an epoch, move the journal on, and note from when on letters may be lost.

    Args:
        conn: A transaction.
        at: The present instant.
        noticed: By what it is known; one that was ordered is begun, whatever is given.
    """
    ordered = ordered_restoration(conn)
    held = _insert(conn, noticed, at) if ordered is None else ordered.id
    since = newest_instant(conn)
    draw_epoch(conn, at)
    position = (conn.scalar(select(journal_head.c.position)) or 0) + 1
    first = max(position, (at - BEGINNING) // _MILLISECOND)
    moved = conn.execute(update(journal_head).values(position=first - 1))
    if not moved.rowcount:
        conn.execute(insert(journal_head).values(id=1, position=first - 1))
    conn.execute(
        update(restoration)
        .where(restoration.c.id == held)
        .values(since=since, first_position=first)
    )
    return _get(conn, held)


_MILLISECOND = (datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC) - BEGINNING) / 1000


def ordered_restoration(conn: Connection) -> Restoration | None:
    """Return the restoration that was ordered and has not begun, or None."""
    query = select(restoration).where(restoration.c.first_position.is_(None))
    row = conn.execute(query.order_by(restoration.c.id.desc())).first()
    return None if row is None else _get(conn, row.id)


def newest_restoration(conn: Connection) -> Restoration | None:
    """Return the last restoration that has begun, or None where there was none."""
    query = select(func.max(restoration.c.id)).where(restoration.c.first_position.is_not(None))
    newest = conn.scalar(query)
    return None if newest is None else _get(conn, newest)


def finish_peer(conn: Connection, held: Restoration, peer: str, at: datetime) -> None:
    """Note that a member has given back what it had."""
    if peer not in finished_peers(conn, held):
        conn.execute(insert(restoration_peer).values(restoration=held.id, peer=peer, finished=at))


def finished_peers(conn: Connection, held: Restoration) -> Collection[str]:
    """Return the members that have given back what they had."""
    query = select(restoration_peer.c.peer).where(restoration_peer.c.restoration == held.id)
    return frozenset(conn.scalars(query))


def _insert(conn: Connection, noticed: NoticedBy, at: datetime) -> int:
    row = insert(restoration).values(noticed=noticed.value, at=at).returning(restoration.c.id)
    return int(conn.execute(row).scalar_one())


def _get(conn: Connection, number: int) -> Restoration:
    row = conn.execute(select(restoration).where(restoration.c.id == number)).one()
    return Restoration(
        id=row.id,
        noticed=NoticedBy(row.noticed),
        at=row.at,
        since=row.since or BEGINNING,
        begun=row.first_position is not None,
    )
