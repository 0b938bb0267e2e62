"""What a well-placed reader knows, and how far a cell must be able to move all the same.

The reader that is guarded against is an exporter who knows his own part of every cell. The
Commission does not know the exporters, so the worst is taken of what the figures allow: he
has the largest part of every cell but what is asked about, and wherever one exporter may
stand alone behind a cell it is he, and he knows that cell to the cent. Against him the cell
that is asked about must be able to move by the template's share of its value either way. An
outsider knows less, so what holds against this reader holds against everybody.

He does not stand where only the exporter of the asked cell can: a total that has one exporter
has the same one in every part. And the parts of the asked cell are no way around it: each of
them that is held back is asked about itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from functools import cached_property

import numpy as np

from gateway.domain.annual.template import Disclosure, Measure
from gateway.reports.disclosure.editions import Before
from gateway.reports.disclosure.figures import CellFigures, Flags, Floats
from gateway.reports.disclosure.lattice import Relation
from gateway.reports.disclosure.programs import Row

PAIR = 2
"""So many exporters see through a figure of theirs: each knows his own part."""


class Reader(IntEnum):
    """Who looks at the tables; each knows less than the one before."""

    LARGEST = 0  # an exporter who may have the largest part of every other cell
    LIKELY = 1  # he is not where the asked cell's exporter most likely is
    OUTSIDER = 2


@dataclass(frozen=True, eq=False)
class System:
    """The cells of one measure with their equations, and what a reader cannot rule out.

    Attributes:
        measure: Number or value.
        figures: The cells; they are the first variables.
        rows: The equations over cells and, after them, slacks of totals that are more than
            their shown parts.
        earlier_rows: What earlier editions add to them.
        slacks: Each slack's amount. Slacks are also the figures that have changed since an
            earlier edition, as they were then.
        others: What of each an exporter cannot rule out to be somebody else's; below nothing
            where he may know all of it.
        secrets: Of the slacks those that an earlier edition held back for what they said, each
            with its cell.
        known: Cells that a reader knows from elsewhere: an earlier edition showed them.
        totals: For each cell the cells that it is a part of, one step up.
        parts: And those that are its parts, one step down.
        breakdowns: The same, dimension by dimension.
    """

    measure: Measure
    figures: CellFigures
    rows: tuple[Row, ...]
    earlier_rows: tuple[Row, ...]
    slacks: Floats
    others: Floats
    secrets: Mapping[int, int]
    known: Flags
    totals: Sequence[Sequence[int]]
    parts: Sequence[Sequence[int]]
    breakdowns: Sequence[Sequence[Sequence[int]]]
    _above: dict[int, frozenset[int]] = field(default_factory=dict, repr=False)

    def without_earlier(self) -> System:
        """Return the same system for a reader who has the newest edition alone."""
        known = np.zeros(len(self.known), dtype=bool)
        return replace(self, earlier_rows=(), known=known, _above={})

    @property
    def width(self) -> int:
        """Return how many variables there are, slacks among them."""
        return len(self.figures.keys) + len(self.slacks)

    @cached_property
    def amounts(self) -> Floats:
        """The figure of every cell."""
        return self.figures.of(self.measure)

    def amount(self, variable: int) -> float:
        """Return the figure of a cell, or of a slack."""
        size = len(self.figures.keys)
        return float(self.amounts[variable] if variable < size else self.slacks[variable - size])

    @cached_property
    def alone(self) -> Flags:
        """Cells behind which one exporter may stand alone."""
        return self.figures.statistical & (self.figures.exporters_min <= 1)

    def _down(self, reader: Reader) -> Floats:
        """Return how far every variable may fall, as a reader sees it: by what is not his."""
        least = self.least
        others = self.amounts - least
        if reader is Reader.LARGEST and self.measure is Measure.VALUE:
            others = self.amounts - self.figures.top1
        elif reader is Reader.LARGEST:
            # Of the other exporters each has at least one.
            statistical = self.figures.statistical
            others = np.where(statistical, self.figures.exporters_min, self.amounts) - 1
        fixed = self._fixed(reader) | ~self.figures.available
        slacks = self.slacks if reader is Reader.OUTSIDER else np.maximum(self.others, 0.0)
        return np.concatenate([np.where(fixed, 0.0, np.maximum(others, 0.0)), slacks])

    def _up(self, reader: Reader) -> Floats:
        """Return how far every variable may rise: any way, unless a reader knows it."""
        rise = np.where(self._fixed(reader), 0.0, np.inf)
        his = (self.others < 0) & (reader is not Reader.OUTSIDER)
        return np.concatenate([rise, np.where(his, 0.0, np.inf)])

    def _fixed(self, reader: Reader) -> Flags:
        if reader is Reader.OUTSIDER:
            return self.known
        return self.known | (self.alone & self.figures.available)

    @cached_property
    def least(self) -> float:
        """What a held cell has at least: a number of none would be shown as zero."""
        return 0.0 if self.measure is Measure.VALUE else 1.0

    @cached_property
    def _bounds(self) -> tuple[tuple[Floats, Floats], ...]:
        return tuple((self._down(reader), self._up(reader)) for reader in Reader)

    @property
    def down(self) -> Floats:
        """How far every variable may fall before the best placed reader."""
        return self._bounds[Reader.LARGEST][0]

    def room(self, target: int, reader: Reader) -> tuple[Floats, Floats]:
        """Return how far every variable may fall and rise when one cell is asked about."""
        down, up = (bound.copy() for bound in self._bounds[reader])
        if reader is Reader.OUTSIDER:
            return down, up
        own = [target, *(cell for cell in self._totals(target) if self._his(cell))]
        for part in _reached(self.parts, own):
            self._open(part, self.amounts[part], down, up)
        if reader is Reader.LIKELY:
            for part in self._likely(target):
                self._open(part, min(self.amounts[part], self.amounts[target]), down, up)
        return down, up

    def _open(self, part: int, amount: float, down: Floats, up: Floats) -> None:
        """Let a cell and its totals move: what stands in it is not the reader's."""
        for cell in self._totals(part):
            if not self.known[cell]:
                down[cell] = max(down[cell], amount - self.least)
                up[cell] = np.inf

    def _likely(self, target: int) -> list[int]:
        """Return where a cell's exporter most likely is in what its totals are divided into.

        He stands in one part at least of every total of his; the reader cannot be alone in
        all of them. Taken is the smallest part that can hold the asked cell, else the largest.
        """
        waiting, found = list(self._totals(target)), set(self._totals(target))
        likely = []
        for whole in waiting:
            for parts in self.breakdowns[whole]:
                if found.isdisjoint(parts):
                    part = min(parts, key=lambda each: self._fit(each, target))
                    likely.append(part)
                    waiting += [each for each in self._totals(part) if each not in found]
                    found |= self._totals(part)
        return likely

    def _fit(self, part: int, target: int) -> tuple[bool, float, int]:
        short = bool(self.amounts[part] < self.amounts[target])
        return short, float(-self.amounts[part] if short else self.amounts[part]), part

    def _totals(self, cell: int) -> frozenset[int]:
        """Return a cell and every total that it is a part of."""
        if cell not in self._above:
            self._above[cell] = frozenset(_reached(self.totals, [cell]))
        return self._above[cell]

    def _his(self, cell: int) -> bool:
        return bool(self.figures.statistical[cell] and self.figures.exporters_max[cell] <= 1)


