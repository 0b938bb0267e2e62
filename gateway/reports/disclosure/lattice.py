"""What is published of a template as one system: its cells, and what ties them together.

The same cell stands in several tables, and a figure that one table holds back can be computed
from another. So all tables of a template are one system: one variable for each cell (table,
codes, origin), wherever it appears, and one relation for each total whose parts are there.
Only sums that hold by the template are equations (`CollectedTable.adds_up`). Where a code
below a total is not shown, the total is no less than the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from gateway.domain.annual.codes import ORIGIN, TOTAL, CodeList
from gateway.domain.annual.template import Axis, Measure, Template, View
from gateway.reports.consolidation import CellKey

JOIN = "+"
"""Between the codes of rows that are shown as one."""


Merges = Mapping[str, Sequence[tuple[str, ...]]]
"""By view the groups of row codes that are shown as one row."""


class Relation(NamedTuple):
    """A total and its parts, of one measure.

    Attributes:
        complete: The parts are all of it; otherwise the total is no less than they are.
        over: The dimension of which the parts are codes.
    """

    complete: bool
    whole: CellKey
    parts: tuple[CellKey, ...]
    over: str


def named_cells(keys: Sequence[CellKey]) -> str:
    """Name cells in an error: the first few, and how many more there are."""
    named = "; ".join(f"{key.table} {'|'.join(key.at)} of {key.origin}" for key in keys[:_NAMED])
    return f"{named} and {len(keys) - _NAMED} more" if len(keys) > _NAMED else named


_NAMED = 5


def axis_codes(codes: CodeList, axis: Axis) -> tuple[str, ...]:
    """Return the codes that an axis shows, level by level."""
    return tuple(code for level in axis.levels for code in codes.at_level(level))


def cell_of(template: Template, view: View, row: str, column: str) -> CellKey:
    """Name the cell in a row and column of a view."""
    codes = {**view.fixed, view.rows.dimension: row, view.columns.dimension: column}
    dimensions = template.collected(view.table).dimensions
    at = tuple(codes.get(each, TOTAL) for each in dimensions)
    return CellKey(view.table, at, codes.get(ORIGIN, TOTAL))


def published_cells(
    template: Template, table: str, merges: Merges | None = None
) -> dict[CellKey, frozenset[Measure]]:
    """Return the cells of a table that views show, with the measures that they show.

    Args:
        template: The template.
        table: Key of the collected table.
        merges: By view the groups of row codes that are shown as one row.
    """
    found: dict[CellKey, frozenset[Measure]] = {}
    for view in template.views_of(table):
        rows = axis_codes(template.code_list(view.rows.dimension), view.rows)
        groups = tuple((merges or {}).get(view.key, ()))
        merged = {code for group in groups for code in group}
        shown = [row for row in rows if row not in merged] + [JOIN.join(each) for each in groups]
        for column in axis_codes(template.code_list(view.columns.dimension), view.columns):
            for row in shown:
                key = cell_of(template, view, row, column)
                found[key] = found.get(key, frozenset()) | set(view.measures)
    return found


def relations(
    template: Template, cells: Mapping[CellKey, AbstractSet[Measure]], measure: Measure
) -> Iterator[Relation]:
    """Yield what ties the cells together that show a measure.

    Args:
        template: The template, which says what adds up.
        cells: The cells and what they show.
        measure: Number or value.
    """
    by_table: dict[str, list[CellKey]] = {}
    for key, measures in cells.items():
        if measure in measures:
            by_table.setdefault(key.table, []).append(key)
    for table, keys in by_table.items():
        collected = template.collected(table)
        for place, dimension in enumerate((*collected.dimensions, ORIGIN)):
            if collected.adds_up(dimension, measure):
                yield from _over(template.code_list(dimension), keys, place)


_Cuts = dict[str, tuple[bool, tuple[str, ...]]]


def _over(codes: CodeList, keys: Iterable[CellKey], place: int) -> Iterator[Relation]:
    """Yield the sums over one dimension, the one at a place of a cell's codes."""
    lines: dict[tuple[str, ...], dict[str, CellKey]] = {}
    for key in keys:
        at = (*key.at, key.origin)
        lines.setdefault(at[:place] + at[place + 1 :], {})[at[place]] = key
    known: dict[frozenset[str], _Cuts] = {}
    for line in lines.values():
        there = frozenset(line)
        if there not in known:
            known[there] = _cuts(codes, there)
        for code, (complete, below) in known[there].items():
            yield Relation(complete, line[code], tuple(line[each] for each in below), codes.key)


def _cuts(codes: CodeList, there: AbstractSet[str]) -> _Cuts:
    """Return for each code that has some below it which, and whether they are all of it."""
    found: _Cuts = {}
    for code in sorted(there):
        if code in codes:
            complete, below = _cut(codes, code, there)
        else:  # rows that are shown as one
            below = [each for each in code.split(JOIN) if each in there]
            complete = len(below) == code.count(JOIN) + 1
        if below:
            found[code] = (complete, tuple(below))
    return found


def _cut(codes: CodeList, code: str, there: AbstractSet[str]) -> tuple[bool, list[str]]:
    """Return the nearest codes below one that are there, and whether they are all of it."""
    complete, found = True, []
    for child in codes.children(code):
        if child in there:
            found.append(child)
        elif codes.children(child):
            whole, below = _cut(codes, child, there)
            complete = complete and whole
            found.extend(below)
        else:
            complete = False
    return complete, found
