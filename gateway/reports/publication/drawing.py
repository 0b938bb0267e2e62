"""Charts as SVG, by Vega-Altair and vl-convert: wide for a desk and paper, narrow for a phone.

Nothing in a drawing depends on the machine: the typeface is a package's, widths are fixed,
and data stand in the order of the chart.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from textwrap import wrap
from typing import Any, NamedTuple

import altair as alt
import font_source_sans_pro
import vl_convert

from gateway.reports.publication.charts import REST, ChartData, Style
from gateway.reports.publication.palette import (
    HELD,
    INK,
    MUTED,
    ON_STEPS,
    PAGE,
    RULE,
    STEPS,
    Tone,
)
from gateway.reports.publication.palette import category as category_tone
from gateway.reports.publication.scales import brief, step_labels, step_of, steps_of, unit_of
from gateway.reports.publication.words import NARROW as NARROW_SPACE
from gateway.reports.publication.words import TOGETHER

# The tile map is of our own making and free of boundaries: every State is equally large, so that
# Malta is as readable as France, and no geodata are needed.
COLUMNS = 8

_ROWS = (
    "..  ..  ..  ..  ..  SE  FI  ..",
    "IE  ..  ..  ..  DK  ..  EE  ..",
    "..  ..  ..  NL  DE  PL  LV  ..",
    "..  ..  BE  LU  CZ  SK  LT  ..",
    "..  ..  FR  ..  AT  HU  RO  ..",
    "PT  ES  ..  IT  SI  HR  BG  ..",
    "..  ..  ..  MT  ..  ..  EL  CY",
)

PLACES: dict[str, tuple[int, int]] = {
    code: (column, row)
    for row, line in enumerate(_ROWS)
    for column, code in enumerate(line.split())
    if code != ".."
}
"""Column and row of each Member State's square, from the north-west."""

FONT = "Source Sans Pro"
FONTS = Path(str(font_source_sans_pro.font_directory))


class Width(NamedTuple):
    """A width that charts are drawn in; lengths in CSS pixels."""

    name: str
    total: int
    label: int  # characters of a row's label in one line
    legend: int  # entries of a legend side by side
    room: float  # share of the axis beyond the longest bar, for its label


WIDE = Width("wide", 760, 34, 3, 0.14)
NARROW = Width("narrow", 340, 21, 2, 0.3)
WIDTHS = (WIDE, NARROW)


def draw(chart: ChartData, width: Width) -> str:
    """Return a chart as SVG, in the light colours of the palette."""
    _register_font()
    drawn = _FORMS[chart.plan.form](chart, width)
    return vl_convert.vegalite_to_svg(_styled(drawn, chart, width).to_dict())


def picture(svg: str) -> bytes:
    """Return a drawing as PNG, for documents that cannot hold SVG; 180 dots to the inch."""
    _register_font()
    return vl_convert.svg_to_png(svg, scale=1.0, ppi=180)


@cache
def _register_font() -> None:
    vl_convert.register_font_directory(str(FONTS))


def legend_of(chart: ChartData) -> tuple[tuple[Tone, str], ...]:
    """Return a chart's legend, which a narrow drawing leaves to the page."""
    if chart.plan.form is Style.STACKED:
        return tuple((tone, name) for name, tone in _tones(chart).items())
    if chart.plan.form in {Style.HEAT, Style.MAP}:
        bounds = steps_of([mark.amount or 0 for mark in chart.marks])
        labels = step_labels(bounds, chart.measure)
        return (*zip(STEPS, labels, strict=False), (PAGE, "no figure shown"))
    return ()


