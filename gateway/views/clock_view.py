"""The clock of a consultation as a person reads it: until when, how counted, more time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from gateway.domain.consultation import (
    Consultation,
    ConsultationRequest,
    ConsultationState,
    DeadlineDerivation,
    Stop,
)
from gateway.domain.deadline import EVENT_DAY_REASON
from gateway.domain.rulebook import Procedure
from gateway.domain.rulebook.words import extension_in_words
from gateway.views.frame import Block, Cell, CountedDay, Days, Piece, facts, lines
from gateway.views.reader import ViewReader, brief


def last_instant(reader: ViewReader, deadline: DeadlineDerivation) -> str:
    """Return the last instant of a period: it ends before the midnight after its last day."""
    return reader.says(
        "{day}, 23:59:59 ({zone})", day=reader.day(deadline.last_day), zone=deadline.time_zone
    )


def goods_stopped(reader: ViewReader, request: ConsultationRequest) -> tuple[str, Cell]:
    """Say since when goods are stopped for which a request asks."""
    at = request.stopped_at
    return reader.says("Goods stopped"), reader.at(at)


def both_ends(reader: ViewReader, model: Consultation, clock: DeadlineDerivation) -> Piece:
    """Say when a stop ends by its own period and when by the question's: the earlier governs."""
    own = last_instant(reader, clock)
    if model.deadline is None:
        return reader.piece(
            "The stop ends by its own period on {own}, though no period for an answer runs.",
            own=own,
        )
    return reader.piece(
        "The stop ends by its own period on {own}, the period for an answer on {answer}; the "
        "earlier governs{which}.",
        own=own,
        answer=last_instant(reader, model.deadline),
        which=_which(reader, model.stop),
    )


def _which(reader: ViewReader, stop: Stop | None) -> str:
    if stop is None or stop.governed_by is None:
        return ""
    return reader.says(": {period}", period=reader.word(stop.governed_by))


def clock_blocks(
    reader: ViewReader, model: Consultation, rule: Procedure, now: datetime
) -> tuple[Block | None, ...]:
    """Return until when an answer counts, how that was counted, and every wish for more time.

    Args:
        reader: Who reads.
        model: The consultation.
        rule: Its procedure.
        now: Of which it is said how much of the period is left.
    """
    deadline = model.deadline
    if deadline is None:
        where = reader.says(
            "No period runs: the request has not been received by {authority}, or was recalled.",
            authority=model.consulted,
        )
        return (
            lines("", (where,)),
            *_own_clock(reader, model.stop_clock),
            *_more_time(reader, model, rule),
        )
    return (
        facts("", *_facts(reader, model, deadline, now)),
        Days(heading=reader.says("How it was counted"), days=tuple(counted_days(reader, deadline))),
        *_own_clock(reader, model.stop_clock),
        *_more_time(reader, model, rule),
    )


def derivation_blocks(reader: ViewReader, deadline: DeadlineDerivation) -> tuple[Block | None, ...]:
    """Return when a period ends that belongs to no consultation, and how it was counted.

    Args:
        reader: Who reads.
        deadline: How it was derived.
    """
    last = Piece(text=last_instant(reader, deadline), strong=True, at=deadline.last_instant)
    known = (
        (reader.says("Last instant"), (last,)),
        _period(reader, deadline),
        (reader.says("Received"), (reader.instant(deadline.received, deadline.time_zone),)),
        _counted_by(reader, deadline),
    )
    return (
        facts("", *known),
        Days(heading=reader.says("How it was counted"), days=tuple(counted_days(reader, deadline))),
    )


def _own_clock(reader: ViewReader, clock: DeadlineDerivation | None) -> tuple[Block | None, ...]:
    """Say when the stop itself ends, and how that was counted."""
    if clock is None:
        return ()
    last = Piece(text=last_instant(reader, clock), strong=True, at=clock.last_instant)
    known = (
        (reader.says("Stopped"), (reader.instant(clock.received, clock.time_zone),)),
        (reader.says("End of the stop"), (last,)),
        _period(reader, clock),
        _counted_by(reader, clock),
    )
    return (
        facts(reader.says("The stop itself"), *known),
        Days(
            heading=reader.says("How the stop was counted"), days=tuple(counted_days(reader, clock))
        ),
    )


