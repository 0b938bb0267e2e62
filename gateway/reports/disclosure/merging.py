"""Small rows shown together with a neighbour, where the template allows it.

Two rows of one level below the same total may be shown as one where every measure of the
table adds up over them. A merged cell must pass every rule by its own bounds: what several
rows have together has at least as many exporters as the one that has most. A row with a mark
is never merged, for a mark is lifted only by who set it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from gateway.domain.annual.template import Template, View
from gateway.reports.consolidation import CellKey, HeldBack
from gateway.reports.disclosure.figures import CellFigures
from gateway.reports.disclosure.lattice import JOIN, axis_codes, cell_of
from gateway.reports.disclosure.primary import DOMINANCE, FEW

Groups = tuple[tuple[str, ...], ...]


def mergeable(template: Template, view: View) -> bool:
    """Say whether a view's rows may be merged, and all that it shows of them adds up."""
    dimension = view.rows.dimension
    table = template.collected(view.table)
    return dimension in template.disclosure.merge and all(
        table.adds_up(dimension, measure) for measure in view.measures
    )


def small_groups(
    template: Template, view: View, figures: CellFigures, held: Mapping[CellKey, HeldBack]
) -> Iterator[tuple[str, ...]]:
    """Yield groups of neighbouring rows, each with a row that rules hold something back of.

    Args:
        template: The template.
        view: A view whose rows may be merged.
        figures: The cells of its table.
        held: What is held back for what it says.
    """
    codes = template.code_list(view.rows.dimension)
    columns = axis_codes(template.code_list(view.columns.dimension), view.columns)
    rows = axis_codes(codes, view.rows)
    reasons = {
        row: {
            held[key].why
            for column in columns
            if (key := cell_of(template, view, row, column)) in held
        }
        for row in rows
    }
    filled = [row for row in rows if _filled(template, view, figures, row, columns)]
    by_total: dict[tuple[str, str | None], list[str]] = {}
    for row in filled:
        by_total.setdefault((codes.level(row), codes.parent(row)), []).append(row)
    for siblings in by_total.values():
        yield from _pairs(siblings, reasons)


def _pairs(
    siblings: Sequence[str], reasons: Mapping[str, Collection[str]]
) -> Iterator[tuple[str, ...]]:
    """Yield each small row with the nearest sibling that has no reason to be held back."""
    taken: set[str] = set()
    for place, row in enumerate(siblings):
        if not reasons[row] or not set(reasons[row]) <= {FEW, DOMINANCE}:
            continue
        free = [
            other
            for other in siblings
            if other not in taken and other != row and not reasons[other]
        ]
        if row not in taken and free:
            near = min(free, key=lambda other: abs(siblings.index(other) - place))
            taken |= {row, near}
            yield tuple(sorted((row, near), key=siblings.index))


def _filled(
    template: Template, view: View, figures: CellFigures, row: str, columns: Sequence[str]
) -> bool:
    return any(cell_of(template, view, row, column) in figures.index for column in columns)


def passing(
    template: Template,
    view: View,
    groups: Sequence[tuple[str, ...]],
    held: Mapping[CellKey, HeldBack],
) -> Groups:
    """Return the groups of which no cell would be held back for what it says."""
    columns = axis_codes(template.code_list(view.columns.dimension), view.columns)
    return tuple(
        group
        for group in groups
        if not any(cell_of(template, view, JOIN.join(group), column) in held for column in columns)
    )
