"""`comity case sensitive`: notices about sensitive parties that a case reminds of."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from gateway.cli.options import (
    AfterOption,
    LimitOption,
    NodeOption,
    TokenOption,
)
from gateway.cli.output import JsonFlag, out, print_json, print_next, print_table
from gateway.cli.view import on, word
from gateway.domain.examination import MatchClass


def sensitive(
    case: Annotated[
        str | None, typer.Argument(help="Number of the case; all pending ones if absent.")
    ] = None,
    limit: LimitOption = None,
    after: AfterOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Show the sensitive parties that a case reminds of; who may not read them is refused."""
    from gateway.cli.client import open_node, path_of

    client = open_node(node, token)
    if case is not None:
        found = client.get(path_of("cases", case, "sensitive"), limit=limit, after=after)
        if as_json:
            print_json(found)
        else:
            _show(case, found["items"])
            print_next(found)
        return
    pending = client.get("/sensitive", limit=limit, after=after)
    if as_json:
        print_json(pending)
        return
    for each in pending["items"]:
        _show(each["case_id"], each["hits"])
    print_next(pending)
    if not pending["items"]:
        out.print("no pending case has one that nobody has looked at")


def _show(case: str, hits: list[dict[str, Any]]) -> None:
    if not hits:
        out.print(f"{case}: none")
        return
    print_table(
        f"Sensitive parties, {case}",
        ("Notice", "From", "Class", "Why", "What they say", "Conditions", "Until", "Looked at"),
        (
            (
                hit["number"],
                hit["origin"],
                word(MatchClass, hit["match_class"]),
                "\n".join(hit["party"]["reasons"]),
                "\n".join(text["text"] for text in hit["text"]),
                "\n".join(text["text"] for text in hit["conditions"]),
                on(hit["expires"]),
                f"{hit['looked']['by']}: {hit['looked']['text']}" if hit["looked"] else "no",
            )
            for hit in hits
        ),
    )
