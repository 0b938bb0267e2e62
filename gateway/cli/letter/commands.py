"""`comity letter`: what passes between authorities beside a question and its answer."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.letter import acts, standing
from gateway.cli.letter.view import show_or_print
from gateway.cli.options import (
    AfterOption,
    LanguageOption,
    LimitOption,
    NodeOption,
    TokenOption,
    free_texts,
    in_words,
    instant,
    read_json,
)
from gateway.cli.output import JsonFlag, print_json, print_next, print_table, write_page
from gateway.cli.view import ListReader, word
from gateway.domain.correspondence import LetterState
from gateway.domain.letter import LetterType

app = typer.Typer(
    help="Letters: ask, reply, supplement, correct, recall, note, forward, standing answers.",
    no_args_is_help=True,
)
app.command()(acts.correct)
app.command()(acts.recall)
app.command("ask-again")(acts.ask_again)
app.command()(acts.forward)
app.command("forward-reply")(acts.forward_reply)
app.add_typer(standing.app, name="standing")

LetterArgument = Annotated[str, typer.Argument(help="Identifier of the letter.")]
PeerOption = Annotated[
    str | None, typer.Option("--to", help="Authority, for a conversation of its own.")
]
ConversationOption = Annotated[
    str | None,
    typer.Option("--conversation", help="A conversation that exists, e.g. of a consultation."),
]
TextOption = Annotated[
    list[str] | None, typer.Option("--text", help=in_words("In words; repeatable."))
]


@app.command("list")
def list_letters(
    conversation: ConversationOption = None,
    case: Annotated[str | None, typer.Option(help="Only those of a case.")] = None,
    wanted: Annotated[
        bool, typer.Option("--wanted", help="Only those that wait for an answer.")
    ] = False,
    limit: LimitOption = None,
    after: AfterOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """List letters, oldest first; of a conversation, request and answer included."""
    from gateway.cli.client import open_node
    from gateway.cli.consultation.naming import conversation_id

    client = open_node(node, token)
    found = client.get(
        "/letters",
        limit=limit,
        after=after,
        conversation_id=conversation_id(client, conversation),
        case_id=case,
        wanted=wanted,
    )
    if as_json:
        print_json(found)
        return
    reading = ListReader(client)
    print_table(
        "Letters",
        ("Letter", reading.when("When"), "", "Type", "State", "Case or conversation"),
        (
            (
                each["message_id"],
                reading.at(each["at"]),
                f"to {each['peer']}" if each["ours"] else f"from {each['peer']}",
                word(LetterType, each["letter_type"]),
                word(LetterState, each["state"]),
                each["case_id"] or each["conversation_id"],
            )
            for each in found["items"]
        ),
    )
    print_next(found)


@app.command()
def show(
    letter: LetterArgument,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Show a letter; of one that was corrected, both versions."""
    from gateway.cli.client import show_noun

    show_noun(node, token, "letters", letter, as_json=as_json)


