"""How low and how high an unknown figure may be, by linear programs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import highspy
import numpy as np

from gateway.reports.disclosure.programs import PRIMAL, quiet_solver

Safe = Callable[[float, float], bool]
"""Says of a range whether it is wide enough."""


class Equation(NamedTuple):
    """Unknowns with their coefficients, and what they add up to."""

    members: tuple[tuple[int, float], ...]
    total: float


class Intervals:
    """Unknown figures, at least so much each, tied by equations.

    Every program also shows what the other unknowns may be, so most are never asked about.
    """

    def __init__(self, least: Sequence[float], equations: Sequence[Equation]) -> None:
        # Primal: the last answer is a start for the next question.
        self._highs = quiet_solver(PRIMAL)
        self._highs.passModel(_model(least, equations))
        self._low = np.full(len(least), np.inf)
        self._high = np.full(len(least), -np.inf)
        self.programs = 0
        self.possible = not least or self._solve()

    def of(self, variable: int, safe: Safe) -> tuple[float, float]:
        """Return the interval of an unknown, or as much of it as is wide enough."""
        for way in (1.0, -1.0):
            if safe(self._low[variable], self._high[variable]):
                break
            self._highs.changeColCost(variable, way)
            if not self._solve():  # it may be anything that way
                bound = self._high if way < 0 else self._low
                bound[variable] = -way * np.inf
            self._highs.changeColCost(variable, 0.0)
        return float(self._low[variable]), float(self._high[variable])

    def _solve(self) -> bool:
        self._highs.run()
        self.programs += 1
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return False
        values = np.asarray(self._highs.getSolution().col_value)
        np.minimum(self._low, values, out=self._low)
        np.maximum(self._high, values, out=self._high)
        return True


def _model(least: Sequence[float], equations: Sequence[Equation]) -> highspy.HighsLp:
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(least), len(equations)
    model.col_cost_ = np.zeros(len(least))
    model.col_lower_ = np.asarray(least, dtype=np.float64)
    model.col_upper_ = np.full(len(least), highspy.kHighsInf)
    model.row_lower_ = model.row_upper_ = np.array([each.total for each in equations])
    sizes = [len(each.members) for each in equations]
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    model.a_matrix_.index_ = np.array(
        [variable for each in equations for variable, _ in each.members], dtype=np.int32
    )
    model.a_matrix_.value_ = np.array(
        [coefficient for each in equations for _, coefficient in each.members], dtype=np.float64
    )
    return model
