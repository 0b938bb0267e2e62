"""What the check of a case's evidence came to, as a person reads it in a terminal."""

from __future__ import annotations

from typing import Any

from gateway.cli.output import print_table


def show_report(report: dict[str, Any]) -> None:
    """Print what was checked, a line each."""
    print_table(
        "Evidence",
        ("What", ""),
        (
            (name.replace("_", " "), value if not isinstance(value, list) else len(value))
            for name, value in report.items()
        ),
    )
