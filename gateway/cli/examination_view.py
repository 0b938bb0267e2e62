"""What an examination covered, as a person reads it in a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.markup import escape

from gateway.cli.output import out, print_table


def show_scope(examination: dict[str, Any]) -> None:
    """Print what could not be searched, and which registers were not fresh."""
    for line in _limits(examination):
        out.print(f"[bold yellow]look at[/] {escape(line)}", soft_wrap=True)


def _limits(examination: dict[str, Any]) -> Iterator[str]:
    for gap in examination.get("gaps", ()):
        yield f"{gap['text']} ({gap['article']})"
    for position in examination["registers"]:
        if position["fresh"]:
            continue
        when = position["synced_at"]
        said = f"last found complete {when}" if when else "never reached"
        if position["known"] > position["size"]:
            said += f", with {position['size']} of the {position['known']} entries that are known"
        stopped = "; the log is stopped after a fraud proof" if position["stopped"] else ""
        yield f"the register of {position['origin']} was not fresh: {said}{stopped}"


def show_registers(examination: dict[str, Any]) -> None:
    """Print every register that was covered, and the relayed lists with their age."""
    print_table(
        "Registers that were covered",
        ("Log of", "Entries", "Root", "Last found complete", "Fresh", "Relayed", "Newest relayed"),
        (
            (
                each["origin"],
                each["size"],
                each["root"][:16],
                each["synced_at"] or "never",
                "stopped" if each["stopped"] else "yes" if each["fresh"] else "NO",
                each["relayed"] or "",
                each["relayed_at"] or "",
            )
            for each in examination["registers"]
        ),
    )
    out.print(
        f"matcher {examination['matcher_version']}, {examination['mode']}; the index had come to "
        f"{examination['index_position']} of {examination['register_position']} changes",
        soft_wrap=True,
    )
