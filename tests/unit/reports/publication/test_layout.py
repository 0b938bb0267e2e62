from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.annual.cells import CellState
from gateway.domain.annual.edition import Edition, Line, PublishedTable, Shown
from gateway.domain.annual.template import Chart, Measure
from gateway.domain.annual.templates import shipped_templates
from gateway.reports.publication.grids import Grid
from gateway.reports.publication.layout import Widths, lay_out
from tests.support.additive_tables import additive_table, edition_of_additive_tables, holding

SHOWN = st.one_of(
    st.integers(1, 10**6).map(lambda number: Shown(state=CellState.VALUE, number=number)),
    st.just(Shown(state=CellState.ZERO, number=0)),
    st.just(Shown(state=CellState.NOT_AVAILABLE)),
    st.sampled_from(["few", "dominance"]).map(
        lambda why: Shown(state=CellState.SUPPRESSED, why=why)
    ),
)


@st.composite
def tables(draw: st.DrawFn) -> PublishedTable:
    height, width = draw(st.integers(1, 9)), draw(st.integers(1, 23))
    levels = ["*", "group", "kind"]

    def lines(count: int, name: str) -> tuple[Line, ...]:
        return tuple(
            Line(
                code="*" if place == 0 else f"{name}{place}",
                label=f"{name} {place}",
                level="*" if place == 0 else draw(st.sampled_from(levels[1:])),
            )
            for place in range(count)
        )

    return PublishedTable(
        key="some",
        number="1.1",
        title="Some",
        section="4",
        measures=(Measure.NUMBER,),
        chart=Chart.NONE,
        row_title="Row",
        column_title="Column",
        rows=lines(height, "r"),
        columns=lines(width, "c"),
        cells=tuple(tuple(draw(SHOWN) for _ in range(width)) for _ in range(height)),
    )


@given(tables(), st.integers(1, 9))
def test_blocks_of_columns_show_every_cell_once(table: PublishedTable, width: int) -> None:
    grid = Grid.of(table).upright()
    seen = [
        (row.code, column.code)
        for block in grid.blocks(width)
        for row in block.rows
        for column in block.columns
    ]
    assert sorted(seen) == sorted(
        (row.code, column.code) for row in grid.rows for column in grid.columns
    )
    assert all(len(block.columns) <= width for block in grid.blocks(width))


@given(tables())
def test_a_row_is_left_out_only_when_all_of_it_is_zero_and_is_named(table: PublishedTable) -> None:
    grid = Grid.of(table)
    short = grid.without_zeros()
    left_out = {line.code for line in short.named}
    assert left_out | {line.code for line in short.rows} == {line.code for line in table.rows}
    for line, cells in zip(table.rows, table.cells, strict=True):
        if line.code in left_out:
            assert all(cell.state is CellState.ZERO for cell in cells)


@given(tables())
def test_every_cell_without_a_figure_has_the_letter_of_its_reason(table: PublishedTable) -> None:
    laid = lay_out(table, Widths(5, 5))
    letters = {note.letter for note in laid.notes}
    assert len(letters) == len(laid.notes)
    for block in laid.measures[0].blocks:
        for row in block.rows:
            for cell in row.cells:
                assert (cell.amount is None) == (cell.letter in letters)


@given(tables())
def test_a_block_without_a_figure_says_so_and_no_other_does(table: PublishedTable) -> None:
    laid = lay_out(table, Widths(5, 5))
    (measure,) = laid.measures
    for block in measure.blocks:
        assert bool(block.unshown) != any(cell.amount for row in block.rows for cell in row.cells)
    assert bool(measure.unshown) == all(block.unshown for block in measure.blocks)
    assert bool(laid.unshown) == bool(measure.unshown)
    held = sum(cell.state is CellState.SUPPRESSED for row in table.cells for cell in row)
    if laid.unshown and held:
        assert f"{held} {'is' if held == 1 else 'are'} held back" in laid.unshown


@given(tables())
def test_a_row_is_folded_only_where_it_shows_no_figure_and_is_named(table: PublishedTable) -> None:
    whole, folded = (lay_out(table, Widths(5, 5), fold=fold).measures[0] for fold in (False, True))
    for every, left in zip(whole.blocks, folded.blocks, strict=True):
        kept = {row.label for row in left.rows}
        assert [row for row in every.rows if row.label in kept] == list(left.rows)
        names = left.folded.partition(". ")[0].split(", ")
        gone = [row for row in every.rows if row.label not in kept]
        assert [row.label for row in gone] == (names if left.folded else [])
        assert not any(cell.amount for row in gone for cell in row.cells)
        held = sum(cell.kind == "suppressed" for row in gone for cell in row.cells)
        assert not held or f"{held} {'is' if held == 1 else 'are'} held back" in left.folded


def test_a_row_without_a_figure_stays_above_one_below_it_with_a_figure() -> None:
    table = additive_table(shipped_templates()[-1], "licences_by_item", nonzero=1)
    only = {"*", "2EC1"}
    every = {(r.code, c.code) for r in table.rows if r.code not in only for c in table.columns}
    laid = lay_out(holding(table, every), Widths(20, 20), fold=True)
    for measure in laid.measures:
        (block,) = measure.blocks
        assert [row.label.partition(":")[0].split()[0] for row in block.rows] == [
            "All",
            "Category",
            "2EC1",
        ]
        assert "Category 5" in block.folded
        assert "2EC2" in block.folded


def test_what_is_held_back_together_stays_though_its_parts_are_folded() -> None:
    table = edition_of_additive_tables().tables[1]
    rows = [
        row
        for measure in lay_out(table, Widths(20, 20), fold=True).measures
        for block in measure.blocks
        for row in block.rows
    ]
    labels = [row.label for row in rows]
    assert sum(row.together for row in rows) == 2
    assert not [label for label in labels if label.startswith(("1EC1", "1EC2"))]


def test_a_table_wider_than_long_is_turned_and_keeps_its_figures(edition: Edition) -> None:
    table = next(each for each in edition.tables if each.key == "individual_item_destination")
    grid = Grid.of(table).upright()
    assert (grid.row_title, grid.column_title) == (table.column_title, table.row_title)
    assert grid.cells[3][2] == table.cells[2][3]


def test_a_brief_table_keeps_the_upper_levels_and_says_so(edition: Edition) -> None:
    table = next(each for each in edition.tables if each.key == "individual_item_destination")
    laid = lay_out(table, Widths(9, 5), most=40)
    assert laid.brief
    labels = {row.label for block in laid.measures[0].blocks for row in block.rows}
    assert "Middle East" in labels
    assert "Egypt" not in labels
    assert not lay_out(table, Widths(9, 5)).brief
