"""`comity report data`: an authority's data for a year, from its records to what it signs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.cli.contract.shown import tell
from gateway.cli.options import (
    AfterOption,
    LimitOption,
    NodeOption,
    TokenOption,
    arg,
    opt,
    read_bytes,
)
from gateway.cli.output import (
    JsonFlag,
    out,
    print_json,
    print_next,
    print_table,
    waiting,
)
from gateway.errors import Family

app = typer.Typer(
    help="An authority's data for the annual report: import, prepare, sign off, answer.",
    no_args_is_help=True,
)

YearArgument = Annotated[int, arg("The year that is reported on, e.g. 2025.")]


@app.command("import")
def import_file(
    year: YearArgument,
    file: Annotated[Path, arg("XLSX, CSV or JSON: docs/reporting.md.")],
    dry_run: Annotated[bool, opt("Read and report, but write nothing.", "--dry-run")] = False,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Import a file whole, or name every fault by sheet, row and column and take nothing."""
    from gateway.cli.client import open_node, path_of

    content = read_bytes(file)
    with waiting(f"import {file.name}", quiet=as_json):
        client = open_node(node, token, timeout_s=LONG_S)
        found = client.upload(
            path_of("report", "years", str(year), "import"), file.name, content, dry_run=dry_run
        )
    tell(found, as_json=as_json, client=client)
    if found["faults"]:
        raise typer.Exit(Family.INPUT.exit_code)


@app.command()
def mark(
    year: YearArgument,
    table: Annotated[str, arg("Key of a table.")],
    at: Annotated[str | None, opt("Codes of the cell, joined by |; none: the whole table.")] = None,
    ground: Annotated[
        str | None, opt("statistical, personal, commercial, defence, foreign_policy, security.")
    ] = None,
    larger: Annotated[str | None, opt("May be shown in this larger group: DIMENSION=CODE.")] = None,
    free: Annotated[bool, opt("Take the mark away.", "--free")] = False,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Mark a cell or table as confidential, or as to be shown only in a larger group."""
    from gateway.cli.client import open_node, path_of
    from gateway.errors import InputError

    if free == (ground is not None):
        raise InputError("ground: give a ground, or --free to take the mark away")
    client = open_node(node, token, timeout_s=LONG_S)
    said: dict[str, Any] | None = None
    if ground is not None:
        dimension, _, group = (larger or "").partition("=")
        said = {"ground": ground, "by": client.get("/status")["authority"]}
        if larger:
            said |= {"dimension": dimension, "group": group}
    about = {"table": table, "at": at.split("|") if at else None}
    path, body = path_of("report", "years", str(year)), {"marks": [{"about": about, "mark": said}]}
    tell(client.patch(path, body, of=path), as_json=as_json, client=client)


@app.command()
def tables(
    limit: LimitOption = None,
    after: AfterOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """List the tables that we are to clear, exactly as they would appear."""
    from gateway.cli.client import open_node

    found = open_node(node, token).get("/report/rounds", limit=limit, after=after)
    if as_json:
        print_json(found)
        return
    for each in found["items"]:
        said = "answered" if each["answered"] else f"until {each['appearing']['until']}"
        out.print(f"[bold]{each['message_id']}[/]  {each['appearing']['collection']}, {said}")
        for table in each["appearing"]["tables"]:
            print_table(
                f"{table['number']} {table['title']}",
                (table["row_title"], *(line["label"] for line in table["columns"])),
                (
                    (line["label"], *map(_shown, cells))
                    for line, cells in zip(table["rows"], table["cells"], strict=True)
                ),
            )
    print_next(found)


LONG_S = 300.0
"""A hundred thousand records are read or counted in well under a minute."""


def _shown(cell: dict[str, Any]) -> str:
    if cell["number"] is None and cell["value_cents"] is None:
        return f"{cell['state']} {cell['why']}".strip()
    parts: list[str] = []
    if cell["number"] is not None:
        parts.append(f"{cell['number']:,}")
    if cell["value_cents"] is not None:
        parts.append(f"EUR {cell['value_cents'] / 100:,.2f}")
    return " / ".join(parts)
