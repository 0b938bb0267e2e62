"""Which cells are published, and which sums an outsider may use."""

from __future__ import annotations

from gateway.domain.annual.template import Measure
from gateway.reports.consolidation import CellKey
from gateway.reports.disclosure.lattice import published_cells, relations
from tests.support.small_template import small_template


def _whole(measure: Measure) -> dict[tuple[CellKey, str], tuple[bool, set[CellKey]]]:
    template = small_template()
    found = {}
    for table in template.table:
        cells = published_cells(template, table.key)
        for tie in relations(template, cells, measure):
            found[tie.whole, tie.over] = (tie.complete, set(tie.parts))
    return found


def test_a_cell_of_several_views_is_one() -> None:
    template = small_template()
    cells = published_cells(template, "licences")
    views = sum(1 for view in template.views_of("licences") if view.key in {"v1_3", "v1_4", "v1_5"})
    assert views == 3
    assert CellKey("licences", ("individual", "*", "*"), "*") in cells
    assert len(cells) == len(set(cells))


def test_values_add_up_over_ragged_destinations_and_states() -> None:
    sums = _whole(Measure.VALUE)
    total = CellKey("licences", ("individual", "*", "*"), "*")
    complete, parts = sums[total, "destination"]
    assert complete
    assert {part.at[2] for part in parts} == {"east", "west", "several"}
    complete, parts = sums[total, "origin"]
    assert complete
    assert {part.origin for part in parts} == {"AT", "DE", "FR", "IT", "SE"}


def test_numbers_add_up_only_where_the_template_says_so() -> None:
    over = {dimension for _, dimension in _whole(Measure.NUMBER)}
    assert over == {"licence_kind", "origin", "destination"}
    licences = {dimension for key, dimension in _whole(Measure.NUMBER) if key.table == "licences"}
    assert licences == {"licence_kind", "origin"}


def test_a_merged_row_is_the_sum_of_its_rows() -> None:
    template = small_template()
    merges = {"v2_1": (("CN", "IN"),)}
    shown = published_cells(template, "transits", merges)
    merged = CellKey("transits", ("*", "CN+IN"), "*")
    assert merged in shown
    assert CellKey("transits", ("*", "CN"), "*") not in shown
    everything = published_cells(template, "transits") | shown
    parts = {tie.whole: tie.parts for tie in relations(template, everything, Measure.NUMBER)}
    assert {part.at[1] for part in parts[merged]} == {"CN", "IN"}
    assert {part.at[1] for part in parts[CellKey("transits", ("*", "east"), "*")]} == {
        "CN",
        "IN",
        "KR",
    }
