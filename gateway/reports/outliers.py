"""Figures that differ from the year before by more than business does.

A question and no error. Totals and what lies along one dimension are compared, because small
cells swing by themselves. A figure stands out when it has grown or shrunk beyond a factor and
by more than a floor; the largest differences are asked about first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from gateway.domain.annual.cells import CellBlock, CellRef, Figures
from gateway.domain.annual.codes import TOTAL
from gateway.domain.annual.template import CollectedTable, Measure, Template
from gateway.reports.remarks import Remark, Severity

FACTOR = 3
"""Above it, or below its reciprocal, a change stands out. The Union's whole value has moved by
up to 1.5 in a year (docs/domain.md 8); a State's, by group or destination, moves more."""

FLOOR = {Measure.NUMBER: 10, Measure.VALUE: 100_000_000}
"""A change of fewer licences, or of less than a million euro (in cents), is no question."""

MOST = 40
"""Questions that are put: more would not be answered with care."""


class _Change(NamedTuple):
    weight: float
    table: CollectedTable
    at: tuple[str, ...]
    measure: Measure
    before: int
    now: int


def outliers(
    template: Template, blocks: Iterable[CellBlock], earlier: Iterable[CellBlock]
) -> Iterator[Remark]:
    """Yield a question for each figure that stands out, the largest change first.

    Args:
        template: The template of the year.
        blocks: What was counted.
        earlier: Blocks of the year before; without them there is nothing to compare.
    """
    held = {block.table: block for block in earlier}
    changes: list[_Change] = []
    for block in blocks:
        if block.table in held:
            table = template.collected(block.table)
            changes += _changes(table, _coarse(block), _coarse(held[block.table]))
    for each in sorted(changes, key=lambda change: -change.weight)[:MOST]:
        at = "|".join(each.at)
        unit = "" if each.measure is Measure.NUMBER else "EUR "
        scale = 1 if each.measure is Measure.NUMBER else 100
        yield Remark(
            # With both figures: another figure is another question.
            key=f"outlier:{each.table.key}:{at}:{each.measure}:{each.before}:{each.now}"[:200],
            severity=Severity.QUESTION,
            message=f"{each.table.title}, {at}: {unit}{each.now // scale:,}, the year before "
            f"{unit}{each.before // scale:,}",
            about=CellRef(table=each.table.key, at=each.at),
            answers=("confirmed", "explained"),
        )


def _coarse(block: CellBlock) -> dict[tuple[str, ...], Figures]:
    """Return the cells in total and along one dimension."""
    return {
        cell.at: cell.figures
        for cell in block.cells()
        if cell.figures is not None and sum(code != TOTAL for code in cell.at) <= 1
    }


def _changes(
    table: CollectedTable,
    now: Mapping[tuple[str, ...], Figures],
    before: Mapping[tuple[str, ...], Figures],
) -> Iterator[_Change]:
    for at in {*now, *before}:
        new, old = now.get(at, Figures()), before.get(at, Figures())
        for measure in table.measures:
            name = "number" if measure is Measure.NUMBER else "value_cents"
            a, b = getattr(old, name), getattr(new, name)
            small, large = min(a, b), max(a, b)
            if large - small > FLOOR[measure] and large > FACTOR * small:
                weight = (large - small) / FLOOR[measure]
                yield _Change(weight, table, at, measure, a, b)
