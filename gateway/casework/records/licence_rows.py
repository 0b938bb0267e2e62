"""Rows of licences, found by number, shown as they stand; and of what has left under them.

Rows of letters that inform of a requirement: made with a decision, found by number.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, or_, select

from gateway.casework.open_work import followers
from gateway.casework.open_work.followers import Listed
from gateway.domain.case import Case, Licence, LicenceSummary, RecordedUse
from gateway.domain.case.catch_all_letter import InformedLetter, InformedSummary
from gateway.domain.lists.filters import EVERY_LICENCE, LicenceFilter
from gateway.domain.page import Page, PageRequest
from gateway.errors import NotFoundError
from gateway.matching.parties.party import is_called
from gateway.store.paging import Among
from gateway.store.records import Records, in_body, matching
from gateway.store.tables_casework import informed_letter, licence_case
from gateway.store.tables_casework import licence as table
from gateway.store.tables_casework import licence_use as used


def no_such_licence(number: str) -> NotFoundError:
    """Return the error for a licence that is not here, or that this account may not see."""
    return NotFoundError(
        "there is no licence {licence}", remedy="{listLicences} lists them.", licence=number[:60]
    )


_LICENCES = Records(
    table,
    in_body(
        Licence,
        once=lambda it: {"number": it.number, "case_id": it.case_id, "granted": it.granted_at},
        columns=lambda it: {"last_day": it.last_day},
    ),
    named="licences",
    order=("granted", "number"),
    descending=True,
    no_such=no_such_licence,
)
add, save, find = _LICENCES.add, _LICENCES.save, _LICENCES.find


def of_case(conn: Connection, case_id: str, *, lock: bool = False) -> Licence | None:
    """Return the licence that was granted in a case, or None; its row locked to be changed."""
    return _LICENCES.first(conn, table.c.case_id == case_id, lock=lock)


def past(conn: Connection, case_ids: Collection[str], day: date) -> frozenset[str]:
    """Return those of some cases whose licence has had its last day before a day."""
    query = select(table.c.case_id).where(table.c.case_id.in_(case_ids), table.c.last_day < day)
    return frozenset(conn.scalars(query))


def listed(
    conn: Connection,
    asked: PageRequest,
    chosen: LicenceFilter = EVERY_LICENCE,
    *,
    on: date,
    among: Among | None = None,
) -> Page[LicenceSummary]:
    """Return a page of the licences, newest first.

    Args:
        conn: A transaction.
        asked: Which part.
        chosen: Which of them.
        on: The day on which they are shown.
        among: Says of the ids of cases whose licences are shown; all if absent.

    Raises:
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    query = select(table.c.body, licence_case.c.body).join(
        licence_case, licence_case.c.case_id == table.c.case_id
    )
    wanted = [*matching(among=(among, table.c.case_id)), *_where(conn, chosen)]

    def show(row: Row[*tuple[Any, ...]]) -> LicenceSummary | None:
        licence = Licence.model_validate_json(row[0])
        exporter = licence.exporter.value
        if chosen.exporter and (exporter is None or not is_called(exporter, chosen.exporter)):
            return None
        summary = _summary(licence, row[1], on)
        return summary if chosen.state in {None, summary.state} else None

    return _LICENCES.listed_rows(conn, asked, *wanted, query=query, show=show)


def _where(conn: Connection, chosen: LicenceFilter) -> Iterator[ColumnElement[bool]]:
    if chosen.mrn:
        yield table.c.number.in_(select(used.c.number).where(used.c.reference == chosen.mrn))
    yield from matching(
        (licence_case.c.reference, chosen.reference),
        (licence_case.c.destination, chosen.destination),
    )
    if chosen.ends_from is not None:
        yield table.c.last_day >= chosen.ends_from
    if chosen.ends_until is not None:
        yield table.c.last_day <= chosen.ends_until
    yield from followers.has_words(conn, Listed.CASE, table.c.case_id, chosen.words)


def _summary(licence: Licence, case: str, on: date) -> LicenceSummary:
    standing = licence.standing(on, Case.model_validate_json(case).licence)
    return LicenceSummary.made_from(standing)


_USES = Records(
    used,
    in_body(RecordedUse, once=lambda it: {"reference": it.reference, "told": it.told_at}),
    named="licence uses",
    order=("told", "reference"),
    descending=True,
)


def add_use(conn: Connection, number: str, use: RecordedUse) -> None:
    """Insert a use of the licence of a number."""
    _USES.add(conn, use, number=number)


def save_use(conn: Connection, number: str, use: RecordedUse) -> None:
    """Write a changed use back."""
    _USES.change(conn, number, use.reference, body=use.model_dump_json())


find_use = _USES.find
"""Return the use of the licence of a number that was told under a reference, or None."""


def listed_uses(conn: Connection, number: str, asked: PageRequest) -> Page[RecordedUse]:
    """Return a page of the uses of a licence, those first that were told last.

    Raises:
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    return _USES.listed(conn, asked, used.c.number == number)


# --- letters that inform of a requirement: made with a decision too --------------------------


def no_such_letter(number: str) -> NotFoundError:
    """Return the error for a letter that is not here, or that this account may not see."""
    return NotFoundError(
        "there is no letter {number} that informs of a requirement",
        remedy="{listCatchAllLetters} lists them.",
        number=number[:60],
    )


_LETTERS = Records(
    informed_letter,
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
add_informed, save_informed, find_informed = _LETTERS.add, _LETTERS.save, _LETTERS.find


def informed_of_case(conn: Connection, case_id: str) -> InformedLetter | None:
    """Return the letter that was decided in a case, or None."""
    return _LETTERS.first(conn, informed_letter.c.case_id == case_id)


def not_past(conn: Connection, day: date) -> tuple[InformedLetter, ...]:
    """Return the letters whose last day is not before a day, the oldest first."""
    lasts = or_(informed_letter.c.last_day.is_(None), informed_letter.c.last_day >= day)
    return _LETTERS.every(conn, lasts, by=(informed_letter.c.decided, informed_letter.c.number))


def listed_informed(
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
    wanted = matching(among=(among, informed_letter.c.case_id))
    return _LETTERS.listed(conn, asked, *wanted, show=lambda letter: _informed_summary(letter, on))


def _informed_summary(letter: InformedLetter, on: date) -> InformedSummary:
    return InformedSummary.made_from(
        letter,
        informed=letter.informed.names[0],
        end_users=tuple(each.names[0] for each in letter.end_users),
        state=letter.state_on(on),
    )
