"""Dates in signed acts on a denial: they must be possible, since every member reads them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection

from gateway.casework.denials.reviewing import today_at
from gateway.casework.office.services import Office
from gateway.domain.denial import DenialEventType
from gateway.errors import InputError, Reason, StateError
from gateway.register.denials.denial_queries import FoundDenial
from gateway.register.denials.history import denial_history


def check_act_date(office: Office, found: FoundDenial, at: date) -> None:
    """Check the date of an act on an own denial.

    It is not after today and not before the denial was first notified or the day of the last
    act on it. The day on which a denial was loaded is no bound: what is loaded was done before.

    Args:
        office: This authority, whose days count.
        found: The denial as it stands.
        at: The date that the act states.

    Raises:
        InputError: DATE_IMPOSSIBLE; names the field ``at``.
    """
    today, status = today_at(office, office.code), found.status
    if at > today:
        raise _impossible(f"{at} is after today, {today}")
    if at < found.denial.first_notified:
        raise _impossible(f"the denial was first notified on {found.denial.first_notified}")
    acted = _day(office, status.last_event_at)
    if status.last_event is not DenialEventType.LOADED and at < acted:
        raise _impossible(f"the last act on the denial was on {acted}")


def check_no_repeat(conn: Connection, office: Office, denial_id: str) -> None:
    """Refuse a second review of a denial on one day: it may come early, but not twice.

    Each one is counted, and the third needs grounds (Article 16(2)).

    Raises:
        StateError: It was reviewed today.
    """
    today = today_at(office, office.code)
    for line in denial_history(conn, denial_id):
        reviewed = line.type is DenialEventType.REVIEWED and not line.note
        if reviewed and _day(office, line.at) == today:
            raise StateError(
                f"{denial_id} was reviewed today; its outcome is notified",
                remedy="Correct the denial by an erratum, or revoke it.",
                denial=denial_id,
            )


def _day(office: Office, at: datetime) -> date:
    return at.astimezone(office.law.calendar(office.code).zone).date()


def _impossible(why: str) -> InputError:
    return InputError(
        f"at: {why}",
        reason=Reason.DATE_IMPOSSIBLE,
        remedy="Give the day on which it was decided.",
        field="at",
    )
