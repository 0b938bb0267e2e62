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
from itertools import product
from typing import NamedTuple

from gateway.domain.annual.codes import ORIGIN, TOTAL, CodeTree
from gateway.domain.annual.template import Axis, Link, Measure, Template, View
from gateway.reports.consolidation import CellKey

JOIN = "+"
"""Between the codes of rows that are shown as one."""


Merges = Mapping[str, Sequence[tuple[str, ...]]]
"""By view the groups of row codes that are shown as one row."""


class Order(NamedTuple):
    """Figures that together are no less than others, of one measure.

    Attributes:
        link: Key of the template's link by which one figure is among another, so that what is
            left is a figure too; empty: several are bound together.
    """

    more: tuple[CellKey, ...]
    less: tuple[CellKey, ...]
    link: str = ""


class Relation(NamedTuple):
    """A total and its parts, or a figure that two tables have, of one measure.

    Attributes:
        complete: The parts are all of it; otherwise the total is no less than they are.
        over: The dimension of which the parts are codes; empty: the part is the same figure.
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


def axis_codes(codes: CodeTree, axis: Axis) -> tuple[str, ...]:
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
    for table, keys in _by_table(cells, measure).items():
        collected = template.collected(table)
        for place, dimension in enumerate((*collected.dimensions, ORIGIN)):
            if collected.adds_up(dimension, measure):
                yield from _over(template.code_list(dimension), keys, place)
    for link, more, less in _linked(template, cells, measure):
        if link.same:
            yield Relation(complete=True, whole=more, parts=(less,), over="")


def orders(
    template: Template, cells: Mapping[CellKey, AbstractSet[Measure]], measure: Measure
) -> Iterator[Order]:
    """Yield what bounds the cells that show a measure though nothing adds up.

    Where a measure does not add up over a dimension, a total is no less than each part and no
    more than all of them. What one table counts may be among what another counts.

    Args:
        template: The template, which says what holds.
        cells: The cells and what they show.
        measure: Number or value.
    """
    for table, keys in _by_table(cells, measure).items():
        collected = template.collected(table)
        for place, dimension in enumerate(collected.dimensions):
            if not collected.bounds(dimension, measure):
                continue
            for tie in _over(template.code_list(dimension), keys, place):
                for part in tie.parts:
                    yield Order((tie.whole,), (part,))
                if tie.complete:
                    yield Order(tie.parts, (tie.whole,))
    for link, one, other in _linked(template, cells, measure):
        if not link.same:
            yield Order((one,), (other,), link.key)
            others = _others(template, link, one)
            if others != (one,) and all(measure in cells.get(each, ()) for each in others):
                yield Order(others, (other,))


def linked_tables(template: Template, *, same: bool = False) -> list[tuple[str, ...]]:
    """Part the template's tables into groups that no link leaves, in the template's order.

    Args:
        template: The template.
        same: Only what is the same figure in two tables links them.
    """
    groups = {table.key: {table.key} for table in template.table}
    for link in template.link:
        if link.same or not same:
            whole = groups[link.more.table] | groups[link.less.table]
            groups.update(dict.fromkeys(whole, whole))
    order = [table.key for table in template.table]
    return list(dict.fromkeys(tuple(sorted(groups[key], key=order.index)) for key in order))


def measures_of(template: Template, tables: Iterable[str]) -> list[Measure]:
    """Return the measures that some tables collect, values first.

    More sums hold for values, and what they need mostly serves numbers too.
    """
    return sorted({m for key in tables for m in template.collected(key).measures}, reverse=True)


def _by_table(
    cells: Mapping[CellKey, AbstractSet[Measure]], measure: Measure
) -> dict[str, list[CellKey]]:
    found: dict[str, list[CellKey]] = {}
    for key, measures in cells.items():
        if measure in measures:
            found.setdefault(key.table, []).append(key)
    return found


def _linked(
    template: Template, cells: Mapping[CellKey, AbstractSet[Measure]], measure: Measure
) -> Iterator[tuple[Link, CellKey, CellKey]]:
    """Yield the pairs of cells of two tables that a link compares."""
    by_table = _by_table(cells, measure)
    for link in template.link:
        if measure not in link.measures:
            continue
        names = template.collected(link.less.table).dimensions
        others = template.collected(link.more.table).dimensions
        for key in by_table.get(link.less.table, ()):
            codes = dict(zip(names, key.at, strict=True))
            wanted = {name: link.less.at.get(name, TOTAL) for name in names}
            if any(codes[name] != wanted[name] for name in names if name not in link.along):
                continue
            at = tuple(
                codes[name] if name in link.along else link.more.at.get(name, TOTAL)
                for name in others
            )
            more = CellKey(link.more.table, at, key.origin)
            if measure in cells.get(more, ()):
                yield link, more, key


def _others(template: Template, link: Link, key: CellKey) -> tuple[CellKey, ...]:
    """Return the cells that make up a linked one without the codes that the link leaves out."""
    names = template.collected(key.table).dimensions
    found = (
        _around(template.code_list(name), code, link.without.get(name))
        for name, code in zip(names, key.at, strict=True)
    )
    return tuple(key._replace(at=at) for at in product(*found))


def _around(codes: CodeTree, code: str, out: str | None) -> tuple[str, ...]:
    """Return the highest codes that make up one without another; itself without none below."""
    if out is None or code == out or code not in codes.path(out):
        return (code,)
    return tuple(
        each
        for child in codes.children(code)
        if child != out
        for each in _around(codes, child, out)
    )


_Cuts = dict[str, tuple[bool, tuple[str, ...]]]


def _over(codes: CodeTree, keys: Iterable[CellKey], place: int) -> Iterator[Relation]:
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


def _cuts(codes: CodeTree, there: AbstractSet[str]) -> _Cuts:
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


def _cut(codes: CodeTree, code: str, there: AbstractSet[str]) -> tuple[bool, list[str]]:
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
