"""`comity report`: the call for data, where every State stands, submissions, questions."""

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
    in_words,
    read_bytes,
)
from gateway.cli.output import JsonFlag, out, print_json, print_next, print_table

CollectionArgument = Annotated[str, typer.Argument(help="Id of the collection, e.g. EU-R-2025.")]
AtOption = Annotated[
    list[str] | None,
    typer.Option("--at", help="Code of each dimension of the cell, in order; * is a total."),
]


def call(
    template: Annotated[
        str | None, typer.Argument(help="Version of a shipped template, e.g. 2024/214/2025-3.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option(help="A template's file, where it is not shipped.")
    ] = None,
    submit_by: Annotated[
        str | None, typer.Option(help="Last day, YYYY-MM-DD; by the template where left out.")
    ] = None,
    to: Annotated[
        list[str] | None, typer.Option(help="Only these authorities; repeatable.")
    ] = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Call for a year's data: one letter to each authority, with the template."""
    from gateway.cli.client import open_node

    body = {
        "template": template,
        "file": None if file is None else text_of(file),
        "submit_by": submit_by,
        "authorities": to or [],
    }
    _show(open_node(node, token).post("/report/collections", body), as_json=as_json)


def collection(
    collection: Annotated[
        str | None, typer.Argument(help="Id, e.g. EU-R-2025; all where it is left out.")
    ] = None,
    limit: LimitOption = None,
    after: AfterOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """List the collections, or show where every State stands in one."""
    from gateway.cli.client import open_node, path_of

    client = open_node(node, token)
    if collection is not None:
        _show(
            client.get(path_of("report", "collections", collection)),
            as_json=as_json,
        )
        return
    found = client.get("/report/collections", limit=limit, after=after)
    if as_json:
        print_json(found)
        return
    print_table(
        "Collections",
        ("Collection", "Year", "Template", "Submit by", "Stage"),
        (
            (
                each["collection"],
                str(each["year"]),
                each["template"],
                each["submit_by"],
                each["stage"],
            )
            for each in found["items"]
        ),
    )
    print_next(found)


def submissions(
    collection: CollectionArgument,
    state: Annotated[str | None, typer.Option(help="Only of this State, e.g. DE.")] = None,
    limit: LimitOption = None,
    after: AfterOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """List every submission that came, and what became of it."""
    from gateway.cli.client import open_node, path_of

    place = path_of("report", "collections", collection, "submissions")
    given = {} if state is None else {"state": state}
    found = open_node(node, token).get(place, limit=limit, after=after, **given)
    if as_json:
        print_json(found)
        return
    print_submissions(found["items"], as_json=False)
    print_next(found)


def question(
    collection: CollectionArgument,
    words: Annotated[
        list[str], typer.Argument(help=in_words("What to ask, or to say at the end."))
    ],
    state: Annotated[str | None, typer.Option(help="Whom to ask, e.g. DE.")] = None,
    table: Annotated[str | None, typer.Option(help="Key of the collected table.")] = None,
    at: AtOption = None,
    answer_by: Annotated[
        str | None, typer.Option(help="Until when, YYYY-MM-DD; by the template where left out.")
    ] = None,
    thread: Annotated[
        int | None, typer.Option(help="Number of a question that is asked on, or closed.")
    ] = None,
    close: Annotated[bool, typer.Option("--close", help="Close the question.")] = False,
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Ask a State on a cell or table of what it submitted; ask on, or close."""
    from gateway.cli.client import open_node, path_of
    from gateway.errors import InputError

    client = open_node(node, token)
    text = free_texts(words, language)
    if close:
        if thread is None:
            raise InputError("thread: name the question that is closed", field="thread")
        place = path_of("report", "collections", collection, "questions", str(thread), "closing")
        _show_thread(client.post(place, text), as_json=as_json)
        return
    if state is None or table is None:
        raise InputError("state, table: say whom to ask, and on which table", field="state")
    body = {
        "state": state,
        "about": {"table": table, "at": at or None},
        "answer_by": answer_by,
        "thread": thread,
        "text": text,
    }
    place = path_of("report", "collections", collection, "questions")
    _show_thread(client.post(place, body), as_json=as_json)


def questions(
    collection: CollectionArgument,
    waiting: Annotated[
        bool, typer.Option("--waiting", help="Only those that are not closed.")
    ] = False,
    limit: LimitOption = None,
    after: AfterOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """List the questions with everything that was said."""
    from gateway.cli.client import open_node, path_of

    place = path_of("report", "collections", collection, "questions")
    found = open_node(node, token).get(place, limit=limit, after=after, waiting=waiting)
    if as_json:
        print_json(found)
        return
    for each in found["items"]:
        _show_thread(each, as_json=False)
    print_next(found)


def print_submissions(found: list[dict[str, Any]], *, as_json: bool) -> None:
    """Print submissions with what became of them."""
    if as_json:
        print_json(found)
        return
    print_table(
        "Submissions",
        ("State", "Version", "Received", "Standing", "Digest", "Why"),
        (
            (
                each["authority"],
                str(each["version"]),
                each["at"],
                each["standing"],
                each["digest"][:16],
                f"{each['reason']} {each['words']}".strip(),
            )
            for each in found
        ),
    )


def show_collection(shown: dict[str, Any], *, as_json: bool) -> None:
    """Print where every State stands in a collection."""
    _show(shown, as_json=as_json)


def _show(shown: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(shown)
        return
    out.print(
        f"[bold]{shown['collection']}[/]  {shown['coverage']}; {shown['stage']}; "
        f"submit by {shown['submit_by']}",
        soft_wrap=True,
    )
    print_table(
        f"Template {shown['template']}",
        ("State", "From", "Counts", "Received", "Refused", "Questions", "Cleared", "Late"),
        (
            (
                each["state"],
                each["authority"],
                "" if each["counts"] is None else f"version {each['counts']}",
                each["received"] or "",
                str(each["refused"] or ""),
                str(each["questions"] or ""),
                "yes" if each["cleared"] else "shown" if each["shown"] else "",
                str(each["ledger"] or ""),
            )
            for each in shown["states"]
        ),
    )


def _show_thread(shown: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(shown)
        return
    asked = shown["question"]
    about = asked["question"]["about"]
    cell = "" if about["at"] is None else f" at {', '.join(about['at'])}"
    out.print(
        f"[bold]question {asked['thread']}[/]  {asked['authority']}, {about['table']}{cell}: "
        f"{asked['state']}",
        soft_wrap=True,
    )
    for each in shown["said"]:
        words = " / ".join(text["text"] for text in each["text"])
        key = f" ({each['answer']})" if each["answer"] else ""
        out.print(f"  {each['at']} {each['by']}{key}: {words}", soft_wrap=True, markup=False)


def text_of(file: Path) -> str:
    """Return a file's text.

    Raises:
        InputError: It cannot be read, or is not UTF-8.
    """
    from gateway.errors import InputError, Reason

    try:
        return read_bytes(file).decode()
    except UnicodeDecodeError as exc:
        raise InputError(
            f"{file} is not UTF-8",
            reason=Reason.ENCODING_INVALID,
            remedy="Save the file as UTF-8.",
            file=str(file),
        ) from exc
