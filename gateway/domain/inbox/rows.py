"""A row of the inbox: one piece of open work, with the clock that ends first.

A task and the case or consultation that it is about are one piece of work, and so are a case and
the consultations that we opened for it. What is about nothing of the kind is a row of its own.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Instant, Model
from gateway.domain.calendars import Calendar
from gateway.domain.case.states import CaseState
from gateway.domain.consultation import Consultation, ConsultationState, DeadlineDerivation
from gateway.domain.rulebook.procedure import SilenceRule

_FAR = 366
"""Days up to which working days are counted: beyond them no calendar need be known."""


class WorkNoun(StrEnum):
    """What a piece of open work is about."""

    CASE = "case"
    CONSULTATION = "consultation"  # that is asked of us, or that we opened without a case
    TASK = "task"  # about something else: a denial, a notice, a register


class Mover(StrEnum):
    """Whose move it is."""

    OURS = "ours"
    AUTHORITY = "authority"  # another authority's: the row names it


class ArrivalKind(StrEnum):
    """What came and waits to be looked at."""

    ANSWER_CAME = "answer_came"
    CASE_READY = "case_ready"  # nothing is awaited any more: it can be assessed and decided
    DENIAL_CAME = "denial_came"  # a denial that resembles the transaction of an open case


class WorkArrival(Model):
    """Something that came since the officer last looked."""

    kind: ArrivalKind
    at: Instant


class RunningPeriod(Model):
    """The period that ends first, as it is kept beside open work.

    Attributes:
        conversation_id: Of the consultation whose period it is.
        authority: Whose working days are counted.
        counted: The working days that count, in order.
        rulebook: By which the period runs, and silence has its meaning.
    """

    conversation_id: str
    authority: AuthorityCode
    procedure: str
    rulebook: str
    counted: tuple[date, ...]
    time_zone: str

    @classmethod
    def counted_in(cls, model: Consultation, clock: DeadlineDerivation) -> RunningPeriod:
        """Return the period of a consultation, or of the stop itself, as it was counted."""
        return cls(
            conversation_id=model.conversation_id,
            authority=clock.authority,
            procedure=model.procedure,
            rulebook=model.rulebook,
            counted=clock.counted,
            time_zone=clock.time_zone,
        )


class InboxClock(Model):
    """The clock that ends first.

    Attributes:
        last_day: Its last day, where the days are counted.
        working_days_left: Working days from today to the last day, both counted; 0 when over.
        overdue: Whether it has ended.
        ends: The first instant after it; None where it is a day and no period.
        time_zone: Where its days are counted, by IANA's name.
        authority: Whose working days are counted.
        conversation_id: Consultation whose period it is; empty where it is none's.
        procedure: Of that consultation; empty where there is none.
        silence: What follows by law when it ends without an answer; null where it is none's.
    """

    last_day: date
    working_days_left: int
    overdue: bool
    ends: Instant | None = None
    time_zone: str
    authority: AuthorityCode
    conversation_id: str = ""
    procedure: str = ""
    silence: SilenceRule | None = None

    @classmethod
    def of_period(
        cls, period: RunningPeriod, ends: datetime, now: datetime, silence: SilenceRule
    ) -> InboxClock:
        """Return the clock of a consultation.

        Args:
            period: What is kept of it.
            ends: The first instant after it.
            now: The present instant.
            silence: What the rulebook of the consultation says.
        """
        zone = ZoneInfo(period.time_zone)
        today, over = now.astimezone(zone).date(), ends <= now
        left = 0 if over else sum(each >= today for each in period.counted)
        return cls(
            last_day=(ends - timedelta(seconds=1)).astimezone(zone).date(),
            working_days_left=left,
            overdue=over,
            ends=ends,
            time_zone=period.time_zone,
            authority=period.authority,
            conversation_id=period.conversation_id,
            procedure=period.procedure,
            silence=silence,
        )

    @classmethod
    def of_day(cls, last_day: date, now: datetime, calendar: Calendar) -> InboxClock:
        """Return the clock of what is due on a day and is no consultation's: a review.

        Args:
            last_day: The day, where the calendar's authority is.
            now: The present instant.
            calendar: Says which days are worked.
        """
        today = now.astimezone(calendar.zone).date()
        days = min((last_day - today).days + 1, _FAR)
        left = (today + timedelta(days=each) for each in range(max(days, 0)))
        return cls(
            last_day=last_day,
            working_days_left=sum(calendar.is_working_day(each) for each in left),
            overdue=last_day < today,
            time_zone=calendar.zone.key,
            authority=calendar.authority,
        )


class InboxTask(Model):
    """An open task of a row.

    Attributes:
        id: Number of the task.
        kind: Its kind (`TaskKind`).
        subject: What it is about: the row's own subject, or a consultation of the row's case.
        opened: Since when it is open.
    """

    id: int
    kind: str
    subject: str
    opened: Instant


class WorkOfAnother(Model):
    """That a row is here since its officer is away.

    Attributes:
        account: Whose work it is.
        until: The last day on which the reader stands in.
    """

    account: str
    until: date


class InboxRow(Model):
    """One piece of open work, as far as the reader may see it.

    Attributes:
        id: By which it is marked as seen, and known again.
        subject: Number of the case, id of the conversation, or what the tasks are about.
        noun: What that is.
        case_state: Of a case.
        consultation_state: Of a consultation.
        tasks: Open tasks, the oldest first.
        reference: Of the national system that filed it, or of the authority that asks.
        procedure: Of the consultation, or the kind of the case.
        country: Of destination; empty where there is none.
        authority: Who asks us, or whose answer is awaited first; empty for none.
        item: The first item and how many more there are, in one line.
        party: The party that the transaction ends with, in one line; empty where it is withheld.
        clock: The clock that ends first; null where none runs.
        mover: Whose move it is.
        since: When it was filed, asked, or its oldest task opened.
        restricted: Whether not every officer sees it.
        unread: Whether something came that this reader has not looked at.
        arrivals: What came since he last looked.
        officer: In whose hands it is; empty: in nobody's.
        queue: Code of its queue; empty for none.
        for_another: That it is here since its officer is away; null where it is not so.
    """

    id: str
    subject: str
    noun: WorkNoun
    case_state: CaseState | None = None
    consultation_state: ConsultationState | None = None
    tasks: tuple[InboxTask, ...] = ()
    reference: str = ""
    procedure: str = ""
    country: str = ""
    authority: str = ""
    item: str = ""
    party: str = ""
    clock: InboxClock | None = None
    mover: Mover
    since: Instant
    restricted: bool = False
    unread: bool = False
    arrivals: tuple[WorkArrival, ...] = ()
    officer: str = ""
    queue: str = ""
    for_another: WorkOfAnother | None = None


class QueueCount(Model):
    """How much open work of a queue there is."""

    code: str
    title: str
    count: int


class InboxCounts(Model):
    """How many rows each tab has under one filter.

    Attributes:
        all: All that the reader may see.
        mine: In the reader's hands, or of those for whom he stands in.
        my_queues: Of the queues in which he works.
        unassigned: In nobody's hands.
        overdue: Of all, those whose clock has ended.
        queues: Of each queue, as it stands in the plan.
    """

    all: int
    mine: int
    my_queues: int
    unassigned: int
    overdue: int
    queues: tuple[QueueCount, ...]
