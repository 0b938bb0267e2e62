"""The life of a denial, folded from the acts in its authority's log.

Notified (or loaded, if it was notified elsewhere before), amended, reviewed, finally
assessed where it was a suspension, revoked (Article 16(1) and (2); docs/domain.md 2.4), suspended
by a court and restored. A review moves the next review; an erratum does not. A suspension of a
licence may have no date of review, until its final assessment. A missed review flags the denial
and never ends it: what is not revoked stays valid, unless a court has suspended it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple, Self, TypeAlias

from pydantic import model_validator

from gateway.domain.base import Instant, Model
from gateway.domain.calendars import Calendar, calendar_for
from gateway.domain.deadline import end_of_period
from gateway.domain.denial import (
    Denial,
    DenialEventType,
    DenialId,
    DenialState,
    DenialStatus,
    FreeText,
    ReviewOutcome,
)
from gateway.domain.notice import SuspensionEnd
from gateway.domain.rulebook import Rulebook, rulebook_in_force
from gateway.errors import StateError

_BEGINNINGS = frozenset({DenialEventType.NOTIFIED, DenialEventType.LOADED})
_WITH_CONTENT = _BEGINNINGS | {DenialEventType.AMENDED}


class DenialEvent(Model):
    """One act on a denial.

    Attributes:
        at: Instant of the act, from the signed header of its entry.
        outcome: Of a review, and only of one.
        denial: The content: of a beginning and an amendment, and of a review that amends.
        grounds: Why a denial is kept (third review) or revoked.
        ended: How the suspension ended: of a final assessment, and only of one.
    """

    type: DenialEventType
    denial_id: DenialId
    at: Instant
    outcome: ReviewOutcome | None = None
    denial: Denial | None = None
    grounds: tuple[FreeText, ...] = ()
    ended: SuspensionEnd | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.type is DenialEventType.REVIEWED) != (self.outcome is not None):
            raise ValueError("a review has an outcome, and only a review has one")
        if (self.type is DenialEventType.FINAL_ASSESSMENT) != (self.ended is not None):
            raise ValueError("a final assessment says how it ended, and only it does")
        if self.needs_content != (self.denial is not None):
            raise ValueError(
                "a notification, a load, an amendment and a review that amends carry the "
                "denial, and only they"
            )
        if self.denial is not None and self.denial.denial_id != self.denial_id:
            raise ValueError("denial.denial_id is not the event's")
        return self

    @property
    def needs_content(self) -> bool:
        """Whether this kind of act carries the denial's content."""
        return self.type in _WITH_CONTENT or self.outcome is ReviewOutcome.AMENDED


class ReviewLaw(NamedTuple):
    """What decides whether an act on a denial counts, and when a review is due.

    Attributes:
        rulebook: Years between reviews, and from which one grounds are needed.
        calendar: Of the authority that denied; its working days and time zone.
        competent: Whether the authority has a role that decides cases, and so may deny.
    """

    rulebook: Rulebook
    calendar: Calendar
    competent: bool = True


ReviewLaws: TypeAlias = Callable[[str, datetime], ReviewLaw]
"""Gives the law of reviews for an authority at the instant of an act."""


def shipped_law(origin: str, at: datetime) -> ReviewLaw:
    """Return the shipped rulebook in force and the authority's computed calendar.

    What a node with no law files of its own has; a node in a federation goes by the files
    that its directory names.

    Raises:
        LawError: No rulebook was in force.
    """
    return ReviewLaw(rulebook_in_force(at), _computed(origin))


@lru_cache(maxsize=64)
def _computed(origin: str) -> Calendar:
    return calendar_for(origin)


def apply(state: DenialStatus | None, event: DenialEvent, law: ReviewLaw) -> DenialStatus:
    """Return where a denial stands after an act.

    Args:
        state: Where it stood, or None before its first act.
        event: The act.
        law: Rulebook, and calendar of the authority that denied.

    Raises:
        StateError: The act does not fit: of another denial, a second beginning, an act
            before the first or after the revocation, a late review without grounds.
        LawError: The calendar does not reach the next review.
    """
    if state is None or event.type in _BEGINNINGS:
        return _begin(state, event, law)
    _check_fits(state, event)
    found = state.after(event.type, event.at)
    match event.type:
        case DenialEventType.REVIEWED:
            return _reviewed(found, event, law)
        case DenialEventType.FINAL_ASSESSMENT:
            return _assessed(found, event, law)
        case _:  # an erratum changes the content, which is not here, and no date
            becomes = _BECOMES.get(event.type)
            return found if becomes is None else becomes(found)


_BECOMES = {
    DenialEventType.REVOKED: DenialStatus.revoked,
    DenialEventType.SUSPENDED: DenialStatus.suspended,
    DenialEventType.RESTORED: DenialStatus.restored,
}
"""Acts of which no more is looked at than that there was one."""


def fold(events: Iterable[DenialEvent], law: ReviewLaw) -> DenialStatus | None:
    """Return where a denial stands after its acts in order, or None without any.

    Raises:
        StateError: An act does not fit what went before.
    """
    state: DenialStatus | None = None
    for event in events:
        state = apply(state, event, law)
    return state


