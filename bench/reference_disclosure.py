"""A known heuristic of complementary suppression, written plainly, to measure ours beside it.

The hypercube method (Repsilber 1994; GHMITER in tau-Argus): for every held cell, and for every
pair of lines through it, the cheapest rectangle of cells that are not zero and large enough is
held back; so is everything that is held back on the way, until nothing is left to do. In a
line that crosses no other, the smallest cell that is large enough. It needs no linear program,
looks at one rectangle at a time, and neither knows of exporters nor of other tables.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from itertools import combinations

from gateway.domain.annual.codes import ORIGIN
from gateway.domain.annual.template import Template
from gateway.reports.consolidation import CellKey
from gateway.reports.disclosure.lattice import Relation

NEIGHBOURS = 20
"""So many cells of a line are tried, the cheapest first."""


def hypercubes(
    template: Template,
    amounts: Mapping[CellKey, float],
    ties: Sequence[Relation],
    primary: Sequence[CellKey],
    share: float,
) -> set[CellKey]:
    """Return what the heuristic holds back, the primary cells among it.

    Args:
        template: The template.
        amounts: What each cell that is not zero has.
        ties: The sums.
        primary: Cells that are held back for what they say.
        share: A cell protects another if it has at least this share of it.
    """
    lines: dict[CellKey, list[tuple[int, list[CellKey]]]] = {}
    for tie in ties:
        names = (*template.collected(tie.whole.table).dimensions, ORIGIN)
        members = [key for key in (tie.whole, *tie.parts) if key in amounts]
        for key in members:
            lines.setdefault(key, []).append((names.index(tie.over), members))
    held, waiting = set(primary), deque(primary)
    while waiting:
        cell = waiting.popleft()
        through = lines.get(cell, [])
        crossed = False
        for (place, line), (other, second) in combinations(through, 2):
            if place == other:
                continue
            found = _rectangle(cell, (place, line), (other, second), amounts, held, share)
            crossed = crossed or found is not None
            for each in found or ():
                held.add(each)
                waiting.append(each)
        if not crossed:
            for _, line in through:
                if not any(each in held for each in line if each != cell):
                    near = _cheapest(cell, line, amounts, held, share)[:1]
                    held.update(near)
                    waiting.extend(near)
    return held


def _rectangle(
    cell: CellKey,
    one: tuple[int, list[CellKey]],
    other: tuple[int, list[CellKey]],
    amounts: Mapping[CellKey, float],
    held: set[CellKey],
    share: float,
) -> list[CellKey] | None:
    """Return what the cheapest rectangle holds back besides; None: there is none."""
    best: tuple[float, list[CellKey]] | None = None
    for first in _cheapest(cell, one[1], amounts, held, share):
        for second in _cheapest(cell, other[1], amounts, held, share):
            corner = _moved(second, one[0], first)
            if corner == cell or amounts.get(corner, 0.0) < max(share * amounts[cell], 1.0):
                continue
            new = [each for each in (first, second, corner) if each not in held]
            loss = sum(amounts[each] for each in new)
            if best is None or loss < best[0]:
                best = loss, new
    return None if best is None else best[1]


def _cheapest(
    cell: CellKey,
    line: Sequence[CellKey],
    amounts: Mapping[CellKey, float],
    held: set[CellKey],
    share: float,
) -> list[CellKey]:
    able = [each for each in line if each != cell and amounts[each] >= share * amounts[cell]]
    able.sort(key=lambda each: (0.0 if each in held else amounts[each], each))
    return able[:NEIGHBOURS]


def _moved(cell: CellKey, place: int, to: CellKey) -> CellKey:
    """Return the cell that has another's code in one dimension; the origin stands last."""
    if place == len(cell.at):
        return cell._replace(origin=to.origin)
    return cell._replace(at=(*cell.at[:place], to.at[place], *cell.at[place + 1 :]))