def _reached(steps: Sequence[Sequence[int]], start: Sequence[int]) -> set[int]:
    found, waiting = set(start), list(start)
    while waiting:
        for cell in steps[waiting.pop()]:
            if cell not in found:
                found.add(cell)
                waiting.append(cell)
    return found


def system_of(
    figures: CellFigures,
    ties: Sequence[Relation],
    measure: Measure,
    *,
    known: Flags,
    before: Sequence[Before] = (),
) -> System:
    """Return the system of one measure.

    Args:
        figures: The cells.
        ties: Their relations.
        measure: Number or value.
        known: Cells that an earlier edition showed and that have not changed.
        before: The earlier editions; their equations hold between what they left open.
    """
    index, size = figures.index, len(figures.keys)
    amounts = figures.of(measure)
    slacks = _Slacks(size)
    earlier = [_Earlier(figures, each, measure, slacks) for each in before]
    newest: dict[Row, None] = {}
    older: dict[Row, None] = {}
    totals: list[list[int]] = [[] for _ in range(size)]
    parts: list[list[int]] = [[] for _ in range(size)]
    breakdowns: list[list[list[int]]] = [[] for _ in range(size)]
    for tie in ties:
        whole = index.get(tie.whole)
        below = [index[part] for part in tie.parts if part in index]
        if whole is None or not figures.available[whole]:
            continue
        if below and tie.complete:
            breakdowns[whole].append(below)
        for part in below:
            totals[part].append(whole)
            parts[whole].append(part)
        row = [(whole, 1.0), *((part, -1.0) for part in below)]
        if not tie.complete:
            row.append((slacks.rest(amounts, whole, below), -1.0))
        newest.setdefault(tuple(row))
        for each in earlier:
            if row_then := each.row(whole, below, complete=tie.complete):
                older.setdefault(row_then)
    return System(
        measure,
        figures,
        tuple(newest),
        tuple(row for row in older if row not in newest),
        np.array(slacks.amounts),
        np.array(slacks.others),
        {variable: cell for each in earlier for variable, cell in each.secrets()},
        known,
        totals,
        parts,
        breakdowns,
    )


