"""What is held back together, as a line of its own, in every format and in the charts."""

from __future__ import annotations

import csv
import io
import json
import re

import pikepdf
import pytest
from docx import Document
from docx.oxml.ns import qn
from python_calamine import CalamineWorkbook

from gateway.domain.annual.edition import Edition, PublishedTable, Side
from gateway.domain.annual.template import Measure
from gateway.domain.annual.templates import shipped_templates
from gateway.reports.held_together import with_held_together
from gateway.reports.publication.charts import Plan, Style, chart_of
from gateway.reports.publication.drawing import NARROW, WIDE, draw
from gateway.reports.publication.layout import LaidRow, lay_out
from gateway.reports.publication.pages import WIDTHS
from gateway.reports.publication.publishing import files_of
from gateway.reports.publication.words import TOGETHER, exact_euro, grouped
from tests.support.additive_tables import additive_table, edition_of_additive_tables, holding


@pytest.fixture(scope="module")
def held() -> Edition:
    return edition_of_additive_tables()


@pytest.fixture(scope="module")
def files(held: Edition) -> dict[str, bytes]:
    return files_of(held)


def table_of(edition: Edition, key: str) -> PublishedTable:
    return next(each for each in edition.tables if each.key == key)


def amount(table: PublishedTable, under: str, at: str, side: Side = Side.ROWS) -> tuple[int, int]:
    """Return number and value of what is held back together."""
    (found,) = (
        total
        for each in table.held_together
        if (each.side, each.under) == (side, under)
        for total in each.sums
        if total.at == at
    )
    return found.number or 0, found.value_cents or 0


def rows_of(table: PublishedTable, measure: Measure) -> list[LaidRow]:
    laid = next(each for each in lay_out(table, WIDTHS).measures if each.measure is measure)
    return [row for block in laid.blocks for row in block.rows]


def test_it_stands_at_the_foot_of_its_group(held: Edition) -> None:
    table = table_of(held, "licences_by_item")
    rows = rows_of(table, Measure.VALUE)
    labels = [row.label for row in rows]
    category = next(line.label for line in table.rows if line.code == "C1")
    place = labels.index(f"{category}: held back, together")
    assert labels[place - 1].startswith("1EC")
    assert not labels[place + 1].startswith("1EC")
    assert labels[-1] == "All items: held back, together"
    assert [row.together for row in rows].count(True) == 2
    # Numbers do not add up over items: there is no such line of them.
    assert not [row for row in rows_of(table, Measure.NUMBER) if row.together]


def test_the_page_has_the_line_and_says_what_it_is(held: Edition, files: dict[str, bytes]) -> None:
    table = table_of(held, "licences_by_state")
    number, cents = amount(table, "*", "*")
    page = files["table-1-1.html"].decode()
    lines = re.findall(r'<tr class="d1 together">.*?</tr>', page)
    label = "European Union: held back, together"
    assert lines
    assert all(label in line for line in lines)
    assert f"<td>{grouped(number)}</td>" in lines[0]
    assert any(exact_euro(cents, with_cents=True) in line for line in lines)
    assert "The total less those of its parts that are shown" in page


def test_files_for_programs_have_it_beside_the_cells_and_not_among_them(
    held: Edition, files: dict[str, bytes]
) -> None:
    rows = list(csv.DictReader(io.StringIO(files["data/held-together.csv"].decode())))
    assert len(rows) == sum(len(each.sums) for t in held.tables for each in t.held_together)
    for table in held.tables:
        cells = list(csv.DictReader(io.StringIO(files[f"data/{table.key}.csv"].decode())))
        assert {cell["row_code"] for cell in cells} == {line.code for line in table.rows}
        told = json.loads(files[f"data/{table.key}.json"])["table"]
        assert len(told["cells"]) == len(table.rows)
        assert len(told["held_together"]) == len(table.held_together) > 0
    table = table_of(held, "denials_by_state")
    number, cents = amount(table, "*", "*")
    (row,) = (
        row
        for row in rows
        if (row["table"], row["side"], row["across_code"]) == (table.number, "rows", "*")
    )
    assert (row["total_code"], row["held_back"], row["number"]) == ("*", "2", str(number))
    assert row["value_eur"] == f"{cents // 100}.{cents % 100:02}"


