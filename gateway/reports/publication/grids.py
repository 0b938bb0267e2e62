"""A published table prepared for a page: turned, cut to size, without rows that are all zero.

Some tables have 250 columns. A page has room for a dozen: a table that is wider than long
is turned, and what is still too wide is cut into blocks of columns, upper levels first.
Nothing is lost: rows that are zero throughout are named below the table, and the files
have every cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from gateway.domain.annual.cells import CellState
from gateway.domain.annual.codes import TOTAL
from gateway.domain.annual.edition import HeldTogether, Line, PublishedTable, Shown, Side
from gateway.reports.publication.words import CENTS


@dataclass(frozen=True)
class Grid:
    """A table as it is laid out.

    Attributes:
        named: Rows that were left out and are named beside it.
        side: Which lines of the table its rows are.
    """

    table: PublishedTable
    row_title: str
    column_title: str
    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    cells: tuple[tuple[Shown, ...], ...]
    named: tuple[Line, ...] = ()
    side: Side = Side.ROWS

    @classmethod
    def of(cls, table: PublishedTable) -> Grid:
        """Return a table as it is."""
        return cls(
            table, table.row_title, table.column_title, table.rows, table.columns, table.cells
        )

    def turned(self) -> Grid:
        """Return it with rows and columns exchanged."""
        return replace(
            self,
            row_title=self.column_title,
            column_title=self.row_title,
            rows=self.columns,
            columns=self.rows,
            cells=tuple(zip(*self.cells, strict=True)),
            side=Side.COLUMNS if self.side is Side.ROWS else Side.ROWS,
        )

    def upright(self) -> Grid:
        """Return it turned where it is wider than long."""
        wider = len(self.columns) > max(len(self.rows), 1)
        return self.turned() if wider and self.cells else self

    def kept(
        self, rows: Callable[[Line], bool], columns: Callable[[Line], bool] = lambda _: True
    ) -> Grid:
        """Return it with some of its rows and columns."""
        row_places = [place for place, line in enumerate(self.rows) if rows(line)]
        column_places = [place for place, line in enumerate(self.columns) if columns(line)]
        return replace(
            self,
            rows=tuple(self.rows[place] for place in row_places),
            columns=tuple(self.columns[place] for place in column_places),
            cells=tuple(
                tuple(self.cells[row][column] for column in column_places) for row in row_places
            ),
        )

    def without_zeros(self) -> Grid:
        """Return it without rows of zeros, which are `named`; a total stays."""
        empty = {
            line.code
            for line, cells in zip(self.rows, self.cells, strict=True)
            if line.level != TOTAL and all(cell.state is CellState.ZERO for cell in cells)
        }
        return self.without(lambda line: line.code in empty)

    def without(self, rows: Callable[[Line], bool]) -> Grid:
        """Return it without some rows, which are named beside it."""
        left = tuple(line for line in self.rows if rows(line))
        return replace(self.kept(lambda line: not rows(line)), named=(*self.named, *left))

    def brief(self, most: int) -> Grid:
        """Return it with the upper levels only, on an axis that has more lines than `most`."""
        return self.kept(_upper(self.rows, most), _upper(self.columns, most))

    def blocks(self, width: int) -> Iterator[Grid]:
        """Cut it into blocks of at most `width` columns, upper levels first, evenly filled."""
        for group in _groups(self.columns, width):
            wanted = {line.code for line in group}
            yield self.kept(lambda _: True, lambda line, wanted=wanted: line.code in wanted)  # type: ignore[misc]

    def held_together(self) -> Iterator[tuple[int, HeldTogether]]:
        """Yield what is held back of its rows together, and after how many rows it is read.

        What lies further in comes first; of parts that are not among the rows there is nothing.
        """
        place = {line.code: at for at, line in enumerate(self.table.lines(self.side))}
        rows = [place[line.code] for line in self.rows]
        shown = {line.code for line in self.rows}
        there = shown | {line.code for line in self.named}
        found = [
            (sum(row <= place[each.foot] for row in rows), each)
            for each in self.table.held_together
            if each.side is self.side and each.under in shown and there >= {*each.parts}
        ]
        yield from sorted(found, key=lambda at: (at[0], -place[at[1].under]))

    def cells_together(self, held: HeldTogether) -> tuple[Shown, ...]:
        """Return the cells of a row of what is held back together, one for each column.

        Where the total shows no figure the cell says what the total says; where no part is held
        back it is nought.
        """
        lines = zip(self.rows, self.cells, strict=True)
        under = next(cells for line, cells in lines if line.code == held.under)
        sums = {
            each.at: Shown(state=CellState.VALUE, number=each.number, value_cents=each.value_cents)
            for each in held.sums
        }
        return tuple(
            sums.get(column.code, _NONE if total.shows else total)
            for column, total in zip(self.columns, under, strict=True)
        )

    def depth(self, line: Line) -> int:
        """Say how far a row is indented: its level's place among the levels of the rows."""
        levels = list(dict.fromkeys(each.level for each in self.rows))
        return min(levels.index(line.level), 2)

    def has_cents(self) -> bool:
        """Whether any amount that is shown has cents."""
        return any(
            cell.value_cents is not None and cell.value_cents % CENTS
            for cells in self.cells
            for cell in cells
        )

    def column_span(self) -> str:
        """Name the columns of a block: the first and the last."""
        names = [_shortest(line) for line in (self.columns[0], self.columns[-1])]
        return names[0] if len(self.columns) == 1 else " to ".join(names)


_NONE = Shown(state=CellState.ZERO, number=0)


def total_place(lines: Sequence[Line]) -> int:
    """Return where the total stands among lines; the first where there is none."""
    return next((place for place, line in enumerate(lines) if line.level == TOTAL), 0)


def first_level(lines: Sequence[Line], wanted: str = "") -> str:
    """Return the level that a chart shows: the wanted one, else the first under the total."""
    levels = [line.level for line in lines if line.level != TOTAL]
    return wanted if wanted in levels else next(iter(levels), TOTAL)


def short_label(label: str) -> str:
    """Shorten a label that has its code before a colon: ``Category 5``."""
    return label.partition(":")[0] if label.startswith("Category") else label


def full_label(line: Line) -> str:
    """Return a label with its code before it, where people know the code: ``0EC1 Nuclear ...``."""
    known = any(each.isdigit() for each in line.code) and not line.merges
    if not known or line.label.startswith(("Category", line.code)):
        return line.label
    return f"{line.code} {line.label}"


def _shortest(line: Line) -> str:
    full = full_label(line)
    return line.code if full != line.label else short_label(line.label)


def _upper(lines: Sequence[Line], most: int) -> Callable[[Line], bool]:
    if len(lines) <= most:
        return lambda _: True
    kept = {TOTAL, first_level(lines)}
    return lambda line: line.level in kept


def _groups(lines: Sequence[Line], width: int) -> Iterator[Sequence[Line]]:
    """Part columns into blocks: total and first level together, then each level by itself."""
    upper = {TOTAL, first_level(lines)}
    parts = [[line for line in lines if line.level in upper]]
    below = dict.fromkeys(line.level for line in lines if line.level not in upper)
    parts += [[line for line in lines if line.level == level] for level in below]
    if len(lines) <= width:
        parts = [list(lines)]
    for part in parts:
        count = -(-len(part) // width)
        size = -(-len(part) // count) if count else 1
        for start in range(0, len(part), size):
            yield part[start : start + size]
