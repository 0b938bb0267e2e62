"""The periodic review of the own denials (Article 16(2)): dates, reminders, lists.

Every own denial that is valid has a date: the next reminder, the day of its review, or the
next look at one that is overdue; it is set in the transaction of the act (`set_dates`). One to
which the law gives no day of review has none, as that of a suspension.
The register is the truth; `keep_dates` derives every date from it anew. A missed review is
a person's task and shown on both sides; it never ends a denial. What was in or past its
time of reminders when it was first seen (a load of old denials) is one list, not an alarm
for each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple

from sqlalchemy import Connection

from gateway.casework.acts.due_dates import Due, DueKind, clear_due, get_due, listed_due, set_due
from gateway.casework.acts.journal import Journal, journal_of
from gateway.casework.permissions import Officer, Permission
from gateway.casework.services import Office, Work
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Day, Model
from gateway.domain.calendars import Calendar
from gateway.domain.deadline import midnight_after
from gateway.domain.denial import DenialId, LegalBase
from gateway.domain.page import FIRST_PAGE, Page, PageRequest
from gateway.domain.rulebook.general import ReviewRule
from gateway.domain.saying import Saying, says
from gateway.register.denials.rebuilding import follow, follows
from gateway.register.register_queries import IS_REVIEWED, REVIEWED, ReviewedDenial
from gateway.store.records import matching

LIST_SUBJECT = "denials"
_LISTED = "listed"
_KIND = DueKind.DENIAL_REVIEW
_ASKED_AT_ONCE = 400


class DueDenial(Model):
    """A valid denial and its next review.

    Attributes:
        reviews_done: How often it was reviewed, None where nobody knows.
        grounds_needed: Whether keeping it needs stated grounds this time; None: not known.
        overdue: Whether the day has passed; it stays valid nevertheless.
        listed: Whether it was in or past its time of review when it was first seen here.
    """

    denial_id: DenialId
    origin: AuthorityCode
    legal_base: LegalBase
    first_notified: date
    reviews_done: int | None
    review_due: date
    grounds_needed: bool | None
    overdue: bool
    listed: bool = False


class Stages(NamedTuple):
    """The instants at which a denial's review is looked at.

    Attributes:
        reminders: Before the day, in order.
        due: When the day begins where the authority is.
        missed: When it has ended.
    """

    reminders: tuple[datetime, ...]
    due: datetime
    missed: datetime

    def after(self, now: datetime) -> datetime | None:
        """Return the next instant, None when all have passed."""
        return next((at for at in (*self.reminders, self.due, self.missed) if at > now), None)


def stages(day: date, rule: ReviewRule, calendar: Calendar) -> Stages:
    """Return the instants at which a review is looked at.

    Args:
        day: The day on which it is due.
        rule: How many days before it officers are reminded.
        calendar: Of the authority that denied; its midnights count.
    """

    def begins(day: date) -> datetime:
        return datetime.combine(day, time.min, tzinfo=calendar.zone).astimezone(UTC)

    reminders = sorted(begins(day - timedelta(days=each)) for each in rule.remind_before_days)
    return Stages(tuple(reminders), begins(day), midnight_after(day, calendar.zone))


async def follow_law(office: Office) -> int:
    """Derive the registers anew where the law of reviews has changed; return what differed.

    A calendar or rulebook may come after acts that it governs: then every node computes
    their dates again, so that all show the same and a check of the log finds nothing.
    """
    law = office.law
    digest = law.reviews_digest()
    if await office.db.read(lambda conn: follows(conn, digest)):
        return 0

    def write(work: Work) -> int:
        changed = len(follow(work.conn, digest, law.reviews))
        text = says(
            "the law of reviews has changed: {changed} rows of the registers were derived anew",
            changed=changed,
        )
        journal_of(work).act(Verb.REGISTER_LAW_FOLLOWED, "registers", text)
        return changed

    return await office.write(write)


async def keep_dates(office: Office) -> int:
    """Derive the dates of all own denials from the register; return how many were changed."""
    await follow_law(office)
    if not await office.read(lambda work: any(_changes(work))):
        return 0
    return await office.write(lambda work: _put_right(work, _changes(work)))


def set_dates(work: Work, denials: Sequence[str]) -> None:
    """Derive the dates of own denials from the register, in the transaction of the act on them.

    Args:
        work: The transaction, with the services of the node.
        denials: Those on which there was an act.
    """
    changes: list[tuple[str, date | None]] = []
    for start in range(0, len(denials), _ASKED_AT_ONCE):
        changes += _changes(work, denials[start : start + _ASKED_AT_ONCE])
    _put_right(work, changes)


def _put_right(work: Work, found: Iterable[tuple[str, date | None]]) -> int:
    changes = list(found)
    listed = False
    for denial_id, day in changes:
        if day is None:
            clear_due(work.conn, kind=_KIND, subject=denial_id)
            _close(work, denial_id, "gateway")
        else:
            listed |= _begin(work, denial_id, day)
    if listed or changes:
        _tell_of_list(work, new=listed)
    return len(changes)


def denial_review_due(work: Work, due: Due) -> Due | None:
    """Remind, ask for the review, or say that it was missed; say when to look again."""
    row = _own_valid(work, due.subject)
    if row is None:
        _close(work, due.subject, "gateway")
        return None
    now, rule = work.now, _rule(work.office)
    plan = stages(row.review_due, rule, work.law.calendar(work.code, now))
    if _LISTED not in due.note:
        _open(work, row, plan)
    following = plan.after(now) or now + timedelta(days=max(rule.remind_before_days))
    return Due(due.kind, due.subject, following, due.note)


def reviewed(work: Work, denial_id: str, by: str) -> None:
    """After an act on an own denial: its tasks are done, and its date is another one."""
    _close(work, denial_id, by)
    set_dates(work, [denial_id])


async def list_due(
    office: Office,
    officer: Officer,
    *,
    origin: str | None = None,
    overdue: bool = False,
    until: Day | None = None,
    page: PageRequest = FIRST_PAGE,
) -> Page[DueDenial]:
    """List valid denials by the date of their next review; a missed one ends nothing.

    The earliest date comes first.

    Args:
        office: The office.
        officer: Who asks.
        origin: Only those of this authority; "overdue" is shown on both sides.
        overdue: Only those whose review was missed.
        until: Only those that are due until this day.
        page: Which part.

    Raises:
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    officer.require(Permission.READ_DENIALS)

    def read(conn: Connection) -> Page[DueDenial]:
        wanted = [*IS_REVIEWED, *matching((REVIEWED.table.c.origin, origin))]
        if until is not None:
            wanted.append(REVIEWED.table.c.review_due <= until)
        notes = {each.subject: each.note for each in listed_due(conn, kind=_KIND)}

        def show(row: ReviewedDenial) -> DueDenial | None:
            line = _line(office, row, notes.get(row.denial_id, ""))
            return line if line.overdue or not overdue else None

        return REVIEWED.listed(conn, page, *wanted, show=show)

    return await office.db.read(read)


