"""The pages of the site: which there are, and what stands on each.

Plain HTML that works from a folder: nothing is loaded from elsewhere, and all of it can be
read without the script. Every text of an edition is escaped by the template engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined

from gateway.domain.annual.cells import CellState
from gateway.domain.annual.codes import TOTAL
from gateway.domain.annual.edition import Edition, PublishedTable, Section
from gateway.domain.plain_text import shown
from gateway.reports.publication.administration import administration
from gateway.reports.publication.changes import changed_tables
from gateway.reports.publication.charts import ChartData, ChartMark
from gateway.reports.publication.dictionary import APOSTROPHE
from gateway.reports.publication.downloads import COLUMNS, TOGETHER_COLUMNS
from gateway.reports.publication.drawing import NARROW, WIDE, legend_of
from gateway.reports.publication.inline import inline
from gateway.reports.publication.layout import LaidTable, Widths, lay_out
from gateway.reports.publication.palette import style_names
from gateway.reports.publication.plans import STORIES, in_place_of, told_on
from gateway.reports.publication.story import (
    GROUPS,
    headlines,
    intro_of_cyber,
    intro_of_denials,
    lede,
    listed,
    summary,
)
from gateway.reports.publication.words import (
    MEASURES,
    NO_SUM,
    STATES,
    TOGETHER_MEANING,
    exact_euro,
    grouped,
)

WIDTHS = Widths(number=14, value=8)


class WebPage(NamedTuple):
    """A page: its file, its title, its name in the navigation and the entry it belongs to."""

    file: str
    title: str
    short: str
    section: str


NAVIGATION = tuple(
    WebPage(file, title, short, file)
    for file, title, short in (
        ("index.html", "Overview", "Overview"),
        ("denials.html", "Denials, and why", "Denials"),
        ("cyber-surveillance.html", "Cyber-surveillance items", "Cyber-surveillance"),
        ("administration.html", "Administration and enforcement", "Administration"),
        ("words.html", "In words", "In words"),
        ("tables.html", "Tables", "Tables"),
        ("data.html", "Data and downloads", "Data"),
        ("method.html", "Method", "Method"),
        ("changes.html", "Changes", "Changes"),
        ("provenance.html", "Provenance", "Provenance"),
    )
)
_FURTHER = {
    "denials.html": "What was refused, to where, and on which grounds.",
    "cyber-surveillance.html": "Applications by group and destination, and human rights.",
    "administration.html": "Staff, outreach, audits, penalties, by Member State.",
    "words.html": "What the Member States write.",
    "tables.html": "Every numbered table with every cell.",
    "method.html": "Counting rules, and when a figure is held back.",
}


@dataclass(frozen=True)
class Site:
    """What all pages are made from.

    Attributes:
        charts: Charts by key of the table.
        drawings: SVG by name of the chart and of the width.
        names: Labels of the Member States and of the Union, by code.
        digest: Digest of the edition's file.
    """

    edition: Edition
    charts: Mapping[str, tuple[ChartData, ...]]
    drawings: Mapping[tuple[str, str], str]
    names: Mapping[str, str]
    digest: str

    def pages(self) -> Iterator[tuple[str, str]]:
        """Yield the pages: file name and HTML."""
        makers: dict[str, Callable[[], dict[str, Any]]] = {
            "index.html": self._index,
            "denials.html": lambda: self._story("denials", intro_of_denials(self.edition), ""),
            "cyber-surveillance.html": lambda: self._story(
                "cyber-surveillance", intro_of_cyber(self.edition), "human_rights"
            ),
            "administration.html": self._administration,
            "words.html": self._words,
            "tables.html": self._tables,
            "data.html": self._data,
            "method.html": self._method,
            "changes.html": self._changes,
            "provenance.html": dict,
        }
        templates = {"denials.html": "story.html", "cyber-surveillance.html": "story.html"}
        for page in NAVIGATION:
            name = templates.get(page.file, page.file)
            yield page.file, self._render(name, page, **makers[page.file]())
        for place in range(len(self.edition.tables)):
            yield self._table(place)

    def _render(self, template: str, page: WebPage, **values: Any) -> str:
        edition = self.edition
        return (
            _environment()
            .get_template(template)
            .render(
                edition=edition,
                page=page,
                navigation=NAVIGATION,
                summary=summary(edition),
                names=self.names,
                missing=listed(edition.missing, self.names),
                digest=self.digest,
                **values,
            )
        )

    def _index(self) -> dict[str, Any]:
        told = [self._drawn(chart) for chart in told_on("index", dict(self.charts))]
        return {
            "lede": lede(self.edition, self.names),
            "headlines": headlines(self.edition),
            "groups": [
                (title, group, in_place_of([each["chart"] for each in group], self.edition))
                for title, tables in GROUPS
                if (group := [each for each in told if each["chart"].plan.table in tables])
            ],
            "further": [
                {"file": page.file, "title": page.title, "text": _FURTHER[page.file]}
                for page in NAVIGATION
                if page.file in _FURTHER
            ],
        }

    def _story(self, name: str, intro: list[str], section: str) -> dict[str, Any]:
        charts = told_on(name, dict(self.charts))
        keys = {plan.table for plan in STORIES[name]}
        sections = {table.section for table in self.edition.tables if table.key in keys}
        return {
            "intro": intro,
            "charts": [self._drawn(chart) for chart in charts],
            "unshown": in_place_of(charts, self.edition),
            "sections": [each for each in self.edition.sections if each.key == section],
            "tables": [
                _listed_table(table) for table in self.edition.tables if table.section in sections
            ],
        }

    def _drawn(self, chart: ChartData) -> dict[str, Any]:
        table = next(each for each in self.edition.tables if each.key == chart.plan.table)
        drawn = {
            width.name: inline(
                self.drawings[chart.name, width.name],
                name=chart.name,
                title=chart.title,
                description=chart.finding,
                width=width.name,
            )
            if chart.draws
            else ""
            for width in (WIDE, NARROW)
        }
        return {
            "chart": chart,
            "table": table,
            "file": table_file(table),
            "legend": legend_of(chart),
            "headings": [MEASURES[chart.measure]] if len(chart.drawn) == 1 else chart.drawn,
            "rows": [
                (row, [_behind(chart.mark(row, column)) for column in chart.drawn])
                for row in chart.rows
            ],
            **drawn,
        }

    def _table(self, place: int) -> tuple[str, str]:
        tables = self.edition.tables
        table = tables[place]
        laid = lay_out(table, WIDTHS)
        charts = self.charts.get(table.key, ())
        page = WebPage(
            table_file(table), f"Table {table.number}: {table.title}", table.number, "tables.html"
        )
        html = self._render(
            "table.html",
            page,
            table=table,
            laid=laid,
            turned=laid.row_title != table.row_title,
            key=_key(laid),
            charts=[self._drawn(chart) for chart in charts],
            unshown=in_place_of(charts, self.edition),
            before=_listed_table(tables[place - 1]) if place else None,
            after=_listed_table(tables[place + 1]) if place + 1 < len(tables) else None,
        )
        return page.file, html

    def _administration(self) -> dict[str, Any]:
        parts = [
            (
                part.title,
                part.unshown,
                part.columns,
                [(self.names[code], code == TOTAL, answers) for code, answers in part.rows],
            )
            for part in administration(self.edition, self.names)
        ]
        return {"parts": parts}

    def _words(self) -> dict[str, Any]:
        chapters: dict[str, list[Section]] = {}
        for each in self.edition.sections:
            chapters.setdefault(each.key, []).append(each)
        return {"chapters": [(key, group[0].title, group) for key, group in chapters.items()]}

    def _tables(self) -> dict[str, Any]:
        return {"tables": [_listed_table(table) for table in self.edition.tables]}

    def _data(self) -> dict[str, Any]:
        return {
            **self._tables(),
            "columns": COLUMNS,
            "together": TOGETHER_MEANING,
            "together_columns": TOGETHER_COLUMNS,
            "apostrophe": APOSTROPHE,
            "state_words": [(state.value, STATES[state]) for state in CellState],
        }

    def _method(self) -> dict[str, Any]:
        states = [(STATES[state], state.value) for state in CellState]
        return {
            "all_states": [*states, (NO_SUM, "no_sum")],
            "present": listed(self.edition.states, self.names),
        }

    def _changes(self) -> dict[str, Any]:
        return {
            "tables": [
                {**_listed_table(table), "cells": cells}
                for table, cells in changed_tables(self.edition)
            ]
        }


def table_file(table: PublishedTable) -> str:
    """Return the file of a table's page."""
    return f"table-{table.number.replace('.', '-')}.html"


