"""A row of the inbox in words: what it is, about what, by when, and whose move it is."""

from __future__ import annotations

import re

from gateway.domain.acts import heading_of
from gateway.domain.base import Model
from gateway.domain.inbox import ArrivalKind, InboxClock, InboxRow, Mover
from gateway.domain.rulebook import NOTHING
from gateway.views.frame import Cell, Piece, cell
from gateway.views.reader import ViewReader

_TALK = re.compile(r"[0-9a-f-]{36}")
_HEADINGS = 2
"""Headings of tasks that a line has; how many more there are is said."""


class InboxLine(Model):
    """A row of the inbox in words.

    Attributes:
        what: What is to be done, or how the case or consultation stands.
        about: Goods and party, or what its tasks are about.
        clock: How long there is, until which day, and what follows then by law.
        mover: Whose move it is.
        marks: What must not be missed: restricted, new, here for another.
    """

    what: Cell
    about: Cell
    clock: Cell
    mover: str
    marks: Cell


def inbox_line(reader: ViewReader, row: InboxRow) -> InboxLine:
    """Return a row in words.

    Args:
        reader: Who reads.
        row: The row, as far as he may see it.
    """
    said = [each for each in (row.item, row.party) if each] or [_name(reader, row.subject)]
    return InboxLine(
        what=cell(*_what(reader, row)),
        about=tuple(Piece.theirs(each) for each in said),
        clock=() if row.clock is None else clock_cell(reader, row.clock),
        mover=_mover(reader, row),
        marks=_marks(reader, row),
    )


def _name(reader: ViewReader, subject: str) -> str:
    """Return what tasks are about by name; a conversation has none but how its id ends."""
    if not _TALK.fullmatch(subject):
        return subject
    return reader.says("Conversation {begins}", begins=subject[-8:])


def _what(reader: ViewReader, row: InboxRow) -> list[str]:
    kinds = list(dict.fromkeys(each.kind for each in row.tasks))
    said = [reader.translated(heading_of(each)) for each in kinds[:_HEADINGS]]
    if more := len(kinds) - len(said):
        said.append(reader.says("and {count} more", count=more))
    state = row.case_state or row.consultation_state
    return said or ([] if state is None else [reader.word(state)])


def clock_cell(reader: ViewReader, clock: InboxClock) -> Cell:
    """Return how long there is, until which day, and what follows then by law."""
    day = reader.short(clock.last_day)
    if clock.overdue:
        until = reader.strong("Over since {day}", day=day)
    elif clock.working_days_left == 1:
        until = reader.piece("1 working day, until {day}", day=day)
    else:
        days = clock.working_days_left
        until = reader.piece("{days} working days, until {day}", days=days, day=day)
    if clock.silence is None:
        return (until,)
    if clock.silence.means == NOTHING:
        return until, reader.soft("then nothing follows from silence")
    meaning = reader.key(clock.silence.means)
    return until, reader.soft("then silence means: {meaning}", meaning=meaning)


def _mover(reader: ViewReader, row: InboxRow) -> str:
    if row.mover is Mover.OURS:
        return reader.says("Ours")
    return row.authority or reader.says("Another authority")


def _marks(reader: ViewReader, row: InboxRow) -> Cell:
    came = {
        ArrivalKind.ANSWER_CAME: reader.says("An answer came"),
        ArrivalKind.CASE_READY: reader.says("Ready for a decision"),
        ArrivalKind.DENIAL_CAME: reader.says("A denial came"),
    }
    found = [reader.strong("Restricted")] if row.restricted else []
    found += [Piece(text=came[each.kind]) for each in row.arrivals]
    if row.unread and not row.arrivals:
        found.append(reader.piece("New"))
    if (away := row.for_another) is not None:
        until = reader.short(away.until)
        found.append(reader.piece("For {officer}, until {day}", officer=away.account, day=until))
    return tuple(found)
