"""How far a thing may be passed on: the highest marking that the signed parts about it bear.

A marking is of each part of a letter or an entry, where its sender signed it; of a denial from a
partner outside the Union it is what the partner gave.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import consultation_rows
from gateway.casework.records.notice_rows import conversations_of, conversations_told, find_notice
from gateway.casework.services import Office
from gateway.domain.letter import Marking, PartCommitment
from gateway.exchange.identity import is_above
from gateway.exchange.journal import (
    JournalRow,
    envelope_at,
    find_any,
    no_such_letter,
    rows_of,
)
from gateway.register.denials.denial_queries import get_denial
from gateway.register.denials.history import denial_history
from gateway.register.log.log_store import read_entry
from gateway.trust.dsse import SignedBytes
from gateway.wire.entries import entry_from_bytes
from gateway.wire.letters import letter_from_bytes


async def marking_of_denial(office: Office, officer: Officer, denial_id: str) -> Marking:
    """Return the highest marking of a denial's entries, or what its partner gave.

    Raises:
        NotFoundError: It is not held here.
    """
    officer.require(Permission.READ_DENIALS)

    def read(conn: Connection) -> Marking:
        partner = get_denial(conn, denial_id).status.partner
        places = [(each.origin, each.index) for each in denial_history(conn, denial_id)]
        given = Marking.UNMARKED if partner is None else partner.marking
        return _higher(given, _of_entries(conn, places))

    return await office.db.read(read)


async def marking_of_notice(office: Office, officer: Officer, number: str) -> Marking:
    """Return the highest marking of a notice's entries and letters.

    Raises:
        NotFoundError: It is not held here.
    """
    officer.require(Permission.READ_NOTICES)

    def read(conn: Connection) -> Marking:
        acts = find_notice(conn, number).acts
        places = [(each.origin, each.index) for each in acts if each.index is not None]
        told = [*conversations_told(conn, [number]), *conversations_of(conn, number).values()]
        return _higher(_of_entries(conn, places), _of_letters(conn, told))

    return await office.db.read(read)


async def marking_of_consultation(office: Office, officer: Officer, conversation: str) -> Marking:
    """Return the highest marking of a consultation's letters."""
    officer.require(Permission.READ_CONSULTATIONS)
    return await office.db.read(lambda conn: _of_letters(conn, [conversation]))


async def marking_of_letter(office: Office, officer: Officer, message_id: str) -> Marking:
    """Return the highest marking of one letter.

    Raises:
        NotFoundError: There is no such letter here.
    """
    officer.require(Permission.READ_LETTERS)

    def read(conn: Connection) -> Marking:
        row = find_any(conn, message_id)
        if row is None:
            raise no_such_letter(message_id)
        return _of_letter(conn, Marking.UNMARKED, row)

    return await office.db.read(read)


async def marking_of_case(office: Office, officer: Officer, case_id: str) -> Marking:
    """Return the highest marking of the letters of a case's consultations."""
    officer.require(Permission.READ_CASES)

    def read(conn: Connection) -> Marking:
        asked = consultation_rows.of_case(conn, case_id)
        return _of_letters(conn, [each.consultation.conversation_id for each in asked])

    return await office.db.read(read)


def _of_entries(conn: Connection, places: Iterable[tuple[str, int]]) -> Marking:
    found = Marking.UNMARKED
    for origin, index in places:
        signed = SignedBytes.from_bytes(read_entry(conn, origin, index).entry.envelope)
        found = _highest(found, entry_from_bytes(signed.payload)[1])
    return found


def _of_letters(conn: Connection, conversations: Iterable[str]) -> Marking:
    found = Marking.UNMARKED
    for row in rows_of(conn, conversations):
        found = _of_letter(conn, found, row)
    return found


def _of_letter(conn: Connection, found: Marking, row: JournalRow) -> Marking:
    signed = SignedBytes.from_bytes(envelope_at(conn, row.position))
    return _highest(found, letter_from_bytes(signed.payload)[1])


def _highest(found: Marking, parts: Iterable[PartCommitment]) -> Marking:
    for part in parts:
        found = _higher(found, part.marking)
    return found


def _higher(one: Marking, other: Marking) -> Marking:
    return one if is_above(one, other) else other
