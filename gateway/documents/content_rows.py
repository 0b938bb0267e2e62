"""Rows that say whose contents are held: of which case or denial, put by whom, when."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, select

from gateway.domain.base import Instant, Model
from gateway.store.tables_casework import document_content as table


class HeldContent(Model):
    """Contents that somebody has put.

    Attributes:
        media_type: What the contents show themselves to be.
        put_by: Name of the account.
    """

    sha256: str
    media_type: str
    put_by: str
    put_at: Instant


def add(conn: Connection, subject: str, held: HeldContent) -> None:
    """Insert whose the contents are; where that is known it stays as it is."""
    if held.sha256 not in of_subject(conn, subject):
        conn.execute(insert(table), [{"subject": subject, **held.model_dump()}])


def of_subject(conn: Connection, subject: str) -> dict[str, HeldContent]:
    """Return what is held for a case, by digest."""
    query = select(table).where(table.c.subject == subject)
    return {
        row.sha256: HeldContent(
            sha256=row.sha256, media_type=row.media_type, put_by=row.put_by, put_at=row.put_at
        )
        for row in conn.execute(query)
    }


def digests(conn: Connection) -> frozenset[str]:
    """Return the digests of all contents that somebody has."""
    return frozenset(conn.scalars(select(table.c.sha256).distinct()))


def subjects(conn: Connection) -> frozenset[str]:
    """Return whose contents are held: numbers of cases, denials and whatever names documents."""
    return frozenset(conn.scalars(select(table.c.subject).distinct()))


def forget(conn: Connection, gone: Iterable[str]) -> int:
    """Delete the rows of what is gone; return of how many contents.

    The contents follow at the next sweep, unless another row names them.
    """
    return conn.execute(delete(table).where(table.c.subject.in_(list(gone)))).rowcount


def forget_contents(conn: Connection, lost: Iterable[str]) -> int:
    """Delete the rows of contents that are not there any more; return of how many."""
    return sum(conn.execute(delete(table).where(table.c.sha256 == each)).rowcount for each in lost)
