"""A deadline in sentences: how it was derived, so that a court can follow it by hand."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from gateway.domain.consultation import DeadlineDerivation
from gateway.domain.deadline import printed_last_instant


def in_words(deadline: DeadlineDerivation, title: str = "") -> tuple[str, ...]:
    """Return the derivation of a deadline, one sentence each.

    Args:
        deadline: The derivation.
        title: Title of the procedure, as the rulebook has it.
    """
    received = deadline.received.astimezone(ZoneInfo(deadline.time_zone))
    count = f"{deadline.working_days} working day{'s' * (deadline.working_days != 1)}"
    between = [skip for skip in deadline.skipped if skip.date != deadline.event_day]
    return (
        f"{deadline.article}{': ' * bool(title)}{title}: {count} of {deadline.authority}.",
        (
            f"{deadline.authority} received it on {_day(deadline.event_day)} at "
            f"{received.strftime('%H:%M:%S')} ({deadline.time_zone}); that day is not counted "
            "(Regulation 1182/71, Article 3(1))."
        ),
        f"Counted: {_listed([_short(day) for day in deadline.counted])}.",
        (
            "Not counted (Article 2(2)): "
            + _listed([f"{_short(skip.date)} ({skip.reason})" for skip in between])
            + "."
        )
        if between
        else "No day between is left out.",
        (
            f"The last day is {_day(deadline.last_day)}; the period ends with its last hour, "
            f"{printed_last_instant(deadline)} (Article 3(2)(b))."
        ),
        (
            f"Calendar {deadline.calendar} (SHA-256 {deadline.calendar_digest[:16]}), "
            f"rulebook {deadline.rulebook}."
        ),
    )


def _day(day: date) -> str:
    return f"{day.strftime('%A')}, {_short(day)} {day.year}"


def _short(day: date) -> str:
    return f"{day.day} {day.strftime('%B')}"


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
