"""Article 16(2) and 1182/71: reviews are due by the law that the federation has announced.

Not by the one that came with the program: what an authority notifies as its holidays, and
a rulebook that the directory names, decide the date, and on all nodes the same one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from certs.law import Announcement, announce
from certs.layout import FederationFiles
from certs.operators import issue_next_version
from gateway.casework.acts.due_dates import DueKind, get_due
from gateway.casework.denials.denials import get_denial
from gateway.casework.denials.registers import verify
from gateway.trust.shipped_law import shipped_law
from tests.support.cases import french_denial
from tests.support.federation_case import ANNA, CaseFederation
from tests.support.raising import present

CODES = ("DE", "FR", "NL")
HOLIDAY = """
authority = "FR"
version = "FR/2029-1"
first_year = 2029
last_year = 2029
{begins}
confirmed = true
source = "Journal officiel"

[[holiday]]
date = 2029-03-02
name = "Day of remembrance"
"""
NOTIFIED_ON = date(2026, 3, 2)  # a Monday; three years later it is a Friday
AS_COMPUTED, WITH_THE_HOLIDAY = date(2029, 3, 2), date(2029, 3, 5)


async def publish_holiday(nodes: CaseFederation, operators: FederationFiles, begins: str) -> None:
    """The operators announce the holiday of FR, and every node looks at its folder."""
    line = f"in_force_from = {begins}" if begins else ""
    holiday = Announcement(
        where="calendars",
        version="FR/2029-1",
        authority="FR",
        effective_date=begins,
        raw=HOLIDAY.format(begins=line).encode(),
    )
    announce(operators, holiday, now=nodes.clock.now())
    await nodes.refresh()


async def denied(nodes: CaseFederation) -> str:
    content = french_denial(17, decision_date=NOTIFIED_ON, first_notified=NOTIFIED_ON)
    await nodes["FR"].deny(content)
    await nodes.sync()
    return content.denial_id


async def due_everywhere(nodes: CaseFederation, denial_id: str) -> set[date | None]:
    """What each node shows; each finds its copy of the register sound."""
    found = set()
    for desk in nodes.desks.values():
        office = desk.node.office
        found.add((await get_denial(office, ANNA, denial_id)).status.review_due)
        report = await verify(office, ANNA, "FR")
        assert report.sound, report.findings
    return found


async def test_a_notified_holiday_moves_the_review_of_what_is_denied_after_its_date(
    nodes: CaseFederation, operators: FederationFiles
) -> None:
    await publish_holiday(nodes, operators, "2026-03-02")
    assert await due_everywhere(nodes, await denied(nodes)) == {WITH_THE_HOLIDAY}


async def test_a_calendar_for_later_periods_moves_no_review_that_runs(
    nodes: CaseFederation, operators: FederationFiles
) -> None:
    denial_id = await denied(nodes)
    await publish_holiday(nodes, operators, "2026-03-05")
    assert await due_everywhere(nodes, denial_id) == {AS_COMPUTED}


@pytest.mark.parametrize("begins", ["2026-03-01", ""])
async def test_a_calendar_that_comes_after_what_it_governs_raises_no_false_alarm(
    nodes: CaseFederation, operators: FederationFiles, begins: str
) -> None:
    """All nodes compute anew, and the authority's own date of the review is the new one."""
    denial_id = await denied(nodes)
    await nodes.sweep()
    assert await due_everywhere(nodes, denial_id) == {AS_COMPUTED}
    await publish_holiday(nodes, operators, begins)
    assert await due_everywhere(nodes, denial_id) == {WITH_THE_HOLIDAY}
    kind = DueKind.DENIAL_REVIEW
    row = await nodes["FR"].node.db.read(lambda c: get_due(c, kind=kind, subject=denial_id))
    assert present(row).note == WITH_THE_HOLIDAY.isoformat()


async def test_a_rulebook_that_is_announced_decides_from_its_date_of_effect(
    nodes: CaseFederation, operators: FederationFiles
) -> None:
    """A law of two years in the place of three: for what is denied under it."""
    before = await denied(nodes)
    issue_next_version(
        operators, lambda held: replace(held, rulebooks=shipped_law()), now=nodes.clock.now()
    )
    changed = (
        'version = "EU-2021-821/2026-9"\nextends = "2026-3"\nin_force_from = 2026-03-09\n'
        "[review]\nperiod_years = 2\n"
    )
    reform = Announcement(
        where="rulebooks",
        version="EU-2021-821/2026-9",
        effective_date="2026-03-09",
        raw=changed.encode(),
    )
    announce(operators, reform, now=nodes.clock.now())
    await nodes.refresh()
    await nodes.at(datetime(2026, 3, 9, 9, tzinfo=UTC))
    day = date(2026, 3, 9)
    content = french_denial(18, decision_date=day, first_notified=day)
    await nodes["FR"].deny(content)
    await nodes.sync()
    assert await due_everywhere(nodes, before) == {AS_COMPUTED}
    assert await due_everywhere(nodes, content.denial_id) == {date(2028, 3, 9)}
