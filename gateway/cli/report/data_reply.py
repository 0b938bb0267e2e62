"""`comity report data`: questions on what was sent, and tables to clear."""

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
    read_json,
)
from gateway.cli.output import JsonFlag, out, print_json, print_next, print_table

MessageArgument = Annotated[str, typer.Argument(help="Message id of the letter.")]


def questions(
    limit: LimitOption = None,
    after: AfterOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """List the questions on our submissions."""
    from gateway.cli.client import open_node

    found = open_node(node, token).get("/report/questions", limit=limit, after=after)
    if as_json:
        print_json(found)
        return
    print_table(
        "Questions",
        ("Letter", "Asked by", "About", "Until", "Question", "Answered"),
        (
            (
                each["message_id"],
                each["asked_by"],
                _about(each["question"]["about"]),
                each["question"]["answer_by"] or "",
                each["question"]["text"][0]["text"],
                "yes" if each["answered"] else "no",
            )
            for each in found["items"]
        ),
    )
    print_next(found)


def reply(
    message_id: MessageArgument,
    words: Annotated[list[str], typer.Argument(help=in_words("The answer in words."))],
    answer: Annotated[
        str | None, typer.Option("--with", help="confirmed, corrected or explained.")
    ] = None,
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Answer a question on our submission."""
    from gateway.cli.client import open_node, path_of

    body = {"answer": answer, "text": free_texts(words, language)}
    found = open_node(node, token).post(path_of("report", "questions", message_id, "answer"), body)
    if as_json:
        print_json(found)
        return
    out.print(f"answered in letter {found['message_id']}", soft_wrap=True)


def behind(
    year: Annotated[int, typer.Argument(help="The year that is reported on.")],
    table: Annotated[str, typer.Argument(help="Key of a table.")],
    at: Annotated[str, typer.Argument(help="Codes of the cell, joined by |.")],
    limit: LimitOption = None,
    after: AfterOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Show the records behind a cell; they stay at this authority."""
    from gateway.cli.client import open_node, path_of

    path = path_of("report", "years", str(year), "behind", table)
    found = open_node(node, token).get(path, limit=limit, after=after, at=at.split("|"))
    if as_json:
        print_json(found)
        return
    print_table(
        f"Behind {table} {at}",
        ("Reference", "Source", "Decided", "Exporter", "Lines"),
        (
            (
                each["reference"],
                each["source"],
                each["decided"],
                each["exporter"] or "",
                str(len(each["lines"])),
            )
            for each in found["items"]
        ),
    )
    print_next(found)


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


def clear(
    message_id: MessageArgument,
    all_else: Annotated[
        bool, typer.Option("--all-else", help="Everything that is not named is cleared.")
    ] = False,
    file: Annotated[
        Path | None, typer.Option(help="JSON with cells: what is cleared, marked, merged.")
    ] = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Say of our tables what may be published; what is not cleared is not published."""
    from gateway.cli.client import open_node, path_of
    from gateway.errors import InputError

    if not all_else and file is None:
        raise InputError("file: name what is cleared, or give --all-else", field="file")
    body = {"cells": [], **(read_json(file) if file else {}), "all_else": all_else}
    found = open_node(node, token).post(path_of("report", "rounds", message_id, "clearance"), body)
    if as_json:
        print_json(found)
        return
    out.print(f"answered in letter {found['message_id']}", soft_wrap=True)


def _about(about: dict[str, Any]) -> str:
    at = about["at"]
    return f"{about['table']} {'|'.join(at)}" if at else about["table"]


def _shown(cell: dict[str, Any]) -> str:
    if cell["number"] is None and cell["value_cents"] is None:
        return f"{cell['state']} {cell['why']}".strip()
    parts: list[str] = []
    if cell["number"] is not None:
        parts.append(f"{cell['number']:,}")
    if cell["value_cents"] is not None:
        parts.append(f"EUR {cell['value_cents'] / 100:,.2f}")
    return " / ".join(parts)
