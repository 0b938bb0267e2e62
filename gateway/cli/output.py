"""What a command prints, for people and for programs, and how it ends after a verification."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderHook
from rich.markup import escape
from rich.segment import Segment
from rich.table import Table

from gateway.domain.plain_text import escaped, visible
from gateway.errors import Family, InputError

JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]

NOT_COMPARED = Family.UNAVAILABLE.exit_code
"""All that was checked holds, and something could not be compared again here."""

# A person reads instants to the second; --json has them whole.
_PART_OF_SECOND = re.compile(r"(\d\d:\d\d:\d\d)\.\d+")


class _Plain:
    """Something to print, of which a control character is shown and not acted upon."""

    def __init__(self, what: ConsoleRenderable) -> None:
        self._what = what

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        """Give what is printed; the console's own codes are no text and stay."""
        for part in console.render(self._what, options):
            yield part if part.control else Segment(visible(part.text), part.style)


class _PlainHook(RenderHook):
    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        """Make everything plain that a console prints."""
        return [_Plain(each) for each in renderables]


def plain_console(**options: Any) -> Console:
    """Return a console on which text of others stays text, whoever prints it and however.

    Args:
        options: As rich's console takes them.
    """
    console = Console(**options)
    console.push_render_hook(_PlainHook())
    return console


out = plain_console()
err = plain_console(stderr=True)


def print_json(value: Any) -> None:
    """Print a value as JSON, keys in order, other scripts readable, control characters escaped."""
    typer.echo(escaped(json.dumps(value, indent=2, ensure_ascii=False, default=str)))


def say(told: Any, *lines: str, as_json: bool) -> None:
    """Print what a command did: as JSON for programs, in lines for a person.

    Args:
        told: What programs read.
        lines: What a person reads, plain; empty ones are left out.
        as_json: Whether a program reads it.
    """
    if as_json:
        print_json(told)
        return
    for line in filter(None, lines):
        out.print(line, soft_wrap=True, markup=False, highlight=False)


def logs_aside() -> None:
    """Have what is logged written to standard error; structlog's own place is the output."""
    import structlog

    # Standard error is looked up for each line: a test, or a pager, puts another in its place.
    structlog.configure(logger_factory=lambda *_: structlog.PrintLogger(sys.stderr))


def print_table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, empty: str = "none"
) -> None:
    """Print rows as a table, or one line when there are none."""
    lines = [[escape(_PART_OF_SECOND.sub(r"\1", str(cell))) for cell in row] for row in rows]
    if not lines:
        out.print(f"{title}: {empty}")
        return
    table = Table(title=title, title_justify="left", header_style="bold")
    for number, column in enumerate(columns):
        # The first column is what a person copies into the next command.
        table.add_column(column, overflow="fold", no_wrap=number == 0)
    for line in lines:
        table.add_row(*line)
    out.print(table)


def print_next(page: dict[str, Any]) -> None:
    """Say how a list goes on, where a page does not end it."""
    if page["next"] is not None:
        out.print(f"There is more: --after {page['next']}", soft_wrap=True, markup=False)


def waiting(text: str, *, quiet: bool) -> Any:
    """Return a bar that moves while a node works and answers once, with the time it has taken.

    Args:
        text: What the node does.
        quiet: Show nothing.
    """
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn

    from gateway.cli.bars import Bar

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    bar = Bar(*columns, console=err, quiet=quiet)
    bar.add_task(text, total=None)
    return bar


def print_problem(message: str, reason: str, remedy: str) -> None:
    """Print what went wrong and what a person can do."""
    said = f"[bold red]error[/] {escape(message)} [dim]({reason})[/]"
    err.print(said, highlight=False, soft_wrap=True)
    if remedy:
        err.print(f"[bold]remedy[/] {escape(remedy)}", highlight=False, soft_wrap=True)


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; folders are made.

    Raises:
        InputError: The place cannot be written to.
    """
    fresh = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(content)
        fresh.replace(path)
    except OSError as exc:
        raise unwritable(path, exc) from exc


def write_private_file(path: Path, content: bytes) -> None:
    """Write a file that only this user may read (mode 0600), never over another one.

    Raises:
        InputError: There is such a file already, or the place cannot be written to.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
    except OSError as exc:
        raise unwritable(path, exc) from exc


def unwritable(path: Path, error: OSError) -> InputError:
    """Return the refusal of a place that cannot be written to."""
    return InputError(
        "{file} cannot be written: {why}",
        remedy="Name another file.",
        file=path,
        why=error.strerror,
    )


def exit_of(result: str) -> int:
    """Return the exit code of what a verification came to, 0 where everything holds."""
    codes = {"holds": 0, "not_compared": NOT_COMPARED}
    return codes.get(result, Family.REGISTER.exit_code)
