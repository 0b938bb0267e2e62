"""The tables and charts as a workbook: a sheet for each, numbered as in the report.

There are no formulas and no links in it: every text is written as text, whatever it begins
with. A cell that shows no figure says its state as a word; it is never left empty. Charts
are the spreadsheet's own, so that they can be restyled and pasted.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from gateway.domain.annual.codes import TOTAL
from gateway.domain.annual.edition import Edition, PublishedTable
from gateway.domain.annual.template import Measure
from gateway.reports.publication.charts import REST, ChartData, Style
from gateway.reports.publication.downloads import TOGETHER_COLUMNS, together_records
from gateway.reports.publication.palette import CATEGORIES, HELD, STEPS
from gateway.reports.publication.unshown import any_figure, in_place, tally
from gateway.reports.publication.words import (
    CENTS,
    MEASURES,
    NO_SUM,
    STATES,
    TOGETHER,
    TOGETHER_MEANING,
    amount_of,
    explained,
    state_of,
)
from gateway.tabular.plain_workbooks import plain_book

_FIRST_ROW = 6  # below title, section, edition, state of the cells
_FORMATS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "muted": {"font_color": "#55606e"},
    "head": {"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1, "align": "right"},
    "rowhead": {"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1},
    "total": {"bold": True},
    "number": {"num_format": "#,##0"},
    "value": {"num_format": "#,##0.00"},
    "state": {"align": "right", "italic": True, "font_color": "#55606e"},
    "wrap": {"text_wrap": True, "valign": "top"},
    "bold": {"bold": True, "valign": "top"},
}


class _Book:
    """A workbook that is being written, with its formats."""

    def __init__(self, edition: Edition, title: str) -> None:
        self.edition = edition
        self.out = io.BytesIO()
        self.book = plain_book(
            self.out,
            created=edition.frozen_at,
            title=title,
            subject=f"Data of {edition.year}, edition {edition.number}",
            author="European Commission",
        )
        self.formats = {
            name: self.book.add_format({"font_name": "Calibri", **wish})
            for name, wish in _FORMATS.items()
        }

    def sheet(self, name: str, title: str) -> Any:
        """Add a sheet with a title in its first cell."""
        sheet = self.book.add_worksheet(name)
        sheet.write_string(0, 0, title, self.formats["title"])
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_paper(9)  # A4
        return sheet

    def done(self) -> bytes:
        """Close it and return its bytes."""
        self.book.close()
        return self.out.getvalue()


def workbook(edition: Edition, charts: dict[str, tuple[ChartData, ...]]) -> bytes:
    """Return the workbook of all tables and charts.

    Args:
        edition: What is published.
        charts: Charts by key of the table.
    """
    book = _Book(edition, edition.title)
    _contents(book, edition, charts)
    _notes(book)
    for table in edition.tables:
        _table(book, table)
        for chart in charts.get(table.key, ()):
            _chart(book, chart)
    _held_together(book, edition.tables)
    return book.done()


def table_workbook(edition: Edition, table: PublishedTable) -> bytes:
    """Return one table as a workbook: the table and its notes."""
    book = _Book(edition, f"Table {table.number} {table.title}")
    _table(book, table)
    _notes(book)
    _held_together(book, [table])
    return book.done()


def _contents(book: _Book, edition: Edition, charts: dict[str, tuple[ChartData, ...]]) -> None:
    sheet = book.sheet("Contents", edition.title)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 90)
    sheet.write_string(1, 0, _of_edition(edition), book.formats["muted"])
    row = 3
    for table in edition.tables:
        named = [(f"Table {table.number}", table.title)]
        named += [(f"Chart {each.number}", each.title) for each in charts.get(table.key, ())]
        for number, title in named:
            sheet.write_string(row, 0, number, book.formats["bold"])
            sheet.write_string(row, 1, title, book.formats["wrap"])
            row += 1


def _of_edition(edition: Edition) -> str:
    missing = f"; without {', '.join(edition.missing)}" if edition.missing else ""
    return (
        f"Data of {edition.year}, edition {edition.number}, frozen {edition.frozen_at:%Y-%m-%d}; "
        f"{len(edition.states)} Member States{missing}. Template {edition.template}."
    )


def _notes(book: _Book) -> None:
    sheet = book.sheet("Notes", "Notes to the tables")
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 110)
    row = 2
    parts: list[tuple[str, Sequence[tuple[str, str]]]] = [
        ("What a cell says", [(words.name, words.meaning) for words in (*STATES.values(), NO_SUM)]),
        ("How it is counted", [("", rule) for rule in book.edition.counting]),
        ("When a figure is held back", [("", rule) for rule in book.edition.disclosure]),
    ]
    for title, lines in parts:
        sheet.write_string(row, 0, title, book.formats["bold"])
        row += 1
        for name, text in lines:
            sheet.write_string(row, 0, name, book.formats["wrap"])
            sheet.write_string(row, 1, text, book.formats["wrap"])
            row += 1
        row += 1


def _table(book: _Book, table: PublishedTable) -> None:
    formats = book.formats
    sheet = book.sheet(f"Table {table.number}", f"Table {table.number}: {table.title}")
    sheet.write_string(1, 0, _of_edition(book.edition), formats["muted"])
    sheet.write_string(2, 0, "What a cell says, how it is counted: sheet Notes.", formats["muted"])
    every = [cell for row in table.cells for cell in row]
    if not any_figure(every, table.measures):
        sheet.write_string(3, 0, in_place(tally(every)), formats["muted"])
    sheet.write_string(_FIRST_ROW, 0, "Code", formats["rowhead"])
    sheet.write_string(_FIRST_ROW, 1, table.row_title, formats["rowhead"])
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 44)
    width = len(table.columns)
    sheet.set_column(2, 1 + width * len(table.measures), 15)
    for place, measure in enumerate(table.measures):
        first = 2 + place * width
        sheet.write_string(_FIRST_ROW - 2, first, MEASURES[measure], formats["total"])
        for offset, column in enumerate(table.columns):
            sheet.write_string(_FIRST_ROW - 1, first + offset, column.code, formats["muted"])
            sheet.write_string(_FIRST_ROW, first + offset, column.label, formats["head"])
    for down, (line, cells) in enumerate(zip(table.rows, table.cells, strict=True)):
        row = _FIRST_ROW + 1 + down
        bold = formats["total"] if line.level == TOTAL else None
        sheet.write_string(row, 0, line.code, formats["muted"])
        sheet.write_string(row, 1, line.label, bold)
        for place, measure in enumerate(table.measures):
            for offset, cell in enumerate(cells):
                amount = amount_of(cell, measure)
                at = 2 + place * width + offset
                if amount is None:
                    said = explained(cell, measure) or state_of(cell, measure).name
                    sheet.write_string(row, at, said.lower(), formats["state"])
                elif measure is Measure.NUMBER:
                    sheet.write_number(row, at, amount, formats["number"])
                else:
                    sheet.write_number(row, at, amount / CENTS, formats["value"])
    sheet.freeze_panes(_FIRST_ROW + 1, 2)
    sheet.repeat_rows(_FIRST_ROW)


def _held_together(book: _Book, tables: Sequence[PublishedTable]) -> None:
    """Add a sheet of what is held back together: a table's own sheet has codes alone."""
    rows = [row for table in tables for row in together_records(table)]
    if not rows:
        return
    formats = book.formats
    sheet = book.sheet(TOGETHER, TOGETHER)
    sheet.write_string(1, 0, TOGETHER_MEANING, formats["muted"])
    for place, (name, *_) in enumerate(TOGETHER_COLUMNS):
        sheet.write_string(3, place, name, formats["rowhead"])
    sheet.set_column(0, len(TOGETHER_COLUMNS) - 1, 18)
    for down, row in enumerate(rows):
        for place, (said, (_, kind, _)) in enumerate(zip(row, TOGETHER_COLUMNS, strict=True)):
            at = (4 + down, place)
            if kind == "string" or not said:
                sheet.write_string(*at, said)
            elif kind == "integer":
                sheet.write_number(*at, int(said), formats["number"])
            else:
                sheet.write_number(*at, float(said), formats["value"])
    sheet.freeze_panes(4, 0)


