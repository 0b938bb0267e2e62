"""Requests for information, their replies, and what is added unasked (Article 23(2), (5)).

There is no clock of law in them: the day by which a reply is wanted reminds, and nothing
follows from it. Standard questions and their answers are keys of the rulebook, so that
each officer reads them in the words of the own authority. Whether a licence stands the node
answers by itself, at once, where the authority's policy lets it.

A supplement adds to what was sent, without a new period: after "more information is needed" the
consultation says on both sides that it is wanted, and, once the asking authority has sent it,
that it was supplied and an answer is due.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from gateway.casework.acts.due_dates import Due, DueKind, clear_due, set_due
from gateway.casework.acts.journal import Journal, journal_of
from gateway.casework.cases.licences import case_asked_about, statement_for
from gateway.casework.letters.classification_letters import (
    keep_asked,
    key_of,
    note_answered,
    number_of,
    take_closing,
)
from gateway.casework.letters.letters import show
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import consultation_rows
from gateway.casework.records import correspondence_rows as rows
from gateway.casework.records.correspondence import (
    CheckedBy,
    Draft,
    LetterRoute,
    keep_letter,
    note_received,
    note_supply,
    place_beside,
    place_of,
    raise_task,
    send,
    send_supplement,
    subject_of,
    takes,
)
from gateway.casework.services import Office, Work
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.authority import AuthorityCode, member_state
from gateway.domain.case.licence_statement import LicenceStatement
from gateway.domain.consultation import ConsultationState
from gateway.domain.correspondence import (
    InformationKind,
    InformationReply,
    InformationRequest,
    LetterState,
    LetterView,
    Supplement,
)
from gateway.domain.letter import LetterType
from gateway.domain.rulebook.acts import StandardQuestion
from gateway.domain.rulebook.questions import check_asker, check_coded, check_questions, check_reply
from gateway.domain.saying import Saying, says
from gateway.errors import InputError, StateError
from gateway.exchange.dispatch import ReceivedLetter
from gateway.exchange.engine_calls import Wake, poke_consultation
from gateway.wire.content import letter_content


async def ask_information(
    office: Office,
    officer: Officer,
    request: InformationRequest,
    *,
    peer: AuthorityCode | None = None,
    conversation_id: str | None = None,
) -> LetterView:
    """Ask for information, or for an opinion on a classification.

    A classification is asked in a round.

    Args:
        office: This authority.
        officer: Who asks.
        request: What is asked.
        peer: The authority, for a conversation of its own.
        conversation_id: A conversation that exists, e.g. of a consultation.

    Raises:
        InputError: A question that the rulebook does not know, no place to write to, or an
            opinion on a classification is asked for.
        StateError: The day by which a reply is wanted is past.
    """
    officer.require(Permission.ASSESS)
    if request.kind is InformationKind.CLASSIFICATION:
        raise InputError(
            "request.kind: a classification is asked in a round, of one authority or of several",
            remedy="Ask with {askClassification}.",
        )

    def write(work: Work) -> LetterView:
        place = place_of(work, conversation_id=conversation_id, peer=peer)
        row = _send_request(work, place, request.in_words(), actor=officer.name)
        return show(work, row.message_id)

    return await office.write(write)


def ask_beside_case(
    work: Work,
    peer: AuthorityCode,
    case_id: str | None,
    request: InformationRequest,
    *,
    actor: str,
) -> rows.LetterRow:
    """Ask an authority in a conversation of its own, which belongs to a case where one is named.

    Raises:
        InputError: A question that the rulebook does not know.
        StateError: The day by which a reply is wanted is past.
    """
    place = place_of(work, conversation_id=None, peer=peer)
    return _send_request(work, replace(place, case_id=case_id), request, actor=actor)


def _send_request(
    work: Work, place: LetterRoute, request: InformationRequest, *, actor: str
) -> rows.LetterRow:
    """Write a request for information inside the caller's transaction."""
    check_questions(work.law.rulebook(place.rulebook), request)
    if request.wanted_by is not None and work.office.end_of(request.wanted_by) <= work.now:
        raise StateError("wanted_by lies in the past", remedy="Name a day to come.")
    draft = Draft(content=request, state=LetterState.OPEN)
    row = send(work, place, draft, actor=actor)
    _set_date(work, row, request)
    return row


