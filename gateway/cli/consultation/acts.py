"""`comity consultation open`, `end`, `confirm-answer`, `settle`: acts of an officer's judgement."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.cli.consultation.commands import ConversationArgument, act, app, show_or_print
from gateway.cli.options import LanguageOption, NodeOption, TokenOption, free_texts, read_json
from gateway.cli.output import JsonFlag, out, print_json

__all__ = ["app"]


@app.command("open")
def open_consultation(
    authority: Annotated[str, typer.Argument(help="Whom to consult, e.g. DE.")],
    procedure: Annotated[str, typer.Option(help="E.g. 14(2) or 21(4).", show_default=False)],
    transaction: Annotated[
        Path, typer.Option(help="JSON file with the transaction.", show_default=False)
    ],
    reference: Annotated[str, typer.Option(help="Our own reference.", show_default=False)],
    concerns: Annotated[
        str, typer.Option(help="Their case or licence that it is about, where one is known.")
    ] = "",
    wanted: Annotated[
        list[str] | None, typer.Option("--ask", help="What is asked, e.g. not_grant; repeatable.")
    ] = None,
    remark: Annotated[list[str] | None, typer.Option(help="In words; repeatable.")] = None,
    case: Annotated[str | None, typer.Option(help="Our own case that it belongs to.")] = None,
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Consult an authority on an officer's judgement: essential security, a customs stop."""
    from gateway.cli.client import open_node

    request: dict[str, Any] = {
        "procedure": procedure,
        "case_reference": reference,
        "transaction": read_json(transaction),
        "concerns": concerns,
        "asked_for": wanted or [],
        "remarks": free_texts(remark, language),
    }
    body = {"consulted": authority, "request": request, "case_id": case}
    client = open_node(node, token)
    show_or_print(client, client.post("/consultations", body), as_json=as_json)


@app.command()
def end(
    consultation: ConversationArgument,
    reason: Annotated[str, typer.Option(help="Why nothing more is asked.", show_default=False)],
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """End a consultation that was opened so: it is withdrawn, a stop is lifted."""
    body = {"language": language, "text": reason}
    act(node, token, consultation, "end", body, as_json=as_json)


@app.command("confirm-answer")
def confirm_answer(
    consultation: ConversationArgument,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Send the answer that another officer proposed, where two officers must answer."""
    act(node, token, consultation, "answer/confirmation", {}, as_json=as_json)


@app.command()
def settle(
    asking: Annotated[str, typer.Argument(help="The authority that asked, e.g. DE.")],
    procedure: Annotated[str, typer.Option(help="E.g. 14(1).", show_default=False)],
    conversation: Annotated[
        list[str], typer.Option(help="A consultation that was answered; at least two.")
    ],
    say: Annotated[
        str, typer.Option("--answer", help="The State's one answer.", show_default=False)
    ],
    reference: Annotated[str, typer.Option(help="Their reference of the case.")] = "",
    condition: Annotated[list[str] | None, typer.Option(help="A condition; repeatable.")] = None,
    explanation: Annotated[list[str] | None, typer.Option(help="In words; repeatable.")] = None,
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Settle contradicting answers of our State's authorities, as their coordinator."""
    from gateway.cli.client import open_node
    from gateway.cli.consultation.naming import consultation_id

    client = open_node(node, token)
    settlement = {
        "procedure": procedure,
        "case_reference": reference,
        "conversations": [consultation_id(client, each) for each in conversation],
        "answer": say,
        "conditions": free_texts(condition, language),
        "text": free_texts(explanation, language),
    }
    body = {"asking": asking, "settlement": settlement}
    done = client.post("/consultations/settlements", body)
    if as_json:
        print_json(done)
    else:
        out.print(f"{asking} is told the one answer: {say} (letter {done['message_id']})")
