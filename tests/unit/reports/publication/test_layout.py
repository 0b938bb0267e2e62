from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.annual.cells import CellState
from gateway.domain.annual.edition import Edition, Line, PublishedTable, Shown
from gateway.domain.annual.template import Chart, Measure
from gateway.reports.publication.grids import Grid
from gateway.reports.publication.layout import Widths, lay_out

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
    left_out = {line.code for line in short.zeros}
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


def test_a_table_wider_than_long_is_turned_and_keeps_its_figures(edition: Edition) -> None:
    table = next(each for each in edition.tables if each.key == "individual_item_destination")
    grid = Grid.of(table).upright()
    assert (grid.row_title, grid.column_title) == (table.column_title, table.row_title)
    assert grid.cells[3][2] == table.cells[2][3]


def test_a_brief_table_keeps_the_upper_levels_and_says_so(edition: Edition) -> None:
    table = next(each for each in edition.tables if each.key == "individual_item_destination")
    laid = lay_out(table, Widths(9, 5), most=60)
    assert laid.brief
    labels = {row.label for block in laid.measures[0].blocks for row in block.rows}
    assert "Middle East" in labels
    assert "Egypt" not in labels
    assert not lay_out(table, Widths(9, 5)).brief
