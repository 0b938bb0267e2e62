"""What is secret, in a line of its own: of a shown total what its held-back parts are together.

It is made from a published table alone and of nothing that it does not show: the total less
the parts that are shown, which every reader can subtract. It is said only of a measure that
adds up over the parts, and of two held-back parts or more: one alone would be that part, which
the audit refuses (docs/disclosure.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from gateway.domain.annual.cells import CellState
from gateway.domain.annual.codes import CodeTree
from gateway.domain.annual.edition import HeldSum, HeldTogether, Line, PublishedTable, Shown, Side
from gateway.domain.annual.template import Measure, Template, View

_HELD = frozenset({CellState.SUPPRESSED, CellState.CONFIDENTIAL})


class _Left(NamedTuple):
    """What is left of a total in one line across: how many parts are held back, and how much."""

    at: str
    parts: int
    number: int | None
    cents: int | None

    @property
    def sound(self) -> bool:
        """Whether several parts make it, and it is no less than nothing."""
        return self.parts > 1 and all(each >= 0 for each in (self.number, self.cents) if each)

    def sum(self) -> HeldSum:
        """Return it as it is published."""
        return HeldSum(at=self.at, parts=self.parts, number=self.number, value_cents=self.cents)


def with_held_together(
    template: Template, tables: Iterable[PublishedTable]
) -> tuple[PublishedTable, ...]:
    """Return published tables with what is held back together in each.

    Args:
        template: By which they were made; a table that no view of it has stays as it is.
        tables: Tables as they appear, after disclosure control.
    """
    views = {view.key: view for view in template.view}
    return tuple(
        table.with_held_together(tuple(_of_table(template, views[table.key], table)))
        if table.key in views
        else table
        for table in tables
    )


def _of_table(template: Template, view: View, table: PublishedTable) -> Iterator[HeldTogether]:
    collected = template.collected(view.table)
    for side, axis in ((Side.ROWS, view.rows), (Side.COLUMNS, view.columns)):
        measures = [each for each in table.measures if collected.adds_up(axis.dimension, each)]
        if not measures:
            continue
        codes = template.code_list(axis.dimension)
        lines, cells = table.lines(side), table.along(side)
        for total, parts in _groups(codes, lines):
            left = [
                found
                for at, line in enumerate(table.across(side))
                if (found := _left(line, cells[total][at], [cells[p][at] for p in parts], measures))
            ]
            if left and all(each.sound for each in left):
                yield HeldTogether(
                    side=side,
                    under=lines[total].code,
                    parts=tuple(lines[place].code for place in parts),
                    foot=lines[_foot(codes, lines, total)].code,
                    sums=tuple(each.sum() for each in left),
                )


def _covered(line: Line) -> tuple[str, ...]:
    return line.merges or (line.code,)


def _groups(codes: CodeTree, lines: Sequence[Line]) -> Iterator[tuple[int, list[int]]]:
    """Yield the places of each total and of its parts, where all of these are among the lines."""
    places = {code: place for place, line in enumerate(lines) for code in _covered(line)}
    for total, line in enumerate(lines):
        below = [child for code in _covered(line) for child in codes.children(code)]
        if not all(child in places for child in below):
            continue
        parts = sorted({places[child] for child in below})
        # Rows that are shown as one may be parts of two totals, and then add up to neither.
        if len(parts) > 1 and all({*_covered(lines[place])} <= {*below} for place in parts):
            yield total, parts


def _foot(codes: CodeTree, lines: Sequence[Line], total: int) -> int:
    under = {*_covered(lines[total])}
    return max(
        place
        for place, line in enumerate(lines)
        if under & {above for code in _covered(line) for above in codes.path(code)}
    )


def _left(
    line: Line, total: Shown, parts: Sequence[Shown], measures: Sequence[Measure]
) -> _Left | None:
    """Subtract the shown parts of a total from it; None where there is nothing to say."""
    held = sum(part.state in _HELD for part in parts)
    if total.state is not CellState.VALUE or not held:
        return None
    number = cents = None
    if Measure.NUMBER in measures and total.number is not None:
        number = total.number - sum(part.number or 0 for part in parts)
    if Measure.VALUE in measures and total.value_cents is not None:
        cents = total.value_cents - sum(part.value_cents or 0 for part in parts)
    return None if number is None and cents is None else _Left(line.code, held, number, cents)
