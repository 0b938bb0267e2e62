"""An edition of a whole Union year, made up from a seed, with every state that a cell can be in.

It is made from the shipped template's views, so that a page that holds for it holds for a
real year's shape. Figures are skewed as published ones are: few States hold most.
"""

from __future__ import annotations

import hashlib
import random
from datetime import UTC, date, datetime
from functools import cache

from gateway.domain.annual.cells import CellState
from gateway.domain.annual.codes import ORIGIN, TOTAL
from gateway.domain.annual.edition import (
    ChangedCell,
    Edition,
    Line,
    PublishedTable,
    Section,
    Shown,
    Source,
    StateIndicator,
)
from gateway.domain.annual.template import Axis, IndicatorUnit, Measure, Template, View
from gateway.domain.annual.templates import shipped_templates
from gateway.domain.denial import FreeText
from lab.report_demo.year import PUBLISHED_TOTALS
from tests.support.member_states import MEMBER_STATES

FROZEN = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
MISSING = ("CY", "MT")
HEAVY = {"DE": 30, "FR": 16, "NL": 13, "IT": 9, "SE": 6, "FI": 5, "BE": 4, "ES": 4, "AT": 3}
PARTNERS = {"US": 40, "CN": 30, "GB": 22, "KR": 16, "TW": 13, "IN": 12, "JP": 11, "CH": 9, "TR": 8}
GROUPS = {"C0": 30, "C5": 25, "C2": 16, "C3": 14, "C6": 9, "0EC1": 30, "5EC2": 24, "2EC1": 12}
KINDS = {"individual": 18, "global": 27, "general": 10, "EU001": 7, "EU008": 4, "granted": 60}


@cache
def example_edition(*, seed: int = 1, only: tuple[str, ...] = ()) -> Edition:
    """Return an edition of 25 States.

    Args:
        seed: The same one gives the same edition.
        only: Keys of the views it has; all of them where it is empty.
    """
    template = shipped_templates()[0]
    chance = random.Random(seed)
    views = [view for view in template.view if not only or view.key in only]
    tables = tuple(_table(template, view, seed, chance) for view in views)
    return Edition(
        collection="annual-2025",
        year=2025,
        number=1,
        template=template.version,
        template_digest=_digest("template"),
        title=template.title,
        frozen_at=FROZEN,
        embargo_until=datetime(2026, 6, 25, 10, 0, tzinfo=UTC),
        published_on=date(2026, 6, 25),
        states=tuple(state for state in sorted(MEMBER_STATES) if state not in MISSING),
        missing=MISSING,
        sources=tuple(
            Source(state=state, version=1 + (state == "IT"), digest=_digest(state))
            for state in sorted(MEMBER_STATES)
            if state not in MISSING
        ),
        tables=tables,
        indicators=_indicators(template, chance),
        sections=_sections(template),
        earlier=PUBLISHED_TOTALS,
        counting=template.counting.rules,
        disclosure=template.disclosure.reasons,
    )


def corrigendum(before: Edition) -> Edition:
    """Return the next edition, in which two cells of the first table differ."""
    first = before.tables[0]
    column = first.columns[1].code
    changes, cells = [], [list(row) for row in first.cells]
    for row in (0, 1):
        old = cells[row][1]
        new = Shown(
            state=CellState.VALUE,
            number=(old.number or 0) + 1,
            value_cents=(old.value_cents or 0) + 1_234_567,
        )
        cells[row][1] = new
        changes.append(
            ChangedCell(
                table=first.key, row=first.rows[row].code, column=column, before=old, after=new
            )
        )
    changed = first.model_copy(update={"cells": tuple(tuple(row) for row in cells)})
    return before.model_copy(
        update={
            "number": before.number + 1,
            "corrects": _digest("edition one"),
            "reason": (FreeText(language="en", text="One licence came after the freeze."),),
            "changes": tuple(changes),
            "tables": (changed, *before.tables[1:]),
        }
    )


def _digest(of: str) -> str:
    return hashlib.sha256(of.encode()).hexdigest()


def _lines(template: Template, axis: Axis) -> tuple[Line, ...]:
    codes = template.code_list(axis.dimension)
    return tuple(
        Line(code=code, label=codes.label(code), level=level)
        for level in axis.levels
        for code in codes.at_level(level)
    )


def _weight(line: Line) -> float:
    for known in (HEAVY, PARTNERS, GROUPS, KINDS):
        if line.code in known:
            return float(known[line.code])
    return 2.0 if line.level != "country" else 0.12


def _shares(lines: tuple[Line, ...], seed: int) -> dict[str, float]:
    """Say which part of all stands in each line: those of a level make up the whole."""
    found = {}
    for level in dict.fromkeys(line.level for line in lines):
        weights = {
            line.code: _weight(line) * random.Random(f"{seed}{line.code}").lognormvariate(0, 0.4)
            for line in lines
            if line.level == level
        }
        found.update({code: weight / sum(weights.values()) for code, weight in weights.items()})
    return found


