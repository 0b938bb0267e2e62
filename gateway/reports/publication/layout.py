"""A table laid out for reading: by measure, in blocks of columns, every cell as its text.

The site, the PDF and the document show the same laid-out table, each in its own width.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gateway.domain.annual.cells import CellState
from gateway.domain.annual.codes import TOTAL
from gateway.domain.annual.edition import HeldTogether, PublishedTable, Shown
from gateway.domain.annual.template import Measure
from gateway.reports.publication.grids import Grid, full_label
from gateway.reports.publication.unshown import any_figure, in_place, tally
from gateway.reports.publication.words import (
    MEASURES,
    NO_SUM,
    STATES,
    TOGETHER,
    TOGETHER_MEANING,
    StateWords,
    amount_of,
    in_table,
    state_of,
    why,
)


class Widths(NamedTuple):
    """How many columns a block has at most, by what stands in them."""

    number: int
    value: int


class Note(NamedTuple):
    """A reason why cells show no figure: the letter that stands on them, and the words."""

    letter: str
    state: StateWords
    words: str


class LaidCell(NamedTuple):
    """A cell: its text, the letter of its note, its state and its amount."""

    text: str
    letter: str
    kind: str
    amount: int | None


class LaidRow(NamedTuple):
    """A row; depth 0 is the total. `together` is one of what is held back, and of no code."""

    label: str
    depth: int
    cells: tuple[LaidCell, ...]
    together: bool = False


class LaidBlock(NamedTuple):
    """Columns that stand side by side.

    Attributes:
        span: Names them where there are several blocks.
        unshown: Says in a sentence what its cells say, where none shows a figure but zero.
        folded: Names the rows that are left out because they show no figure but zero.
    """

    name: str
    span: str
    columns: tuple[str, ...]
    rows: tuple[LaidRow, ...]
    unshown: str
    folded: str


class LaidMeasure(NamedTuple):
    """The blocks of one measure; `unshown` is that of a block, of all of them."""

    measure: Measure
    title: str
    blocks: tuple[LaidBlock, ...]
    unshown: str


@dataclass(frozen=True)
class LaidTable:
    """A table as it is read.

    Attributes:
        zeros: Labels of rows that are left out because they are zero throughout.
        notes: Why cells show no figure, in the order of their letters.
        brief: Whether only the upper levels of it are shown.
        counts: How many cells are in each state.
        unshown: That of a block, of the whole table.
    """

    table: PublishedTable
    row_title: str
    column_title: str
    measures: tuple[LaidMeasure, ...]
    zeros: tuple[str, ...]
    notes: tuple[Note, ...]
    counts: tuple[tuple[StateWords, int], ...]
    brief: bool
    unshown: str

    @property
    def together(self) -> str:
        """What the rows of what is held back together are; empty where there is none."""
        rows = (row for each in self.measures for block in each.blocks for row in block.rows)
        return f"{TOGETHER}: {TOGETHER_MEANING}" if any(row.together for row in rows) else ""


def lay_out(
    table: PublishedTable, widths: Widths, *, most: int | None = None, fold: bool = False
) -> LaidTable:
    """Lay out a table.

    Args:
        table: The table, as it was frozen.
        widths: Columns in a block.
        most: An axis with more lines shows its upper levels only; None: everything.
        fold: Rows of a block that show no figure but zero are named below it, for documents that
            are read: the files have every cell.
    """
    whole = Grid.of(table).upright()
    levels = whole.brief(most) if most else whole
    grid = levels.without_zeros()
    notes = _notes(grid, table)
    letters = {(note.state, note.words): note.letter for note in notes}
    return LaidTable(
        table=table,
        row_title=grid.row_title,
        column_title=grid.column_title,
        measures=tuple(
            LaidMeasure(
                measure,
                MEASURES[measure],
                tuple(_blocks(grid, measure, widths, letters, fold=fold)),
                _unshown(levels, [measure]),
            )
            for measure in table.measures
        ),
        zeros=tuple(full_label(line) for line in grid.named),
        notes=notes,
        counts=tuple(_counts(table)),
        brief=(len(whole.rows), len(whole.columns))
        != (len(grid.rows) + len(grid.named), len(grid.columns)),
        unshown=_unshown(levels, table.measures),
    )


def _blocks(
    grid: Grid,
    measure: Measure,
    widths: Widths,
    letters: dict[tuple[StateWords, str], str],
    *,
    fold: bool,
) -> Iterator[LaidBlock]:
    with_cents = grid.has_cents()
    parts = list(grid.blocks(widths.number if measure is Measure.NUMBER else widths.value))
    for place, whole in enumerate(parts):
        part, folded = _folded(whole, measure) if fold else (whole, "")
        yield LaidBlock(
            name=f"{measure.value}-{place + 1}",
            span=part.column_span() if len(parts) > 1 else "",
            columns=tuple(full_label(line) for line in part.columns),
            rows=tuple(_rows(part, measure, letters, with_cents=with_cents)),
            unshown=_unshown(whole, [measure]),
            folded=folded,
        )


def _folded(grid: Grid, measure: Measure) -> tuple[Grid, str]:
    """Leave out rows that show no figure but zero, unless one below them does, and name them."""
    kept: set[str] = set()
    below = 0  # from the foot upwards: the depth of the row below, where that is kept
    for line, cells in reversed(list(zip(grid.rows, grid.cells, strict=True))):
        depth = grid.depth(line)
        if line.level == TOTAL or any_figure(cells, [measure]) or below > depth:
            kept.add(line.code)
            below = depth
    left = grid.kept(lambda line: line.code not in kept)
    if not left.rows:
        return grid, ""
    said = in_place(tally((cell for row in left.cells for cell in row), measure), "Of their cells")
    names = ", ".join(map(full_label, left.rows))
    return grid.without(lambda line: line.code not in kept), f"{names}. {said}"


def _unshown(grid: Grid, measures: Sequence[Measure]) -> str:
    cells = [cell for row in grid.cells for cell in row]
    if any_figure(cells, measures):
        return ""
    return in_place(tally(cells, measures[0] if len(measures) == 1 else None))


def _rows(
    grid: Grid, measure: Measure, letters: dict[tuple[StateWords, str], str], *, with_cents: bool
) -> list[LaidRow]:
    depths = {line.level: grid.depth(line) for line in grid.rows}
    laid = [
        LaidRow(
            label=full_label(line),
            depth=0 if line.level == TOTAL else max(depths[line.level], 1),
            cells=tuple(_cell(cell, measure, letters, with_cents=with_cents) for cell in cells),
        )
        for line, cells in zip(grid.rows, grid.cells, strict=True)
    ]
    # From the foot of the table upwards, so that places above stay what they are.
    for place, held in reversed(list(grid.held_together())):
        row = _together(grid, held, measure, letters, with_cents=with_cents)
        if any(cell.amount for cell in row.cells):
            laid.insert(place, row)
    return laid


def _together(
    grid: Grid,
    held: HeldTogether,
    measure: Measure,
    letters: dict[tuple[StateWords, str], str],
    *,
    with_cents: bool,
) -> LaidRow:
    line = next(each for each in grid.rows if each.code == held.under)
    return LaidRow(
        label=f"{line.label}: {TOGETHER.lower()}",
        depth=1 if line.level == TOTAL else 2,
        cells=tuple(
            _cell(cell, measure, letters, with_cents=with_cents)
            for cell in grid.cells_together(held)
        ),
        together=True,
    )


def _cell(
    cell: Shown,
    measure: Measure,
    letters: dict[tuple[StateWords, str], str],
    *,
    with_cents: bool,
) -> LaidCell:
    amount = amount_of(cell, measure)
    state = state_of(cell, measure)
    return LaidCell(
        text=in_table(cell, measure, with_cents=with_cents),
        letter="" if amount is not None else letters.get((state, why(cell)), ""),
        kind="no_sum" if state is NO_SUM else cell.state.value,
        amount=amount,
    )


def _notes(grid: Grid, table: PublishedTable) -> tuple[Note, ...]:
    """Give a letter to each reason that stands on some cell, in the order of the states."""
    found = {
        (state_of(cell, measure), why(cell))
        for cells in grid.cells
        for cell in cells
        for measure in table.measures
        if amount_of(cell, measure) is None
    }
    order = [*STATES.values(), NO_SUM]
    ranked = sorted(found, key=lambda each: (order.index(each[0]), each[1]))
    return tuple(Note(_letter(place), state, words) for place, (state, words) in enumerate(ranked))


def _letter(place: int) -> str:
    """Return a, b, ..., z, aa, ab, ..."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(ord("a") + rest) + text
    return text


def _counts(table: PublishedTable) -> list[tuple[StateWords, int]]:
    found = Counter(cell.state for cells in table.cells for cell in cells)
    return [(STATES[state], found[state]) for state in CellState]
