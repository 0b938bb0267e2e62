"""`comity officer`: the accounts with their tokens in words, and links to the console."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from gateway.cli.options import AfterOption, LimitOption, NodeOption, TokenOption
from gateway.cli.output import JsonFlag, out, print_json, print_next, print_table
from gateway.cli.view import ListReader
from gateway.views.words import spelt_out

app = typer.Typer(help="Accounts of officers and systems.", no_args_is_help=True)

NameArgument = Annotated[str, typer.Argument(help="Name of the account.")]


@app.command("console-link")
def console_link(
    name: NameArgument,
    at: Annotated[
        str,
        typer.Option("--at", help="Where officers reach the console, e.g. https://desk.example."),
    ] = "",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Make a one-time link by which an officer enrols at the console; shown this once."""
    from gateway.cli.client import open_node

    client = open_node(node, token)
    made = client.post("/officers/console-links", {"name": name})
    if as_json:
        print_json(made)
        return
    address = f"{at.rstrip('/')}{made['path']}"
    until = ListReader(client).at(made["until"])
    out.print(f"{name} enrols once, until {until}, at:", highlight=False, markup=False)
    out.print(address, highlight=False, markup=False, soft_wrap=True)


@app.command("list")
def list_officers(
    limit: LimitOption = None,
    after: AfterOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """List the accounts."""
    from gateway.cli.client import open_node

    client = open_node(node, token)
    found = client.get("/officers", limit=limit, after=after)
    if as_json:
        print_json(found)
        return
    reading = ListReader(client)
    print_table(
        "Accounts",
        ("Name", "Role", "Active", reading.when("Since"), "Tokens", "Certificates"),
        (
            (
                each["name"],
                each["role"],
                "yes" if each["active"] else "withdrawn",
                reading.at(each["created"]),
                "\n".join(_token_line(reading, one) for one in each.get("tokens", ())),
                "\n".join(_certificate_line(reading, one) for one in each.get("certificates", ())),
            )
            for each in found["items"]
        ),
    )
    print_next(found)


def _token_line(reading: ListReader, token: dict[str, Any]) -> str:
    """Return a token in words: id, end, last use, scopes."""
    until = token["until"]
    ends = "no end" if until is None else f"until {reading.day(until)}"
    return f"{token['id']} {ends}, {_use(reading, token)}"


def _certificate_line(reading: ListReader, shown: dict[str, Any]) -> str:
    """Return a certificate in words: id, subject, end, last use, scopes."""
    beside = ", beside a token" if shown["with_token"] else ""
    ends = f"until {reading.day(shown['until'])}{beside}"
    return f"{shown['id']} {shown['subject']}, {ends}, {_use(reading, shown)}"


def _use(reading: ListReader, line: dict[str, Any]) -> str:
    seen = "never used" if line["used"] is None else f"used {reading.day(line['used'])}"
    named = ", ".join(spelt_out(each).lower() for each in line["scopes"])
    return f"{seen} ({named})" if named else seen
