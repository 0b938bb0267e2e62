"""The same transaction, as it seems, consulted about by two States.

An exporter that was told no may try elsewhere, and one project may be licensed in parts.
Nothing follows by itself: both consultations are shown beside each other to the consulted
authority, which may tell the others what it may tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from gateway.casework.acts.journal import journal_of
from gateway.casework.consultations.incoming_request import (
    check_received,
    take_consultation_request,
)
from gateway.casework.records import consultation_rows as rows
from gateway.casework.records.correspondence import takes
from gateway.casework.services import Work
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.letter import LetterType
from gateway.domain.saying import says
from gateway.domain.transaction import Transaction
from gateway.exchange.dispatch import ReceivedLetter
from gateway.exchange.engine_calls import Wake
from gateway.matching.transaction import ITEM_LIKELY, PARTY_LIKELY, best_item, find_party

_MOST_CHARACTERS = 900  # of the reasons in an act; the comparison shows all
SHOWN = 5
"""Consultations that are shown beside one at most: of more, a person needs the number only."""


@takes(LetterType.REQUEST, check=check_received)
def take_compared_request(work: Work, letter: ReceivedLetter) -> Sequence[Wake]:
    """Open a consultation, and show it beside those of other States about the same."""
    wakes = take_consultation_request(work, letter)
    show_twins(work, letter.header.conversation_id)
    return wakes


def show_twins(work: Work, conversation_id: str) -> None:
    """Show a consultation that came beside those of other authorities about the same.

    It is compared with the earliest of each kind that still runs, not with all: whatever
    repeats one is found by it, so of a hundred alike each newcomer is compared with a few. At
    most `SHOWN` are shown beside one, and each has one task.
    """
    row = rows.find(work.conn, conversation_id)
    if row is None:
        return
    transaction, repeated = row.consultation.request.transaction, ""
    for first in rows.first_of_their_kind(work.conn, but=row.id):
        reasons = alike(transaction, first.consultation.request.transaction)
        if not reasons:
            continue
        repeated = repeated or first.id
        if first.peer != row.peer:
            row = _show(work, row, first, reasons)
        for other in rows.twins_of(work.conn, first.id, peer=row.peer, most=_room(row)):
            reasons = alike(transaction, other.consultation.request.transaction)
            row = _show(work, row, other, reasons)
    if repeated:
        rows.note_twin(work.conn, row.id, repeated)
        _tell(work, row, rows.count_twins(work.conn, repeated))


def _room(row: rows.Row) -> int:
    """Return how many more consultations can be shown beside one."""
    return max(SHOWN - len(row.consultation.same_transaction), 0)


def _show(work: Work, row: rows.Row, other: rows.Row, reasons: tuple[str, ...]) -> rows.Row:
    """Show two consultations beside each other, as far as they are alike and there is room."""
    if not reasons or not _room(row):
        return row
    shown = _beside(work, other, row, reasons)
    if shown is not other:
        _tell(work, shown, 0)
    return _beside(work, row, other, reasons)


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


def hide_twins(work: Work, subject: str) -> None:
    """Name what is restricted now, or is about what is, beside no other any more."""
    for row, other in _pairs(work.conn, subject):
        if row.id in other.consultation.same_transaction:
            alone = other.holding(other.consultation.without_beside(row.id))
            _tell(work, rows.save(work.conn, alone), 0)


def show_twins_again(work: Work, subject: str) -> None:
    """Name what is restricted no more beside the others that were named beside it."""
    for row, other in _pairs(work.conn, subject):
        reasons = alike(
            row.consultation.request.transaction, other.consultation.request.transaction
        )
        shown = _beside(work, other, row, reasons)
        if shown is not other:
            _tell(work, shown, 0)


def _pairs(conn: Connection, subject: str) -> Iterator[tuple[rows.Row, rows.Row]]:
    """Yield what others ask of us, by its id or about a case, with each that is beside it."""
    found = rows.find(conn, subject)
    for row in rows.about_case(conn, subject) if found is None else (found,):
        for other in row.consultation.same_transaction:
            yield row, rows.get(conn, other)


def _beside(work: Work, row: rows.Row, other: rows.Row, reasons: tuple[str, ...]) -> rows.Row:
    """Keep the other consultation with this one, unless it is there or there is no room."""
    known = row.consultation.same_transaction
    if other.id in known or not _room(row) or rows.is_restricted(work.conn, other):
        return row  # what is restricted is named beside nothing; beside it others are
    journal_of(work).act(
        Verb.TRANSACTION_TWICE,
        row.id,
        says(
            "{peer} consults us about the same transaction, as it seems: {conversation} "
            "({reasons})",
            peer=other.peer,
            conversation=other.id,
            reasons="; ".join(reasons)[:_MOST_CHARACTERS],
        ),
        other.id,
    )
    return rows.save(work.conn, row.holding(row.consultation.beside(other.id)))


def _tell(work: Work, row: rows.Row, alike_in_all: int) -> None:
    """Have a person look: one task a consultation, which names those that are shown beside it."""
    peers = rows.peers(work.conn, row.consultation.same_transaction)
    journal = journal_of(work)
    journal.close_tasks(TaskKind.TRANSACTION_TWICE, row.id)
    if not peers:
        return
    said = says(
        "{peers} consults us about the same transaction, as it seems: {conversations}"
        if len(peers) == 1
        else "{peers} consult us about the same transaction, as it seems: {conversations}",
        peers=tuple(peers.values()),
        conversations=tuple(peers),
    )
    if alike_in_all > len(peers):
        said += says("; {alike} such are open", alike=alike_in_all)
    journal.open_task(TaskKind.TRANSACTION_TWICE, row.id, said)
