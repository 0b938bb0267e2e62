"""What earlier editions of the same year have shown: it joins the system.

Whoever has two editions subtracts them. The sums of every earlier edition hold between what it
held back, what it showed hides nothing any more, and what it held back stays held back. A cell
that has not changed is one unknown in both; one that has changed is two, and the reader is
taken to know which have: what a late licence adds to a total that both show is that licence.

Another year's figures are other figures: no sum reaches from one year into another, and no
published table shows a difference between years.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from gateway.domain.annual.cells import CellState
from gateway.domain.annual.edition import Edition, PublishedTable, Shown
from gateway.domain.annual.template import Measure, Template
from gateway.reports.consolidation import CellKey, Consolidation
from gateway.reports.disclosure.figures import CellFigures, Flags, read_figures
from gateway.reports.disclosure.lattice import Merges, cell_of
from gateway.reports.disclosure.primary import COMPLEMENTARY

HIDDEN = frozenset({CellState.SUPPRESSED, CellState.CONFIDENTIAL})


@dataclass(frozen=True)
class PublishedCells:
    """What published tables say, cell by cell, wherever a cell stands.

    Attributes:
        cells: By cell what it shows.
        shows: By cell the measures of the tables that it stands in.
        merges: By view the rows that are shown as one.
        source: Of an earlier edition the figures that it was made from, where they are known.
    """

    cells: Mapping[CellKey, Shown]
    shows: Mapping[CellKey, frozenset[Measure]]
    merges: Merges
    source: Consolidation | None = None

    def figure(self, key: CellKey, measure: Measure) -> int | None:
        """Return the figure that is shown of a cell, None where none is."""
        shown = self.cells.get(key)
        if shown is None or measure not in self.shows[key]:
            return None
        if shown.state is CellState.ZERO:
            return 0
        return shown.number if measure is Measure.NUMBER else shown.value_cents


def read_tables(template: Template, tables: Iterable[PublishedTable]) -> PublishedCells:
    """Read published tables; of a cell that stands in several, all that they show together."""
    views = {view.key: view for view in template.view}
    cells: dict[CellKey, Shown] = {}
    shows: dict[CellKey, frozenset[Measure]] = {}
    merges: dict[str, tuple[tuple[str, ...], ...]] = {}
    for table in tables:
        view = views[table.key]
        groups = tuple(line.merges for line in table.rows if line.merges)
        if groups:
            merges[table.key] = groups
        for row, shown_row in zip(table.rows, table.cells, strict=True):
            for column, shown in zip(table.columns, shown_row, strict=True):
                key = cell_of(template, view, row.code, column.code)
                shows[key] = shows.get(key, frozenset()) | set(table.measures)
                cells[key] = _together(cells.get(key), shown)
    return PublishedCells(cells, shows, merges)


def _together(one: Shown | None, other: Shown) -> Shown:
    if one is None or one.state in HIDDEN:
        return other
    if other.state in HIDDEN or one.state is not CellState.VALUE:
        return one
    return one.completed_by(other)


def read_editions(
    template: Template, editions: Sequence[Edition], sources: Sequence[Consolidation] = ()
) -> tuple[PublishedCells, ...]:
    """Read the editions of the template's year; others share no figure with it.

    Args:
        template: The template.
        editions: The editions.
        sources: What each was made from, in their order; none where that is not known.
    """
    known = sources or (None,) * len(editions)
    return tuple(
        replace(read_tables(template, each.tables), source=source)
        for each, source in zip(editions, known, strict=True)
        if each.year == template.year and each.template == template.version
    )


def held_before(earlier: Sequence[PublishedCells]) -> dict[CellKey, str]:
    """Return the cells that an earlier edition held back, with the reason that it printed.

    What was once held back is so for good. Editions of before one word stood for all reasons
    say which cells were only held back for the others' sake, and were not guarded themselves.
    """
    found: dict[CellKey, str] = {}
    for seen in earlier:
        for key, shown in seen.cells.items():
            if shown.state in HIDDEN and found.get(key, COMPLEMENTARY) == COMPLEMENTARY:
                found[key] = shown.why
    return found


def known_before(
    figures: CellFigures, earlier: Sequence[PublishedCells], measure: Measure
) -> Flags:
    """Say of which cells an earlier edition has shown the figure that they have now."""
    now = figures.of(measure)
    return np.array(
        [
            any(seen.figure(key, measure) == now[place] for seen in earlier)
            for place, key in enumerate(figures.keys)
        ],
        dtype=bool,
    )


@dataclass(frozen=True, eq=False)
class Before:
    """An earlier edition, as its sums join the system of one measure.

    Attributes:
        open: Cells of which it shows no figure.
        absent: Cells of which there was none: their State had sent nothing. They are in no
            total of that edition.
        secret: Cells that it held back for what they say.
        then: What stood in the cells, in their order; None: it is not known, and taken for
            what stands there now.
    """

    open: Flags
    absent: Flags
    secret: Flags
    then: CellFigures | None


def sums_before(
    figures: CellFigures, earlier: Sequence[PublishedCells], measure: Measure
) -> list[Before]:
    """Return what each earlier edition leaves open of the cells."""
    return [
        Before(
            open=_flags(figures, partial(_is_open, seen, measure)),
            absent=_flags(figures, partial(_is_absent, seen)),
            secret=_flags(figures, partial(_is_secret, seen)),
            then=None if seen.source is None else _then(figures, seen.source),
        )
        for seen in earlier
    ]


def _flags(figures: CellFigures, holds: Callable[[CellKey], bool]) -> Flags:
    return np.array([holds(key) for key in figures.keys], dtype=bool)


def _is_open(seen: PublishedCells, measure: Measure, key: CellKey) -> bool:
    return seen.figure(key, measure) is None


def _is_absent(seen: PublishedCells, key: CellKey) -> bool:
    return key in seen.cells and seen.cells[key].state is CellState.NOT_AVAILABLE


def _is_secret(seen: PublishedCells, key: CellKey) -> bool:
    shown = seen.cells.get(key)
    return shown is not None and shown.state in HIDDEN and shown.why != COMPLEMENTARY


def _then(figures: CellFigures, source: Consolidation) -> CellFigures:
    """Return what stood in the cells when an earlier edition was made, in their order."""
    found = read_figures(source, figures.shows, figures.keys)
    order = [found.index[key] for key in figures.keys]
    return replace(
        figures,
        figures=found.figures[order],
        available=found.available[order],
        statistical=found.statistical[order],
    )
