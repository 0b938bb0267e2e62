"""What is held back together is what every reader can subtract, and only that."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.domain.annual.cells import CellState
from gateway.domain.annual.edition import HeldTogether, PublishedTable, Side
from gateway.domain.annual.templates import shipped_templates
from gateway.reports.held_together import with_held_together
from gateway.reports.published_tables import lines_of
from tests.support.additive_tables import additive_table, edition_of_additive_tables, holding

LAW = shipped_templates()[-1]
ITEMS = additive_table(LAW, "licences_by_item")


def told(table: PublishedTable) -> tuple[HeldTogether, ...]:
    (found,) = with_held_together(LAW, [table])
    return found.held_together


def cells_of(table: PublishedTable) -> dict[tuple[str, str], tuple[int | None, int | None]]:
    return {
        (row.code, column.code): (cell.number, cell.value_cents)
        for row, across in zip(table.rows, table.cells, strict=True)
        for column, cell in zip(table.columns, across, strict=True)
    }


@given(
    st.sets(
        st.tuples(
            st.sampled_from([line.code for line in ITEMS.rows]),
            st.sampled_from([line.code for line in ITEMS.columns]),
        ),
        max_size=60,
    )
)
@settings(max_examples=60)
def test_it_is_the_sum_of_the_held_back_parts(held: set[tuple[str, str]]) -> None:
    table = holding(ITEMS, held)
    true, shown = cells_of(ITEMS), cells_of(table)
    for each in told(table):
        for total in each.sums:

            def at(code: str, side: Side = each.side, across: str = total.at) -> tuple[str, str]:
                return (code, across) if side is Side.ROWS else (across, code)

            parts = [at(code) for code in each.parts if shown[at(code)] == (None, None)]
            assert len(parts) == total.parts >= 2
            assert shown[at(each.under)] != (None, None)
            assert total.value_cents == sum(true[part][1] or 0 for part in parts)
            # A licence for items of two groups counts in each: numbers add up over kinds alone.
            number = sum(true[part][0] or 0 for part in parts)
            assert total.number == (number if each.side is Side.COLUMNS else None)


def test_one_part_alone_is_never_said() -> None:
    place = next(
        line.code
        for line, row in zip(ITEMS.rows, ITEMS.cells, strict=True)
        if line.level == "category" and row[0].number
    )
    assert told(holding(ITEMS, {(place, "*")})) == ()


def test_nothing_is_said_of_a_total_that_is_held_back_itself() -> None:
    held = {(code, "*") for code in ("*", "C2", "C5")}
    assert not [each for each in told(holding(ITEMS, held)) if each.side is Side.ROWS]


def test_a_table_over_whose_lines_nothing_adds_up_has_none() -> None:
    grounds = additive_table(LAW, "denials_by_ground")
    held = {("*", "human_rights"), ("*", "sanctions")}
    assert not [each for each in told(holding(grounds, held)) if each.side is Side.COLUMNS]


def test_rows_that_are_shown_as_one_are_one_part() -> None:
    view = next(each for each in LAW.view if each.key == ITEMS.key)
    lines = lines_of(LAW.code_list("item"), view.rows, [("C2", "C5")])
    places = {line.code: place for place, line in enumerate(ITEMS.rows)}
    cells = []
    for line in lines:
        rows = [ITEMS.cells[places[code]] for code in line.merges or (line.code,)]
        together = [
            rows[0][at].model_copy(
                update={
                    "number": None if line.merges else rows[0][at].number,
                    "value_cents": sum(row[at].value_cents or 0 for row in rows),
                    "state": CellState.VALUE,
                }
            )
            for at in range(len(ITEMS.columns))
        ]
        cells.append(tuple(together) if line.merges else rows[0])
    table = ITEMS.model_copy(update={"rows": tuple(lines), "cells": tuple(cells)})
    (found,) = (
        each
        for each in told(holding(table, {("C2+C5", "*"), ("C1", "*")}))
        if (each.side, each.under) == (Side.ROWS, "*")
    )
    assert "C2+C5" in found.parts
    true = cells_of(table)
    (total,) = found.sums
    assert total.value_cents == (true["C2+C5", "*"][1] or 0) + (true["C1", "*"][1] or 0)


def test_it_stands_after_the_last_line_below_its_total() -> None:
    found = {each.under: each.foot for each in told(holding(ITEMS, {("2EC1", "*"), ("2EC2", "*")}))}
    last = [line.code for line in ITEMS.rows if line.code.startswith("2EC")][-1]
    assert found["C2"] == last


def test_an_edition_without_it_has_the_bytes_that_it_had() -> None:
    edition = edition_of_additive_tables()
    bare = edition.model_copy(
        update={"tables": tuple(each.with_held_together(()) for each in edition.tables)}
    )
    assert b"held_together" in edition.to_bytes()
    assert b"held_together" not in bare.to_bytes()
    assert type(edition).model_validate_json(edition.to_bytes()) == edition


def test_some_rows_of_a_table_do_not_bring_it_along() -> None:
    table = edition_of_additive_tables().tables[0]
    assert table.held_together
    assert table.only(rows=[0, 1]).held_together == ()
