"""`comity officer`: accounts of officers and systems, each with a role and a token."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.options import AfterOption, LimitOption, NodeOption, TokenOption
from gateway.cli.output import JsonFlag, out, print_json, print_next, print_table

app = typer.Typer(help="Accounts of officers and systems.", no_args_is_help=True)

NameArgument = Annotated[str, typer.Argument(help="Name of the account.")]


@app.command()
def add(
    name: NameArgument,
    role: Annotated[
        str,
        typer.Option(
            help="officer, decider, system, reader, auditor or administrator.", show_default=False
        ),
    ],
    save: Annotated[
        Path | None,
        typer.Option(help="Write the token into a file (mode 0600), not to the screen."),
    ] = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Make an account; its token is shown this once."""
    from gateway.cli.client import open_node
    from gateway.cli.output import write_private_file

    made = open_node(node, token).post("/officers", {"name": name, "role": role})
    if save is not None:
        write_private_file(save, made.pop("token").encode())
        made["token_file"] = str(save.absolute())
    if as_json:
        print_json(made)
        return
    out.print(f"{made['name']} is {made['role']}", highlight=False)
    if save is not None:
        out.print(f"the token is in {save}", highlight=False, soft_wrap=True)
    else:
        out.print(f"token (shown this once): {made['token']}", highlight=False, soft_wrap=True)


@app.command("list")
def list_officers(
    limit: LimitOption = None,
    after: AfterOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """List the accounts."""
    from gateway.cli.client import open_node

    found = open_node(node, token).get("/officers", limit=limit, after=after)
    if as_json:
        print_json(found)
        return
    print_table(
        "Accounts",
        ("Name", "Role", "Active", "Since"),
        (
            (each["name"], each["role"], "yes" if each["active"] else "withdrawn", each["created"])
            for each in found["items"]
        ),
    )
    print_next(found)


@app.command()
def withdraw(
    name: NameArgument,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Withdraw an account; what it did stays on record."""
    from gateway.cli.client import open_node

    open_node(node, token).post("/officers/withdrawal", {"name": name})
    if as_json:
        print_json({"name": name, "active": False})
    else:
        out.print(f"{name} is withdrawn")
