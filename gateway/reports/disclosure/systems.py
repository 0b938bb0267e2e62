"""The equations of one measure: over totals and parts, tables, and editions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from gateway.domain.annual.template import Measure
from gateway.reports.consolidation import CellKey
from gateway.reports.disclosure.differences import Changed, Links
from gateway.reports.disclosure.editions import Before
from gateway.reports.disclosure.figures import CellFigures, Flags, Floats, parts_of
from gateway.reports.disclosure.knowledge import System
from gateway.reports.disclosure.lattice import Order, Relation
from gateway.reports.disclosure.programs import Row
from gateway.reports.disclosure.unknowns import Guarded


@dataclass(frozen=True)
class Besides:
    """What a reader knows besides sums.

    Attributes:
        orders: Figures that are no less than others.
        links: Where a link of two tables does not hold, or few exporters make the difference.
        changed: What has changed since each of the earlier editions.
    """

    orders: Sequence[Order]
    links: Links
    changed: Sequence[Changed]


def _signed(cells: Sequence[int], sign: float) -> Row:
    return tuple((cell, sign) for cell in cells)


def system_of(
    figures: CellFigures,
    ties: Sequence[Relation],
    measure: Measure,
    *,
    known: Flags,
    before: Sequence[Before] = (),
    besides: Besides | None = None,
) -> System:
    """Return the system of one measure.

    Args:
        figures: The cells.
        ties: Their relations.
        measure: Number or value.
        known: Cells that an earlier edition showed and that have not changed.
        before: The earlier editions; their equations hold between what they left open.
        besides: What holds between them besides; left out where sums alone are asked about.
    """
    made = _Making(figures, measure, before)
    for tie in ties:
        made.tie(tie)
    if besides is not None:
        made.order(besides)
        made.changes(besides)
    return made.done(known)


class _Making:
    """A system that is being made."""

    def __init__(self, figures: CellFigures, measure: Measure, before: Sequence[Before]) -> None:
        size = len(figures.keys)
        self._figures, self._measure = figures, measure
        self._amounts = figures.of(measure)
        self._slacks = _Slacks(size)
        self._earlier = [_Earlier(figures, each, measure, self._slacks) for each in before]
        self._newest: dict[Row, None] = {}
        self._older: dict[Row, None] = {}
        self._apart: dict[Guarded, tuple[int, int]] = {}
        self._totals: list[list[int]] = [[] for _ in range(size)]
        self._parts: list[list[int]] = [[] for _ in range(size)]
        self._breakdowns: list[list[list[int]]] = [[] for _ in range(size)]

    def tie(self, tie: Relation) -> None:
        """Put down a total and its parts."""
        whole = self._figures.index.get(tie.whole)
        below = self._there(tie.parts)
        if whole is None or not self._figures.available[whole]:
            return
        if below and tie.complete:
            self._breakdowns[whole].append(below)
        for part in below:
            self._totals[part].append(whole)
            self._parts[whole].append(part)
        self._put([whole], below, complete=tie.complete)

    def order(self, besides: Besides) -> None:
        """Put down what is no less than what; what is left may be a secret."""
        for order in besides.orders:
            more, less = self._there(order.more), self._there(order.less)
            if not more or not self._figures.available[[*more, *less]].all():
                continue
            if not besides.links.holds(order, self._measure):
                continue
            rest, pair = self._put(more, less, complete=False), (order.more[0], order.less[0])
            if order.link and pair in besides.links.few:
                self._apart[Guarded(pair[0], less=pair[1])] = rest, more[0]

    def changes(self, besides: Besides) -> None:
        """Put down by how much cells have changed, where few made it or it was shown then."""
        for place, (each, since) in enumerate(zip(self._earlier, besides.changed, strict=False)):
            for key in self._figures.keys:
                cell = self._figures.index[key]
                if each.showed(cell) or not since.few.isdisjoint((key, *parts_of(key))):
                    row, variable = each.change(cell)
                    if row:
                        self._newest.setdefault(row)
                        self._apart[Guarded(key, place, change=True)] = variable, cell

    def done(self, known: Flags) -> System:
        """Return the system."""
        keys = self._figures.keys
        asked = self._apart | {
            Guarded(keys[cell], place): (variable, cell)
            for place, each in enumerate(self._earlier)
            for variable, cell in each.secrets()
        }
        return System(
            self._measure,
            self._figures,
            tuple(self._newest),
            tuple(row for row in self._older if row not in self._newest),
            np.array(self._slacks.amounts),
            np.array(self._slacks.fall),
            np.array(self._slacks.others),
            dict(asked.values()),
            {question: variable for question, (variable, _) in asked.items()},
            {variable: cell for each in self._earlier for variable, cell in each.then()},
            known,
            self._totals,
            self._parts,
            self._breakdowns,
        )

    def _there(self, keys: Iterable[CellKey]) -> list[int]:
        return [self._figures.index[key] for key in keys if key in self._figures.index]

    def _put(self, more: Sequence[int], less: Sequence[int], *, complete: bool) -> int:
        """Put down a row for each edition; return what is left of the newest's."""
        row, rest = [*_signed(more, 1.0), *_signed(less, -1.0)], -1
        if not complete:
            rest = self._slacks.rest(self._amounts, more, less)
            row.append((rest, -1.0))
        self._newest.setdefault(tuple(row))
        for each in self._earlier:
            if row_then := each.row(more, less, complete=complete):
                self._older.setdefault(row_then)
        return rest