def _styled(drawn: Any, chart: ChartData, width: Width) -> Any:
    sized = {} if chart.plan.form is Style.MAP else {"width": width.total}
    return (
        drawn.properties(
            autosize=alt.AutoSizeParams(
                type="pad" if chart.plan.form is Style.MAP else "fit-x", contains="padding"
            ),
            padding=4,
            **sized,
        )
        .configure(font=FONT, background=PAGE.light)
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=13,
            titleFontSize=13,
            titleFontWeight="normal",
            titleColor=MUTED.light,
            labelColor=INK.light,
            gridColor=RULE.light,
            domainColor=RULE.light,
            tickColor=RULE.light,
            labelLimit=400,
        )
        .configure_legend(
            disable=width is NARROW,
            labelFontSize=13,
            labelColor=INK.light,
            labelLimit=300,
            symbolType="square",
            symbolSize=150,
            symbolStrokeWidth=0,
            orient="top",
            title=None,
            columns=width.legend,
            columnPadding=16,
        )
    )


def _split(label: str, size: int) -> str:
    return "\n".join(wrap(label, size, break_long_words=False)) or label


def _data(rows: list[dict[str, Any]]) -> Any:
    return alt.Data(values=rows)  # type: ignore[no-untyped-call]


_GROUPED = f"replace(format(datum.value, ',~f'), /,/g, '{NARROW_SPACE}')"
_LINES = "split(datum.label, '\\n')"


def _row_axis(chart: ChartData, width: Width) -> Any:
    return alt.Y(
        "row:N",
        sort=[_split(row, width.label) for row in chart.rows],
        title=None,
        axis=alt.Axis(labelExpr=_LINES, ticks=False, domain=False, labelPadding=8),
    )


def _row_step(chart: ChartData, width: Width) -> int:
    lines = max((_split(row, width.label).count("\n") + 1 for row in chart.rows), default=1)
    return max(28, 16 * lines + 10)


def _amount_axis(width: Width, amounts: list[int], title: str, unit: int) -> Any:
    longest = max(amounts, default=0) / unit
    return alt.X(
        "amount:Q",
        title=title,
        scale=alt.Scale(domain=[0, longest * (1 + width.room) or 1], nice=False),
        axis=alt.Axis(
            tickCount=5 if width is WIDE else 3, domain=False, ticks=False, labelExpr=_GROUPED
        ),
    )


def _bars(chart: ChartData, width: Width) -> Any:
    unit, title = unit_of([mark.amount or 0 for mark in chart.marks], chart.measure)
    rows = [
        {
            "row": _split(mark.row, width.label),
            "amount": (mark.amount or 0) / unit,
            "text": brief(mark.amount, chart.measure)
            if mark.amount is not None
            else mark.said.partition(":")[0].lower(),
            "held": mark.amount is None,
            "together": mark.row == TOGETHER,
        }
        for mark in chart.marks
    ]
    axis = _amount_axis(width, [mark.amount or 0 for mark in chart.marks], title, unit)
    base = alt.Chart(_data(rows)).encode(y=_row_axis(chart, width), x=axis)
    own = category_tone(0).light
    bars = base.mark_bar(height={"band": 0.66}, strokeWidth=1).encode(
        color=alt.condition("datum.together", alt.value(PAGE.light), alt.value(own)),
        stroke=alt.condition("datum.together", alt.value(HELD.light), alt.value(own)),
    )
    text = base.mark_text(align="left", dx=5, fontSize=13).encode(
        text="text:N",
        color=alt.condition("datum.held", alt.value(MUTED.light), alt.value(INK.light)),
    )
    return (bars + text).properties(height=alt.Step(_row_step(chart, width)))


