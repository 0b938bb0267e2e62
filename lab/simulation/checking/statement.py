"""The law as the checker has it: its own small statement, article by article.

Written from the text, and none of it read from a rulebook: what a file of law or the code that
applies it gets wrong is found by it. Of a law file that a plan adds beside the shipped ones the
statement says nothing; there the checker takes the periods of the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from gateway.domain.calendars import calendar_for

BRUSSELS = ZoneInfo("Europe/Brussels")
"""By whose day a law takes effect for all."""

REGULATION = "EU-2021-821"

VERSIONS: Mapping[str, tuple[tuple[date, str], ...]] = {
    REGULATION: ((date(2021, 9, 9), "EU-2021-821/2026-3"),),
    "EU-833-2014": ((date(2022, 2, 26), "EU-833-2014/2026-3"),),
    "EU-765-2006": ((date(2026, 6, 1), "EU-765-2006/2026-2"),),
}
"""From which day on which version holds for what begins; what began before keeps its own."""


def version_on(law: str, at: datetime) -> str:
    """Return the version of a law under which something that begins at an instant stands."""
    day = at.astimezone(BRUSSELS).date()
    return next((v for since, v in reversed(VERSIONS[law]) if since <= day), "")


def stated(version: str) -> bool:
    """Say whether the statement knows a version; others are of the plan's own files."""
    return any(version == known for each in VERSIONS.values() for _, known in each)


TWO_OFFICERS_TELL = date(2026, 12, 1)
"""What tells every member is done by two officers from this day on, whatever it is about."""


class AnswerPeriod(NamedTuple):
    """A period for an answer.

    Attributes:
        days: Working days.
        of_asking: Whether the asking authority's calendar counts; else the consulted one's.
    """

    days: int
    of_asking: bool = False


PERIODS: Mapping[str, AnswerPeriod] = {
    "14(1)": AnswerPeriod(10),  # "within 10 working days"
    "14(2)": AnswerPeriod(10),  # "to be terminated within 10 working days"
    "16(5)": AnswerPeriod(10),  # "within 10 working days"
    "21(4)": AnswerPeriod(10),  # "shall reply within 10 working days"
    "2d(3)": AnswerPeriod(10),  # by 2021/821, mutatis mutandis
    "1fc(3)": AnswerPeriod(10),
}
MOST_DAYS_MORE: Mapping[str, int] = {
    "14(1)": 30,  # "the extension shall not exceed 30 working days"
    "14(2)": 0,
    "16(5)": 30,
    "21(4)": 20,  # "extended to 30 working days": in total
    "2d(3)": 30,
    "1fc(3)": 30,
}
STOPPED_DAYS = 10
"""21(3): "for a period not exceeding the periods referred to in paragraph 4", of who stops."""

REVIEWED_DAYS = 30
"""5(5): each Member State within 30 of its working days from the notice's arrival."""

SILENT: Mapping[str, str] = {
    "14(1)": "counts as no objection",
    "16(5)": "counts as not essentially identical",
    "21(4)": "released at once",
    "14(2)": "nothing follows",
    "2d(3)": "nothing follows",
    "1fc(3)": "nothing follows",
}
"""What silence means, in words that stand in what is shown of it."""

BLOCKS: Mapping[str, frozenset[str]] = {"14(1)": frozenset({"objection"})}
CONDITIONS_BIND: Mapping[str, frozenset[str]] = {"14(1)": frozenset({"no_objection_if"})}
"""14(1): an objection binds, and so do conditions in place of one. 16(5), 2d(3), 1fc(3) and
14(2) bind nobody: "non-binding"."""

GRANT_TOLD = frozenset({"16(5)", "2d(3)", "1fc(3)"})
"""A grant after such a consultation is explained to all, whatever was answered."""

ASKED_OF_GOODS = frozenset({"application", "licence_widened"})
"""14(1): kinds of case that may end with goods of another Member State let go."""