def _period(reader: ViewReader, deadline: DeadlineDerivation) -> tuple[str, Cell]:
    words = reader.piece(
        "{days} working days of {authority}, under {article}",
        days=deadline.working_days,
        authority=deadline.authority,
        article=reader.law(deadline.article),
    )
    return reader.says("Period"), (words,)


def _counted_by(reader: ViewReader, deadline: DeadlineDerivation) -> tuple[str, Cell]:
    return (
        reader.says("Counted by"),
        (
            reader.piece("calendar {calendar}", calendar=deadline.calendar),
            brief(deadline.calendar_digest),
            reader.piece("rulebook {rulebook}", rulebook=deadline.rulebook),
        ),
    )


def _facts(
    reader: ViewReader, model: Consultation, deadline: DeadlineDerivation, now: datetime
) -> Iterator[tuple[str, Cell]]:
    last = Piece(text=last_instant(reader, deadline), strong=True, at=deadline.last_instant)
    yield reader.says("Last instant"), (last, *_left(reader, model, deadline, now))
    yield _period(reader, deadline)
    yield reader.says("Received"), (reader.instant(deadline.received, deadline.time_zone),)
    theirs = model.peer_last_instant
    if theirs is not None and theirs != deadline.last_instant:
        yield (
            reader.says("Last instant by the other side"),
            (
                reader.instant(theirs, deadline.time_zone),
                reader.soft("The later governs, as far as more time can be agreed."),
            ),
        )
    yield _counted_by(reader, deadline)


def _left(
    reader: ViewReader, model: Consultation, deadline: DeadlineDerivation, now: datetime
) -> Cell:
    if model.state is not ConsultationState.RUNNING:
        return ()
    today = now.astimezone(ZoneInfo(deadline.time_zone)).date()
    gone = sum(each < today for each in deadline.counted)
    return (
        reader.piece(
            "{gone} of {days} working days are over; {left} are left.",
            gone=gone,
            days=deadline.working_days,
            left=deadline.working_days - gone,
        ),
    )


def counted_days(reader: ViewReader, deadline: DeadlineDerivation) -> Iterator[CountedDay]:
    """Yield the days of a period: those that count, those that do not, from that of the event."""
    days = {
        each: CountedDay(day=each, number=number)
        for number, each in enumerate(deadline.counted, start=1)
    }
    for each in deadline.skipped:
        event = each.date == deadline.event_day
        days[each.date] = CountedDay(
            day=each.date, reason=_why_not(reader, each.reason), event=event
        )
    for counted in sorted(days):
        yield days[counted]


def _why_not(reader: ViewReader, reason: str) -> str:
    """Return why a day does not count; a weekend may be a holiday too, by its own name."""
    if reason == EVENT_DAY_REASON:
        return reader.law(reason)
    return ", ".join(map(reader.law, reason.split(", ")))


def _more_time(
    reader: ViewReader, model: Consultation, rule: Procedure
) -> tuple[Block | None, ...]:
    """Say who may have more time by the rulebook, what was wished for and what was replied."""
    said: list[Piece] = []
    if rule.extension is not None:
        said.append(Piece(text=reader.law(extension_in_words(rule.extension)), soft=True))
    for reply in model.extensions:
        days = reply.working_days
        said.append(
            reader.piece("{days} working days more were granted.", days=days)
            if reply.accepted
            else reader.piece("More time was refused.")
        )
        said += [Piece.quoted(each) for each in reply.reason]
    if (wish := model.extension_pending) is not None:
        said.append(
            reader.strong(
                "{who} asks for {days} working days more, and has no reply yet.",
                who=model.extension_by or model.consulted,
                days=wish.working_days,
            )
        )
        if model.extension_asked is not None:
            said.append(reader.soft("Asked {at}.", at=reader.instant(model.extension_asked).text))
        said.append(Piece.quoted(wish.reason))
    return (lines(reader.says("More time"), said),)
