"""What a person must look at: frauds, suspicions, rollbacks; and logs that are stopped.

A trouble is told once, however often it is met. A stopped log is no longer followed; the
denials that are known from it stay in force and in the search, until a person acts.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import Connection, select, update

from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Instant, Model
from gateway.errors import NotFoundError, StateError
from gateway.register.logbook import LogState, lock_head, mark
from gateway.register.rows import insert_once
from gateway.store.tables_register import trouble


class TroubleKind(StrEnum):
    """Kinds of trouble with a log."""

    FRAUD = "fraud"  # two signed statements of its origin contradict each other
    SUSPICION = "suspicion"  # consistency was not proven; proves nothing either
    ROLLBACK = "rollback"  # an older state is shown than was signed before
    CONTENT = "content"  # contents that are released to us have not come


class Trouble(Model):
    """One trouble.

    Attributes:
        origin: Owner of the log.
        peer: Who showed it.
        evidence: JSON of the fraud proof, for a fraud.
    """

    id: int
    at: Instant
    origin: AuthorityCode
    peer: AuthorityCode
    kind: TroubleKind
    text: str
    evidence: str | None = None
    closed: Instant | None = None
    closed_by: str | None = None


def report_trouble(
    conn: Connection,
    *,
    origin: str,
    peer: str,
    kind: TroubleKind,
    text: str,
    at: datetime,
    evidence: bytes | None = None,
) -> bool:
    """Write a trouble down unless one like it is open; say whether none was.

    One of a kind, log and peer is open at a time: who lies anew each minute is told once.
    One that was closed and is met again is open again. A fraud stops the log every time.
    """
    if kind is TroubleKind.FRAUD:
        lock_head(conn, origin)
        mark(conn, origin, state=LogState.STOPPED.value, reason=text)
    same = (trouble.c.origin == origin, trouble.c.peer == peer, trouble.c.kind == kind.value)
    if conn.execute(select(trouble.c.id).where(*same, trouble.c.closed.is_(None))).first():
        return False
    told = f"{origin}\0{peer}\0{kind.value}\0{text}".encode() + (evidence or b"")
    digest = sha256(told).digest()
    new = insert_once(
        conn,
        trouble,
        {
            "digest": digest,
            "at": at,
            "origin": origin,
            "peer": peer,
            "kind": kind.value,
            "text": text,
            "evidence": evidence,
        },
    )
    if not new:
        known = trouble.c.digest == digest
        query = update(trouble).where(known, trouble.c.closed.is_not(None))
        again = conn.execute(query.values(closed=None, closed_by=None).returning(trouble.c.id))
        new = again.first() is not None
    return new


def list_troubles(conn: Connection, *, open_only: bool = True) -> list[Trouble]:
    """List troubles, the oldest first."""
    query = select(trouble).order_by(trouble.c.id)
    if open_only:
        query = query.where(trouble.c.closed.is_(None))
    return [
        Trouble(
            id=row.id,
            at=row.at,
            origin=row.origin,
            peer=row.peer,
            kind=TroubleKind(row.kind),
            text=row.text,
            evidence=None if row.evidence is None else row.evidence.decode(),
            closed=row.closed,
            closed_by=row.closed_by,
        )
        for row in conn.execute(query)
    ]


def close_trouble(conn: Connection, trouble_id: int, *, officer: str, at: datetime) -> None:
    """Note that a person has looked at a trouble; a stopped log stays stopped.

    Raises:
        NotFoundError: There is no such trouble.
        StateError: It is closed already.
    """
    row = conn.execute(select(trouble.c.closed).where(trouble.c.id == trouble_id)).one_or_none()
    if row is None:
        raise NotFoundError("There is no such trouble.", trouble=str(trouble_id))
    if row.closed is not None:
        raise StateError("The trouble is closed already.", trouble=str(trouble_id))
    conn.execute(
        update(trouble).where(trouble.c.id == trouble_id).values(closed=at, closed_by=officer)
    )


def close_kind(
    conn: Connection, origin: str, kind: TroubleKind, *, closed_by: str, at: datetime
) -> None:
    """Close the open troubles of one kind with a log, since their cause is gone."""
    conn.execute(
        update(trouble)
        .where(trouble.c.origin == origin, trouble.c.kind == kind, trouble.c.closed.is_(None))
        .values(closed=at, closed_by=closed_by)
    )


def follow_again(conn: Connection, origin: str, *, officer: str, at: datetime) -> None:
    """Follow a stopped log again, on an officer's word; its open troubles are closed.

    Raises:
        StateError: The log is not stopped.
    """
    if lock_head(conn, origin).state is not LogState.STOPPED:
        raise StateError(f"Log {origin} is not stopped.", origin=origin)
    mark(conn, origin, state=LogState.FOLLOWING.value, reason="")
    conn.execute(
        update(trouble)
        .where(trouble.c.origin == origin, trouble.c.closed.is_(None))
        .values(closed=at, closed_by=officer)
    )
