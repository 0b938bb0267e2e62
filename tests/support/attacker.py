"""An attacker who has what is published and nothing else, and a linear program.

Written apart from the gateway's own disclosure control, from the published tables and the
template as any reader has them, with another library's programs: an error in the one is no
error in the other. He puts all tables, and all editions, into one system: a cell that two of
them show is one variable. He may be an exporter too, who knows his own licences.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse
from scipy.optimize import linprog

from gateway.domain.annual.cells import CellState
from gateway.domain.annual.codes import ORIGIN, TOTAL, CodeTree
from gateway.domain.annual.edition import PublishedTable, Shown
from gateway.domain.annual.template import Measure, Template

HIDDEN = {CellState.SUPPRESSED, CellState.CONFIDENTIAL}


class Place(NamedTuple):
    """Where a figure lies, however many tables show it."""

    table: str
    at: tuple[str, ...]
    origin: str


class Interval(NamedTuple):
    """What the attacker knows of a hidden figure: it lies here."""

    low: float
    high: float


@dataclass(frozen=True)
class Own:
    """What an exporter knows himself of a cell: his number and value, and that he is alone."""

    number: int
    value_cents: int
    alone: bool


@dataclass
class Reading:
    """What one edition says of each place."""

    shown: dict[Place, Shown] = field(default_factory=dict)
    shows: dict[Place, set[Measure]] = field(default_factory=dict)
    groups: dict[Place, tuple[Place, ...]] = field(default_factory=dict)


def read(template: Template, tables: Sequence[PublishedTable]) -> Reading:
    """Read published tables: the same place in two of them is one."""
    reading = Reading()
    views = {view.key: view for view in template.view}
    for published in tables:
        view = views[published.key]
        names = template.collected(view.table).dimensions

        def place(row: str, column: str) -> Place:
            codes = {**view.fixed, view.rows.dimension: row, view.columns.dimension: column}  # noqa: B023
            at = tuple(codes.get(name, TOTAL) for name in names)  # noqa: B023
            return Place(view.table, at, codes.get(ORIGIN, TOTAL))  # noqa: B023

        for line, cells in zip(published.rows, published.cells, strict=True):
            for column, shown in zip(published.columns, cells, strict=True):
                here = place(line.code, column.code)
                reading.shows.setdefault(here, set()).update(published.measures)
                before = reading.shown.get(here)
                if before is None or before.state in HIDDEN:
                    reading.shown[here] = shown
                elif shown.state is CellState.VALUE:
                    reading.shown[here] = Shown(
                        state=CellState.VALUE,
                        number=shown.number if shown.number is not None else before.number,
                        value_cents=shown.value_cents
                        if shown.value_cents is not None
                        else before.value_cents,
                    )
                if line.merges:
                    reading.groups[here] = tuple(place(code, column.code) for code in line.merges)
    return reading


class Attack:
    """The system of one measure over one or more editions.

    Args:
        template: What was collected and what adds up.
        editions: The tables of each edition, the newest last.
        own: What the attacker knows as an exporter.
        changed: Figures that he knows to differ between the editions; every other one is the
            same in all of them.
        unit: Figures are divided by it, so that the programs stay exact.
    """

    def __init__(
        self,
        template: Template,
        editions: Sequence[Sequence[PublishedTable]],
        measure: Measure,
        *,
        own: Mapping[Place, Own] | None = None,
        changed: Collection[Place] = (),
        unit: float = 1.0,
    ) -> None:
        self._template = template
        self._measure = measure
        self._unit = unit
        self._own = own or {}
        self._changed = frozenset(changed)
        self._edition = 0
        self._variables: dict[tuple[Place, int], int] = {}
        self._bounds: list[tuple[float, float]] = []
        self._rows: list[dict[int, float]] = []
        self._right: list[float] = []
        self._readings = [read(template, tables) for tables in editions]
        self._seen: dict[Place, float] = {}
        for reading in self._readings:
            for place, shown in reading.shown.items():
                known = self._figure(shown) if measure in reading.shows[place] else None
                if known is not None and place not in self._changed:
                    self._seen[place] = known
        for edition, reading in enumerate(self._readings):
            self._edition = edition
            self._equations(reading)
        self.hidden = [
            place
            for place, shown in self._readings[-1].shown.items()
            if shown.state in HIDDEN and measure in self._readings[-1].shows[place]
        ]
        for place in self.hidden:
            self._variable(place, self._readings[-1].shown[place])
        self._found: dict[int, tuple[float, float]] = {}
        self.programs = 0

    def interval(self, place: Place) -> Interval:
        """Return the tightest interval of a hidden figure, in units of the figure."""
        variable = self._variables[self._key(place)]
        low, high = self._solve(variable, 1.0), self._solve(variable, -1.0)
        return Interval(low * self._unit, high * self._unit)

    def attained(self, place: Place) -> Interval:
        """Return what the programs so far have shown to be possible of a figure."""
        low, high = self._found.get(self._variables[self._key(place)], (np.inf, -np.inf))
        return Interval(low * self._unit, high * self._unit)

    def roam(self, truth: Mapping[Place, float], rounds: int) -> None:
        """See how far figures can move, many at once: some wanted high and some low, by chance.

        What is possible is no proof of what is not, but what can move far enough this way need
        not be asked about by itself.
        """
        draw = np.random.default_rng(0)
        sizes = np.ones(len(self._bounds))
        for (place, _), variable in self._variables.items():
            sizes[variable] = max(truth.get(place, 0.0) / self._unit, 1e-1)
        for _ in range(rounds):
            self._program(draw.choice([-1.0, 1.0], len(sizes)) / sizes, cap=True)

    def _solve(self, variable: int, sign: float) -> float:
        goal = np.zeros(len(self._bounds))
        goal[variable] = sign
        found = self._program(goal)
        return float(-sign * np.inf) if found is None else float(found[variable])

    def _program(self, goal: Any, *, cap: bool = False) -> Any:
        """Return the figures at which a goal is least; None: there is no least."""
        bounds = np.array(self._bounds)
        if cap:
            bounds[:, 1] = np.minimum(bounds[:, 1], np.maximum(bounds[:, 0], 1e9))
        for method, presolve in (("highs-ds", False), ("highs", True), ("highs-ipm", True)):
            found = linprog(
                goal,
                A_eq=self._matrix,
                b_eq=self._right_side,
                bounds=bounds,
                method=method,
                options={"presolve": presolve},
            )
            if found.status in {0, 3}:
                break
        self.programs += 1
        if found.status == 3:  # unbounded
            return None
        if found.status != 0:
            raise AssertionError(f"the published tables contradict each other: {found.message}")
        for column, value in enumerate(found.x):
            low, high = self._found.get(column, (np.inf, -np.inf))
            self._found[column] = (min(low, value), max(high, value))
        return found.x

    @cached_property
    def _right_side(self) -> Any:
        return np.array(self._right) if self._rows else None

    @cached_property
    def _matrix(self) -> Any:
        if not self._rows:
            return None
        index = [(row, column) for row, each in enumerate(self._rows) for column in each]
        return scipy.sparse.csr_matrix(
            (
                [value for each in self._rows for value in each.values()],
                ([row for row, _ in index], [column for _, column in index]),
            ),
            shape=(len(self._rows), len(self._bounds)),
        )

    def _figure(self, shown: Shown) -> float | None:
        if shown.state is CellState.ZERO:
            return 0.0
        if shown.state is not CellState.VALUE:
            return None
        if self._measure is Measure.NUMBER:
            return None if shown.number is None else float(shown.number)
        return None if shown.value_cents is None else shown.value_cents / self._unit

    def _variable(self, place: Place, shown: Shown | None) -> int:
        key = self._key(place)
        if key not in self._variables:
            hidden = shown is not None and shown.state is CellState.SUPPRESSED
            low = 1.0 if hidden and self._measure is Measure.NUMBER else 0.0
            high = np.inf
            own = self._own.get(place)
            if own is not None:
                mine = (
                    own.number if self._measure is Measure.NUMBER else own.value_cents / self._unit
                )
                low = max(low, mine)
                high = mine if own.alone else high
            self._variables[key] = len(self._bounds)
            self._bounds.append((low, high))
        return self._variables[key]

    def _key(self, place: Place) -> tuple[Place, int]:
        return place, self._edition if place in self._changed else -1

    def _equations(self, reading: Reading) -> None:
        """Put down every sum that the template says holds, dimension by dimension."""
        silent = self._silent(reading)
        there = {
            place
            for place in reading.shown
            if self._measure in reading.shows[place] and place not in silent
        }
        there |= {each for group in reading.groups.values() for each in group}
        for place in sorted(there):
            table = self._template.collected(place.table)
            for number, dimension in enumerate((*table.dimensions, ORIGIN)):
                if not table.adds_up(dimension, self._measure):
                    continue
                codes = self._template.code_list(dimension)
                whole, below = self._below(codes, place, number, there)
                if below:
                    self._equation(reading, place, below, rest=not whole)
        for place, parts in reading.groups.items():
            table = self._template.collected(place.table)
            view_dimension = self._merged_dimension(place, parts)
            if table.adds_up(view_dimension, self._measure):
                self._equation(reading, place, list(parts), rest=False)

    def _merged_dimension(self, place: Place, parts: Sequence[Place]) -> str:
        table = self._template.collected(place.table)
        for name, mine, other in zip(table.dimensions, place.at, parts[0].at, strict=True):
            if mine != other:
                return name
        return ORIGIN

    def _silent(self, reading: Reading) -> set[Place]:
        """Return the places of States that sent nothing: the Union's figures are without them."""
        by_origin: dict[tuple[str, str], list[Place]] = {}
        for place in reading.shown:
            by_origin.setdefault((place.table, place.origin), []).append(place)
        return {
            place
            for (_, origin), places in by_origin.items()
            if origin != TOTAL
            and all(reading.shown[each].state is CellState.NOT_AVAILABLE for each in places)
            for place in places
        }

    def _below(
        self, codes: CodeTree, place: Place, number: int, there: set[Place]
    ) -> tuple[bool, list[Place]]:
        at = [*place.at, place.origin]
        if at[number] != TOTAL and codes.get(at[number]) is None:
            return True, []
        whole, found = True, []
        waiting = list(codes.children(at[number]))
        while waiting:
            code = waiting.pop()
            other = [*at[:number], code, *at[number + 1 :]]
            child = Place(place.table, tuple(other[:-1]), other[-1])
            if child in there:
                found.append(child)
            elif codes.children(code):
                waiting.extend(codes.children(code))
            elif number < len(at) - 1:
                whole = False
        return whole, found

    def _equation(
        self, reading: Reading, total: Place, parts: Sequence[Place], *, rest: bool
    ) -> None:
        row: dict[int, float] = {}
        right = 0.0
        for place, factor in ((total, 1.0), *((part, -1.0) for part in parts)):
            shown = reading.shown.get(place)
            figure = None
            if shown is not None and self._measure in reading.shows[place]:
                figure = self._figure(shown)
                if figure is None:
                    # What another edition shows of the same cell is taken for the same.
                    figure = self._seen.get(place)
            if shown is not None and shown.state is CellState.NOT_AVAILABLE and place == total:
                return
            if figure is not None:
                right -= factor * figure
            else:
                variable = self._variable(place, shown)
                row[variable] = row.get(variable, 0.0) + factor
        if rest:
            row[len(self._bounds)] = -1.0
            self._bounds.append((0.0, np.inf))
        if row:
            self._rows.append(row)
            self._right.append(right)


def tightest(
    attack: Attack, truth: Mapping[Place, float], *, share: float
) -> tuple[float, Place | None]:
    """Return the narrowest reach of all hidden figures, relative to the figure, and whose it is.

    Args:
        attack: The attack.
        truth: The hidden figures themselves.
        share: Reach at which a figure is safe; figures that earlier programs have shown to
            reach that far on either side are not asked about again.
    """
    worst, whose = np.inf, None
    for place in attack.hidden:
        figure = truth.get(place, 0.0)
        if not figure:
            continue
        known = attack.attained(place)
        if known.low <= figure * (1 - share) and known.high >= figure * (1 + share):
            continue
        found = attack.interval(place)
        reach = min(figure - found.low, found.high - figure) / figure
        if reach < worst:
            worst, whose = reach, place
    return worst, whose
