"""A calendar: which days are working days for an authority, and in which time zone.

Working days are all days but public holidays, Sundays and Saturdays (Regulation (EEC,
Euratom) 1182/71, Article 2(2)). A Saturday that national decree makes a day of work is
therefore still none, and a bridge day that a State designates as a holiday is one.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta
from functools import cached_property
from typing import Self
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator, model_validator

from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Model
from gateway.errors import Reason

_SATURDAY, _SUNDAY = 5, 6
_DAY = timedelta(days=1)
_OCTOBER = 10

LONGEST_VERSION = 100
"""Characters of a version; a signed header holds as many."""


def _version_over(below: str, above: str) -> str:
    """Name a calendar by its layers; where they are too many, by the lowest and the highest."""
    whole = f"{below}+{above}"
    return whole if len(whole) <= LONGEST_VERSION else f"{below.split('+', 1)[0]}+...+{above}"


class Calendar(Model):
    """The working days of one authority for a run of years.

    Attributes:
        version: Where the days come from, e.g. ``DE/holidays-0.109`` or ``DE/2027-1``.
        time_zone: IANA name; days begin and end there.
        first_year: First year that is known, inclusive.
        last_year: Last year that is known, inclusive.
        in_force_from: Of a notified calendar: periods that begin before it are not its.
        holidays: Public holidays with their names; weekends need not be among them.
    """

    authority: AuthorityCode
    version: str = Field(min_length=1, max_length=LONGEST_VERSION)
    time_zone: str
    first_year: int = Field(ge=1958, le=2200)
    last_year: int = Field(ge=1958, le=2200)
    in_force_from: date | None = None
    holidays: dict[date, str]

    @field_validator("time_zone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, OSError, ValueError) as exc:  # not found is a KeyError
            raise ValueError(f"{value!r} is not an IANA time zone") from exc
        return value

    @model_validator(mode="after")
    def _holidays_in_years(self) -> Self:
        if self.last_year < self.first_year:
            raise ValueError("last_year lies before first_year")
        for day in self.holidays:
            if not self.first_year <= day.year <= self.last_year:
                raise ValueError(f"{day.isoformat()} lies outside the calendar's years")
        return self

    @property
    def zone(self) -> ZoneInfo:
        """Time zone in which the authority's days begin and end."""
        return ZoneInfo(self.time_zone)

    def called(self, version: str) -> Self:
        """Return it under the name that it had when a deadline was derived by it."""
        return self._with(version=version)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what decides: authority, zone, years and days, in hexadecimal.

        Names of holidays and the version are left out: two nodes whose sources differ but
        whose days agree compute the same deadlines, and this says so.
        """
        content = {
            "authority": self.authority,
            "time_zone": self.time_zone,
            "years": [self.first_year, self.last_year],
            "holidays": sorted(day.isoformat() for day in self.holidays),
        }
        text = json.dumps(content, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def why_not(self, day: date) -> str | None:
        """Return why a day is no working day, or None if it is one.

        Raises:
            LawError: CALENDAR_UNKNOWN; the day lies outside the years that are known.
        """
        self._check_known(day)
        weekend = {_SATURDAY: "Saturday", _SUNDAY: "Sunday"}.get(day.weekday())
        holiday = self.holidays.get(day)
        if holiday is None:
            return weekend
        return holiday if weekend is None else f"{weekend}, {holiday}"

    def is_working_day(self, day: date) -> bool:
        """Return whether a day is a working day.

        Raises:
            LawError: CALENDAR_UNKNOWN; the day lies outside the years that are known.
        """
        return self.why_not(day) is None

    def on_or_after(self, day: date) -> date:
        """Return the day itself if it is a working day, else the next one (1182/71, 3(4)).

        Raises:
            LawError: CALENDAR_UNKNOWN; the search leaves the years that are known.
        """
        while not self.is_working_day(day):
            day += _DAY
        return day

    def missing_year(self, today: date) -> int | None:
        """Return the first year that should be known by a day and is not, or None.

        The next year should be, and from October on the year after it, since a period of a year
        that begins next year ends then; authorities publish their lists about that time.
        """
        needed = today.year + (2 if today.month >= _OCTOBER else 1)
        return self.last_year + 1 if self.last_year < needed else None

    def replaced_by(self, notified: Calendar) -> Calendar:
        """Return this calendar with the years of a notified one taken from there.

        Args:
            notified: Calendar that the authority, or its State, has notified.
        """
        years = range(notified.first_year, notified.last_year + 1)
        kept = {day: name for day, name in self.holidays.items() if day.year not in years}
        first, last = self.first_year, self.last_year
        if notified.first_year <= last + 1 and notified.last_year >= first - 1:
            first, last = min(first, notified.first_year), max(last, notified.last_year)
        else:  # a gap between them must stay unknown: only the notified years are left
            kept, first, last = {}, notified.first_year, notified.last_year
        return Calendar(
            authority=self.authority,
            version=_version_over(self.version, notified.version),
            time_zone=notified.time_zone,
            first_year=first,
            last_year=last,
            holidays=dict(sorted((kept | notified.holidays).items())),
        )

    def _check_known(self, day: date) -> None:
        if not self.first_year <= day.year <= self.last_year:
            raise Reason.CALENDAR_UNKNOWN.error(
                "calendar {version} knows {first_year} to {last_year}, not {year}",
                remedy="Install the calendar that {authority} notified for {year}.",
                authority=self.authority,
                year=day.year,
                version=self.version,
                first_year=self.first_year,
                last_year=self.last_year,
            )
