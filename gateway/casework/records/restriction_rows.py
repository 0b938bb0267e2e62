"""Rows of restrictions: what is restricted, why, and who sees it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, or_, select

from gateway.domain.case.restriction import (
    NamedAccount,
    Restriction,
    RestrictionNote,
)
from gateway.domain.consultation import OPEN_STATES
from gateway.domain.denial import FreeText
from gateway.store.prepared import Prepared
from gateway.store.records import Records, in_columns
from gateway.store.tables_casework import consultation as talk
from gateway.store.tables_casework import correspondence as letter
from gateway.store.tables_casework import due_date
from gateway.store.tables_casework import officer as account
from gateway.store.tables_casework import restriction as table
from gateway.store.tables_casework import restriction_account as access


class _Mark(RestrictionNote):
    """The row of a mark, without those whom it names."""

    reason: FreeText


_MARKS = Records(table, in_columns(_Mark, json=["reason"]))
_NOTES = Records(
    table,
    in_columns(RestrictionNote),
    named="restrictions",
    order=("at", "subject"),
    descending=True,
)
_NAMED = Records(access, in_columns(NamedAccount, json=["reason"]), key=("subject", "account"))
listed = _NOTES.listed

_EVERY = Prepared(select(table.c.subject).order_by(table.c.subject))


def find(conn: Connection, subject: str) -> Restriction | None:
    """Return the mark on a case or consultation, or None."""
    mark = _MARKS.find(conn, subject)
    if mark is None:
        return None
    in_turn = (access.c.at, access.c.account)
    named = _NAMED.every(conn, access.c.subject == subject, by=in_turn)
    return Restriction(**dict(mark), named=named)


def every(conn: Connection) -> tuple[str, ...]:
    """Return everything that is restricted: cases, and consultations asked of us."""
    return tuple(subject for (subject,) in _EVERY.rows(conn, {}))


def seen_by_nobody(conn: Connection) -> tuple[str, ...]:
    """Return what is restricted to accounts of which every one is withdrawn."""
    working = select(access.c.subject).join(account, account.c.name == access.c.account)
    named = working.where(access.c.until.is_(None), account.c.active.is_(True))
    query = select(table.c.subject).where(table.c.subject.not_in(named))
    return tuple(conn.scalars(query.order_by(table.c.subject)))


def running_out(conn: Connection, until: datetime) -> tuple[tuple[str, datetime], ...]:
    """Return what is restricted and has a period that ends by an instant, with its last one.

    Periods of consultations, and dates that were set: a reply that another wants, an answer that
    stands for a time.
    """
    marked = or_(talk.c.case_id == table.c.subject, talk.c.conversation_id == table.c.subject)
    query = select(table.c.subject, talk.c.due).join(talk, marked)
    open_ones = talk.c.state.in_([str(each) for each in OPEN_STATES])
    asked = select(talk.c.conversation_id).where(talk.c.case_id == table.c.subject)
    beside = or_(
        letter.c.case_id == table.c.subject,
        letter.c.conversation_id == table.c.subject,
        letter.c.conversation_id.in_(asked),
    )
    letters = select(letter.c.message_id).where(beside)
    dates = select(table.c.subject, due_date.c.at.label("due")).where(
        due_date.c.at <= until,
        or_(due_date.c.subject == table.c.subject, due_date.c.subject.in_(letters)),
    )
    found = (*conn.execute(query.where(open_ones, talk.c.due <= until)), *conn.execute(dates))
    return tuple((row.subject, row.due) for row in found)


def add(conn: Connection, mark: Restriction) -> None:
    """Insert a new mark with those whom it names."""
    _MARKS.add(conn, _Mark.made_from(mark))
    for each in mark.named:
        put_account(conn, mark.subject, each)


def put_account(conn: Connection, subject: str, named: NamedAccount) -> None:
    """Let an account see what is restricted; what it was allowed before is replaced."""
    _NAMED.put(conn, named, subject=subject)


def take_account(conn: Connection, subject: str, account: str) -> None:
    """Have an account not see any more what is restricted."""
    _NAMED.drop(conn, subject, account)


def lift(conn: Connection, subject: str) -> None:
    """Take a mark off; the journal keeps that there was one, and who saw what it covered."""
    _NAMED.remove(conn, access.c.subject == subject)
    _MARKS.drop(conn, subject)
