"""What the reader of a case sees always: reference, exporter, goods, where to, by when, by whom."""

from __future__ import annotations

from datetime import datetime

from gateway.domain.case import Case
from gateway.domain.consultation import OPEN_STATES
from gateway.domain.inbox import InboxClock, RunningPeriod
from gateway.domain.rulebook import Rulebook
from gateway.views.frame import Cell, Piece, cell, theirs
from gateway.views.inbox.lines import clock_cell
from gateway.views.reader import ViewReader


def head_of(
    reader: ViewReader, case: Case, rulebook: Rulebook, now: datetime
) -> tuple[tuple[str, Cell], ...]:
    """Return what stands in the bar of a case, each under its name.

    Args:
        reader: Who reads.
        case: The case.
        rulebook: With which it began.
        now: The present instant, of which the clock goes.
    """
    asked = case.application.transaction
    codes = tuple(dict.fromkeys(code for item in asked.items for code in item.codes))
    goods = (reader.code(codes[0]),) if codes else (asked.items[0].description,)
    more = len(codes) - 1
    extra = (reader.soft("and {count} more", count=more),) if more > 0 else ()
    held = theirs(case.assigned_to) if case.assigned_to else (reader.soft("nobody yet"),)
    return (
        (reader.says("Reference"), theirs(case.application.reference)),
        (
            reader.says("Exporter"),
            reader.stated(asked.exporter, lambda party: (Piece.theirs(party.names[0]),)),
        ),
        (reader.says("Item"), (*map(Piece.theirs, goods), *extra)),
        (reader.says("Destination"), cell(reader.country(asked.destination))),
        (reader.says("Officer"), held),
        *_clock(reader, case, rulebook, now),
    )


def _clock(
    reader: ViewReader, case: Case, rulebook: Rulebook, now: datetime
) -> tuple[tuple[str, Cell], ...]:
    """Return the clock that ends first of those that run."""
    running = [
        (each.deadline.last_instant, each, RunningPeriod.counted_in(each, each.deadline))
        for each in case.consultations
        if each.state in OPEN_STATES and each.deadline is not None
    ]
    if not running:
        return ()
    ends, first, period = min(running, key=lambda each: each[0])
    silence = rulebook.procedure(first.procedure).silence
    words = clock_cell(reader, InboxClock.of_period(period, ends, now, silence))
    return ((reader.says("{authority} answers", authority=first.consulted), words),)
