"""What is lost where a cell is held back, so that the cheapest cells can be chosen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gateway.domain.annual.codes import TOTAL
from gateway.domain.annual.template import Measure, Template
from gateway.reports.disclosure.figures import CellFigures, Flags, Floats
from gateway.reports.disclosure.lattice import relations

VALUED = 6.0
"""How many cells are as dear as the mean value of a cell: what readers look for is value."""

TOTALS = 3.0
"""How many times dearer a cell is for each dimension that it is a total of: more people read
it, it stands in more tables, and without it no chart of a whole can be drawn."""

AHEAD = 1.0
"""How much of what a cell needs beside itself is counted with it."""


def losses(figures: CellFigures) -> Floats:
    """Return what is lost with each cell: the cell itself, and its value beside the mean.

    A total is read by more people than its parts, and stands in more tables: each dimension
    that a cell is a total of makes it so much dearer.
    """
    values = figures.of(Measure.VALUE)
    if not values.any():
        values = figures.of(Measure.NUMBER)
    mean = float(values.mean()) if len(values) else 1.0
    totals = [(*key.at, key.origin).count(TOTAL) for key in figures.keys]
    return np.asarray(
        (1.0 + VALUED * values / max(mean, 1.0)) * TOTALS ** np.array(totals, dtype=float)
    )


def losses_ahead(template: Template, figures: CellFigures, held: Flags) -> Floats:
    """Return what is lost with each cell and with what it will need beside it.

    Who sees one word for all rules asks of every held cell, so that each needs another one in
    every sum that it stands in: one that can take the move of the template's share of its value.
    Where the others are small that is the total, and then what stands beside the total.

    Args:
        template: The template, which says what adds up.
        figures: The cells.
        held: Those that are held back already.
    """
    alone = losses(figures)
    price = np.where(held, 0.0, alone)
    need = figures.of(Measure.VALUE) * float(template.disclosure.protection)
    beside = np.zeros(len(alone))
    for tie in relations(template, figures.shows, Measure.VALUE):
        sum_ = [figures.index[key] for key in (tie.whole, *tie.parts) if key in figures.index]
        if tie.whole in figures.index:
            cheapest = sorted(sum_, key=lambda cell: price[cell])
            for cell in sum_:
                beside[cell] += _cheapest(cell, cheapest, price, figures, need[cell])
    return alone + AHEAD * beside


def _cheapest(
    cell: int, cheapest: Sequence[int], price: Floats, figures: CellFigures, need: float
) -> float:
    """Return the price of the cheapest other cell that has enough, or nothing where none has."""
    values = figures.of(Measure.VALUE)
    return next((price[each] for each in cheapest if each != cell and values[each] >= need), 0.0)
