"""Goods that are stopped for the length of a consultation: where they stand.

The stop ends with the period whatever the case does (Article 21(4)). Which procedure stops
goods is the rulebook's (``period.ends_stop``), and so is which answer keeps them
(``blocks``). Silence that only one gateway has found releases nothing by itself: then the
sentence says what is due by law, for a person to act on.

Where the rulebook gives the stop a period of its own (``stop``, Article 21(3)) that one runs
from the instant of the stop, whatever becomes of the question; the earlier of both ends governs.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from gateway.domain.calendars import Calendar
from gateway.domain.consultation import (
    OPEN_STATES,
    Consultation,
    ConsultationState,
    DeadlineDerivation,
    EndReason,
    ExtensionReply,
    Stop,
    StopEnd,
    StopState,
)
from gateway.domain.deadline import derive_deadline, extend_deadline
from gateway.domain.rulebook import CalendarRule, Procedure, Rulebook

_State = ConsultationState
_ANSWERED_OTHERWISE = frozenset({EndReason.SETTLED, EndReason.STANDING_ANSWER})
"""Ends that are answers: by the State's coordinator, or one that was given in advance."""

_HELD_SENTENCE = "The goods are stopped until the answer, at most until the end of the period."


def whose_stop(rule: Procedure, asking: str, consulted: str) -> str:
    """Return the authority by whose calendar the stop's own period is counted."""
    by_asking = rule.stop is not None and rule.stop.calendar is CalendarRule.ASKING
    return asking if by_asking else consulted


def derive_stop(
    rule: Procedure, authority: str, stopped: datetime, calendar: Calendar, rulebook: Rulebook
) -> DeadlineDerivation | None:
    """Derive the end of the stop itself; None where the rulebook gives it no period of its own.

    Args:
        rule: The procedure of the rulebook.
        authority: Whose calendar counts (`whose_stop`).
        stopped: When the goods were stopped.
        calendar: That authority's.
        rulebook: The one with which the consultation began.

    Raises:
        InputError: The instant has no offset.
        LawError: The calendar does not reach that far.
    """
    own = rule.of_stop
    return None if own is None else derive_deadline(own, authority, stopped, calendar, rulebook)


def prolong_stop(
    rule: Procedure,
    clock: DeadlineDerivation,
    calendar: Calendar,
    replies: Iterable[tuple[datetime, ExtensionReply]],
) -> DeadlineDerivation:
    """Move the end of the stop itself by what more time was given before it had come.

    More time that the stopping authority had taken only after the stop's own end begins no
    second stop; it moves the period for an answer alone.

    Args:
        rule: The procedure of the rulebook.
        clock: As it stands.
        calendar: The one by which it was derived.
        replies: The replies to wishes for more time, the oldest first, with when each was given.

    Raises:
        InputError: More time than the rulebook allows.
        LawError: The calendar does not reach that far.
    """
    own = rule.of_stop
    if own is None or own.extension is None:
        return clock
    first = own.period.working_days
    for given, reply in replies:
        if reply.accepted and given < clock.last_instant:
            days = clock.working_days - first + reply.working_days
            clock = extend_deadline(clock, own, calendar, min(days, own.extension.cap(first)))
    return clock


def stop_of(rule: Procedure, consultation: Consultation, at: datetime) -> Stop | None:
    """Say where the goods stand; None where the procedure stops none.

    Args:
        rule: The procedure of the consultation's rulebook.
        consultation: As either side holds it.
        at: The present instant.
    """
    if not rule.period.ends_stop:
        return None
    answer = consultation.counting_answer
    if consultation.state is _State.SUPERSEDED and not _refused(consultation):
        given = consultation.ended_because in _ANSWERED_OTHERWISE and answer is not None
        return _answered(rule, consultation) if given else _ended(consultation)
    if answer is not None and rule.option(answer.answer).settles and _counts(consultation):
        return _answered(rule, consultation)
    last, governs = _governing(consultation)
    if consultation.state is _State.SILENT:
        own = governs is StopEnd.STOP
        return Stop(
            state=StopState.RELEASED,
            by="stop" if own else "silence",
            at=last,
            governed_by=governs,
            sentence=_own_end(rule) if own else rule.silence.sentence,
        )
    if last is not None and at >= last and _still_open(consultation):
        return Stop(
            state=StopState.RELEASE_DUE,
            at=last,
            governed_by=governs,
            sentence=_own_end(rule)
            if governs is StopEnd.STOP
            else (
                f"The period is over: by law ({rule.silence.article}) the goods are due for "
                f"release, unless {consultation.consulted} has answered in time. Its gateway has "
                "not yet stated that nothing is under way; ask it, and confirm on record."
            ),
        )
    return Stop(state=StopState.HELD, at=last, governed_by=governs, sentence=_HELD_SENTENCE)


def _governing(consultation: Consultation) -> tuple[datetime | None, StopEnd | None]:
    """Return the earlier of both ends, and whose it is where there are two kinds of it."""
    deadline, clock = consultation.deadline, consultation.stop_clock
    last = None if deadline is None else deadline.last_instant
    if clock is None:
        return last, None
    if last is not None and last < clock.last_instant:
        return last, StopEnd.QUESTION
    return clock.last_instant, StopEnd.STOP


def _refused(consultation: Consultation) -> bool:
    """Whether only the other gateway refused the question: that lifts no stop."""
    return consultation.ended_because is None and consultation.stop_clock is not None


def _still_open(consultation: Consultation) -> bool:
    return consultation.state in OPEN_STATES or _refused(consultation)


def _own_end(rule: Procedure) -> str:
    article = rule.stop.article if rule.stop is not None else rule.article
    return (
        f"The stop has ended by its own period, whatever becomes of the question ({article}): the "
        "goods are due for release at once, unless an answer that was in time keeps them."
    )


def _counts(consultation: Consultation) -> bool:
    """Whether an answer has ended it; one that was sealed too late leaves it open."""
    return consultation.state is _State.ANSWERED or consultation.settled_answer is not None


def _answered(rule: Procedure, consultation: Consultation) -> Stop:
    """Measures prevail by themselves; whatever else comes after the stop's own end changes none."""
    answer = consultation.counting_answer
    option = rule.option(answer.answer if answer is not None else "")
    clock, given = consultation.stop_clock, consultation.answer_sealed or consultation.answered_at
    over = clock is not None and given is not None and given >= clock.last_instant
    if clock is not None and over and not option.blocks:
        return Stop(
            state=StopState.RELEASED,
            by="stop",
            at=clock.last_instant,
            governed_by=StopEnd.STOP,
            sentence=_own_end(rule),
        )
    before = " The stop itself had ended before, by its own period: they hold what has not left."
    return Stop(
        state=StopState.MEASURES if option.blocks else StopState.RELEASED,
        by="answer",
        at=consultation.answered_at,
        sentence=option.meaning + (before if over else ""),
    )


def _ended(consultation: Consultation) -> Stop:
    recalled = consultation.ended_because is EndReason.RECALLED
    return Stop(
        state=StopState.LIFTED,
        by="end",
        sentence="The request was recalled; nothing was stopped by it."
        if recalled
        else "The authority that had stopped the goods has ended the consultation.",
    )
