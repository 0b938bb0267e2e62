"""How far many figures can move at once: the answer to most questions in a few programs.

A question alone costs a linear program. Here all figures are pulled up or down by chance, in one
program over the whole system that goes on from where the last one ended; what has moved far
enough, one way in one program and the other way in another, need not be asked alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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
    """The equations of one measure; pulls many figures at once.

    Args:
        width: How many variables there are.
        rows: The equations.
    """

    def __init__(self, width: int, rows: Sequence[Row]) -> None:
        self._width = width
        self._row = np.array([n for n, row in enumerate(rows) for _ in row], dtype=np.intp)
        self._variable = np.array([v for row in rows for v, _ in row], dtype=np.intp)
        self._coefficient = np.array([c for row in rows for _, c in row], dtype=np.float64)

    def between(self, room: tuple[Floats, Floats], able: Flags) -> Pulls:
        """Return the program in which some variables move and the others do not.

        Args:
            room: How far each variable may fall and rise.
            able: Which move.
        """
        chosen = np.flatnonzero(able)
        there = able[self._variable]
        used, row = np.unique(self._row[there], return_inverse=True)
        column = np.searchsorted(chosen, self._variable[there])
        order = np.argsort(column, kind="stable")
        starts = np.searchsorted(column[order], np.arange(len(chosen) + 1))
        down, up = (each[chosen] for each in room)
        largest = max(float(down[np.isfinite(down)].max(initial=0.0)), 1.0)
        unit = max(largest / LARGEST, 1e-3)
        highs = quiet_solver(PRIMAL)
        nothing = np.zeros(len(used))
        highs.passModel(
            len(chosen),
            len(used),
            len(column),
            int(highspy.MatrixFormat.kColwise),
            int(highspy.ObjSense.kMaximize),
            0.0,
            np.zeros(len(chosen)),
            -np.minimum(down, FURTHEST * largest) / unit,
            np.minimum(up, FURTHEST * largest) / unit,
            nothing,
            nothing,
            starts.astype(np.int32),
            row[order].astype(np.int32),
            self._coefficient[there][order],
            np.zeros(len(chosen), dtype=np.int32),
        )
        # That nothing moves is possible, but no vertex of it: the dual method finds one sooner.
        highs.setOptionValue("simplex_strategy", DUAL)
        highs.run()
        highs.setOptionValue("simplex_strategy", PRIMAL)
        return Pulls(highs, chosen, unit, self._width)


class Pulls:
    """A program that is asked again and again, and how far each variable has moved in it."""

    def __init__(self, highs: Any, chosen: npt.NDArray[np.intp], unit: float, width: int) -> None:
        self._highs, self._chosen, self._unit, self._width = highs, chosen, unit, width
        self.low, self.high = np.zeros(width), np.zeros(width)
        self.programs = 0

    def pull(self, variables: npt.NDArray[np.intp], ways: Floats) -> None:
        """Pull some variables, each up or down by as much as it counts."""
        cost = np.zeros(self._width)
        cost[variables] = ways * self._unit
        size = len(self._chosen)
        self._highs.changeColsCost(size, np.arange(size, dtype=np.int32), cost[self._chosen])
        self._highs.run()
        self.programs += 1
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return
        moved = np.asarray(self._highs.getSolution().col_value) * self._unit
        self.low[self._chosen] = np.minimum(self.low[self._chosen], moved)
        self.high[self._chosen] = np.maximum(self.high[self._chosen], moved)
