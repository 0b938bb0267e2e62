from __future__ import annotations

import re

import pytest
from docx.oxml import parse_xml

from gateway.domain.annual.cells import CellState
from gateway.domain.annual.edition import Edition, PublishedTable, Shown
from gateway.domain.annual.template import Measure
from gateway.reports.publication.charts import REST, ChartData, Plan, Style, chart_of
from gateway.reports.publication.drawing import NARROW, PLACES, WIDE, Width, draw, legend_of
from gateway.reports.publication.inline import inline
from gateway.reports.publication.plans import charts_of
from gateway.reports.publication.scales import step_labels, step_of, steps_of
from tests.support.member_states import MEMBER_STATES


def by_number(edition: Edition, number: str) -> ChartData:
    return next(
        chart for group in charts_of(edition).values() for chart in group if chart.number == number
    )


def held(table: PublishedTable, row: str) -> PublishedTable:
    cells = tuple(
        tuple(Shown(state=CellState.SUPPRESSED, why="few") for _ in cells)
        if line.code == row
        else cells
        for line, cells in zip(table.rows, table.cells, strict=True)
    )
    return table.model_copy(update={"cells": cells})


def test_the_map_has_one_place_for_each_member_state() -> None:
    assert set(PLACES) == set(MEMBER_STATES)
    assert len(set(PLACES.values())) == len(MEMBER_STATES)


def test_a_held_back_cell_is_said_and_never_drawn_as_nothing(edition: Edition) -> None:
    table = held(next(each for each in edition.tables if each.key == "denials_by_state"), "DE")
    plan = Plan("denials_by_state", Style.BARS, Measure.NUMBER)
    chart = chart_of(edition, table, plan, "6.3")
    mark = chart.mark("Germany", "All denials")
    assert mark.amount is None
    assert mark.said == "Suppressed: fewer exporters than the rule asks for"
    assert "Germany" not in chart.finding
    assert chart.finding.startswith("Of the figures shown")
    assert any("suppressed" in note for note in chart.notes)
    assert ">suppressed<" in draw(chart, WIDE)


def test_a_chart_whose_cells_are_all_held_back_draws_nothing(edition: Edition) -> None:
    table = next(each for each in edition.tables if each.key == "denials_by_state")
    for line in table.rows:
        table = held(table, line.code)
    plan = Plan("denials_by_state", Style.MAP, Measure.NUMBER)
    chart = chart_of(edition, table, plan, "6.3")
    assert not chart.draws
    assert chart.finding == (
        "No figure is shown: 27 are held back by a rule of disclosure control."
    )
    assert chart.notes == ()


def test_years_say_which_of_them_compare_and_where_they_are_from(edition: Edition) -> None:
    chart = by_number(edition, "1.1")
    assert chart.rows == ("2020 *", "2021 *", "2022", "2025")
    assert "COM(2025) 19" in chart.notes[1]
    assert "not to be compared" in chart.notes[0]


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("number", ["1.1", "1.1c", "1.1e", "1.3", "2.1", "7.1"])
def test_a_drawing_is_as_wide_as_it_should_be_and_is_one_image(
    edition: Edition, number: str, width: Width
) -> None:
    chart = by_number(edition, number)
    svg = draw(chart, width)
    assert draw(chart, width) == svg
    found = parse_xml(
        inline(svg, name=chart.name, title=chart.title, description="a < b", width=width.name)
    )
    assert float(found.attrib["width"]) <= width.total + 1
    assert found.attrib["role"] == "img"
    names = found.attrib["aria-labelledby"].split()
    assert [child.attrib["id"] for child in list(found)[:2]] == names
    assert found[1].text == "a < b"
    inner = list(found.iter())[1:]
    assert not [each for each in inner if "role" in each.attrib or "aria-label" in each.attrib]
    colours = {each.attrib.get("fill", "") for each in inner}
    assert not [colour for colour in colours if re.match("#", colour)]


