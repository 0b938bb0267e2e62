"""Supplements: what either side adds to what it sent, without a new period.

After "more information is needed" the consultation says on both sides that it is wanted,
and, once the asking authority has sent it, that it was supplied and an answer is due.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from gateway.casework.consultations.missing_information import note_supply, send_supplement
from gateway.casework.letters.letters import show
from gateway.casework.office.due import DueKind, clear_due
from gateway.casework.office.journal import close_tasks, record_act
from gateway.casework.office.permissions import Officer, Permission
from gateway.casework.office.services import Office
from gateway.casework.records import consultation_rows
from gateway.casework.records import correspondence_rows as rows
from gateway.casework.records.correspondence import (
    keep_letter,
    place_of,
    subject_of,
    tell,
)
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.authority import AuthorityCode, member_state
from gateway.domain.consultation import ConsultationState
from gateway.domain.correspondence import LetterState, LetterView, Supplement
from gateway.domain.letter import LetterType
from gateway.domain.saying import says
from gateway.errors import InputError
from gateway.exchange.dispatch import ReceivedLetter
from gateway.exchange.engine_calls import Wake, poke_consultation


async def supplement(
    office: Office, officer: Officer, conversation_id: str, content: Supplement
) -> LetterView:
    """Add to what was sent before; no new period, and an answer may now be possible.

    Raises:
        NotFoundError: There is no such conversation here.
        InputError: It says that it was forwarded, which is an act of its own.
    """
    officer.require(Permission.ASSESS)
    if content.forwarded_to is not None:
        raise InputError("forwarded_to: forward it instead", field="forwarded_to")

    def write(conn: Connection) -> LetterView:
        place = place_of(conn, office, conversation_id=conversation_id)
        row = send_supplement(conn, office, place, content, actor=officer.name)
        return show(conn, office, row.message_id)

    return await office.db.write(write)


def take_supplement(conn: Connection, office: Office, letter: ReceivedLetter) -> Sequence[Wake]:
    """Show what was added; information that was wanted is supplied now."""
    row = keep_letter(conn, letter)
    content = rows.content_of(row, Supplement)
    if content.forwarded_to is not None and not _in_its_state(office, row, content.forwarded_to):
        text = says(
            "{peer} says that {forwarded_to} has the request, of another State",
            peer=row.peer,
            forwarded_to=content.forwarded_to,
        )
        tell(conn, office, row, text, kind=TaskKind.SUPPLEMENT_UNUSABLE)
        return ()
    if content.forwarded_to is not None:
        return _take_forwarded(conn, office, row, content.forwarded_to)
    if note_supply(conn, office, row):
        text = says(
            "{peer} supplied the information that we asked for; an answer is due", peer=row.peer
        )
    else:
        text = says("{peer} adds to what it sent", peer=row.peer)
    tell(conn, office, row, text)
    return ()


def _in_its_state(office: Office, row: rows.LetterRow, to: AuthorityCode) -> bool:
    known = to in office.me.directory().members
    return known and member_state(to) == member_state(row.peer)


def _take_forwarded(
    conn: Connection, office: Office, row: rows.LetterRow, to: AuthorityCode
) -> Sequence[Wake]:
    """Show which authority of the other State has the request now; the clock runs on."""
    found = consultation_rows.find(conn, row.conversation_id)
    if found is None and to == row.peer:
        _taken_back(conn, office, row)
        return ()
    if found is None or not found.ours or found.state is ConsultationState.SUPERSEDED:
        tell(
            conn,
            office,
            row,
            says("{peer} forwarded to {to} what is not asked any more", peer=row.peer, to=to),
        )
        return ()
    now_with = None if to == row.peer else to
    consultation_rows.save(conn, found.holding(found.consultation.forwarded(now_with)))
    text = says("{peer} forwarded the request to {to}; the period runs on", peer=row.peer, to=to)
    if now_with is None:
        text = says("{peer} has the request again; the period runs on", peer=row.peer)
    record_act(
        conn,
        at=office.clock.now(),
        actor=row.peer,
        verb=Verb.CONSULTATION_FORWARDED,
        saying=text,
        subject=subject_of(row),
        reference=row.conversation_id,
    )
    return (poke_consultation(row.conversation_id),)


def _taken_back(conn: Connection, office: Office, row: rows.LetterRow) -> None:
    """Hear that what was forwarded to us needs no answer of ours any more."""
    for each in rows.listed(conn, conversation_id=row.conversation_id):
        if each.letter_type is LetterType.FORWARDING and each.state is LetterState.OPEN:
            rows.set_state(conn, each.message_id, LetterState.RECORDED)
            clear_due(conn, kind=DueKind.REPLY_WANTED, subject=each.message_id)
    at = office.clock.now()
    close_tasks(
        conn, at=at, kind=TaskKind.FORWARDING_ANSWER, subject=row.conversation_id, by="gateway"
    )
    tell(conn, office, row, says("{peer} needs no answer to what it forwarded", peer=row.peer))
