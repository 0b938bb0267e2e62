"""From the first submission to a corrigendum: round, freeze, embargo, late data, provenance."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import datetime, timedelta

import pytest

from gateway.casework.acts.journal import acts_of
from gateway.casework.annual.confidentiality_round import open_round
from gateway.casework.annual.draft import show_draft
from gateway.casework.annual.editions import (
    SettingAside,
    earlier_totals,
    get_edition,
    list_editions,
    set_aside,
)
from gateway.casework.annual.release import (
    LateDecision,
    corrigendum,
    decide_late,
    late,
    release,
)
from gateway.casework.permissions import OfficerRole
from gateway.domain.acts import Verb
from gateway.domain.annual.cells import CellState, Mark, MarkGround
from gateway.domain.annual.edition import EarlierFigure, Edition, PublishedTable, Shown
from gateway.domain.annual.submission import ClearanceAct, ClearedCell
from gateway.errors import ComityError, Reason
from tests.support.annual_federation import PLAIN, YEAR, Values, blocks, ref
from tests.support.annual_release import ReleaseYear
from tests.support.federation_case import ANNA, BERT, CaseFederation, officer, text

ASIDE = SettingAside(why="the title is wrong")


@pytest.fixture
def year(federation: CaseFederation) -> ReleaseYear:
    return ReleaseYear(federation)


async def refused(what: Awaitable[object]) -> ComityError:
    with pytest.raises(ComityError) as caught:
        await what
    return caught.value


def cell(tables: tuple[PublishedTable, ...], key: str, row: str, column: str) -> Shown:
    table = next(each for each in tables if each.key == key)
    rows = [line.code for line in table.rows]
    columns = [line.code for line in table.columns]
    return table.cells[rows.index(row)][columns.index(column)]


def marked(item: str, ground: MarkGround, by: str = "DE") -> ClearedCell:
    mark = Mark(ground=ground, by=by)
    return ClearedCell(about=ref(item, "*", origin=by), act=ClearanceAct.MARK, mark=mark)


def changed(state: str, item: str, country: str, thousands: int) -> Values:
    return {**PLAIN[state], (item, country): thousands}


async def published(year: ReleaseYear) -> Edition:
    return await get_edition(year.eu.node.office, ANNA, YEAR)


async def test_a_draft_at_any_time_estimates_nothing(year: ReleaseYear) -> None:
    await year.call()
    office = year.eu.node.office
    empty = await show_draft(office, ANNA, YEAR)
    assert (empty.coverage, empty.missing) == ("0 of 3 States", ("DE", "FR", "NL"))
    await year.submit("DE", blocks(PLAIN["DE"]))
    one = await show_draft(office, ANNA, YEAR, whole=True)
    assert (one.coverage, one.missing) == ("1 of 3 States", ("FR", "NL"))
    assert cell(one.whole, "licences_by_state", "FR", "*").state is CellState.NOT_AVAILABLE
    await year.submit("FR", blocks(PLAIN["FR"]))
    assert (await show_draft(office, ANNA, YEAR)).coverage == "2 of 3 States"


async def test_each_state_sees_its_own_tables_as_they_would_appear(year: ReleaseYear) -> None:
    await year.collected()
    await year.round()
    shown = await year.tables("DE")
    assert {line.code for line in shown.tables[0].rows} == {"DE"}
    by_item = next(each for each in shown.tables if each.key == "denials_by_item")
    assert {line.code for line in by_item.columns} == {"DE"}
    assert "licences_by_destination" not in {each.key for each in shown.tables}
    draft = await show_draft(year.eu.node.office, ANNA, YEAR, whole=True)
    assert draft.uncleared == ("DE", "FR", "NL")
    assert cell(draft.whole, "licences_by_state", "DE", "5EC2").why == "not_cleared"
    await year.clear("DE")
    after = await show_draft(year.eu.node.office, ANNA, YEAR, whole=True)
    assert after.uncleared == ("FR", "NL")
    assert (await year.state("DE")).cleared
    assert not (await year.state("FR")).cleared
    again = await refused(open_round(year.eu.node.office, ANNA, YEAR))
    assert again.reason is Reason.STATE_CONFLICT


async def test_a_clearance_that_cannot_be_used_counts_for_nothing(year: ReleaseYear) -> None:
    await year.collected()
    await year.round()
    await year.clear("DE", draft="ab" * 32)
    await year.clear("DE", (marked("5EC2", MarkGround.COMMERCIAL, by="FR"),))
    assert not (await year.state("DE")).cleared
    kinds = await year.eu.task_kinds()
    assert kinds.count("annual.said") == 2
    year.federation.clock.advance(days=30)
    await year.clear("DE")
    assert not (await year.state("DE")).cleared


async def test_nothing_is_frozen_that_was_not_shown_or_has_time_left(year: ReleaseYear) -> None:
    await year.collected()
    unseen = await refused(year.frozen())
    assert unseen.reason is Reason.NOT_CLEARED
    assert "DE, FR, NL" in str(unseen)
    await year.round()
    await year.clear("DE")
    running = await refused(year.frozen())
    assert running.reason is Reason.NOT_CLEARED
    assert "FR, NL" in str(running)
    await year.clear("FR")
    await year.submit("NL", blocks(changed("NL", "5EC2", "TR", 777)))
    corrected = await refused(year.frozen())
    assert "NL was not shown" in str(corrected)
    await year.round()
    year.federation.clock.advance(days=30)
    await year.federation.sweep()
    assert "annual.not_cleared" in await year.eu.task_kinds()
    await year.frozen()
    await year.released()
    edition = await published(year)
    # What hides the Netherlands' figures may hold back others', and not for want of clearing.
    assert cell(edition.tables, "licences_by_state", "DE", "5EC2").why != "not_cleared"
    held = [
        cell(edition.tables, "licences_by_state", "NL", column.code)
        for column in edition.tables[0].columns
    ]
    assert {each.why for each in held} == {"not_cleared"}


async def test_a_second_person_releases_and_nothing_is_read_under_embargo(
    year: ReleaseYear,
) -> None:
    await year.collected()
    await year.cleared(DE=(marked("6EC1", MarkGround.SECURITY),))
    office, clock = year.eu.node.office, year.federation.clock
    frozen = await year.frozen(embargo_until=clock.at + timedelta(days=20))
    assert (frozen.number, frozen.released) == (1, None)
    assert (await refused(year.frozen())).reason is Reason.STATE_CONFLICT
    assert (await refused(published(year))).reason is Reason.STATE_CONFLICT
    today = clock.at.date()
    alone = await refused(release(office, ANNA, YEAR, consulted=today))
    assert alone.reason is Reason.SECOND_OFFICER_NEEDED
    plain = officer("bert", OfficerRole.OFFICER)
    below = await refused(release(office, plain, YEAR, consulted=today))
    assert below.reason is Reason.NOT_PERMITTED
    before = today - timedelta(days=3)
    unheard = await refused(release(office, BERT, YEAR, consulted=before))
    assert unheard.reason is Reason.INPUT_INVALID
    await year.released()
    await year.settle()
    assert (await refused(published(year))).reason is Reason.EMBARGOED
    seen = await get_edition(office, ANNA, YEAR, embargoed=True)
    clock.advance(days=20)
    await year.federation.sweep()
    edition = await published(year)
    assert edition == seen
    assert (await year.view()).stage == "published"
    assert {each.state: each.version for each in edition.sources} == dict.fromkeys(PLAIN, 1)
    mark = cell(edition.tables, "licences_by_state", "DE", "6EC1")
    assert (mark.state, mark.why, mark.said_by) == (CellState.CONFIDENTIAL, "security", ("DE",))


async def test_a_late_correction_waits_and_becomes_a_corrigendum(year: ReleaseYear) -> None:
    await year.collected()
    await year.cleared(DE=(marked("6EC1", MarkGround.SECURITY),))
    office = year.eu.node.office
    before = EarlierFigure(year=2024, table="licences_by_state", number=7, source="COM(2025) 1")
    frozen = await year.frozen(earlier=(before,))
    await year.released()
    edition = await published(year)
    assert edition.earlier == (before,)
    later = await year.eu.node.db.read(lambda conn: earlier_totals(conn, 2026))
    assert {each.year for each in later} == {2024, 2025}
    assert await year.eu.node.db.read(lambda conn: earlier_totals(conn, 2025)) == ()
    outcome = await year.submit("FR", blocks(changed("FR", "2EC1", "KR", 555)))
    assert (outcome.outcome, outcome.reason) == ("ledger", "AFTER_FREEZE")
    assert "annual.late" in await year.eu.task_kinds()
    assert await published(year) == edition
    order = year.order(reason=(text("France corrected a value."),))
    assert (await refused(corrigendum(office, ANNA, YEAR, order))).reason is (Reason.STATE_CONFLICT)
    (waiting,) = (await late(office, ANNA, YEAR)).items
    take = LateDecision(take=True, why="A slip of a digit.")
    await decide_late(office, ANNA, YEAR, waiting.digest[:16], take)
    assert "annual.late" not in await year.eu.task_kinds()
    assert (await refused(corrigendum(office, ANNA, YEAR, order))).reason is Reason.NOT_CLEARED
    await year.round()
    await year.clear("FR")
    second = await corrigendum(office, ANNA, YEAR, order)
    assert second.number == 2
    await year.released()
    corrected = await published(year)
    assert (corrected.number, corrected.corrects) == (2, frozen.digest)
    assert {each.state: each.version for each in corrected.sources}["FR"] == 2
    where = {
        (each.table, each.row, each.column)
        for each in corrected.changes
        if shows(each.before) and shows(each.after)
    }
    assert ("licences_by_state", "FR", "2EC1") in where
    assert {row for table, row, _ in where if table == "licences_by_state"} <= {"*", "FR"}
    assert {column for *_, column in where} <= {"*", "2EC1"}
    mark = cell(corrected.tables, "licences_by_state", "DE", "6EC1")
    assert mark.state is CellState.CONFIDENTIAL
    assert len((await list_editions(office, ANNA, YEAR)).items) == 2
    assert await get_edition(office, ANNA, YEAR, 1) == edition


def shows(cell: Shown | None) -> bool:
    return cell is not None and cell.value_cents is not None


async def test_late_data_that_are_left_change_nothing(year: ReleaseYear) -> None:
    await year.collected()
    await year.cleared()
    await year.frozen()
    await year.released()
    await year.submit("FR", blocks(changed("FR", "2EC1", "KR", 555)))
    office = year.eu.node.office
    (waiting,) = (await late(office, ANNA, YEAR)).items
    leave = LateDecision(take=False, why="For next year.")
    assert (await decide_late(office, ANNA, YEAR, waiting.digest, leave)).standing == "left"
    assert (await refused(decide_late(office, ANNA, YEAR, waiting.digest, leave))).reason is (
        Reason.STATE_CONFLICT
    )
    another = ("0" if waiting.digest[0] != "0" else "1") * 16
    assert (await refused(decide_late(office, ANNA, YEAR, another, leave))).reason is (
        Reason.NOT_FOUND
    )
    assert (await year.state("FR")).counts == 1


async def test_a_frozen_edition_is_set_aside_and_frozen_again(year: ReleaseYear) -> None:
    """What is known to be wrong had to be released first (disclosure2 F1)."""
    await year.collected()
    await year.cleared()
    office, clock = year.eu.node.office, year.federation.clock
    wrong = await year.frozen(title="Report for 2052")
    await year.submit("FR", blocks(changed("FR", "5EC2", "TR", 777)))
    (waiting,) = (await late(office, ANNA, YEAR)).items
    await decide_late(office, ANNA, YEAR, waiting.digest, LateDecision(take=True, why="a slip"))
    again = await refused(year.frozen())
    early = await refused(corrigendum(office, ANNA, YEAR, year.order(reason=(text("a slip"),))))
    assert again.reason is early.reason is Reason.STATE_CONFLICT
    assert "`setAsideEdition`" in (again.remedy or "")
    assert "`setAsideEdition`" in (early.remedy or "")
    plain = await refused(set_aside(office, officer("olga", OfficerRole.AUDITOR), YEAR, ASIDE))
    assert plain.reason is Reason.NOT_PERMITTED
    assert await set_aside(office, ANNA, YEAR, ASIDE) == wrong
    assert (await list_editions(office, ANNA, YEAR)).items == ()
    assert (await refused(set_aside(office, ANNA, YEAR, ASIDE))).reason is Reason.NOT_FOUND
    acts = await office.db.read(lambda conn: acts_of(conn, YEAR))
    assert (acts[-1].verb, acts[-1].actor, acts[-1].reference) == (
        Verb.ANNUAL_SET_ASIDE,
        ANNA.name,
        wrong.digest,
    )
    assert "the title is wrong" in acts[-1].text
    assert "FR was not shown" in str(await refused(year.frozen()))
    await year.round()
    await year.clear("FR")
    clock.advance(days=30)
    right = await year.frozen()
    assert (right.number, right.digest != wrong.digest) == (1, True)
    await year.released()
    edition = await published(year)
    assert (edition.title, edition.number, edition.changes) == ("Report for 2025", 1, ())
    late_now = await refused(set_aside(office, ANNA, YEAR, ASIDE))
    assert late_now.reason is Reason.STATE_CONFLICT
    assert "corrigendum, with its reason: `freezeEdition`" in (late_now.remedy or "")


async def slip_under_embargo(year: ReleaseYear) -> datetime:
    """A released edition waits for its day, and a late correction is taken: the embargo's end."""
    await year.collected()
    await year.cleared()
    office, until = year.eu.node.office, year.federation.clock.at + timedelta(days=20)
    await year.frozen(embargo_until=until)
    await year.released()
    await year.submit("FR", blocks(changed("FR", "5EC2", "TR", 777)))
    (waiting,) = (await late(office, ANNA, YEAR)).items
    await decide_late(office, ANNA, YEAR, waiting.digest, LateDecision(take=True, why="a slip"))
    await year.round()
    await year.clear("FR")
    return until


