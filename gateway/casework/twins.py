"""The same transaction, as it seems, consulted about by two States.

An exporter that was told no may try elsewhere, and one project may be licensed in parts.
Nothing follows by itself: both consultations are shown beside each other to the consulted
authority, which may tell the others what it may tell.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from gateway.casework import consultation_rows as rows
from gateway.casework.consulted import take_request
from gateway.casework.journal import open_task, record_act
from gateway.casework.office import Office
from gateway.domain.transaction import Transaction
from gateway.exchange.dispatch import ReceivedLetter
from gateway.exchange.wakes import Wake
from gateway.matching.transaction import ITEM_LIKELY, PARTY_LIKELY, best_item, find_party

TWICE = "transaction.twice"
"""Task: another State consults us about what looks like the same transaction."""


def take_compared_request(
    conn: Connection, office: Office, letter: ReceivedLetter
) -> Sequence[Wake]:
    """Open a consultation, and show it beside those of other States about the same."""
    wakes = take_request(conn, office, letter)
    show_twins(conn, office, letter.header.conversation_id)
    return wakes


def show_twins(conn: Connection, office: Office, conversation_id: str) -> None:
    """Compare a consultation that came with those of other authorities that still run."""
    row = rows.find(conn, conversation_id)
    if row is None:
        return
    for other in rows.open_ones(conn):
        if other.ours or other.peer == row.peer:
            continue
        reasons = alike(
            row.consultation.request.transaction, other.consultation.request.transaction
        )
        if reasons:
            row = _beside(conn, office, row, other, reasons)
            _beside(conn, office, other, row, reasons)


def alike(ours: Transaction, theirs: Transaction) -> tuple[str, ...]:
    """Return why two transactions look essentially identical (Art 2(22)); empty: they do not."""
    item = best_item(ours, theirs)
    if item.score < ITEM_LIKELY:  # before the names, which take longer to compare
        return ()
    party = find_party(ours, theirs)
    if party.open_reason or party.match.score < PARTY_LIKELY:
        return ()
    return tuple(
        each for each in (party.roles, *party.match.reasoned.reasons, *item.reasons) if each
    )


def _beside(
    conn: Connection, office: Office, row: rows.Row, other: rows.Row, reasons: tuple[str, ...]
) -> rows.Row:
    """Show the other consultation at this one."""
    if other.id in row.consultation.same_transaction:
        return row
    at = office.clock.now()
    known = (*row.consultation.same_transaction, other.id)
    row = rows.save(conn, row.changed(same_transaction=known))
    text = f"{other.peer} consults us about the same transaction, as it seems: {other.id}"
    open_task(conn, at=at, kind=TWICE, subject=row.id, text=text)
    record_act(
        conn,
        at=at,
        actor="gateway",
        verb=TWICE,
        text=f"{text} ({'; '.join(reasons)})"[:1000],
        subject=row.id,
        reference=other.id,
    )
    return row
