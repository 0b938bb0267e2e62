"""What a Member State learns from the published tables, which knows all figures of its own.

With its own cells known, an equation has fewer unknowns: of a held figure of the Union in which
two States have something, each knows the other's. So every held figure of another State, and of
the Union what is not the reader's own, must be able to move while nothing of the reader's moves.

Asking everything for each of 27 States takes 27 times as long. A move in which nothing of a whole
group of States moves is a proof before each of them, though, and one program moves hundreds of
figures at once (`roaming.py`). Only what is left is asked for each State alone, and then exactly.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import highspy
import numpy as np
import numpy.typing as npt
import polars as pl

from gateway.domain.annual.codes import TOTAL
from gateway.domain.annual.template import Disclosure, Measure
from gateway.reports.columns import parted
from gateway.reports.consolidation import Consolidation
from gateway.reports.disclosure.complementary import FREE, MARGIN, Room, Search
from gateway.reports.disclosure.figures import CellFigures, Flags, Floats, parts_of
from gateway.reports.disclosure.knowledge import Reader, System, wanted
from gateway.reports.disclosure.programs import DUAL, PRIMAL, Row, quiet_solver
from gateway.reports.disclosure.unknowns import SLIP

# How far many figures can move at once: the answer to most questions in a few programs.
#
# A question alone costs a linear program. Here all figures are pulled up or down by chance, in one
# program over the whole system that goes on from where the last one ended; what has moved far
# enough, one way in one program and the other way in another, need not be asked alone.

LARGEST = 1e6
"""The largest move in the programs' unit, as in `unknowns.LARGEST`."""

FURTHEST = 2.0
"""No figure moves up by more than so many times the largest one: a program needs an end."""


class Roaming:
    """One program of some variables; pulls many of them at once, within one room after another.

    The equations are handed over once: of what another reader knows the bounds alone are changed,
    and the program goes on from where it ended.

    Args:
        rows: The equations.
        able: Which variables move at all.
        furthest: How far any of them can fall.

    Attributes:
        programs: Linear programs that were solved.
    """

    def __init__(self, rows: Sequence[Row], able: Flags, furthest: float) -> None:
        self._chosen, self._width = np.flatnonzero(able), len(able)
        self._largest = max(furthest, 1.0)
        self._unit = max(self._largest / LARGEST, 1e-3)
        self._columns = np.arange(len(self._chosen), dtype=np.int32)
        self.programs = 0
        self._highs = quiet_solver(PRIMAL)
        self._pass(rows, able)
        self.low, self.high = np.zeros(self._width), np.zeros(self._width)

    def _pass(self, rows: Sequence[Row], able: Flags) -> None:
        line = np.array([n for n, row in enumerate(rows) for _ in row], dtype=np.intp)
        variable = np.array([v for row in rows for v, _ in row], dtype=np.intp)
        coefficient = np.array([c for row in rows for _, c in row], dtype=np.float64)
        there = able[variable]
        used, row = np.unique(line[there], return_inverse=True)
        column = np.searchsorted(self._chosen, variable[there])
        order = np.argsort(column, kind="stable")
        starts = np.searchsorted(column[order], np.arange(len(self._chosen) + 1))
        columns, lines = np.zeros(len(self._chosen)), np.zeros(len(used))
        self._highs.passModel(
            len(columns),
            len(lines),
            len(column),
            int(highspy.MatrixFormat.kColwise),
            int(highspy.ObjSense.kMaximize),
            0.0,
            columns,
            columns,
            columns,
            lines,
            lines,
            starts.astype(np.int32),
            row[order].astype(np.int32),
            coefficient[there][order],
            np.zeros(len(columns), dtype=np.int32),
        )

    def within(self, room: tuple[Floats, Floats]) -> None:
        """Let the variables move so far from now on; how far they have moved is forgotten.

        Args:
            room: How far each variable may fall and rise.
        """
        furthest = FURTHEST * self._largest
        down, up = (np.minimum(each[self._chosen], furthest) / self._unit for each in room)
        size, columns = len(self._chosen), self._columns
        self._highs.changeColsCost(size, columns, np.zeros(size))
        self._highs.changeColsBounds(size, columns, -down, up)
        # That nothing moves is possible, but no vertex of it: the dual method finds one sooner.
        self._highs.setOptionValue("simplex_strategy", DUAL)
        self._highs.run()
        self._highs.setOptionValue("simplex_strategy", PRIMAL)
        self.low, self.high = np.zeros(self._width), np.zeros(self._width)

    def pull(self, variables: npt.NDArray[np.intp], ways: Floats) -> None:
        """Pull some variables, each up or down by as much as it counts.

        `low` and `high` then say how far each variable has moved in this room.
        """
        cost = np.zeros(self._width)
        cost[variables] = ways * self._unit
        self._highs.changeColsCost(len(self._chosen), self._columns, cost[self._chosen])
        self._highs.run()
        self.programs += 1
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return
        moved = np.asarray(self._highs.getSolution().col_value) * self._unit
        self.low[self._chosen] = np.minimum(self.low[self._chosen], moved)
        self.high[self._chosen] = np.maximum(self.high[self._chosen], moved)


