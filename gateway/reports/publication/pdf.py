"""The report as PDF: PDF/A-2a and PDF/UA-1, by typst, from what the site is made from.

The template reads one JSON file and the charts. Nothing of an edition becomes markup, no
typeface of the machine is used, and the only date is the edition's.
"""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import pikepdf
import typst

from gateway.domain.annual.cells import CellState
from gateway.domain.annual.codes import TOTAL
from gateway.domain.annual.edition import Edition, PublishedTable, Section
from gateway.domain.annual.template import Measure
from gateway.reports.publication.administration import administration
from gateway.reports.publication.changes import changed_tables
from gateway.reports.publication.charts import ChartData, Style
from gateway.reports.publication.drawing import FONTS, WIDE
from gateway.reports.publication.inline import plain
from gateway.reports.publication.layout import LaidCell, Widths, lay_out
from gateway.reports.publication.plans import in_place_of, told_on
from gateway.reports.publication.story import (
    headlines,
    intro_of_cyber,
    intro_of_denials,
    lede,
    listed,
    summary,
)
from gateway.reports.publication.words import NO_SUM, STATES, grouped

STANDARDS = ["a-2a", "ua-1"]
"""Archival with tagged structure (ISO 19005-2, level A), and accessible (ISO 14289-1)."""

WIDTHS = Widths(number=14, value=9)
_WIDTHS = {Style.MAP: 0.72, Style.YEARS: 0.8, Style.BARS: 0.85}
"""Parts of the page's width that charts take, so that two stand on a page where they can."""
_FIRST_COLUMN = {Measure.NUMBER: 3.2, Measure.VALUE: 1.9}


def report_pdf(
    edition: Edition,
    charts: Mapping[str, tuple[ChartData, ...]],
    drawings: Mapping[tuple[str, str], str],
    names: Mapping[str, str],
) -> bytes:
    """Return the report as PDF.

    Args:
        edition: What is published.
        charts: Charts by key of the table.
        drawings: SVG by name of the chart and of the width.
        names: Labels of the Member States and of the Union, by code.
    """
    with tempfile.TemporaryDirectory(prefix="comity-report-") as made:
        folder = Path(made)
        for (name, width), svg in drawings.items():
            if width == WIDE.name:
                (folder / f"{name}.svg").write_text(plain(svg), encoding="utf-8")
        content = json.dumps(_report(edition, dict(charts), names), ensure_ascii=False)
        (folder / "report.json").write_text(content, encoding="utf-8")
        template = files("gateway.reports.publication") / "templates" / "report.typ"
        (folder / "report.typ").write_bytes(template.read_bytes())
        compiler = typst.Compiler(
            folder / "report.typ",
            root=folder,
            font_paths=typst.Fonts(
                include_system_fonts=False,
                include_embedded_fonts=True,
                font_paths=[FONTS],
            ),
        )
        found = compiler.compile(
            format="pdf",
            pdf_standards=STANDARDS,  # type: ignore[arg-type]
            timestamp=int(edition.frozen_at.timestamp()),
        )
    assert isinstance(found, bytes)  # noqa: S101 - a list is of pages, which PDF has not
    return _packed(found)


def _packed(pdf: bytes) -> bytes:
    """Return a PDF with its objects in compressed streams (ISO 32000-1, 7.5.7), else as it is.

    A cell of a table is an object of the tagged structure, of which there are tens of
    thousands: typst writes each in the plain, which makes four fifths of the file.
    """
    packed = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as whole:
        # False is what it means where it is absent, and poppler takes a false for a fault.
        del whole.Root.MarkInfo["/Suspects"]
        whole.save(
            packed,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
            fix_metadata_version=False,
        )
    return packed.getvalue()


def _report(
    edition: Edition, charts: dict[str, tuple[ChartData, ...]], names: Mapping[str, str]
) -> dict[str, Any]:
    frozen = edition.frozen_at
    missing = listed(edition.missing, names)
    return {
        "title": edition.title,
        "subtitle": "Regulation (EU) 2021/821, Article 26(2)",
        "summary": summary(edition),
        "edition": f"Edition {edition.number}",
        "frozen": [frozen.year, frozen.month, frozen.day],
        "draft": "" if edition.published_on else "Not published: a frozen draft",
        "lede": lede(edition, names),
        "headlines": [{"amount": each.amount, "what": each.what} for each in headlines(edition)],
        "imprint": [
            f"Edition {edition.number}, frozen on {frozen:%Y-%m-%d}"
            + (f", published on {edition.published_on:%Y-%m-%d}" if edition.published_on else ""),
            f"Template {edition.template}",
            f"{len(edition.states)} Member States" + (f"; without {missing}" if missing else ""),
        ],
        "story": _story(edition, charts, names),
        "chapters": _chapters(edition, names),
        "states": [
            {"name": words.name, "meaning": words.meaning} for words in (*STATES.values(), NO_SUM)
        ],
        "counting": list(edition.counting),
        "disclosure": list(edition.disclosure),
        "reason": [text.model_dump() for text in edition.reason],
        "changes": [
            {"number": table.number, "title": table.title, "cells": [list(cell) for cell in cells]}
            for table, cells in changed_tables(edition)
        ],
        "provenance": f"Made from {len(edition.sources)} signed submissions to the collection "
        f"{edition.collection}. Each digest leads back to one of them.",
        "sources": [
            [names[each.state[:2]], str(each.version), each.digest] for each in edition.sources
        ],
        "administration": [
            {
                "title": part.title,
                "unshown": part.unshown,
                "columns": list(part.columns),
                "rows": [
                    [names[origin], *("–" if said is None else said or "n/a" for said in answers)]
                    for origin, answers in part.rows
                ],
            }
            for part in administration(edition, names)
        ],
        "tables": [_table(table) for table in edition.tables],
    }


