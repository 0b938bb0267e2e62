"""Reminders of what waits for a second officer: each more urgent, until it is decided.

What waits is told to nobody, though the law may want it told without delay. After how many days
officers are reminded is the rulebook's (`[waiting]`); without a rule nobody is. Stands apart from
`gateway.casework.office.waiting_acts` since the sweep alone calls it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection

from gateway.casework.office.journal import Concern, keep_tasks, open_tasks, tasks_differ
from gateway.casework.office.services import Office
from gateway.domain.acts import Task, TaskKind
from gateway.domain.saying import Saying, says

_DAY = timedelta(days=1)


async def keep_overdue(office: Office) -> None:
    """Keep one reminder of each act that has waited for a second officer for days.

    Args:
        office: This authority; the law that is in force today says after how many days.
    """
    now, kinds = office.clock.now(), {TaskKind.ACT_OVERDUE}
    rule = office.law.in_force(now).waiting
    steps = () if rule is None else rule.remind_after_days

    def found(conn: Connection) -> list[Concern]:
        due = open_tasks(conn, kind=TaskKind.ACT_AGREE)
        passed = [(task, sum(task.opened + days * _DAY <= now for days in steps)) for task in due]
        return [
            Concern(TaskKind.ACT_OVERDUE, task.subject, _overdue(task, steps, count))
            for task, count in passed
            if count
        ]

    if await office.db.read(lambda conn: tasks_differ(conn, kinds=kinds, found=found(conn))):
        await office.db.write(lambda conn: keep_tasks(conn, at=now, kinds=kinds, found=found(conn)))


def _overdue(task: Task, steps: Sequence[int], passed: int) -> Saying:
    """Say how long an act has waited, and whether this is the last time that it is said.

    Args:
        task: That of the act.
        steps: Days after which officers are reminded.
        passed: How many of them have passed; at least one.
    """
    said = says(
        "{number}: waits for a second officer since {since}, longer than {days} days (reminder "
        "{count} of {all}), and nobody was told: comity waiting show {number}",
        number=task.key,
        since=task.opened.date(),
        days=steps[passed - 1],
        count=passed,
        all=len(steps),
    )
    if passed < len(steps):
        return said
    return said + says(". This is the last reminder: a decider sees to it")