UNION = -1
"""In place of a State's: the cell is the Union's."""

PULLS = 40
"""So often at most figures are pulled by chance, up and down."""

ENOUGH = 0.01
"""Pulling goes on while so much of what is left is found to be safe each time."""

TINY = 1e-9
"""Instead of nothing, where it is divided by what the others have."""

Places = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class OwnFigures:
    """What each Member State has in the cells, as it knows by itself.

    Attributes:
        states: The States.
        origins: For each cell the place of its State, or `UNION`.
        amounts: By measure a row for each State: what it has in each of the Union's cells.
    """

    states: tuple[str, ...]
    origins: Places
    amounts: dict[Measure, Floats]


def own_figures(consolidation: Consolidation, figures: CellFigures) -> OwnFigures:
    """Return what each Member State has in some cells.

    Args:
        consolidation: The figures of all of them.
        figures: The cells.
    """
    states = tuple(sorted(consolidation.states))
    place = {state: number for number, state in enumerate(states)}
    origins = np.array([place.get(key.origin, UNION) for key in figures.keys], dtype=np.intp)
    among: dict[tuple[str, tuple[str, ...]], list[int]] = {}
    for cell, key in enumerate(figures.keys):
        if key.origin == TOTAL:
            for each in (key, *parts_of(key)):
                among.setdefault((each.table, each.at), []).append(cell)
    amounts = {measure: np.zeros((len(states), len(figures.keys))) for measure in Measure}
    for table in dict.fromkeys(key.table for key in figures.keys):
        rows = consolidation.table(table).select(
            "at", pl.col("origin").cast(pl.String), "number", "value_cents"
        )
        for at, origin, number, cents in rows.iter_rows():
            if origin != TOTAL:
                for cell in among.get((table, parted(at)), ()):
                    amounts[Measure.NUMBER][place[origin], cell] += number
                    amounts[Measure.VALUE][place[origin], cell] += cents
    return OwnFigures(states, origins, amounts)


@dataclass(frozen=True)
class Placed:
    """A held cell that a Member State can place too narrowly, by their places."""

    cell: int
    state: int