class _Slacks:
    """The variables after the cells."""

    def __init__(self, first: int) -> None:
        self._first = first
        self.amounts: list[float] = []
        self.others: list[float] = []

    def add(self, amount: float, others: float) -> int:
        """Add a variable and return its place."""
        self.amounts.append(amount)
        self.others.append(others)
        return self._first + len(self.amounts) - 1

    def rest(self, amounts: Floats, whole: int, below: Sequence[int]) -> int:
        """Add what a total is more than its shown parts."""
        rest = max(float(amounts[whole] - amounts[list(below)].sum()), 0.0)
        return self.add(rest, rest)


class _Earlier:
    """The equations of an earlier edition: a cell that has changed is a variable of its own."""

    def __init__(
        self, figures: CellFigures, before: Before, measure: Measure, slacks: _Slacks
    ) -> None:
        then = figures if before.then is None else before.then
        self._before, self._slacks, self._amounts = before, slacks, then.of(measure)
        self._others = _others(then, measure)
        self._changed = self._amounts != figures.of(measure)
        self._variables: dict[int, int] = {}

    def row(self, whole: int, below: Sequence[int], *, complete: bool) -> Row:
        """Return a sum between what was left open; nothing where there was no such sum."""
        if self._before.absent[whole]:
            return ()
        there = [part for part in below if not self._before.absent[part]]
        members = [(whole, 1.0), *((part, -1.0) for part in there)]
        row = [(self._variable(cell), sign) for cell, sign in members if self._before.open[cell]]
        if not complete:
            row.append((self._slacks.rest(self._amounts, whole, there), -1.0))
        return tuple(row)

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


@dataclass(frozen=True)
class Wanted:
    """How far a cell must be able to move.

    Attributes:
        outsider: The least move before any reader, in what the measure counts.
        exporter: The same before an exporter who knows his own part, so that he cannot place
            the largest of the others; 0 where the others hide each other.
        both: Either way; otherwise one of the two ways is enough.
    """

    outsider: float
    exporter: float
    both: bool


def wanted(rules: Disclosure, system: System, cell: int) -> Wanted | None:
    """Return how far a held figure must be able to move, or None where it has nothing to hide.

    The exporter's is the p-percent rule: he who has the second largest part may not come
    closer to the largest than the template's share of it, and what the rest have hides it.
    Parts and contributors are those that the figures allow, on the safe side.
    """
    figures, amount = system.figures, system.amount(cell)
    if cell in system.secrets:
        # What stood there then: guarded from who has both editions and nothing else.
        if system.measure is Measure.NUMBER:
            return Wanted(float(rules.number_protection), 0.0, both=False)
        return Wanted(float(rules.protection) * amount, 0.0, both=True)
    if system.measure not in figures.shows[figures.keys[cell]]:
        return None
    if system.known[cell] or not figures.available[cell] or not amount:
        return None
    if system.measure is Measure.NUMBER:
        step = float(rules.number_protection)
        # Where two others or more stand behind a cell, they hide each other.
        alone = figures.statistical[cell] and figures.exporters_min[cell] <= PAIR
        return Wanted(step, step if alone else 0.0, both=False)
    share = float(rules.protection)
    rest = amount - float(figures.top2[cell])
    exporter = share * float(figures.top1[cell]) - rest if figures.statistical[cell] else 0.0
    return Wanted(share * amount, max(exporter, 0.0), both=True)