def test_the_workbooks_have_a_sheet_of_it_and_no_line_without_a_code(
    held: Edition, files: dict[str, bytes]
) -> None:
    table = table_of(held, "denials_by_state")
    for name, count in (("tables", len(held.tables)), (table.key, 1)):
        book = CalamineWorkbook.from_filelike(io.BytesIO(files[f"data/{name}.xlsx"]))
        rows = book.get_sheet_by_name(TOGETHER).to_python()
        assert len({row[0] for row in rows[4:]}) == count
        sheet = book.get_sheet_by_name(f"Table {table.number}").to_python()
        assert [row[0] for row in sheet[7:]] == [line.code for line in table.rows]
    assert amount(table, "*", "*") == (rows[4][8], round(float(str(rows[4][9])) * 100))


def test_word_and_pdf_have_the_line(held: Edition, files: dict[str, bytes]) -> None:
    body = Document(io.BytesIO(files["tables.docx"])).element.body
    first = [row.find(qn("w:tc")) for row in body.iter(qn("w:tr"))]
    labels = ["".join(each.text or "" for each in cell.iter(qn("w:t"))) for cell in first]
    assert "European Union: held back, together" in labels
    assert "All items: held back, together" in labels
    bare = held.model_copy(
        update={"tables": tuple(each.with_held_together(()) for each in held.tables)}
    )
    less = files_of(bare)["report.pdf"]
    assert table_rows(files["report.pdf"]) > table_rows(less)


def table_rows(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return sum(
            isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/TR"
            for each in opened.objects
        )


@pytest.mark.parametrize("form", [Style.BARS, Style.STACKED])
def test_a_chart_draws_it_as_the_last_row_and_reads_it_out(held: Edition, form: Style) -> None:
    """Found in use: officer M10."""
    table = table_of(held, "licences_by_item")
    chart = chart_of(held, table, Plan(table.key, form, Measure.VALUE), "1.2")
    _, cents = amount(table, "*", "*")
    assert chart.rows[-1] == TOGETHER
    assert chart.totals[TOGETHER] == cents
    assert chart.parts(TOGETHER) + chart.rest(TOGETHER) == cents
    assert f"{TOGETHER}: EUR" in chart.finding
    # The chart says no more than the table: all rows of it are the Union's total.
    total = table.total()
    assert total is not None
    beyond = [line.label for line in table.rows if line.code in {"C2", "C5"}]
    assert not {*beyond} & {*chart.rows}
    assert sum(chart.totals[row] for row in chart.rows) == total.value_cents
    for width in (WIDE, NARROW):
        assert f">{TOGETHER}<" in draw(chart, width)


def test_a_map_says_it_below_and_draws_its_tiles(held: Edition) -> None:
    table = table_of(held, "licences_by_state")
    chart = chart_of(held, table, Plan(table.key, Style.MAP, Measure.NUMBER), "1.1")
    assert TOGETHER not in chart.rows
    assert f"{TOGETHER}: {grouped(amount(table, '*', '*')[0])}." in chart.finding


def test_a_row_with_parts_that_are_drawn_is_not_drawn_twice(held: Edition) -> None:
    table = additive_table(shipped_templates()[-1], "licences_by_item")
    (table,) = with_held_together(
        shipped_templates()[-1], [holding(table, {("C2", "*"), ("C5", "*")})]
    )
    chart = chart_of(held, table, Plan(table.key, Style.STACKED, Measure.VALUE), "1.2")
    assert table.held_together
    assert TOGETHER not in chart.rows
    assert {line.label for line in table.rows if line.code in {"C2", "C5"}} <= {*chart.rows}
    assert f"{TOGETHER}: EUR" in chart.finding


def test_what_is_held_back_together_alone_is_no_chart(held: Edition) -> None:
    law = shipped_templates()[-1]
    table = additive_table(law, "denials_by_state")
    every = {(line.code, "*") for line in table.rows if line.code != "*"}
    (table,) = with_held_together(law, [holding(table, every)])
    chart = chart_of(held, table, Plan(table.key, Style.BARS, Measure.NUMBER), "6.3")
    assert chart.rows == (TOGETHER,)
    assert not chart.draws
    total = table.total()
    assert total is not None
    assert chart.finding == (
        f"No figure is shown: {len(every)} are held back by a rule of disclosure control. "
        f"{TOGETHER}: {grouped(total.number or 0)}."
    )