class StateReaders:
    """Asks of one measure which held figures a Member State places too narrowly.

    What is safe once is so for good: more and more is held back.

    Args:
        system: All that a reader knows besides.
        rules: The template's.
        held: What is held back; others may change it.
        secret: Which cells have something to hide where they are held back.
        own: What each State has.

    Attributes:
        given_up: What nothing guards in this system.
        programs: Linear programs that it took.
    """

    def __init__(
        self, system: System, rules: Disclosure, held: Flags, secret: Flags, own: OwnFigures
    ) -> None:
        self._system, self._rules, self._held, self._secret = system, rules, held, secret
        self._rows = (*system.rows, *system.earlier_rows)
        self._states, self._origins = own.states, own.origins
        self._own = own.amounts[system.measure]
        self._safe = np.zeros((len(own.states), len(own.origins)), dtype=bool)
        self.given_up: set[Placed] = set()
        self.programs = 0

    def open(self, only: Collection[Placed] | None = None) -> list[Placed]:
        """Return what is placed too narrowly by what is held back now, the largest first.

        Args:
            only: Of these; left out: of everything that is not given up.
        """
        cells, left = self._pairs(only)
        need = self._steps(cells)
        left &= (need > 0) & ~self._safe[:, cells]
        asked, pulls = left.copy(), self._pulls()
        groups = _groups(len(self._states))
        alone = np.eye(len(self._states), dtype=bool)
        for states in (*(~each for each in groups), *groups, *alone):
            if states.any() and left[states].any():
                self._ask(pulls, states, cells, need, left)
        self._safe[:, cells] |= asked & ~left
        self.programs += pulls.programs
        amounts = self._system.amounts[cells]
        state, cell = np.nonzero(left)
        order = np.lexsort((state, cells[cell], -amounts[cell]))
        return [Placed(int(cells[cell[each]]), int(state[each])) for each in order]

    def guard(self, placed: Placed, search: Search) -> bool:
        """Hold back what guards a figure from a State; False where nothing does.

        Args:
            placed: The figure and the State.
            search: Searches in the same system.
        """
        need = float(self._steps(np.array([placed.cell]))[placed.state, 0]) * (1 + MARGIN)
        both = self._system.measure is Measure.VALUE
        room = self._room(np.arange(len(self._states)) == placed.state)
        costs = np.where(self._held, FREE, search.costs)
        way = search.moving(placed.cell, need, room, costs, both=both)
        if way is None:
            self.given_up.add(placed)
            return False
        self._held[list(way)] = True
        return True

    def _pairs(self, only: Collection[Placed] | None) -> tuple[Places, Flags]:
        """Return cells, and for each State which of them are asked about."""
        found = {each.cell for each in only} if only is not None else self._to_ask()
        cells = np.array(sorted(found), dtype=np.intp)
        place = {cell: number for number, cell in enumerate(cells.tolist())}
        every = self._origins[cells] != np.arange(len(self._states))[:, None]
        left = every if only is None else np.zeros_like(every)
        for each in self.given_up if only is None else only:
            if each.cell in place:
                left[each.state, place[each.cell]] = only is not None
        return cells, left

    def _to_ask(self) -> set[int]:
        return {
            cell
            for cell in np.flatnonzero(self._held & self._secret).tolist()
            if wanted(self._rules, self._system, cell) is not None
        }

    def _pulls(self) -> Roaming:
        able = np.ones(self._system.width, dtype=bool)  # slacks among them
        able[: len(self._origins)] = self._held
        down, _ = self._system.room(0, Reader.OUTSIDER)
        furthest = float(down[able & np.isfinite(down)].max(initial=0.0))
        return Roaming(self._rows, able, furthest)

    def _ask(self, pulls: Roaming, states: Flags, cells: Places, need: Floats, left: Flags) -> None:
        """Ask before who knows the figures of all of some States; strike out what is safe."""
        pulls.within(self._room(states))
        draw = np.random.default_rng(0)
        steps = np.maximum(need[states].max(axis=0), TINY)

        def strike_out() -> int:
            before = left.sum()
            low, high = pulls.low[cells], pulls.high[cells]
            left[states] &= ~self._far_enough(need[states], low, high)
            return int(before - left.sum())

        for _ in range(PULLS):
            ways = draw.choice([-1.0, 1.0], len(cells)) * left[states].any(axis=0) / steps
            for sign in (1.0, -1.0):
                pulls.pull(cells, sign * ways)
            if strike_out() <= ENOUGH * left[states].sum() or not left[states].any():
                break
        if states.sum() == 1:
            for cell in np.flatnonzero(left[states].any(axis=0)).tolist():
                if left[states, cell].any():  # another one's answer may have been its own
                    for sign in (1.0, -1.0):
                        pulls.pull(cells[[cell]], np.array([sign / steps[cell]]))
                    strike_out()

    def _far_enough(self, need: Floats, low: Floats, high: Floats) -> Flags:
        if self._system.measure is Measure.NUMBER:
            return np.asarray(high - low >= need - SLIP)
        return np.asarray(np.minimum(high, -low) >= need * (1 - SLIP))

    def _room(self, states: Flags) -> Room:
        """Return how far every variable may fall and rise before some who know their own."""
        system, size = self._system, len(self._origins)
        down, up = system.room(0, Reader.OUTSIDER)
        least = np.maximum(self._own[states].max(axis=0), system.least)
        theirs = np.maximum(system.amounts - least, 0.0)
        down[:size] = np.where(self._origins == UNION, np.minimum(down[:size], theirs), down[:size])
        his = np.isin(self._origins, np.flatnonzero(states))
        down[:size][his] = up[:size][his] = 0.0
        then = [variable for variable, cell in system.then.items() if his[cell]]
        down[then] = up[then] = 0.0
        return down, up

    def _steps(self, cells: Places) -> Floats:
        """Return by State and cell how far what the others have must move; 0: they have nothing."""
        others = np.maximum(self._system.amounts[cells] - self._own[:, cells], 0.0)
        if self._system.measure is Measure.NUMBER:
            return np.where(others > 0, float(self._rules.number_protection), 0.0)
        return np.asarray(others * float(self._rules.protection))


def _groups(count: int) -> list[Flags]:
    """Return groups of States such that of any two one is in a group without the other.

    They are numbered in threes: a group has those with the same digit in the same place. What
    moves while nothing of a group does is safe before each of it; what moves within a group
    alone, before all others.
    """
    digits = max(math.ceil(math.log(max(count, 1), 3)), 1)
    numbers = np.arange(count)
    groups = [numbers // 3**place % 3 == digit for place in range(digits) for digit in range(3)]
    return [each for each in groups if each.any()]