def _story(
    edition: Edition, charts: dict[str, tuple[ChartData, ...]], names: Mapping[str, str]
) -> list[dict[str, Any]]:
    rights = [each for each in edition.sections if each.key == "human_rights"]
    parts: list[tuple[str, str, list[str], list[Section]]] = [
        ("index", "Overview", [lede(edition, names)], []),
        ("denials", "Denials, and why", intro_of_denials(edition), []),
        ("cyber-surveillance", "Cyber-surveillance items", intro_of_cyber(edition), rights),
    ]
    told = [
        {
            "title": title,
            "paragraphs": paragraphs,
            "charts": [_chart(chart) for chart in told_on(page, charts)],
            "unshown": in_place_of(told_on(page, charts), edition),
            "sections": [_section(each, names) for each in sections],
        }
        for page, title, paragraphs, sections in parts
    ]
    pages = {chart.name for page, *_ in parts for chart in told_on(page, charts)}
    rest = [chart for group in charts.values() for chart in group if chart.name not in pages]
    if rest:
        further = {
            "title": "Further charts",
            "paragraphs": [],
            "charts": [_chart(chart) for chart in rest],
            "unshown": in_place_of(rest, edition),
            "sections": [],
        }
        told.append(further)
    return told


def _chart(chart: ChartData) -> dict[str, Any]:
    return {
        "number": chart.number,
        "title": chart.title,
        "finding": chart.finding,
        "file": f"{chart.name}.svg" if chart.draws else "",
        "width": _WIDTHS.get(chart.plan.form, 1.0),
        "notes": " ".join(chart.notes),
    }


def _section(section: Section, names: Mapping[str, str]) -> dict[str, Any]:
    by = "European Commission" if section.origin == TOTAL else names[section.origin]
    return {
        "title": section.title,
        "by": by,
        "text": [text.model_dump() for text in section.text],
    }


def _chapters(edition: Edition, names: Mapping[str, str]) -> list[dict[str, Any]]:
    chapters: dict[str, list[Section]] = {}
    for each in edition.sections:
        if each.key != "human_rights":  # it stands with the cyber-surveillance items
            chapters.setdefault(each.key, []).append(each)
    return [
        {"title": group[0].title, "sections": [_section(each, names) for each in group]}
        for group in chapters.values()
    ]


def _table(table: PublishedTable) -> dict[str, Any]:
    laid = lay_out(table, WIDTHS, fold=True)
    counts = {state: count for state, count in laid.counts if count}
    about = ", ".join(f"{grouped(count)} {state.name.lower()}" for state, count in counts.items())
    held = [state.value for state in CellState if STATES[state] in counts]
    return {
        "number": table.number,
        "title": table.title,
        "about": f"Section {table.section} of Recommendation (EU) 2024/214. Cells: {about}."
        if held
        else f"Section {table.section} of Recommendation (EU) 2024/214.",
        "unshown": laid.unshown,
        "together": laid.together,
        "row-title": laid.row_title,
        "notes": [
            {
                "letter": note.letter,
                "words": f"{note.state.short}: {note.state.name.lower()}"
                + (f", {note.words}" if note.words else ""),
            }
            for note in laid.notes
        ],
        "measures": [
            {
                "title": measure.title,
                "unshown": measure.unshown,
                "first": _FIRST_COLUMN[measure.measure],
                "blocks": [
                    {
                        "span": block.span,
                        "unshown": block.unshown,
                        "folded": block.folded,
                        "columns": list(block.columns),
                        "rows": [
                            {
                                "label": row.label,
                                "depth": row.depth,
                                "together": row.together,
                                "cells": [_cell(cell) for cell in row.cells],
                            }
                            for row in block.rows
                        ],
                    }
                    for block in measure.blocks
                ],
            }
            for measure in laid.measures
        ],
        "zeros": ", ".join(laid.zeros),
    }


def _cell(cell: LaidCell) -> list[str]:
    return [cell.text] if cell.amount is not None else [cell.text, cell.letter]
