"""Inbox: the open work of officers, their queues and substitutes.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from comity_sdk.base import Model
from comity_sdk.models.case_words import AnyCaseState
from comity_sdk.models.consultation_words import AnyConsultationState
from comity_sdk.models.rulebook_inner_parts import SilenceRule
from comity_sdk.models.tasks import AnyTaskKind


class ArrivalKind(StrEnum):
    """What came and waits to be looked at."""

    ANSWER_CAME = "answer_came"
    CASE_READY = "case_ready"
    DENIAL_CAME = "denial_came"


AnyArrivalKind = Annotated[ArrivalKind | str, Field(union_mode="left_to_right")]


class InboxTab(StrEnum):
    """Whose open work is shown. What is in an officer's hands is what was assigned to him, and the
    cases that he filed and that nobody else has; and the same of those for whom he stands in
    today.
    """

    ALL = "all"
    MINE = "mine"
    QUEUES = "queues"
    UNASSIGNED = "unassigned"


AnyInboxTab = Annotated[InboxTab | str, Field(union_mode="left_to_right")]


class Mover(StrEnum):
    """Whose move it is."""

    OURS = "ours"
    AUTHORITY = "authority"


AnyMover = Annotated[Mover | str, Field(union_mode="left_to_right")]


class WorkNoun(StrEnum):
    """What a piece of open work is about."""

    CASE = "case"
    CONSULTATION = "consultation"
    TASK = "task"


AnyWorkNoun = Annotated[WorkNoun | str, Field(union_mode="left_to_right")]


class ChangedQueues(Model):
    """All queues as they are to be from now on."""

    queues: list[QueueOfWorkInput] = Field(default_factory=list)
    """In the order in which they are tried: the first one that takes something has it."""
    replaces: int
    """The version that was changed; 0 where there was none."""


class InboxClock(Model):
    """The clock that ends first."""

    last_day: datetime.date
    """Its last day, where the days are counted."""
    working_days_left: int
    """Working days from today to the last day, both counted; 0 when over."""
    overdue: bool
    """Whether it has ended."""
    ends: datetime.datetime | None = None
    """The first instant after it; None where it is a day and no period."""
    time_zone: str
    """Where its days are counted, by IANA's name."""
    authority: str
    """Whose working days are counted."""
    conversation_id: str = ""
    """Consultation whose period it is; empty where it is none's."""
    procedure: str = ""
    """Of that consultation; empty where there is none."""
    silence: SilenceRule | None = None
    """What follows by law when it ends without an answer; null where it is none's."""


class InboxCounts(Model):
    """How many rows each tab has under one filter."""

    all: int
    """All that the reader may see."""
    mine: int
    """In the reader's hands, or of those for whom he stands in."""
    my_queues: int
    """Of the queues in which he works."""
    unassigned: int
    """In nobody's hands."""
    overdue: int
    """Of all, those whose clock has ended."""
    queues: list[QueueCount]
    """Of each queue, as it stands in the plan."""


class InboxFilter(Model):
    """Which open work to list."""

    tab: AnyInboxTab = "all"
    """Whose."""
    authority: str | None = None
    """With this authority, or with any of this State: it asks us, or its answer is awaited first.
    """
    procedure: str | None = None
    """Of this procedure, or of a case of this kind."""
    kind: AnyTaskKind | None = None
    """With an open task of this kind."""
    country: str | None = None
    """To this country of destination."""
    category: str | None = None
    """With goods of this category of Annex I, e.g. `5` or `5A`."""
    party: str | None = None
    """With a party of this number, or of whose name these are words."""
    officer: str | None = None
    """In this officer's hands."""
    queue: str | None = None
    """Of this queue."""
    restricted: bool | None = None
    """True: what is restricted; False: the rest."""
    overdue: bool | None = None
    """True: whose clock has ended; False: the rest."""
    ends_until: datetime.date | None = None
    """Whose clock ends on this day or before."""


class InboxFilterInput(Model):
    """Which open work to list."""

    tab: AnyInboxTab = "all"
    """Whose."""
    authority: str | None = None
    """With this authority, or with any of this State: it asks us, or its answer is awaited first.
    """
    procedure: str | None = None
    """Of this procedure, or of a case of this kind."""
    kind: AnyTaskKind | None = None
    """With an open task of this kind."""
    country: str | None = None
    """To this country of destination."""
    category: str | None = None
    """With goods of this category of Annex I, e.g. `5` or `5A`."""
    party: str | None = None
    """With a party of this number, or of whose name these are words."""
    officer: str | None = None
    """In this officer's hands."""
    queue: str | None = None
    """Of this queue."""
    restricted: bool | None = None
    """True: what is restricted; False: the rest."""
    overdue: bool | None = None
    """True: whose clock has ended; False: the rest."""
    ends_until: datetime.date | None = None
    """Whose clock ends on this day or before."""


