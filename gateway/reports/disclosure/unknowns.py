"""What a reader does not know of published tables, and how narrowly he can place it.

One measure of tables that belong together, over all editions: the unknowns are what is held
back, the equations what adds up, what bounds what, and what is counted in two tables. Nothing
here knows a figure that is held back, but which have changed and where few exporters make a
difference.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

import highspy
import numpy as np

from gateway.domain.annual.cells import CellState
from gateway.domain.annual.codes import ORIGIN, TOTAL
from gateway.domain.annual.edition import Shown
from gateway.domain.annual.template import Disclosure, Measure, Template
from gateway.errors import ComityError, Reason
from gateway.reports.consolidation import CellKey
from gateway.reports.disclosure.differences import Changed, Links
from gateway.reports.disclosure.editions import HIDDEN, PublishedCells
from gateway.reports.disclosure.figures import parts_of
from gateway.reports.disclosure.lattice import (
    axis_codes,
    cell_of,
    orders,
    relations,
)
from gateway.reports.disclosure.primary import COMPLEMENTARY
from gateway.reports.disclosure.programs import PRIMAL, quiet_solver
from gateway.reports.published_tables import NOT_CLEARED

# How low and how high an unknown figure may be, by linear programs.

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


LARGEST = 1e6
"""The largest figure in the programs' unit: with it a solver's tolerance is a fraction of the
smallest cell, and the rounding of the largest is below that."""

NEWEST = -1
"""In place of an edition's: what is so in the newest, and in those where it has not changed."""

SLIP = 1e-5
"""By so much a program's answer may be off."""


class Guarded(NamedTuple):
    """A figure that must not be placed.

    Attributes:
        key: The cell.
        place: The edition whose figure it is, where it has changed since.
        less: A cell of another table that is among it: asked is what is left.
        change: Asked is by how much the cell has changed since that edition.
    """

    key: CellKey
    place: int = NEWEST
    less: CellKey | None = None
    change: bool = False


Truth = Callable[[Guarded], float]
"""Says what a figure is, in the measure's unit."""


class _Edition:
    """Some tables and one measure of one edition, as a reader has it.

    Attributes:
        shows: The cells with what they show, those of merged rows among them.
        known: Figures that are shown.
        hidden: Cells that are held back, with the reason that is printed.
        unavailable: Cells of which nobody knows the figure.
    """

    def __init__(
        self, template: Template, seen: PublishedCells, tables: Collection[str], measure: Measure
    ) -> None:
        cells = {
            key: shown
            for key, shown in seen.cells.items()
            if key.table in tables and measure in seen.shows[key]
        }
        silent = _silent_states(cells)
        self.shows = {
            key: seen.shows[key] for key in cells if (key.table, key.origin) not in silent
        }
        for view in (each for table in tables for each in template.views_of(table)):
            for group in seen.merges.get(view.key, ()):
                columns = axis_codes(template.code_list(view.columns.dimension), view.columns)
                for column in columns:
                    for code in group:
                        self.shows.setdefault(
                            cell_of(template, view, code, column), frozenset(view.measures)
                        )
        self.known = {
            key: figure for key in self.shows if (figure := seen.figure(key, measure)) is not None
        }
        self.hidden = {
            key: cells[key] for key in self.shows if key in cells and cells[key].state in HIDDEN
        }
        self.unavailable = {
            key
            for key in self.shows
            if key in cells and cells[key].state is CellState.NOT_AVAILABLE
        }


def _silent_states(cells: Mapping[CellKey, Shown]) -> set[tuple[str, str]]:
    """Return table and State where nothing was sent: the Union's figures are without them."""
    speaks = {
        (key.table, key.origin)
        for key, shown in cells.items()
        if shown.state is not CellState.NOT_AVAILABLE
    }
    return {(key.table, key.origin) for key in cells if key.origin != TOTAL} - speaks


def wide_enough(
    rules: Disclosure, measure: Measure, unit: float, truth: float | None = None
) -> Safe:
    """Return what says of an interval, in units, whether a figure is guarded in it.

    Args:
        rules: The template's.
        measure: Number or value.
        unit: The intervals' unit.
        truth: The figure. Without it an interval is wide enough in which some figure has the
            room that the template asks for on either side.
    """
    share = float(rules.protection)

    def safe(low: float, high: float) -> bool:
        if measure is Measure.NUMBER:
            wide = high - low >= rules.number_protection - SLIP
            return wide or max(abs(low), abs(high)) <= SLIP
        if truth is not None:
            room, slip = share * abs(truth) / unit, SLIP * abs(truth) / unit
            return low <= truth / unit - room + slip and high >= truth / unit + room - slip
        if low < 0 < high:
            return True
        near, far = sorted((abs(low), abs(high)))
        return far * (1 - share) >= near * (1 + share) * (1 - SLIP)

    return safe


