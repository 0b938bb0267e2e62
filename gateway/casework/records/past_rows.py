"""Rows of consultations that other systems carried: found by number, or by their reference."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from gateway.domain.consultation.past import HeldPastConsultation, PastConsultation
from gateway.domain.page import Page, PageRequest
from gateway.store.paging import Keyset, read_page
from gateway.store.tables_casework import past_consultation as table

_ORDER = Keyset("past consultations", (table.c.number,), descending=True)


def put(conn: Connection, told: PastConsultation, read_on: date) -> None:
    """Keep a consultation under its system and reference; a newer word takes an older's place.

    Args:
        conn: A writing transaction.
        told: What the other system says.
        read_on: Day on which its list was read.
    """
    words = {"read_on": read_on, "body": told.model_dump_json()}
    same = (table.c.system == told.system) & (table.c.reference == told.reference)
    if not conn.execute(update(table).where(same).values(**words)).rowcount:
        row = {"system": told.system, "reference": told.reference, **words}
        conn.execute(insert(table), [row])


def find(conn: Connection, number: int) -> HeldPastConsultation | None:
    """Return the consultation of a number, or None."""
    row = conn.execute(select(table).where(table.c.number == number)).one_or_none()
    return None if row is None else _held(row)


def of_reference(conn: Connection, system: str, reference: str) -> HeldPastConsultation | None:
    """Return what a system calls so, or None."""
    same = (table.c.system == system) & (table.c.reference == reference)
    row = conn.execute(select(table).where(same)).one_or_none()
    return None if row is None else _held(row)


def listed(conn: Connection, asked: PageRequest) -> Page[HeldPastConsultation]:
    """Return a page of all, the newest first.

    Raises:
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    return read_page(conn, select(table), _ORDER, asked, _held)


def _held(row: Row[*tuple[Any, ...]]) -> HeldPastConsultation:
    return HeldPastConsultation(
        number=row.number,
        read_on=row.read_on,
        consultation=PastConsultation.model_validate_json(row.body),
    )
