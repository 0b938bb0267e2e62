"""Asks of every held figure how low and how high it may be."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

import highspy
import numpy as np

from tests.attacker.knowledge import ALL, SAME, Figure, Known, known_of, least, may_differ
from tests.attacker.public import NUMBER, Place, Public
from tests.attacker.reading import Folder

LARGEST = 1e6
"""The largest figure in the programs' unit."""

ROAMS = 24
SLIP = 1e-5


class Placed(NamedTuple):
    """A held figure as the attacker places it."""

    place: Place
    edition: int
    measure: str
    low: float
    high: float
    why: str


class Insider(NamedTuple):
    """What a reader knows besides what is published.

    Attributes:
        parts: By place what of a figure is his own, by measure.
        whole: Places of which he knows that all of it is his.
    """

    parts: Mapping[Place, Mapping[str, int]]
    whole: Collection[Place]


OUTSIDER = Insider({}, frozenset())


class Attack:
    """The figures of one measure over one or more editions.

    Args:
        public: The template.
        folders: The published folders, the newest last.
        measure: Number or value.
        flags: What he knows: letters of `tests.attacker.knowledge`.
        changed: Whether a figure of a place differs between the editions, where he is told;
            otherwise what he can see: who has sent anew.
        insider: What he knows besides, of the newest edition.
    """

    def __init__(
        self,
        public: Public,
        folders: Sequence[Folder],
        measure: str,
        *,
        flags: Collection[str] = ALL,
        changed: Collection[Place] | None = None,
        insider: Insider = OUTSIDER,
    ) -> None:
        self._insider = insider
        self._public, self._folders, self._measure, self._flags = public, folders, measure, flags
        self._changed = changed
        known = [
            each
            for folder in folders
            for place in folder.cells
            if (each := folder.known(place, measure)) is not None
        ]
        self.unit = max(max(known, default=0) / LARGEST, 1.0)
        self._index: dict[Figure, int] = {}
        self._least: list[float] = []
        rows: dict[tuple[tuple[int, float], ...], tuple[float, float]] = {}
        for edition, folder in enumerate(folders):
            for holds in known_of(public, folder, measure, flags):
                self._put(rows, edition, holds)
        if "D" in flags and len(folders) > 1:
            self._grows(rows)
        self._highs = _model(self._least, rows)
        self._low = np.full(len(self._least), np.inf)
        self._high = np.full(len(self._least), -np.inf)
        self.programs = 0
        if self._least and not self._solve():
            raise AssertionError(f"the published {measure}s contradict what he knows")

    def _where(self, place: Place, edition: int) -> Figure:
        if len(self._folders) == 1:
            return place, SAME
        if self._changed is None:
            other = may_differ(self._folders, place)
        else:
            other = place in self._changed
        return place, edition if other else SAME

    def _known(self, figure: Figure) -> int | None:
        place, edition = figure
        if place in self._insider.whole:
            return self._own(place)
        folders = self._folders if edition == SAME else [self._folders[edition]]
        found = [each.known(place, self._measure) for each in folders]
        return next((each for each in found if each is not None), None)

    def _own(self, place: Place) -> int:
        return self._insider.parts.get(place, {}).get(self._measure, 0)

    def _variable(self, figure: Figure) -> int:
        if figure not in self._index:
            place, edition = figure
            folders = self._folders if edition == SAME else [self._folders[edition]]
            bounds = [
                least(self._public, each, place, self._measure, self._flags) for each in folders
            ]
            self._index[figure] = len(self._least)
            self._least.append(max(*bounds, float(self._own(place))) / self.unit)
        return self._index[figure]

    def _put(
        self,
        rows: dict[tuple[tuple[int, float], ...], tuple[float, float]],
        edition: int,
        each: Known,
    ) -> None:
        members: dict[int, float] = {}
        right = 0.0
        for places, sign in ((each.left, 1.0), (each.right, -1.0)):
            for place in places:
                cell = self._folders[edition].cells.get(place)
                if cell is not None and cell.state == "not_available":
                    return
                figure = self._where(place, edition)
                amount = self._known(figure)
                if amount is None:
                    variable = self._variable(figure)
                    members[variable] = members.get(variable, 0.0) + sign
                else:
                    right -= sign * amount
        if members:
            row = tuple(sorted(members.items()))
            low = right / self.unit
            high = low if each.equal else np.inf
            before = rows.get(row, (-np.inf, np.inf))
            rows[row] = max(low, before[0]), min(high, before[1])

    def _grows(self, rows: dict[tuple[tuple[int, float], ...], tuple[float, float]]) -> None:
        """Put down that the later figure of a place is no less."""
        for place in self._folders[-1].cells:
            then, now = self._where(place, 0), self._where(place, len(self._folders) - 1)
            if then == now or place not in self._folders[0].cells:
                continue
            if self._measure not in self._folders[-1].shows[place]:
                continue
            members, right = [], 0.0
            for figure, sign in ((now, 1.0), (then, -1.0)):
                amount = self._known(figure)
                if amount is None:
                    members.append((self._variable(figure), sign))
                else:
                    right -= sign * amount
            if members:
                rows[tuple(sorted(members))] = right / self.unit, np.inf

    def held(self) -> list[Figure]:
        """Return the held figures that no edition shows."""
        found: dict[Figure, None] = {}
        for edition, folder in enumerate(self._folders):
            for place in folder.cells:
                if folder.held(place) and self._measure in folder.shows[place]:
                    figure = self._where(place, edition)
                    if self._known(figure) is None:
                        found.setdefault(figure)
        return list(found)

    def place_all(self, safe: Callable[[Figure, float, float], bool]) -> list[Placed]:
        """Return the held figures that are placed more narrowly than is safe."""
        asked = [each for each in self.held() if each in self._index]
        self._roam([self._index[each] for each in asked])
        found = []
        for figure in asked:
            low, high = self._interval(figure, safe)
            if not safe(figure, low * self.unit, high * self.unit):
                cell = self._folders[max(figure[1], SAME)].cells[figure[0]]
                placed = (low * self.unit, high * self.unit)
                found.append(Placed(*figure, self._measure, *placed, cell.why))
        return found

    def _interval(
        self, figure: Figure, safe: Callable[[Figure, float, float], bool]
    ) -> tuple[float, float]:
        variable = self._index[figure]
        for way in (1.0, -1.0):
            low, high = self._low[variable], self._high[variable]
            if safe(figure, low * self.unit, high * self.unit):
                break
            self._highs.changeColCost(variable, way)
            if not self._solve():
                bound = self._high if way < 0 else self._low
                bound[variable] = -way * np.inf
            self._highs.changeColCost(variable, 0.0)
        return float(self._low[variable]), float(self._high[variable])

    def _roam(self, asked: Sequence[int]) -> None:
        """Pull all figures up and down by chance: what moves far enough need not be asked."""
        draw = np.random.default_rng(0)
        size = np.maximum(np.maximum(self._low, 0.0), 1e-4)
        for _ in range(ROAMS if asked else 0):
            for variable in asked:
                cost = float(draw.choice([-1.0, 1.0])) / float(size[variable])
                self._highs.changeColCost(variable, cost)
            self._solve()
        for variable in asked:
            self._highs.changeColCost(variable, 0.0)

    def _solve(self) -> bool:
        self._highs.run()
        self.programs += 1
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return False
        values = np.asarray(self._highs.getSolution().col_value)
        np.minimum(self._low, values, out=self._low)
        np.maximum(self._high, values, out=self._high)
        return True


