"""An examination and a party as a person reads them in a terminal."""

from __future__ import annotations

from typing import Any

from rich.markup import escape

from gateway.cli.case.judge import judgement_lines
from gateway.cli.examination_view import show_scope
from gateway.cli.output import out, print_table
from gateway.cli.view import word
from gateway.domain.examination import MatchClass


def show_examination(examination: dict[str, Any]) -> None:
    """Print the denials that were found, with the reasons for party and item."""
    show_scope(examination)
    hits = examination["hits"]
    _show_hits(
        f"Denials found among {examination['denials_in_scope']} that are valid",
        [hit for hit in hits if hit["match_class"] != _SAME_PARTY],
    )
    of_party = [hit for hit in hits if hit["match_class"] == _SAME_PARTY]
    if of_party:
        _show_hits("Same or likely same party, other goods as it seems", of_party)
    for each in examination["more_of_party"]:
        whose = each["relayed_from"] or each["authority"]
        out.print(f"and {each['count']} more denials of this party by {escape(whose)}, not shown")


_SAME_PARTY = "same_party"


def _show_hits(title: str, hits: list[dict[str, Any]]) -> None:
    print_table(
        title,
        ("Denial", "Class", "Score", "Party", "Item", "Consult", "Officers"),
        (
            (
                hit["denial_id"] + (f" ({hit['relayed_from']})" if hit["relayed_from"] else ""),
                word(MatchClass, hit["match_class"]),
                f"{hit['score']:.2f}",
                _reasoned(hit["party"]),
                _reasoned(hit["item"]),
                "yes" if hit["consult"] else "",
                "\n".join(judgement_lines(hit)),
            )
            for hit in hits
        ),
    )


def _reasoned(side: dict[str, Any]) -> str:
    return "\n".join([f"{side['score']:.2f}", *side["reasons"]])


def party_name(stated: dict[str, Any]) -> str:
    """Return the principal name of a stated party, or in what state it is."""
    if stated.get("value"):
        return str(stated["value"]["names"][0])
    reason = f" ({stated['reason']})" if stated.get("reason") else ""
    return f"{stated['state']}{reason}"
