"""Rows of letters that inform of a requirement: made with a decision, found by number."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, or_, select, update

from gateway.domain.case.informed import InformedLetter, InformedSummary
from gateway.domain.page import Page, PageRequest
from gateway.errors import NotFoundError
from gateway.store.paging import Among, Keyset, read_page
from gateway.store.tables_casework import informed_letter as table


def add(conn: Connection, letter: InformedLetter) -> None:
    """Insert a new letter."""
    row = {"number": letter.number, "case_id": letter.case_id, "decided": letter.decided_at}
    conn.execute(insert(table), [{**row, **_changing(letter)}])


def save(conn: Connection, letter: InformedLetter) -> None:
    """Write a changed letter back."""
    conn.execute(update(table).where(table.c.number == letter.number).values(**_changing(letter)))


def _changing(letter: InformedLetter) -> dict[str, object]:
    return {"last_day": letter.valid_until, "body": letter.model_dump_json()}


def find(conn: Connection, number: str) -> InformedLetter | None:
    """Return the letter of a number, or None."""
    return _read(conn, select(table.c.body).where(table.c.number == number))


def of_case(conn: Connection, case_id: str) -> InformedLetter | None:
    """Return the letter that was decided in a case, or None."""
    return _read(conn, select(table.c.body).where(table.c.case_id == case_id))


def _read(conn: Connection, query: Select[str]) -> InformedLetter | None:
    body = conn.scalar(query)
    return None if body is None else InformedLetter.model_validate_json(body)


def not_past(conn: Connection, day: date) -> Iterator[InformedLetter]:
    """Yield the letters whose last day is not before a day, the oldest first."""
    lasts = or_(table.c.last_day.is_(None), table.c.last_day >= day)
    query = select(table.c.body).where(lasts).order_by(table.c.decided, table.c.number)
    return map(InformedLetter.model_validate_json, conn.scalars(query))


def no_such_letter(number: str) -> NotFoundError:
    """Return the error for a letter that is not there, or not there for who asks."""
    return NotFoundError(
        f"there is no letter {number[:60]} that informs of a requirement",
        remedy="`comity informed list` lists them.",
        number=number[:60],
    )


_NEWEST_FIRST = Keyset("informed letters", (table.c.decided, table.c.number), descending=True)


def listed(
    conn: Connection, asked: PageRequest, *, on: date, among: Among | None = None
) -> Page[InformedSummary]:
    """Return a page of the letters, newest first.

    Args:
        conn: A transaction.
        asked: Which part.
        on: The day on which they are shown.
        among: Says of the ids of cases whose letters are shown; all if absent.

    Raises:
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    query = select(table.c.body)
    if among is not None:
        query = query.where(among(table.c.case_id))
    return read_page(conn, query, _NEWEST_FIRST, asked, lambda row: _summary(row, on))


def _summary(row: Row[*tuple[Any, ...]], on: date) -> InformedSummary:
    letter = InformedLetter.model_validate_json(row[0])
    return InformedSummary(
        number=letter.number,
        case_id=letter.case_id,
        article=letter.article,
        informed=letter.informed.names[0],
        end_users=tuple(each.names[0] for each in letter.end_users),
        destination=letter.destination,
        state=letter.state_on(on),
        valid_from=letter.valid_from,
        valid_until=letter.valid_until,
    )