class _Slacks:
    """The variables after the cells."""

    def __init__(self, first: int) -> None:
        self._first = first
        self.amounts: list[float] = []
        self.fall: list[float] = []
        self.others: list[float] = []

    def add(self, amount: float, others: float, *, signed: bool = False) -> int:
        """Add a variable and return its place; a signed one may be below nothing."""
        self.amounts.append(amount)
        self.fall.append(np.inf if signed else amount)
        self.others.append(np.inf if signed else others)
        return self._first + len(self.amounts) - 1

    def rest(self, amounts: Floats, more: Sequence[int], less: Sequence[int]) -> int:
        """Add what figures are together more than others."""
        rest = max(float(amounts[list(more)].sum() - amounts[list(less)].sum()), 0.0)
        return self.add(rest, rest)


class _Earlier:
    """The equations of an earlier edition: a cell that has changed is a variable of its own."""

    def __init__(
        self, figures: CellFigures, before: Before, measure: Measure, slacks: _Slacks
    ) -> None:
        then = figures if before.then is None else before.then
        self._before, self._slacks, self._amounts = before, slacks, then.of(measure)
        self._others = _others(then, measure)
        self._now = figures.of(measure)
        self._changed = self._amounts != self._now
        self._variables: dict[int, int] = {}

    def row(self, more: Sequence[int], less: Sequence[int], *, complete: bool) -> Row:
        """Return a sum between what was left open; nothing where there was no such sum."""
        if self._before.absent[list(more)].any():
            return ()
        there = [part for part in less if not self._before.absent[part]]
        members = (*_signed(more, 1.0), *_signed(there, -1.0))
        row = [(self._variable(cell), sign) for cell, sign in members if self._before.open[cell]]
        if not complete:
            row.append((self._slacks.rest(self._amounts, more, there), -1.0))
        return tuple(row)

    def showed(self, cell: int) -> bool:
        """Say whether it showed a cell's figure."""
        return not self._before.open[cell]

    def change(self, cell: int) -> tuple[Row, int]:
        """Return the row that says how much a cell has changed since, and that variable."""
        if not self._changed[cell] or self._before.absent[cell]:
            return (), -1
        much = float(self._now[cell] - self._amounts[cell])
        variable = self._slacks.add(much, 0.0, signed=True)
        then = [(self._variable(cell), -1.0)] if self._before.open[cell] else []
        return ((cell, 1.0), *then, (variable, -1.0)), variable

    def then(self) -> Iterator[tuple[int, int]]:
        """Yield the variables of what stood in cells that have changed since, with their cells."""
        for cell, variable in self._variables.items():
            yield variable, cell

    def secrets(self) -> Iterator[tuple[int, int]]:
        """Yield the variables of what it held back for what it said, with their cells."""
        for cell, variable in self._variables.items():
            if self._before.secret[cell] and self._amounts[cell]:
                yield variable, cell

    def _variable(self, cell: int) -> int:
        if not self._changed[cell]:
            return cell
        if cell not in self._variables:
            amount, others = float(self._amounts[cell]), float(self._others[cell])
            self._variables[cell] = self._slacks.add(amount, others)
        return self._variables[cell]


def _others(figures: CellFigures, measure: Measure) -> Floats:
    """Return what is not the largest exporter's; below nothing where he may be alone."""
    if measure is Measure.VALUE:
        others = figures.of(measure) - figures.top1
    else:
        statistical = figures.statistical
        others = np.where(statistical, figures.exporters_min, figures.of(measure)) - 1
    alone = figures.statistical & (figures.exporters_min <= 1)
    return np.where(alone, -1.0, np.maximum(others, 0.0))