def _stacked(chart: ChartData, width: Width) -> Any:
    """Draw parts side by side; what the total has more than the shown ones is an empty bar."""
    ends = {row: chart.parts(row) + chart.rest(row) for row in chart.rows}
    unit, title = unit_of(list(ends.values()), chart.measure)
    axis = _amount_axis(width, list(ends.values()), title, unit)
    row_axis = _row_axis(chart, width)
    totals = [
        {
            "row": _split(row, width.label),
            "amount": ends[row] / unit,
            "text": (
                brief(chart.totals[row], chart.measure)
                if row in chart.totals
                else "total not shown"
            )
            + (" *" if row in chart.partial else ""),
        }
        for row in chart.rows
    ]
    tones = _tones(chart)
    bars = (
        alt.Chart(_data(list(_stack(chart, width, unit))))
        .mark_bar(height={"band": 0.66}, strokeWidth=1)
        .encode(
            y=row_axis,
            x=axis,
            order=alt.Order("place:Q"),
            stroke=alt.condition("datum.rest", alt.value(HELD.light), alt.value(PAGE.light)),
            color=alt.Color(
                "column:N",
                scale=alt.Scale(domain=[*tones], range=[tone.light for tone in tones.values()]),
                legend=alt.Legend(symbolStrokeColor=HELD.light, symbolStrokeWidth=1)
                if width is WIDE
                else None,
            ),
        )
    )
    text = (
        alt.Chart(_data(totals))
        .mark_text(align="left", dx=5, fontSize=13, color=INK.light)
        .encode(y=row_axis, x=axis, text="text:N")
    )
    return (bars + text).properties(height=alt.Step(_row_step(chart, width)))


def _tones(chart: ChartData) -> dict[str, Tone]:
    """Return the tone of each part of a bar that is drawn; it is the column's in every chart."""
    drawn = {mark.column for mark in chart.marks if mark.amount}
    tones = {name: category_tone(at) for at, name in enumerate(chart.columns) if name in drawn}
    return {**tones, REST: PAGE} if chart.has_rests else tones


def _stack(chart: ChartData, width: Width, unit: int) -> Iterator[dict[str, Any]]:
    for mark in chart.marks:
        if mark.amount:
            yield {
                "row": _split(mark.row, width.label),
                "column": mark.column,
                "amount": mark.amount / unit,
                "place": chart.columns.index(mark.column),
                "rest": False,
            }
    for row in chart.rows:
        if rest := chart.rest(row):
            yield {
                "row": _split(row, width.label),
                "column": REST,
                "amount": rest / unit,
                "place": len(chart.columns),
                "rest": True,
            }


def _stepped(
    chart: ChartData, width: Width, *, shown: bool
) -> tuple[list[dict[str, Any]], Any, Any]:
    """Return the marks with their steps, and the scales of tiles and of what stands on them."""
    bounds = steps_of([mark.amount or 0 for mark in chart.marks])
    labels = step_labels(bounds, chart.measure)
    held = "no figure shown"
    rows = []
    for mark in chart.marks:
        step = labels[step_of(mark.amount, bounds)] if mark.amount is not None else held
        word = mark.said.partition(":")[0].lower()
        short = {"suppressed": "supp.", "confidential": "conf.", "not available": "n/a"}
        text = brief(mark.amount, chart.measure) if mark.amount else short.get(word, "0")
        rows.append(
            {
                "row": mark.row,
                "column": mark.column,
                "code": mark.code,
                "step": step,
                "text": text if shown else "",
            }
        )
    tones = [tone.light for tone in STEPS[: len(labels)]]
    on = [tone.light for tone in ON_STEPS[: len(labels)]]
    fill = alt.Color(
        "step:N",
        scale=alt.Scale(domain=[*labels, held], range=[*tones, PAGE.light]),
        legend=alt.Legend(symbolStrokeColor=HELD.light, symbolStrokeWidth=1)
        if width is WIDE
        else None,
    )
    ink = alt.Color(
        "step:N", scale=alt.Scale(domain=[*labels, held], range=[*on, MUTED.light]), legend=None
    )
    return rows, fill, ink


