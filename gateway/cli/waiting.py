"""`comity waiting`: acts that wait for a second officer; list, show, agree, refuse."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gateway.cli.options import (
    AfterOption,
    LanguageOption,
    LimitOption,
    NodeOption,
    TokenOption,
    in_words,
)
from gateway.cli.output import (
    JsonFlag,
    out,
    print_json,
    print_next,
    print_table,
    write_page,
)
from gateway.cli.view import ListReader, show_head, word
from gateway.domain.waiting_act import WaitingKind, WaitingState

if TYPE_CHECKING:
    from gateway.cli.client import NodeClient

app = typer.Typer(
    help="Acts that wait for a second officer: list, show, agree, refuse.", no_args_is_help=True
)

NumberArgument = Annotated[str, typer.Argument(help="Number of the act, e.g. DE-W-2027-00001.")]


@app.command("list")
def list_acts(
    every: Annotated[
        bool, typer.Option("--all", help="Those that were agreed to or refused as well.")
    ] = False,
    limit: LimitOption = None,
    after: AfterOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    *,
    as_json: JsonFlag = False,
) -> None:
    """List what waits for a second officer, the newest first."""
    from gateway.cli.client import open_node

    client = open_node(node, token)
    found = client.get("/waiting-acts", limit=limit, after=after, every=every or None)
    if as_json:
        print_json(found)
        return
    reading = ListReader(client)
    print_table(
        "Waits for a second officer",
        ("Act", "Does", "What", "About", "By", reading.when("Since"), "State", "Came to"),
        (
            (
                each["number"],
                word(WaitingKind, each["kind"]),
                each["what"],
                each["subject"],
                each["by"],
                reading.at(each["at"]),
                word(WaitingState, each["state"]),
                each["result"],
            )
            for each in found["items"]
        ),
        empty="nothing",
    )
    print_next(found)


@app.command()
def show(
    number: NumberArgument,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Show an act in words: what it would tell everybody, and who proposed it."""
    from gateway.cli.client import show_noun

    show_noun(node, token, "waiting-acts", number, as_json=as_json)


@app.command()
def page(
    number: NumberArgument,
    save: Annotated[Path, typer.Option("--out", help="File to write, e.g. act.html.")],
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Write the page of an act for the file: one HTML file, nothing beside it."""
    from gateway.cli.client import open_node, path_of

    content: bytes = open_node(node, token).get(path_of("waiting-acts", number, "page"))
    write_page(save, content, "waiting act", number, as_json=as_json)


@app.command()
def agree(
    number: NumberArgument,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Agree as the second officer: it is carried out."""
    from gateway.cli.client import open_node, path_of

    client = open_node(node, token)
    _after(client, client.post(path_of("waiting-acts", number, "agreement"), {}), as_json=as_json)


@app.command()
def refuse(
    number: NumberArgument,
    reason: Annotated[str, typer.Option(help=in_words("Why."), show_default=False)],
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Refuse an act, or take the own one back: nothing was done, and it stays on record."""
    from gateway.cli.client import open_node, path_of

    client, body = open_node(node, token), {"language": language, "text": reason}
    _after(client, client.post(path_of("waiting-acts", number, "refusal"), body), as_json=as_json)


def show_waiting(client: NodeClient, answer: dict[str, Any]) -> bool:
    """Say of an act that it waits, where that is what a node answered; return whether it is.

    Args:
        client: The node.
        answer: What it answered to an act that may wait.
    """
    if answer.get("kind") not in set(WaitingKind) or "draft" not in answer:
        return False
    _after(client, answer, as_json=False)
    out.print("Nothing was sent yet: a second officer agrees or refuses.")
    return True


def _after(client: NodeClient, act: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(act)
        return
    from gateway.cli.client import path_of

    number = act["number"]
    view = client.get(path_of("waiting-acts", number, "view"))
    show_head(view, f"comity waiting show {number}")
