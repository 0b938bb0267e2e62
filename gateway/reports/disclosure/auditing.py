"""The check of what is about to be published, from nothing but what a reader will have.

It starts from the published tables and the earlier editions, knows no figure that they hold
back, and asks linear programs how low and how high each of these may be. A figure is out when
no figure in its interval would have the reach that the template asks for on either side.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from gateway.domain.annual.cells import CellState
from gateway.domain.annual.codes import ORIGIN, TOTAL
from gateway.domain.annual.edition import Edition, PublishedTable, Shown
from gateway.domain.annual.template import Disclosure, Measure, Template
from gateway.errors import Reason, StateError
from gateway.reports.consolidation import CellKey
from gateway.reports.disclosure.complementary import Progress
from gateway.reports.disclosure.editions import (
    HIDDEN,
    Changed,
    Seen,
    read_editions,
    read_tables,
)
from gateway.reports.disclosure.figures import parts_of
from gateway.reports.disclosure.intervals import Equation, Intervals
from gateway.reports.disclosure.lattice import Relation, axis_codes, cell_of, named_cells, relations
from gateway.reports.disclosure.primary import COMPLEMENTARY

LARGEST = 1e6
"""The largest figure in the programs' unit: with it a solver's tolerance is a fraction of the
smallest cell, and the rounding of the largest is below that."""

NEWEST = -1
"""In place of an edition's: what is so in the newest, and in those where it has not changed."""

SLIP = 1e-5
"""By so much a program's answer may be off."""


@dataclass(frozen=True)
class Interval:
    """What a reader knows of a figure that is held back.

    Attributes:
        low: It is no less; in the measure's unit, cents or a count.
        high: It is no more; infinity where nothing says so.
    """

    key: CellKey
    measure: Measure
    low: float
    high: float


@dataclass(frozen=True)
class Audit:
    """What was checked.

    Attributes:
        figures: Held-back figures that must not be computed.
        programs: Linear programs that it took.
    """

    figures: int
    programs: int


def audit(
    template: Template,
    tables: Sequence[PublishedTable],
    earlier: Sequence[Edition] = (),
    changed: Sequence[Changed] = (),
    *,
    progress: Progress | None = None,
) -> Audit:
    """Check that no figure that is held back can be computed from what is published.

    Args:
        template: The template.
        tables: The tables as they would be published.
        earlier: Editions of the year that are published already.
        changed: For each of them the figures that have changed since, held ones among them: a
            reader is taken to know which. Left out, held figures are taken for unchanged
            where that is possible.
        progress: Told what is being done, how much of it is done and how much there is.

    Raises:
        StateError: DISCLOSURE_UNSAFE: one can, or the tables contradict each other; names it.
    """
    seen = (*read_editions(template, earlier), read_tables(template, tables))
    if changed and len(changed) != len(seen) - 1:
        raise ValueError("so many earlier editions, so many sets of changes")
    unsafe: list[Interval] = []
    figures = programs = 0
    for table in template.table:
        for measure in table.measures:
            since = [each[measure] for each in changed]
            asked = _Asked(template, seen, table.key, measure, since)
            for done, key in enumerate(asked.secret):
                if progress is not None:
                    progress(f"auditing {measure}s", done, len(asked.secret))
                found = asked.interval(key)
                if found is not None:
                    unsafe.append(found)
            figures += len(asked.secret)
            programs += asked.programs
    if unsafe:
        raise _refusal(unsafe)
    return Audit(figures, programs)


class _Asked:
    """The questions about one table and measure.

    A figure that has not changed and was not guarded in an earlier edition, because it had
    nothing to hide then, may be known from that one; it is asked what the newest one adds.
    """

    def __init__(
        self,
        template: Template,
        seen: Sequence[Seen],
        table: str,
        measure: Measure,
        changed: Sequence[Collection[CellKey]],
    ) -> None:
        self._template, self._rules = template, template.disclosure
        self._place = (seen[-1:], table, measure)
        self._system = _System(template, seen, table, measure, changed)
        self._alone: _System | None = None
        self.secret = self._system.secret

    @property
    def programs(self) -> int:
        """Return how many linear programs it took."""
        return self._system.programs + (0 if self._alone is None else self._alone.programs)

    def interval(self, key: CellKey) -> Interval | None:
        """Return what is known of a figure where that is too much."""
        found = self._system.interval(key, self._rules)
        if found is None or not self._system.given_away(key):
            return found
        if self._alone is None:
            self._alone = _System(self._template, *self._place, ())
        return self._alone.interval(key, self._rules)


class _Edition:
    """One table and measure of one edition, as a reader has it.

    Attributes:
        shows: The cells with what they show, those of merged rows among them.
        known: Figures that are shown.
        hidden: Cells that are held back, with the reason that is printed.
        unavailable: Cells of which nobody knows the figure.
    """

    def __init__(self, template: Template, seen: Seen, table: str, measure: Measure) -> None:
        cells = {
            key: shown
            for key, shown in seen.cells.items()
            if key.table == table and measure in seen.shows[key]
        }
        silent = _silent_states(cells)
        self.shows = {key: seen.shows[key] for key in cells if key.origin not in silent}
        for view in template.views_of(table):
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


def _silent_states(cells: Mapping[CellKey, Shown]) -> set[str]:
    """Return the States that sent nothing: the Union's figures are without them."""
    speaks = {
        key.origin for key, shown in cells.items() if shown.state is not CellState.NOT_AVAILABLE
    }
    return {key.origin for key in cells} - speaks - {TOTAL}


