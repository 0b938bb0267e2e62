"""The published tables exactly as they would appear: what is held back, merged, zero, unknown.

A reader must be able to tell five things apart (docs/domain.md 3.3): a figure, zero, not
available, confidential because a Member State says so, and suppressed by a rule. A table is
made from the consolidation and from the decisions of disclosure control, and shows nothing
else: no contributors, and no figure of a cell that is held back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import polars as pl

from gateway.domain.annual.cells import NEVER_LIFTED, CellState
from gateway.domain.annual.codes import ORIGIN, TOTAL, CodeTree
from gateway.domain.annual.edition import Line, PublishedTable, Shown
from gateway.domain.annual.template import Axis, Measure, Template, View
from gateway.reports.columns import joined
from gateway.reports.consolidation import CellKey, Consolidation, HeldBack

Merges = Mapping[str, Sequence[tuple[str, ...]]]
"""By view the groups of row codes that are shown as one row."""

_MARK = "mark:"
NOT_CLEARED = "not_cleared"
"""Printed as it is: it tells of the State's answer and not of the figure."""

_BY_RULE = HeldBack("disclosure")
_NAMED = 4
"""So many labels name a merged row in full; of more it says how many others there are."""


@dataclass(frozen=True)
class _Found:
    """A cell's figures; of merged ones a measure that does not add up is None."""

    number: int | None
    value_cents: int | None


def appear(
    consolidation: Consolidation,
    held: Mapping[CellKey, HeldBack],
    merges: Merges,
    *,
    only: Collection[str] | None = None,
    reasons: bool = False,
) -> tuple[PublishedTable, ...]:
    """Return the published tables, in the template's order.

    Args:
        consolidation: The figures.
        held: Cells that are held back. Merged rows are named by their codes joined by ``+``.
        merges: Rows that are shown together, of one level each; their figures are added. A
            measure that does not add up over the rows' dimension is not shown of them.
        only: The collected tables that are wanted; all of them where it is left out.
        reasons: Say by which rule each cell is held back, for the Commission services' own eyes:
            what is published has one word for all, since the rule tells of the figure.
    """
    printed = held if reasons else {key: _printed(why) for key, why in held.items()}
    return tuple(
        _table(consolidation, view, printed, merges)
        for view in consolidation.template.view
        if only is None or view.table in only
    )


def _printed(held: HeldBack) -> HeldBack:
    said = held.why.startswith(_MARK) or held.why == NOT_CLEARED
    return held if said else _BY_RULE


def cell_key(template: Template, view: View, row: str, column: str) -> CellKey:
    """Name the cell that stands in a row and column of a published table."""
    codes = {**view.fixed, view.rows.dimension: row, view.columns.dimension: column}
    dimensions = template.collected(view.table).dimensions
    return CellKey(
        view.table,
        tuple(codes.get(each, TOTAL) for each in dimensions),
        codes.get(ORIGIN, TOTAL),
    )


def codes_of(codes: CodeTree, axis: Axis) -> tuple[str, ...]:
    """Return the codes that an axis shows: a total first, what belongs to it below."""
    found: list[str] = []

    def walk(code: str) -> None:
        if codes.level(code) in axis.levels:
            found.append(code)
        for each in codes.children(code):
            walk(each)

    walk(TOTAL)
    return tuple(found)


def lines_of(codes: CodeTree, axis: Axis, groups: Sequence[tuple[str, ...]] = ()) -> list[Line]:
    """Return the lines of an axis; merged ones stand where their first code would."""
    merged = {code: group for group in groups for code in group}
    lines: list[Line] = []
    for code in codes_of(codes, axis):
        group = merged.get(code)
        if group is None:
            lines.append(Line(code=code, label=codes.label(code), level=codes.level(code)))
        elif code == group[0]:
            lines.append(_merged(codes, group))
    return lines


def _merged(codes: CodeTree, group: tuple[str, ...]) -> Line:
    labels = [codes.label(code) for code in group]
    if len(labels) > _NAMED:
        labels = [*labels[: _NAMED - 1], f"{len(labels) - _NAMED + 1} others"]
    return Line(
        code="+".join(group),
        label="; ".join(labels),
        level=codes.level(group[0]),
        merges=group,
    )


