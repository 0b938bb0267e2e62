"""`comity report accountability`: what human-rights assessments found, and how it went in."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from gateway.cli.options import NodeOption, TokenOption
from gateway.cli.output import JsonFlag, out, print_json, print_table


def accountability(
    year: Annotated[int, typer.Argument(help="Year of the decisions, e.g. 2025.")],
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Show this authority's own figures; nobody else sees them by authority."""
    from gateway.cli.client import open_node, path_of

    found = open_node(node, token).get(path_of("accountability", str(year)))
    if as_json:
        print_json(found)
        return
    out.print(
        f"[bold]{found['authority']}, {year}[/]: {found['decided']} cases decided, "
        f"{found['assessed']} with a human-rights assessment "
        f"({found['assessment_required']} needed one)"
    )
    harms = found["harms"]
    out.print(
        f"feared: internal repression {harms['internal_repression']}, "
        f"serious violations {harms['serious_violations']} "
        f"(of human rights {harms['human_rights_violations']}, "
        f"of humanitarian law {harms['humanitarian_law_violations']})"
    )
    print_table(
        "How assessments went into decisions",
        ("Risk", "Outcome", "Cases", "On human rights"),
        (
            (each["risk"], each["outcome"], str(each["cases"]), str(each["on_human_rights"]))
            for each in found["went_in"]
        ),
    )
    print_table(
        "By item group and destination",
        ("Items", "Destination", "Cases", "Assessed", "Refused"),
        (tuple(str(each[name]) for name in PLACE) for each in found["places"]),
    )
    _consultations("Consultations that we asked", found["we_asked"])
    _consultations("Consultations in which we were asked", found["we_were_asked"])


PLACE = ("item_group", "destination", "cases", "assessed", "refused")
ASKED = ("procedure", "asked", "answered", "silent", "late", "unconfirmed", "ended")


def _consultations(title: str, lines: list[dict[str, Any]]) -> None:
    print_table(
        title,
        ("Procedure", "Asked", "Answered", "Silent", "Late", "Unconfirmed", "Ended"),
        (tuple(str(each[name]) for name in ASKED) for each in lines),
    )
