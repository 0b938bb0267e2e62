"""The cheap proof that a held cell is safe: three held cells that form a rectangle with it.

Cells that are a part of two totals, one in each of two dimensions, can move in fours: one up,
its neighbour in either line down, and the fourth up again. Most cells of a table are such, so
most proofs are found here, by looking up, without a linear program.
"""

from __future__ import annotations

from gateway.reports.disclosure.figures import Flags
from gateway.reports.disclosure.knowledge import System

TRIES = 12
"""So many neighbours are tried in either line, those that can move furthest first."""

SIDES, CORNERS = 2, 3
"""A corner of a rectangle stands in two lines; there are three others."""


class Rectangles:
    """Finds rectangles in the system of one measure."""

    def __init__(self, system: System) -> None:
        size = len(system.figures.keys)
        self._lines: list[list[int]] = [[] for _ in range(size)]
        plain = [True] * size
        self._in_line: list[list[int]] = []
        for place, row in enumerate((*system.rows, *system.earlier_rows)):
            members = [variable for variable, _ in row if variable < size]
            for variable, coefficient in row:
                if variable < size:
                    self._lines[variable].append(place)
                    plain[variable] = plain[variable] and coefficient < 0
            self._in_line.append(members)
        # How far a cell can move either way; totals of something move other cells as well.
        self._room = [float(each) for each in system.down[:size]]
        self._plain = [plain[cell] and len(self._lines[cell]) == SIDES for cell in range(size)]
        able = [self._plain[cell] and self._room[cell] > 0 for cell in range(size)]
        self._in_line = [
            sorted(
                (cell for cell in line if able[cell]), key=lambda cell: (-self._room[cell], cell)
            )
            for line in self._in_line
        ]
        self._crossing: dict[tuple[int, int], list[int]] = {}
        for cell in range(size):
            if able[cell]:
                one, other = sorted(self._lines[cell])
                self._crossing.setdefault((one, other), []).append(cell)

    def way(self, target: int, step: float, held: Flags) -> frozenset[int] | None:
        """Return three held cells that take a cell's move either way, if they are found."""
        if not self._plain[target]:
            return None
        one, other = self._lines[target]
        across = self._neighbours(one, target, step, held)
        along = self._neighbours(other, target, step, held)
        for first in across:
            far = self._other_line(first, one)
            for second in along:
                beyond = self._other_line(second, other)
                corner = self._corner(far, beyond, step, held)
                if corner is not None and len({first, second, corner}) == CORNERS:
                    return frozenset((first, second, corner))
        return None

    def _neighbours(self, line: int, target: int, step: float, held: Flags) -> list[int]:
        found: list[int] = []
        for cell in self._in_line[line]:
            if self._room[cell] < step or len(found) == TRIES:
                break
            if held[cell] and cell != target:
                found.append(cell)
        return found

    def _other_line(self, cell: int, line: int) -> int:
        one, other = self._lines[cell]
        return other if one == line else one

    def _corner(self, far: int, beyond: int, step: float, held: Flags) -> int | None:
        for cell in self._crossing.get((min(far, beyond), max(far, beyond)), ()):
            if held[cell] and self._room[cell] >= step:
                return cell
        return None
