"""What a chart shows: which cells of which table, in which order, and what is not shown.

A chart never draws a cell that is held back as if it were nothing: it says so in its place
or below. What it draws is known: where a row's total is shown and parts of it are held back,
the total less the shown parts, which whoever reads the table can subtract. A chart in which
nothing is known is not drawn, and a sentence stands in its place. The rows that are held back
are together one row more, as the table has it. Behind every chart stands the table of its marks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from gateway.domain.annual.cells import CellState
from gateway.domain.annual.codes import TOTAL
from gateway.domain.annual.edition import (
    Edition,
    Line,
    PublishedTable,
    Shown,
)
from gateway.domain.annual.template import Measure
from gateway.reports.publication.grids import Grid, first_level, short_label, total_place
from gateway.reports.publication.unshown import any_figure, in_place, tally
from gateway.reports.publication.words import TOGETHER, amount_of, explained, in_text, share

FEW = 3
"""So many of the largest are named in a chart's description."""

REST = "parts not shown"
"""What a row's total is more than the parts of it that are shown."""


class Style(StrEnum):
    """How a chart is drawn."""

    BARS = "bars"
    STACKED = "stacked"
    HEAT = "heat"
    MAP = "map"
    YEARS = "years"


@dataclass(frozen=True)
class Plan:
    """A chart of a table.

    Attributes:
        table: Key of the table.
        title: Its title; the table's where it is empty.
        level: Level of the rows that are drawn; the first under the total where it is empty.
        top: Only so many of the largest figures that are shown; 0: all rows.
        turned: The table's columns are drawn as rows.
    """

    table: str
    form: Style
    measure: Measure
    title: str = ""
    level: str = ""
    top: int = 0
    turned: bool = False


@dataclass(frozen=True)
class ChartMark:
    """One cell in a chart.

    Attributes:
        amount: None where the cell shows no figure of the measure.
        said: What is written for it.
        code: Code of its row.
    """

    row: str
    column: str
    amount: int | None
    said: str
    code: str = ""


@dataclass(frozen=True)
class ChartData:
    """A chart, before it is drawn.

    Attributes:
        name: Its name in links and file names.
        number: Its number in the report; of a table's second chart with a letter.
        finding: What it shows, in a sentence; also what is read out instead of it. Of a chart
            that is not drawn: why.
        totals: Of each row the amount of all columns, where that is shown.
        partial: Rows of which a part is held back.
        notes: What is not drawn, in words.
    """

    name: str
    number: str
    title: str
    plan: Plan
    row_title: str
    column_title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    marks: tuple[ChartMark, ...]
    finding: str
    totals: dict[str, int] = field(default_factory=dict)
    partial: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()

    @property
    def measure(self) -> Measure:
        """The measure that it draws."""
        return self.plan.measure

    @property
    def draws(self) -> bool:
        """Whether there is anything to draw."""
        own = [row for row in self.rows if row != TOGETHER]
        # What is held back together, alone, would be the total once more.
        return any(mark.amount for mark in self.marks if mark.row != TOGETHER) or any(
            map(self.rest, own)
        )

    @property
    def has_rests(self) -> bool:
        """Whether some row's total is known to be more than its parts that are shown."""
        return any(map(self.rest, self.rows))

    @property
    def drawn(self) -> tuple[str, ...]:
        """What is drawn side by side or in one row: its columns, and what they leave."""
        return (*self.columns, REST) if self.has_rests else self.columns

    def rest(self, row: str) -> int:
        """Return what a row's total is more than its parts that are shown; 0: not known."""
        if row not in self.partial or row not in self.totals:
            return 0
        return max(self.totals[row] - self.parts(row), 0)

    def parts(self, row: str) -> int:
        """Return the parts of a row that are shown, together."""
        return sum(mark.amount or 0 for mark in self.marks if mark.row == row)

    @cached_property
    def _placed(self) -> dict[tuple[str, str], ChartMark]:
        return {(mark.row, mark.column): mark for mark in self.marks}

    def mark(self, row: str, column: str) -> ChartMark:
        """Return the mark of a row and of one of the columns that are drawn."""
        if column != REST:
            return self._placed[row, column]
        if row in self.partial and row not in self.totals:
            return ChartMark(row, REST, None, "Total not shown")
        return ChartMark(row, REST, self.rest(row), in_text(self.rest(row), self.measure))