def today_at(office: Office, authority: str) -> date:
    """Return the present day where an authority is."""
    return now_at(office, authority).date()


def now_at(office: Office, authority: str) -> datetime:
    """Return the present instant in the zone of an authority."""
    now = office.clock.now()
    return now.astimezone(office.law.calendar(authority, now).zone)


def _line(office: Office, row: ReviewedDenial, note: str) -> DueDenial:
    done = row.reviews_done
    return DueDenial.made_from(
        row,
        reviews_done=done,
        grounds_needed=None if done is None else done + 1 >= _rule(office).grounds_from_review,
        overdue=today_at(office, row.origin) > row.review_due,
        listed=_LISTED in note,
    )


def _changes(work: Work, among: Sequence[str] | None = None) -> Iterator[tuple[str, date | None]]:
    """Yield the own denials whose date is not what the register says, with the day.

    Args:
        work: The transaction, with the services of the node.
        among: Only these; all if absent.
    """
    table = REVIEWED.table
    wanted = [table.c.origin == work.code, *IS_REVIEWED]
    if among is None:
        held = {each.subject: each.note for each in listed_due(work.conn, kind=_KIND)}
    else:
        wanted.append(table.c.denial_id.in_(among))
        rows = (get_due(work.conn, kind=_KIND, subject=each) for each in among)
        held = {each.subject: each.note for each in rows if each is not None}
    for each in REVIEWED.each(work.conn, *wanted, by=()):
        if not held.pop(each.denial_id, "").startswith(each.review_due.isoformat()):
            yield each.denial_id, each.review_due
    for denial_id in held:
        yield denial_id, None


