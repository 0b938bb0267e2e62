"""Derives the last instant of a period from the receipt, day by day.

Regulation (EEC, Euratom) 1182/71: the day of the event is not counted (Article 3(1)); the
period ends with the last hour of its last day (3(2)(b)); only working days of the
authority that must act count (2(1), 2(2)). Which procedure has how many days on whose
calendar is the rulebook's. The derivation names every day, so that another machine, or a
court, can recompute it.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from gateway.domain.calendars import Calendar
from gateway.domain.consultation import DeadlineDerivation, LateOrInTime, SkippedDay
from gateway.domain.rulebook import CountsIf, Procedure, Rulebook
from gateway.domain.rulebook.collective import CollectiveReview
from gateway.errors import InputError, LawError

_DAY = timedelta(days=1)
EVENT_DAY_REASON = "day of the event, not counted (1182/71 Art 3(1))"


def derive_deadline(
    procedure: Procedure | str,
    authority: str,
    received: datetime,
    calendar: Calendar,
    rulebook: Rulebook,
    extension_days: int = 0,
) -> DeadlineDerivation:
    """Derive the last instant of a procedure's period for one authority.

    Args:
        procedure: The procedure, or its code (``14(1)``, ``14-1``).
        authority: The authority whose action is awaited.
        received: Aware instant of the receipt, which starts the period.
        calendar: The calendar that the procedure names: of the consulted authority for
            the shipped procedures.
        rulebook: The rulebook with which the case started.
        extension_days: Working days granted beyond the first period; they follow on from
            its end, on the same calendar.

    Raises:
        InputError: No offset in ``received``, or more extension than the rulebook allows.
        LawError: The procedure is not known, or the calendar does not reach that far.
    """
    rule = rulebook.procedure(procedure) if isinstance(procedure, str) else procedure
    if received.tzinfo is None:
        raise InputError(
            "received: an instant needs an offset",
            remedy="Write it like 2026-12-18T10:00:00+01:00.",
        )
    check_extension(rule, extension_days)
    working_days = rule.period.working_days + extension_days
    return counted_period(rule, authority, received, working_days, calendar, rulebook.version)


def counted_period(
    rule: Procedure | CollectiveReview,
    authority: str,
    received: datetime,
    working_days: int,
    calendar: Calendar,
    rulebook: str,
) -> DeadlineDerivation:
    """Count a period day by day, whatever its rule.

    Args:
        rule: What it is a period of.
        authority: The authority whose action is awaited.
        received: Aware instant of the event, whose day is not counted.
        working_days: Length, 1 or more.
        calendar: On which they are counted.
        rulebook: Version of the rulebook.

    Raises:
        LawError: The calendar does not reach that far.
    """
    event_day = received.astimezone(calendar.zone).date()
    counted, skipped = count_working_days(event_day, working_days, calendar)
    return DeadlineDerivation(
        procedure=rule.code,
        article=rule.article,
        authority=authority,
        received=received,
        event_day=event_day,
        working_days=working_days,
        counted=counted,
        skipped=skipped,
        last_day=counted[-1],
        last_instant=midnight_after(counted[-1], calendar.zone),
        time_zone=calendar.time_zone,
        calendar=calendar.version,
        calendar_digest=calendar.digest,
        rulebook=rulebook,
    )


def extend_deadline(
    deadline: DeadlineDerivation,
    procedure: Procedure,
    calendar: Calendar,
    extension_days: int,
) -> DeadlineDerivation:
    """Move a last instant by an extension; what was counted before does not move.

    Args:
        deadline: The derivation of the first period, or of one that was extended already.
        procedure: The procedure under which it was derived.
        calendar: The calendar of that derivation where it is still held, else the one that
            holds now; only the added days are counted on it.
        extension_days: Working days beyond the first period, all extensions together.

    Raises:
        InputError: More extension than the rulebook allows.
        LawError: The calendar does not reach that far.
    """
    check_extension(procedure, extension_days)
    first = deadline.counted[: procedure.period.working_days]
    working_days = procedure.period.working_days + extension_days
    counted, skipped = first, [day for day in deadline.skipped if day.date < first[-1]]
    if extension_days:
        more, between = count_working_days(first[-1], extension_days, calendar)
        counted += more
        skipped += between[1:]  # the first of them is the last day of the first period
    same = calendar.digest == deadline.calendar_digest
    return DeadlineDerivation.made_from(
        deadline,
        working_days=working_days,
        counted=counted,
        skipped=tuple(skipped),
        last_day=counted[-1],
        last_instant=midnight_after(counted[-1], calendar.zone),
        time_zone=calendar.time_zone,
        calendar=deadline.calendar if same else calendar.version,
        calendar_digest=calendar.digest,
    )


def furthest_instant(
    deadline: DeadlineDerivation, procedure: Procedure, calendar: Calendar
) -> datetime:
    """Return the latest last instant that the two sides may come to.

    It is that of a period prolonged by all that the rulebook lets be agreed. A last instant
    that the other side states governs no further: else its word, or its wrong calendar,
    would keep a case open for as long as it likes.

    Args:
        deadline: The derivation of the first period, or of one that was extended.
        procedure: The procedure under which it was derived.
        calendar: As for `extend_deadline`.

    Returns:
        The last instant of the derivation itself where the calendar does not reach further.
    """
    rule = procedure.extension
    cap = 0 if rule is None else rule.cap(procedure.period.working_days)
    try:
        return extend_deadline(deadline, procedure, calendar, cap).last_instant
    except LawError:
        return deadline.last_instant


def governing_instant(own: datetime, theirs: datetime | None, furthest: datetime) -> datetime:
    """Return the later of both sides' last instants; one that is too late does not govern.

    Args:
        own: As this side derived it.
        theirs: As the other side states it, or None where it states none.
        furthest: `furthest_instant`.
    """
    return theirs if theirs is not None and own < theirs <= furthest else own


def prolonged_instant(
    own: datetime, extended: datetime, theirs: datetime | None, furthest: datetime
) -> datetime:
    """Return what governs after an extension: where theirs was later, it stays as much later.

    Args:
        own: As this side derived it before the extension.
        extended: As it derives it now.
        theirs: As the other side stated it of the period before, or None.
        furthest: `furthest_instant`; nothing that the other side states goes beyond it.
    """
    later = governing_instant(own, theirs, furthest) - own
    return max(extended, min(extended + later, furthest))


def check_extension(procedure: Procedure, extension_days: int) -> None:
    """Refuse an extension that the rulebook does not allow.

    Args:
        procedure: The procedure whose period is to be extended.
        extension_days: Working days beyond the first period, all extensions together.

    Raises:
        InputError: It is negative or more than the procedure's cap.
    """
    rule = procedure.extension
    cap = 0 if rule is None else rule.cap(procedure.period.working_days)
    if not 0 <= extension_days <= cap:
        raise no_such_extension(procedure.code, extension_days, cap)


def no_such_extension(code: str, days: int, cap: int, least: int = 0) -> InputError:
    """Return the error for an extension that a rulebook does not allow.

    Args:
        code: Of the procedure or review.
        days: Working days that were asked for.
        cap: The most that may be had; 0 where there is no extension.
        least: The fewest that may be asked for.
    """
    if not cap:
        said, remedy = "{code} has no extension", "Leave the working days out."
    else:
        said = (
            "{days} is not within {least} to {cap}, the most by which the period of {code} "
            "can be extended"
        )
        remedy = "Ask for at most {cap} working days in all."
    return InputError(
        "working_days: ", said, remedy=remedy, code=code, days=days, least=least, cap=cap
    )


def count_working_days(
    event_day: date, working_days: int, calendar: Calendar
) -> tuple[tuple[date, ...], tuple[SkippedDay, ...]]:
    """Count working days after the day of an event.

    Args:
        event_day: Local day of the event; never counted, even if it is a working day.
        working_days: How many to count, at least 1.
        calendar: Says which days are working days.

    Returns:
        The days that count, in order, and the days up to the last of them that do not,
        each with its reason; the day of the event comes first.

    Raises:
        LawError: The calendar does not reach that far.
    """
    counted: list[date] = []
    skipped = [SkippedDay(date=event_day, reason=EVENT_DAY_REASON)]
    day = event_day
    while len(counted) < working_days:
        day += _DAY
        reason = calendar.why_not(day)
        if reason is None:
            counted.append(day)
        else:
            skipped.append(SkippedDay(date=day, reason=reason))
    return tuple(counted), tuple(skipped)


def end_of_period(event_day: date, calendar: Calendar, *, months: int = 0, years: int = 0) -> date:
    """Return the last day of a period in months or years.

    It ends on the same date, or on the last day of the month where that date is missing
    (1182/71 Article 3(2)(c)); on the next working day if that day is none (3(4)).

    Args:
        event_day: Day of the event from which the period runs.
        calendar: Says which days are working days.
        months: Months of the period.
        years: Years of the period.

    Raises:
        LawError: The calendar does not reach that far.
    """
    index = event_day.year * 12 + event_day.month - 1 + 12 * years + months
    year, month = index // 12, index % 12 + 1
    last = monthrange(year, month)[1]
    return calendar.on_or_after(date(year, month, min(event_day.day, last)))


def midnight_after(day: date, zone: ZoneInfo) -> datetime:
    """Return, in UTC, the local midnight that ends a day.

    The wall clock is combined first and converted afterwards, so that a day of 23 or 25
    hours ends where it ends.
    """
    return datetime.combine(day + _DAY, time.min, tzinfo=zone).astimezone(UTC)


def printed_last_instant(derivation: DeadlineDerivation) -> str:
    """Return the last instant for people: 23:59:59 of the last day there, with its offset."""
    last_second = derivation.last_instant - timedelta(seconds=1)
    return last_second.astimezone(ZoneInfo(derivation.time_zone)).isoformat()


def timing_of(
    rulebook: Rulebook, *, received: datetime, sealed: datetime, last_instant: datetime | None
) -> LateOrInTime:
    """Say whether an answer counts, and by which of the two instants.

    Args:
        rulebook: Says whether sealing in time is enough.
        received: When the asking gateway received the answer.
        sealed: When the consulted gateway sealed it (``created`` of its signed header).
        last_instant: The local midnight that ends the period, exclusive; None: it has not
            begun, since the receipt that starts it is not here yet.
    """
    if last_instant is None or received < last_instant:
        return LateOrInTime.RECEIVED_IN_TIME
    sealing_counts = rulebook.closing.answer_counts_if is CountsIf.RECEIVED_OR_SEALED
    if sealing_counts and sealed < last_instant:
        return LateOrInTime.SEALED_IN_TIME
    return LateOrInTime.LATE


def in_words(
    deadline: DeadlineDerivation, title: str = "", *, event: str = "received it"
) -> tuple[str, ...]:
    """Return how a deadline was derived, a sentence each, so that a court can follow it by hand.

    Args:
        deadline: The derivation.
        title: Title of the procedure, as the rulebook has it.
        event: What the authority did that began the period.
    """
    received = deadline.received.astimezone(ZoneInfo(deadline.time_zone))
    count = f"{deadline.working_days} working day{'s' * (deadline.working_days != 1)}"
    between = [skip for skip in deadline.skipped if skip.date != deadline.event_day]
    return (
        f"{deadline.article}{': ' * bool(title)}{title}: {count} of {deadline.authority}.",
        (
            f"{deadline.authority} {event} on {_day(deadline.event_day)} at "
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
