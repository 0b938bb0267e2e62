"""Complementary suppression: the cheapest further cells that make every held cell safe.

For each held cell in turn, those with most to hide first, a linear program looks for the
cheapest move that the cell must be able to make: moving a held cell costs nothing, moving a
shown one costs what is lost when it is held back. The shown cells that move are held back,
and the cell is safe; a move that costs nothing proves that it was safe already. (Kelly,
Golden and Assad 1992; Fischetti and Salazar-González 2000, whose exact method this simplifies
to one cell at a time.) Then every cell is proved safe once more, with the cheapest of what is
held back by now; what no proof uses any more is shown again.

Most held cells need no program: three other held cells that stand with them in a rectangle
can take their move, and that is looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

import numpy as np

from gateway.domain.annual.template import Disclosure
from gateway.reports.disclosure.figures import Flags, Floats
from gateway.reports.disclosure.knowledge import Reader, System, Wanted, wanted
from gateway.reports.disclosure.programs import Moves

# The cheap proof that a held cell is safe: three held cells that form a rectangle with it.
#
# Cells that are a part of two totals, one in each of two dimensions, can move in fours: one up,
# its neighbour in either line down, and the fourth up again. Most cells of a table are such, so
# most proofs are found here, by looking up, without a linear program.

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


Progress = Callable[[str, int, int], None]
"""Takes what is being done, how much of it is done, and how much there is."""

FREE = 1e-4
"""Cost of moving a held cell: next to nothing, so that of two free moves the shorter is found."""

CHEAP = 20.0
"""A way found nearby that loses no more than so much is not compared with one from afar."""

MARGIN = 1e-4
"""So much further than it must a figure is to move that another program is to find guarded."""

NEAR, AROUND = 300, 1000
"""A move through held cells is looked for among so many nearby, one through others among so
many, before it is among all."""

Room = tuple[Floats, Floats]
"""How far every variable may fall, and rise."""

Way = frozenset[int]
"""The cells that move with a held cell: while all of them are held, it is safe."""


class Search:
    """Looks for moves in the system of one measure and remembers which cells they use."""

    def __init__(self, system: System, rules: Disclosure, held: Flags, costs: Floats) -> None:
        self.system = system
        self._rules = rules
        self._held = held  # shared by the searches of both measures: one pattern
        self.costs = costs
        self._moves = Moves(system.width, (*system.rows, *system.earlier_rows))
        self._apart = system.without_earlier() if system.earlier_rows else None
        self._newest = Moves(system.width, system.rows) if system.earlier_rows else None
        self.apart: set[int] = set()
        self.programs = self.looked_up = 0
        self.readers: dict[int, Reader] = {}
        self.ways: dict[int, Way] = {}

    @cached_property
    def _rectangles(self) -> Rectangles:
        return Rectangles(self.system)

    def targets(self, primary: Iterable[int]) -> list[int]:
        """Return the held figures that have something to hide, most first.

        They are cells, and what stood in cells that have changed since an earlier edition.
        """
        asked = (*primary, *self.system.secrets)
        steps = {cell: wanted(self._rules, self.system, cell) for cell in asked}
        known = [cell for cell, each in steps.items() if each is not None]
        return sorted(known, key=lambda cell: (-self.system.amount(cell), cell))

    def protect(self, target: int) -> bool:
        """Hold back what makes a cell safe; False where nothing does.

        A figure that has become one to hide since an earlier edition has changed since, or
        was not guarded then; where that edition leaves it no room it is guarded in the newest.
        """
        way = self._proof(target, self._costs_now())
        if way is None and self._newest is not None:
            self.apart.add(target)
            way = self._proof(target, self._costs_now())
        if way is None:
            return False
        self.ways[target] = way
        self._held[list(way)] = True
        return True

    def guard(self, target: int) -> None:
        """Hold back what guards a figure from an outsider, if something does."""
        step = wanted(self._rules, self.system, target)
        if step is None:
            return
        least = step.outsider * (1 + MARGIN)
        way = self._before(target, least, Reader.OUTSIDER, self._costs_now(), both=step.both)
        if way is None and self._newest is not None:
            self.apart.add(target)
            way = self._before(target, least, Reader.OUTSIDER, self._costs_now(), both=step.both)
        self._held[list(way or ())] = True

    def renew(self, target: int, before: Flags) -> None:
        """Prove a cell safe again, with what was held back before and with as little as can be.

        Args:
            target: A cell that was made safe.
            before: What was held back then; nothing else may be.
        """
        costs = np.where(self._held, FREE, np.where(before, self.costs, np.inf))
        guard = self._guard(target)
        way = self._proof(target, costs)
        if way is None or self._guard(target) is not guard:
            way, self.readers[target] = self.ways[target], guard
        self.ways[target] = way
        self._held[list(way)] = True

    def _seen(self, target: int) -> System:
        """Return what a reader knows where a figure is guarded: in all editions, or the newest."""
        return self._apart if self._apart is not None and target in self.apart else self.system

    def _tied(self, target: int) -> Moves:
        apart = self._newest if target in self.apart else None
        return apart or self._moves

    def _wanted(self, target: int) -> Wanted:
        step = wanted(self._rules, self._seen(target), target)
        if step is None:
            raise ValueError("a cell with nothing to hide is no target")
        return step

    def _costs_now(self) -> Floats:
        return np.where(self._held, FREE, self.costs)

    def _proof(self, target: int, costs: Floats) -> Way | None:
        """Return the cells of the cheapest way to be safe, shown ones among them.

        A way that is free, goes as far as an outsider's and keeps clear of all that an
        exporter may know is both at once. Otherwise each is looked for by itself.
        """
        step = self._wanted(target)
        if self._guard(target) is Reader.LARGEST and target not in self.system.secrets:
            way = self._free(target, step, costs)
            if way is not None:
                self.readers[target] = Reader.LARGEST
                return way
        outsider = self._before(target, step.outsider, Reader.OUTSIDER, costs, both=step.both)
        if outsider is None:
            return None
        if not step.exporter:
            self.readers[target] = Reader.LARGEST  # before whom it has nothing more to hide
            return outsider
        after = costs.copy()
        after[[cell for cell in outsider if np.isfinite(costs[cell])]] = FREE
        return self._guarded(target, step, outsider, after)

    def _free(self, target: int, step: Wanted, costs: Floats) -> Way | None:
        """Return a way through held cells alone that is safe before every reader."""
        if self._tied(target).stands_apart(target):
            return frozenset()
        half = step.outsider / 2
        least = half if not step.both and self.system.amount(target) > half else step.outsider
        way = self._rectangles.way(target, least, self._held)
        if way is not None:
            self.looked_up += 1
            return way
        down, up = self._seen(target).room(target, Reader.LARGEST)
        closed = np.where(costs > FREE, np.inf, costs)
        either = np.minimum(down, up)
        if step.both or least == half:
            for near in (NEAR, None):
                way = self._move(target, 1, least, either, either, closed, near)
                if way is not None:
                    return way
        find = self._both_ways if step.both else self._one_way
        return find(target, step.outsider, down, up, closed, None)

    def _guard(self, target: int) -> Reader:
        return self.readers.get(target, Reader.LARGEST)

    def _guarded(self, target: int, step: Wanted, outsider: Way, costs: Floats) -> Way | None:
        """Add to a way before an outsider one before an exporter.

        The best placed exporter is the worst that could be, and sometimes he cannot be: where
        nothing would make the cell safe from him, one who knows less is taken.
        """
        for reader in (Reader.LARGEST, Reader.LIKELY):
            if reader < self._guard(target):
                continue
            way = self._before(target, step.exporter, reader, costs, both=step.both)
            if way is not None:
                self.readers[target] = reader
                return outsider | way
        self.readers[target] = Reader.OUTSIDER
        return outsider

    def _before(
        self, target: int, step: float, reader: Reader, costs: Floats, *, both: bool
    ) -> Way | None:
        room = self._seen(target).room(target, reader)
        return self.moving(target, step, room, costs, both=both)

    def moving(
        self, target: int, step: float, room: Room, costs: Floats, *, both: bool
    ) -> Way | None:
        """Return the cheapest way in which a figure moves far enough, shown cells among it.

        Args:
            target: The figure.
            step: How far it is to move, in what the measure counts.
            room: How far every variable may fall and rise.
            costs: What moving each cell costs.
            both: Either way; otherwise one of the two is enough.
        """
        down, up = room
        find = self._both_ways if both else self._one_way
        way = find(target, step, down, up, costs, AROUND)
        if way is not None and self._loss(way, costs) <= CHEAP:
            return way
        other = find(target, step, down, up, costs, None)
        if way is None or other is None:
            return other if way is None else way
        return min(way, other, key=lambda each: self._loss(each, costs))

    def _both_ways(
        self, target: int, step: float, down: Floats, up: Floats, costs: Floats, near: int | None
    ) -> Way | None:
        same = None
        if (np.isfinite(costs) & (costs > FREE)).any():  # otherwise there is nothing to choose
            either = np.minimum(down, up)
            same = self._move(target, 1, step, either, either, costs, near)
            if same is not None and self._loss(same, costs) == 0.0:
                return same
        first = self._move(target, 1, step, down, up, costs, near)
        if first is None:
            return same
        after = costs.copy()
        after[[cell for cell in first if np.isfinite(costs[cell])]] = FREE
        second = self._move(target, -1, step, down, up, after, near)
        if second is None:
            return same
        apart = first | second
        if same is not None and self._loss(same, costs) <= self._loss(apart, costs):
            return same
        return apart

    def _one_way(
        self, target: int, step: float, down: Floats, up: Floats, costs: Floats, near: int | None
    ) -> Way | None:
        """Return the cheaper of moving up by the whole step or by half of it either way."""
        half = step / 2
        best: Way | None = None
        if self.system.amount(target) > half:
            either = np.minimum(down, up)
            best = self._move(target, 1, half, either, either, costs, near)
            if best is not None and self._loss(best, costs) == 0.0:
                return best
        whole = self._move(target, 1, step, down, up, costs, near)
        if whole is None or (
            best is not None and self._loss(best, costs) <= self._loss(whole, costs)
        ):
            return best
        return whole

    def _move(
        self,
        target: int,
        way: int,
        step: float,
        down: Floats,
        up: Floats,
        costs: Floats,
        near: int | None = None,
    ) -> Way | None:
        size = len(self.system.figures.keys)
        down, up = down / step, up / step
        closed = np.isinf(costs)
        down[:size][closed] = up[:size][closed] = 0.0
        # A cell that can take only part of the move costs as much as one that takes it all.
        reach = np.clip(np.maximum(down, up)[:size], 1e-3, 1.0)
        price = np.zeros(len(down))
        price[:size] = np.where(closed, 0.0, costs / reach)
        self.programs += 1
        found = self._tied(target).cheapest(target, way, down, up, price, near=near)
        if found is None:
            return None
        return frozenset(int(cell) for cell in np.flatnonzero(found[:size]) if cell != target)

    def _loss(self, way: Way, costs: Floats) -> float:
        return float(sum(costs[cell] for cell in way if costs[cell] > FREE))


def suppress(
    searches: Sequence[Search],
    always: Sequence[int],
    primary: Sequence[int],
    held: Flags,
    progress: Progress,
) -> list[int]:
    """Hold back what makes every primary cell safe, then show again what is not needed.

    Args:
        searches: One for each measure.
        always: The cells that are not shown whatever comes.
        primary: Of these the ones that must be safe.
        held: What is held back; changed in place.
        progress: Told of every cell.

    Returns:
        The cells that could not be made safe.
    """
    unsafe = []
    for search in searches:
        targets = search.targets(primary)
        for done, target in enumerate(targets):
            progress(f"protecting {search.system.measure}s", done, len(targets))
            if not search.protect(target):
                unsafe.append(search.system.secrets.get(target, target))
    if not unsafe:
        _show_again(searches, always, held, progress)
    return unsafe


def _show_again(
    searches: Sequence[Search], always: Sequence[int], held: Flags, progress: Progress
) -> None:
    """Show what is not needed: prove all anew, now that it is known what the others need."""
    before = held.copy()
    held[:] = False
    held[list(always)] = True
    for search in searches:
        for done, target in enumerate(reversed(list(search.ways))):
            progress(f"proving {search.system.measure}s again", done, len(search.ways))
            search.renew(target, before)