def _begin(work: Work, denial_id: str, day: date) -> bool:
    """Write a denial's first date after an act; return whether it goes into the list."""
    now, rule = work.now, _rule(work.office)
    plan = stages(day, rule, work.law.calendar(work.code, now))
    listed = now >= plan.reminders[0]
    at = plan.after(now) or now + timedelta(days=max(rule.remind_before_days))
    note = f"{day.isoformat()} {_LISTED}" if listed else day.isoformat()
    set_due(work, kind=_KIND, subject=denial_id, at=at, note=note)
    return listed


def _tell_of_list(work: Work, *, new: bool) -> None:
    """Keep the one task about the list: anew when it has grown, closed when it is empty."""
    left = [each for each in listed_due(work.conn, kind=_KIND) if _LISTED in each.note]
    journal = journal_of(work)
    if new or not left:
        journal.close_tasks(TaskKind.REVIEW_LIST, LIST_SUBJECT)
    if new:
        text = says(
            "{number} own denials were due for review, or nearly, when they came into this "
            "register",
            number=len(left),
        )
        journal.open_task(TaskKind.REVIEW_LIST, LIST_SUBJECT, text)


def _open(work: Work, row: ReviewedDenial, plan: Stages) -> None:
    now = work.now
    journal = Journal(work.conn, now)
    if now < plan.due:
        kind, text = TaskKind.REVIEW_SOON, says("review due on {day}", day=row.review_due)
    elif now < plan.missed:
        kind, text = TaskKind.REVIEW_DUE, says("review due today, {day}", day=row.review_due)
    else:
        kind, text = (
            TaskKind.REVIEW_OVERDUE,
            says("review missed, it was due on {day}", day=row.review_due),
        )
    for before, after in pairwise(
        (TaskKind.REVIEW_SOON, TaskKind.REVIEW_DUE, TaskKind.REVIEW_OVERDUE)
    ):
        if kind in (after, TaskKind.REVIEW_OVERDUE):
            journal.close_tasks(before, row.denial_id)
    text += _needed(work.office, row.reviews_done)
    journal.open_task(kind, row.denial_id, text)
    journal.act(Verb(kind), row.denial_id, text)


def _needed(office: Office, done: int | None) -> Saying:
    """Say what the review needs."""
    rule = _rule(office)
    if done is None:
        return says(
            ": renew, amend or revoke ({article}); how often it was reviewed before is not known, "
            "and from review {grounds_from_review} on grounds must be stated",
            article=rule.article,
            grounds_from_review=rule.grounds_from_review,
        )
    if done + 1 >= rule.grounds_from_review:
        return says(
            ": review {number}: to keep it, state the grounds to the other Member States and the "
            "Commission ({article})",
            number=done + 1,
            article=rule.article,
        )
    return says(
        ": review {number}: renew, amend or revoke ({article})",
        number=done + 1,
        article=rule.article,
    )


def _close(work: Work, denial_id: str, by: str) -> None:
    kinds = (TaskKind.REVIEW_SOON, TaskKind.REVIEW_DUE, TaskKind.REVIEW_OVERDUE)
    for kind in kinds:
        journal_of(work, by).close_tasks(kind, denial_id)


def _own_valid(work: Work, denial_id: str) -> ReviewedDenial | None:
    table = REVIEWED.table
    own = (table.c.denial_id == denial_id, table.c.origin == work.code)
    return REVIEWED.first(work.conn, *own, *IS_REVIEWED)


def _rule(office: Office) -> ReviewRule:
    return office.law.in_force(office.clock.now()).review