def _chart(book: _Book, chart: ChartData) -> None:
    formats = book.formats
    name = f"Chart {chart.number}"
    sheet = book.sheet(name, f"{name}: {chart.title}")
    sheet.set_column(0, 0, 48)
    sheet.set_column(1, len(chart.drawn), 16)
    sheet.write_string(1, 0, chart.finding, formats["muted"])
    for place, note in enumerate(chart.notes[:2]):
        sheet.write_string(2 + place, 0, note, formats["muted"])
    head = _FIRST_ROW
    sheet.write_string(head, 0, chart.row_title, formats["rowhead"])
    unit = MEASURES[chart.measure]
    for place, column in enumerate(chart.drawn):
        label = unit if len(chart.drawn) == 1 else column
        sheet.write_string(head, 1 + place, label, formats["head"])
    for down, row_name in enumerate(chart.rows):
        row = head + 1 + down
        sheet.write_string(row, 0, row_name)
        for place, column in enumerate(chart.drawn):
            mark = chart.mark(row_name, column)
            if mark.amount is None:
                sheet.write_string(row, 1 + place, mark.said.lower(), formats["state"])
            elif chart.measure is Measure.NUMBER:
                sheet.write_number(row, 1 + place, mark.amount, formats["number"])
            else:
                sheet.write_number(row, 1 + place, mark.amount / CENTS, formats["value"])
    if not chart.draws:  # the first line says why
        return
    last = head + len(chart.rows)
    if chart.plan.form is Style.HEAT:
        steps = {"type": "2_color_scale", "min_color": STEPS[0].light, "max_color": STEPS[3].light}
        sheet.conditional_format(head + 1, 1, last, len(chart.columns), steps)
        return
    _draw(book, sheet, chart, name, head, last)


