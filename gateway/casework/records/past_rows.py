"""Rows of consultations that other systems carried: found by number, or by their reference."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from gateway.domain.consultation.past import HeldPastConsultation, PastConsultation
from gateway.store.records import Records, in_columns
from gateway.store.tables_casework import past_consultation as table

_HELD = Records(
    table,
    in_columns(HeldPastConsultation, json=["body"], named={"body": "consultation"}),
    named="past consultations",
    order=["number"],
    descending=True,
    key=("system", "reference"),
)
of_reference, listed = _HELD.find, _HELD.listed


def put(conn: Connection, told: PastConsultation, read_on: date) -> None:
    """Keep a consultation under its system and reference; a newer word takes an older's place.

    Args:
        conn: A writing transaction.
        told: What the other system says.
        read_on: Day on which its list was read.
    """
    words = {"read_on": read_on, "body": told.model_dump_json()}
    if not _HELD.change(conn, told.system, told.reference, **words):
        _HELD.insert(conn, system=told.system, reference=told.reference, **words)


def find(conn: Connection, number: int) -> HeldPastConsultation | None:
    """Return the consultation of a number, or None."""
    return _HELD.first(conn, table.c.number == number)
