"""Rows of substitutes: who stands in for whom, and until when."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, or_, select, update

from gateway.domain.inbox import Substitute, WantedSubstitute
from gateway.domain.page import Page, PageRequest
from gateway.errors import NotFoundError
from gateway.store.paging import Keyset, read_page
from gateway.store.tables_inbox import substitute as table

_NEWEST_FIRST = Keyset("substitutes", (table.c.number,), descending=True)


def add(conn: Connection, wanted: WantedSubstitute, *, by: str, at: datetime) -> Substitute:
    """Write that one officer stands in for another."""
    row = {**dict(wanted), "by": by, "at": at, "ended_by": ""}
    number = conn.execute(insert(table).values(**row).returning(table.c.number)).scalar_one()
    return Substitute(**row, number=number)


def get(conn: Connection, number: int) -> Substitute:
    """Return a substitute by number.

    Raises:
        NotFoundError: There is none of this number.
    """
    row = conn.execute(select(table).where(table.c.number == number)).first()
    if row is None:
        raise no_such_substitute(number)
    return _read(row)


def no_such_substitute(number: int) -> NotFoundError:
    """Return the error for a number that no substitute has, or none that the account sees."""
    return NotFoundError(
        f"there is no substitute {number}",
        remedy="`comity inbox substitutes` lists them.",
        number=str(number),
    )


def end(conn: Connection, number: int, *, by: str, at: datetime) -> None:
    """Write that somebody stands in no more."""
    conn.execute(update(table).where(table.c.number == number).values(ended=at, ended_by=by))


def stood_in_for(conn: Connection, account: str, today: date) -> dict[str, date]:
    """Return for whom an account stands in on a day, each with the last day of it."""
    query = select(table.c.absent, table.c.last).where(
        table.c.stands_in == account,
        table.c.ended.is_(None),
        table.c.first <= today,
        table.c.last >= today,
    )
    found: dict[str, date] = {}
    for row in conn.execute(query.order_by(table.c.last)):
        found[row.absent] = row.last
    return found


def listed(conn: Connection, asked: PageRequest, *, naming: str | None) -> Page[Substitute]:
    """Return a page of the substitutes, newest first.

    Args:
        conn: A transaction.
        asked: Which part.
        naming: Only those in which this account is absent or stands in; None: all.

    Raises:
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    query = select(table)
    if naming is not None:
        query = query.where(_names(naming))
    return read_page(conn, query, _NEWEST_FIRST, asked, _read)


def _names(account: str) -> ColumnElement[bool]:
    return or_(table.c.absent == account, table.c.stands_in == account)


def _read(row: Row[*tuple[Any, ...]]) -> Substitute:
    found = {name: getattr(row, name) for name in Substitute.model_fields}
    return Substitute(**found)