def _table(
    consolidation: Consolidation, view: View, held: Mapping[CellKey, HeldBack], merges: Merges
) -> PublishedTable:
    template = consolidation.template
    row_codes = template.code_list(view.rows.dimension)
    column_codes = template.code_list(view.columns.dimension)
    groups = merges.get(view.key, ())
    in_order = codes_of(row_codes, view.rows)
    groups = [tuple(sorted(group, key=in_order.index)) for group in groups]
    rows = lines_of(row_codes, view.rows, groups)
    columns = lines_of(column_codes, view.columns)
    found = _figures(consolidation, view, rows, columns)
    return PublishedTable(
        key=view.key,
        number=view.number,
        title=view.title,
        section=view.section,
        measures=view.measures,
        chart=view.chart,
        row_title=row_codes.title,
        column_title=column_codes.title,
        rows=tuple(rows),
        columns=tuple(columns),
        cells=tuple(
            tuple(
                _shown(
                    view.measures,
                    found[row.code, column.code],
                    _held(template, view, row, column.code, held),
                )
                for column in columns
            )
            for row in rows
        ),
    )


def _figures(
    consolidation: Consolidation, view: View, rows: Sequence[Line], columns: Sequence[Line]
) -> dict[tuple[str, str], _Found | None]:
    """Return the figures of every cell of a table by its lines' codes; None: not available."""
    wanted = [
        (row.code, column.code, cell_key(consolidation.template, view, code, column.code))
        for row in rows
        for code in row.merges or (row.code,)
        for column in columns
    ]
    cells = consolidation.table(view.table)
    keys = pl.DataFrame(
        {"at": [joined(key.at) for *_, key in wanted], "origin": [key.origin for *_, key in wanted]}
    ).with_columns(pl.col("origin").cast(cells.schema["origin"]))
    there = keys.join(cells, on=["at", "origin"], how="left", maintain_order="left")
    table = consolidation.template.collected(view.table)
    adds_up = {each: table.adds_up(view.rows.dimension, each) for each in Measure}
    found: dict[tuple[str, str], _Found | None] = {}
    for (row, column, key), (available, number, cents) in zip(
        wanted, there.select("available", "number", "value_cents").iter_rows(), strict=True
    ):
        if available is None:
            each = None if consolidation.lacks(key.table, key.origin) else _Found(0, 0)
        else:
            each = _Found(number, cents) if available else None
        before = found.setdefault((row, column), each)
        if before is not each:
            found[row, column] = _together(before, each, adds_up)
    return found


def _together(
    one: _Found | None, other: _Found | None, adds_up: Mapping[Measure, bool]
) -> _Found | None:
    if one is None or other is None:
        return None

    def added(measure: Measure, first: int | None, second: int | None) -> int | None:
        if first is None or second is None:
            return None
        # Nothing and something are something, whether licences count twice or not.
        exact = adds_up[measure] or not first or not second
        return first + second if exact else None

    number = added(Measure.NUMBER, one.number, other.number)
    value = added(Measure.VALUE, one.value_cents, other.value_cents)
    return None if number is None and value is None else _Found(number, value)


def _held(
    template: Template, view: View, row: Line, column: str, held: Mapping[CellKey, HeldBack]
) -> HeldBack | None:
    found = held.get(cell_key(template, view, row.code, column))
    if found is not None or not row.merges:
        return found
    # Merging lifts no mark for defence, foreign policy or security: only who set it does.
    parts = [held.get(cell_key(template, view, code, column)) for code in row.merges]
    never = {_MARK + ground for ground in NEVER_LIFTED}
    return next((part for part in parts if part is not None and part.why in never), None)


def _shown(measures: Sequence[Measure], found: _Found | None, held: HeldBack | None) -> Shown:
    if held is not None:
        return _hidden(held)
    if found is None:
        return _NOT_AVAILABLE
    number = found.number if Measure.NUMBER in measures else None
    cents = found.value_cents if Measure.VALUE in measures else None
    if number is None and cents is None:
        return _NOT_AVAILABLE
    state = CellState.VALUE if number or cents else CellState.ZERO
    return Shown(state=state, number=number, value_cents=cents)


@cache
def _hidden(held: HeldBack) -> Shown:
    if held.why.startswith(_MARK):
        return Shown(
            state=CellState.CONFIDENTIAL,
            why=held.why.removeprefix(_MARK),
            said_by=tuple(sorted(held.said_by)),
        )
    return Shown(state=CellState.SUPPRESSED, why=held.why)


_NOT_AVAILABLE = Shown(state=CellState.NOT_AVAILABLE)
