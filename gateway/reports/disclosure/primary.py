"""Which cells are held back for what they say themselves: primary suppression.

Figures that come from several authorities bound what stands behind a cell, and each rule is
applied on the safe side: fewest exporters that there may be, largest part that one may have.
A zero says that nobody did anything; it is shown, unless a Member State has marked it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import product

import numpy as np

from gateway.domain.annual.cells import NEVER_LIFTED, Mark
from gateway.domain.annual.codes import CodeTree
from gateway.domain.annual.template import Disclosure, Measure, Template
from gateway.reports import published_tables
from gateway.reports.consolidation import CellKey, Consolidation, HeldBack
from gateway.reports.disclosure.figures import CellFigures, Floats

FEW = "few"
DOMINANCE = "dominance"
P_PERCENT = "p_percent"
"""Who has the second largest part, alone or with whom he pools, could tell the largest."""

NOT_CLEARED = published_tables.NOT_CLEARED
COMPLEMENTARY = "complementary"
EARLIER = "earlier"
"""Held back because an earlier edition held it back, and it may be the same figure still."""

MARK = "mark:"


def marked(
    consolidation: Consolidation, cells: Mapping[CellKey, AbstractSet[Measure]]
) -> dict[CellKey, HeldBack]:
    """Return the cells that Member States have marked, with what lies below them.

    A mark holds its cell and every published cell below it, zeros among them: where nothing
    was done tells something too. "Only in a larger group" holds also what lies between the
    cell and its group. The Union's cell is not held by a State's mark as such; it is held
    where that is needed so that the State's cannot be computed.
    """
    found: dict[CellKey, HeldBack] = {}
    for key, marks in consolidation.marks.items():
        for mark in marks:
            if key.origin[:2] == mark.by[:2]:
                for below in _held_by(consolidation.template, cells, key, mark):
                    found[below] = _stricter(
                        found.get(below), HeldBack(f"{MARK}{mark.ground}", (mark.by,))
                    )
    return found


def _held_by(
    template: Template, cells: Mapping[CellKey, AbstractSet[Measure]], key: CellKey, mark: Mark
) -> Iterator[CellKey]:
    dimensions = template.collected(key.table).dimensions
    choices = []
    for name, code in zip(dimensions, key.at, strict=True):
        codes = template.code_list(name)
        if name == mark.dimension and mark.group is not None:
            permitted = set(codes.path(mark.group))
            between = [each for each in codes.path(code) if each not in permitted]
            choices.append([*_below(codes, code), *between[1:]])
        else:
            choices.append(list(_below(codes, code)))
    for at in product(*choices):
        below = CellKey(key.table, at, key.origin)
        if below in cells:
            yield below


def _below(codes: CodeTree, code: str) -> Iterator[str]:
    yield code
    for child in codes.children(code):
        yield from _below(codes, child)


def _stricter(one: HeldBack | None, other: HeldBack) -> HeldBack:
    """Return what holds of two marks: a ground that is never lifted before any other."""
    if one is None:
        return other
    never = {f"{MARK}{ground}" for ground in NEVER_LIFTED}
    why = one.why if one.why in never or other.why not in never else other.why
    return HeldBack(why, tuple(sorted({*one.said_by, *other.said_by})))


def primary(
    template: Template,
    figures: CellFigures,
    marks: Mapping[CellKey, HeldBack],
    uncleared: Collection[CellKey],
) -> dict[CellKey, HeldBack]:
    """Return the cells that are held back for what they say, with the rule.

    Args:
        template: The template, whose `disclosure` has the rules.
        figures: The cells.
        marks: Cells that are marked; a mark comes before every other reason.
        uncleared: Cells that a Member State did not clear in the confidentiality round.
    """
    rules = template.disclosure
    few = figures.statistical & (figures.exporters_min < rules.least_behind)
    # A value that no table shows need not be guarded, and takes no number with it.
    valued = figures.statistical & figures.showing(Measure.VALUE)
    values = figures.of(Measure.VALUE)
    dominant = valued & (figures.top1 > float(rules.dominance) * values)
    told = valued & (_hides(rules, figures) < float(rules.p_percent or 0) * figures.top1)
    closed = set(uncleared)
    found: dict[CellKey, HeldBack] = {}
    for place, key in enumerate(figures.keys):
        counts = figures.available[place] and figures.figures[place, :2].any()
        if key in marks:
            found[key] = marks[key]
        elif key in closed:
            found[key] = HeldBack(NOT_CLEARED)
        elif counts and few[place]:
            found[key] = HeldBack(FEW)
        elif counts and dominant[place]:
            found[key] = HeldBack(DOMINANCE)
        elif counts and told[place]:
            found[key] = HeldBack(P_PERCENT)
    return found


def _hides(rules: Disclosure, figures: CellFigures) -> Floats:
    """Return what hides the largest part from those who have the parts next to it, in cents."""
    together = figures.top2 if rules.pooling == 1 else figures.top3
    return np.maximum(figures.of(Measure.VALUE) - together, 0.0)
