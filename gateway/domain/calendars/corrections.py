"""What comes with Comity over the first calendars: newer tables, days that were missing.

Each has a day from which it counts, like a notified calendar: a period that runs keeps the days
with which it was derived. What an authority notifies goes over all of it (Regulation (EEC,
Euratom) 1182/71, Article 2(1)).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Annotated, Self

from dateutil.easter import easter
from pydantic import Field, StringConstraints, model_validator

from gateway.domain.authority import COMMISSION, AuthorityCode, member_state
from gateway.domain.base import Day, Model
from gateway.domain.calendars.calendar import Calendar
from gateway.domain.calendars.sources import (
    computed_days,
    first_calendar,
    tables_of_the_commission,
)
from gateway.domain.lawfile import read_law, shipped
from gateway.errors import Reason

_Said = Annotated[str, StringConstraints(min_length=1, max_length=1000)]


class Weekday(StrEnum):
    """A day of the week, Monday first."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class AddedDay(Model):
    """A day that one Member State's law makes a public holiday: of every year, or once.

    Attributes:
        month: With `day`, of every year.
        weekday: The first such day of the week on or after month and day; absent: that day.
        easter: Of every year: so many days after Easter Sunday, or before it (negative).
        once: The date itself, of one year only.
        article: The law that names it.
        reason: Why it is taken in.
    """

    state: AuthorityCode
    name: str = Field(min_length=1, max_length=200)
    month: int | None = Field(default=None, ge=1, le=12)
    day: int | None = Field(default=None, ge=1, le=31)
    weekday: Weekday | None = None
    easter: int | None = Field(default=None, ge=-60, le=120)
    once: Day | None = None
    article: _Said
    reason: _Said

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        yearly = self.month is not None and self.day is not None
        if [yearly, self.easter is not None, self.once is not None].count(True) != 1:
            raise ValueError("a day has month and day, easter or once, and only one of them")
        if yearly:
            self.on(2023)  # refuses 31 June; and 29 February, which most years lack
        return self

    def on(self, year: int) -> date | None:
        """Return the day in a year, or None where that year does not have it."""
        if self.once is not None:
            return self.once if self.once.year == year else None
        if self.easter is not None:
            sunday: date = easter(year)
            return sunday + timedelta(days=self.easter)
        first = date(year, self.month or 1, self.day or 1)
        if self.weekday is None:
            return first
        return first + timedelta(days=(list(Weekday).index(self.weekday) - first.weekday()) % 7)


class AddedRegions(Model):
    """Regions of a State whose days count for its authority, since it acts for them.

    Attributes:
        regions: Codes of the package of computed days.
        article: Why the authority acts for them.
        reason: Why their days are taken in.
    """

    state: AuthorityCode
    regions: tuple[str, ...] = Field(min_length=1)
    article: _Said
    reason: _Said


class AddedDays(Model):
    """A file of days that the computed calendars of States lack.

    Attributes:
        in_force_from: Periods that begin on this day or later are counted with them.
        confirmed: False while they were not compared with what the States notified.
    """

    version: str = Field(pattern=r"^[0-9]{4}-[0-9]{1,3}$")
    in_force_from: date
    confirmed: bool
    source: _Said
    days: tuple[AddedDay, ...] = Field(default=(), alias="day")
    regions: tuple[AddedRegions, ...] = Field(default=(), alias="region")
    digest: str = ""

    @model_validator(mode="after")
    def _adds_something(self) -> Self:
        if not (self.days or self.regions):
            raise ValueError("it adds no day")
        return self

    def over(self, calendar: Calendar) -> Calendar | None:
        """Return the whole of a calendar's years with these days; None where they add none."""
        state = member_state(calendar.authority)
        own = [each for each in self.days if each.state == state]
        years = range(calendar.first_year, calendar.last_year + 1)
        named = ((each.on(year), each.name) for each in own for year in years)
        added = {day: name for day, name in named if day is not None}
        for each in self.regions:
            for region in each.regions if each.state == state else ():
                added |= computed_days(state, region)
        if not added:
            return None
        confirmed = "" if self.confirmed else "(to be confirmed)"
        return Calendar.made_from(
            calendar,
            version=f"{state}/corrected-{self.version}{confirmed}",
            in_force_from=self.in_force_from,
            holidays=dict(sorted((added | calendar.holidays).items())),
        )


@cache
def corrections_of(authority: AuthorityCode) -> tuple[Calendar, ...]:
    """Return what is laid over an authority's first calendar, the older before the newer.

    Raises:
        LawError: CALENDAR_UNKNOWN; a shipped file is wrong.
    """
    if authority == COMMISSION:
        return tables_of_the_commission()[1:]
    calendar, found = first_calendar(authority), []
    for added in _added_days():
        if (corrected := added.over(calendar)) is not None:
            found.append(corrected)
            calendar = corrected
    return tuple(found)


@cache
def _added_days() -> tuple[AddedDays, ...]:
    files = shipped("gateway.domain.calendars", "states-")
    return tuple(read_law(file, AddedDays, reason=Reason.CALENDAR_UNKNOWN) for file in files)


def calendar_for(authority: str, notified: Iterable[Calendar] = ()) -> Calendar:
    """Return the calendar of an authority as it is known today.

    Args:
        authority: ``DE``, ``BE-VLG``, ``EU``.
        notified: Notified calendars of any authority, older before newer; those of this
            authority or its State replace the days of their years.

    Raises:
        InputError: The code is no authority's.
    """
    calendar = _corrected(first_calendar(authority).authority)
    for newer in notified:
        if newer.authority in (calendar.authority, member_state(calendar.authority)):
            calendar = calendar.replaced_by(newer)
    return calendar


@cache
def _corrected(authority: AuthorityCode) -> Calendar:
    calendar = first_calendar(authority)
    for newer in corrections_of(authority):
        calendar = calendar.replaced_by(newer)
    return calendar
