"""`comity report`: what is written by hand beside the commands of the contract.

Only the file whose command is called is loaded.
"""

from __future__ import annotations

import typer

from gateway.cli.lazy import CommandPlace, LazyGroup, placed

_PLACES = {
    "docx": placed("report.publish:docx", "Tables and charts as a document, or into yours."),
    "publish": placed("report.publish:publish", "Site, PDF, documents, data of an edition."),
    "demo": CommandPlace(
        "lab.commands.report_demo", "demo", "A made year of the whole Union, played through."
    ),
    "template": placed("report.template:template", "Shipped templates: list, show, write."),
}


class ReportGroup(LazyGroup):
    """The commands of the annual report that are written by hand."""

    places = _PLACES


app = typer.Typer(cls=ReportGroup, no_args_is_help=True)


@app.callback()
def report() -> None:
    """The annual report: collect, consolidate, protect, publish."""
