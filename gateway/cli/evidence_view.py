"""What the check of a case's evidence came to, as a person reads it in a terminal."""

from __future__ import annotations

from typing import Any

from rich.markup import escape

from gateway.cli.output import out, print_table


def show_report(report: dict[str, Any]) -> None:
    """Print what was checked, a line each, and whose word it rests on."""
    for line in report["summary"][:1]:  # which directory judged, and who chose it
        out.print(escape(line), soft_wrap=True)
    what = report["case_id"] or f"consultation {report['conversation_id']}"
    print_table(
        f"Evidence of {what}, exported by {report['authority']} at {report['exported_at']}",
        ("", "What", "Found"),
        ((mark(check), check["name"], check["detail"]) for check in report["checks"]),
    )
    for line in report["summary"][1:]:
        out.print(escape(line), soft_wrap=True)
    if not report["anchored"]:
        out.print(
            "[bold yellow]no anchor was given[/]: whose keys these are, only --anchor tells; so "
            "nothing is proven",
            soft_wrap=True,
        )


def mark(check: dict[str, Any]) -> str:
    """Say in two letters whether a check holds; ``--`` where it could not be made here."""
    if not check["made"]:
        return "--"
    return "ok" if check["ok"] else "NO"


def show_result(result: str, *, holds: str, fails: str) -> None:
    """Print what all checks came to: they hold, they do not, or not all could be made.

    Args:
        result: ``holds``, ``does_not_hold`` or ``not_compared``.
        holds: What to say where they hold.
        fails: What to say where they do not.
    """
    if result == "not_compared":
        out.print(
            "[bold yellow]not compared[/]: all that could be checked holds; what is marked -- "
            "cannot be compared here, or is the word of one side alone",
            soft_wrap=True,
        )
        return
    good = result == "holds"
    out.print(f"[bold {'green' if good else 'red'}]{holds if good else fails}[/]")
