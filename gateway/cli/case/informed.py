"""`comity informed`: who was informed that an authorisation is required, by the letter's number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from gateway.cli.options import (
    AfterOption,
    LanguageOption,
    LimitOption,
    NodeOption,
    TokenOption,
    free_texts,
    in_words,
)
from gateway.cli.output import JsonFlag, print_json, print_next, print_table
from gateway.cli.view import ListReader, land, on, word
from gateway.cli.waiting import show_waiting
from gateway.domain.case.informed import InformedState

if TYPE_CHECKING:
    from gateway.cli.client import NodeClient

app = typer.Typer(
    help="Letters that inform of a requirement (catch-all): list, show, withdraw.",
    no_args_is_help=True,
)

CaseArgument = Annotated[str, typer.Argument(help="Case, e.g. DE-C-2027-00001.")]
NumberArgument = Annotated[str, typer.Argument(help="Number of the letter: DE-I-2027-00001.")]


@app.command("list")
def list_informed(
    limit: LimitOption = None,
    after: AfterOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """List the letters, newest first."""
    from gateway.cli.client import open_node

    found = open_node(node, token).get("/informed", limit=limit, after=after)
    if as_json:
        print_json(found)
        return
    print_table(
        "Informed of a requirement",
        ("Letter", "Article", "Who", "For", "Destination", "State", "From", "Until", "Case"),
        (
            (
                each["number"],
                each["article"],
                each["informed"],
                ", ".join(each["end_users"]),
                land(each["destination"]),
                word(InformedState, each["state"]),
                on(each["valid_from"]),
                on(each["valid_until"]) or "until lifted",
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
    """Show a letter: of what, whom, under which article, until when, and whether it stands."""
    from gateway.cli.client import open_node, path_of

    client = open_node(node, token)
    _show(client, number, client.get(path_of("informed", number)) if as_json else None)


@app.command()
def withdraw(
    number: NumberArgument,
    words: Annotated[str, typer.Argument(help=in_words("Why nothing is required any more."))],
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Say that a letter is to be lifted, and why; it waits for a second officer."""
    from gateway.cli.client import open_node, path_of

    (reason,) = free_texts([words], language)
    client = open_node(node, token)
    done = client.post(f"{path_of('informed', number)}/withdrawal", reason)
    if as_json or not show_waiting(client, done):
        _show(client, number, done if as_json else None)


@app.command()
def ask(
    case: CaseArgument,
    of: Annotated[list[str], typer.Option(help="Authority that is asked, e.g. FR; repeatable.")],
    by: Annotated[
        str | None, typer.Option(help="Day by which an answer is wanted, e.g. 2027-02-01.")
    ] = None,
    without_exporter: Annotated[
        bool, typer.Option("--without-exporter", help="Name the end-user alone.")
    ] = False,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Ask others whether they have informed the exporter, or others about the end-user."""
    from gateway.cli.client import open_node, path_of

    body = {"authorities": of, "exporter": not without_exporter, "wanted_by": by}
    client = open_node(node, token)
    _answers(client, client.post(path_of("cases", case, "informed-elsewhere"), body), as_json)


@app.command()
def answers(
    case: CaseArgument,
    limit: LimitOption = None,
    after: AfterOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """List what others have answered to that, side by side; nothing follows from silence."""
    from gateway.cli.client import open_node, path_of

    client = open_node(node, token)
    path = path_of("cases", case, "informed-elsewhere")
    _answers(client, client.get(path, limit=limit, after=after), as_json)


def _answers(client: NodeClient, found: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    reading = ListReader(client)
    print_table(
        "Informed elsewhere",
        ("Authority", reading.when("Asked"), "Wanted by", "Answer", reading.when("Answered")),
        (
            (
                each["authority"],
                reading.at(each["asked"]),
                on(each["wanted_by"]),
                " / ".join(filter(None, (each["label"], each["text"]))) or "none yet",
                reading.at(each["answered"]) if each["answered"] else "",
            )
            for each in found["items"]
        ),
    )
    print_next(found)


def _show(client: NodeClient, number: str, found: dict[str, Any] | None) -> None:
    """Print a letter: as JSON where that is given, else in words."""
    if found is not None:
        print_json(found)
        return
    from gateway.cli.client import path_of
    from gateway.cli.view import show_view

    show_view(client.get(f"{path_of('informed', number)}/view"))
