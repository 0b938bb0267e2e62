"""Published tables whose figures add up, with parts held back at random or by name."""

from __future__ import annotations

import random
from collections.abc import Collection
from functools import cache

from gateway.domain.annual.cells import CellState
from gateway.domain.annual.codes import CodeTree
from gateway.domain.annual.edition import Edition, Line, PublishedTable, Shown
from gateway.domain.annual.template import Measure, Template
from gateway.domain.annual.templates import shipped_templates
from gateway.reports.held_together import with_held_together
from gateway.reports.published_tables import lines_of
from tests.support.editions import example_edition

Hold = Collection[tuple[str, str]]
HELD = Shown(state=CellState.SUPPRESSED, why="disclosure")


def additive_table(template: Template, key: str, *, nonzero: float = 0.8) -> PublishedTable:
    """Return a table of a template whose lines below a total are its total, in both measures.

    Args:
        template: Whose view it is.
        key: Of the view.
        nonzero: So many of the finest cells are not zero.
    """
    view = next(each for each in template.view if each.key == key)
    row_codes, column_codes = (
        template.code_list(axis.dimension) for axis in (view.rows, view.columns)
    )
    rows, columns = lines_of(row_codes, view.rows), lines_of(column_codes, view.columns)
    chance = random.Random(key)
    leaves = {
        (row, column): chance.randrange(1, 400) if chance.random() < nonzero else 0
        for row in _leaves(row_codes, rows)
        for column in _leaves(column_codes, columns)
    }

    def cell(row: str, column: str) -> Shown:
        number = sum(
            leaves[r, c]
            for r in _leaves(row_codes, rows, row)
            for c in _leaves(column_codes, columns, column)
        )
        return Shown(
            state=CellState.VALUE if number else CellState.ZERO,
            number=number if Measure.NUMBER in view.measures else None,
            value_cents=number * 1_234_567 if Measure.VALUE in view.measures else None,
        )

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
        cells=tuple(tuple(cell(r.code, c.code) for c in columns) for r in rows),
    )


def _leaves(codes: CodeTree, lines: list[Line], under: str = "*") -> list[str]:
    """Return the finest lines below one, itself where it has none below it."""
    shown = {line.code for line in lines}
    return [
        code for code in shown if under in codes.path(code) and not {*codes.children(code)} & shown
    ]


def holding(table: PublishedTable, held: Hold) -> PublishedTable:
    """Return a table with some cells held back, named by the codes of row and column."""
    cells = tuple(
        tuple(
            HELD if (row.code, column.code) in held and cell.state is CellState.VALUE else cell
            for column, cell in zip(table.columns, across, strict=True)
        )
        for row, across in zip(table.rows, table.cells, strict=True)
    )
    return table.model_copy(update={"cells": cells})


@cache
def edition_of_additive_tables() -> Edition:
    """Return an edition of four tables; in each some parts of a shown total are held back."""
    template = shipped_templates()[-1]
    parts = {
        "licences_by_state": {"AT", "BE", "DE"},
        "licences_by_item": {"C2", "C5", "1EC1", "1EC2"},
        "denials_by_state": {"FR", "IT"},
        "cyber_by_state": {"DE", "FI"},
    }
    made = []
    for key, rows in parts.items():
        table = additive_table(template, key, nonzero=1)
        held = [(row, line.code) for row in rows for line in table.columns]
        made.append(holding(table, held))
    return example_edition(only=("denials_by_ground",)).model_copy(
        update={"tables": with_held_together(template, made), "template": template.version}
    )
