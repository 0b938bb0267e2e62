"""How far many figures can move at once: the answer to most questions in a few programs.

A question alone costs a linear program. Here all figures are pulled up or down by chance, in one
program over the whole system that goes on from where the last one ended; what has moved far
enough, one way in one program and the other way in another, need not be asked alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import highspy
import numpy as np
import numpy.typing as npt

from gateway.reports.disclosure.figures import Flags, Floats
from gateway.reports.disclosure.programs import DUAL, PRIMAL, Row, quiet_solver

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
