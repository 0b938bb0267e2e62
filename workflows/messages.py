"""What workflows are given: one model in, one model out, all small and nameless.

Fields may be added with a default; none may be renamed or removed while a run that began
with it may still be waiting (a review waits for months).
"""

from __future__ import annotations

from pydantic import ConfigDict

from gateway.domain.acts import DueKind
from gateway.domain.base import Model

RENEW_AFTER_POKES = 500
"""Pokes after which a run continues as new, also where a server does not suggest it. A run may
take 10,000 signals (Temporal's limit)."""


class Run(Model):
    """Input of a workflow that waits.

    Fields that a neighbouring version gives are passed over: a run that was given them must be
    read before it can replay, or fail and be begun anew.

    Attributes:
        renew_after: Pokes after which the run continues as new.
    """

    model_config = ConfigDict(extra="ignore")

    renew_after: int = RENEW_AFTER_POKES


class CaseRun(Run):
    """Input of `LicenceCase`.

    Attributes:
        case_id: The case.
        examined: True once the examination that opens a case has been made.
    """

    case_id: str
    examined: bool = False


class ConversationRun(Run):
    """Input of `Consultation`."""

    conversation_id: str


class DueRun(Run):
    """Input of `DueDate`.

    Attributes:
        kind: Kind of the date that is carried.
        subject: What it is about: number of a denial or notice, id of a message.
    """

    kind: DueKind
    subject: str
