"""A year of six records: no page, chart or table without a figure, and a sentence in its place."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from typing import Any

import pikepdf
import pytest
from docx import Document
from docx.oxml.ns import qn
from python_calamine import CalamineWorkbook

from gateway.domain.annual.cells import CellState
from gateway.domain.annual.edition import Edition, Shown
from gateway.domain.annual.template import Measure
from gateway.reports.publication.plans import STORIES, charts_of
from gateway.reports.publication.publishing import files_of
from gateway.reports.publication.unshown import any_figure, in_place, tally
from tests.support.years_of_few_records import small_edition

HELD = re.compile(r"\d+ (is|are) held back by a rule of disclosure control")
NONE = "There was none: the authorities counted, and found nothing to count."


@pytest.fixture(scope="module")
def small() -> Edition:
    return small_edition(authorities=3, each=2)


@pytest.fixture(scope="module")
def files(small: Edition) -> dict[str, bytes]:
    return files_of(small)


def said_by_page(pdf: pikepdf.Pdf) -> list[Counter[str]]:
    """Count for each page the pieces of its structure by the kind of element they are in."""
    places = {page.objgen: place for place, page in enumerate(pdf.pages)}
    found: list[Counter[str]] = [Counter() for _ in places]
    waiting: list[tuple[Any, str, int]] = [(pdf.Root.StructTreeRoot, "", 0)]
    while waiting:
        each, kind, page = waiting.pop()
        kind = str(each.S) if "/S" in each else kind
        page = places[each.Pg.objgen] if "/Pg" in each else page
        inner: Any = each.get("/K", [])
        for child in inner if isinstance(inner, pikepdf.Array) else [inner]:
            if isinstance(child, pikepdf.Dictionary):
                waiting.append((child, kind, page))
            else:
                found[page][kind] += 1
    return found


def test_it_is_a_year_in_which_nearly_nothing_is_shown(small: Edition) -> None:
    states = {cell.state for table in small.tables for row in table.cells for cell in row}
    assert CellState.SUPPRESSED in states
    assert CellState.VALUE not in states


def test_no_page_of_the_document_is_empty_or_has_headings_alone(files: dict[str, bytes]) -> None:
    """Found in use: officer M10."""
    with pikepdf.open(io.BytesIO(files["report.pdf"])) as pdf:
        pages = said_by_page(pdf)
    assert 5 <= len(pages) <= 10
    for page in pages:
        assert sum(page[kind] for kind in ("/P", "/LBody", "/TD", "/Link")) > 2
    assert not sum(page["/Figure"] for page in pages)


def test_a_chapter_without_a_chart_says_in_a_sentence_what_is_held_back(
    small: Edition, files: dict[str, bytes]
) -> None:
    assert not [chart for group in charts_of(small).values() for chart in group if chart.draws]
    for name in STORIES:
        page = files[f"{name}.html"].decode()
        assert '<figure class="chart"' not in page
        assert 'class="undrawn"' in page
    assert HELD.search(files["index.html"].decode())
    assert NONE in files["denials.html"].decode()
    assert "No denial was notified in 2025." in files["denials.html"].decode()
    assert " 0 " not in re.sub(r"<[^>]*>", " ", files["denials.html"].decode().split("<main")[1])


def test_a_table_without_a_figure_is_a_sentence_with_every_cell_behind_it(
    small: Edition, files: dict[str, bytes]
) -> None:
    page = files["table-1-1.html"].decode()
    table = next(each for each in small.tables if each.number == "1.1")
    assert HELD.search(page)
    for part in re.findall(r"<details>.*?</details>", page, re.DOTALL):
        page = page.replace(part, "")
    assert "<td" not in page
    assert "<th scope" not in page
    kept = files["table-1-1.html"].decode().count("<td")
    zeros = sum(all(cell.state is CellState.ZERO for cell in row) for row in table.cells)
    shown = len(table.rows) - zeros
    assert kept == shown * len(table.columns) * len(table.measures)


def test_the_word_document_has_sentences_and_no_table(files: dict[str, bytes]) -> None:
    body = Document(io.BytesIO(files["tables.docx"])).element.body
    assert not list(body.iter(qn("w:tbl")))
    assert not list(body.iter(qn("w:drawing")))
    for control in body.iter(qn("w:sdt")):
        tag = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}").get(qn("w:val"))
        text = "".join(each.text or "" for each in control.iter(qn("w:t")))
        assert tag == "comity:notes" or HELD.search(text) or NONE in text, tag


def test_the_workbook_has_every_cell_a_sentence_above_and_no_chart_of_nothing(
    small: Edition, files: dict[str, bytes]
) -> None:
    content = files["data/tables.xlsx"]
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert not [name for name in parts.namelist() if name.startswith("xl/charts/")]
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for table in small.tables:
        rows = book.get_sheet_by_name(f"Table {table.number}").to_python()
        assert HELD.search(str(rows[3][0])) or rows[3][0] == NONE
        assert [row[0] for row in rows[7:] if row[0]] == [line.code for line in table.rows]
    assert HELD.search(str(book.get_sheet_by_name("Chart 1.1").to_python()[1][0]))


def test_the_sentence_says_each_reason_apart() -> None:
    cells = [
        Shown(state=CellState.SUPPRESSED, why="disclosure"),
        Shown(state=CellState.SUPPRESSED, why="disclosure"),
        Shown(state=CellState.SUPPRESSED, why="not_cleared"),
        Shown(state=CellState.CONFIDENTIAL, why="mark:security", said_by=("FR",)),
        Shown(state=CellState.NOT_AVAILABLE),
        Shown(state=CellState.VALUE, value_cents=5),
        Shown(state=CellState.ZERO, number=0),
    ]
    assert not any_figure(cells, [Measure.NUMBER])
    assert in_place(tally(cells, Measure.NUMBER)) == (
        "No figure is shown: 2 are held back by a rule of disclosure control, 1 is not cleared by "
        "its Member State in time, 1 is confidential, as a Member State has said, 1 is not "
        "available, 1 is of codes over which it does not add up and 1 is zero."
    )
    assert in_place(tally(cells[-1:])) == NONE