NOBODY_ASKED = frozenset({
    "licence_in_force",
    *(f"own_motion_{each}" for each in ("4_1", "5_1", "10_1", "6_1", "8_1")),
})  # fmt: skip
"""Nothing is applied for: no authorisation is granted or refused, and 16(5) speaks of these."""

NOT_EXAMINED = frozenset({"licence_in_force"})
"""16(5): "before deciding to grant an authorisation or to prohibit a transit"; not before other
acts on what was granted."""

BEFORE_GRANT_OF: Mapping[str, str] = {"EU-833-2014": "2d(3)", "EU-765-2006": "1fc(3)"}
SANCTIONS_BASE: Mapping[str, str] = {"EU-833-2014": "833/2014", "EU-765-2006": "765/2006"}
SANCTIONS_ARTICLES: Mapping[str, tuple[str, ...]] = {
    "EU-833-2014": ("2d(1) of 833/2014", "16(1)"),
    "EU-765-2006": ("1fc(1) of 765/2006", "16(1)"),
}
UNDER_SANCTIONS = frozenset({"application", "licence_widened", "end_user_added"})

EU001 = frozenset({"AU", "CA", "CH", "GB", "IS", "JP", "LI", "NO", "NZ", "US"})
ANNEX_IV = frozenset({"3A229"})
"""Of what a simulation deals; goods of Annex IV are asked about to any destination."""

GRANTS = frozenset({"granted", "granted_with_conditions", "granted_in_part"})
LETS_GO = GRANTS | {"no_requirement", "transit_allowed", "maintained", "modified"}

EXPLAINED = GRANTS | {"transit_allowed"}
"""16(5), last subparagraph: what is explained to all after a consultation."""

DENIALS: Mapping[str, str] = {
    "refused": "refuse",
    "granted_in_part": "refuse",
    "not_to_be_authorised": "intent_no",
    "transit_prohibited": "transit_prohibition",
    "limited": "limit",
    "suspended": "suspend",
    "annulled": "annul",
    "revoked": "revoke",
}
"""16(1), (3): decisions that are notified, and as what."""

IMPOSED: Mapping[str, tuple[str, str]] = {
    "own_motion_4_1": ("4(1)", "4(4)"),
    "own_motion_5_1": ("5(1)", "5(4)"),
    "own_motion_10_1": ("10(1)", "10(3)"),
    "own_motion_6_1": ("6(1)", ""),
    "own_motion_8_1": ("8(1)", ""),
    "exporter_notice_4_2": ("4(2)", "4(4)"),
    "exporter_notice_5_2": ("5(2)", "5(4)"),
    "broker_notice_6_2": ("6(2)", ""),
    "assistance_notice_8_2": ("8(2)", ""),
    "transit": ("7(2)", ""),
}
"""Of a requirement that is imposed: the article of its letter, and the notice to the others."""

MAY_BE_LEFT_OUT = frozenset({"4(4)", "5(4)", "10(3)"})
CUSTOMS_TOLD = frozenset({"4(4)", "5(4)", "10(3)"})
"""Notices of which their sender and every reader tell their own customs."""

LICENCE_AFTER: Mapping[str, str] = {
    "granted": "in_force",
    "granted_with_conditions": "in_force",
    "granted_in_part": "in_force",
    "limited": "limited",
    "suspended": "suspended",
    "annulled": "annulled",
    "revoked": "revoked",
    "reinstated": "in_force",
}
USABLE = frozenset({"in_force", "limited"})
OVER = frozenset({"annulled", "revoked"})


def slow_last_instant(authority: str, received: datetime, days: int) -> datetime:
    """Count working days one by one; the day of receipt does not count (1182/71, Article 3).

    Returns:
        The midnight after the last of them, where the authority is.
    """
    calendar = calendar_for(authority)
    day = received.astimezone(calendar.zone).date()
    while days:
        day += timedelta(days=1)
        if day.isoweekday() not in (6, 7) and day not in calendar.holidays:
            days -= 1
    return datetime.combine(day + timedelta(days=1), time(0), calendar.zone)