def _draw(book: _Book, sheet: Any, chart: ChartData, name: str, head: int, last: int) -> None:
    """Insert the spreadsheet's own chart of the rows below the header."""
    years = chart.plan.form is Style.YEARS
    kind = {"type": "column" if years else "bar"}
    if chart.plan.form is Style.STACKED:
        kind["subtype"] = "stacked"
    drawn = book.book.add_chart(kind)
    for place, column in enumerate(chart.drawn):
        drawn.add_series(
            {
                "name": [name, head, 1 + place],
                "categories": [name, head + 1, 0, last, 0],
                "values": [name, head + 1, 1 + place, last, 1 + place],
                "gap": 50,
                **_tone(column, place),
            }
        )
    drawn.set_title({"name": f"{name}: {chart.title}", "name_font": {"size": 12}})
    if not years:
        drawn.set_y_axis({"reverse": True})
        drawn.set_x_axis({"num_format": "#,##0", "major_gridlines": {"visible": True}})
    if len(chart.drawn) == 1:
        drawn.set_legend({"none": True})
    else:
        drawn.set_legend({"position": "bottom"})
    drawn.set_size({"width": 860, "height": 160 + 28 * len(chart.rows)})
    sheet.insert_chart(
        last + 2, 0, drawn, {"description": f"{chart.title}. {chart.finding}", "object_position": 3}
    )


def _tone(column: str, place: int) -> dict[str, Any]:
    """Return how a series is filled: what is not shown by part is empty, with a border."""
    if column == REST:
        return {"fill": {"none": True}, "border": {"color": HELD.light}}
    return {"fill": {"color": CATEGORIES[place % len(CATEGORIES)].light}}