class InboxRow(Model):
    """One piece of open work, as far as the reader may see it."""

    id: str
    """By which it is marked as seen, and known again."""
    subject: str
    """Number of the case, id of the conversation, or what the tasks are about."""
    noun: AnyWorkNoun
    """What that is."""
    case_state: AnyCaseState | None = None
    """Of a case."""
    consultation_state: AnyConsultationState | None = None
    """Of a consultation."""
    tasks: list[InboxTask] = Field(default_factory=list)
    """Open tasks, the oldest first."""
    reference: str = ""
    """Of the national system that filed it, or of the authority that asks."""
    procedure: str = ""
    """Of the consultation, or the kind of the case."""
    country: str = ""
    """Of destination; empty where there is none."""
    authority: str = ""
    """Who asks us, or whose answer is awaited first; empty for none."""
    item: str = ""
    """The first item and how many more there are, in one line."""
    party: str = ""
    """The party that the transaction ends with, in one line; empty where it is withheld."""
    clock: InboxClock | None = None
    """The clock that ends first; null where none runs."""
    mover: AnyMover
    """Whose move it is."""
    since: datetime.datetime
    """When it was filed, asked, or its oldest task opened."""
    restricted: bool = False
    """Whether not every officer sees it."""
    unread: bool = False
    """Whether something came that this reader has not looked at."""
    arrivals: list[WorkArrival] = Field(default_factory=list)
    """What came since he last looked."""
    officer: str = ""
    """In whose hands it is; empty: in nobody's."""
    queue: str = ""
    """Code of its queue; empty for none."""
    for_another: WorkOfAnother | None = None
    """That it is here since its officer is away; null where it is not so."""


class InboxTask(Model):
    """An open task of a row."""

    id: int
    """Number of the task."""
    kind: str
    """Its kind (`TaskKind`)."""
    subject: str
    """What it is about: the row's own subject, or a consultation of the row's case."""
    opened: datetime.datetime
    """Since when it is open."""


class MarkedRows(Model):
    """Rows of the inbox that were marked as looked at."""

    rows: list[str]
    """Their ids; none where no row is there any more."""


class PageOfInbox(Model):
    """PageOfInbox of the interface."""

    items: list[InboxRow]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfInboxViews(Model):
    """PageOfInboxViews of the interface."""

    items: list[SavedView]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfSubstitutes(Model):
    """PageOfSubstitutes of the interface."""

    items: list[Substitute]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class QueueCount(Model):
    """How much open work of a queue there is."""

    code: str
    """Code, as lists and rulebooks name it."""
    title: str
    """Title, in words."""
    count: int
    """Number of pieces; null: it is no number."""


class QueueOfWork(Model):
    """One queue."""

    code: str
    """What it is called in addresses."""
    title: str
    """What officers read."""
    rules: list[QueueRule] = Field(default_factory=list)
    """By which something belongs into it: by one of them; by none, nothing does."""
    members: list[str] = Field(default_factory=list)
    """Accounts of those who work in it."""


class QueueOfWorkInput(Model):
    """One queue."""

    code: str
    """What it is called in addresses."""
    title: str
    """What officers read."""
    rules: list[QueueRuleInput] = Field(default_factory=list)
    """By which something belongs into it: by one of them; by none, nothing does."""
    members: list[str] = Field(default_factory=list)
    """Accounts of those who work in it."""


class QueuePlan(Model):
    """All queues as they are, or were under an earlier version."""

    queues: list[QueueOfWork] = Field(default_factory=list)
    """In the order in which they are tried: the first one that takes something has it."""
    version: int = 0
    """Counted from 1; 0 before there was any."""
    by: str = ""
    """Account that made it."""
    at: datetime.datetime | None = None
    """When."""


class QueueRule(Model):
    """What belongs into a queue: each list that is not empty must have a match."""

    countries: list[str] = Field(default_factory=list)
    """Of destination."""
    categories: list[str] = Field(default_factory=list)
    """Categories of Annex I, or their groups."""
    procedures: list[str] = Field(default_factory=list)
    """Procedures of consultations, kinds of case."""
    authorities: list[str] = Field(default_factory=list)
    """Who asks us; the code of a State stands for all of its authorities."""


class QueueRuleInput(Model):
    """What belongs into a queue: each list that is not empty must have a match."""

    countries: list[str] = Field(default_factory=list)
    """Of destination."""
    categories: list[str] = Field(default_factory=list)
    """Categories of Annex I, or their groups."""
    procedures: list[str] = Field(default_factory=list)
    """Procedures of consultations, kinds of case."""
    authorities: list[str] = Field(default_factory=list)
    """Who asks us; the code of a State stands for all of its authorities."""


class SavedView(Model):
    """A view that an officer keeps for himself."""

    name: str
    """What he calls it."""
    filter: InboxFilter
    """What it shows."""
    at: datetime.datetime
    """When he kept it."""


class SeenRows(Model):
    """Rows of the inbox that the account has looked at."""

    rows: list[str]
    """Their ids."""


class Substitute(Model):
    """That one officer stands in for another."""

    absent: str
    """Account of whoever is away; his work shows in the other's inbox."""
    stands_in: str
    """Account of whoever stands in."""
    first: datetime.date
    """First day."""
    last: datetime.date
    """Last day."""
    number: int
    """By which it is ended."""
    by: str
    """Account that arranged it."""
    at: datetime.datetime
    """When."""
    ended: datetime.datetime | None = None
    """When it was ended before its last day; None: it was not."""
    ended_by: str = ""
    """Account that ended it; empty where nobody did."""


class WantedSubstitute(Model):
    """That one officer is to stand in for another."""

    absent: str
    """Account of whoever is away; his work shows in the other's inbox."""
    stands_in: str
    """Account of whoever stands in."""
    first: datetime.date
    """First day."""
    last: datetime.date
    """Last day."""


class WorkArrival(Model):
    """Something that came since the officer last looked."""

    kind: AnyArrivalKind
    """Which kind it is."""
    at: datetime.datetime
    """Instant at which it was done."""


class WorkOfAnother(Model):
    """That a row is here since its officer is away."""

    account: str
    """Whose work it is."""
    until: datetime.date
    """The last day on which the reader stands in."""
