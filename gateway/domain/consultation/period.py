"""The period of a consultation: how its last instant was found, and what is in time."""

from __future__ import annotations

from datetime import date

from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Instant, Model, Worded
from gateway.domain.consultation.contents import ProcedureCode


class SkippedDay(Model):
    """A day that did not count, and why."""

    date: date
    reason: str


class DeadlineDerivation(Model):
    """How a last instant was found; enough for another machine to recompute it.

    Attributes:
        last_instant: Compared as "before the next local midnight": the instant of that
            midnight, exclusive. Printed as 23:59:59 of the last day.
        counted: The working days that counted, in order; the last one ends the period.
        skipped: The days between that did not count, each with its reason.
    """

    procedure: ProcedureCode
    article: str
    authority: AuthorityCode
    received: Instant
    event_day: date
    working_days: int
    counted: tuple[date, ...]
    skipped: tuple[SkippedDay, ...]
    last_day: date
    last_instant: Instant
    time_zone: str
    calendar: str
    calendar_digest: str
    rulebook: str


class LateOrInTime(Worded):
    """Why an answer counts or not (docs/domain.md 12, "When is an answer in time?")."""

    RECEIVED_IN_TIME = "received_in_time", "received before the last instant"
    SEALED_IN_TIME = (
        "sealed_in_time",
        "received after the last instant, but sealed by the consulted gateway before it; it counts",
    )
    LATE = "late", "after the last instant; it does not count"
