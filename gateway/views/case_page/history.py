"""What was done in a case, a heading a day, the newest day first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby

from gateway.domain.base import Day, Instant, Model
from gateway.domain.case import Act
from gateway.views.reader import ViewReader


class DoneThen(Model):
    """One act of a day.

    Attributes:
        at: Its instant.
        time: As the clock of the reader showed it.
        text: Who, what and to what end, as it was recorded; in English.
    """

    at: Instant
    time: str
    actor: str
    what: str
    text: str = ""


class HistoryDay(Model):
    """A day on which something was done."""

    day: Day
    acts: tuple[DoneThen, ...]


def history_of(reader: ViewReader, acts: Iterable[Act]) -> tuple[HistoryDay, ...]:
    """Return acts by day, the newest day first, those of a day in their order.

    Args:
        reader: Who reads: by whose clock a day begins.
        acts: The oldest first.
    """

    def day_of(act: Act) -> date:
        return _local(reader, act.at).date()

    days = [
        HistoryDay(day=day, acts=tuple(_done(reader, each) for each in of_day))
        for day, of_day in groupby(acts, key=day_of)
    ]
    return tuple(reversed(days))


def _local(reader: ViewReader, at: datetime) -> datetime:
    return at.astimezone(reader.zone)


def _done(reader: ViewReader, act: Act) -> DoneThen:
    return DoneThen(
        at=act.at,
        time=f"{_local(reader, act.at):%H:%M}",
        actor=act.actor,
        what=reader.key(act.verb),
        text=act.text,
    )
