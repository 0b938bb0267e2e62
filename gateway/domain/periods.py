"""The last instant of any period that a rulebook names: of a consultation, or of a review.

A consultation's period and that of a review by every Member State are counted alike; they
stand in different blocks of the rulebook, which whoever asks for a date need not know.
"""

from __future__ import annotations

from datetime import date, datetime

from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Model
from gateway.domain.calendars import Calendar
from gateway.domain.collective.tally import check_review_extension, review_period
from gateway.domain.consultation import DeadlineDerivation
from gateway.domain.deadline import derive_deadline, end_of_period
from gateway.domain.rulebook import Rulebook, spelt
from gateway.domain.rulebook.collective import CollectiveReview
from gateway.errors import InputError


class YearsPeriod(Model):
    """When a review is due that comes again after years, and how that was derived.

    Attributes:
        event_day: Local day of the notification, the publication or the last review.
        due: The last day on which it is in time.
    """

    procedure: str
    title: str
    article: str
    authority: AuthorityCode
    event_day: date
    years: int
    due: date
    calendar: str
    calendar_digest: str
    rulebook: str

    def in_words(self) -> tuple[str, ...]:
        """Return how it was derived, a sentence each."""
        years = f"{self.years} year{'s' * (self.years != 1)}"
        return (
            (
                f"{self.article}: {self.title}: {years} after {self.event_day:%A}, "
                f"{self.event_day.day} {self.event_day:%B %Y}, the day of the event."
            ),
            (
                "It is due on the same date, or on the last day of the month where that date is "
                "missing (Regulation 1182/71, Article 3(2)(c)); where that is no working day of "
                f"{self.authority}, on the next one (Article 3(4))."
            ),
            f"It is due on {self.due:%A}, {self.due.day} {self.due:%B %Y}.",
            (
                f"Calendar {self.calendar} (SHA-256 {self.calendar_digest[:16]}), "
                f"rulebook {self.rulebook}."
            ),
        )


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
    in_years = derive_years(rulebook, code, authority=authority, event=received, calendar=calendar)
    if in_years is not None:
        raise _counts_years(in_years)
    review = _review(rulebook, code)
    if review is None:
        rule = rulebook.procedure(code)
        found = derive_deadline(rule, authority, received, calendar, rulebook, extension_days)
        return found, rule.title
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


def derive_years(
    rulebook: Rulebook, code: str, *, authority: str, event: datetime, calendar: Calendar
) -> YearsPeriod | None:
    """Derive when a review is due that comes again after years; None where none has that code.

    Args:
        rulebook: The rulebook in force at the event.
        code: ``16(2)`` of a denial, ``5(7)`` of a publication.
        authority: That denied or published.
        event: Aware instant of the notification, of the publication, or of the last review.
        calendar: Of that authority.

    Raises:
        LawError: The calendar does not reach that far.
    """
    review, rule = _review(rulebook, code), rulebook.review
    if review is not None and review.every_years is not None:
        title, article, years = review.title, review.article, review.every_years
    elif rule.article.split(";")[0] == f"Article {spelt(code)}":
        title, article, years = "Review of a denial", rule.article, rule.period_years
    else:
        return None
    day = event.astimezone(calendar.zone).date()
    return YearsPeriod(
        procedure=spelt(code),
        title=title,
        article=article,
        authority=authority,
        event_day=day,
        years=years,
        due=end_of_period(day, calendar, years=years),
        calendar=calendar.version,
        calendar_digest=calendar.digest,
        rulebook=rulebook.version,
    )


def _review(rulebook: Rulebook, code: str) -> CollectiveReview | None:
    found = (each for each in rulebook.collective_reviews if each.code == spelt(code))
    return next(found, None)


def _counts_years(period: YearsPeriod) -> InputError:
    return InputError(
        "procedure: {procedure} counts years, not working days: it is due {years} years after the "
        "event, on the same date, or on the next working day (Regulation 1182/71, Article 3(2)(c) "
        "and 3(4))",
        remedy="For an event of {event_day} the review is due on {due}.",
        due=period.due.isoformat(),
        procedure=period.procedure,
        years=period.years,
        event_day=period.event_day,
    )