class _System:
    """The equations of one table and measure, over all editions."""

    def __init__(
        self,
        template: Template,
        seen: Sequence[Seen],
        table: str,
        measure: Measure,
        changed: Sequence[Collection[CellKey]],
    ) -> None:
        self._measure = measure
        self._changed = changed
        editions = [_Edition(template, each, table, measure) for each in seen]
        newest = editions[-1]
        self._earlier = editions[:-1]
        self._known: dict[CellKey, int] = {}
        for place, edition in enumerate(editions):
            self._known.update(
                (key, figure)
                for key, figure in edition.known.items()
                if not self._has_changed(key, place)
            )
        self._unit = max(max(self._known.values(), default=0) / LARGEST, 1.0)
        # What is held back for the others' sake is itself no secret, nor is what an earlier
        # edition has shown.
        self.secret = [
            key
            for key, shown in newest.hidden.items()
            if shown.why != COMPLEMENTARY and key not in self._known
        ]
        self._intervals = self._tied(template, editions)
        if not self._intervals.possible and len(editions) > 1 and not changed:
            # Held-back figures have changed: the editions are no longer of the same figures.
            self._known = dict(newest.known)
            self._intervals = self._tied(template, editions[-1:])
        if not self._intervals.possible:
            raise _contradiction(table, measure)

    def given_away(self, key: CellKey) -> bool:
        """Say whether an earlier edition did not guard a figure that has not changed since."""
        return any(
            key in edition.shows
            and not self._has_changed(key, place)
            and (key not in edition.hidden or edition.hidden[key].why == COMPLEMENTARY)
            for place, edition in enumerate(self._earlier[: len(self._changed)])
        )

    def _has_changed(self, key: CellKey, place: int) -> bool:
        """Say whether a cell's figure in an edition is known to be another one by now."""
        if not 0 <= place < len(self._changed):
            return False
        return any(each in self._changed[place] for each in (key, *parts_of(key)))

    @property
    def programs(self) -> int:
        """Return how many linear programs it took so far."""
        return self._intervals.programs

    def interval(self, key: CellKey, rules: Disclosure) -> Interval | None:
        """Return what is known of a figure where that is too much."""
        variable = self._variables.get((key, NEWEST))
        if variable is None:
            return None

        def safe(low: float, high: float) -> bool:
            if self._measure is Measure.NUMBER:
                return high - low >= rules.number_protection - SLIP or high <= SLIP
            share = float(rules.protection)
            return high * (1 - share) >= low * (1 + share) * (1 - SLIP)

        low, high = self._intervals.of(variable, safe)
        if safe(low, high):
            return None
        return Interval(key, self._measure, low * self._unit, high * self._unit)

    def _tied(self, template: Template, editions: Sequence[_Edition]) -> Intervals:
        self._variables: dict[tuple[CellKey, int], int] = {}
        self._least: list[float] = []
        totals: dict[tuple[tuple[int, float], ...], float] = {}
        alone = len(editions) == 1
        for place, edition in enumerate(editions):
            for tie in relations(template, edition.shows, self._measure):
                self._put(totals, edition, tie, NEWEST if alone else place)
        return Intervals(self._least, [Equation(*each) for each in totals.items()])

    def _put(
        self,
        totals: dict[tuple[tuple[int, float], ...], float],
        edition: _Edition,
        tie: Relation,
        place: int,
    ) -> None:
        """Put down one sum; a newer edition's stands for an older one's of the same unknowns."""
        if tie.whole in edition.unavailable:
            return
        members, total = [], 0
        for key, coefficient in ((tie.whole, 1), *((part, -1) for part in tie.parts)):
            then = place if self._has_changed(key, place) else NEWEST
            figure = edition.known.get(key)
            if figure is None and then == NEWEST:
                figure = self._known.get(key)
            if figure is None:
                members.append((self._variable(edition, key, then), float(coefficient)))
            else:
                total -= coefficient * figure
        if members:
            # What a State that sent nothing would have is not in the Union's figure.
            if not tie.complete and tie.over != ORIGIN:
                members.append((len(self._least), -1.0))
                self._least.append(0.0)
            totals[tuple(members)] = total / self._unit

    def _variable(self, edition: _Edition, key: CellKey, then: int) -> int:
        """Return the unknown of a cell: one for all editions, or of an earlier one alone."""
        if (key, then) not in self._variables:
            shown = edition.hidden.get(key)
            counted = shown is not None and shown.state is CellState.SUPPRESSED
            self._variables[key, then] = len(self._least)
            self._least.append(1.0 if counted and self._measure is Measure.NUMBER else 0.0)
        return self._variables[key, then]


def _contradiction(table: str, measure: Measure) -> StateError:
    return StateError(
        f"the {measure}s of table {table} do not add up as they are published",
        reason=Reason.DISCLOSURE_UNSAFE,
        remedy="Make the tables again from the consolidation.",
        table=table,
    )


def _refusal(unsafe: Sequence[Interval]) -> StateError:
    named = named_cells([each.key for each in unsafe])
    return StateError(
        f"figures that are held back can be computed from what is shown: {named}",
        reason=Reason.DISCLOSURE_UNSAFE,
        remedy="Run disclosure control again on this consolidation with all earlier editions.",
        cells=named,
    )
