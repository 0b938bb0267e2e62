"""The last instant of any period that a rulebook names: of a consultation, or of a review.

A consultation's period and that of a review by every Member State are counted alike; they
stand in different blocks of the rulebook, which whoever asks for a date need not know.
"""

from __future__ import annotations

from datetime import datetime

from gateway.domain.calendars import Calendar
from gateway.domain.collective.tally import check_review_extension, next_review, review_period
from gateway.domain.consultation import DeadlineDerivation
from gateway.domain.deadline import derive_deadline
from gateway.domain.rulebook import Rulebook, spelt
from gateway.domain.rulebook.collective import CollectiveReview
from gateway.errors import InputError


def derive_period(
    rulebook: Rulebook,
    code: str,
    *,
    authority: str,
    received: datetime,
    calendar: Calendar,
    extension_days: int = 0,
) -> tuple[DeadlineDerivation, str]:
    """Derive the last instant of a procedure or of a collective review.

    Args:
        rulebook: The rulebook under which it began.
        code: ``14(1)`` or ``14-1``, ``5(5)`` or ``5-5``.
        authority: The authority whose action is awaited.
        received: Aware instant of the receipt, which starts the period.
        calendar: Of that authority.
        extension_days: Working days on top.

    Returns:
        The derivation, and the title that the rulebook gives.

    Raises:
        InputError: The review recurs after years (the remedy says when it is due), no offset
            in ``received``, or more extension than the rulebook allows.
        LawError: The code is not known, or the calendar does not reach that far.
    """
    wanted = spelt(code)
    review = next((each for each in rulebook.collective_reviews if each.code == wanted), None)
    if review is None:
        rule = rulebook.procedure(code)
        found = derive_deadline(rule, authority, received, calendar, rulebook, extension_days)
        return found, rule.title
    if review.every_years is not None:
        raise _counts_years(review, review.every_years, received, calendar)
    if extension_days:
        check_review_extension(review, extension_days)
    period = review_period(
        review,
        authority=authority,
        received=received,
        calendar=calendar,
        rulebook=rulebook.version,
        extension=extension_days,
    )
    return period, review.title


def _counts_years(
    review: CollectiveReview, years: int, published: datetime, calendar: Calendar
) -> InputError:
    day = published.astimezone(calendar.zone).date()
    due = next_review(review, day, calendar)
    return InputError(
        f"procedure: {review.code} counts years, not working days: it is due {years} "
        f"year{'s' * (years != 1)} after the publication, on the same date, or on the next "
        "working day (Regulation 1182/71, Article 3(2)(c) and 3(4))",
        remedy=f"For a publication of {day} the review is due on {due}.",
        field="procedure",
        due=due.isoformat(),
    )