def check_received(reading: CheckedBy, request: InformationRequest) -> None:
    """Check a request that comes; raises as its rules."""
    check_questions(reading.rulebook, request)
    check_asker(reading.header.sender, request)


def take_information_request(work: Work, letter: ReceivedLetter) -> Sequence[Wake]:
    """Put a request before our officers, with the day by which a reply is wanted."""
    asked = letter_content(letter.header.letter_type, letter.bodies[0])
    licence = asked.licence if isinstance(asked, InformationRequest) else None
    case_id = None if licence is None else case_asked_about(work.conn, licence)
    row = keep_letter(work.conn, letter, state=LetterState.OPEN, case_id=case_id)
    request = rows.content_of(row, InformationRequest)
    if licence is not None and request.asks_no_more:
        statement = statement_for(work, row.peer, licence)
        if statement is not None:
            return _answer_by_policy(work, row, statement)
    if licence is not None:
        said = _asks_about(row, licence.number)
    elif request.round is not None:
        said = keep_asked(work, row, request)
    else:
        by = f", by {request.wanted_by.isoformat()}" if request.wanted_by else ""
        said = says("{peer} asks for {kind}{by}", peer=row.peer, kind=request.kind, by=by)
    raise_task(work, row, said, kind=_asking(row))
    _set_date(work, row, request)
    return ()


def _asks_about(row: rows.LetterRow, number: str) -> Saying:
    return says("{peer} asks about the licence {licence}", peer=row.peer, licence=number)


def _answer_by_policy(
    work: Work, row: rows.LetterRow, statement: LicenceStatement
) -> Sequence[Wake]:
    """Answer a question about a licence at once, without an officer."""
    said = _asks_about(row, statement.number)
    note_received(work.conn, row, at=work.now, saying=said)
    send_reply(work, row, InformationReply(licence=statement), actor="gateway")
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

    def write(work: Work) -> LetterView:
        asked = rows.get(work.conn, message_id)
        request = rows.content_of(asked, InformationRequest)
        if asked.ours:
            raise StateError(
                "we asked; the other side answers",
                remedy="Wait for their reply; {listLetters} shows what is open.",
            )
        if asked.state is not LetterState.OPEN:
            raise StateError(
                "the request is {state} already",
                remedy="Add to it with {sendSupplement}.",
                state=asked.state,
            )
        check_reply(office.law.rulebook(asked.rulebook), request, reply)
        row = send_reply(work, asked, reply, actor=officer.name)
        return show(work, row.message_id)

    return await office.write(write)


async def questions_of(
    office: Office, officer: Officer, message_id: str
) -> tuple[StandardQuestion, ...]:
    """Return the standard questions of a request, with the answers that its rulebook knows.

    Raises:
        NotFoundError: There is no such request here.
        StateError: It was recalled and is sealed.
    """
    officer.require(Permission.READ_LETTERS)

    def read(conn: Connection) -> tuple[StandardQuestion, ...]:
        asked = rows.get(conn, message_id)
        request = rows.content_of(asked, InformationRequest)
        law = office.law.rulebook(asked.rulebook).correspondence.question
        return tuple(each for each in law if each.code in request.questions)

    return await office.db.read(read)


def send_reply(
    work: Work, asked: rows.LetterRow, reply: InformationReply, *, actor: str
) -> rows.LetterRow:
    """Write the reply to a request of others inside the caller's transaction."""
    draft = Draft(content=reply)
    row = send(work, place_beside(asked), draft, actor=actor, answers=asked)
    _answered(work, asked, by=actor)
    return row


