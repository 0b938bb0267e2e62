"""`comity task`: what a person must look at, and that it was looked at."""

from __future__ import annotations

from typing import Annotated

import typer

from gateway.cli.options import AfterOption, LanguageOption, LimitOption, NodeOption, TokenOption
from gateway.cli.output import JsonFlag, out, print_json, print_next, print_table

app = typer.Typer(help="What a person must look at: list, close.", no_args_is_help=True)


@app.command("list")
def list_tasks(
    limit: LimitOption = None,
    after: AfterOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    *,
    as_json: JsonFlag = False,
) -> None:
    """List what a person must look at, oldest first."""
    from gateway.cli.client import open_node

    found = open_node(node, token).get("/tasks", limit=limit, after=after)
    if as_json:
        print_json(found)
        return
    print_table(
        "To look at",
        ("Task", "Since", "Kind", "About", "What"),
        (
            (str(task["id"]), task["opened"], task["kind"], task["subject"], task["text"])
            for task in found["items"]
        ),
        empty="nothing",
    )
    print_next(found)


@app.command()
def close(
    task: Annotated[int, typer.Argument(help="Number of the task, from `comity task list`.")],
    note: Annotated[str, typer.Option(help="What was done.", show_default=False)],
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
