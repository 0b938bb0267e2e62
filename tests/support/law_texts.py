"""Files of law as a test writes them: of the States, and of one authority's holidays."""

from __future__ import annotations

from datetime import date

_HEAD = '\nversion = "{}"\nin_force_from = {}\nsource = "{}"\n'


def states_text(version: str, in_force: str, member_from: str, more: str = "") -> str:
    """Return a file of the States in which Montenegro becomes a member."""
    head = _HEAD.format(version, in_force, "A treaty of these tests")
    state = '\n[[state]]\ncode = "ME"\ntime_zone = "Europe/Podgorica"\n'
    return f"{head}{state}member_from = {member_from}\n{more}\n"


def calendar_text(version: str, in_force: str, source: str, **holidays: date) -> str:
    """Return a confirmed calendar of 2026 with holidays by name."""
    head = _HEAD.format(version, in_force, source) + f'authority = "{version[:2]}"\n'
    years = "first_year = 2026\nlast_year = 2026\nconfirmed = true\n"
    days = (f'[[holiday]]\ndate = {day}\nname = "{name}"\n' for name, day in holidays.items())
    return head + years + "".join(days)
