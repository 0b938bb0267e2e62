"""Rows that say whose contents are held: of which case or denial, put by whom, when.

What waits for a scanner has a row too, and nobody is told that its contents are here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, select, update

from gateway.domain.base import Instant, Model
from gateway.store.records import Records, in_columns
from gateway.store.tables_casework import document_content as table


class HeldContent(Model):
    """Contents that somebody has put.

    Attributes:
        media_type: What the contents show themselves to be.
        put_by: Name of the account.
        released_at: Since when they are given to who may read them; None: they wait for a scanner.
    """

    sha256: str
    media_type: str
    put_by: str
    put_at: Instant
    released_at: Instant | None


class WaitingContent(NamedTuple):
    """Contents that wait for a scanner, and whose they are."""

    subject: str
    held: HeldContent


_HELD = Records(table, in_columns(HeldContent), order=["put_at"])
find = _HELD.find


def add(conn: Connection, subject: str, held: HeldContent) -> None:
    """Insert whose the contents are; where that is known it stays as it is."""
    if find(conn, subject, held.sha256) is None:
        _HELD.add(conn, held, subject=subject)


def of_subject(
    conn: Connection, subject: str, *, waiting_too: bool = False
) -> dict[str, HeldContent]:
    """Return the contents of a case that may be given to who may read it, by digest.

    Args:
        conn: A transaction.
        subject: The case, or what else names documents.
        waiting_too: Also those that wait for the scanner, which nobody is given.
    """
    given = () if waiting_too else (table.c.released_at.is_not(None),)
    found = _HELD.each(conn, table.c.subject == subject, *given, by=())
    return {each.sha256: each for each in found}


def waiting(conn: Connection) -> list[WaitingContent]:
    """Return all contents that wait for a scanner, those first that came first."""
    query = _HELD.query.add_columns(table.c.subject).where(table.c.released_at.is_(None))
    found = conn.execute(query.order_by(table.c.put_at))
    return [WaitingContent(row.subject, _HELD.read(row)) for row in found]


def release(conn: Connection, subject: str, sha256: str, at: datetime) -> bool:
    """Release contents that waited; return whether they did."""
    waits = (table.c.subject == subject, table.c.sha256 == sha256, table.c.released_at.is_(None))
    return conn.execute(update(table).where(*waits).values(released_at=at)).rowcount > 0


def whose(conn: Connection, sha256: str) -> list[str]:
    """Return whose the contents of a digest are."""
    query = select(table.c.subject).where(table.c.sha256 == sha256)
    return list(conn.scalars(query.order_by(table.c.subject)))


def held_for(conn: Connection, subjects: Collection[str]) -> frozenset[str]:
    """Return the digests of the contents that may be given for any of some subjects."""
    query = select(table.c.sha256).where(
        table.c.subject.in_(subjects), table.c.released_at.is_not(None)
    )
    return frozenset(conn.scalars(query))


def digests(conn: Connection) -> frozenset[str]:
    """Return the digests of all contents that somebody has."""
    return frozenset(conn.scalars(select(table.c.sha256).distinct()))


def some_digests(conn: Connection, first: int, most: int) -> list[str]:
    """Return some of the digests of all contents in their order, round and round.

    Args:
        conn: A transaction.
        first: Number of the first of them, as great as it may be.
        most: How many at most.
    """
    every = sorted(digests(conn))
    return [every[(first + each) % len(every)] for each in range(min(most, len(every)))]


def subjects(conn: Connection) -> frozenset[str]:
    """Return whose contents are held: numbers of cases, denials and whatever names documents."""
    return frozenset(conn.scalars(select(table.c.subject).distinct()))


def forget(conn: Connection, gone: Iterable[str]) -> int:
    """Delete the rows of what is gone; return of how many contents.

    The contents follow at the next sweep, unless another row names them.
    """
    return _HELD.remove(conn, table.c.subject.in_(list(gone)))


def forget_contents(conn: Connection, lost: Iterable[str]) -> int:
    """Delete the rows of contents that are not there any more; return of how many."""
    return sum(_HELD.remove(conn, table.c.sha256 == each) for each in lost)
