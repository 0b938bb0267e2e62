"""A letter as a person reads it in a terminal."""

from __future__ import annotations

import json
from typing import Any

from rich.markup import escape
from rich.panel import Panel

from gateway.cli.output import out, print_table


def show_letter(letter: dict[str, Any]) -> None:
    """Print a letter: between whom, what became of it, what it says."""
    way = f"to {letter['peer']}" if letter["ours"] else f"from {letter['peer']}"
    lines = [
        f"[bold]{letter['letter_type']}[/] {way}, {letter['at']}: {letter['state']}",
        f"conversation {letter['conversation_id']}"
        + (f", case {letter['case_id']}" if letter["case_id"] else ""),
    ]
    if letter["replies_to"]:
        lines.append(f"answers {letter['replies_to']}")
    lines += [f"corrected by {each}" for each in letter["corrected_by"]]
    if letter["sealed"]:
        lines.append("[bold yellow]recalled by its sender: its contents are sealed[/]")
    out.print(Panel("\n".join(lines), title=letter["message_id"], title_align="left"))
    if letter["coded"]:
        print_table(
            "In our own words",
            ("Question", "Answer"),
            ((each["text"], each["label"]) for each in letter["coded"]),
        )
    if letter["content"] is not None:
        out.print(escape(_said(letter["content"])))
    if letter["corrected"] is not None:
        out.print("[bold]as it should have been[/]")
        out.print(escape(_said(letter["corrected"])))


def _said(content: dict[str, Any]) -> str:
    """Return what a letter says without what it leaves empty."""
    given = {name: value for name, value in content.items() if value not in ([], "", None)}
    return json.dumps(given, indent=1, ensure_ascii=False)
