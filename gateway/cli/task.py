"""`comity task`: what a person must look at, and that it was looked at."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from gateway.cli.options import (
    AfterOption,
    LanguageOption,
    LimitOption,
    NodeOption,
    TokenOption,
    in_words,
)
from gateway.cli.output import JsonFlag, out, print_json, print_next, print_table
from gateway.cli.view import CsvOption, ListReader, XlsxOption, on, show_view, written
from gateway.domain.acts import heading_of

app = typer.Typer(help="What a person must look at: list, show, close.", no_args_is_help=True)


@app.command("list")
def list_tasks(
    mine: Annotated[
        bool, typer.Option("--mine", help="Only of my cases, and of what is assigned to me.")
    ] = False,
    kind: Annotated[
        str | None, typer.Option(help="Only of this kind, e.g. consultation.assigned.")
    ] = None,
    about: Annotated[
        str | None, typer.Option(help="Only about this case, conversation or denial.")
    ] = None,
    limit: LimitOption = None,
    after: AfterOption = None,
    xlsx: XlsxOption = None,
    csv: CsvOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    *,
    as_json: JsonFlag = False,
) -> None:
    """List what a person must look at; first what is to be done first."""
    from gateway.cli.client import open_node

    client = open_node(node, token)
    asked = {
        "kind": kind,
        "subject": about,
        "mine": mine or None,
        "by_last_day": True,
        "limit": limit,
        "after": after,
    }
    if written(client, "/tasks", xlsx, csv, as_json=as_json, **asked):
        return
    found = client.get("/tasks", **asked)
    if as_json:
        print_json(found)
        return
    reading = ListReader(client)
    print_table(
        "To look at",
        ("Task", "By", reading.when("Since"), "Kind", "About", "What"),
        (
            (
                str(task["id"]),
                _by(task),
                reading.at(task["opened"]),
                heading_of(task["kind"]),
                task["subject"],
                task["text"],
            )
            for task in found["items"]
        ),
        empty="nothing",
    )
    print_next(found)


def _by(task: dict[str, Any]) -> str:
    day = on(task["last_day"])
    return f"{day}, overdue" if task["overdue"] else day


@app.command()
def show(
    task: Annotated[int, typer.Argument(help="Number of the task, from `comity task list`.")],
    node: NodeOption = None,
    token: TokenOption = None,
    *,
    as_json: JsonFlag = False,
) -> None:
    """Show a task: what is to be done, about what, by which day, and by which command."""
    from gateway.cli.client import open_node, path_of

    found = open_node(node, token).get(path_of("tasks", task, "view"))
    if as_json:
        print_json(found)
    else:
        show_view(found)


@app.command()
def close(
    task: Annotated[int, typer.Argument(help="Number of the task, from `comity task list`.")],
    note: Annotated[str, typer.Option(help=in_words("What was done."), show_default=False)],
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Close a task by hand, on record; what closes by its own act is refused."""
    from gateway.cli.client import open_node, path_of

    body = {"language": language, "text": note}
    closed = open_node(node, token).post(path_of("tasks", task, "closing"), body)
    if as_json:
        print_json(closed)
    else:
        done = "is closed" if closed["closed"] else "stays open until a second officer closes it"
        out.print(f"Task {task} {done}: {closed['text']}", soft_wrap=True, markup=False)
