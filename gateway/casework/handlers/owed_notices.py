"""Notices that go out without delay and did not: found by what was decided, and reminded of.

A decision makes its notices due as tasks, and who sends one closes the task. Where there is no
task and no notice, as after a database went back, the duty is there all the same: it follows from
the decision and its law. So once a day what was decided is compared with what was sent, what is
missing becomes due since the decision, and who owes it is reminded by the rulebook's days.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from gateway.casework.acts.journal import (
    Concern,
    acts_of,
    keep_found,
    open_tasks,
    reminded,
)
from gateway.casework.cases.decision_effects import duties_of
from gateway.casework.consultations.notification_duties import Duty, open_duty
from gateway.casework.records import case_rows
from gateway.casework.rules.outcomes import outcome_rule
from gateway.casework.services import Office, Work
from gateway.domain.acts import Task, TaskKind, Verb
from gateway.domain.saying import Saying, says
from gateway.store.tables_casework import act

_DAY = timedelta(days=1)
LOOKED_BACK = timedelta(days=92)
"""A quarter: what was decided before and never told is found by the yearly report's questions."""

_DONE = (Verb.NOTICE_GIVEN, Verb.NOTICE_NOT_PROVIDED)


async def keep_owed(office: Office) -> None:
    """Remind officers of notices that go out without delay and have been due for days.

    The rulebook in force says after how many days, each time more urgently; the task closes with
    the duty.
    """
    now = office.clock.now()
    steps = office.law.in_force(now).notification.remind_owed_after_days
    if steps:
        until = now - steps[0] * _DAY
        if await office.read(lambda work: bool(untold(work, until))):
            await office.write(lambda work: _make_due(work, until))

    def found(conn: Connection) -> list[Concern]:
        return [
            Concern(TaskKind.NOTICE_OWED, task.subject, _owed(task, steps, passed))
            for task, passed in reminded(conn, TaskKind.NOTICE_DUE, steps, now)
        ]

    await keep_found(office, {TaskKind.NOTICE_OWED}, found)


def untold(work: Work, until: datetime) -> list[tuple[Duty, datetime]]:
    """Return the notices that decisions call for and that are neither sent nor a task.

    Args:
        work: The transaction, with the services of the node.
        until: Of decisions until then; `LOOKED_BACK` before it, none is looked at.

    Returns:
        Each with the instant of its decision.
    """
    query = select(act.c.subject).where(
        act.c.verb == Verb.DECISION_MADE, act.c.at > until - LOOKED_BACK, act.c.at <= until
    )
    return [owed for case_id in work.conn.scalars(query.distinct()) for owed in _of(work, case_id)]


def _of(work: Work, case_id: str) -> Iterator[tuple[Duty, datetime]]:
    case = case_rows.find(work.conn, case_id)
    if case is None or case.decision is None:
        return
    if not work.law.rulebook(case.rulebook).notification.remind_owed_after_days:
        return  # by this law nobody is reminded
    outcome = outcome_rule(work.office, case, case.decision.proposal.outcome)
    for duty in duties_of(work, case, outcome):
        tasks = open_tasks(work.conn, subject=duty.subject, kind=TaskKind.NOTICE_DUE)
        due = {task.key for task in tasks}
        told = {
            each.data.get("kind") for each in acts_of(work.conn, duty.subject) if each.verb in _DONE
        }
        if duty.kind not in due | told:
            yield duty, case.decision.decided_at


def _make_due(work: Work, until: datetime) -> None:
    for duty, since in untold(work, until):
        open_duty(work.conn, duty, at=since)


def _owed(task: Task, steps: Sequence[int], passed: int) -> Saying:
    said = says(
        "{kind}: due since {since}, without delay, and not sent after {days} days (reminder "
        "{number} of {all})",
        kind=task.key,
        since=task.opened.date(),
        days=steps[passed - 1],
        number=passed,
        all=len(steps),
        subject=task.subject,
    )
    if passed < len(steps):
        return said
    return said + says(". This is the last reminder: a decider sees to it")
