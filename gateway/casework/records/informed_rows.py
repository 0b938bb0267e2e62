"""Rows of letters that inform of a requirement: made with a decision, found by number."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, or_

from gateway.domain.case.informed import InformedLetter, InformedSummary
from gateway.domain.page import Page, PageRequest
from gateway.errors import NotFoundError
from gateway.store.paging import Among
from gateway.store.records import Records, in_body, matching
from gateway.store.tables_casework import informed_letter as table


def no_such_letter(number: str) -> NotFoundError:
    """Return the error for a letter that is not here, or that this account may not see."""
    return NotFoundError(
        f"there is no letter {number[:60]} that informs of a requirement",
        remedy="`comity informed list` lists them.",
        number=number[:60],
    )


_LETTERS = Records(
    table,
    in_body(
        InformedLetter,
        once=lambda it: {"number": it.number, "case_id": it.case_id, "decided": it.decided_at},
        columns=lambda it: {"last_day": it.valid_until},
    ),
    named="informed letters",
    order=("decided", "number"),
    descending=True,
    no_such=no_such_letter,
)
add, save, find = _LETTERS.add, _LETTERS.save, _LETTERS.find


def of_case(conn: Connection, case_id: str) -> InformedLetter | None:
    """Return the letter that was decided in a case, or None."""
    return _LETTERS.first(conn, table.c.case_id == case_id)


def not_past(conn: Connection, day: date) -> tuple[InformedLetter, ...]:
    """Return the letters whose last day is not before a day, the oldest first."""
    lasts = or_(table.c.last_day.is_(None), table.c.last_day >= day)
    return _LETTERS.every(conn, lasts, by=(table.c.decided, table.c.number))


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
    wanted = matching(among=(among, table.c.case_id))
    return _LETTERS.listed(conn, asked, *wanted, show=lambda letter: _summary(letter, on))


def _summary(letter: InformedLetter, on: date) -> InformedSummary:
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
