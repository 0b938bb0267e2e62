"""Rows of restrictions: what is restricted, why, and who sees it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    delete,
    insert,
    or_,
    select,
)

from gateway.domain.case.restriction import (
    NamedAccount,
    Restriction,
    RestrictionClass,
    RestrictionNote,
)
from gateway.domain.consultation import OPEN_STATES
from gateway.domain.denial import FreeText
from gateway.domain.page import Page, PageRequest
from gateway.store.paging import Keyset, read_page
from gateway.store.tables_casework import consultation as talk
from gateway.store.tables_casework import correspondence as letter
from gateway.store.tables_casework import due_date
from gateway.store.tables_casework import officer as account
from gateway.store.tables_casework import restriction as table
from gateway.store.tables_casework import restriction_account as access


def find(conn: Connection, subject: str) -> Restriction | None:
    """Return the mark on a case or consultation, or None."""
    row = conn.execute(select(table).where(table.c.subject == subject)).first()
    if row is None:
        return None
    named = conn.execute(
        select(access).where(access.c.subject == subject).order_by(access.c.at, access.c.account)
    )
    return Restriction(
        **dict(_note(row)),
        reason=FreeText.model_validate_json(row.reason),
        named=tuple(
            NamedAccount(
                account=each.account,
                by=each.by,
                at=each.at,
                until=each.until,
                reason=FreeText.model_validate_json(each.reason) if each.reason else None,
            )
            for each in named
        ),
    )


def _note(row: Row[*tuple[Any, ...]]) -> RestrictionNote:
    return RestrictionNote(
        subject=row.subject,
        reason_class=RestrictionClass(row.reason_class),
        by=row.by,
        at=row.at,
    )


_NEWEST_FIRST = Keyset("restrictions", (table.c.at, table.c.subject), descending=True)


def listed(conn: Connection, asked: PageRequest) -> Page[RestrictionNote]:
    """Return a page of what is restricted, the newest mark first.

    Raises:
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    return read_page(conn, select(table), _NEWEST_FIRST, asked, _note)


def every(conn: Connection) -> tuple[str, ...]:
    """Return everything that is restricted: cases, and consultations asked of us."""
    return tuple(conn.execute(select(table.c.subject).order_by(table.c.subject)).scalars())


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
    found = conn.execute(query.where(open_ones, talk.c.due <= until)).all()
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
    found = [*found, *conn.execute(dates)]
    return tuple((row.subject, row.due) for row in found)


def add(conn: Connection, mark: Restriction) -> None:
    """Insert a new mark with those whom it names."""
    row = RestrictionNote.model_validate(mark, from_attributes=True).model_dump()
    conn.execute(insert(table), [{**row, "reason": mark.reason.model_dump_json(), "at": mark.at}])
    for each in mark.named:
        put_account(conn, mark.subject, each)


def put_account(conn: Connection, subject: str, named: NamedAccount) -> None:
    """Let an account see what is restricted; what it was allowed before is replaced."""
    take_account(conn, subject, named.account)
    conn.execute(
        insert(access),
        [
            {
                "subject": subject,
                "account": named.account,
                "by": named.by,
                "at": named.at,
                "until": named.until,
                "reason": "" if named.reason is None else named.reason.model_dump_json(),
            }
        ],
    )


def take_account(conn: Connection, subject: str, account: str) -> None:
    """Have an account not see any more what is restricted."""
    row = (access.c.subject == subject, access.c.account == account)
    conn.execute(delete(access).where(*row))


def lift(conn: Connection, subject: str) -> None:
    """Take a mark off; the journal keeps that there was one, and who saw what it covered."""
    conn.execute(delete(access).where(access.c.subject == subject))
    conn.execute(delete(table).where(table.c.subject == subject))
