"""The duty to notify after a consultation, as a task of the authority whose duty it is.

The rulebook says whose it is, after what, and with which kind of notice; publishing that
notice closes the task (`gateway.casework.notices.notices`). Acts that the decision itself writes
(`grant.after_consultation`) are no task: `gateway.casework.cases.decision` writes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from gateway.casework.acts.journal import Journal, open_tasks
from gateway.casework.records import consultation_rows as rows
from gateway.casework.services import Office, Work
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.case import ENDED_STATES, CaseState
from gateway.domain.consultation import ConsultationState
from gateway.domain.rulebook import Procedure
from gateway.domain.rulebook.procedure import ToldAfter, ToldBy
from gateway.domain.saying import says
from gateway.errors import InputError
from gateway.store.tables_casework import licence_case

NO_DUTY = "none"
"""Said in place of a case: this notice is about something else than what is due."""


class Duty(NamedTuple):
    """A notice that is due: after which case or consultation, of which kind, in words."""

    subject: str
    kind: str
    sentence: str


def duty_at_end(work: Work, row: rows.Row) -> None:
    """Open the duty that the end of a consultation brings, where it is ours.

    Where the notice follows a grant and the case that was asked about is not decided yet,
    its decision brings the duty (`duties_of_decision`). A licence in force is kept unless
    the strictest answer was given, which is a decision of its own.
    """
    rule = _rule(work.office, row)
    if not _ours(rule, row):
        return
    if rule.after_grant.told_after is ToldAfter.GRANT:
        if row.state is ConsultationState.SUPERSEDED:
            return  # what was asked is asked no more
        if _undecided(work.conn, row.consultation.case_id):
            return
        answer = row.consultation.counting_answer
        if answer is not None and answer.answer == rule.answer_codes[-1]:
            return
    open_duty(work.conn, _duty(row, rule), at=work.now)


def duties_of_decision(work: Work, case_id: str) -> Iterator[Duty]:
    """Yield what a decision that lets goods go makes due for a consultation, on either side."""
    for row in (*rows.of_case(work.conn, case_id), *rows.about_case(work.conn, case_id)):
        if row.state is ConsultationState.SUPERSEDED:
            continue
        rule = _rule(work.office, row)
        if _ours(rule, row) and rule.after_grant.told_after is ToldAfter.GRANT:
            yield _duty(row, rule)


def _rule(office: Office, row: rows.Row) -> Procedure:
    return office.law.rule_of(row.consultation)


def _ours(rule: Procedure, row: rows.Row) -> bool:
    """Whether a notice of a kind is asked for, and by this side."""
    by = ToldBy.ASKING if row.ours else ToldBy.CONSULTED
    return bool(rule.after_grant.notice) and rule.after_grant.by is by


def _undecided(conn: Connection, case_id: str | None) -> bool:
    if case_id is None:
        return False
    table = licence_case
    state = conn.scalar(select(table.c.state).where(table.c.case_id == case_id))
    return state is not None and CaseState(state) not in ENDED_STATES


def _duty(row: rows.Row, rule: Procedure) -> Duty:
    subject = row.consultation.case_id or row.id
    return Duty(subject, rule.after_grant.notice, rule.after_grant.sentence)


def open_duty(conn: Connection, duty: Duty, *, at: datetime) -> None:
    """Open the task of a notice that is due since an instant; it says how it is closed."""
    text = says(
        "{kind}: {sentence}",
        kind=duty.kind,
        sentence=duty.sentence,
        subject=duty.subject,
    )
    kind, key = TaskKind.NOTICE_DUE, duty.kind
    Journal(conn, at).open_task(kind, duty.subject, text, key=key)


def check_duty(conn: Connection, kind: str, duty: str) -> None:
    """Check that a notice names what it was due after, before it is sent.

    Args:
        conn: Connection.
        kind: Kind of notice.
        duty: Case or conversation, `NO_DUTY`, or empty.

    Raises:
        InputError: It names none and one is due, or one after which none is due; the remedy
            names those that are.
    """
    due = [task.subject for task in open_tasks(conn, kind=TaskKind.NOTICE_DUE) if task.key == kind]
    if duty in due or (duty == NO_DUTY) or not (duty or due):
        return
    known = ", ".join(due[:5])
    raise InputError(
        ("duty: no {kind} is due after {duty}" if duty else "duty: a {kind} is due after {due}"),
        remedy=(
            "Name it ({next_duty}), or say {no_duty} if this is another notice."
            if due
            else "Leave it out; {listTasks} shows what is due."
        ),
        field="duty",
        due=known,
        kind=kind,
        duty=duty,
        next_duty=due[0] if due else "",
        no_duty=NO_DUTY,
    )


def close_duty(
    conn: Connection, *, at: datetime, by: str, kind: str, duty: str, number: str = ""
) -> None:
    """Close the task of a notice that was due, now that it is sent or need not be.

    Args:
        conn: Of the transaction.
        at: The present instant.
        by: The officer.
        kind: Kind of notice.
        duty: After what it was due; empty or `NO_DUTY`: after nothing.
        number: Of the notice that was sent; empty: none was.
    """
    journal = Journal(conn, at, by)
    if number and duty not in ("", NO_DUTY):
        journal.act(
            Verb.NOTICE_GIVEN, duty, says("{kind}: {number}", kind=kind, number=number), number
        )
    for each in (TaskKind.NOTICE_DUE, TaskKind.NOTICE_NOT_PROVIDED) if duty else ():
        journal.close_tasks(each, duty, key=kind)
    for task in open_tasks(conn, kind=TaskKind.NOTICE_OWED, subject=duty) if duty else ():
        if task.data.get("kind") == kind:
            journal.close_tasks(TaskKind.NOTICE_OWED, duty, key=task.key)
