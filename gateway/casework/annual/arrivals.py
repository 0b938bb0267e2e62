"""Letters of the annual report as they come: each is kept, and told to a person.

What wants an answer by a day has that day as a date (`gateway.casework.acts.due_dates`), which
reminds and from which nothing else follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from gateway.casework.acts.due_dates import Due, DueKind, set_due
from gateway.casework.acts.journal import Journal
from gateway.casework.records import correspondence_rows as rows
from gateway.casework.records.correspondence import keep_letter, raise_task, takes
from gateway.casework.services import Work
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.annual.submission import (
    AnnualAnswer,
    AnnualCall,
    AnnualQuestion,
    AppearingTables,
)
from gateway.domain.correspondence import LetterState
from gateway.domain.letter import LetterType
from gateway.domain.saying import says
from gateway.exchange.dispatch import ReceivedLetter
from gateway.exchange.engine_calls import Wake

REMIND_BEFORE = timedelta(days=7)
"""So long before the end of its day an authority is reminded of what it owes."""


@takes(LetterType.ANNUAL_CALL)
def take_annual_call(work: Work, letter: ReceivedLetter) -> Sequence[Wake]:
    """Put a call for data before our officers."""
    row = keep_letter(work.conn, letter, state=LetterState.OPEN)
    call = rows.content_of(row, AnnualCall)
    text = says(
        "{collection}: data for {year} by {submit_by}, template {template}",
        collection=call.collection,
        year=call.year,
        submit_by=call.submit_by,
        template=call.template,
    )
    raise_task(work, row, text, kind=TaskKind.ANNUAL_CALLED)
    owe(work, row, call.submit_by)
    return ()


@takes(LetterType.ANNUAL_QUESTION)
def take_annual_question(work: Work, letter: ReceivedLetter) -> Sequence[Wake]:
    """Put a question on a submission before our officers, or close it."""
    content = rows.content_of(
        row := keep_letter(work.conn, letter, state=LetterState.OPEN), AnnualQuestion
    )
    about = f"{content.collection}, question {content.thread}"
    if content.answer_by is None:
        rows.set_state(work.conn, row.message_id, LetterState.RECORDED)
        raise_task(work, row, says("{about}: {peer} has what it needs", about=about, peer=row.peer))
        return ()
    text = says(
        "{about}: {peer} asks on table {table}, by {answer_by}",
        about=about,
        peer=row.peer,
        table=content.about.table,
        answer_by=content.answer_by,
    )
    raise_task(work, row, text, kind=TaskKind.ANNUAL_ASKED)
    owe(work, row, content.answer_by)
    return ()


def take_annual_answer(work: Work, letter: ReceivedLetter) -> Sequence[Wake]:
    """Show the answer to our question."""
    row = keep_letter(work.conn, letter)
    answer = rows.content_of(row, AnnualAnswer)
    raise_task(
        work,
        row,
        says(
            "{collection}, question {thread}: {peer} answered",
            collection=answer.collection,
            thread=answer.thread,
            peer=row.peer,
        ),
    )
    return ()


@takes(LetterType.ANNUAL_TABLES)
def take_annual_tables(work: Work, letter: ReceivedLetter) -> Sequence[Wake]:
    """Put the tables as they would appear before our officers."""
    row = keep_letter(work.conn, letter, state=LetterState.OPEN)
    appearing = rows.content_of(row, AppearingTables)
    until = appearing.until.isoformat()
    raise_task(
        work,
        row,
        says(
            "{collection}: clear our tables by {until}; what is not cleared is not published",
            collection=appearing.collection,
            until=until,
        ),
        kind=TaskKind.ANNUAL_TO_CLEAR,
    )
    owe(work, row, appearing.until)
    return ()


def owe(work: Work, row: rows.LetterRow, day: date) -> None:
    """Remind our officers before the end of a day by which a letter wants an answer."""
    at = max(work.now, work.office.end_of(day) - REMIND_BEFORE)
    set_due(work, kind=DueKind.ANNUAL_OWED, subject=row.message_id, at=at, note=str(day))


def annual_owed(work: Work, due: Due) -> Due | None:
    """Remind of what is owed: before the end of its day, and once when it is over."""
    row = rows.find(work.conn, due.subject)
    if row is None or row.state is not LetterState.OPEN:
        return None
    now, over = work.now, work.office.end_of(date.fromisoformat(due.note))
    journal = Journal(work.conn, now)
    when = f"is due by {due.note}" if now < over else f"was due by {due.note}"
    text = says(
        "the answer to {peer}'s {letter_type} {when}",
        peer=row.peer,
        letter_type=row.letter_type,
        when=when,
    )
    journal.open_task(TaskKind.ANNUAL_OWED, row.conversation_id, text)
    journal.act(Verb.ANNUAL_REMINDED, row.conversation_id, text, row.message_id)
    return None if now >= over else Due(due.kind, due.subject, over, due.note)
