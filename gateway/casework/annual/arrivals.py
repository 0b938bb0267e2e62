"""Letters of the annual report as they come: each is kept, and told to a person.

What wants an answer by a day has that day as a date (`gateway.casework.office.due`), which reminds
and from which nothing else follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Connection

from gateway.casework.annual.dates import end_of
from gateway.casework.office.due import Due, DueKind, set_due
from gateway.casework.office.journal import open_task, record_act
from gateway.casework.office.services import Office
from gateway.casework.records import correspondence_rows as rows
from gateway.casework.records.correspondence import keep_letter, tell
from gateway.domain.annual.submission import (
    AnnualAnswer,
    AnnualCall,
    AnnualQuestion,
    AppearingTables,
)
from gateway.exchange.dispatch import ReceivedLetter
from gateway.exchange.engine_calls import Wake

CALLED = "annual.called"
"""Task of a call for data; the submission closes it."""

ASKED = "annual.asked"
"""Task of a question on a submission; the answer closes it."""

TO_CLEAR = "annual.to_clear"
"""Task of tables to clear; the clearance closes it."""

REMIND_BEFORE = timedelta(days=7)
"""So long before the end of its day an authority is reminded of what it owes."""


def take_annual_call(conn: Connection, office: Office, letter: ReceivedLetter) -> Sequence[Wake]:
    """Put a call for data before our officers."""
    row = keep_letter(conn, letter, state=rows.LetterState.OPEN)
    call = rows.content_of(row, AnnualCall)
    text = (
        f"{call.collection}: data for {call.year} by {call.submit_by.isoformat()}, "
        f"template {call.template}"
    )
    tell(conn, office, row, text, kind=CALLED)
    owe(conn, office, row, call.submit_by)
    return ()


def take_annual_question(
    conn: Connection, office: Office, letter: ReceivedLetter
) -> Sequence[Wake]:
    """Put a question on a submission before our officers, or close it."""
    content = rows.content_of(
        row := keep_letter(conn, letter, state=rows.LetterState.OPEN), AnnualQuestion
    )
    about = f"{content.collection}, question {content.thread}"
    if content.answer_by is None:
        rows.set_state(conn, row.message_id, rows.LetterState.RECORDED)
        tell(conn, office, row, f"{about}: {row.peer} has what it needs")
        return ()
    text = f"{about}: {row.peer} asks on table {content.about.table}, by {content.answer_by}"
    tell(conn, office, row, text, kind=ASKED)
    owe(conn, office, row, content.answer_by)
    return ()


def take_annual_answer(conn: Connection, office: Office, letter: ReceivedLetter) -> Sequence[Wake]:
    """Show the answer to our question."""
    row = keep_letter(conn, letter)
    answer = rows.content_of(row, AnnualAnswer)
    tell(conn, office, row, f"{answer.collection}, question {answer.thread}: {row.peer} answered")
    return ()


def take_annual_tables(conn: Connection, office: Office, letter: ReceivedLetter) -> Sequence[Wake]:
    """Put the tables as they would appear before our officers."""
    row = keep_letter(conn, letter, state=rows.LetterState.OPEN)
    appearing = rows.content_of(row, AppearingTables)
    until = appearing.until.isoformat()
    tell(
        conn,
        office,
        row,
        f"{appearing.collection}: clear our tables by {until}; "
        "what is not cleared is not published",
        kind=TO_CLEAR,
    )
    owe(conn, office, row, appearing.until)
    return ()


def owe(conn: Connection, office: Office, row: rows.LetterRow, day: date) -> None:
    """Remind our officers before the end of a day by which a letter wants an answer."""
    at = max(office.clock.now(), end_of(office, day) - REMIND_BEFORE)
    set_due(conn, office, kind=DueKind.ANNUAL_OWED, subject=row.message_id, at=at, note=str(day))


def annual_owed(conn: Connection, office: Office, due: Due) -> Due | None:
    """Remind of what is owed: before the end of its day, and once when it is over."""
    row = rows.find(conn, due.subject)
    if row is None or row.state is not rows.LetterState.OPEN:
        return None
    now, over = office.clock.now(), end_of(office, date.fromisoformat(due.note))
    when = f"is due by {due.note}" if now < over else f"was due by {due.note}"
    text = f"the answer to {row.peer}'s {row.letter_type} {when}"
    open_task(conn, at=now, kind="annual.owed", subject=row.conversation_id, text=text)
    record_act(
        conn,
        at=now,
        actor="gateway",
        verb="annual.reminded",
        text=text,
        subject=row.conversation_id,
        reference=row.message_id,
    )
    return None if now >= over else Due(due.kind, due.subject, over, due.note)
