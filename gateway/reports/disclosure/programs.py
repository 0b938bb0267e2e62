"""The linear programs of disclosure control, solved by HiGHS.

Everything is asked in moves: how may the figures change together so that every equation and
every bound still holds? A cell is protected where it can move far enough without moving
anything that is known. Moves are homogeneous (all sums of moves are zero), so that a question
about a small cell is as exact as one about a large one: each is put in units of its own move.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Row = tuple[tuple[int, float], ...]
"""An equation: variables with their coefficients, adding up to nothing."""

TINY = 1e-4
"""A room to move of less than this share of the wanted move counts as none."""


PRIMAL, DUAL = 4, 1
"""The simplex methods, as HiGHS numbers them."""


class _Quiet(highspy.Highs):
    """A solver that is told to say nothing before it introduces itself on standard output."""

    def enableCallbacks(self) -> None:  # noqa: N802 - its name there
        self.setOptionValue("output_flag", "false")
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def quiet_solver(method: int) -> Any:
    """Return a solver that says nothing and gives the same answer in each run."""
    highs: Any = _Quiet()  # type: ignore[no-untyped-call]
    for option, value in (
        ("presolve", "off"),
        ("solver", "simplex"),
        ("simplex_strategy", method),
        ("simplex_scale_strategy", 0),
        ("threads", 1),
        ("random_seed", 0),
    ):
        highs.setOptionValue(option, value)
    return highs


class Moves:
    """The equations of one measure; asks for the cheapest move of one cell.

    A program has only the variables that can move, each as two columns, up and down, so that
    a cost can be put on either. No move at all is a dual feasible start for it, and the dual
    simplex method needs about as many steps from there as cells must move.
    """

    def __init__(self, width: int, rows: Sequence[Row]) -> None:
        self._members = [[variable for variable, _ in row] for row in rows]
        per_variable: list[list[tuple[int, float]]] = [[] for _ in range(width)]
        for place, row in enumerate(rows):
            for variable, coefficient in row:
                per_variable[variable].append((place, coefficient))
        deepest = max((len(each) for each in per_variable), default=0)
        self._lines = [[place for place, _ in each] for each in per_variable]
        self._counts = np.array([len(each) for each in per_variable], dtype=np.int32)
        self._rows = np.zeros((width, deepest), dtype=np.int32)
        self._coefficients = np.zeros((width, deepest))
        for variable, members in enumerate(per_variable):
            for depth, (place, coefficient) in enumerate(members):
                self._rows[variable, depth] = place
                self._coefficients[variable, depth] = coefficient
        self._there = np.arange(deepest)[None, :] < self._counts[:, None]
        self._highs = quiet_solver(DUAL)

    def stands_apart(self, target: int) -> bool:
        """Say whether no equation has the variable: it may be anything."""
        return not self._lines[target]

    def cheapest(
        self,
        target: int,
        move: int,
        down: Floats,
        up: Floats,
        costs: Floats,
        *,
        near: int | None = None,
    ) -> Floats | None:
        """Return the cheapest move of all variables in which the target moves by one unit.

        Args:
            target: The variable.
            move: 1 for up, -1 for down.
            down: How far each variable may fall, in the target's units; infinity: any way.
            up: How far each may rise.
            costs: Cost of a unit of move of each variable, at least 0.
            near: Only about so many variables move, those that share most with the target;
                None: any.

        Returns:
            The moves, or None where there is none.
        """
        able = (down >= TINY) | (up >= TINY)
        able[target] = True
        if near is not None:
            able = self._near(target, able, near)
        chosen = np.flatnonzero(able)
        width = len(chosen)
        place = int(np.searchsorted(chosen, target))
        lower = np.zeros(2 * width)
        upper = np.concatenate([up[chosen], down[chosen]])
        upper[upper < TINY] = 0.0
        upper[[place, width + place]] = 0.0
        wanted = place if move > 0 else width + place
        lower[wanted] = upper[wanted] = 1.0
        self._pass(chosen, lower, upper, costs[chosen])
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        values = np.asarray(self._highs.getSolution().col_value)
        found = np.zeros(len(down))
        found[chosen] = values[:width] - values[width:]
        found[np.abs(found) < TINY / 10] = 0.0
        return found

    def _near(self, target: int, able: npt.NDArray[np.bool_], size: int) -> npt.NDArray[np.bool_]:
        """Return the variables that are reached first from the target, equation by equation."""
        found = np.zeros(len(able), dtype=bool)
        found[target] = True
        waiting, reached, seen = [target], 1, set[int]()
        for variable in waiting:
            for line in self._lines[variable]:
                if line in seen:
                    continue
                seen.add(line)
                for other in self._members[line]:
                    if able[other] and not found[other]:
                        found[other] = True
                        waiting.append(other)
                        reached += 1
            if reached >= size:
                break
        return found

    def _pass(
        self, chosen: npt.NDArray[np.intp], lower: Floats, upper: Floats, costs: Floats
    ) -> None:
        """Hand over the program of the chosen variables: columns up, then the same down."""
        there = self._there[chosen]
        index, coefficients = self._rows[chosen][there], self._coefficients[chosen][there]
        used, places = np.unique(index, return_inverse=True)
        starts = np.concatenate([[0], np.cumsum(self._counts[chosen])])
        nothing = np.zeros(len(used))
        self._highs.passModel(
            2 * len(chosen),
            len(used),
            2 * len(places),
            int(highspy.MatrixFormat.kColwise),
            int(highspy.ObjSense.kMinimize),
            0.0,
            np.concatenate([costs, costs]),
            lower,
            upper,
            nothing,
            nothing,
            np.concatenate([starts, starts[1:] + starts[-1]]).astype(np.int32),
            np.concatenate([places, places]).astype(np.int32),
            np.concatenate([coefficients, -coefficients]),
            np.zeros(2 * len(chosen), dtype=np.int32),
        )
