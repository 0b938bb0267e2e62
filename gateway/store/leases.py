"""Leases of a gateway of several processes: who does what is done once, and until when.

A lease ends by itself unless it is renewed, by the database's clock: those of machines differ.
Each holder has a number that is greater than those of all before it, its fence. Whoever writes
under a lease checks in the same transaction that it still has the greatest. Transactions that
write come one after the other (`gateway.store.writer_lock`), so a process that hung and wakes up
writes nothing more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, cast, func, or_, select, update
from sqlalchemy import extract as extracted
from sqlalchemy.dialects.postgresql import insert

from gateway.errors import Reason
from gateway.store.tables_processes import lease as table


@dataclass(frozen=True, slots=True)
class Lease:
    """That a process does something, until it does not renew it.

    Attributes:
        duty: What it does.
        holder: Name of the process.
        fence: Greater than that of every holder before it.
    """

    duty: str
    holder: str
    fence: int

    def check(self, conn: Connection) -> None:
        """Refuse a transaction of a process whose duty another one has taken over.

        Raises:
            UnavailableError: DUTY_TAKEN_OVER.
        """
        found = conn.execute(select(table.c.fence).where(*self._is_held())).scalar_one_or_none()
        if found is None:
            raise Reason.DUTY_TAKEN_OVER.error("another process does {duty} now", duty=self.duty)

    def renew(self, conn: Connection, life: timedelta) -> bool:
        """Prolong it from now on; say whether it is still held."""
        changed = conn.execute(
            update(table).where(*self._is_held()).values(until=database_now(life))
        )
        return bool(changed.rowcount)

    def give_back(self, conn: Connection) -> None:
        """End it now, for the next who wants it."""
        conn.execute(update(table).where(*self._is_held()).values(until=database_now()))

    def _is_held(self) -> tuple[ColumnElement[bool], ...]:
        mine = (table.c.holder == self.holder, table.c.fence == self.fence)
        return (table.c.duty == self.duty, *mine)


def take(conn: Connection, duty: str, holder: str, life: timedelta) -> Lease | None:
    """Take a lease that nobody holds; None while somebody else does.

    Args:
        conn: A writing transaction on PostgreSQL.
        duty: What is done under it.
        holder: Name of the process that wants it.
        life: How long it is held unless it is renewed.
    """
    wanted: Any = insert(table).values(duty=duty, holder=holder, fence=1, until=database_now(life))
    taken = wanted.on_conflict_do_update(
        index_elements=[table.c.duty],
        set_={"holder": holder, "fence": table.c.fence + 1, "until": database_now(life)},
        where=or_(table.c.holder == holder, table.c.until <= database_now()),
    ).returning(table.c.fence)
    fence = conn.execute(taken).scalar_one_or_none()
    return None if fence is None else Lease(duty, holder, fence)


def holders(conn: Connection) -> dict[str, str]:
    """Return the process that does each duty, where one does now."""
    held = select(table.c.duty, table.c.holder).where(table.c.until > database_now())
    return {row.duty: row.holder for row in conn.execute(held)}


def database_now(later: timedelta = timedelta()) -> ColumnElement[int]:
    """Return PostgreSQL's present instant as our tables keep instants, or a later one."""
    seconds = extracted("epoch", func.clock_timestamp())
    return cast(seconds * 1_000_000, BigInteger) + later // timedelta(microseconds=1)
