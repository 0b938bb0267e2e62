"""`comity report`: the annual report, from the call for data to what is published.

One file for each part of the work; only the one whose command is called is loaded.
"""

from __future__ import annotations

import typer

from gateway.cli.lazy import LazyGroup, Place

_PLACES = {
    "accountability": Place(
        "gateway.cli.report_accountability",
        "accountability",
        "What our human-rights assessments found, and how they went into decisions.",
    ),
    "call": Place("gateway.cli.report_collection", "call", "Call for a year's data."),
    "collection": Place(
        "gateway.cli.report_collection", "collection", "Where every State stands in a collection."
    ),
    "submissions": Place(
        "gateway.cli.report_collection", "submissions", "What came, and what became of it."
    ),
    "question": Place(
        "gateway.cli.report_collection", "question", "Ask on a cell or table, ask on, close."
    ),
    "questions": Place(
        "gateway.cli.report_collection", "questions", "The questions with what was said."
    ),
    "draft": Place("gateway.cli.report_release", "draft", "What counts now, as it would appear."),
    "round": Place(
        "gateway.cli.report_release", "open_round", "Send each State its tables to clear."
    ),
    "freeze": Place("gateway.cli.report_release", "freeze", "Freeze the first edition."),
    "release": Place("gateway.cli.report_release", "release", "Release it, as the second person."),
    "late": Place("gateway.cli.report_release", "late", "What came after the freeze."),
    "corrigendum": Place(
        "gateway.cli.report_release", "corrigendum", "Freeze a correction as the next edition."
    ),
    "edition": Place("gateway.cli.report_edition", "edition", "Editions, and the file of one."),
    "provenance": Place("gateway.cli.report_edition", "provenance", "Where a cell comes from."),
    "docx": Place(
        "gateway.cli.report_publish", "docx", "Tables and charts as a document, or into yours."
    ),
    "publish": Place(
        "gateway.cli.report_publish", "publish", "Site, PDF, documents, data of an edition."
    ),
    "open": Place(
        "gateway.cli.report_open", "app", "The open register of licences, and its Atom feed."
    ),
    "customs": Place(
        "gateway.cli.report_open", "customs", "A licence as customs see it (2022/2399)."
    ),
    "data": Place(
        "gateway.cli.report_data", "app", "An authority's data: import, prepare, sign, answer."
    ),
    "demo": Place(
        "gateway.cli.report_demo", "demo", "A made year of the whole Union, played through."
    ),
    "template": Place(
        "gateway.cli.report_template", "template", "Templates that are shipped: list, show, write."
    ),
}


class ReportGroup(LazyGroup):
    """The commands of the annual report."""

    places = _PLACES


app = typer.Typer(
    cls=ReportGroup,
    help="The annual report: collect, consolidate, protect, publish.",
    no_args_is_help=True,
)


@app.callback()
def report() -> None:
    """The annual report: collect, consolidate, protect, publish."""
