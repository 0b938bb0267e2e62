"""Questions of the Commission services on a cell or table of a submission, each a thread.

A question goes in the conversation of the call, with a day; the answer comes from what lies
at the authority. It is closed by who asked, or asked on under the same number.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

from pydantic import Field
from sqlalchemy import Connection

from gateway.casework.acts.due_dates import DueKind, clear_due, set_due
from gateway.casework.acts.journal import journal_of
from gateway.casework.annual import question_rows as rows
from gateway.casework.annual import rows as annual_rows
from gateway.casework.annual.arrivals import take_annual_answer
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import correspondence_rows as letters
from gateway.casework.records.correspondence import (
    Draft,
    LetterRoute,
    keep_letter,
    note_received,
    send,
    takes,
)
from gateway.casework.services import Office, Work
from gateway.domain.acts import TaskKind
from gateway.domain.annual.cells import CellRef
from gateway.domain.annual.submission import AnnualAnswer, AnnualQuestion
from gateway.domain.annual.template import Template
from gateway.domain.authority import AuthorityCode, member_state
from gateway.domain.base import Day, Instant, Model
from gateway.domain.correspondence import LetterState
from gateway.domain.denial import FreeText
from gateway.domain.letter import LetterType
from gateway.domain.page import FIRST_PAGE, Page, PageRequest
from gateway.domain.saying import says
from gateway.errors import InputError, StateError
from gateway.exchange.dispatch import ReceivedLetter
from gateway.exchange.engine_calls import Wake
from gateway.exchange.journal import rows_of

_State = rows.QuestionState


class QuestionDraft(Model):
    """What an officer asks.

    Attributes:
        state: Whose submission it is about.
        about: A cell or a table; its origin is the State's.
        answer_by: By the template's schedule where it is left out.
        thread: A question that is asked on; a new one where it is left out.
    """

    state: AuthorityCode
    about: CellRef
    answer_by: Day | None = None
    thread: int | None = None
    text: Annotated[tuple[FreeText, ...], Field(min_length=1, max_length=6)]


class Said(Model):
    """One letter of a thread."""

    at: Instant
    by: AuthorityCode
    message_id: str
    answer: str = ""
    text: tuple[FreeText, ...]


class Thread(Model):
    """A question with everything that was said in it, the oldest first."""

    question: rows.Question
    said: tuple[Said, ...]


async def ask(office: Office, officer: Officer, collection: str, draft: QuestionDraft) -> Thread:
    """Ask a State on a cell or table of what it submitted.

    Raises:
        NotFoundError: No such collection or question.
        InputError: The template has no such table or code, or the day is past.
        StateError: Nothing of that State counts yet, or the question is closed.
    """
    officer.require(Permission.REPORT)

    def write(work: Work) -> Thread:
        held = annual_rows.get(work.conn, collection, lock=True)
        about = draft.about.of_origin(draft.state[:2])
        check_about(held.template, about)
        counts = annual_rows.counting(annual_rows.submissions(work.conn, collection)).get(
            draft.state[:2]
        )
        if counts is None:
            raise StateError(
                "nothing of {state} counts yet",
                remedy="Wait for its submission.",
                state=draft.state,
            )
        by = draft.answer_by or office.today + timedelta(days=held.template.schedule.answer_days)
        if by < office.today:
            raise InputError("answer_by: the day is past", field="answer_by")
        place = _place(work.conn, collection, counts.authority)
        content = AnnualQuestion(
            collection=collection,
            thread=draft.thread or rows.next_thread(work.conn, collection),
            about=about,
            submission=counts.digest,
            answer_by=by,
            text=draft.text,
        )
        found = _asked(work, officer, place, content, on=draft.thread is not None)
        return _thread(work, found)

    return await office.write(write)


async def close(
    office: Office, officer: Officer, collection: str, thread: int, text: tuple[FreeText, ...]
) -> Thread:
    """Close a question.

    Raises:
        NotFoundError: No such question.
        StateError: It is closed already.
    """
    officer.require(Permission.REPORT)

    def write(work: Work) -> Thread:
        found = rows.get(work.conn, collection, thread)
        if found.state is _State.CLOSED:
            raise StateError(
                "the question is closed already", remedy="Ask again: {askCollectionQuestion}."
            )
        content = AnnualQuestion(
            collection=collection,
            thread=thread,
            about=found.question.about,
            submission=found.question.submission,
            closed=True,
            text=text,
        )
        place = _place(work.conn, collection, found.authority)
        draft = Draft(content=content)
        send(work, place, draft, actor=officer.name)
        rows.set_state(work.conn, found, _State.CLOSED)
        clear_due(work.conn, kind=DueKind.ANNUAL_QUESTION, subject=subject_of(found))
        for kind in (TaskKind.ANNUAL_ANSWERED, TaskKind.ANNUAL_NO_ANSWER):
            _close_task(work, found, kind, by=officer.name)
        return _thread(work, rows.get(work.conn, collection, thread))

    return await office.write(write)


async def get_thread(office: Office, officer: Officer, collection: str, thread: int) -> Thread:
    """Show a question with what was said.

    Raises:
        NotFoundError: No such question.
    """
    officer.require(Permission.READ_REPORT)
    return await office.read(lambda work: _thread(work, rows.get(work.conn, collection, thread)))


async def list_threads(
    office: Office,
    officer: Officer,
    collection: str,
    *,
    waiting: bool = False,
    page: PageRequest = FIRST_PAGE,
) -> Page[Thread]:
    """List the questions with what was said.

    Args:
        office: The Commission services.
        officer: Who reads.
        collection: Its id.
        waiting: Only those that are not closed.
        page: Which part.

    Raises:
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    officer.require(Permission.READ_REPORT)

    def read(work: Work) -> Page[Thread]:
        annual_rows.get(work.conn, collection)
        found = rows.page_of_questions(work.conn, collection, page, waiting=waiting)
        return found.of(lambda each: _thread(work, each))

    return await office.read(read)


