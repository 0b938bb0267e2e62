"""What a person must look at: frauds, suspicions, rollbacks; and logs that are stopped.

A trouble is told once, however often it is met. A stopped log is no longer followed; the
denials that are known from it stay in force and in the search, until a person acts. A
proven fraud is told to everybody (`fraud_notification`); here is noted who knows of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)

from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Instant, Model
from gateway.domain.page import Page, PageRequest
from gateway.errors import NotFoundError, StateError
from gateway.register.log.log_store import LogState, lock_head, mark, read_head
from gateway.register.row_writing import insert_once, upsert
from gateway.store.paging import Keyset, read_page
from gateway.store.prepared import Prepared
from gateway.store.tables_register import checkpoint, fraud_refused, fraud_told, trouble

MAX_FRAUDS = 16
"""Proofs against one origin that are open at a time: one stops it, and who forges many
must not fill this database."""

FIRST_REST, LONGEST_REST = timedelta(hours=1), timedelta(days=7)
"""After who has refused a proof is told it again; each refusal doubles it, up to the second."""

# Asked at every visit of every peer: built once.
_UNTOLD = Prepared(
    select(trouble.c.digest, trouble.c.evidence)
    .where(
        trouble.c.kind == "fraud",
        trouble.c.evidence.is_not(None),
        ~exists().where(
            fraud_told.c.digest == trouble.c.digest, fraud_told.c.peer == bindparam("to")
        ),
        ~exists().where(
            fraud_refused.c.digest == trouble.c.digest,
            fraud_refused.c.peer == bindparam("to"),
            fraud_refused.c.retry_at > bindparam("at", type_=fraud_refused.c.retry_at.type),
        ),
    )
    .order_by(trouble.c.id)
)

_OF_KIND = (
    trouble.c.origin == bindparam("of"),
    trouble.c.kind == bindparam("sort"),
    trouble.c.closed.is_(None),
)
_OPEN = Prepared(select(trouble.c.id).where(*_OF_KIND).limit(1))
_CLOSE = Prepared(
    update(trouble).where(*_OF_KIND).values(closed=bindparam("when"), closed_by=bindparam("by"))
)


class TroubleKind(StrEnum):
    """Kinds of trouble with a log."""

    FRAUD = "fraud"  # two signed statements of its origin contradict each other
    SUSPICION = "suspicion"  # consistency was not proven; proves nothing either
    ROLLBACK = "rollback"  # an older state is shown than was signed before
    CONTENT = "content"  # contents that are released to us have not come
    FLOOD = "flood"  # more was appended than is taken of one log in a day
    NO_EFFECT = "no_effect"  # entries without effect: their key had been revoked


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
    """Write a trouble that nothing proves down unless one like it is open; say whether none was.

    What there is to show of it may be kept as `evidence`: two notes that contradict each
    other, of which one holds by a revoked key only.

    One of a kind, log and peer is open at a time: who lies anew each minute is told once.
    One that was closed and is met again is open again. A fraud is `report_fraud`'s.
    """
    same = (trouble.c.origin == origin, trouble.c.peer == peer, trouble.c.kind == kind.value)
    if conn.execute(select(trouble.c.id).where(*same, trouble.c.closed.is_(None))).first():
        return False
    digest = sha256(f"{origin}\0{peer}\0{kind.value}\0{text}".encode()).digest()
    row = {"digest": digest, "at": at, "origin": origin, "peer": peer, "text": text}
    new = insert_once(conn, trouble, row | {"kind": kind.value, "evidence": evidence})
    if not new:
        known = trouble.c.digest == digest
        query = update(trouble).where(known, trouble.c.closed.is_not(None))
        again = conn.execute(query.values(closed=None, closed_by=None).returning(trouble.c.id))
        new = again.first() is not None
    return new


class ProvenFraud(NamedTuple):
    """A fraud proof that was verified, as it is kept.

    Attributes:
        origin: Owner of the log.
        text: What it has done.
        digest: Names the contradiction; of `digest_of`.
        evidence: The proof, as JSON.
        heads: Size and root of its two notes.
        signed: By when both were signed, as the origin states; None where it does not.
    """

    origin: str
    text: str
    digest: bytes
    evidence: bytes
    heads: tuple[tuple[int, bytes], ...]
    signed: datetime | None


class OfficersWord(NamedTuple):
    """That an officer has looked at what was proven of a log that is followed: when, and who."""

    at: datetime
    by: str


def report_fraud(
    conn: Connection, found: ProvenFraud, *, peer: str, at: datetime, stop: bool, again: bool
) -> bool:
    """Write a proven fraud down and stop its origin; say whether that is news.

    The same contradiction is one trouble, whoever shows it. What a person has decided on is
    not opened again when another member tells it or is met with it; nor is what the origin
    had signed before that decision opened then: two logs of one fork contradict each other
    at each of their sizes. It is kept, as closed by that decision.

    Args:
        conn: The transaction.
        found: The fraud.
        peer: Who showed or told it.
        at: Now.
        stop: Whether the origin is stopped: this node does not stop itself.
        again: Whether it counts although a person has decided on it: where the origin itself
            shows its other log again.

    Raises:
        StateError: So many proofs against the origin are open that no more is kept.
    """
    origin, digest = found.origin, found.digest
    known = conn.execute(select(trouble.c.closed).where(trouble.c.digest == digest)).first()
    if known is not None and known.closed is not None and not again:
        return False
    if known is None:
        decision = None if again else _decision(conn, found)
        count = _count(conn, origin, None if decision is None else decision.at)
        if decision is not None:
            if count < MAX_FRAUDS:
                _keep(conn, found, peer, at, decision)
            return False
        if count >= MAX_FRAUDS:
            raise StateError(
                "{max_frauds} fraud proofs against {origin} are open here already",
                remedy="An officer must look at them first; the log is stopped.",
                origin=origin,
                max_frauds=MAX_FRAUDS,
            )
        _keep(conn, found, peer, at)
    else:
        same_one = update(trouble).where(trouble.c.digest == digest)
        conn.execute(same_one.values(closed=None, closed_by=None))
    if stop:
        lock_head(conn, origin)
        mark(conn, origin, state=LogState.STOPPED.value, reason=found.text)
    return known is None or known.closed is not None


def _keep(
    conn: Connection,
    found: ProvenFraud,
    peer: str,
    at: datetime,
    decision: OfficersWord | None = None,
) -> None:
    row = {
        "digest": found.digest,
        "at": at,
        "origin": found.origin,
        "peer": peer,
        "kind": TroubleKind.FRAUD.value,
        "text": found.text,
        "evidence": found.evidence,
    }
    if decision is not None:
        row |= {"closed": decision.at, "closed_by": decision.by}
    insert_once(conn, trouble, row)


def _count(conn: Connection, origin: str, closed: datetime | None) -> int:
    """Count the frauds of an origin that are open, or that one decision has closed."""
    same = (trouble.c.origin == origin, trouble.c.kind == TroubleKind.FRAUD.value)
    when = trouble.c.closed.is_(None) if closed is None else trouble.c.closed == closed
    return conn.execute(select(func.count()).where(*same, when)).scalar() or 0


def _decision(conn: Connection, found: ProvenFraud) -> OfficersWord | None:
    """Return the last decision on what its origin did, if it covers this contradiction too.

    It covers what was signed by then, as the origin states. It can state a false instant:
    so a log that has come here since is not covered, whatever it states.
    """
    origin = found.origin
    if read_head(conn, origin).state is LogState.STOPPED or found.signed is None:
        return None
    last = conn.execute(
        select(trouble.c.closed, trouble.c.closed_by)
        .where(
            trouble.c.origin == origin,
            trouble.c.kind == TroubleKind.FRAUD.value,
            trouble.c.closed.is_not(None),
        )
        .order_by(trouble.c.closed.desc())
        .limit(1)
    ).first()
    if last is None or found.signed > last.closed:
        return None
    since = exists().where(
        checkpoint.c.origin == origin,
        checkpoint.c.at > last.closed,
        or_(*((checkpoint.c.size == n) & (checkpoint.c.root == root) for n, root in found.heads)),
    )
    return (
        None if conn.execute(select(since)).scalar() else OfficersWord(last.closed, last.closed_by)
    )


def untold(conn: Connection, peer: str, at: datetime) -> list[tuple[bytes, str]]:
    """List the proven frauds that a member is to be told now: digest and proof.

    Also those that a person has decided on: that decision binds nobody else. Not those that
    it has refused a while ago.
    """
    rows = _UNTOLD.rows(conn, {"to": peer, "at": at})
    return [(digest, evidence.decode()) for digest, evidence in rows]


def mark_told(conn: Connection, digest: bytes, peer: str, at: datetime) -> None:
    """Note that a member knows of a proven fraud: it was told, or has told us."""
    insert_once(conn, fraud_told, {"digest": digest, "peer": peer, "at": at})
    conn.execute(delete(fraud_refused).where(*_refused(digest, peer)))


def put_off(conn: Connection, digest: bytes, peer: str, at: datetime) -> None:
    """Note that a member has refused a proof: it is told again after a rest, each time longer."""
    query = select(fraud_refused.c.times).where(*_refused(digest, peer))
    times = conn.execute(query).scalar() or 0
    rest = min(FIRST_REST * 2 ** min(times, 16), LONGEST_REST)
    row = {"digest": digest, "peer": peer, "times": times + 1, "retry_at": at + rest}
    upsert(conn, fraud_refused, row)


def _refused(digest: bytes, peer: str) -> tuple[ColumnElement[bool], ...]:
    return (fraud_refused.c.digest == digest, fraud_refused.c.peer == peer)


def is_known(conn: Connection, digest: bytes, peer: str) -> tuple[bool, bool]:
    """Say whether a fraud is kept here, and whether it is noted that a member knows of it."""
    kept = exists().where(trouble.c.digest == digest)
    noted = exists().where(fraud_told.c.digest == digest, fraud_told.c.peer == peer)
    row = conn.execute(select(kept, noted)).one()
    return bool(row[0]), bool(row[1])


def told_of(
    conn: Connection, trouble_id: int, members: Iterable[str] = ()
) -> Mapping[str, datetime | None]:
    """Return who has been told of a fraud and when; None for a member that has not been.

    Args:
        conn: A reading transaction.
        trouble_id: The trouble.
        members: Who is to be told; `gateway.register.sync.fraud_notification.audience`.
    """
    rows = conn.execute(
        select(fraud_told.c.peer, fraud_told.c.at)
        .join(trouble, trouble.c.digest == fraud_told.c.digest)
        .where(trouble.c.id == trouble_id)
    )
    return dict.fromkeys(members) | {row.peer: row.at for row in rows}


_OLDEST_FIRST = Keyset("troubles", (trouble.c.id,))


def list_troubles(conn: Connection, *, open_only: bool = True) -> list[Trouble]:
    """List troubles, the oldest first."""
    return [_trouble(row) for row in conn.execute(_chosen(open_only).order_by(trouble.c.id))]


def page_of_troubles(conn: Connection, asked: PageRequest, *, open_only: bool) -> Page[Trouble]:
    """Return a page of the troubles, the oldest first.

    Raises:
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    return read_page(conn, _chosen(open_only), _OLDEST_FIRST, asked, _trouble)


