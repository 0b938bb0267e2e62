"""More time for a review by every Member State: who has asked, and whether it was in time.

An authority's period begins where the notice comes in, and only it knows when that was. So
it says it in its request, and every node derives the same last instant from that, on the
asker's calendar; a request that says nothing is judged from the instant of the notice.
"""

from __future__ import annotations

from datetime import datetime

from gateway.casework.notices.collective_rows import UnderReview
from gateway.casework.office.services import Office
from gateway.casework.records.notice_rows import HeldNotice
from gateway.domain.deadline import printed_last_instant
from gateway.domain.notice import Notice, NoticeState
from gateway.domain.tally import ExtensionAsked, extension_days, review_period
from gateway.domain.transaction import Reference
from gateway.errors import LawError

WORKING_DAYS = "working_days"
"""Code of the figure by which a request for more time says how many working days."""

_RECEIVED = "comity:received"


def received_as(received: datetime) -> Reference:
    """Say in a request when the notice under review had come in, by the asker's clock."""
    return Reference(system=_RECEIVED, value=received.isoformat())


def extensions_of(office: Office, review: UnderReview) -> tuple[ExtensionAsked, ...]:
    """Return who has asked for more working days, the oldest first.

    One that was asked after the asker's own last instant has a note and changes nothing.
    """
    day = office.today
    asked = sorted(
        (
            (held, notice)
            for held, notice in review.about(review.rule.extension_notice)
            if held.state(day) is NoticeState.VALID and _days(notice)
        ),
        key=lambda each: (each[0].newest.at, each[0].number),
    )
    found: list[ExtensionAsked] = []
    for held, notice in asked:
        found.append(
            ExtensionAsked(
                authority=held.origin,
                working_days=_days(notice),
                at=held.newest.at,
                number=held.number,
                note=_late(office, review, held, notice, found),
            )
        )
    return tuple(found)


def _days(notice: Notice) -> int:
    return next((each.number or 0 for each in notice.figures if each.code == WORKING_DAYS), 0)


def _late(
    office: Office,
    review: UnderReview,
    held: HeldNotice,
    notice: Notice,
    before: list[ExtensionAsked],
) -> str:
    """Say that a request came after the asker's period, extended by those before it."""
    if review.rule.working_days is None:
        return ""
    received = _received(review, held, notice)
    try:
        period = review_period(
            review.rule,
            authority=held.origin,
            received=received,
            calendar=office.law.calendar(held.origin, received),
            rulebook=review.rulebook.version,
            extension=extension_days(review.rule, before, held.origin),
        )
    except LawError:
        return ""  # its calendar does not reach so far: nobody can call it late
    if held.newest.at < period.last_instant:
        return ""
    return f"asked after {printed_last_instant(period)}, the end of its own period: no effect"


def _received(review: UnderReview, held: HeldNotice, notice: Notice) -> datetime:
    """Return when the notice under review had come to the asker, as far as that can be."""
    sent, asked = review.held.acts[0].at, held.newest.at
    said = next((each.value for each in notice.references if each.system == _RECEIVED), "")
    try:
        received = datetime.fromisoformat(said)
    except ValueError:
        return sent
    if received.tzinfo is None or not sent <= received <= asked:
        return sent
    return received
