"""`comity consultation`: the consultations in which we ask and those in which we are asked."""

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

app = typer.Typer(help="Consultations: show, answer, ask for time, close.", no_args_is_help=True)

ConversationArgument = Annotated[str, typer.Argument(help="Identifier of the consultation.")]
NoteOption = Annotated[str, typer.Option(help="What was said, and how.", show_default=False)]


@app.command("list")
def list_consultations(
    asked: Annotated[
        bool | None,
        typer.Option("--asked/--asking", help="Only those where we are asked; or where we ask."),
    ] = None,
    limit: LimitOption = None,
    after: AfterOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """List consultations, newest first."""
    from gateway.cli.client import open_node

    found = open_node(node, token).get(
        "/consultations", limit=limit, after=after, asked_of_us=asked
    )
    if as_json:
        print_json(found)
        return
    print_table(
        "Consultations",
        ("Consultation", "Asking", "Asked", "Article", "State", "Last day", "Answer", "With"),
        (
            (
                each["conversation_id"],
                each["asking"],
                each["consulted"],
                each["procedure"],
                each["state"],
                (each["deadline"] or {}).get("last_day", ""),
                (each["answer"] or {}).get("answer", ""),
                each["assigned_to"],
            )
            for each in found["items"]
        ),
    )
    print_next(found)


@app.command()
def show(
    consultation: ConversationArgument,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Show a consultation with its clock."""
    from gateway.cli.client import open_node, path_of

    show_or_print(
        open_node(node, token).get(path_of("consultations", consultation)), as_json=as_json
    )


@app.command()
def answer(
    consultation: ConversationArgument,
    say: Annotated[
        str | None,
        typer.Option("--answer", help="One of the procedure's answers, e.g. no_objection."),
    ] = None,
    denial: Annotated[
        list[str] | None,
        typer.Option(help="DENIAL=ANSWER for each denial named, e.g. FR-2026-00017=identical."),
    ] = None,
    explanation: Annotated[
        list[str] | None, typer.Option(help="In words, 4,000 characters at most; repeatable.")
    ] = None,
    condition: Annotated[
        list[str] | None, typer.Option(help="A condition, 4,000 characters at most; repeatable.")
    ] = None,
    ground: Annotated[list[str] | None, typer.Option(help="A coded ground; repeatable.")] = None,
    language: LanguageOption = "en",
    file: Annotated[Path | None, typer.Option(help="The whole answer as JSON instead.")] = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Seal and send the authority's answer."""
    from gateway.cli.client import open_node, path_of
    from gateway.errors import InputError

    if (file is None) == (say is None):
        raise InputError(
            "an answer is given by --answer or by --file, one of them",
            remedy="Give --answer, e.g. --answer no_objection.",
            field="answer",
        )
    if file is not None:
        body = read_json(file)
    else:
        body = {
            "answer": say,
            "by_denial": [_by_denial(text) for text in denial or ()],
            "conditions": free_texts(condition, language),
            "explanation": free_texts(explanation, language),
        }
        if ground:
            body["grounds"] = ground
    done = open_node(node, token).post(path_of("consultations", consultation, "answer"), body)
    show_or_print(done, as_json=as_json)


def _by_denial(text: str) -> dict[str, str]:
    from gateway.errors import InputError

    number, separator, said = text.partition("=")
    if not separator or not said:
        raise InputError(
            f"denial: {text[:60]!r} is not DENIAL=ANSWER",
            remedy="Write it like FR-2026-00017=identical.",
            field="denial",
        )
    return {"denial_id": number, "answer": said}


@app.command()
def extend(
    consultation: ConversationArgument,
    days: Annotated[int, typer.Option(help="Working days more.", min=1, show_default=False)],
    reason: Annotated[str, typer.Option(help="The exceptional reason.", show_default=False)],
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Ask the other authority for more working days."""
    from gateway.cli.client import open_node, path_of

    body = {"working_days": days, "reason": {"language": language, "text": reason}}
    done = open_node(node, token).post(path_of("consultations", consultation, "extension"), body)
    show_or_print(done, as_json=as_json)


@app.command()
def reply(
    consultation: ConversationArgument,
    accept: Annotated[bool, typer.Option("--accept/--refuse", help="Whether more days are given.")],
    days: Annotated[int, typer.Option(help="Working days that are given.", min=0)] = 0,
    reason: Annotated[list[str] | None, typer.Option(help="Why; may be repeated.")] = None,
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Accept or refuse the other authority's wish for more working days."""
    from gateway.cli.client import open_node, path_of

    body = {
        "accepted": accept,
        "working_days": days,
        "reason": free_texts(reason, language),
    }
    done = open_node(node, token).post(
        path_of("consultations", consultation, "extension-reply"), body
    )
    show_or_print(done, as_json=as_json)


@app.command()
def assign(
    consultation: ConversationArgument,
    officer: Annotated[str, typer.Argument(help="Name of the officer.")],
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Put a consultation into an officer's hands."""
    from gateway.cli.client import open_node, path_of

    body = {"assignee": officer}
    done = open_node(node, token).put(path_of("consultations", consultation, "assignment"), body)
    show_or_print(done, as_json=as_json)


@app.command("confirm-silence")
def confirm_silence(
    consultation: ConversationArgument,
    note: NoteOption,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Go on without the other gateway, on record: how it was tried is the note."""
    from gateway.cli.client import open_node, path_of

    done = open_node(node, token).post(
        path_of("consultations", consultation, "silence"), {"text": note}
    )
    show_or_print(done, as_json=as_json)


@app.command("note-call")
def note_call(
    consultation: ConversationArgument,
    note: NoteOption,
    objection: Annotated[
        bool, typer.Option("--objection", help="They objected: blocks silence, is no answer.")
    ] = False,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Note a telephone call with the other authority."""
    from gateway.cli.client import open_node, path_of

    body = {"text": note, "objection": objection}
    done = open_node(node, token).post(path_of("consultations", consultation, "calls"), body)
    show_or_print(done, as_json=as_json)


def show_or_print(consultation: dict[str, Any], *, as_json: bool) -> None:
    """Print a consultation, as JSON or for a person."""
    if as_json:
        print_json(consultation)
        return
    from gateway.cli.case.view import show_consultation

    show_consultation(consultation)
