"""Standing answers: what would be asked again is answered in advance, until when and for what.

The consulted authority gives and withdraws them; whoever asks may rely on one, on record,
for a consultation that it covers. Nothing relies on one by itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from gateway.casework.acts.due_dates import Due, DueKind, clear_due, set_due
from gateway.casework.acts.journal import journal_of
from gateway.casework.consultations.effects import end_consultation, end_others
from gateway.casework.consultations.outgoing_request import check_standing, covers, offer, over
from gateway.casework.consultations.silence import check_dispatched, keeps_out
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import consultation_rows, correspondence_rows
from gateway.casework.records import correspondence_rows as rows
from gateway.casework.records.consultation_rows import shown
from gateway.casework.records.correspondence import (
    Draft,
    keep_letter,
    place_of,
    raise_task,
    send,
    takes,
)
from gateway.casework.records.correspondence_rows import StandingAnswerView
from gateway.casework.services import Office, Work
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.authority import AuthorityCode
from gateway.domain.consultation import (
    OPEN_STATES,
    Consultation,
    ConsultationAnswer,
    DenialAnswer,
    EndReason,
    LateOrInTime,
)
from gateway.domain.correspondence import StandingAnswer
from gateway.domain.denial import FreeText
from gateway.domain.letter import LetterType
from gateway.domain.page import FIRST_PAGE, Page, PageRequest
from gateway.domain.saying import says
from gateway.errors import InputError, LawError, StateError
from gateway.exchange.dispatch import ReceivedLetter
from gateway.exchange.engine_calls import Wake


async def give_standing(
    office: Office, officer: Officer, peer: AuthorityCode, answer: StandingAnswer
) -> StandingAnswerView:
    """Answer in advance what an authority would ask again.

    Raises:
        InputError: The procedure knows no such answer, it is no answer in itself, or the
            day is past.
    """
    officer.require(Permission.ANSWER)
    _check(office, answer)

    def write(work: Work) -> StandingAnswerView:
        place = place_of(work, conversation_id=None, peer=peer)
        draft = Draft(content=answer)
        row = send(work, place, draft, actor=officer.name)
        return _keep(work, row, answer)

    return await office.write(write)


def _check(office: Office, content: StandingAnswer) -> None:
    at = office.clock.now()
    check_standing(office.law.in_force(at).procedure(content.procedure), content)
    if content.withdrawn:
        raise InputError("withdrawn: give it first")
    if over(office, office.code, content) <= at:
        raise InputError("until: the day is past")


def _keep(work: Work, row: rows.LetterRow, content: StandingAnswer) -> StandingAnswerView:
    """Write a standing answer on either side, and when it ends by itself."""
    given = correspondence_rows.add_standing(
        work.conn,
        StandingAnswerView.made_from(row, standing_id=row.message_id, content=content),
    )
    _note_end(work, given)
    return given


def _note_end(work: Work, given: StandingAnswerView) -> None:
    """Write when a standing answer ends by itself."""
    if given.content is not None:
        at = over(work.office, work.code if given.ours else given.peer, given.content)
        set_due(work, kind=DueKind.STANDING_EXPIRES, subject=given.standing_id, at=at)


def replace_standing(work: Work, standing_id: str, content: StandingAnswer) -> None:
    """Put the corrected content of a standing answer in place of the first, on either side.

    It ends when the correction says; what it covers now is offered. One that has ended, or
    could never be relied on, stays so.
    """
    given = correspondence_rows.find_standing(work.conn, standing_id)
    if given is None:
        return
    correspondence_rows.replace_standing(work.conn, standing_id, content)
    given = given.corrected(content)
    if given.withdrawn is None:
        _note_end(work, given)
        _offer_where_covered(work, given)


async def withdraw_standing(
    office: Office, officer: Officer, standing_id: str, text: tuple[FreeText, ...] = ()
) -> StandingAnswerView:
    """Withdraw a standing answer that we gave, by a second letter.

    Raises:
        NotFoundError: There is none.
        StateError: The other side gave it, or it was withdrawn.
    """
    officer.require(Permission.ANSWER)

    def write(work: Work) -> StandingAnswerView:
        given = correspondence_rows.get_standing(work.conn, standing_id)
        if not given.ours or given.withdrawn is not None or given.content is None:
            raise StateError(
                "there is nothing of ours to withdraw",
                remedy="{listStandingAnswers} shows what we gave.",
            )
        content = given.content.taken_back(text)
        place = place_of(work, conversation_id=given.conversation_id)
        draft = Draft(content=content)
        send(work, place, draft, actor=officer.name)
        _end(work, given)
        return correspondence_rows.get_standing(work.conn, standing_id)

    return await office.write(write)


def _end(work: Work, given: StandingAnswerView) -> None:
    correspondence_rows.withdraw_standing(work.conn, given.standing_id, work.now)
    clear_due(work.conn, kind=DueKind.STANDING_EXPIRES, subject=given.standing_id)


@takes(LetterType.STANDING_ANSWER)
def take_standing(work: Work, letter: ReceivedLetter) -> Sequence[Wake]:
    """Keep a standing answer, or hear that an earlier one no longer holds."""
    row = keep_letter(work.conn, letter)
    content = rows.content_of(row, StandingAnswer)
    earlier = correspondence_rows.standing_of(work.conn, row.conversation_id)
    if content.withdrawn:
        for given in earlier:
            _end(work, given)
        text = says(
            "{peer} withdrew its standing answer under {procedure}",
            peer=row.peer,
            procedure=content.procedure,
        )
        raise_task(work, row, text, kind=TaskKind.STANDING_WITHDRAWN)
        return ()
    why_not = _why_unusable(work.office, content, row.rulebook)
    if why_not:
        text = says(
            "{peer} answers in advance what cannot be used: {why_not}",
            peer=row.peer,
            why_not=why_not,
        )
        raise_task(work, row, text, kind=TaskKind.STANDING_UNUSABLE)
        return ()
    given = _keep(work, row, content)
    text = says(
        "{peer} answers in advance under {procedure}: {answer}, until {until}",
        peer=row.peer,
        procedure=content.procedure,
        answer=work.law.procedure(row.rulebook, content.procedure).option(content.answer).label,
        until=content.until,
    )
    raise_task(work, row, text, kind=TaskKind.STANDING_GIVEN)
    _offer_where_covered(work, given)
    return ()


def _offer_where_covered(work: Work, given: StandingAnswerView) -> None:
    for each in consultation_rows.open_ones(work.conn):
        if each.ours and covers(work.office, given, each):
            offer(work, each, given)


def _why_unusable(office: Office, content: StandingAnswer, rulebook: str) -> str:
    """Say why a standing answer can never be relied on; empty if it can."""
    try:
        check_standing(office.law.procedure(rulebook, content.procedure), content)
    except (InputError, LawError) as exc:
        return str(exc)
    return ""


async def list_standing(
    office: Office,
    officer: Officer,
    *,
    conversation_id: str | None = None,
    page: PageRequest = FIRST_PAGE,
) -> Page[StandingAnswerView]:
    """List standing answers, or those that cover one consultation."""
    officer.require(Permission.READ_LETTERS)

    def read(conn: Connection) -> Page[StandingAnswerView]:
        if conversation_id is None:
            return correspondence_rows.page_of_standing(conn, page)
        row = consultation_rows.get(conn, conversation_id, lock=False)
        return correspondence_rows.page_of_standing(
            conn, page, received_from=row.peer, on_list=lambda given: covers(office, given, row)
        )

    return await office.db.read(read)


async def rely_on_standing(
    office: Office, officer: Officer, conversation_id: str, standing_id: str
) -> Consultation:
    """Rely on a standing answer instead of waiting, on record.

    Raises:
        NotFoundError: There is no such consultation or standing answer here.
        StateError: The consultation has ended, the standing answer does not cover it, or the
            authority may have said something else since.
    """
    officer.require(Permission.ASSESS)

    def write(work: Work) -> consultation_rows.Row:
        row = consultation_rows.get(work.conn, conversation_id)
        given = correspondence_rows.get_standing(work.conn, standing_id)
        content = given.content
        if not row.ours or row.state not in OPEN_STATES:
            raise StateError(
                "the consultation is {state}; nothing is waited for",
                remedy="{getConsultation} says how it ended.",
                state=row.state,
            )
        if content is None or not covers(office, given, row):
            raise StateError(
                "the standing answer does not cover this consultation",
                remedy="Wait for the answer.",
            )
        _check_nothing_else_was_said(work.conn, row)
        # What it says stays in it alone, so that a recall seals it everywhere.
        said = says("standing answer of {peer}, {standing}", peer=given.peer, standing=standing_id)
        text = FreeText(language="en", text=said.sentence())
        row = end_consultation(work, row, EndReason.STANDING_ANSWER, (text,))
        answer = ConsultationAnswer(
            answer=content.answer,
            by_denial=_by_denial(office, row, content),
            conditions=content.conditions,
        )
        relying = row.consultation.relying_on(
            standing_id,
            given_in=given.conversation_id,
            answer=answer,
            timing=LateOrInTime.RECEIVED_IN_TIME,
        )
        row = consultation_rows.save(work.conn, row.holding(relying))
        journal, subject = (
            journal_of(work, officer.name),
            row.consultation.case_id or row.id,
        )
        journal.close_tasks(TaskKind.STANDING_COVERS, row.id)
        journal.act(Verb.STANDING_RELIED_ON, subject, said, row.id)
        option = office.law.procedure(row.consultation.rulebook, content.procedure).option(
            content.answer
        )
        if option.ends_others:
            end_others(work, row, f"{row.peer}: {option.label}")
        return row

    row = await office.write(write)
    return shown(office, row)


def _check_nothing_else_was_said(conn: Connection, row: consultation_rows.Row) -> None:
    """Refuse to rely on what was said in advance where the authority may have spoken since."""
    if row.consultation.oral_objection:
        raise StateError(
            "an oral objection of {authority} is noted",
            remedy="Wait for its answer in writing.",
            authority=row.peer,
        )
    check_dispatched(conn, row)
    if keeps_out(conn, row):
        raise StateError(
            "a letter of {authority} in this consultation was refused here or cannot be used; it "
            "may be its answer",
            remedy="Ask {authority} to send it again, and wait for it.",
            authority=row.peer,
        )


def _by_denial(
    office: Office, row: consultation_rows.Row, content: StandingAnswer
) -> tuple[DenialAnswer, ...]:
    """Spread a standing answer over the denials that the consultation is about."""
    model = row.consultation
    if not office.law.rule_of(model).by_denial:
        return ()
    return tuple(DenialAnswer(denial_id=each, answer=content.answer) for each in model.denials_left)


def standing_expires(work: Work, due: Due) -> Due | None:
    """Note that a standing answer no longer holds; its giver may give another."""
    given = correspondence_rows.find_standing(work.conn, due.subject)
    if given is None or given.withdrawn is not None:
        return None
    at = work.now
    correspondence_rows.withdraw_standing(work.conn, given.standing_id, at)
    journal_of(work).act(
        Verb.STANDING_EXPIRED,
        given.conversation_id,
        says("the standing answer no longer holds: its last day is over"),
        given.standing_id,
    )
    return None
