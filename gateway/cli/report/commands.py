"""`comity report`: what is written by hand beside the commands of the contract.

Only the file whose command is called is loaded.
"""

from __future__ import annotations

import typer

from gateway.cli.lazy import CommandPlace, LazyGroup

_PLACES = {
    "freeze": CommandPlace("gateway.cli.report.edition", "freeze", "Freeze the first edition."),
    "corrigendum": CommandPlace(
        "gateway.cli.report.edition", "corrigendum", "Freeze a correction as the next edition."
    ),
    "edition": CommandPlace("gateway.cli.report.edition", "edition", "An edition, and its file."),
    "provenance": CommandPlace(
        "gateway.cli.report.edition", "provenance", "Where a cell comes from."
    ),
    "docx": CommandPlace(
        "gateway.cli.report.publish", "docx", "Tables and charts as a document, or into yours."
    ),
    "publish": CommandPlace(
        "gateway.cli.report.publish", "publish", "Site, PDF, documents, data of an edition."
    ),
    "demo": CommandPlace(
        "lab.commands.report_demo", "demo", "A made year of the whole Union, played through."
    ),
    "template": CommandPlace(
        "gateway.cli.report.template", "template", "Templates that are shipped: list, show, write."
    ),
}


class ReportGroup(LazyGroup):
    """The commands of the annual report that are written by hand."""

    places = _PLACES


app = typer.Typer(cls=ReportGroup, no_args_is_help=True)


@app.callback()
def report() -> None:
    """The annual report: collect, consolidate, protect, publish."""
