"""`comity classification`: ask several authorities for a control code; find what was concluded."""

from __future__ import annotations

import hashlib
import mimetypes
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.cli.options import (
    LanguageOption,
    NodeOption,
    TokenOption,
    free_texts,
    in_words,
    read_bytes,
    read_json,
)
from gateway.cli.output import JsonFlag, out, print_json, print_table

app = typer.Typer(
    help="Rounds on a classification: ask, answer, close, find precedents.", no_args_is_help=True
)

NumberArgument = Annotated[str, typer.Argument(help="Number of the round: DE-K-2026-00001.")]
CodeOption = Annotated[str | None, typer.Option("--code", help="Control code, e.g. 5A001.j.")]
NotListedOption = Annotated[bool, typer.Option("--not-listed", help="It is on no list.")]
ReasonOption = Annotated[list[str], typer.Option("--reason", help=in_words("Why; repeatable."))]
ParameterOption = Annotated[
    list[str] | None,
    typer.Option(
        "--parameter",
        help="NAME=VALUE, with its unit and tolerance: 'flow=120 l/min ± 5'; repeatable.",
    ),
]


@app.command()
def ask(
    description: Annotated[str, typer.Argument(help="The item in words.")],
    to: Annotated[list[str], typer.Option("--to", help="Authority that is asked; repeatable.")],
    manufacturer: Annotated[str, typer.Option(help="Who makes it.")] = "",
    designation: Annotated[str, typer.Option(help="What its manufacturer calls it.")] = "",
    parameter: ParameterOption = None,
    sheet: Annotated[
        list[Path] | None,
        typer.Option(help="Data sheet: its digest, name and size are sent; repeatable."),
    ] = None,
    item: Annotated[
        Path | None, typer.Option(help="The rest of the item as JSON; what is given here wins.")
    ] = None,
    text: Annotated[
        list[str] | None, typer.Option("--text", help=in_words("Remarks; repeatable."))
    ] = None,
    wanted_by: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Day by which answers are wanted; binds nobody."),
    ] = None,
    case: Annotated[str | None, typer.Option(help="Our case in which it came up.")] = None,
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Ask several authorities which control code an item has; no clock of law runs."""
    given = {
        "description": description,
        "manufacturer": manufacturer,
        "designation": designation,
        "parameters": [_measured(each) for each in parameter or ()],
        "sheets": [_sheet(each, language) for each in sheet or ()],
    }
    asked = {} if item is None else read_json(item)
    body = {
        "item": {**asked, **{name: value for name, value in given.items() if value}},
        "authorities": to,
        "text": free_texts(text, language),
        "wanted_by": None if wanted_by is None else wanted_by.date().isoformat(),
        "case_id": case,
    }
    _done("/classifications", body, node, token, as_json=as_json)


def _measured(text: str) -> dict[str, Any]:
    """Return a parameter as it is written: ``flow=120 l/min ± 5``.

    Raises:
        InputError: It has no name, or no number; names the option.
    """
    from gateway.errors import InputError

    name, separator, rest = text.partition("=")
    said, _, tolerance = rest.replace("+-", "±").partition("±")
    value, _, unit = said.strip().partition(" ")
    if not separator or not name.strip() or not value:
        raise InputError(
            f"parameter: {text[:60]!r} is not NAME=VALUE UNIT ± TOLERANCE",
            remedy="Write it like 'flow=120 l/min ± 5'; unit and tolerance may be left out.",
            field="parameter",
        )
    found = {"name": name.strip(), "value": value, "unit": unit.strip()}
    return {**found, "tolerance": tolerance.strip()} if tolerance.strip() else found


def _sheet(path: Path, language: str) -> dict[str, Any]:
    octets = read_bytes(path)
    media = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return {
        "kind": "technical",
        "title": path.name,
        "language": language,
        "sha256": hashlib.sha256(octets).hexdigest(),
        "size_bytes": len(octets),
        "media_type": media,
    }


def _done(
    path: str, body: dict[str, Any], node: str | None, token: str | None, *, as_json: bool
) -> None:
    from gateway.cli.client import open_node, path_of
    from gateway.cli.view import show_head

    client = open_node(node, token)
    done = client.post(path, body)
    if as_json:
        print_json(done)
        return
    view = client.get(path_of("classifications", done["number"], "view"))
    show_head(view, f"comity classification show {done['number']}")


@app.command()
def find(
    words: Annotated[str, typer.Argument(help="The item in words.")] = "",
    code: CodeOption = None,
    designation: Annotated[str, typer.Option(help="What its manufacturer calls it.")] = "",
    parameter: ParameterOption = None,
    case: Annotated[str | None, typer.Option(help="For the items of a case instead.")] = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Find what was classified before: by words, code, designation, parameters, or for a case."""
    from gateway.cli.client import open_node

    query = {
        "words": words,
        "code": code,
        "designation": designation,
        "parameters": [_measured(each) for each in parameter or ()],
        "case_id": case,
    }
    found = open_node(node, token).post("/classifications/precedents", query)
    if as_json:
        print_json(found)
        return
    print_table(
        "Classified before",
        ("Round", "Classified as", "On", "By", "Agreed", "Differed", "Item", "How like"),
        (
            (
                each["number"],
                _concluded(each["outcome"]),
                each["outcome"]["closed_on"],
                each["asker"],
                ", ".join(each["outcome"]["agreed"]),
                ", ".join(one["authority"] for one in each["outcome"]["differed"]),
                each["item"]["designation"] or each["item"]["description"],
                f"{round(each['likeness']['score'] * 100)} %",
            )
            for each in found["found"]
        ),
    )
    if not found["complete"]:
        out.print("There are more precedents than are looked at; say more of the item.")


def _concluded(outcome: dict[str, Any] | None) -> str:
    return "" if outcome is None else outcome["code"] or "on no list"
