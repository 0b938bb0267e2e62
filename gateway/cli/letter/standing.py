"""`comity letter standing`: answers in advance, until when and for what."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.cli.options import (
    AfterOption,
    LanguageOption,
    LimitOption,
    NodeOption,
    TokenOption,
    free_texts,
    read_json,
)
from gateway.cli.output import JsonFlag, print_json, print_next, print_table

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

    found = open_node(node, token).get(
        "/standing-answers", limit=limit, after=after, conversation_id=covers
    )
    if as_json:
        print_json(found)
        return
    _print(found["items"], as_json=False)
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
    _print([open_node(node, token).post("/standing-answers", body)], as_json=as_json)


@app.command()
def withdraw(
    standing: _StandingArgument,
    text: Annotated[list[str] | None, typer.Option(help="Why; may be repeated.")] = None,
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Withdraw a standing answer of ours."""
    from gateway.cli.client import open_node, path_of

    done = open_node(node, token).post(
        path_of("standing-answers", standing, "withdrawal"), free_texts(text, language)
    )
    _print([done], as_json=as_json)


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


def _print(found: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    print_table(
        "Standing answers",
        ("Standing answer", "", "Procedure", "Answer", "Until", "For what", "Withdrawn"),
        (
            (
                each["standing_id"],
                f"to {each['peer']}" if each["ours"] else f"from {each['peer']}",
                content.get("procedure", "sealed"),
                content.get("answer", ""),
                content.get("until", ""),
                _scope(content.get("scope", {})),
                each["withdrawn"] or "",
            )
            for each in found
            for content in [each["content"] or {}]
        ),
    )


def _scope(scope: dict[str, Any]) -> str:
    parts = [f"{len(scope['end_users'])} end-users"] if scope.get("end_users") else []
    parts += [
        f"{name} {', '.join(scope[name])}"
        for name in ("codes", "destinations", "denials")
        if scope.get(name)
    ]
    return "; ".join(parts) or "everything"
