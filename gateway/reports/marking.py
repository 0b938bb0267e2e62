"""Marks of an authority on its cells: free, confidential, or only in a larger group."""

from __future__ import annotations

from collections.abc import Iterable

from gateway.domain.annual.cells import CellBlock, CellRef, Mark, RowMark
from gateway.domain.annual.template import Template
from gateway.errors import ComityError, Reason


def check_mark(template: Template, about: CellRef, mark: Mark) -> None:
    """Check that a mark names a cell or table that there is, and a group above the cell.

    Raises:
        InputError: CODE_UNKNOWN; names the field.
    """
    tables = {table.key: table for table in template.table}
    table = tables.get(about.table)
    if table is None:
        raise _wrong("table", f"{about.table} is no table of {template.version}")
    at = about.at
    if at is not None:
        if len(at) != len(table.dimensions):
            raise _wrong("at", f"a cell has a code each for {', '.join(table.dimensions)}")
        for dimension, code in zip(table.dimensions, at, strict=True):
            if code not in template.code_list(dimension):
                raise _wrong("at", f"{code} is no code of {dimension}")
    if mark.dimension is None or mark.group is None:
        return
    if mark.dimension not in table.dimensions:
        raise _wrong("mark.dimension", f"{mark.dimension} is no dimension of {about.table}")
    if at is not None:
        code = at[table.dimensions.index(mark.dimension)]
        above = list(template.code_list(mark.dimension).path(code))[1:]
        if mark.group not in above:
            raise _wrong("mark.group", f"{mark.group} does not lie above {code}")


def with_marks(
    blocks: Iterable[CellBlock], marks: Iterable[tuple[CellRef, Mark]]
) -> tuple[CellBlock, ...]:
    """Return blocks with marks on their cells; the mark of a cell goes before its table's."""
    by_table: dict[str, Mark] = {}
    by_cell: dict[tuple[str, tuple[str, ...]], Mark] = {}
    for about, mark in marks:
        if about.at is None:
            by_table[about.table] = mark
        else:
            by_cell[about.table, about.at] = mark
    return tuple(_marked(block, by_table.get(block.table), by_cell) for block in blocks)


def _marked(
    block: CellBlock, whole: Mark | None, by_cell: dict[tuple[str, tuple[str, ...]], Mark]
) -> CellBlock:
    if whole is None and not any(table == block.table for table, _ in by_cell):
        return block
    found = []
    for row, cell in enumerate(block.cells()):
        mark = by_cell.get((cell.table, cell.at), whole)
        if mark is not None:
            found.append(RowMark(row=row, mark=mark))
    return block.marked(tuple(found))


def _wrong(field: str, message: str) -> ComityError:
    return Reason.CODE_UNKNOWN.error(
        "{field}: {message}",
        remedy="{showTemplate} lists tables, dimensions and codes.",
        field=field,
        message=message,
    )
