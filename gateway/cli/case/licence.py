"""`comity licence`: what was granted, by its number."""

from __future__ import annotations

from typing import Annotated

import typer

from gateway.cli.options import AfterOption, LimitOption, NodeOption, TokenOption
from gateway.cli.output import JsonFlag, print_json, print_next, print_table

app = typer.Typer(help="Licences by their number: list, show.", no_args_is_help=True)

NumberArgument = Annotated[str, typer.Argument(help="Number of the licence: DE-L-2026-00001.")]


@app.command("list")
def list_licences(
    limit: LimitOption = None,
    after: AfterOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """List licences, newest first."""
    from gateway.cli.client import open_node

    found = open_node(node, token).get("/licences", limit=limit, after=after)
    if as_json:
        print_json(found)
        return
    print_table(
        "Licences",
        ("Licence", "Kind", "Reference", "State", "Destination", "From", "Until", "Case"),
        (
            (
                each["number"],
                each["kind"].replace("_", " "),
                each["reference"],
                each["state"].replace("_", " "),
                each["destination"],
                each["valid_from"],
                each["valid_until"] or "not said",
                each["case_id"],
            )
            for each in found["items"]
        ),
    )
    print_next(found)


@app.command()
def show(
    number: NumberArgument,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Show a licence: whether it stands, what may leave under it, for whom, until when."""
    from gateway.cli.client import open_node, path_of

    client, path = open_node(node, token), path_of("licences", number)
    if as_json:
        print_json(client.get(path))
        return
    from gateway.cli.view import show_view

    show_view(client.get(f"{path}/view"))
