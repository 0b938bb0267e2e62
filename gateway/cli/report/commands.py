"""`comity report`: the annual report, from the call for data to what is published.

One file for each part of the work; only the one whose command is called is loaded.
"""

from __future__ import annotations

import typer

from gateway.cli.lazy import CommandPlace, LazyGroup

_PLACES = {
    "accountability": CommandPlace(
        "gateway.cli.report.accountability",
        "accountability",
        "What our human-rights assessments found, and how they went into decisions.",
    ),
    "call": CommandPlace("gateway.cli.report.collection", "call", "Call for a year's data."),
    "collection": CommandPlace(
        "gateway.cli.report.collection", "collection", "Where every State stands in a collection."
    ),
    "submissions": CommandPlace(
        "gateway.cli.report.collection", "submissions", "What came, and what became of it."
    ),
    "question": CommandPlace(
        "gateway.cli.report.collection", "question", "Ask on a cell or table, ask on, close."
    ),
    "questions": CommandPlace(
        "gateway.cli.report.collection", "questions", "The questions with what was said."
    ),
    "draft": CommandPlace(
        "gateway.cli.report.release", "draft", "What counts now, as it would appear."
    ),
    "round": CommandPlace(
        "gateway.cli.report.release", "open_round", "Send each State its tables to clear."
    ),
    "freeze": CommandPlace("gateway.cli.report.release", "freeze", "Freeze the first edition."),
    "set-aside": CommandPlace(
        "gateway.cli.report.release", "set_aside", "Set an edition aside that is not released."
    ),
    "release": CommandPlace(
        "gateway.cli.report.release", "release", "Release it, as the second person."
    ),
    "late": CommandPlace("gateway.cli.report.release", "late", "What came after the freeze."),
    "corrigendum": CommandPlace(
        "gateway.cli.report.release", "corrigendum", "Freeze a correction as the next edition."
    ),
    "edition": CommandPlace(
        "gateway.cli.report.edition", "edition", "Editions, and the file of one."
    ),
    "provenance": CommandPlace(
        "gateway.cli.report.edition", "provenance", "Where a cell comes from."
    ),
    "docx": CommandPlace(
        "gateway.cli.report.publish", "docx", "Tables and charts as a document, or into yours."
    ),
    "publish": CommandPlace(
        "gateway.cli.report.publish", "publish", "Site, PDF, documents, data of an edition."
    ),
    "open": CommandPlace(
        "gateway.cli.report.open_register",
        "app",
        "The open register of licences, its Atom feed.",
    ),
    "customs": CommandPlace(
        "gateway.cli.report.open_register", "customs", "A licence as customs see it (2022/2399)."
    ),
    "data": CommandPlace(
        "gateway.cli.report.data", "app", "An authority's data: import, prepare, sign, answer."
    ),
    "demo": CommandPlace(
        "lab.commands.report_demo", "demo", "A made year of the whole Union, played through."
    ),
    "template": CommandPlace(
        "gateway.cli.report.template", "template", "Templates that are shipped: list, show, write."
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