def _asking(asked: rows.LetterRow) -> TaskKind:
    """Return the kind of task by which a request asks us."""
    in_round = number_of(asked) is not None
    return TaskKind.CLASSIFICATION_ASKED if in_round else TaskKind.INFORMATION_ASKED


@takes(
    LetterType.INFORMATION_REPLY,
    check=lambda reading, reply: check_coded(reading.rulebook, reply),
)
def take_information_reply(work: Work, letter: ReceivedLetter) -> Sequence[Wake]:
    """Show a reply; what it answers is answered, however often it comes."""
    row = keep_letter(work.conn, letter)
    asked = None if row.replies_to is None else rows.find(work.conn, row.replies_to)
    if asked is not None and asked.letter_type is LetterType.INFORMATION_REQUEST:
        _answered(work, asked, by=row.peer)
    number = None if asked is None else number_of(asked)
    statement = rows.content_of(row, InformationReply).licence
    if number is not None:
        said = says("{peer} answered in {number}", peer=row.peer, number=number)
        note_answered(work, number, peer=row.peer)
    elif statement is not None:
        said = says(
            "{peer} on the licence {licence}, {day}: {answer}",
            peer=row.peer,
            licence=statement.number,
            day=statement.on,
            answer=statement.answer,
        )
    else:
        said = says("{peer} answered our request for information", peer=row.peer)
    raise_task(work, row, said)
    return ()


def _answered(work: Work, asked: rows.LetterRow, *, by: str) -> None:
    """Close a request on either side."""
    rows.set_state(work.conn, asked.message_id, LetterState.ANSWERED)
    clear_due(work.conn, kind=DueKind.REPLY_WANTED, subject=asked.message_id)

    kinds = (TaskKind.REPLY_MISSING,) if asked.ours else (_asking(asked), TaskKind.LETTER_READ)
    if any(_others_wait(work.conn, asked)):
        return
    for kind in kinds:
        journal_of(work, by).close_tasks(kind, subject_of(asked), key=key_of(asked))


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


def _set_date(work: Work, row: rows.LetterRow, request: InformationRequest) -> None:
    """Remind whoever is asked when the day begins, and whoever asked once it is over."""
    if request.wanted_by is None:
        return
    over = work.office.end_of(request.wanted_by)
    at = over if row.ours else max(work.now, over - timedelta(days=1))
    set_due(work, kind=DueKind.REPLY_WANTED, subject=row.message_id, at=at)


def _wanted(office: Office, row: rows.LetterRow, at: datetime) -> str:
    """Say by when an answer is wanted; a request may come when its day is over."""
    day = rows.content_of(row, InformationRequest).wanted_by
    if day is None or at < office.end_of(day):
        return "wants an answer today"
    return f"wanted an answer by {day.isoformat()}, which is past"


def reply_wanted(work: Work, due: Due) -> Due | None:
    """Remind of a reply that is wanted; nothing else follows from the day."""
    row = rows.find(work.conn, due.subject)
    if row is None or row.state is not LetterState.OPEN:
        return None
    at, subject = work.now, subject_of(row)
    journal = Journal(work.conn, at)
    if row.ours:
        text = says("{peer} has not answered our request by the day that we named", peer=row.peer)
        journal.open_task(TaskKind.REPLY_MISSING, subject, text, key=key_of(row))
    elif row.letter_type is LetterType.FORWARDING:
        text = says("the period of what {peer} forwarded ends soon", peer=row.peer)
        journal.open_task(TaskKind.FORWARDING_ANSWER, subject, text)
    else:
        text = says(
            "{peer} {wanted}: {letter_type}",
            peer=row.peer,
            wanted=_wanted(work.office, row, at),
            letter_type=row.letter_type,
            number=number_of(row) or "",
        )
        journal.open_task(_asking(row), subject, text)
    journal.act(Verb.REPLY_REMINDED, subject, text, row.message_id)
    return None


# --- what is added ---------------------------------------------------------------------------


