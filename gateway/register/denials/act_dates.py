"""Dates of acts on own denials: none is ahead of today, and none lies before what it is about."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from gateway.domain.denial import DenialEventType
from gateway.errors import ComityError, Reason, StateError
from gateway.register.denials.denial_queries import FoundDenial
from gateway.register.denials.history import denial_history


def check_act_date(found: FoundDenial, at: date, now: datetime) -> None:
    """Check the date of an act on an own denial.

    It is not after today and not before the denial was first notified or the day of the last
    act on it. The day on which a denial was loaded is no bound: what is loaded was done before.

    Args:
        found: The denial as it stands.
        at: The date that the act states.
        now: The present instant in the zone of the authority that acts, whose days count.

    Raises:
        InputError: DATE_IMPOSSIBLE; names the field ``at``.
    """
    check_not_ahead(found, at, now)
    status = found.status
    acted = _day(status.last_event_at, now)
    if status.last_event is not DenialEventType.LOADED and at < acted:
        raise _impossible("the last act on the denial was on {acted}", acted=acted)


def check_not_ahead(found: FoundDenial, at: date, now: datetime) -> None:
    """Check that a date lies between the first notification of an own denial and today.

    Raises:
        InputError: DATE_IMPOSSIBLE; names the field ``at``.
    """
    today = now.date()
    if at > today:
        raise _impossible("{at} is after today, {today}", at=at, today=today)
    if at < found.denial.first_notified:
        raise _impossible(
            "the denial was first notified on {first_notified}",
            first_notified=found.denial.first_notified,
        )


def check_no_repeat(conn: Connection, denial_id: str, now: datetime) -> None:
    """Refuse a second review of a denial on one day: it may come early, but not twice.

    Each one is counted, and the third needs grounds (Article 16(2)).

    Raises:
        StateError: It was reviewed today.
    """
    for line in denial_history(conn, denial_id):
        reviewed = line.type is DenialEventType.REVIEWED and not line.note
        if reviewed and _day(line.at, now) == now.date():
            raise StateError(
                "{denial_id} was reviewed today; its outcome is notified",
                remedy="Correct the denial by an erratum, or revoke it.",
                denial_id=denial_id,
            )


def _day(at: datetime, now: datetime) -> date:
    return at.astimezone(now.tzinfo).date()


def _impossible(why: str, **values: Any) -> ComityError:
    return Reason.DATE_IMPOSSIBLE.error(
        "at: ", why, remedy="Give the day on which it was decided.", **values
    )
