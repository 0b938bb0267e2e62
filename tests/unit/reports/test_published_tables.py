"""Tables as they appear: five states of a cell, merged rows, editions and what differs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from gateway.domain.annual.cells import Cell, CellState, Figures
from gateway.domain.annual.codes import TOTAL
from gateway.domain.annual.edition import EarlierFigure, Edition, PublishedTable, Shown
from gateway.domain.annual.submission import IndicatorValue, NarrativeText, Submission
from gateway.domain.annual.templates import shipped_templates
from gateway.domain.denial import FreeText
from gateway.reports.consolidation import CellKey, Consolidation, HeldBack, consolidate
from gateway.reports.editions import (
    HELD,
    EditionCorrigendum,
    Freeze,
    differences,
    edition,
    indicators,
)
from gateway.reports.published_tables import appear, cell_key
from tests.support.annual import digest, figures, source_of, submission

TEMPLATE = shipped_templates()[-1]
FREEZE = Freeze(
    collection="EU-R-2025", title="Report of 2025", frozen_at=datetime(2026, 9, 1, tzinfo=UTC)
)
WORDS = (FreeText(language="en", text="A new act came into force."),)


def authorised(kind: str, item: str, destination: str, found: Figures | None) -> Cell:
    return Cell(table="authorisations", at=(kind, item, destination), figures=found)


def made(more: Mapping[str, list[Cell]] | None = None) -> Consolidation:
    cells = {
        "DE": [
            authorised("individual", "0EC1", TOTAL, figures(5, 500, 4)),
            authorised("individual", "0EC2", TOTAL, figures(3, 30, 3)),
            authorised("individual", "C0", TOTAL, figures(7, 530, 5)),
        ],
        "FR": [authorised("individual", "0EC1", TOTAL, figures(1, 70, 1))],
        "IT": [authorised("individual", "1EC1", TOTAL, None)],
        **(more or {}),
    }
    return consolidate(
        TEMPLATE,
        [(source_of(state), submission(TEMPLATE, state, of)) for state, of in cells.items()],
    )


def shown(tables: tuple[PublishedTable, ...], view: str, row: str, column: str) -> Shown:
    table = next(each for each in tables if each.key == view)
    rows, columns = ([line.code for line in lines] for lines in (table.rows, table.columns))
    return table.cells[rows.index(row)][columns.index(column)]


def key_of(view: str, row: str, column: str) -> CellKey:
    found = next(each for each in TEMPLATE.view if each.key == view)
    return cell_key(TEMPLATE, found, row, column)


ITEMS = "individual_state_item"


def test_every_view_is_a_whole_rectangle_under_its_totals() -> None:
    tables = appear(made(), {}, {})
    assert [table.number for table in tables] == [view.number for view in TEMPLATE.view]
    first = tables[0]
    assert [line.code for line in first.rows][:2] == [TOTAL, "BE"]  # the Union's order
    assert [line.code for line in first.columns][:6] == [
        TOTAL, "individual", "global", "general", "national_general", "EU001",
    ]  # fmt: skip


def test_a_figure_a_zero_and_what_is_not_available_are_told_apart() -> None:
    tables = appear(made(), {}, {})
    assert shown(tables, ITEMS, TOTAL, "0EC1") == Shown(
        state=CellState.VALUE, number=6, value_cents=570
    )
    assert shown(tables, ITEMS, "FR", "0EC2") == Shown(
        state=CellState.ZERO, number=0, value_cents=0
    )
    not_available = Shown(state=CellState.NOT_AVAILABLE)
    assert shown(tables, ITEMS, "IT", "1EC1") == not_available  # it says so
    assert shown(tables, ITEMS, TOTAL, "1EC1") == not_available  # a part of it is
    assert shown(tables, ITEMS, "PL", "0EC1") == not_available  # it has sent nothing


@pytest.mark.parametrize("why", ["few", "dominance", "complementary", "earlier"])
def test_every_rule_is_printed_as_the_same_word_and_a_mark_says_who(why: str) -> None:
    """Which rule it was is a figure: "complementary" says that three exporters stand there.

    Found in use: disclosure V2.
    """
    held = {
        key_of(ITEMS, "FR", "0EC1"): HeldBack(why),
        key_of(ITEMS, TOTAL, "0EC1"): HeldBack("mark:security", ("FR", "DE")),
    }
    tables = appear(made(), held, {})
    word = Shown(state=CellState.SUPPRESSED, why="disclosure")
    assert shown(tables, ITEMS, "FR", "0EC1") == word
    own = appear(made(), held, {}, reasons=True)  # for the Commission services
    assert shown(own, ITEMS, "FR", "0EC1").why == why
    assert shown(tables, ITEMS, TOTAL, "0EC1") == Shown(
        state=CellState.CONFIDENTIAL, why="security", said_by=("DE", "FR")
    )
    # The same cell stands in another view, and is held back there too.
    by_item = "individual_item_destination"
    assert shown(tables, by_item, "0EC1", TOTAL).state is CellState.CONFIDENTIAL


def test_a_merged_row_adds_what_adds_up_and_shows_nothing_else() -> None:
    view = "individual_item_destination"
    tables = appear(made(), {}, {view: (("0EC2", "0EC1"), ("8EC1", "8EC2"))})
    table = next(each for each in tables if each.key == view)
    line = next(line for line in table.rows if line.merges)
    assert (line.code, line.merges, line.level) == ("0EC1+0EC2", ("0EC1", "0EC2"), "group")
    assert "0EC1" not in [each.code for each in table.rows]
    # A licence for both groups would count twice: of the two only the value adds up.
    assert shown(tables, view, "0EC1+0EC2", TOTAL) == Shown(
        state=CellState.VALUE, number=None, value_cents=600
    )
    assert shown(tables, view, "8EC1+8EC2", TOTAL).state is CellState.ZERO


def test_states_that_are_merged_add_up_in_number_too() -> None:
    tables = appear(made(), {}, {ITEMS: (("FR", "DE"),)})
    assert shown(tables, ITEMS, "DE+FR", "0EC1") == Shown(
        state=CellState.VALUE, number=6, value_cents=570
    )


def test_merging_lifts_no_mark_for_security_and_any_for_commerce() -> None:
    merges = {ITEMS: (("DE", "FR"),)}
    part = key_of(ITEMS, "FR", "0EC1")
    lifted = appear(made(), {part: HeldBack("mark:commercial", ("FR",))}, merges)
    assert shown(lifted, ITEMS, "DE+FR", "0EC1").state is CellState.VALUE
    kept = appear(made(), {part: HeldBack("mark:security", ("FR",))}, merges)
    assert shown(kept, ITEMS, "DE+FR", "0EC1").said_by == ("FR",)


def test_a_merged_row_is_held_back_by_its_own_name() -> None:
    held = {key_of(ITEMS, "DE+FR", "0EC1"): HeldBack("complementary")}
    tables = appear(made(), held, {ITEMS: (("DE", "FR"),)})
    assert shown(tables, ITEMS, "DE+FR", "0EC1").state is CellState.SUPPRESSED


def test_many_merged_rows_have_a_label_that_can_be_read() -> None:
    group = TEMPLATE.code_list("destination").children("asia")
    tables = appear(made(), {}, {"licences_by_destination": (group,)})
    table = next(each for each in tables if each.key == "licences_by_destination")
    line = next(line for line in table.rows if line.merges)
    assert line.label == f"China; Hong Kong SAR China; India; {len(group) - 3} others"
    assert line.merges == group


def test_a_corrigendum_lists_exactly_the_cells_that_it_changes() -> None:
    before = edition(made(), appear(made(), {}, {}), FREEZE)
    corrected = made({"FR": [authorised("individual", "0EC1", TOTAL, figures(2, 90, 2))]})
    after = edition(
        corrected,
        appear(corrected, {}, {}),
        FREEZE,
        EditionCorrigendum(before=before, digest=digest("edition 1"), reason=WORDS),
    )
    assert (before.number, after.number, after.corrects) == (1, 2, digest("edition 1"))
    changed = {(each.table, each.row, each.column) for each in after.changes}
    assert changed == {
        (ITEMS, TOTAL, "0EC1"),
        (ITEMS, "FR", "0EC1"),
        ("individual_item_destination", "0EC1", TOTAL),
        ("licences_by_item", "0EC1", "individual"),
    }
    assert differences(after, after) == ()
    assert before.changes == ()


def test_another_reason_for_a_held_cell_is_no_change() -> None:
    """Why a figure is held back now, and not before, would tell of the figure."""
    key = key_of(ITEMS, "FR", "0EC1")
    before, after, shows = (
        edition(made(), appear(made(), held, {}), FREEZE)
        for held in ({key: HeldBack("complementary")}, {key: HeldBack("few")}, {})
    )
    assert differences(before, after) == ()
    assert {each.row for each in differences(before, shows)} == {"FR"}


def test_rows_that_are_merged_in_one_edition_only_differ() -> None:
    before = edition(made(), appear(made(), {}, {}), FREEZE)
    after = edition(made(), appear(made(), {}, {ITEMS: (("DE", "FR"),)}), FREEZE)
    found = {each.row: each for each in differences(before, after) if each.column == "0EC1"}
    assert set(found) == {"DE", "FR", "DE+FR"}
    assert found["DE+FR"].before is None
    assert found["DE"].after is None


@pytest.fixture
def answered() -> Consolidation:
    states = TEMPLATE.code_list("origin").children()
    return consolidate(
        TEMPLATE, [(source_of(each), _answers(each, of)) for of, each in enumerate(states[:26])]
    )


def _answers(state: str, fines: int, penalties: int = 3) -> Submission:
    plain = submission(TEMPLATE, state, [])
    header = plain.header.model_copy(
        update={
            "indicators": (
                IndicatorValue(key="fines", euro_cents=fines * 10**6 + 5),
                IndicatorValue(key="penalties", count=penalties),
                IndicatorValue(key="exclusions", count=1),
                IndicatorValue(key="electronic_licensing", yes=fines % 2 == 0),
            ),
            "narratives": (NarrativeText(key="legislation", text=WORDS),),
        }
    )
    return plain.model_copy(update={"header": header})


def test_indicators_say_how_many_states_answered(answered: Consolidation) -> None:
    found = {(each.key, each.origin): each.shown for each in indicators(answered)}
    assert found["fines", TOTAL] == "EUR 3,250,001.30 (26 of 27 Member States)"
    assert found["fines", "BG"] == "EUR 10,000.05"
    assert found["electronic_licensing", "BE"] == "yes"
    assert found["electronic_licensing", "BG"] == "no"
    assert found["staff", "BE"] == found["fines", "SE"] == ""
    assert ("staff", TOTAL) not in found


def fined(penalties: Mapping[str, int]) -> Consolidation:
    """A year in which each State has fined as many as are said, of EUR 10,000.05 each State."""
    return consolidate(
        TEMPLATE, [(source_of(each), _answers(each, 1, many)) for each, many in penalties.items()]
    )


def fines_of(year: Consolidation, before: Edition | None = None) -> dict[str, str]:
    found = indicators(year, before)
    return {each.origin: each.shown for each in found if each.key == "fines" and each.shown}


def test_v6_the_fine_of_one_company_is_not_shown() -> None:
    """The fines of nine States were printed beside "penalties: 1".

    Found in use: disclosure V6.
    """
    many = {"AT": 9, "BE": 4, "DE": 30, "FR": 12}
    assert HELD not in fines_of(fined(many)).values()
    found = fines_of(fined({**many, "BG": 1, "CY": 0, "EL": 2}))
    assert {state for state, shown in found.items() if shown == HELD} == {"BG", "CY", "EL"}
    assert found[TOTAL] == "EUR 70,000.35 (7 of 27 Member States)"


def test_v6_a_held_fine_is_not_the_sum_less_the_others() -> None:
    """Found in use: disclosure V6."""
    found = fines_of(fined({"AT": 9, "BE": 4, "DE": 30, "BG": 1}))
    assert {state for state, shown in found.items() if shown == HELD} == {"AT", "BE", "BG"}
    assert found[TOTAL].startswith("EUR 40,000.20")
    # There are not three in whose sum it would hide.
    assert fines_of(fined({"AT": 9, "BG": 1}))[TOTAL] == HELD


def test_v6_a_sum_of_held_fines_that_has_changed_is_not_shown_again() -> None:
    first = fined({"AT": 9, "BE": 1, "BG": 1, "DE": 2})
    before = edition(first, appear(first, {}, {}), FREEZE)
    again = fines_of(first, before)
    assert again == fines_of(first)
    assert again[TOTAL].startswith("EUR")
    later = fined({"AT": 9, "BE": 1, "BG": 1, "DE": 2, "EL": 1})
    assert fines_of(later, before)[TOTAL] == HELD


def test_v6_a_fine_that_came_late_is_not_what_two_editions_differ_by() -> None:
    first = fined({"AT": 9, "BE": 4})
    before = edition(first, appear(first, {}, {}), FREEZE)
    later = consolidate(
        TEMPLATE,
        [(source_of("AT"), _answers("AT", 2, 10)), (source_of("BE"), _answers("BE", 1, 4))],
    )
    found = fines_of(later, before)
    assert (found["AT"], found[TOTAL]) == (HELD, HELD)
    assert found["BE"] == "EUR 10,000.05"


def test_an_indicator_that_no_state_shows_is_summed_over_all_of_them_or_not_at_all(
    answered: Consolidation,
) -> None:
    assert "exclusions" not in {each.key for each in indicators(answered)}
    last = consolidate(TEMPLATE, [(source_of("SE"), _answers("SE", 26))])
    whole = consolidate(
        TEMPLATE,
        [
            (source, submission(TEMPLATE, source.state, []).model_copy(update={"header": header}))
            for source, header in zip(
                (*answered.sources, *last.sources), (*answered.headers, *last.headers), strict=True
            )
        ],
    )
    (found,) = [each for each in indicators(whole) if each.key == "exclusions"]
    assert (found.origin, found.shown) == (TOTAL, "27")


def test_an_edition_shows_earlier_years_and_its_corrigendum_keeps_them() -> None:
    year = EarlierFigure(year=2024, table="licences_by_state", number=7, source="SWD(2026) 162")
    freeze = Freeze("EU-R-2025", "Report", FREEZE.frozen_at, earlier=(year,))
    found = edition(made(), appear(made(), {}, {}), freeze)
    assert found.earlier == (year,)
    corrigendum = EditionCorrigendum(found, digest("one"), WORDS)
    assert edition(made(), found.tables, FREEZE, corrigendum).earlier == (year,)


def test_an_edition_carries_the_words_and_no_contributors(answered: Consolidation) -> None:
    ours = (NarrativeText(key="outlook", text=WORDS),)
    freeze = Freeze("EU-R-2025", "Report", FREEZE.frozen_at, sections=ours)
    found = edition(answered, appear(answered, {}, {}), freeze)
    assert [each.origin for each in found.sections if each.key == "legislation"][:2] == ["BE", "BG"]
    assert [each.origin for each in found.sections if each.key == "outlook"] == [TOTAL]
    assert found.counting == TEMPLATE.counting.rules
    assert found.missing == ("SE",)
    text = found.model_dump_json()
    assert not any(word in text for word in ("exporters_", "top1", "top2"))
