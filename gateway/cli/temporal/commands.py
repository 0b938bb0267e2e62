"""`comity temporal`: prepare the namespace of a node at a Temporal cluster, or only check it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.node import HomeOption
from gateway.cli.options import opt
from gateway.cli.output import JsonFlag, say

if TYPE_CHECKING:
    from gateway.app.temporal.preparing import NamespaceState

app = typer.Typer(help="The Temporal cluster of a node: prepare its namespace, or check it.")


@app.callback()
def _group() -> None:
    """Keep `prepare` a command of its own, though it is the only one."""


@app.command("prepare")
def prepare(
    home: HomeOption = Path(),
    check: Annotated[
        bool, opt("Only say what is to be done; exit 18 if something is.", "--check")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Make the node's namespace at its cluster, and have it keep ended runs for 90 days."""
    from gateway.app.temporal.preparing import prepare_namespace
    from gateway.errors import Family
    from gateway.settings import Settings

    state = asyncio.run(prepare_namespace(Settings.load(home), check=check))
    say({**state.model_dump(mode="json"), "ready": state.ready}, _said(state), as_json=as_json)
    if not state.ready:
        raise typer.Exit(Family.UNAVAILABLE.exit_code)


def _said(state: NamespaceState) -> str:
    """Return what was found and done, for a person."""
    if not state.address:
        return "This node runs a Temporal server of its own, and prepares it at each start."
    kept, wanted, name = state.kept_days, state.wanted_days, state.namespace
    if state.step == "none":
        return f"{name} at {state.address} keeps runs that have ended for {kept:g} days."
    if state.step == "make":
        said = "made" if state.done else "not there yet"
        return f"{name} at {state.address}: {said}; it keeps runs that have ended {wanted:g} days."
    said = "now keeps" if state.done else "is to keep"
    return f"{name} at {state.address} {said} runs that have ended {wanted:g} days, not {kept:g}."
