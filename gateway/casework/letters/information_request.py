"""Requests for information and for an opinion on a classification (Article 23(2), (5)).

There is no clock of law in them: the day by which a reply is wanted reminds, and nothing
follows from it. Standard questions and their answers are keys of the rulebook, so that
each officer reads them in the words of the own authority.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection

from gateway.casework.letters.letters import show
from gateway.casework.office.due import Due, DueKind, clear_due, set_due
from gateway.casework.office.journal import close_tasks, open_task, record_act
from gateway.casework.office.permissions import Officer, Permission
from gateway.casework.office.services import Office
from gateway.casework.records import correspondence_rows as rows
from gateway.casework.records.correspondence import (
    Draft,
    keep_letter,
    place_beside,
    place_of,
    send,
    subject_of,
    tell,
)
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.authority import AuthorityCode
from gateway.domain.correspondence import (
    InformationReply,
    InformationRequest,
    LetterState,
    LetterView,
)
from gateway.domain.letter import LetterType
from gateway.domain.rulebook.questions import check_questions, check_reply
from gateway.domain.saying import says
from gateway.errors import StateError
from gateway.exchange.dispatch import ReceivedLetter
from gateway.exchange.engine_calls import Wake


async def ask_information(
    office: Office,
    officer: Officer,
    request: InformationRequest,
    *,
    peer: AuthorityCode | None = None,
    conversation_id: str | None = None,
) -> LetterView:
    """Ask another authority for information or for its opinion on a classification.

    Args:
        office: This authority.
        officer: Who asks.
        request: What is asked.
        peer: The authority, for a conversation of its own.
        conversation_id: A conversation that exists, e.g. of a consultation.

    Raises:
        InputError: A question that the rulebook does not know, or no place to write to.
        StateError: The day by which a reply is wanted is past.
    """
    officer.require(Permission.ASSESS)

    def write(conn: Connection) -> LetterView:
        place = place_of(conn, office, conversation_id=conversation_id, peer=peer)
        check_questions(office.law.rulebook(place.rulebook), request)
        if request.wanted_by is not None and _end_of(office, request.wanted_by) <= (
            office.clock.now()
        ):
            raise StateError("wanted_by lies in the past", remedy="Name a day to come.")
        draft = Draft(
            content=request,
            state=LetterState.OPEN,
        )
        row = send(conn, office, place, draft, actor=officer.name)
        _set_date(conn, office, row, request)
        return show(conn, office, row.message_id)

    return await office.db.write(write)


def take_information_request(
    conn: Connection, office: Office, letter: ReceivedLetter
) -> Sequence[Wake]:
    """Put a request before our officers, with the day by which a reply is wanted."""
    row = keep_letter(conn, letter, state=LetterState.OPEN)
    request = rows.content_of(row, InformationRequest)
    by = f", by {request.wanted_by.isoformat()}" if request.wanted_by else ""
    tell(
        conn,
        office,
        row,
        says("{peer} asks for {kind}{by}", peer=row.peer, kind=request.kind, by=by),
        kind=TaskKind.INFORMATION_ASKED,
    )
    _set_date(conn, office, row, request)
    return ()


async def reply_information(
    office: Office, officer: Officer, message_id: str, reply: InformationReply
) -> LetterView:
    """Answer a request for information.

    Raises:
        NotFoundError: There is no such request here.
        StateError: It is ours, answered already, or recalled.
        InputError: An answer to what was not asked, or one that the rulebook does not know;
            a coded question is left without an answer.
    """
    officer.require(Permission.ANSWER)

    def write(conn: Connection) -> LetterView:
        asked = rows.get(conn, message_id)
        request = rows.content_of(asked, InformationRequest)
        if asked.ours:
            raise StateError(
                "we asked; the other side answers",
                remedy="Wait for their reply; `comity letter list --wanted` shows what is open.",
            )
        if asked.state is not LetterState.OPEN:
            raise StateError(
                f"the request is {asked.state} already",
                remedy="Add to it with comity letter supplement.",
            )
        check_reply(office.law.rulebook(asked.rulebook), request, reply)
        draft = Draft(content=reply)
        row = send(conn, office, place_beside(asked), draft, actor=officer.name, answers=asked)
        _answered(conn, office, asked, by=officer.name)
        return show(conn, office, row.message_id)

    return await office.db.write(write)


def take_information_reply(
    conn: Connection, office: Office, letter: ReceivedLetter
) -> Sequence[Wake]:
    """Show a reply; what it answers is answered, however often it comes."""
    row = keep_letter(conn, letter)
    asked = None if row.replies_to is None else rows.find(conn, row.replies_to)
    if asked is not None and asked.letter_type is LetterType.INFORMATION_REQUEST:
        _answered(conn, office, asked, by=row.peer)
    tell(conn, office, row, says("{peer} answered our request for information", peer=row.peer))
    return ()


def _answered(conn: Connection, office: Office, asked: rows.LetterRow, *, by: str) -> None:
    """Close a request on either side."""
    rows.set_state(conn, asked.message_id, LetterState.ANSWERED)
    clear_due(conn, kind=DueKind.REPLY_WANTED, subject=asked.message_id)
    at = office.clock.now()
    kinds = (
        (TaskKind.REPLY_MISSING,)
        if asked.ours
        else (TaskKind.INFORMATION_ASKED, TaskKind.LETTER_READ)
    )
    if any(_others_wait(conn, asked)):
        return
    for kind in kinds:
        close_tasks(conn, at=at, kind=kind, subject=subject_of(asked), by=by)


def _others_wait(conn: Connection, asked: rows.LetterRow) -> list[str]:
    """Return the further requests of the same conversation that still wait."""
    return [
        row.message_id
        for row in rows.listed(conn, conversation_id=asked.conversation_id)
        if row.letter_type is asked.letter_type
        and row.state is LetterState.OPEN
        and row.ours is asked.ours
        and row.message_id != asked.message_id
    ]


def _set_date(
    conn: Connection, office: Office, row: rows.LetterRow, request: InformationRequest
) -> None:
    """Remind whoever is asked when the day begins, and whoever asked once it is over."""
    if request.wanted_by is None:
        return
    over = _end_of(office, request.wanted_by)
    at = over if row.ours else max(office.clock.now(), over - timedelta(days=1))
    set_due(conn, office, kind=DueKind.REPLY_WANTED, subject=row.message_id, at=at)


def _end_of(office: Office, day: date) -> datetime:
    """Return the instant at which a day is over here."""
    zone = office.law.calendar(office.code).zone
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=zone)


def _wanted(office: Office, row: rows.LetterRow, at: datetime) -> str:
    """Say by when an answer is wanted; a request may come when its day is over."""
    day = rows.content_of(row, InformationRequest).wanted_by
    if day is None or at < _end_of(office, day):
        return "wants an answer today"
    return f"wanted an answer by {day.isoformat()}, which is past"


def reply_wanted(conn: Connection, office: Office, due: Due) -> Due | None:
    """Remind of a reply that is wanted; nothing else follows from the day."""
    row = rows.find(conn, due.subject)
    if row is None or row.state is not LetterState.OPEN:
        return None
    at, subject = office.clock.now(), subject_of(row)
    if row.ours:
        text = says("{peer} has not answered our request by the day that we named", peer=row.peer)
        open_task(conn, at=at, kind=TaskKind.REPLY_MISSING, subject=subject, saying=text)
    elif row.letter_type is LetterType.FORWARDING:
        text = says("the period of what {peer} forwarded ends soon", peer=row.peer)
        open_task(conn, at=at, kind=TaskKind.FORWARDING_ANSWER, subject=subject, saying=text)
    else:
        text = says(
            "{peer} {wanted}: {letter_type}",
            peer=row.peer,
            wanted=_wanted(office, row, at),
            letter_type=row.letter_type,
        )
        open_task(conn, at=at, kind=TaskKind.INFORMATION_ASKED, subject=subject, saying=text)
    record_act(
        conn,
        at=at,
        actor="gateway",
        verb=Verb.REPLY_REMINDED,
        saying=text,
        subject=subject,
        reference=row.message_id,
    )
    return None