async def supplement(
    office: Office, officer: Officer, conversation_id: str, supplement: Supplement
) -> LetterView:
    """Add to what was sent before.

    No new period begins, and an answer may now be possible.

    Raises:
        NotFoundError: There is no such conversation here.
        InputError: It says that it was forwarded, or that a round is closed, which are acts
            of their own.
    """
    officer.require(Permission.ASSESS)
    if supplement.forwarded_to is not None:
        raise InputError("forwarded_to: forward it instead")
    if supplement.closing is not None:
        raise InputError(
            "closing: close the round instead", remedy="Close it with {closeClassification}."
        )

    def write(work: Work) -> LetterView:
        place = place_of(work, conversation_id=conversation_id)
        row = send_supplement(work, place, supplement, actor=officer.name)
        return show(work, row.message_id)

    return await office.write(write)


@takes(LetterType.SUPPLEMENT)
def take_supplement(work: Work, letter: ReceivedLetter) -> Sequence[Wake]:
    """Show what was added; information that was wanted is supplied now."""
    row = keep_letter(work.conn, letter)
    content = rows.content_of(row, Supplement)
    if content.closing is not None:
        text, kind = take_closing(work, row, content)
        raise_task(work, row, text, kind=kind)
        return ()
    if content.forwarded_to is not None and not _in_its_state(
        work.office, row, content.forwarded_to
    ):
        text = says(
            "{peer} says that {forwarded_to} has the request, of another State",
            peer=row.peer,
            forwarded_to=content.forwarded_to,
        )
        raise_task(work, row, text, kind=TaskKind.SUPPLEMENT_UNUSABLE)
        return ()
    if content.forwarded_to is not None:
        return _take_forwarded(work, row, content.forwarded_to)
    if note_supply(work, row):
        text = says(
            "{peer} supplied the information that we asked for; an answer is due", peer=row.peer
        )
    elif content.human_rights is not None:
        text = says("{peer} sends its human-rights assessment", peer=row.peer)
    else:
        text = says("{peer} adds to what it sent", peer=row.peer)
    raise_task(work, row, text)
    return ()


def _in_its_state(office: Office, row: rows.LetterRow, to: AuthorityCode) -> bool:
    known = to in office.me.directory().members
    return known and member_state(to) == member_state(row.peer)


def _take_forwarded(work: Work, row: rows.LetterRow, to: AuthorityCode) -> Sequence[Wake]:
    """Show which authority of the other State has the request now; the clock runs on."""
    found = consultation_rows.find(work.conn, row.conversation_id)
    if found is None and to == row.peer:
        _taken_back(work, row)
        return ()
    if found is None or not found.ours or found.state is ConsultationState.SUPERSEDED:
        raise_task(
            work,
            row,
            says("{peer} forwarded to {to} what is not asked any more", peer=row.peer, to=to),
        )
        return ()
    now_with = None if to == row.peer else to
    consultation_rows.save(work.conn, found.holding(found.consultation.forwarded(now_with)))
    text = says("{peer} forwarded the request to {to}; the period runs on", peer=row.peer, to=to)
    if now_with is None:
        text = says("{peer} has the request again; the period runs on", peer=row.peer)
    journal_of(work, row.peer).act(
        Verb.CONSULTATION_FORWARDED, subject_of(row), text, row.conversation_id
    )
    return (poke_consultation(row.conversation_id),)


def _taken_back(work: Work, row: rows.LetterRow) -> None:
    """Hear that what was forwarded to us needs no answer of ours any more."""
    for each in rows.listed(work.conn, conversation_id=row.conversation_id):
        if each.letter_type is LetterType.FORWARDING and each.state is LetterState.OPEN:
            rows.set_state(work.conn, each.message_id, LetterState.RECORDED)
            clear_due(work.conn, kind=DueKind.REPLY_WANTED, subject=each.message_id)

    journal_of(work).close_tasks(TaskKind.FORWARDING_ANSWER, row.conversation_id)
    raise_task(work, row, says("{peer} needs no answer to what it forwarded", peer=row.peer))