def _chosen(open_only: bool) -> Select[*tuple[Any, ...]]:  # noqa: FBT001
    query = select(trouble)
    return query.where(trouble.c.closed.is_(None)) if open_only else query


def _trouble(row: Row[*tuple[Any, ...]]) -> Trouble:
    held = row._mapping
    evidence = None if row.evidence is None else row.evidence.decode()
    return Trouble(**{name: held[name] for name in Trouble.model_fields} | {"evidence": evidence})


def close_trouble(conn: Connection, trouble_id: int, *, officer: str, at: datetime) -> None:
    """Note that a person has looked at a trouble; a stopped log stays stopped.

    Raises:
        NotFoundError: There is no such trouble.
        StateError: It is closed already.
    """
    row = conn.execute(select(trouble.c.closed).where(trouble.c.id == trouble_id)).one_or_none()
    if row is None:
        raise NotFoundError(
            "There is no such trouble.",
            remedy="{listRegisterTroubles} lists them.",
            trouble=trouble_id,
        )
    if row.closed is not None:
        raise StateError(
            "The trouble is closed already.",
            remedy="{listRegisterTroubles} lists those that are open.",
            trouble=trouble_id,
        )
    conn.execute(
        update(trouble).where(trouble.c.id == trouble_id).values(closed=at, closed_by=officer)
    )


def has_open(conn: Connection, origin: str, kind: TroubleKind) -> bool:
    """Say whether a trouble of a kind with a log is open."""
    row = _OPEN.first(conn, {"of": origin, "sort": kind.value})
    return row is not None


def close_kind(
    conn: Connection, origin: str, kind: TroubleKind, *, closed_by: str, at: datetime
) -> None:
    """Close the open troubles of one kind with a log, since their cause is gone."""
    _CLOSE.run(conn, {"of": origin, "sort": kind.value, "when": at, "by": closed_by})


def follow_again(conn: Connection, origin: str, *, officer: str, at: datetime) -> None:
    """Follow a stopped log again, on an officer's word; its open troubles are closed.

    The own log, of which others hold more, is appended to again.

    Raises:
        StateError: The log is not stopped.
    """
    if lock_head(conn, origin).state is LogState.FOLLOWING:
        raise StateError(
            "Log {origin} is not stopped.",
            remedy="{listRegisters} shows how far each is held.",
            origin=origin,
        )
    mark(conn, origin, state=LogState.FOLLOWING.value, reason="")
    conn.execute(
        update(trouble)
        .where(trouble.c.origin == origin, trouble.c.closed.is_(None))
        .values(closed=at, closed_by=officer)
    )
