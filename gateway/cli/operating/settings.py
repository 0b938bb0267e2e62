"""`comity settings`: what holds for a node, and where each value comes from."""

from __future__ import annotations

from pathlib import Path

import typer

from gateway.cli.node import HomeOption
from gateway.cli.output import JsonFlag, print_json, print_table

app = typer.Typer(help="Settings of a node: show.", no_args_is_help=True)


@app.callback()
def settings() -> None:
    """Look at the settings of a node's folder."""


@app.command()
def show(home: HomeOption = Path(), as_json: JsonFlag = False) -> None:
    """Show every setting as it holds, with where it comes from; no secret is shown."""
    from gateway.app.watching.effective import effective_settings

    found = effective_settings(home)
    if as_json:
        shown = [each.model_dump(mode="json") for each in found]
        print_json({"home": str(home.absolute()), "settings": shown})
        return
    print_table(
        f"Settings of {home.absolute()}",
        ("Setting", "Value", "From"),
        ((each.name, str(each.value), str(each.source)) for each in found),
    )