@takes(LetterType.ANNUAL_ANSWER)
def take_answer_to_us(work: Work, letter: ReceivedLetter) -> Sequence[Wake]:
    """Put an answer into its thread; one that is to no question of ours is only shown."""
    if annual_rows.called_in(work.conn, letter.header.conversation_id) is None:
        return take_annual_answer(work, letter)
    row = keep_letter(work.conn, letter)
    answer = letters.content_of(row, AnnualAnswer)
    found = rows.find(work.conn, answer.collection, answer.thread)
    if found is None or found.conversation_id != row.conversation_id:
        letters.set_state(work.conn, row.message_id, LetterState.UNUSABLE)
        text = says("{peer} answers a question that was not put to it", peer=row.peer)
        journal_of(work).open_task(TaskKind.ANNUAL_ANSWERED, row.conversation_id, text)
        return ()
    if found.state is _State.OPEN:
        rows.set_state(work.conn, found, _State.ANSWERED)
    clear_due(work.conn, kind=DueKind.ANNUAL_QUESTION, subject=subject_of(found))
    _close_task(work, found, TaskKind.ANNUAL_NO_ANSWER, by=row.peer)
    text = says(
        "{collection}, question {thread}: {peer} answered",
        collection=found.collection,
        thread=found.thread,
        peer=row.peer,
    )
    if answer.answer:
        text += says(": {answer}", answer=answer.answer)
    journal_of(work).open_task(TaskKind.ANNUAL_ANSWERED, subject_of(found), text)
    note_received(work.conn, row, at=work.now, saying=text)
    return ()


def subject_of(question: rows.Question) -> str:
    """Return what dates and tasks of a question are about: ``EU-R-2025/7``."""
    return f"{question.collection}/{question.thread}"


def check_about(template: Template, about: CellRef) -> None:
    """Check that a template has the cell or table that is named.

    Raises:
        InputError: CODE_UNKNOWN-like; names the field.
    """
    try:
        table = template.collected(about.table)
    except KeyError:
        known = ", ".join(each.key for each in template.table)
        raise InputError(
            "about.table: the template has no table {table}",
            remedy="It has: {known}.",
            field="about.table",
            table=about.table,
            known=known,
        ) from None
    if about.at is None:
        return
    if len(about.at) != len(table.dimensions):
        raise InputError(
            "about.at: {table} has a code each for: {dimensions}",
            field="about.at",
            table=about.table,
            dimensions=table.dimensions,
        )
    for dimension, code in zip(table.dimensions, about.at, strict=True):
        if code not in template.code_list(dimension):
            raise InputError(
                "about.at: {code} is no code of {dimension}",
                field="about.at",
                code=code,
                dimension=dimension,
            )


def _asked(
    work: Work,
    officer: Officer,
    place: LetterRoute,
    content: AnnualQuestion,
    *,
    on: bool,
) -> rows.Question:
    now = work.now
    if on:
        found = rows.get(work.conn, content.collection, content.thread)
        if found.state is _State.CLOSED:
            raise StateError("the question is closed", remedy="Ask a new one.")
        if member_state(found.authority) != member_state(place.peer):
            raise InputError("state: the question is one to another State", field="state")
        rows.set_state(work.conn, found, _State.OPEN)
        _close_task(work, found, TaskKind.ANNUAL_ANSWERED, by=officer.name)
    draft = Draft(
        content=content,
        state=LetterState.OPEN,
    )
    row = send(work, place, draft, actor=officer.name)
    if not on:
        rows.add(
            work.conn,
            rows.Question(
                collection=content.collection,
                thread=content.thread,
                authority=place.peer,
                conversation_id=row.conversation_id,
                state=_State.OPEN,
                asked=now,
                asked_by=officer.name,
                question=content,
            ),
        )
    question = rows.get(work.conn, content.collection, content.thread)
    if content.answer_by is not None:
        over = work.office.end_of(content.answer_by)
        set_due(work, kind=DueKind.ANNUAL_QUESTION, subject=subject_of(question), at=over)
    return question


def _place(conn: Connection, collection: str, authority: str) -> LetterRoute:
    called = {each.authority: each for each in annual_rows.called(conn, collection)}
    conversation = called[authority].conversation_id
    return LetterRoute(authority, conversation, rulebook=rulebook_of(conn, conversation))


def rulebook_of(conn: Connection, conversation_id: str) -> str:
    """Return the rulebook under which a conversation began."""
    return letters.listed(conn, conversation_id=conversation_id)[0].rulebook


def _close_task(work: Work, question: rows.Question, kind: TaskKind, *, by: str) -> None:

    journal_of(work, by).close_tasks(kind, subject_of(question))


def _thread(work: Work, question: rows.Question) -> Thread:
    said = []
    order = [each.message_id for each in rows_of(work.conn, [question.conversation_id])]
    found = letters.listed(work.conn, conversation_id=question.conversation_id)
    for row in sorted(found, key=lambda each: order.index(each.message_id)):
        content = row.content
        if not isinstance(content, AnnualQuestion | AnnualAnswer):
            continue
        if content.thread != question.thread or content.collection != question.collection:
            continue
        said.append(
            Said(
                at=row.at,
                by=work.code if row.ours else row.peer,
                message_id=row.message_id,
                answer=(content.answer or "") if isinstance(content, AnnualAnswer) else "",
                text=content.text,
            )
        )
    return Thread(question=question, said=tuple(said))
