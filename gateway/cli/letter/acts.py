"""Acts on letters that were sent: correct, recall, ask again, forward."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.consultation.commands import ConversationArgument
from gateway.cli.consultation.commands import show_or_print as show_or_print_consultation
from gateway.cli.letter.view import show_or_print
from gateway.cli.options import (
    LanguageOption,
    NodeOption,
    TokenOption,
    free_texts,
    in_words,
    read_json,
)
from gateway.cli.output import JsonFlag

_LetterArgument = Annotated[str, typer.Argument(help="Identifier of the letter.")]
_ReasonOption = Annotated[
    list[str], typer.Option("--reason", help=in_words("Why; may be repeated."))
]


def correct(
    letter: _LetterArgument,
    file: Annotated[Path, typer.Argument(help="The whole content as it should be, JSON.")],
    reason: _ReasonOption,
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Correct a letter of ours; both versions stay visible, the effect is the rulebook's."""
    from gateway.cli.client import open_node, path_of

    body = {"corrected": read_json(file), "reason": free_texts(reason, language)}
    client = open_node(node, token)
    done = client.post(path_of("letters", letter, "correction"), body)
    show_or_print(client, done, as_json=as_json)


def recall(
    letter: _LetterArgument,
    reason: _ReasonOption,
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Recall a letter of ours that was sent in error: the receiver seals it at once."""
    from gateway.cli.client import open_node, path_of

    body = {"reason": free_texts(reason, language)}
    client = open_node(node, token)
    done = client.post(path_of("letters", letter, "recall"), body)
    show_or_print(client, done, as_json=as_json)


def ask_again(
    consultation: ConversationArgument,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Ask anew what a recalled request had asked, about the case as it stands now."""
    from gateway.cli.client import open_node
    from gateway.cli.consultation.naming import consultation_id

    client = open_node(node, token)
    body = {"conversation_id": consultation_id(client, consultation)}
    done = client.post("/letters/repeated-requests", body)
    show_or_print_consultation(client, done, as_json=as_json)


def forward(
    consultation: ConversationArgument,
    to: Annotated[str, typer.Argument(help="Competent authority of our State, e.g. BE-WAL.")],
    text: Annotated[list[str] | None, typer.Option(help=in_words("In words; repeatable."))] = None,
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Forward a consultation inside our State; the period runs on."""
    from gateway.cli.client import open_node
    from gateway.cli.consultation.naming import consultation_id

    client = open_node(node, token)
    named = consultation_id(client, consultation)
    body = {"conversation_id": named, "to": to, "text": free_texts(text, language)}
    done = client.post("/letters/forwardings", body)
    show_or_print(client, done, as_json=as_json)


def forward_reply(
    letter: _LetterArgument,
    file: Annotated[Path | None, typer.Option(help="The answer as JSON.")] = None,
    say: Annotated[
        str | None, typer.Option("--answer", help="One of the procedure's answers instead.")
    ] = None,
    back: Annotated[
        list[str] | None,
        typer.Option("--back", help=in_words("Hand it back, and why; repeatable.")),
    ] = None,
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Answer what was forwarded to us, or hand it back."""
    from gateway.cli.client import open_node, path_of
    from gateway.errors import InputError

    if sum(given is not None for given in (file, say, back)) != 1:
        raise InputError(
            "it is answered by --answer or --file, or handed back by --back; one of them",
            remedy="Give --answer, e.g. --answer no_objection.",
            field="answer",
        )
    answer = read_json(file) if file is not None else ({"answer": say} if say else None)
    body = {"answer": answer, "text": free_texts(back, language)}
    client = open_node(node, token)
    done = client.post(path_of("letters", letter, "forwarding-reply"), body)
    show_or_print(client, done, as_json=as_json)
