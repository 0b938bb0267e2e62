"""A slow and obviously right count of working days, which uses none of our counting."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from importlib.resources import files

import holidays

from gateway.domain.authority import COMMISSION
from tests.support.member_states import MEMBER_STATES

BY_DECREE = {
    *(date(2026, 1, 2), date(2026, 5, 15), date(2027, 5, 7)),
    *(date(2028, 4, 28), date(2028, 5, 26)),
}
"""Days that a royal decree equates with holidays in the Netherlands."""


def free_days_of(authority: str) -> set[date]:
    """Public holidays straight from their source, without any code of ours."""
    if authority == COMMISSION:
        folder = files("gateway.domain.calendars")
        tables = [folder.joinpath(f"eu-2026-{number}.toml").read_text("utf-8") for number in (2, 3)]
        return {each["date"] for table in tables for each in tomllib.loads(table)["holiday"]}
    country = "GR" if authority == "EL" else authority
    seat = {"DE": "HE", "ES": "MD"}.get(authority)  # where the authority sits
    free = set(holidays.country_holidays(country, subdiv=seat, years=range(2020, 2056)))
    if authority == "NL":
        free |= BY_DECREE
    if authority == "AT":
        named = holidays.country_holidays("AT", years=range(2020, 2056), language="en_US")
        free |= {date.fromordinal(day.toordinal() - 3) for day in named.get_named("Easter Monday")}
        free |= {date(year, 12, 24) for year in range(2020, 2056)}
    for year in range(2020, 2056):
        if authority == "NL":
            free.add(date(year, 5, 5))
        if authority == "SE":
            free |= {date(year, 12, 24), date(year, 12, 31)}
            free |= {day for day in _june(year) if 19 <= day.day <= 25 and day.isoweekday() == 5}
    return free


def _june(year: int) -> list[date]:
    return [date(year, 6, day) for day in range(1, 31)]


FREE = {authority: free_days_of(authority) for authority in (*MEMBER_STATES, COMMISSION)}


def slow(authority: str, event_day: date) -> Iterator[date]:
    """The working days after a day, one by one, as a child would count them."""
    day = event_day
    while True:
        day = date.fromordinal(day.toordinal() + 1)
        if day.strftime("%A") in ("Saturday", "Sunday"):
            continue
        if day in FREE[authority]:
            continue
        yield day