def _model(
    lowest: Sequence[float], rows: Mapping[tuple[tuple[int, float], ...], tuple[float, float]]
) -> Any:
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(lowest), len(rows)
    model.col_cost_ = np.zeros(len(lowest))
    model.col_lower_ = np.asarray(lowest, dtype=np.float64)
    model.col_upper_ = np.full(len(lowest), 10 * LARGEST)
    model.row_lower_ = np.array([low for low, _ in rows.values()])
    model.row_upper_ = np.array([high for _, high in rows.values()])
    sizes = [len(row) for row in rows]
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    model.a_matrix_.index_ = np.array([v for row in rows for v, _ in row], dtype=np.int32)
    model.a_matrix_.value_ = np.array([c for row in rows for _, c in row], dtype=np.float64)
    highs: Any = _Silent()
    for option, value in (("output_flag", "false"), ("presolve", "off"), ("simplex_strategy", 4)):
        highs.setOptionValue(option, value)
    highs.passModel(model)
    return highs


class _Silent(highspy.Highs):
    """HiGHS says who it is on standard output, which may be JSON, before it can be told not to."""

    def enableCallbacks(self) -> None:
        self.setOptionValue("output_flag", "false")
        super().enableCallbacks()


def exact(placed: Placed) -> bool:
    """Say whether only one figure is left."""
    if placed.measure == NUMBER:
        return placed.high - placed.low < 1 - SLIP and placed.high >= np.ceil(placed.low - SLIP)
    return placed.high - placed.low <= max(placed.high * SLIP, 1.0)


def rule_of(
    public: Public,
    measure: str,
    truth: Callable[[Figure], float | None],
    since: Callable[[Figure], float | None] | None = None,
) -> Callable[[Figure, float, float], bool]:
    """Return the rule that says whether an interval is wide enough.

    Args:
        public: The template, whose rule it is.
        measure: Number or value.
        truth: The figure itself, to judge by and not to attack with; None: not known, and then
            it is enough that some figure in the interval would have the room.
        since: What is not known of a figure: of one that an earlier edition showed it is by how
            much it has changed; left out: all of it.
    """

    def safe(figure: Figure, low: float, high: float) -> bool:
        amount, unknown = truth(figure), truth(figure) if since is None else since(figure)
        if 0 in {amount, unknown}:  # it is zero, or an edition shows it
            return True
        if measure == NUMBER:
            return high - low >= public.width - SLIP
        if amount is None:
            return high * (1 - public.share) >= low * (1 + public.share) * (1 - SLIP)
        room = public.share * abs(unknown or amount) * (1 - SLIP)
        return low <= amount - room and high >= amount + room

    return safe


class Difference(NamedTuple):
    """Two figures that are both shown, and not the same: one is among the other, or later."""

    more: Figure
    less: Figure
    measure: str


def differences(public: Public, folders: Sequence[Folder]) -> list[Difference]:
    """Return what a reader subtracts: counted in two tables, or shown by two editions."""
    last = len(folders) - 1
    found = [
        Difference((holds.left[0], last), (holds.right[0], last), NUMBER)
        for holds in known_of(public, folders[last], NUMBER, "SY")
    ]
    for place, shows in folders[last].shows.items() if last else ():
        if place in folders[0].cells:
            found += [Difference((place, last), (place, 0), measure) for measure in shows]
    return [each for each in found if _both_shown(folders, each)]


def _both_shown(folders: Sequence[Folder], pair: Difference) -> bool:
    more, less = (folders[edition].known(place, pair.measure) for place, edition in pair[:2])
    return more is not None and less is not None and more != less