def test_steps_rise_and_take_in_every_amount() -> None:
    bounds = steps_of([0, 7, 4_200_000])
    assert list(bounds) == sorted(bounds)
    assert len(bounds) <= 6
    labels = step_labels(bounds, Measure.NUMBER)
    assert len(labels) == len(bounds) + 1
    assert step_of(0, bounds) == 0
    assert step_of(1, bounds) == 1
    assert step_of(4_200_000, bounds) == len(bounds)
    assert steps_of([]) == (1,)


def hold(table: PublishedTable, row: str, column: str) -> PublishedTable:
    place = next(at for at, line in enumerate(table.columns) if line.code == column)
    cells = tuple(
        tuple(
            Shown(state=CellState.SUPPRESSED, why="few")
            if (line.code, at) == (row, place)
            else cell
            for at, cell in enumerate(shown)
        )
        for line, shown in zip(table.rows, table.cells, strict=True)
    )
    return table.model_copy(update={"cells": cells})


def test_a_bar_is_as_long_as_its_total_though_parts_are_held_back(edition: Edition) -> None:
    table = next(each for each in edition.tables if each.key == "licences_by_state")
    plan = Plan("licences_by_state", Style.STACKED, Measure.VALUE)
    whole = chart_of(edition, table, plan, "1.2")
    row = next(each for each in whole.rows if each in whole.totals)
    mark = max((each for each in whole.marks if each.row == row), key=lambda each: each.amount or 0)
    column = mark.column
    code = next(line.code for line in table.columns if line.label == column)
    chart = chart_of(edition, hold(table, mark.code, code), plan, "1.2")
    assert chart.rest(row) > 0
    assert chart.parts(row) + chart.rest(row) == chart.totals[row]
    assert f">{REST}<" in draw(chart, WIDE)
    assert REST in [name for _, name in legend_of(chart)]


def test_nothing_is_said_to_be_among_the_largest_that_shows_no_figure(edition: Edition) -> None:
    table = next(each for each in edition.tables if each.key == "licences_by_destination")
    plan = Plan("licences_by_destination", Style.BARS, Measure.NUMBER, level="country", top=15)
    first = chart_of(edition, table, plan, "1.3").rows[0]
    code = next(line.code for line in table.rows if line.label == first)
    chart = chart_of(edition, held(table, code), plan, "1.3")
    assert first not in chart.rows
    assert all(mark.amount for mark in chart.marks)
    at = next(place for place, line in enumerate(table.columns) if line.code == "*")
    unknown = sum(
        line.level == "country"
        and cells[at].number is None
        and cells[at].state is not CellState.ZERO
        for line, cells in zip(table.rows, table.cells, strict=True)
    )
    assert f"{unknown + 1} of them without a figure that is shown" in chart.notes[0]


def test_the_total_of_a_row_is_drawn_though_all_parts_are_held_back(edition: Edition) -> None:
    """Found in use: officer M10."""
    table = next(each for each in edition.tables if each.key == "licences_by_state")
    cells = tuple(
        tuple(
            Shown(state=CellState.SUPPRESSED, why="disclosure")
            if column.code != "*" and cell.shows
            else cell
            for column, cell in zip(table.columns, row, strict=True)
        )
        for row in table.cells
    )
    plan = Plan("licences_by_state", Style.STACKED, Measure.VALUE)
    chart = chart_of(edition, table.model_copy(update={"cells": cells}), plan, "1.2")
    assert not [mark for mark in chart.marks if mark.amount]
    assert chart.draws
    row = chart.rows[0]
    assert chart.rest(row) == chart.totals[row] > 0
    assert chart.mark(row, REST).amount == chart.totals[row]
    assert chart.drawn[-1] == REST
    # What is read out says what the empty bars are.
    assert f"In parts that are not shown: {row} (EUR" in chart.finding
    # The legend has what is drawn and no colour besides.
    assert [name for _, name in legend_of(chart)] == [REST]
    assert f">{REST}<" in draw(chart, WIDE)