async def test_a_corrigendum_inherits_the_embargo(year: ReleaseYear) -> None:
    """The whole year was public twenty days early (disclosure2 F2)."""
    until = await slip_under_embargo(year)
    office, clock = year.eu.node.office, year.federation.clock
    second = await corrigendum(office, ANNA, YEAR, year.order(reason=(text("a slip"),)))
    assert (second.number, second.embargo) == (2, until)
    clock.advance(days=20)
    await year.federation.sweep()
    first, second = (await list_editions(office, ANNA, YEAR)).items
    assert (first.published, second.published) == (None, None)
    waits = await refused(get_edition(office, ANNA, YEAR, 1))
    assert waits.reason is Reason.EMBARGOED
    await set_aside(office, ANNA, YEAR, ASIDE)
    (first,) = (await list_editions(office, ANNA, YEAR)).items
    assert first.published is not None
    assert until <= first.published <= clock.at
    assert (await published(year)).number == 1


async def test_an_edition_and_its_correction_are_published_together(year: ReleaseYear) -> None:
    """The wrong edition was published after the one that corrects it (disclosure2 F2)."""
    until = await slip_under_embargo(year)
    office, clock = year.eu.node.office, year.federation.clock
    later = until + timedelta(days=5)
    order = year.order(reason=(text("a slip"),), embargo_until=later)
    assert (await corrigendum(office, ANNA, YEAR, order)).embargo == later
    clock.advance(hours=1)
    await year.released()
    assert (await refused(published(year))).reason is Reason.EMBARGOED
    clock.advance(days=20)
    await year.federation.sweep()
    assert {each.published for each in (await list_editions(office, ANNA, YEAR)).items} == {None}
    clock.advance(days=5)
    await year.federation.sweep()
    first, second = (await list_editions(office, ANNA, YEAR)).items
    assert first.published == second.published
    assert first.published is not None
    assert later <= first.published <= clock.at
    assert (await published(year)).number == 2
