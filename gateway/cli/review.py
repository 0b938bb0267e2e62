"""`comity review publish`: the publication as it is prepared, then as it is published.

The other commands of a review are made from the contract.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.contract.shown import show_waiting
from gateway.cli.options import NodeOption, TokenOption, read_json
from gateway.cli.output import JsonFlag, out, print_json

app = typer.Typer()


@app.command()
def publish(
    number: Annotated[
        str, typer.Argument(help="Number of the notice under review, e.g. DE-N-2026-00012.")
    ],
    oj: Annotated[
        str | None, typer.Option(help="Reference in the Official Journal; none: show only.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option(help="JSON: items, destinations, text, effective_from.")
    ] = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Show the prepared publication, or publish it with its OJ reference (Commission)."""
    from gateway.cli.client import open_node, path_of

    client, path = open_node(node, token), path_of("reviews", number, "publication")
    if oj is None:
        found = client.get(path)
    else:
        given = {} if file is None else read_json(file)
        of = path_of("reviews", number)
        found = client.post(path, {**given, "oj_reference": oj}, of=of)
    if as_json:
        print_json(found)
    elif show_waiting(client, found):
        return
    elif oj is None:
        for each in found["text"]:
            out.print(each["text"], markup=False)
        for remark in found["remarks"]:
            out.print(f"look at: {remark}", markup=False)
    else:
        out.print(f"published as {found['number']}")