def _table(template: Template, view: View, seed: int, chance: random.Random) -> PublishedTable:
    rows, columns = _lines(template, view.rows), _lines(template, view.columns)
    if view.rows.dimension == "destination" and view.rows.levels[-1] == "country":
        rows = _merged(rows, ("AD", "SM", "VA"))
    row_shares, column_shares = _shares(rows, seed), _shares(columns, seed)
    size = {"denials": 831, "denial_grounds": 831, "cyber_applications": 410}.get(view.table, 24000)
    cells = []
    for row in rows:
        made = [
            _cell(
                view, row, column, size * row_shares[row.code] * column_shares[column.code], chance
            )
            for column in columns
        ]
        cells.append(tuple(made))
    return PublishedTable(
        key=view.key,
        number=view.number,
        title=view.title,
        section=view.section,
        measures=view.measures,
        chart=view.chart,
        row_title=template.code_list(view.rows.dimension).title,
        column_title=template.code_list(view.columns.dimension).title,
        rows=rows,
        columns=columns,
        cells=tuple(cells),
    )


def _merged(rows: tuple[Line, ...], codes: tuple[str, ...]) -> tuple[Line, ...]:
    """Show some small destinations as one, as disclosure control does."""
    found = [line for line in rows if line.code in codes]
    if not found:  # a view of some destinations
        return rows
    one = Line(
        code="+".join(line.code for line in found),
        label=", ".join(line.label for line in found),
        level=found[0].level,
        merges=tuple(line.code for line in found),
    )
    kept: list[Line] = []
    for line in rows:
        if line.code not in codes:
            kept.append(line)
        elif one not in kept:
            kept.append(one)
    return tuple(kept)


def _cell(view: View, row: Line, column: Line, expected: float, chance: random.Random) -> Shown:
    state_line = next(
        (
            line
            for line, axis in ((row, view.rows), (column, view.columns))
            if axis.dimension == ORIGIN
        ),
        None,
    )
    if state_line is not None and state_line.code in MISSING:
        return Shown(state=CellState.NOT_AVAILABLE)
    number = round(expected)
    upper = row.level == TOTAL and column.level == TOTAL
    if not upper and number < 3 and chance.random() < 0.25:
        return Shown(
            state=CellState.SUPPRESSED, why=chance.choice(("few", "dominance", "complementary"))
        )
    if not upper and chance.random() < 0.004:
        return Shown(
            state=CellState.CONFIDENTIAL,
            why=chance.choice(("mark:security", "mark:commercial")),
            said_by=(chance.choice(("FR", "DE", "NL")),),
        )
    each = 118_000_00 if view.table == "denials" else 2_900_000_00
    value = number * each + chance.randrange(100_000_00) if number else 0
    both = {Measure.NUMBER, Measure.VALUE} <= set(view.measures)
    return Shown(
        state=CellState.VALUE if number else CellState.ZERO,
        # Numbers do not add up over destinations: a merged row shows its value alone.
        number=number if Measure.NUMBER in view.measures and not (row.merges and both) else None,
        value_cents=value if Measure.VALUE in view.measures else None,
    )


def _indicators(template: Template, chance: random.Random) -> tuple[StateIndicator, ...]:
    found = []
    for each in template.indicator:
        if not each.public:
            continue
        for origin in (TOTAL, *sorted(MEMBER_STATES)):
            if origin == TOTAL and not each.summed:
                continue
            shown = {
                IndicatorUnit.YES_NO: chance.choice(("yes", "no")),
                IndicatorUnit.TEXT: "A licensing system of its own; a classification help page.",
                IndicatorUnit.EURO: f"EUR {chance.randrange(900_000):,}.00",
            }.get(each.unit, f"{chance.randrange(1, 160):,}")
            if origin in MISSING:
                shown = ""
            found.append(
                StateIndicator(
                    key=each.key, title=each.title, section=each.section, origin=origin, shown=shown
                )
            )
    return tuple(found)


_SAID = {
    "legislation": "The national act was amended to let applications be filed electronically "
    "only, and to set fines for breaches of the conditions of a general authorisation.",
    "implementation": "Two seminars were held with universities on transfers of technology. "
    "The average time from a complete application to a decision was 31 working days.",
    "human_rights": "Applications for interception equipment were examined with the ministry of "
    "foreign affairs. Three were refused because of a risk of internal repression.",
}


def _sections(template: Template) -> tuple[Section, ...]:
    found = []
    for each in template.narrative:
        origins = ("AT", "DE", "FR", "NL") if each.by_states else (TOTAL,)
        for origin in origins:
            text = _SAID.get(
                each.key,
                "The Coordination Group met five times. It exchanged experience on "
                "cyber-surveillance items, on university research and on new guidelines.",
            )
            texts = [FreeText(language="en", text=text)]
            if origin == "DE":
                texts.append(FreeText(language="de", text="Die Fassung in der Amtssprache folgt."))
            found.append(
                Section(
                    key=each.key,
                    title=each.title,
                    section=each.section,
                    origin=origin,
                    text=tuple(texts),
                )
            )
    return tuple(found)
