"""Dates of a collection at the Commission services: reminders, answers, clearing, embargo.

Each only reminds and records; that the embargo is over publishes what a second person had
released.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sqlalchemy import select, update

from gateway.casework.acts.due_dates import Due, DueKind, set_due
from gateway.casework.acts.journal import Journal, journal_of
from gateway.casework.annual import question_rows as questions
from gateway.casework.annual import rows
from gateway.casework.services import Office, Work
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.annual.collection import COLLECTING, Stage
from gateway.domain.authority import member_state
from gateway.domain.saying import Saying, says
from gateway.store.tables_annual import annual_edition


def set_reminder(work: Work, row: rows.CollectionRow) -> None:
    """Write when the next reminder of a collection is due, by its template."""
    at = _next_reminder(work.office, row)
    if at is not None:
        set_due(work, kind=DueKind.ANNUAL_COLLECTION, subject=row.id, at=at)


def _next_reminder(office: Office, row: rows.CollectionRow) -> datetime | None:
    """Return the next reminder after now: in days from the day for submissions."""
    now = office.clock.now()
    zone = office.law.calendar(office.code).zone
    days = sorted(row.template.schedule.reminders)
    instants = [
        datetime.combine(row.line.submit_by + timedelta(days=each), time(8), tzinfo=zone)
        for each in days
    ]
    return next((each for each in instants if each > now), None)


def collection_due(work: Work, due: Due) -> Due | None:
    """Tell our officers which States have sent nothing that counts; say when to look again."""
    row = rows.get(work.conn, due.subject)
    if row.line.stage not in COLLECTING:
        return None
    counting = rows.counting(rows.submissions(work.conn, row.id))
    missing = [
        each.authority
        for each in rows.called(work.conn, row.id)
        if each.submits and member_state(each.authority) not in counting
    ]
    if not missing:
        return None  # a call to more authorities sets it anew
    said = says(
        "{collection}, due by {day}: nothing that counts from {missing}",
        collection=row.id,
        day=row.line.submit_by,
        missing=missing,
    )
    _tell(work, kind=TaskKind.ANNUAL_MISSING, subject=row.id, saying=said)
    following = _next_reminder(work.office, row)
    return None if following is None else Due(due.kind, due.subject, following)


def question_due(work: Work, due: Due) -> Due | None:
    """Tell our officers that a question was not answered by its day."""
    collection, _, thread = due.subject.partition("/")
    found = questions.get(work.conn, collection, int(thread))
    if found.state is questions.QuestionState.OPEN:
        said = says(
            "{collection}, question {thread}: no answer of {authority} by its day",
            collection=collection,
            thread=thread,
            authority=found.authority,
        )
        _tell(work, kind=TaskKind.ANNUAL_NO_ANSWER, subject=due.subject, saying=said)
    return None


def clearance_due(work: Work, due: Due) -> Due | None:
    """Tell our officers that the round is over, and who has not answered in it."""
    row = rows.get(work.conn, due.subject)
    if row.line.stage is not Stage.ROUND:
        return None
    silent = [each.state for each in rows.rounds(work.conn, row.id).values() if not each.clearance]
    said = says("{collection}: the round is over; ", collection=row.id) + (
        says("nothing of {silent} is published", silent=sorted(silent))
        if silent
        else says("all have answered")
    )
    _tell(work, kind=TaskKind.ANNUAL_NOT_CLEARED, subject=row.id, saying=said)
    return None


def embargo_due(work: Work, due: Due) -> Due | None:
    """Publish a released edition whose embargo is over."""
    collection, _, number = due.subject.partition("/")
    publish(work, collection, int(number))
    return None


def publish(work: Work, collection: str, number: int) -> None:
    """Write that a released edition, and those that it corrects, may be read by all from now on.

    One that is being corrected is not published by itself: it waits for its correction.
    """
    table, at = annual_edition, work.now
    newer = select(table.c.number).where(table.c.collection == collection, table.c.number > number)
    if work.conn.execute(newer).first() is not None:
        return
    done = work.conn.execute(
        update(table)
        .where(
            table.c.collection == collection,
            table.c.number <= number,
            table.c.released.is_not(None),
            table.c.published.is_(None),
        )
        .values(published=at)
    )
    if done.rowcount:
        rows.set_stage(work.conn, collection, Stage.PUBLISHED)
        Journal(work.conn, at).act(
            Verb.ANNUAL_PUBLISHED, collection, says("edition {number}", number=number)
        )


def _tell(work: Work, *, kind: TaskKind, subject: str, saying: Saying) -> None:
    journal = journal_of(work)
    journal.open_task(kind, subject, saying)
    journal.act(Verb(kind), subject, saying)
