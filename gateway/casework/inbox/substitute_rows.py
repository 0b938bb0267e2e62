"""Rows of substitutes: who stands in for whom, and until when."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection, or_, select

from gateway.domain.inbox import Substitute, WantedSubstitute
from gateway.domain.page import Page, PageRequest
from gateway.errors import NotFoundError
from gateway.store.records import Records, in_columns
from gateway.store.tables_inbox import substitute as table


def no_such_substitute(number: int) -> NotFoundError:
    """Return the error for a number that no substitute has, or none that the account sees."""
    return NotFoundError(
        "there is no substitute {number}", remedy="{listSubstitutes} lists them.", number=number
    )


_SUBSTITUTES = Records(
    table,
    in_columns(Substitute),
    named="substitutes",
    descending=True,
    no_such=no_such_substitute,
)
get = _SUBSTITUTES.get


def add(conn: Connection, wanted: WantedSubstitute, *, by: str, at: datetime) -> Substitute:
    """Write that one officer stands in for another."""
    row = {**dict(wanted), "by": by, "at": at, "ended_by": ""}
    return Substitute(**row, number=_SUBSTITUTES.insert(conn, **row))


def end(conn: Connection, number: int, *, by: str, at: datetime) -> None:
    """Write that somebody stands in no more."""
    _SUBSTITUTES.change(conn, number, ended=at, ended_by=by)


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
    where = [] if naming is None else [or_(table.c.absent == naming, table.c.stands_in == naming)]
    return _SUBSTITUTES.listed(conn, asked, *where)
