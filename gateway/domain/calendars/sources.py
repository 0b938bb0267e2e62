"""Where calendars come from: computed for 27 States, tables for the Commission, notified.

The public holidays of the States are those of the package ``holidays`` (national ones
only: 1182/71 speaks of the Member State; a region's days come by a notified calendar).
What a State notifies under Article 2(1) goes before: a dated TOML file by authority.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.metadata import version as package_version
from importlib.resources.abc import Traversable
from typing import Self

import holidays
from pydantic import Field, TypeAdapter, ValidationError, model_validator

from gateway.domain.authority import (
    COMMISSION,
    AuthorityCode,
    member_state,
)
from gateway.domain.base import Model
from gateway.domain.calendars.calendar import Calendar
from gateway.domain.lawfile import read_law, shipped
from gateway.domain.states import shipped_states
from gateway.errors import InputError, Reason
from gateway.field_faults import faults_of

# The package computes any year. Before 2000 nothing here is asked, and beyond 2060 a
# guess would pass for knowledge.
FIRST_YEAR, LAST_YEAR = 2000, 2060

_ZONE_OF_THE_COMMISSION = "Europe/Brussels"
_AUTHORITY: TypeAdapter[str] = TypeAdapter(AuthorityCode)


class NotifiedDay(Model):
    """One public holiday in a notified calendar."""

    date: date
    name: str = Field(min_length=1, max_length=200)


class NotifiedCalendar(Model):
    """A dated calendar file: the public holidays of whole years, as an authority notified them.

    Attributes:
        in_force_from: Periods that begin on this day or later, on the authority's clock, are
            counted by it; absent: every period that is derived while it is held.
        confirmed: False while the days were not compared with the notified list; the
            version then says so wherever it is shown.
        source: Where the days were published.
        time_zone: IANA name; absent: that of the State's capital.
    """

    authority: AuthorityCode
    version: str = Field(pattern=r"^[A-Z]{2}(-[A-Z0-9]{2,8})?/[0-9]{4}-[0-9]{1,3}$")
    first_year: int
    last_year: int
    in_force_from: date | None = None
    confirmed: bool
    source: str = Field(min_length=1, max_length=1000)
    time_zone: str | None = None
    holidays: tuple[NotifiedDay, ...] = Field(alias="holiday")
    digest: str = ""

    @model_validator(mode="after")
    def _no_day_twice(self) -> Self:
        days = [holiday.date for holiday in self.holidays]
        if len(set(days)) != len(days):
            raise ValueError("a day is listed twice")
        try:
            self.calendar()  # the same checks of years and zone as for every calendar
        except ValidationError as exc:
            raise ValueError(faults_of(exc)[0].what) from exc
        return self

    def calendar(self) -> Calendar:
        """Return the calendar of these days."""
        return Calendar.made_from(
            self,
            version=self.version + ("" if self.confirmed else "(to be confirmed)"),
            time_zone=self.time_zone or zone_of(self.authority),
            holidays={holiday.date: holiday.name for holiday in self.holidays},
        )


def zone_of(authority: AuthorityCode) -> str:
    """Return the IANA time zone of an authority's State; of the Commission, Brussels."""
    if authority == COMMISSION:
        return _ZONE_OF_THE_COMMISSION
    return _zone_of_state(member_state(authority))


def _zone_of_state(state: str) -> str:
    found = shipped_states().get(state)
    return _ZONE_OF_THE_COMMISSION if found is None else found.time_zone


def load_calendar(path: Traversable) -> Calendar:
    """Read a notified calendar from its TOML file.

    Raises:
        LawError: The file is wrong; file, line and field are named.
    """
    return read_law(path, NotifiedCalendar, reason=Reason.CALENDAR_UNKNOWN).calendar()


def first_calendar(authority: str) -> Calendar:
    """Return the calendar of an authority before anything is laid over it.

    Args:
        authority: ``DE``, ``BE-VLG``, ``EU``.

    Raises:
        InputError: The code is no authority's.
    """
    wrong = InputError(
        "authority: {authority} is not an authority's code",
        remedy="Give a Member State's code such as DE, EL or BE-VLG, or EU.",
        authority=repr(authority[:20]),
    )
    try:
        code = _AUTHORITY.validate_python(authority)
    except ValidationError as exc:
        raise wrong from exc
    # A State that no file names yet may be one of the package.
    country = shipped_states().country_of(member_state(code))
    if code != COMMISSION and country not in _countries():
        raise wrong
    return tables_of_the_commission()[0] if code == COMMISSION else _computed(code)


@cache
def _countries() -> frozenset[str]:
    return frozenset(holidays.list_supported_countries())


@cache
def _computed(authority: AuthorityCode) -> Calendar:
    """Return the computed calendar of a State, which nobody compared with the notified days."""
    state = member_state(authority)
    return Calendar(
        authority=authority,
        version=f"{state}/holidays-{package_version('holidays')}(to be confirmed)",
        time_zone=_zone_of_state(state),
        first_year=FIRST_YEAR,
        last_year=LAST_YEAR,
        holidays=computed_days(state),
    )


def computed_days(state: str, region: str | None = None) -> dict[date, str]:
    """Return the public holidays of all years as the package has them.

    Args:
        state: Its code.
        region: The package's code of a region whose days are counted, too; absent: those that
            the whole State has.
    """
    days = holidays.country_holidays(
        shipped_states().country_of(state),
        subdiv=region,
        years=range(FIRST_YEAR, LAST_YEAR + 1),
        language="en_US",
    )
    # The package also fills the year after for days that are observed later.
    return {day: name for day, name in sorted(days.items()) if FIRST_YEAR <= day.year <= LAST_YEAR}


@cache
def tables_of_the_commission() -> tuple[Calendar, ...]:
    """Return the shipped tables of the Commission's days, the newest last.

    Raises:
        LawError: CALENDAR_UNKNOWN; none is shipped, or one is wrong.
    """
    tables = tuple(load_calendar(entry) for entry in shipped("gateway.domain.calendars", "eu-"))
    if not tables:
        raise Reason.CALENDAR_UNKNOWN.error("no calendar of the Commission is shipped")
    return tables
