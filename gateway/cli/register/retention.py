"""`comity retention`: how long what the node holds is kept, and the deletion of what is older."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from gateway.cli.options import (
    NodeOption,
    TokenOption,
)
from gateway.cli.output import JsonFlag, out, print_json, print_table
from gateway.cli.view import on, word
from gateway.domain.retention import WhyKept

app = typer.Typer(
    help="How long what is held is kept: show, run, hold, release, held.", no_args_is_help=True
)


@app.command()
def show(
    node: NodeOption = None,
    token: TokenOption = None,
    *,
    as_json: JsonFlag = False,
) -> None:
    """Show each class with its period, its source, and how much of it is older."""
    from gateway.cli.client import open_node

    _print(open_node(node, token).get("/retention"), as_json=as_json)


@app.command()
def run(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be deleted, and delete nothing.")
    ] = False,
    node: NodeOption = None,
    token: TokenOption = None,
    *,
    as_json: JsonFlag = False,
) -> None:
    """Delete what is older than its period; no envelope, receipt, act or entry of a register."""
    from gateway.cli.client import open_node

    found = open_node(node, token).post("/retention/run", dry_run=dry_run or None)
    _print(found, as_json=as_json)


def _print(found: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    print_table(
        f"Periods of {found['version']}",
        ("Class", "Kept", "Older", "Held back", "Next", "Why", "How sure"),
        (
            (
                each["rule"]["title"],
                _kept(each["rule"]["keep_days"]),
                str(each["due"] or ""),
                str(each["held_back"] or ""),
                on(each["next_due"]),
                f"{each['rule']['article']}: {each['rule']['reason']}",
                each["rule"]["sure"],
            )
            for each in found["lines"]
        ),
    )
    for each in (kept for line in found["lines"] for kept in line["kept"]):
        out.print(f"Kept: {each['case_id']}, {word(WhyKept, each['why'])}.", highlight=False)
    out.print("Deleted, on record." if found["deleted"] else "Nothing was deleted.")


def _kept(days: int | None) -> str:
    return "no period: the program deletes none" if days is None else f"{days} days"