class Unknowns:
    """The unknowns of some tables and one measure, over all editions.

    Attributes:
        questions: What must not be placed.
        unit: In the measure's unit, that of the intervals.

    Args:
        template: The template.
        seen: The editions as they are read, the newest last.
        tables: Keys of collected tables that no link leaves.
        measure: Number or value.
        changed: What has changed since each earlier edition; empty: nobody says.
        links: Where a link does not hold, or tells too much.
        least: What who asks has himself of a figure of the newest edition, in the measure's unit.

    Raises:
        StateError: DISCLOSURE_UNSAFE: the tables contradict each other.
    """

    def __init__(
        self,
        template: Template,
        seen: Sequence[PublishedCells],
        tables: Collection[str],
        measure: Measure,
        changed: Sequence[Changed],
        links: Links,
        least: Truth | None = None,
    ) -> None:
        self._template, self._measure, self._links = template, measure, links
        self._his = least
        self._changed = [each.figures[measure] for each in changed]
        editions = [_Edition(template, each, tables, measure) for each in seen]
        self._newest, self._earlier = editions[-1], editions[:-1]
        self._known: dict[CellKey, int] = {}
        for place, edition in enumerate(editions):
            self._known.update(
                (key, figure)
                for key, figure in edition.known.items()
                if not self._has_changed(key, place)
            )
        self.unit = max(max(self._known.values(), default=0) / LARGEST, 1.0)
        few = [each.few for each in changed]
        self._tie(editions, few)
        if not self._intervals.possible and len(editions) > 1 and not changed:
            # Held-back figures have changed: the editions are no longer of the same figures.
            self._known = dict(self._newest.known)
            self._tie(editions[-1:], few)
        if not self._intervals.possible:
            raise _contradiction(tables, measure)
        self.questions = list(self._asked())

    @property
    def programs(self) -> int:
        """Return how many linear programs it took so far."""
        return self._intervals.programs

    def interval(self, question: Guarded, safe: Safe) -> tuple[float, float] | None:
        """Return what is known of a figure, in units; None where nothing ties it."""
        if question in self._given:
            return (self._given[question] / self.unit,) * 2
        variable = self._variables.get(question)
        return None if variable is None else self._intervals.of(variable, safe)

    def given_away(self, question: Guarded) -> bool:
        """Say whether an earlier edition did not guard a figure that has not changed since."""
        key = question.key
        return question == Guarded(key) and any(
            key in edition.shows
            and not self._has_changed(key, place)
            and (key not in edition.hidden or edition.hidden[key].why == COMPLEMENTARY)
            for place, edition in enumerate(self._earlier[: len(self._changed)])
        )

    def changed_since(self, question: Guarded) -> bool:
        """Say whether a figure is another one than in some earlier edition."""
        return any(self._has_changed(question.key, place) for place in range(len(self._changed)))

    def _asked(self) -> Iterator[Guarded]:
        """Yield what is held back and shown in no edition, and what was in one and has changed.

        Where an edition prints that a cell is held back for the others' sake it guards no
        figure of that cell: those are editions of before one word stood for all reasons.
        """
        for key, shown in self._newest.hidden.items():
            before = any(key in edition.known for edition in self._earlier[: len(self._changed)])
            if shown.why != COMPLEMENTARY and key not in self._known and not before:
                yield Guarded(key)
        for place, edition in enumerate(self._earlier[: len(self._changed)]):
            for key, shown in edition.hidden.items():
                if shown.why != COMPLEMENTARY and self._has_changed(key, place):
                    yield Guarded(key, place)
        yield from self._differences

    def _has_changed(self, key: CellKey, place: int) -> bool:
        """Say whether a cell's figure in an edition is known to be another one by now."""
        if not 0 <= place < len(self._changed):
            return False
        return any(each in self._changed[place] for each in (key, *parts_of(key)))

    def _tie(self, editions: Sequence[_Edition], few: Sequence[Collection[CellKey]]) -> None:
        self._variables: dict[Guarded, int] = {}
        self._given: dict[Guarded, float] = {}
        self._differences: list[Guarded] = []
        self._least: list[float] = []
        self._totals: dict[tuple[tuple[int, float], ...], float] = {}
        alone = len(editions) == 1
        for order, edition in enumerate(editions):
            place = NEWEST if alone else order
            for tie in relations(self._template, edition.shows, self._measure):
                # What a State that sent nothing would have is not in the Union's figure.
                whole = tie.complete or tie.over == ORIGIN
                self._put(edition, place, (tie.whole,), tie.parts, rest=not whole)
            for each in orders(self._template, edition.shows, self._measure):
                if self._links.holds(each, self._measure):
                    here = each.link and edition is editions[-1]
                    asked = Guarded(each.more[0], less=each.less[0]) if here else None
                    self._put(edition, place, each.more, each.less, rest=True, asked=asked)
        for place, cells in enumerate(few):
            self._put_changes(editions[place], editions[-1], place, cells)
        self._intervals = Intervals(self._least, [Equation(*each) for each in self._totals.items()])

    def _put(
        self,
        edition: _Edition,
        place: int,
        more: Sequence[CellKey],
        less: Sequence[CellKey],
        *,
        rest: bool,
        asked: Guarded | None = None,
    ) -> None:
        """Put down one sum; a newer edition's stands for an older one's of the same unknowns.

        Args:
            edition: The edition whose figures they are.
            place: Its place.
            more: Cells that together are the others, or no less.
            less: The others.
            rest: They are no less: what is left is an unknown.
            asked: What is left as a question.
        """
        if not edition.unavailable.isdisjoint(more):
            return
        members, total = [], 0
        for key, coefficient in (*((key, 1) for key in more), *((key, -1) for key in less)):
            then = place if self._has_changed(key, place) else NEWEST
            figure = edition.known.get(key)
            if figure is None and then == NEWEST:
                figure = self._known.get(key)
            if figure is None:
                members.append((self._variable(edition, Guarded(key, then)), float(coefficient)))
            else:
                total -= coefficient * figure
        few = asked is not None and (asked.key, asked.less) in self._links.few
        here = edition.known.keys() >= {*more, *less}
        if few and asked is not None and (members or here):
            self._ask(asked, members, -total)
        if members:
            if rest:
                members.append((self._slack(asked if few else None), -1.0))
            self._totals[tuple(members)] = total / self.unit

    def _put_changes(
        self, then: _Edition, now: _Edition, place: int, few: Collection[CellKey]
    ) -> None:
        """Put down by how much cells have changed since an edition.

        It is asked where few made it, and of a cell that the edition showed and that is held
        back by now: of its figure the change is all that is not known.
        """
        for key in now.shows:
            if key not in then.shows or key in then.unavailable or key in now.unavailable:
                continue
            if not self._has_changed(key, place):
                continue
            since_shown = key in then.known and key in now.hidden
            if not since_shown and not any(each in few for each in (key, *parts_of(key))):
                continue
            asked = Guarded(key, place, change=True)
            members, total = [], 0
            for edition, which, sign in ((now, NEWEST, 1), (then, place, -1)):
                figure = edition.known.get(key)
                if figure is None:
                    variable = self._variable(edition, Guarded(key, which))
                    members.append((variable, float(sign)))
                else:
                    total -= sign * figure
            self._ask(asked, members, -total)
            if members:
                slack = self._slack(asked, least=-float("inf"))
                self._totals[(*members, (slack, -1.0))] = total / self.unit

    def _ask(self, asked: Guarded, members: Sequence[tuple[int, float]], left: int) -> None:
        """Ask about a difference; where nothing of it is unknown it is given away."""
        if not members and left:
            self._given[asked] = float(left)
        if members or left:
            self._differences.append(asked)

    def _slack(self, asked: Guarded | None, least: float = 0.0) -> int:
        self._least.append(least)
        if asked is not None:
            self._variables[asked] = len(self._least) - 1
        return len(self._least) - 1

    def _variable(self, edition: _Edition, question: Guarded) -> int:
        """Return the unknown of a cell: one for all editions, or of an earlier one alone."""
        if question not in self._variables:
            shown = edition.hidden.get(question.key)
            # A rule holds back nothing that is zero; who does not clear may have it.
            counted = (
                shown is not None
                and shown.state is CellState.SUPPRESSED
                and shown.why != NOT_CLEARED
            )
            self._variables[question] = len(self._least)
            least = 1.0 if counted and self._measure is Measure.NUMBER else 0.0
            if self._his is not None and question == Guarded(question.key):
                least = 0.0 if self._may_be_none(question.key) else least
                least = max(least, self._his(question) / self.unit)
            self._least.append(least)
        return self._variables[question]

    def _may_be_none(self, key: CellKey) -> bool:
        """Say whether nothing may be left of a cell: it was held back, and has changed since."""
        return any(
            key in edition.hidden and self._has_changed(key, place)
            for place, edition in enumerate(self._earlier)
        )


def _contradiction(tables: Collection[str], measure: Measure) -> ComityError:
    named = ", ".join(tables)
    return Reason.DISCLOSURE_UNSAFE.error(
        "the {measure}s of table {table} do not add up as they are published",
        remedy="Make the tables again from the consolidation.",
        table=named,
        measure=measure,
    )
