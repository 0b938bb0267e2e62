"""Tasks that officers find on their desks, and what they do about each, by the dice.

A task says that something is due; the dice say after how many working days an officer sees to
it, and how. What nobody sees to stays a task, as in life.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from gateway.casework.cases.suspension import final_assessment
from gateway.casework.handlers.second_officer import agree
from gateway.casework.notices.collective_acts import FindingDraft, MoreTime, ask_for_time, find
from gateway.casework.notices.collective_publishing import Publication, publish
from gateway.casework.notices.not_provided import confirm_no_notice
from gateway.casework.notices.notices import withdraw_notice
from gateway.casework.permissions import Officer
from gateway.domain.acts import TaskKind
from gateway.domain.notice import FinalAssessment, SuspensionEnd
from gateway.store.tables_casework import task as table
from lab.simulation.members import Federation, Participant
from lab.simulation.notices import give_notice
from lab.simulation.officers import text
from lab.simulation.plan import Dice

_FIRST_LOOK = 1
"""Working days after which an officer looks at what needs no more time."""


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task as its row says.

    Attributes:
        since: The day on which it was opened, where the member is.
        worked: Working days of the member since then.
    """

    kind: TaskKind
    subject: str
    key: str
    since: date
    data: Mapping[str, Any]
    worked: int = 0


@dataclass(frozen=True, slots=True)
class Attending:
    """An officer who attends to a task."""

    federation: Federation
    member: Participant
    task: OpenTask
    dice: Dice

    @property
    def officer(self) -> Officer:
        """The officer of the desk."""
        return self.member.officer

    @property
    def second(self) -> Officer:
        """The second officer."""
        return self.member.second

    @property
    def about(self) -> tuple[str, ...]:
        """What the task is about, in every run the same."""
        return (self.task.kind, self.task.subject, self.task.key, self.member.code)


def tasks_of(member: Participant, now: datetime) -> tuple[OpenTask, ...]:
    """Return the open tasks of a member to which its officers attend, the oldest first."""
    query = (
        select(table.c.kind, table.c.subject, table.c.key, table.c.opened, table.c.data)
        .where(table.c.closed.is_(None), table.c.kind.in_([str(each) for each in _ATTENDED]))
        .order_by(table.c.id)
    )

    def read(conn: Connection) -> tuple[OpenTask, ...]:
        return tuple(
            OpenTask(TaskKind(row.kind), row.subject, row.key, row.opened.date(), {**_data(row)})
            for row in conn.execute(query)
        )

    found = member.node.db.read_sync(read)
    worked = {since: _worked(member, since, now.date()) for since in {e.since for e in found}}
    return tuple(
        OpenTask(e.kind, e.subject, e.key, e.since, e.data, worked[e.since]) for e in found
    )


def _data(row: Any) -> Mapping[str, Any]:
    return dict(json.loads(row.data))


def _worked(member: Participant, since: date, today: date) -> int:
    """Count the working days of a member after a day, up to and with today."""
    calendar = member.node.office.law.calendar(member.code)
    days = (today - since).days
    return sum(calendar.is_working_day(since + timedelta(days=n)) for n in range(1, days + 1))


async def attend(at: Attending) -> None:
    """Do what is to be done about a task today, if anything is.

    Raises:
        ComityError: The law refuses it.
    """
    await _ATTENDED[at.task.kind](at)


async def _confirm_none(at: Attending) -> None:
    """Decide, as the second officer, that a notice is not given."""
    if at.task.worked >= _FIRST_LOOK:
        await confirm_no_notice(at.member.node.office, at.second, at.task.subject)


async def _agree(at: Attending) -> None:
    if at.task.worked == _FIRST_LOOK:
        await agree(at.member.node.office, at.second, at.task.key)


async def _assess_suspension(at: Attending) -> None:
    """Give the final assessment at the end of a suspension (Article 16(1))."""
    if at.task.worked < at.dice.number(4, 25, *at.about, "final assessment"):
        return
    denial_id = str(at.task.data["denial_id"])
    ends = at.dice.weighed(at.dice.shares.licences.suspension_ends, *at.about, "ends")
    assessment = FinalAssessment(
        denial_id=denial_id,
        outcome=SuspensionEnd(ends),
        at=at.member.node.office.today,
        grounds=(text("The end-user was visited."),),
    )
    await final_assessment(at.member.node.office, at.second, denial_id, assessment)


async def _review(at: Attending) -> None:
    """Say what was found in a review by every Member State (Article 5(5))."""
    dice, shares, number = at.dice, at.dice.shares.reviews, at.task.subject
    agreed = dice.falls(shares.agreed, number, "agreed")
    if not agreed and dice.falls(shares.silent, *at.about, "silent"):
        return
    office, more = at.member.node.office, dice.falls(shares.more_time, *at.about, "more time")
    if more and at.task.worked == dice.number(2, 15, *at.about, "asks"):
        wanted = MoreTime(working_days=10, reason=text("The embassy has to ask."))
        await ask_for_time(office, at.officer, number, wanted)
        return
    if at.task.worked != dice.number(1, 25, *at.about, "finds") + 10 * more:
        return
    yes = agreed or dice.falls(shares.finds, *at.about, "what")
    outcome = "requirement" if yes else "no_requirement"
    await find(office, at.officer, number, FindingDraft(outcome=outcome, text=(text("Seen."),)))


async def _publish(at: Attending) -> None:
    """Publish what all Member States have notified (Article 5(6))."""
    if at.task.worked != _FIRST_LOOK + 1:
        return
    office = at.member.node.office
    reference = f"C/{office.today.year}/{at.dice.number(1, 9_999, *at.about, 'OJ')}"
    await publish(office, at.officer, at.task.subject, Publication(oj_reference=reference))


async def _tell_of_end(at: Attending) -> None:
    """Take back what others were told of a requirement that has ended."""
    if at.task.worked != _FIRST_LOOK:
        return
    for number in at.task.data["notices"]:
        why = (text("The requirement has ended."),)
        await withdraw_notice(at.member.node.office, at.officer, str(number), why)


async def _give_notice(at: Attending) -> None:
    await give_notice(
        at.federation, at.member, at.dice, at.task.subject, at.task.key, at.task.worked
    )


_ATTENDED: Mapping[TaskKind, Callable[[Attending], Awaitable[None]]] = {
    TaskKind.NOTICE_DUE: _give_notice,
    TaskKind.NOTICE_NOT_PROVIDED: _confirm_none,
    TaskKind.ACT_AGREE: _agree,
    TaskKind.SUSPENSION_OPEN: _assess_suspension,
    TaskKind.COLLECTIVE_REVIEW: _review,
    TaskKind.COLLECTIVE_PUBLISH: _publish,
    TaskKind.INFORMED_ENDED: _tell_of_end,
}