def _heat(chart: ChartData, width: Width) -> Any:
    values, fill, ink = _stepped(chart, width, shown=width is WIDE)
    size = 11 if width is WIDE else 40
    for value in values:
        value["row"] = _split(value["row"], width.label)
        value["column"] = _split(value["column"], size)
    lines = max(value["column"].count("\n") + 1 for value in values)
    axis = alt.X(
        "column:N",
        sort=[_split(column, size) for column in chart.columns],
        title=None,
        axis=alt.Axis(
            orient="top",
            # Lines grow downwards from the first: the axis is moved up by the others.
            offset=13 * (lines - 1),
            labelFontSize=11.5,
            labelExpr=_LINES,
            labelAngle=0 if width is WIDE else -90,
            labelAlign="center" if width is WIDE else "left",
            labelBaseline="bottom" if width is WIDE else "middle",
            ticks=False,
            domain=False,
        ),
    )
    base = alt.Chart(_data(values)).encode(x=axis, y=_row_axis(chart, width))
    tiles = base.mark_rect(stroke=RULE.light, strokeWidth=1).encode(color=fill)
    text = base.mark_text(fontSize=11.5).encode(text="text:N", color=ink)
    drawn = tiles + text if width is WIDE else tiles
    return drawn.resolve_scale(color="independent").properties(
        height=alt.Step(_row_step(chart, width))
    )


def _map(chart: ChartData, width: Width) -> Any:
    values, fill, ink = _stepped(chart, width, shown=True)
    size = 66 if width is WIDE else 41
    placed = [
        {**value, "x": PLACES[value["code"]][0], "y": PLACES[value["code"]][1]}
        for value in values
        if value["code"] in PLACES
    ]
    base = alt.Chart(_data(placed)).encode(
        x=alt.X("x:O", axis=None, scale=alt.Scale(domain=list(range(COLUMNS)), paddingInner=0.06)),
        y=alt.Y("y:O", axis=None, scale=alt.Scale(paddingInner=0.06)),
    )
    tiles = base.mark_rect(stroke=RULE.light, strokeWidth=1, cornerRadius=2).encode(color=fill)
    names = base.mark_text(
        fontSize=16 if width is WIDE else 13, fontWeight=600, dy=-9 if width is WIDE else -7
    )
    texts = base.mark_text(fontSize=13 if width is WIDE else 9.5, dy=11 if width is WIDE else 8)
    return (
        (tiles + names.encode(text="code:N", color=ink) + texts.encode(text="text:N", color=ink))
        .resolve_scale(color="independent")
        .properties(width=alt.Step(size), height=alt.Step(size))
    )


FEW_YEARS, YEAR_WIDTH = 4, 44


def _years(chart: ChartData, _: Width) -> Any:
    unit, title = unit_of([mark.amount or 0 for mark in chart.marks], chart.measure)
    values = [
        {
            "row": mark.row,
            "amount": (mark.amount or 0) / unit,
            "text": brief(mark.amount or 0, chart.measure),
            "other": mark.row.endswith("*"),
        }
        for mark in chart.marks
    ]
    longest = max(mark.amount or 0 for mark in chart.marks) / unit
    base = alt.Chart(_data(values)).encode(
        x=alt.X(
            "row:N", sort=None, title=None, axis=alt.Axis(labelAngle=0, ticks=False, labelPadding=8)
        ),
        y=alt.Y(
            "amount:Q",
            title=title,
            scale=alt.Scale(domain=[0, longest * 1.15], nice=False),
            axis=alt.Axis(tickCount=4, domain=False, ticks=False, labelExpr=_GROUPED),
        ),
    )
    # Two or three years are no reason for bars as wide as the page.
    few = len(values) <= FEW_YEARS
    bars = base.mark_bar(
        width=YEAR_WIDTH if few else {"band": 0.5}, stroke=category_tone(0).light, strokeWidth=1.5
    ).encode(
        color=alt.condition(
            "datum.other", alt.value(STEPS[1].light), alt.value(category_tone(0).light)
        )
    )
    text = base.mark_text(dy=-9, fontSize=13, color=INK.light).encode(text="text:N")
    return (bars + text).properties(height=220)


_FORMS = {
    Style.BARS: _bars,
    Style.STACKED: _stacked,
    Style.HEAT: _heat,
    Style.MAP: _map,
    Style.YEARS: _years,
}
