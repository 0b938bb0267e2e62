"""What the checker finds, and one deadline as the report lists it."""

from __future__ import annotations

from typing import TypeAlias

from gateway.domain.base import Instant, Model

Finding: TypeAlias = tuple[str, str, str]
"""What one check finds at one member: kind, subject and text of a violation."""


class Violation(Model):
    """Something that a node shows and that its journals do not come to.

    Attributes:
        kind: Stable key, e.g. ``deadline.wrong``.
        subject: Conversation, case or log.
    """

    kind: str
    member: str
    subject: str
    text: str


class Deadline(Model):
    """One period: when it ran, and what came of it.

    Attributes:
        last_instant: Exclusive, as the checker counted it.
        extended_by: Working days agreed beyond the first period.
        outcome: ``answered`` in time, ``silent``, ``late``, ``superseded``, or still open.
        closed_by: Of a silence: ``both``, or the officer who went on, on record.
    """

    reference: str
    asking: str
    consulted: str
    procedure: str
    rulebook: str
    received: Instant
    last_instant: Instant
    extended_by: int
    outcome: str
    answer: str
    closed_by: str
