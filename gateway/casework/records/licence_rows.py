"""Rows of licences, found by number, shown as they stand; and of what has left under them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, insert, select, update

from gateway.casework.records import list_word_rows
from gateway.casework.records.list_word_rows import Listed
from gateway.domain.case import Case, Licence, LicenceSummary, RecordedUse
from gateway.domain.lists.filters import EVERY_LICENCE, LicenceFilter
from gateway.domain.page import Page, PageRequest
from gateway.errors import NotFoundError
from gateway.matching.parties.party import is_called
from gateway.store.paging import Among, Keyset, read_page
from gateway.store.tables_casework import licence as table
from gateway.store.tables_casework import licence_case
from gateway.store.tables_casework import licence_use as used


def add(conn: Connection, licence: Licence) -> None:
    """Insert a new licence."""
    conn.execute(
        insert(table),
        [
            {
                "number": licence.number,
                "case_id": licence.case_id,
                "granted": licence.granted_at,
                **_changing(licence),
            }
        ],
    )


def save(conn: Connection, licence: Licence) -> None:
    """Write a changed licence back."""
    conn.execute(update(table).where(table.c.number == licence.number).values(**_changing(licence)))


def _changing(licence: Licence) -> dict[str, object]:
    return {"last_day": licence.last_day, "body": licence.model_dump_json()}


def find(conn: Connection, number: str, *, lock: bool = False) -> Licence | None:
    """Return the licence of a number, or None; its row locked to be changed."""
    return _read(conn, select(table.c.body).where(table.c.number == number), lock=lock)


def of_case(conn: Connection, case_id: str, *, lock: bool = False) -> Licence | None:
    """Return the licence that was granted in a case, or None; its row locked to be changed."""
    return _read(conn, select(table.c.body).where(table.c.case_id == case_id), lock=lock)


def _read(conn: Connection, query: Select[str], *, lock: bool) -> Licence | None:
    body = conn.scalar(query.with_for_update() if lock else query)
    return None if body is None else Licence.model_validate_json(body)


def past(conn: Connection, case_ids: Collection[str], day: date) -> frozenset[str]:
    """Return those of some cases whose licence has had its last day before a day."""
    query = select(table.c.case_id).where(table.c.case_id.in_(case_ids), table.c.last_day < day)
    return frozenset(conn.scalars(query))


def no_such_licence(number: str) -> NotFoundError:
    """Return the error for a licence that is not there, or not there for who asks."""
    return NotFoundError(
        f"there is no licence {number[:60]}",
        remedy="`comity licence list` lists them.",
        licence=number[:60],
    )


_NEWEST_FIRST = Keyset("licences", (table.c.granted, table.c.number), descending=True)


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
    if among is not None:
        query = query.where(among(table.c.case_id))
    if wanted := list(_where(conn, chosen)):
        query = query.where(*wanted)

    def show(row: Row[*tuple[Any, ...]]) -> LicenceSummary | None:
        licence = Licence.model_validate_json(row[0])
        exporter = licence.exporter.value
        if chosen.exporter and (exporter is None or not is_called(exporter, chosen.exporter)):
            return None
        summary = _summary(licence, row[1], on)
        return summary if chosen.state in {None, summary.state} else None

    return read_page(conn, query, _NEWEST_FIRST, asked, show)


def _where(conn: Connection, chosen: LicenceFilter) -> Iterator[ColumnElement[bool]]:
    if chosen.mrn:
        yield table.c.number.in_(select(used.c.number).where(used.c.reference == chosen.mrn))
    if chosen.reference is not None:
        yield licence_case.c.reference == chosen.reference
    if chosen.destination is not None:
        yield licence_case.c.destination == chosen.destination
    if chosen.ends_from is not None:
        yield table.c.last_day >= chosen.ends_from
    if chosen.ends_until is not None:
        yield table.c.last_day <= chosen.ends_until
    yield from list_word_rows.has_words(conn, Listed.CASE, table.c.case_id, chosen.words)


def _summary(licence: Licence, case: str, on: date) -> LicenceSummary:
    licence = licence.standing(on, Case.model_validate_json(case).licence)
    return LicenceSummary.model_validate(
        {name: getattr(licence, name) for name in LicenceSummary.model_fields}
    )


def add_use(conn: Connection, number: str, use: RecordedUse) -> None:
    """Insert a use of the licence of a number."""
    row = {"number": number, "reference": use.reference, "told": use.told_at}
    conn.execute(insert(used), [{**row, "body": use.model_dump_json()}])


def save_use(conn: Connection, number: str, use: RecordedUse) -> None:
    """Write a changed use back."""
    one = (used.c.number == number, used.c.reference == use.reference)
    conn.execute(update(used).where(*one).values(body=use.model_dump_json()))


def find_use(conn: Connection, number: str, reference: str) -> RecordedUse | None:
    """Return the use of a licence that was told under a reference, or None."""
    one = (used.c.number == number, used.c.reference == reference)
    body = conn.scalar(select(used.c.body).where(*one))
    return None if body is None else RecordedUse.model_validate_json(body)


_LAST_TOLD_FIRST = Keyset("licence uses", (used.c.told, used.c.reference), descending=True)


def listed_uses(conn: Connection, number: str, asked: PageRequest) -> Page[RecordedUse]:
    """Return a page of the uses of a licence, those first that were told last.

    Raises:
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    query = select(used.c.body).where(used.c.number == number)
    return read_page(
        conn, query, _LAST_TOLD_FIRST, asked, lambda row: RecordedUse.model_validate_json(row.body)
    )
