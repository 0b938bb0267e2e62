"""What earlier editions of the same year have shown: it joins the system.

Whoever has two editions subtracts them. A cell that both show alike is the same figure in
both; a cell that one of them holds back is the same unknown in both, unless it is named among
the changes. So the sums of every earlier edition hold between what it held back, what it
showed hides nothing any more, and what it held back stays held back: whether that figure has
changed since, an edition does not say, and a reader takes it that it has not.

Another year's figures are other figures: no sum reaches from one year into another, and no
published table shows a difference between years.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gateway.domain.annual.cells import CellState
from gateway.domain.annual.edition import Edition, PublishedTable, Shown
from gateway.domain.annual.template import Measure, Template
from gateway.reports.consolidation import CellKey
from gateway.reports.disclosure.figures import CellFigures, Flags
from gateway.reports.disclosure.lattice import Merges, cell_of
from gateway.reports.disclosure.primary import COMPLEMENTARY

HIDDEN = frozenset({CellState.SUPPRESSED, CellState.CONFIDENTIAL})


@dataclass(frozen=True)
class Seen:
    """What published tables say, cell by cell, wherever a cell stands.

    Attributes:
        cells: By cell what it shows.
        shows: By cell the measures of the tables that it stands in.
        merges: By view the rows that are shown as one.
    """

    cells: Mapping[CellKey, Shown]
    shows: Mapping[CellKey, frozenset[Measure]]
    merges: Merges

    def figure(self, key: CellKey, measure: Measure) -> int | None:
        """Return the figure that is shown of a cell, None where none is."""
        shown = self.cells.get(key)
        if shown is None or measure not in self.shows[key]:
            return None
        if shown.state is CellState.ZERO:
            return 0
        return shown.number if measure is Measure.NUMBER else shown.value_cents


def read_tables(template: Template, tables: Iterable[PublishedTable]) -> Seen:
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
    return Seen(cells, shows, merges)


def _together(one: Shown | None, other: Shown) -> Shown:
    if one is None or one.state in HIDDEN:
        return other
    if other.state in HIDDEN or one.state is not CellState.VALUE:
        return one
    return one.model_copy(
        update={
            "number": one.number if one.number is not None else other.number,
            "value_cents": one.value_cents if one.value_cents is not None else other.value_cents,
        }
    )


def read_editions(template: Template, editions: Sequence[Edition]) -> tuple[Seen, ...]:
    """Read the editions of the template's year; others share no figure with it."""
    return tuple(
        read_tables(template, each.tables)
        for each in editions
        if each.year == template.year and each.template == template.version
    )


def held_before(earlier: Sequence[Seen]) -> dict[CellKey, str]:
    """Return the cells that an earlier edition held back, with its reason.

    What was once held back for what it says is so for good; what was only held back for the
    others' sake has nothing to hide itself.
    """
    found: dict[CellKey, str] = {}
    for seen in earlier:
        for key, shown in seen.cells.items():
            if shown.state in HIDDEN and found.get(key, COMPLEMENTARY) == COMPLEMENTARY:
                found[key] = shown.why
    return found


def known_before(figures: CellFigures, earlier: Sequence[Seen], measure: Measure) -> Flags:
    """Say of which cells an earlier edition has shown the figure that they have now."""
    now = figures.of(measure)
    return np.array(
        [
            any(seen.figure(key, measure) == now[place] for seen in earlier)
            for place, key in enumerate(figures.keys)
        ],
        dtype=bool,
    )


def open_before(figures: CellFigures, earlier: Sequence[Seen], measure: Measure) -> list[Flags]:
    """Say for each earlier edition which cells it did not show."""
    return [
        np.array([seen.figure(key, measure) is None for key in figures.keys], dtype=bool)
        for seen in earlier
    ]
