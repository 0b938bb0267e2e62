"""Events: the feeds of events and of changes, and webhooks.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from comity_sdk.base import Model


class ActorKind(StrEnum):
    """Who did something, by kind and never by name."""

    PERSON = "person"
    SYSTEM = "system"
    AUTHORITY = "authority"
    GATEWAY = "gateway"
    OPERATOR = "operator"


AnyActorKind = Annotated[ActorKind | str, Field(union_mode="left_to_right")]


class ChangedPart(StrEnum):
    """Which part of a thing is to be read anew."""

    ACCOUNT = "account"
    ACTS = "acts"
    ANSWER = "answer"
    APPLICATION = "application"
    ASSESSMENT = "assessment"
    ASSIGNMENT = "assignment"
    CLOCK = "clock"
    DECISION = "decision"
    DENIAL = "denial"
    DOCUMENTS = "documents"
    EXAMINATION = "examination"
    FEED = "feed"
    HITS = "hits"
    LETTERS = "letters"
    LICENCE = "licence"
    NOTICE = "notice"
    RECORDS = "records"
    REGISTER = "register"
    RELEASE = "release"
    RESTRICTION = "restriction"
    STATE = "state"
    SUBMISSIONS = "submissions"
    TASKS = "tasks"


AnyChangedPart = Annotated[ChangedPart | str, Field(union_mode="left_to_right")]


class EventNoun(StrEnum):
    """What an event is about."""

    ACT = "act"
    ANNUAL_REPORT = "annual_report"
    ANSWER = "answer"
    CASE = "case"
    CLASSIFICATION = "classification"
    CONSULTATION = "consultation"
    DENIAL = "denial"
    FEED = "feed"
    LETTER = "letter"
    LICENCE = "licence"
    NODE = "node"
    NOTICE = "notice"
    OFFICER = "officer"
    REGISTER = "register"
    RESTRICTION = "restriction"
    REVIEW = "review"
    STANDING_ANSWER = "standing_answer"
    TASK = "task"


AnyEventNoun = Annotated[EventNoun | str, Field(union_mode="left_to_right")]


class WebhookState(StrEnum):
    """How the delivery of a webhook stands."""

    ACTIVE = "active"
    FAILING = "failing"
    REFUSED = "refused"


AnyWebhookState = Annotated[WebhookState | str, Field(union_mode="left_to_right")]


class DeadLetter(Model):
    """An event that was not taken for as long as it was tried, and is tried no more."""

    event: str
    """Its id, which is the cursor behind it."""
    at: datetime.datetime
    """When it was given up."""
    fault: str
    """What the last try came to."""


class Event(Model):
    """Something that happened, as CloudEvents 1.0 in JSON."""

    specversion: Literal["1.0"] = "1.0"
    """Version of CloudEvents."""
    id: str
    """The event's name at its source, and the cursor behind it: `after` takes it."""
    source: str
    """The node that tells it, `urn:comity:` and the code of its authority."""
    type: str
    """What happened; docs/guides/events.md has every type."""
    subject: str
    """What it is about: number of a case, a notice or a denial, id of a conversation or a letter,
    name of an account or a log.
    """
    time: datetime.datetime
    """When it was written, to the microsecond."""
    datacontenttype: Literal["application/json"] = "application/json"
    """What `data` is."""
    data: EventData
    """What is known of its subject."""


class EventData(Model):
    """What an event says of the thing that is its subject."""

    noun: AnyEventNoun
    """What it is about."""
    changed: list[AnyChangedPart]
    """Which parts of that are to be read anew."""
    actor: AnyActorKind | None = None
    """Who did it, by kind; null where the journal does not say it."""
    case_id: str | None = None
    """Number of the case that it is about or belongs to; null without one."""
    conversation_id: str | None = None
    """Id of the consultation or conversation; null without one."""
    message_id: str | None = None
    """Id of the letter, where the event is about one; else null."""
    task: str | None = None
    """Kind of the task, of `comity.task.opened` and `comity.task.closed`; else null."""


class PageOfWebhooks(Model):
    """PageOfWebhooks of the interface."""

    items: list[Webhook]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class Webhook(Model):
    """A webhook, as its account and administrators see it."""

    webhook_id: str
    """Its id."""
    account: str
    """Name of the account that events are sent to, and by whose rights."""
    address: str
    """Where to."""
    types: list[str] = Field(default_factory=list)
    """Types of events; all if empty."""
    made: datetime.datetime
    """When it was made."""
    state: AnyWebhookState
    """How its delivery stands."""
    cursor: str
    """Up to where every event was taken or given up."""
    behind: int = 0
    """How many events after it wait to be sent; counting ends at 10,000."""
    behind_since: datetime.datetime | None = None
    """When the first of them happened; null: none waits."""
    tries: int = 0
    """How often the present event was tried in vain."""
    failing_since: datetime.datetime | None = None
    """Since when nothing was taken; null: the last try was."""
    next_try: datetime.datetime | None = None
    """When the present event is tried again; null: at once."""
    last_fault: str = ""
    """What the last try in vain came to; empty without one."""
    dead: int = 0
    """How many events were given up and not replayed."""
    dead_letters: list[DeadLetter] = Field(default_factory=list)
    """The newest of them."""


class WebhookReplay(Model):
    """From where on events are sent again."""

    after: str
    """The cursor behind which it begins again."""


class WebhookSecret(Model):
    """A webhook with a new secret, which is shown this once."""

    webhook_id: str
    """Its id."""
    webhook: Webhook
    """The webhook."""
    secret: str
    """What it signs with, `whsec_` and base64, as Standard Webhooks have it."""
    other_until: datetime.datetime | None = None
    """Until when the secret of before signs as well; null without one."""


class WebhookWish(Model):
    """What an account has sent to it, and where."""

    address: str
    """Where to, by https."""
    types: list[str] = Field(default_factory=list)
    """Types of events, as `comity.case.filed`; all that the account may know of if empty."""
    after: str = "now"
    """The cursor behind which it begins; `now`: with the next event."""


ListEventsAnswer = list[Event]
