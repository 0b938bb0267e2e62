"""Events: what the feed tells national systems, as CloudEvents 1.0.

An event names things and says no word of what is in them: who gets it reads them by their own
address, and is shown there what he may see.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, Literal

from gateway.domain.base import Instant, Model
from gateway.domain.feed.event_types import ChangedPart, EventNoun
from gateway.domain.page import ListOrder

CURSOR_ORDER: Final = ListOrder("events", (str, int))
"""A cursor of the feed is a place in the journal of one node: which node, and after what number."""


class ActorKind(StrEnum):
    """Who did something, by kind and never by name."""

    PERSON = "person"  # an account of this authority
    SYSTEM = "system"  # an account of a national licensing system
    AUTHORITY = "authority"  # another member, by a letter or its log
    GATEWAY = "gateway"  # the node itself: a clock, a rule, a round
    OPERATOR = "operator"  # who runs the node, at its machine


class EventData(Model):
    """What an event says of the thing that is its subject.

    Attributes:
        noun: What it is about.
        changed: Which parts of that are to be read anew.
        actor: Who did it, by kind; null where the journal does not say it.
        case_id: Number of the case that it is about or belongs to; null without one.
        conversation_id: Id of the consultation or conversation; null without one.
        message_id: Id of the letter, where the event is about one; else null.
        task: Kind of the task, of `comity.task.opened` and `comity.task.closed`; else null.
    """

    noun: EventNoun
    changed: tuple[ChangedPart, ...]
    actor: ActorKind | None = None
    case_id: str | None = None
    conversation_id: str | None = None
    message_id: str | None = None
    task: str | None = None


class Event(Model):
    """Something that happened, as CloudEvents 1.0 in JSON.

    Attributes:
        specversion: Version of CloudEvents.
        id: The event's name at its source, and the cursor behind it: `after` takes it.
        source: The node that tells it, `urn:comity:` and the code of its authority.
        type: What happened; docs/guides/events.md has every type.
        subject: What it is about: number of a case, a notice or a denial, id of a conversation or
            a letter, name of an account or a log.
        time: When it was written, to the microsecond.
        datacontenttype: What `data` is.
        data: What is known of its subject.
    """

    specversion: Literal["1.0"] = "1.0"
    id: str
    source: str
    type: str
    subject: str
    time: Instant
    datacontenttype: Literal["application/json"] = "application/json"
    data: EventData
