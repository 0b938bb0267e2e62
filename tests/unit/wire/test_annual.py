"""Cells and tables over the wire: split over parts and joined again; what is not right."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.v1 import annual_cells_pb2
from gateway.domain.annual.cells import Cell, CellBlock, Figures, Mark, MarkGround
from gateway.domain.annual.edition import PublishedTable
from gateway.errors import InputError, Reason
from gateway.wire import annual_cells, annual_tables
from gateway.wire.annual_cells import blocks_from_parts, blocks_to_parts
from gateway.wire.annual_tables import tables_from_parts, tables_to_parts
from gateway.wire.limits import PIECE_BYTES
from tests.support import annual_strategies as drawn
from tests.support.raising import refuses

quick = settings(max_examples=60)


def numbered(bodies: list[bytes]) -> dict[int, bytes]:
    return {0: b"the header", **dict(enumerate(bodies, start=1))}


def large(rows: int) -> CellBlock:
    """A block of so many cells, every hundredth marked, every ninetieth missing."""
    mark = Mark(ground=MarkGround.COMMERCIAL, by="DE")
    return CellBlock.of(
        "licences",
        2,
        [
            Cell(
                table="licences",
                at=(f"C{row // 250}", f"D{row % 250}"),
                figures=None
                if row % 90 == 0
                else Figures(
                    number=row,
                    value_cents=10**13 + row,
                    exporters_min=1,
                    exporters_max=2,
                    top1_cents=10**12,
                    top2_cents=10**13,
                ),
                mark=mark if row % 100 == 0 else None,
            )
            for row in range(rows)
        ],
    )


@quick
@given(st.lists(drawn.blocks, max_size=3, unique_by=lambda block: block.table))
def test_blocks_come_back_as_they_were(blocks: list[CellBlock]) -> None:
    assert blocks_from_parts(numbered(blocks_to_parts(blocks))) == tuple(blocks)


@quick
@given(st.lists(drawn.tables, max_size=3))
def test_tables_come_back_as_they_were(tables: list[PublishedTable]) -> None:
    assert tables_from_parts(numbered(tables_to_parts(tables))) == tuple(tables)


def test_ten_thousand_cells_fit_one_part() -> None:
    (body,) = blocks_to_parts([large(10_000)])
    assert len(body) < 400_000


def test_a_table_that_does_not_fit_goes_on_in_the_next_part() -> None:
    block, small = large(70_000), large(3).model_copy(update={"table": "uses"})
    bodies = blocks_to_parts([block, small])
    assert len(bodies) > 1
    assert all(len(body) <= PIECE_BYTES for body in bodies)
    back = blocks_from_parts(numbered(bodies))
    assert [each.table for each in back] == ["licences", "uses"]
    assert list(back[0].cells()) == list(block.cells())


def test_the_order_of_parts_is_that_of_their_numbers() -> None:
    block = large(70_000)
    bodies = numbered(blocks_to_parts([block]))
    shuffled = dict(sorted(bodies.items(), reverse=True))
    assert list(blocks_from_parts(shuffled)[0].cells()) == list(block.cells())


def test_more_than_a_letter_holds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(annual_cells, "PIECE_BYTES", 1000)
    with refuses(InputError, Reason.MESSAGE_TOO_LARGE):
        blocks_to_parts([large(5000)])
    monkeypatch.setattr(annual_cells, "PIECE_BYTES", 20)
    with refuses(InputError, Reason.MESSAGE_TOO_LARGE):
        blocks_to_parts([large(1)])


@pytest.mark.parametrize("what", ["lengths", "index", "twice", "missing", "figure", "dimensions"])
def test_columns_that_do_not_fit_are_refused_by_name(what: str) -> None:
    content = annual_cells_pb2.CellBlocks.FromString(blocks_to_parts([large(3)])[0])
    block = content.blocks[0]
    if what == "lengths":
        block.number.append(1)
    elif what == "index":
        block.dimensions[0].rows[0] = 99
    elif what == "twice":
        block.dimensions[1].codes[1] = block.dimensions[1].codes[0]
    elif what == "missing":
        block.missing.append(3)
    elif what == "figure":
        block.value_cents[0] = 2**63
    else:
        other = content.blocks.add(table="licences")
        other.dimensions.add()
    with refuses(InputError, Reason.CONTENT_INVALID) as refused:
        blocks_from_parts({1: content.SerializeToString()})
    assert refused.value.metadata["field"].startswith("cells")


@quick
@given(drawn.tables.filter(lambda table: table.rows and table.columns), st.sampled_from(range(4)))
def test_a_table_with_too_few_cells_is_refused(table: PublishedTable, which: int) -> None:
    content = annual_cells_pb2.PublishedTables.FromString(tables_to_parts([table])[0])
    held = content.tables[0]
    (held.states, held.numbers, held.values, held.whys)[which].pop()
    with refuses(InputError, Reason.CONTENT_INVALID) as refused:
        tables_from_parts({1: content.SerializeToString()})
    assert refused.value.metadata["field"].startswith("tables")


def test_a_table_larger_than_a_part_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(annual_tables, "PIECE_BYTES", 10)
    empty = PublishedTable.model_validate(
        {
            "key": "a",
            "number": "1",
            "title": "a title of some length",
            "section": "s",
            "measures": ["number"],
            "chart": "none",
            "row_title": "r",
            "column_title": "c",
            "rows": [],
            "columns": [],
            "cells": [],
        }
    )
    with refuses(InputError, Reason.MESSAGE_TOO_LARGE):
        tables_to_parts([empty])