@app.command()
def page(
    letter: LetterArgument,
    save: Annotated[Path, typer.Option("--out", help="File to write, e.g. letter.html.")],
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Write the page of a letter for the file: one HTML file, nothing beside it."""
    from gateway.cli.client import open_node, path_of

    content: bytes = open_node(node, token).get(path_of("letters", letter, "page"))
    write_page(save, content, "letter", letter, as_json=as_json)


@app.command()
def questions(
    limit: LimitOption = None,
    after: AfterOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """List the standard questions in force, which need no translation."""
    from gateway.cli.client import open_node

    found = open_node(node, token).get("/letters/questions", limit=limit, after=after)
    if as_json:
        print_json(found)
        return
    print_table(
        "Standard questions",
        ("Question", "In words", "Answers"),
        (
            (
                each["code"],
                each["text"],
                "\n".join(f"{answer['code']}: {answer['label']}" for answer in each["answer"]),
            )
            for each in found["items"]
        ),
    )
    print_next(found)


@app.command()
def ask(
    to: PeerOption = None,
    conversation: ConversationOption = None,
    question: Annotated[
        list[str] | None, typer.Option(help="Key of a standard question; repeatable.")
    ] = None,
    text: TextOption = None,
    transaction: Annotated[
        Path | None, typer.Option(help="The transaction that it is about, as JSON.")
    ] = None,
    wanted_by: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Day by which a reply is wanted."),
    ] = None,
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Ask another authority for information; no clock of law runs.

    Which control code an item has is asked by `comity classification ask`.
    """
    from gateway.cli.client import open_node
    from gateway.cli.consultation.naming import conversation_id

    request = {
        "questions": question or [],
        "text": free_texts(text, language),
        "transaction": None if transaction is None else read_json(transaction),
        "wanted_by": None if wanted_by is None else wanted_by.date().isoformat(),
    }
    client = open_node(node, token)
    named = conversation_id(client, conversation)
    body = {"peer": to, "conversation_id": named, "request": request}
    done = client.post("/letters/information-requests", body)
    show_or_print(client, done, as_json=as_json)


@app.command()
def reply(
    letter: LetterArgument,
    answer: Annotated[
        list[str] | None, typer.Option(help="QUESTION=ANSWER, both keys; repeatable.")
    ] = None,
    text: TextOption = None,
    code: Annotated[
        list[str] | None, typer.Option(help="Control code held for right; repeatable.")
    ] = None,
    not_listed: Annotated[
        bool, typer.Option("--not-listed", help="No control code applies.")
    ] = False,
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Answer a request for information."""
    from gateway.cli.client import open_node, path_of

    body = {
        "answers": [_coded(each) for each in answer or ()],
        "text": free_texts(text, language),
        "codes": code or [],
        "not_listed": not_listed,
    }
    client = open_node(node, token)
    done = client.post(path_of("letters", letter, "information-reply"), body)
    show_or_print(client, done, as_json=as_json)


def _coded(text: str) -> dict[str, str]:
    from gateway.errors import InputError

    question, separator, said = text.partition("=")
    if not separator or not said:
        raise InputError(
            f"answer: {text[:60]!r} is not QUESTION=ANSWER",
            remedy="Write it like end_user_known=known; comity letter questions names them.",
            field="answer",
        )
    return {"question": question, "answer": said}


@app.command()
def supplement(
    conversation: Annotated[str, typer.Argument(help="Identifier of the conversation.")],
    text: TextOption = None,
    file: Annotated[Path | None, typer.Option(help="The whole supplement as JSON.")] = None,
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Add to what was sent before; no new period."""
    from gateway.cli.client import open_node
    from gateway.cli.consultation.naming import conversation_id

    client = open_node(node, token)
    added = {"text": free_texts(text, language)} if file is None else read_json(file)
    body = {"conversation_id": conversation_id(client, conversation), "supplement": added}
    done = client.post("/letters/supplements", body)
    show_or_print(client, done, as_json=as_json)


@app.command()
def note(
    words: Annotated[list[str], typer.Argument(help=in_words("What was said."))],
    at: Annotated[
        str,
        typer.Option(
            help="When, e.g. 2026-03-02T09:30: this machine's time, or with its offset.",
            show_default=False,
        ),
    ],
    to: PeerOption = None,
    conversation: ConversationOption = None,
    channel: Annotated[str, typer.Option(help="How it was said.")] = "telephone",
    objection: Annotated[
        bool, typer.Option("--objection", help="An objection was announced: blocks silence.")
    ] = False,
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Send the other side a note of what was said, for them to confirm.

    A note for our own file alone is `comity consultation note-call`.
    """
    from gateway.cli.client import open_node
    from gateway.cli.consultation.naming import conversation_id

    client = open_node(node, token)
    said = {
        "at": instant(at, "at").isoformat(),
        "channel": channel,
        "text": free_texts(words, language),
        "objection": objection,
    }
    named = conversation_id(client, conversation)
    body = {"peer": to, "conversation_id": named, "note": said}
    done = client.post("/letters/notes", body)
    show_or_print(client, done, as_json=as_json)


@app.command()
def confirm(
    letter: LetterArgument,
    instead: Annotated[
        list[str] | None,
        typer.Option(
            "--instead", help=in_words("What was said instead: the note is not confirmed.")
        ),
    ] = None,
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Confirm the other side's note of a call, or say what was said instead."""
    from gateway.cli.client import open_node, path_of

    body = {"confirmed": not instead, "text": free_texts(instead, language)}
    client = open_node(node, token)
    done = client.post(path_of("letters", letter, "confirmation"), body)
    show_or_print(client, done, as_json=as_json)