def chart_of(edition: Edition, table: PublishedTable, plan: Plan, number: str) -> ChartData:
    """Return the chart of a plan.

    Args:
        edition: The edition, for the figures of earlier years.
        table: The plan's table.
        plan: What is drawn and how.
        number: The chart's number.
    """
    if plan.form is Style.YEARS:
        return _by_year(edition, table, plan, number)
    grid = Grid.of(table).turned() if plan.turned else Grid.of(table)
    level = first_level(grid.rows, plan.level)
    whole = grid.cells[total_place(grid.rows)][total_place(grid.columns)]
    part = grid.kept(lambda line: line.level == level)
    place = total_place(part.columns)
    ranked = _ranked(part, plan, place)
    shown, beyond = _cut(ranked, plan, place)
    columns = _columns(part, plan, place)
    together = _together(grid, part, plan, place)
    finding = _finding(shown, beyond, place, whole, plan) + _told(together, plan, place)
    if together is not None and plan.form in {Style.BARS, Style.STACKED}:
        known = [row for row in shown if amount_of(row[1][place], plan.measure) is not None]
        silent = [row for row in shown if row not in known]
        # A row of whose parts some are drawn stays, and in the last row would be drawn twice.
        if not any_figure((cells[each] for _, cells in silent for each in columns), [plan.measure]):
            shown, beyond = [*known, (_TOGETHER, together)], [*beyond, *silent]
    marks = tuple(_marks(shown, part, columns, plan))
    found = ChartData(
        name=f"chart-{number.replace('.', '-')}",
        number=number,
        title=plan.title or table.title,
        plan=plan,
        row_title=part.row_title,
        column_title=part.column_title,
        rows=tuple(_label(line, plan) for line, _ in shown),
        columns=tuple(_label(part.columns[each], plan) for each in columns),
        marks=marks,
        finding=finding,
        totals={
            _label(line, plan): amount
            for line, cells in shown
            if (amount := amount_of(cells[place], plan.measure)) is not None
        },
        partial=frozenset(
            mark.row for mark in marks if mark.amount is None and plan.form is Style.STACKED
        ),
        notes=tuple(_notes(marks, beyond, plan, place)),
    )
    if found.draws:
        return replace(found, finding=found.finding + _rests(found))
    behind = (cells[each] for cells in part.cells for each in dict.fromkeys((place, *columns)))
    finding = in_place(tally(behind, plan.measure)) + _told(together, plan, place)
    return replace(found, finding=finding, notes=())


_TOGETHER = Line(code=TOGETHER, label=TOGETHER, level="")


def _together(grid: Grid, part: Grid, plan: Plan, place: int) -> tuple[Shown, ...] | None:
    """Return the cells of the rows that are held back, together, as the table has them."""
    drawn = {line.code for line in part.rows}
    for _, held in grid.held_together():
        if held.under == TOTAL and {*held.parts} == drawn:
            cells = grid.cells_together(held)
            return cells if amount_of(cells[place], plan.measure) else None
    return None


def _told(together: tuple[Shown, ...] | None, plan: Plan, place: int) -> str:
    amount = amount_of(together[place], plan.measure) if together is not None else None
    return f" {TOGETHER}: {in_text(amount, plan.measure)}." if amount else ""


def _rests(chart: ChartData) -> str:
    """Name the rows whose totals are drawn though parts of them are held back."""
    own = [row for row in chart.rows if row != TOGETHER]
    rests = sorted(((chart.rest(row), row) for row in own), key=lambda each: -each[0])
    told = [f"{row} ({in_text(rest, chart.measure)})" for rest, row in rests[:FEW] if rest]
    return f" In parts that are not shown: {'; '.join(told)}." if told else ""


Row = tuple[Line, tuple[Shown, ...]]


def _label(line: Line, plan: Plan) -> str:
    return short_label(line.label) if plan.form is Style.HEAT else line.label


def _ranked(grid: Grid, plan: Plan, place: int) -> list[Row]:
    """Order rows by their total; of a heat map they keep the table's order. Zeros go."""
    rows: list[Row] = [
        (line, cells)
        for line, cells in zip(grid.rows, grid.cells, strict=True)
        if plan.form in {Style.MAP, Style.HEAT} or cells[place].state is not CellState.ZERO
    ]
    if plan.form in {Style.MAP, Style.HEAT}:
        return rows
    return sorted(rows, key=lambda row: -(amount_of(row[1][place], plan.measure) or -1))


def _cut(ranked: list[Row], plan: Plan, place: int) -> tuple[list[Row], list[Row]]:
    """Return the rows that are drawn, and those that are not.

    Of the largest only those with a figure: where the others would stand, nobody may know.
    """
    if not plan.top:
        return ranked, []
    known = [row for row in ranked if amount_of(row[1][place], plan.measure) is not None]
    shown = known[: plan.top]
    return shown, [row for row in ranked if row not in shown]


