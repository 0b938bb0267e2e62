"""What a command prints: tables for people, JSON for programs, errors with their remedy."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]

out = Console()
err = Console(stderr=True)


def print_json(value: Any) -> None:
    """Print a value as JSON, keys in order, other scripts readable."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def print_table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, empty: str = "none"
) -> None:
    """Print rows as a table, or one line when there are none."""
    lines = [[str(cell) for cell in row] for row in rows]
    if not lines:
        out.print(f"{title}: {empty}")
        return
    table = Table(title=title, title_justify="left", header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for line in lines:
        table.add_row(*line)
    out.print(table)


def print_problem(message: str, reason: str, remedy: str) -> None:
    """Print what went wrong and what a person can do."""
    err.print(f"[bold red]error[/] {message} [dim]({reason})[/]", highlight=False)
    if remedy:
        err.print(f"[bold]remedy[/] {remedy}", highlight=False)
