"""The last look of disclosure control: what the tables give away together, and its closing.

The protection table by table guards what a cell says by sums, before outsiders and exporters.
This asks as the audit does, of all tables that are linked and all editions, every held figure
whatever it is held for, and every difference behind which few stand; and it knows the figures,
so that it measures from them. What is placed too narrowly is guarded by the cheapest further
cells in the system of everything that a reader knows, until nothing is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gateway.domain.annual.template import Measure
from gateway.reports.consolidation import CellKey, Consolidation, HeldBack
from gateway.reports.disclosure.auditing import Inquiry
from gateway.reports.disclosure.complementary import Progress, Search
from gateway.reports.disclosure.differences import Changed, Links
from gateway.reports.disclosure.editions import (
    PublishedCells,
    known_before,
    read_tables,
    sums_before,
)
from gateway.reports.disclosure.figures import CellFigures, Flags, read_figures
from gateway.reports.disclosure.knowledge import System
from gateway.reports.disclosure.lattice import Merges, measures_of, orders, relations
from gateway.reports.disclosure.losses import losses_ahead
from gateway.reports.disclosure.member_states import OwnFigures, StateReaders, own_figures
from gateway.reports.disclosure.primary import COMPLEMENTARY
from gateway.reports.disclosure.systems import Besides, system_of
from gateway.reports.disclosure.unknowns import NEWEST, Guarded
from gateway.reports.published_tables import appear

_FURTHER = HeldBack(COMPLEMENTARY)

MOST_ROUNDS = 40
"""Each round guards what the one before left open, most of it in the first; far more than any
year needs."""


@dataclass(frozen=True)
class Tables:
    """Tables that are linked, as they are protected one by one.

    Attributes:
        consolidation: The figures.
        keys: Keys of the collected tables.
        shown: The cells that are published.
        held: What is held back.
        singles: Cells of rows that are shown as one with another, where a rule would hold them
            back; what passes every rule is no secret there, though no table shows it.
        merges: By view the rows that are shown as one.
        seen: The earlier editions.
        changed: What has changed since each of them; empty where that is not known.
        links: Where links tell too much or do not hold.
        progress: Told how far it is.
    """

    consolidation: Consolidation
    keys: tuple[str, ...]
    shown: Collection[CellKey]
    held: Mapping[CellKey, HeldBack]
    singles: Collection[CellKey]
    merges: Merges
    seen: Sequence[PublishedCells]
    changed: Sequence[Changed]
    links: Links
    progress: Progress


@dataclass(frozen=True)
class Closed:
    """What closing came to.

    Attributes:
        further: Cells that are held back besides.
        programs: Linear programs that were solved.
        to_states: Figures that a Member State places too narrowly, where nothing guards them.
    """

    further: tuple[CellKey, ...] = ()
    programs: int = 0
    to_states: int = 0


class Closing:
    """Closes what linked tables give away together."""

    def __init__(self, tables: Tables, figures: CellFigures) -> None:
        self._tables, self._figures = tables, figures
        self._template = tables.consolidation.template
        self._measures = measures_of(self._template, tables.keys)
        self._held = np.array(
            [key not in tables.shown or key in tables.held for key in figures.keys], dtype=bool
        )
        self._first = self._held.copy()
        self._costs = losses_ahead(self._template, figures, self._held)
        self._searches: dict[Measure, Search] = {}
        self._alone: dict[Measure, Search] = {}
        self._readers: dict[Measure, StateReaders] = {}
        self._to_states: dict[Measure, int] = {}
        self._programs = 0
        self._then = [
            None if seen.source is None else read_figures(seen.source, figures.shows, figures.keys)
            for seen in tables.seen
        ]

    def close(self) -> Closed:
        """Hold back what is needed."""
        done: dict[Measure, set[Guarded]] = {each: set() for each in self._measures}
        for _ in range(MOST_ROUNDS):
            before = self._held.copy()
            open_ = [
                (measure, question)
                for measure in self._measures
                for question in self._open(measure, done[measure])
            ]
            for measure, question in open_:
                self._guard(measure, question)
            if (before == self._held).all():
                self._guard_from_states()
            if (before == self._held).all():
                break
        searches = (*self._searches.values(), *self._alone.values())
        programs = self._programs + sum(each.programs for each in searches)
        programs += sum(each.programs for each in self._readers.values())
        to_states = sum(self._to_states.values())
        return Closed(self._keys(self._held & ~self._first), programs, to_states)

    def _guard_from_states(self) -> None:
        """Guard what a Member State places, which knows its own figures."""
        if not self._template.disclosure.states_read:
            return
        for number, measure in enumerate(self._measures):
            self._tables.progress("closing before States", number, len(self._measures))
            full, alone = self._search(measure), self._alone.get(measure)
            if measure not in self._readers:
                self._readers[measure] = self._reading(full.system)
            reader = self._readers[measure]
            for placed in reader.open():
                reader.guard(placed, full)
            self._to_states[measure] = len(reader.given_up)
            if reader.given_up and self._tables.seen:
                # What no system with the earlier edition in it guards is guarded in the newest.
                alone = alone or self._searching(full.system.without_earlier())
                self._alone[measure] = alone
                newest = self._reading(alone.system)
                for placed in newest.open(reader.given_up):
                    newest.guard(placed, alone)
                self._to_states[measure] = len(newest.given_up)

    @cached_property
    def _own(self) -> OwnFigures:
        return own_figures(self._tables.consolidation, self._figures)

    def _reading(self, system: System) -> StateReaders:
        tables, rules = self._tables, self._template.disclosure
        secret = [key in tables.shown or key in tables.singles for key in self._figures.keys]
        return StateReaders(system, rules, self._held, np.array(secret, dtype=bool), self._own)

    def _open(self, measure: Measure, done: set[Guarded]) -> list[Guarded]:
        """Return what is placed too narrowly by what would be published now.

        What was safe once is so for good: more and more is held back.
        """
        tables = self._tables
        held = {**tables.held, **dict.fromkeys(self._keys(self._held & ~self._first), _FURTHER)}
        now = appear(tables.consolidation, held, tables.merges, only=tables.keys)
        seen = (*tables.seen, read_tables(self._template, now))
        asked = Inquiry(
            self._template,
            seen,
            tables.keys,
            measure,
            tables.changed,
            tables.links,
            lambda question: self._truth(measure, question),
        )
        found = []
        for place, question in enumerate(asked.questions):
            if question not in done:
                tables.progress(f"closing {measure}s", place, len(asked.questions))
                if asked.placed(question) is None:
                    done.add(question)
                else:
                    found.append(question)
        self._programs += asked.programs
        return sorted(found, key=lambda each: (-abs(self._truth(measure, each)), each.key))

    def _truth(self, measure: Measure, question: Guarded) -> float:
        now = self._amount(measure, question.key, NEWEST)
        if question.less is not None:
            return now - self._amount(measure, question.less, NEWEST)
        if question.change:
            return now - self._amount(measure, question.key, question.place)
        return self._amount(measure, question.key, question.place)

    def _amount(self, measure: Measure, key: CellKey, place: int) -> float:
        figures = self._figures if place == NEWEST else self._then[place]
        if figures is None or key not in figures.index:
            return 0.0
        return float(figures.of(measure)[figures.index[key]])

    def _guard(self, measure: Measure, question: Guarded) -> None:
        """Guard a figure where that can be; where it cannot the audit has the last word."""
        search = self._search(measure)
        target = search.system.asked.get(question, self._figures.index.get(question.key))
        if target is not None:
            search.guard(target)

    def _search(self, measure: Measure) -> Search:
        """Return the search in all that a reader knows; it is made when it is first needed."""
        if measure not in self._searches:
            tables, figures = self._tables, self._figures
            system = system_of(
                figures,
                tuple(relations(self._template, figures.shows, measure)),
                measure,
                known=known_before(figures, tables.seen, measure),
                before=sums_before(figures, tables.seen, measure),
                besides=Besides(
                    tuple(orders(self._template, figures.shows, measure)),
                    tables.links,
                    tables.changed,
                ),
            )
            self._searches[measure] = self._searching(system)
        return self._searches[measure]

    def _searching(self, system: System) -> Search:
        return Search(system, self._template.disclosure, self._held, self._costs)

    def _keys(self, flags: Flags) -> tuple[CellKey, ...]:
        keys: Iterable[int] = np.flatnonzero(flags).tolist()
        return tuple(self._figures.keys[cell] for cell in keys)
