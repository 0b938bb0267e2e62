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

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from functools import cached_property

import numpy as np

from gateway.domain.annual.template import Disclosure, Measure
from gateway.reports.disclosure.figures import CellFigures, Flags, Floats
from gateway.reports.disclosure.programs import Row
from gateway.reports.disclosure.unknowns import Guarded

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
            earlier edition, as they were then, and what two figures differ by.
        fall: How far each slack may fall.
        others: What of each an exporter cannot rule out to be somebody else's; below nothing
            where he may know all of it.
        secrets: Of the slacks those that have something to hide, each with a cell that makes
            it known: what an earlier edition held back, and what few exporters make of two
            figures that differ.
        asked: The slacks that are asked about, by what is asked.
        then: Of the slacks those that stood in a cell in an earlier edition, with the cell.
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
    fall: Floats
    others: Floats
    secrets: Mapping[int, int]
    asked: Mapping[Guarded, int]
    then: Mapping[int, int]
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
        slacks = self.fall if reader is Reader.OUTSIDER else np.maximum(self.others, 0.0)
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
    if cell in system.secrets:
        return _wanted_of_secret(rules, system, abs(system.amount(cell)))
    figures, amount = system.figures, system.amount(cell)
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


def _wanted_of_secret(rules: Disclosure, system: System, amount: float) -> Wanted | None:
    """Guard it from who has all tables and editions, and nothing else."""
    if not amount:
        return None
    if system.measure is Measure.NUMBER:
        return Wanted(float(rules.number_protection), 0.0, both=False)
    return Wanted(float(rules.protection) * amount, 0.0, both=True)
