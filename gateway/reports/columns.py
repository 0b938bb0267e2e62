"""Blocks of cells as polars columns, checked, and back.

What came by letter is checked here before it is added to anything: a block of an unknown
table or code, a cell that stands twice, or figures that cannot be true are refused with the
cell that is wrong, and nothing is taken from that submission.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import polars as pl

from gateway.domain.annual.cells import FIGURES, CellBlock, Mark, RowMark
from gateway.domain.annual.template import CollectedTable, Template
from gateway.errors import Reason

SEPARATOR = "|"
"""Stands between the codes of a cell in the column `at`; no code has it."""

MAX_COUNT = 10**9
"""Above it a number of licences or exporters is a slip."""


def joined(at: Sequence[str]) -> str:
    """Return a cell's codes as the column `at` has them."""
    return SEPARATOR.join(at)


def parted(at: str) -> tuple[str, ...]:
    """Return the codes of a cell from the column `at`."""
    return tuple(at.split(SEPARATOR))


def frame_of(template: Template, block: CellBlock, whose: str) -> pl.DataFrame:
    """Return a block's cells in columns: at, the figures, available; in the block's order.

    Args:
        template: The template by which the block was filled.
        block: The cells of one table.
        whose: Code of the authority or State, for the error.

    Raises:
        InputError: SUBMISSION_INVALID: an unknown table or code, a cell twice, or figures that
            contradict each other; names table and cell.
    """
    table = _table_of(template, block, whose)
    at = [
        pl.Series(name, codes, dtype=pl.String).gather(pl.Series(column, dtype=pl.UInt32))
        for name, codes, column in zip(table.dimensions, block.codes, block.at, strict=True)
    ]
    frame = pl.DataFrame(
        [pl.select(pl.concat_str(at, separator=SEPARATOR)).to_series().alias("at")]
        + [pl.Series(name, getattr(block, name), dtype=pl.Int64) for name in FIGURES]
    )
    missing = pl.Series(block.missing, dtype=pl.UInt32)
    frame = frame.with_row_index("row").with_columns(
        available=~pl.col("row").is_in(missing.implode())
    )
    _check(frame, block.table, whose)
    return frame.drop("row")


def block_of(table: CollectedTable, frame: pl.DataFrame, marks: Mapping[str, Mark]) -> CellBlock:
    """Return the block of a frame's cells, in the frame's order.

    Args:
        table: The table that they are of.
        frame: Columns as `frame_of` returns them.
        marks: By the joined codes of a cell.
    """
    codes: list[tuple[str, ...]] = []
    columns: list[tuple[int, ...]] = []
    parts = frame["at"].str.split_exact(SEPARATOR, len(table.dimensions) - 1).struct.unnest()
    for name in parts.columns:
        known = parts[name].unique(maintain_order=True)
        index = pl.DataFrame({name: known}).with_row_index("index")
        found = parts.select(name).join(index, on=name, how="left", maintain_order="left")
        codes.append(tuple(known.to_list()))
        columns.append(tuple(found["index"].to_list()))
    rows = frame.select("at", "available").with_row_index("row")
    marked = [
        RowMark(row=row, mark=marks[at])
        for row, at in rows.filter(pl.col("at").is_in(list(marks))).select("row", "at").rows()
    ]
    return CellBlock(
        table=table.key,
        codes=tuple(codes),
        at=tuple(columns),
        missing=tuple(rows.filter(~pl.col("available"))["row"].to_list()),
        marks=tuple(marked),
        **{name: tuple(frame[name].to_list()) for name in FIGURES},
    )


def _table_of(template: Template, block: CellBlock, whose: str) -> CollectedTable:
    try:
        table = template.collected(block.table)
    except KeyError:
        _refuse(
            whose, block.table, "", "template {version} has no such table", version=template.version
        )
    if len(block.codes) != len(table.dimensions):
        wanted = ", ".join(table.dimensions)
        _refuse(whose, block.table, "", "a cell has a code each for: {wanted}", wanted=wanted)
    for dimension, codes in zip(table.dimensions, block.codes, strict=True):
        known = template.code_list(dimension)
        for code in codes:
            if code not in known:
                _refuse(
                    whose,
                    block.table,
                    "",
                    "{code} is no code of {dimension}",
                    code=code,
                    dimension=dimension,
                )
    return table


def _check(frame: pl.DataFrame, table: str, whose: str) -> None:
    for wrong, why in (
        (pl.col("at").is_duplicated(), "the cell stands twice"),
        (
            (pl.col("number") > MAX_COUNT) | (pl.col("exporters_max") > MAX_COUNT),
            "a number lies above {most}",
        ),
        (pl.col("exporters_min") > pl.col("exporters_max"), "exporters_min is above exporters_max"),
        (
            (pl.col("top1_cents") > pl.col("top2_cents"))
            | (pl.col("top2_cents") > pl.col("value_cents")),
            "top1_cents, top2_cents and value_cents must rise",
        ),
        (
            ~pl.col("available") & (pl.sum_horizontal(FIGURES) > 0),
            "it is not available and has figures",
        ),
    ):
        bad = frame.filter(wrong).head(1)
        if bad.height:
            _refuse(whose, table, bad["at"][0], why, most=MAX_COUNT)


def _refuse(whose: str, table: str, cell: str, why: str, **values: Any) -> NoReturn:
    where = f"table {table}, cell {cell}" if cell else f"table {table}"
    raise Reason.SUBMISSION_INVALID.error(
        "{origin}: {where}: ",
        why,
        remedy="Ask the authority to correct it and to send a new version.",
        origin=whose,
        table=table,
        cell=cell,
        **values,
        where=where,
    )
