"""`comity licence`: what was granted, by its number, and what has left under it."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.cli.options import (
    NodeOption,
    TokenOption,
    instant,
)
from gateway.cli.output import JsonFlag, out, print_json, write_file
from gateway.errors import InputError

app = typer.Typer(help="Licences by their number: list, show, uses.", no_args_is_help=True)

NumberArgument = Annotated[str, typer.Argument(help="Number of the licence: DE-L-2026-00001.")]


@app.command()
def renewal(
    number: NumberArgument,
    reference: Annotated[str, typer.Option(help="Reference of the new application.")],
    save: Annotated[Path, typer.Option("--out", help="File to write, e.g. renewal.json.")],
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Draft an application to renew a licence: change what is other now, and file it."""
    from gateway.cli.client import open_node, path_of

    path = path_of("licences", number, "renewal")
    draft = open_node(node, token).get(path, reference=reference)
    write_file(save, json.dumps(draft, ensure_ascii=False, indent=2).encode())
    if as_json:
        print_json(draft)
        return
    out.print(f"Written to {save}: comity case file {save}", soft_wrap=True, highlight=False)


@app.command()
def ask(
    number: NumberArgument,
    of: Annotated[str, typer.Option(help="Authority that granted it, e.g. DE.")],
    on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Day on which the goods are to leave; else today."),
    ] = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Ask another authority whether its licence stands; its node answers as its policy says."""
    from gateway.cli.client import open_node

    day = None if on is None else on.date().isoformat()
    body = {"peer": of, "request": {"licence": {"number": number, "on": day}}}
    asked = open_node(node, token).post("/letters/information-requests", body)
    if as_json:
        print_json(asked)
        return
    out.print(
        f"{of} is asked; its answer: comity letter list --conversation {asked['conversation_id']}",
        soft_wrap=True,
        highlight=False,
    )


_AMOUNTS = list[str] | None
_UseArgument = Annotated[str, typer.Argument(help="The declaration's number (MRN).")]


@app.command()
def use(
    number: NumberArgument,
    reference: _UseArgument,
    at: Annotated[str, typer.Option(help="When it left, e.g. 2026-12-01T09:00:00+01:00.")],
    quantity: Annotated[
        _AMOUNTS, typer.Option(help="LINE=QUANTITY in the licence's unit; repeatable.")
    ] = None,
    value: Annotated[
        _AMOUNTS, typer.Option(help="LINE=VALUE in the licence's currency; repeatable.")
    ] = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Tell what has left under a licence; the same reference again is the same use."""
    from gateway.cli.client import open_node, path_of

    lines: dict[int, dict[str, Any]] = {}
    for name, given in (("quantity", quantity), ("value", value)):
        for each in given or ():
            line, amount = _amount(each, name)
            lines.setdefault(line, {"line": line})[name] = amount
    told = {
        "reference": reference,
        "at": instant(at, "--at").isoformat(),
        "lines": list(lines.values()),
    }
    made = open_node(node, token).post(path_of("licences", number, "uses"), told)
    if as_json:
        print_json(made)
        return
    for said in _remarks(made) or ["It is recorded."]:
        out.print(said, highlight=False)


def _amount(given: str, name: str) -> tuple[int, str]:
    line, _, amount = given.partition("=")
    if not (line.isdecimal() and amount):
        raise InputError(
            f"--{name}: {given[:40]!r} does not say of which line",
            remedy=f"Write --{name} 1=40.",
            field=f"--{name}",
        )
    return int(line), amount


def _remarks(use: dict[str, Any]) -> list[str]:
    """Say what is to be known of a use beside what has left."""
    said = []
    if use["exceeded"]:
        said.append(f"More than was left of line {', '.join(map(str, use['exceeded']))}.")
    if not use["stood"]:
        said.append("The licence allowed nothing on that day.")
    if use["reversal"] is not None:
        said.append("Reversed.")
    return said
