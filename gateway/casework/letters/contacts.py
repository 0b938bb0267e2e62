"""Notes of telephone calls, confirmed by the other side.

An oral objection blocks silence; it is not the answer (docs/domain.md 12). The note is a letter,
so that both files hold the same words; whoever hears them otherwise says so.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from gateway.casework.acts.journal import journal_of
from gateway.casework.letters.letters import show
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import consultation_rows
from gateway.casework.records import correspondence_rows as rows
from gateway.casework.records.correspondence import (
    Draft,
    keep_letter,
    note_received,
    place_beside,
    place_of,
    raise_task,
    send,
    subject_of,
    takes,
)
from gateway.casework.services import Office, Work
from gateway.domain.acts import TaskKind
from gateway.domain.authority import AuthorityCode
from gateway.domain.consultation import OPEN_STATES
from gateway.domain.correspondence import ContactNote, ContactReply, LetterState, LetterView
from gateway.domain.letter import LetterType
from gateway.domain.saying import says
from gateway.errors import InputError, StateError
from gateway.exchange.dispatch import ReceivedLetter
from gateway.exchange.engine_calls import Wake


async def note_contact(
    office: Office,
    officer: Officer,
    note: ContactNote,
    *,
    peer: AuthorityCode | None = None,
    conversation_id: str | None = None,
) -> LetterView:
    """Note a call, for the other side to confirm; an oral objection blocks silence.

    Raises:
        InputError: It was said in the future, an objection is noted outside the consultation
            that it is about, or there is no place to write to.
    """
    officer.require(Permission.ASSESS)
    if note.at > office.clock.now():
        raise InputError("at: nothing was said yet at that instant")

    def write(work: Work) -> LetterView:
        place = place_of(work, conversation_id=conversation_id, peer=peer)
        if note.objection and _consultation(work.conn, place.conversation_id) is None:
            raise InputError(
                "objection: outside a consultation it blocks nothing",
                remedy="Note it in the consultation that it is about: give conversation_id.",
            )
        draft = Draft(content=note, state=LetterState.OPEN)
        row = send(work, place, draft, actor=officer.name)
        _block_silence(work.conn, row, note)
        return show(work, row.message_id)

    return await office.write(write)


@takes(LetterType.CONTACT_NOTE)
def take_contact_note(work: Work, letter: ReceivedLetter) -> Sequence[Wake]:
    """Have our officers say whether it is what was said; an objection blocks silence at once."""
    row = keep_letter(work.conn, letter, state=LetterState.OPEN)
    note = rows.content_of(row, ContactNote)
    _block_silence(work.conn, row, note)
    text = says(
        "{peer} noted a call on {at}: confirm it, or say otherwise",
        peer=row.peer,
        at=note.at.date(),
    )
    raise_task(work, row, text, kind=TaskKind.CONTACT_CONFIRM)
    if note.objection and _consultation(work.conn, row.conversation_id) is None:
        text = says(
            "{peer} noted an objection outside any consultation: it blocks no silence until it "
            "is noted in the one that it is about",
            peer=row.peer,
        )
        raise_task(work, row, text, kind=TaskKind.CONTACT_OBJECTION)
    return ()


def _block_silence(conn: Connection, row: rows.LetterRow, note: ContactNote) -> None:
    """Whoever noted it, an oral objection keeps a consultation from ending in silence.

    On both sides: the consulted gateway does not state either that nothing is under way.
    """
    found = _consultation(conn, row.conversation_id)
    if note.objection and found is not None and found.state in OPEN_STATES:
        consultation_rows.save(conn, found.holding(found.consultation.called(objection=True)))


def _consultation(conn: Connection, conversation_id: str | None) -> consultation_rows.Row | None:
    return None if conversation_id is None else consultation_rows.find(conn, conversation_id)


async def confirm_contact(
    office: Office, officer: Officer, message_id: str, reply: ContactReply
) -> LetterView:
    """Confirm the other side's note of a call, or say what was said instead.

    Raises:
        NotFoundError: There is no such note here.
        StateError: It is our own, or was replied to already.
    """
    officer.require(Permission.ASSESS)

    def write(work: Work) -> LetterView:
        noted = rows.get(work.conn, message_id)
        rows.content_of(noted, ContactNote)
        if noted.ours:
            raise StateError(
                "the note is our own; the other side confirms it",
                remedy="Wait for their word; {getLetter} has it.",
            )
        if noted.state is not LetterState.OPEN:
            raise StateError(
                "the note is {state} already",
                remedy="Note what was said since with {sendCallNote}.",
                state=noted.state,
            )
        draft = Draft(content=reply)
        row = send(work, place_beside(noted), draft, actor=officer.name, answers=noted)
        rows.set_state(work.conn, noted.message_id, _state(reply))
        journal_of(work, officer.name).close_tasks(TaskKind.CONTACT_CONFIRM, subject_of(noted))
        return show(work, row.message_id)

    return await office.write(write)


@takes(LetterType.CONTACT_REPLY)
def take_contact_reply(work: Work, letter: ReceivedLetter) -> Sequence[Wake]:
    """Write what the other side says of our note; a dispute is a person's task.

    A disputed objection still blocks silence: an answer in writing is what settles it.
    """
    row = keep_letter(work.conn, letter)
    reply = rows.content_of(row, ContactReply)
    noted = None if row.replies_to is None else rows.find(work.conn, row.replies_to)
    if noted is not None and noted.letter_type is LetterType.CONTACT_NOTE:
        rows.set_state(work.conn, noted.message_id, _state(reply))
    if reply.confirmed:
        text = says("{peer} confirmed our note of the call", peer=row.peer)
        note_received(work.conn, row, at=work.now, saying=text)
    else:
        text = says("{peer} says that something else was said than we noted", peer=row.peer)
        raise_task(work, row, text, kind=TaskKind.CONTACT_DISPUTED)
    return ()


def _state(reply: ContactReply) -> LetterState:
    return LetterState.CONFIRMED if reply.confirmed else LetterState.DISPUTED
