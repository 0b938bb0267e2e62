"""What workflows are given and told: one model in, one model out, all small and nameless.

Fields may be added with a default; none may be renamed or removed while a run that began
with it may still be waiting (a consultation with extension waits for months).
"""

from __future__ import annotations

from gateway.domain.acts import DueKind
from gateway.domain.base import Model

RENEW_AFTER_POKES = 500
"""Pokes after which a run continues as new, also where a server does not suggest it. A run may
take 10,000 signals (Temporal's limit)."""


class Poke(Model):
    """Input of a poke that was an update; a run that began before December 2026 may replay it."""

    event_id: str


class CaseRun(Model):
    """Input of `LicenceCase`.

    Attributes:
        case_id: The case.
        examined: True once the examination that opens a case has been made.
        applied: Not used; runs that began before December 2026 have it.
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