def _begin(state: DenialStatus | None, event: DenialEvent, law: ReviewLaw) -> DenialStatus:
    denial = event.denial
    if event.type not in _BEGINNINGS or denial is None:
        raise _misfit(event, "it was never notified", "Notify or load the denial first.")
    if state is not None:
        raise _misfit(event, "it was notified before", "Amend it, or choose another number.")
    return DenialStatus(
        denial_id=event.denial_id,
        state=DenialState.VALID,
        reviews_done=denial.reviews_so_far,
        review_due=_first_review(event, denial, law),
        last_event=event.type,
        last_event_at=event.at,
    )


def _assessed(state: DenialStatus, event: DenialEvent, law: ReviewLaw) -> DenialStatus:
    """Return where the denial of a suspension stands after its final assessment."""
    if event.ended is SuspensionEnd.REINSTATED:
        return state.revoked()  # the licence is in force again: nothing is denied any more
    if state.review_due is not None:
        return state  # the denial now stands for a revocation, or the like, with its dates
    # Its first date: the final assessment is what tells the others of what is denied now.
    return state.reviewed(state.reviews_done, review_due(_local_day(event.at, law), law))


def _first_review(event: DenialEvent, denial: Denial, law: ReviewLaw) -> date | None:
    """Return when the first review after a beginning is due; None where the law wants none.

    Reviews that were done elsewhere are taken to have been done when they were due. If
    their number is not known, the first due date that is not past when the denial is
    loaded is taken: an authority is not called overdue on a number that nobody knows.
    """
    if denial.decision in law.rulebook.review.none_of:
        return None
    period = law.rulebook.review.period_years
    if denial.reviews_so_far is not None:
        return review_due(denial.first_notified, law, periods=denial.reviews_so_far + 1)
    loaded = _local_day(event.at, law)
    periods = max(1, (loaded.year - denial.first_notified.year) // period)
    while review_due(denial.first_notified, law, periods=periods) < loaded:
        periods += 1
    return review_due(denial.first_notified, law, periods=periods)


def _reviewed(state: DenialStatus, event: DenialEvent, law: ReviewLaw) -> DenialStatus:
    done = None if state.reviews_done is None else state.reviews_done + 1
    if event.outcome is ReviewOutcome.REVOKED:
        return state.reviewed(done, state.review_due).revoked()
    threshold = law.rulebook.review.grounds_from_review
    if done is not None and done >= threshold and not event.grounds:
        raise _misfit(
            event,
            "review {done} keeps it without grounds",
            "State to the other Member States and the Commission why the denial is kept "
            "({article}).",
            done=done,
            article=law.rulebook.review.article,
        )
    if state.review_due is None:
        return state.reviewed(done, None)
    return state.reviewed(done, review_due(_local_day(event.at, law), law))


def _check_fits(state: DenialStatus, event: DenialEvent) -> None:
    """Check that an act fits where a denial stands.

    Of a suspension that a court has set aside it is still told that the licence is in force
    again, which changes nothing of the denial.
    """
    if event.denial_id != state.denial_id:
        raise _misfit(
            event,
            "the state is of {state_of}",
            "Fold each denial by itself.",
            state_of=state.denial_id,
        )
    if state.state is DenialState.REVOKED and event.ended is not SuspensionEnd.REINSTATED:
        raise _misfit(event, "it is revoked", "A revoked denial stays revoked; notify a new one.")
    suspended = state.state is DenialState.SUSPENDED
    if event.type is DenialEventType.SUSPENDED and suspended:
        raise _misfit(event, "it is suspended", "It is not valid until it is restored.")
    if event.type is DenialEventType.RESTORED and not suspended:
        raise _misfit(event, "it is not suspended", "Only what was suspended is restored.")


def _misfit(event: DenialEvent, why: str, remedy: str, **values: Any) -> StateError:
    return StateError(
        "{event} does not fit {denial_id}: ",
        why,
        remedy=remedy,
        denial_id=event.denial_id,
        event=event.type.value,
        **values,
    )


def _local_day(at: datetime, law: ReviewLaw) -> date:
    return at.astimezone(law.calendar.zone).date()


def review_due(start: date, law: ReviewLaw, *, periods: int = 1) -> date:
    """Return when a review is due.

    The same date so many years on; the last day of the month if that date is missing
    (1182/71 Article 3(2)(c)); the next working day if it is none (3(4)).

    Args:
        start: Day of the notification or of the last review.
        law: Rulebook (years) and calendar of the authority that denied.
        periods: How many review periods later.

    Raises:
        LawError: The calendar does not reach that far.
    """
    return end_of_period(start, law.calendar, years=periods * law.rulebook.review.period_years)


def overdue(status: DenialStatus, today: date) -> bool:
    """Return whether a valid denial's review was missed; it stays valid nevertheless.

    Args:
        status: Where the denial stands.
        today: The present day where the authority that denied is.
    """
    valid = status.state is DenialState.VALID
    return valid and status.review_due is not None and today > status.review_due
