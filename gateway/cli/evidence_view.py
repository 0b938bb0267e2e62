"""What the check of a case's evidence came to, as a person reads it in a terminal."""

from __future__ import annotations

from typing import Any

from rich.markup import escape

from gateway.cli.output import out, print_table


def show_report(report: dict[str, Any]) -> None:
    """Print what was checked, a line each, and whose word it rests on."""
    what = report["case_id"] or f"consultation {report['conversation_id']}"
    print_table(
        f"Evidence of {what}, exported by {report['authority']} at {report['exported_at']}",
        ("", "What", "Found"),
        (
            ("ok" if check["ok"] else "NO", check["name"], check["detail"])
            for check in report["checks"]
        ),
    )
    for line in report["summary"]:
        out.print(escape(line), soft_wrap=True)
    if not report["anchored"]:
        out.print(
            "[bold yellow]no anchor was given[/]: the file holds by itself, but whose keys these "
            "are, only --anchor tells",
            soft_wrap=True,
        )
