"""A slow and obviously right count of working days, which uses none of our counting."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from importlib.resources import files

import holidays

from gateway.domain.authority import COMMISSION, MEMBER_STATES, country_of_state


def free_days_of(authority: str) -> set[date]:
    """Public holidays straight from their source, without any code of ours."""
    if authority == COMMISSION:
        table = files("gateway.domain.calendars").joinpath("eu-2026-1.toml").read_text("utf-8")
        return {each["date"] for each in tomllib.loads(table)["holiday"]}
    country = country_of_state(authority)
    return set(holidays.country_holidays(country, years=range(2020, 2056)))


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
