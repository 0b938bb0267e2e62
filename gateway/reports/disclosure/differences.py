"""What two figures differ by is a figure as well, with exporters behind it.

A reader who is shown both subtracts one from the other: what was refused in a year less what
was refused of the year's applications, or a total of this edition less that of the edition
before. Where too few exporters may stand behind what is left, the difference is held back like
a cell: one of the two figures at least is not shown.

Who stands behind a difference is known by bounds only. Between two tables of one edition the
safe one is taken. Between two editions hardly anything bounds it (late licences are mostly
those of exporters who have others), so there as many changed records as exporters are asked
for are taken for enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

import polars as pl

from gateway.domain.annual.codes import ORIGIN, TOTAL
from gateway.domain.annual.template import Measure
from gateway.reports.columns import parted
from gateway.reports.consolidation import CellKey, Consolidation
from gateway.reports.disclosure.figures import CellFigures, read_figures
from gateway.reports.disclosure.lattice import Order, orders, published_cells

_THREE = 3
"""More than the two largest exporters have together is of so many at least."""

Pair = tuple[CellKey, CellKey]
"""A figure and one of another table that is among it."""


@dataclass(frozen=True)
class Links:
    """Where what a template says of figures that do not add up tells too much, or is not so.

    Attributes:
        few: Figures of two tables with behind their difference too few exporters, as far as is
            known.
        untrue: By measure what is not as the template says: an application may be granted in
            January that was counted as granted in December, a denial may state no ground. No
            reader can use what does not hold.
    """

    few: AbstractSet[Pair] = frozenset()
    untrue: Mapping[Measure, AbstractSet[Order]] = field(default_factory=dict)

    def holds(self, order: Order, measure: Measure) -> bool:
        """Say whether something is as the template says."""
        return order not in self.untrue.get(measure, ())


@dataclass(frozen=True)
class Changed:
    """What differs between two editions.

    Attributes:
        figures: By measure the cells whose figure is another one.
        few: Cells with behind the difference too few exporters, as far as is known.
    """

    figures: Mapping[Measure, AbstractSet[CellKey]]
    few: AbstractSet[CellKey] = frozenset()


def links_of(consolidation: Consolidation) -> Links:
    """Return where what the template says beyond sums tells too much of a year, or is not so."""
    template = consolidation.template
    cells: dict[CellKey, AbstractSet[Measure]] = {}
    for table in template.table:
        cells |= published_cells(template, table.key)
    figures = read_figures(consolidation, cells)
    untrue: dict[Measure, frozenset[Order]] = {}
    pairs: dict[Pair, Measure] = {}
    # Where both measures are linked, the value says more of who stands behind.
    for measure in sorted(Measure):
        amounts = dict(zip(figures.keys, figures.of(measure).tolist(), strict=True))
        found = []
        for order in orders(template, cells, measure):
            more, less = (sum(amounts.get(key, 0.0) for key in side) for side in order[:2])
            if more < less:
                found.append(order)
            elif order.link:
                pairs[order.more[0], order.less[0]] = measure
        untrue[measure] = frozenset(found)
    rules = template.disclosure
    few: frozenset[Pair] = frozenset()
    if rules.differences:
        behind = _Behind(figures, template.code_list(ORIGIN).children())
        least = rules.min_contributors
        few = frozenset(pair for pair, each in pairs.items() if behind.few(pair, each, least))
    return Links(few, untrue)


class _Behind:
    """Who stands behind the differences of linked figures."""

    def __init__(self, figures: CellFigures, states: Sequence[str]) -> None:
        self._figures, self._states = figures, states

    def few(self, pair: Pair, measure: Measure, least: int) -> bool:
        """Say whether fewer exporters than are asked for may stand behind a difference."""
        number, *_ = self._apart(pair)
        place = self._figures.index.get(pair[0])
        if number <= 0 or place is None or not self._figures.statistical[place]:
            return False
        return self._exporters(pair, measure) < least

    def _exporters(self, pair: Pair, measure: Measure) -> float:
        """Return how many exporters stand behind a difference at least."""
        number, value, exporters, top2 = self._apart(pair)
        found = max(exporters, 1.0 if number > 0 else 0.0)
        if measure is Measure.VALUE and value > top2:
            found = max(found, _THREE)
        if pair[0].origin == TOTAL:  # an exporter has one competent authority
            states = [
                (pair[0]._replace(origin=state), pair[1]._replace(origin=state))
                for state in self._states
            ]
            found = max(found, sum(self._exporters(each, measure) for each in states))
        return found

    def _apart(self, pair: Pair) -> tuple[float, float, float, float]:
        """Return number and value of a difference, fewest exporters, the two largest's most."""
        more, less = (
            self._figures.figures[self._figures.index[key]] if key in self._figures.index else None
            for key in pair
        )
        if more is None:
            return 0.0, 0.0, 0.0, 0.0
        number, value, least, _, _, top2, _ = (float(each) for each in more)
        if less is None:
            return number, value, least, top2
        return number - float(less[0]), value - float(less[1]), least - float(less[3]), top2


def changed_between(one: Consolidation, other: Consolidation) -> Changed:
    """Return the cells of the Union and its States whose figure is another one."""
    place = ["table", "at", "origin"]
    columns = {Measure.NUMBER: "number", Measure.VALUE: "value_cents"}
    bounds = ("exporters_min", "exporters_max", "top2_cents")
    wanted = (*place, *columns.values(), *bounds, "available")
    both = (
        one.frame.select(wanted)
        .join(other.frame.select(wanted), on=place, how="full", coalesce=True)
        .with_columns(pl.col(pl.Int64).fill_null(0), pl.col(pl.Boolean).fill_null(value=True))
    )
    differs = {
        measure: (pl.col(name) != pl.col(f"{name}_right"))
        | (pl.col("available") != pl.col("available_right"))
        for measure, name in columns.items()
    }
    rules = one.template.disclosure
    least = rules.min_contributors
    statistical = [
        table.key for table in one.template.table if table.contributors and rules.differences
    ]
    value = (pl.col("value_cents_right") - pl.col("value_cents")).abs()
    enough = (
        ((pl.col("number_right") - pl.col("number")).abs() >= least)
        | (pl.col("exporters_min_right") - pl.col("exporters_max") >= least)
        | (pl.col("exporters_min") - pl.col("exporters_max_right") >= least)
        | ((value > pl.col("top2_cents") + pl.col("top2_cents_right")) & (least <= _THREE))
    )
    few = pl.any_horizontal(*differs.values()) & ~enough
    few &= pl.col("table").cast(pl.String).is_in(statistical)
    return Changed(
        {measure: _keys(both.filter(differ)) for measure, differ in differs.items()},
        _keys(both.filter(few)),
    )


def _keys(frame: pl.DataFrame) -> frozenset[CellKey]:
    rows: Iterable[tuple[str, str, str]] = frame.select(
        pl.col("table", "at", "origin").cast(pl.String)
    ).iter_rows()
    return frozenset(CellKey(table, parted(at), origin) for table, at, origin in rows)
