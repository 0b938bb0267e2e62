"""What workflows are given and told: one model in, one model out, all small and nameless.

Fields may be added with a default; none may be renamed or removed while a run that began
with it may still be waiting (a consultation with extension waits for months).
"""

from __future__ import annotations

from gateway.domain.base import Model
from gateway.domain.due import DueKind

EVENT_ID_MAX_CHARS = 200
"""An event id is a message id or an act's id, far below this; Temporal's own limit is 1,000."""

RENEW_AFTER_POKES = 500
"""Pokes after which a run continues as new. A run may take 2,000 updates (Temporal's limit);
well below it, also where a server does not suggest to continue as new."""

APPLIED_KEPT = 200
"""Event ids carried into the next run. A repeat comes within minutes of the original, and
one that is older costs a question to the journal, which answers the same: no harm."""


class Poke(Model):
    """Something in the journal concerns this workflow; it should ask what is next.

    Attributes:
        event_id: Id of the letter or act, also the update's id, so that a repeat is nothing.
    """

    event_id: str


class CaseRun(Model):
    """Input of `LicenceCase`.

    Attributes:
        case_id: The case.
        examined: True once the examination that opens a case has been made.
        applied: Event ids that earlier runs of the same workflow have taken.
        renew_after: Pokes after which the run continues as new.
    """

    case_id: str
    examined: bool = False
    applied: tuple[str, ...] = ()
    renew_after: int = RENEW_AFTER_POKES


class ConversationRun(Model):
    """Input of `Consultation` and `ConsultedCase`; the attributes are those of `CaseRun`."""

    conversation_id: str
    applied: tuple[str, ...] = ()
    renew_after: int = RENEW_AFTER_POKES


class DueRun(Model):
    """Input of `DenialReview`, `CyberNotice` and `Conversation`; see `CaseRun`.

    Attributes:
        kind: Kind of the date that is carried.
        subject: What it is about: number of a denial or notice, id of a message.
    """

    kind: DueKind
    subject: str
    applied: tuple[str, ...] = ()
    renew_after: int = RENEW_AFTER_POKES
