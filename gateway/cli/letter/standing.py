"""`comity letter standing`: answers in advance, until when and for what."""

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
    free_texts,
    in_words,
    read_json,
)
from gateway.cli.output import JsonFlag, print_json, print_next, print_table
from gateway.cli.view import ListReader, land, on

if TYPE_CHECKING:
    from gateway.cli.client import NodeClient

app = typer.Typer(help="Standing answers: give, withdraw, list, rely on one.", no_args_is_help=True)

_StandingArgument = Annotated[str, typer.Argument(help="Identifier of the standing answer.")]


@app.command("list")
def list_standing(
    covers: Annotated[
        str | None, typer.Option(help="Only those that cover this consultation.")
    ] = None,
    limit: LimitOption = None,
    after: AfterOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """List standing answers, given and received."""
    from gateway.cli.client import open_node

    client = open_node(node, token)
    found = client.get("/standing-answers", limit=limit, after=after, conversation_id=covers)
    if as_json:
        print_json(found)
        return
    _print(client, found["items"], as_json=False)
    print_next(found)


@app.command()
def give(
    to: Annotated[str, typer.Argument(help="Authority that may rely on it.")],
    file: Annotated[
        Path, typer.Argument(help="JSON: procedure, answer, scope, until, conditions.")
    ],
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Answer in advance what an authority would ask again."""
    from gateway.cli.client import open_node

    body = {"peer": to, "answer": read_json(file)}
    client = open_node(node, token)
    _print(client, [client.post("/standing-answers", body)], as_json=as_json)


@app.command()
def withdraw(
    standing: _StandingArgument,
    text: Annotated[list[str] | None, typer.Option(help=in_words("Why; may be repeated."))] = None,
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Withdraw a standing answer of ours."""
    from gateway.cli.client import open_node, path_of

    client = open_node(node, token)
    done = client.post(
        path_of("standing-answers", standing, "withdrawal"), free_texts(text, language)
    )
    _print(client, [done], as_json=as_json)


@app.command()
def rely(
    standing: _StandingArgument,
    consultation: Annotated[str, typer.Argument(help="Consultation that it covers.")],
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Rely on a standing answer instead of waiting, on record; the other side is told."""
    from gateway.cli.client import open_node, path_of
    from gateway.cli.consultation.commands import show_or_print
    from gateway.cli.consultation.naming import consultation_id

    client = open_node(node, token)
    body = {"conversation_id": consultation_id(client, consultation)}
    done = client.post(path_of("standing-answers", standing, "reliance"), body)
    show_or_print(client, done, as_json=as_json)


def _print(client: NodeClient, found: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    reading = ListReader(client)
    print_table(
        "Standing answers",
        ("Standing answer", "", "Procedure", "Answer", "Until", "For what", "Withdrawn"),
        (
            (
                each["standing_id"],
                f"to {each['peer']}" if each["ours"] else f"from {each['peer']}",
                content.get("procedure", "sealed"),
                reading.option(content, content["answer"]) if content else "",
                on(content.get("until")),
                _scope(content.get("scope", {})),
                _since(reading, each["withdrawn"]),
            )
            for each in found
            for content in [each["content"] or {}]
        ),
    )


def _since(reading: ListReader, withdrawn: str | None) -> str:
    return f"{reading.at(withdrawn)} ({reading.zone})" if withdrawn else ""


def _scope(scope: dict[str, Any]) -> str:
    parts = [f"{len(scope['end_users'])} end-users"] if scope.get("end_users") else []
    parts += [f"to {land(each)}" for each in scope.get("destinations", ())]
    parts += [
        f"{name} {', '.join(scope[name])}" for name in ("codes", "denials") if scope.get(name)
    ]
    return "; ".join(parts) or "everything"