def _columns(grid: Grid, plan: Plan, place: int) -> list[int]:
    if plan.form in {Style.BARS, Style.MAP}:
        return [place]
    level = first_level(grid.columns)
    return [
        each
        for each, line in enumerate(grid.columns)
        if line.level == level
        and any(cells[each].state is not CellState.ZERO for cells in grid.cells)
    ]


def _marks(rows: list[Row], grid: Grid, columns: list[int], plan: Plan) -> Iterator[ChartMark]:
    for line, cells in rows:
        for each in columns:
            amount = amount_of(cells[each], plan.measure)
            yield ChartMark(
                row=_label(line, plan),
                column=_label(grid.columns[each], plan),
                amount=amount,
                said=explained(cells[each], plan.measure)
                if amount is None
                else in_text(amount, plan.measure),
                code=line.code,
            )


def _finding(rows: list[Row], beyond: list[Row], place: int, whole: Shown, plan: Plan) -> str:
    shown = [
        (line.label, amount)
        for line, cells in (*rows, *beyond)
        if (amount := amount_of(cells[place], plan.measure))
    ]
    if not shown:
        return "No total is shown."
    shown.sort(key=lambda each: -each[1])
    total = amount_of(whole, plan.measure)
    named = [
        f"{label} ({in_text(amount, plan.measure)}"
        + (f", {share(amount, total)})" if total and plan.measure is Measure.VALUE else ")")
        for label, amount in shown[:FEW]
    ]
    held = len(rows) + len(beyond) - len(shown)
    begin = "Of the figures shown the largest: " if held else "Largest: "
    text = begin + "; ".join(named) + "."
    if total:
        text += f" In all {in_text(total, plan.measure)}."
    return text


def _notes(
    marks: tuple[ChartMark, ...], beyond: list[Row], plan: Plan, place: int
) -> Iterator[str]:
    if beyond:
        unknown = sum(amount_of(cells[place], plan.measure) is None for _, cells in beyond)
        some = "all" if unknown == len(beyond) else f"{unknown} of them"
        told = f", {some} without a figure that is shown" if unknown else ""
        yield f"{len(beyond)} more are in the table{told}."
    kinds: dict[str, int] = {}
    for mark in marks:
        if mark.amount is None and mark.row != TOGETHER:
            name = mark.said.partition(":")[0].lower()
            kinds[name] = kinds.get(name, 0) + 1
    if kinds:
        told = ", ".join(f"{count} {name}" for name, count in sorted(kinds.items()))
        marked = " Rows with such a part are marked\u00a0*." if plan.form is Style.STACKED else ""
        what = "Parts without a figure" if plan.form is Style.STACKED else "Without a figure"
        yield f"{what}: {told}.{marked}"


def _by_year(edition: Edition, table: PublishedTable, plan: Plan, number: str) -> ChartData:
    total = table.total()
    own = amount_of(total, plan.measure) if total is not None else None
    figures = [
        (str(each.year) + ("" if each.comparable else " *"), amount, each.source)
        for each in sorted(edition.earlier, key=lambda each: each.year)
        if each.table == table.key
        and (amount := each.number if plan.measure is Measure.NUMBER else each.value_cents)
        is not None
    ]
    sources = "; ".join(f"{year.rstrip(' *')}: {source}" for year, _, source in figures)
    marks = [
        ChartMark(year, TOTAL, amount, in_text(amount, plan.measure)) for year, amount, _ in figures
    ]
    if own is not None:
        marks.append(ChartMark(str(edition.year), TOTAL, own, in_text(own, plan.measure)))
    notes = []
    if any(mark.row.endswith("*") for mark in marks):
        notes.append("* Counted by other rules; not to be compared with later years.")
    if sources:
        notes.append(f"Sources: {sources}; {edition.year}: this edition.")
    drawn = any(mark.amount for mark in marks)
    told = "; ".join(f"{mark.row}: {mark.said}" for mark in marks)
    return ChartData(
        name=f"chart-{number.replace('.', '-')}",
        number=number,
        title=plan.title or table.title,
        plan=plan,
        row_title="Year",
        column_title="",
        rows=tuple(mark.row for mark in marks),
        columns=(TOTAL,),
        marks=tuple(marks),
        finding=f"{told}."
        if drawn
        else in_place(tally([total] if total is not None else [], plan.measure)),
        notes=tuple(notes) if drawn else (),
    )