def style_sheet(source: str) -> str:
    """Return the style sheet with the palette's colours in it."""
    return source.replace("{{ light }}", style_names()).replace(
        "{{ dark }}", style_names(dark=True)
    )


def _listed_table(table: PublishedTable) -> dict[str, Any]:
    held = {CellState.CONFIDENTIAL, CellState.SUPPRESSED}
    return {
        "file": table_file(table),
        "number": table.number,
        "title": table.title,
        "section": table.section,
        "key": table.key,
        "rows": len(table.rows),
        "columns": len(table.columns),
        "held": grouped(sum(cell.state in held for cells in table.cells for cell in cells)),
    }


def _key(laid: LaidTable) -> list[tuple[Any, str, str | None, list[Any]]]:
    """Return the states of a table with how many cells are in each, and their reasons."""
    kinds = {STATES[state]: state.value for state in CellState}
    key: list[tuple[Any, str, str | None, list[Any]]] = [
        (state, kinds[state], grouped(count), [n for n in laid.notes if n.state is state])
        for state, count in laid.counts
    ]
    unsummed = [note for note in laid.notes if note.state is NO_SUM]
    if unsummed:
        key.append((NO_SUM, "no_sum", None, unsummed))
    return key


def _behind(mark: ChartMark) -> tuple[str, bool]:
    """Write a mark for the table behind a chart; amounts to the cent."""
    if mark.amount is None:
        return mark.said.lower(), False
    if mark.said.startswith("EUR"):
        return exact_euro(mark.amount, with_cents=True), True
    return grouped(mark.amount), True


def _day(value: date) -> str:
    return f"{value.day} {value:%B %Y}"


def _instant(value: datetime) -> str:
    return f"{_day(value)}, {value:%H:%M} UTC"


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("gateway.reports.publication"),
        autoescape=True,
        finalize=shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["day"] = _day
    made.filters["instant"] = _instant
    return made
