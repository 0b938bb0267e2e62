"""`comity officer`: accounts of officers and systems, each with a role and a token."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.cli.options import AfterOption, LimitOption, NodeOption, TokenOption
from gateway.cli.output import JsonFlag, out, print_json, print_next, print_table
from gateway.cli.view import ListReader
from gateway.views.words import spelt_out

app = typer.Typer(help="Accounts of officers and systems.", no_args_is_help=True)

NameArgument = Annotated[str, typer.Argument(help="Name of the account.")]


tokens = typer.Typer(help="Tokens of accounts.", no_args_is_help=True)
app.add_typer(tokens, name="token")
certificates = typer.Typer(help="Certificates of national systems.", no_args_is_help=True)
app.add_typer(certificates, name="certificate")

SaveOption = Annotated[
    Path | None,
    typer.Option("--save", help="Write the token into a file (mode 0600), not to the screen."),
]
ScopeOption = Annotated[
    list[str] | None,
    typer.Option(
        "--scope", help="What the token may, e.g. read_cases; may be repeated. All if absent."
    ),
]
DaysOption = Annotated[
    int | None, typer.Option("--days", min=1, help="Until it ends; as the node's settings say.")
]


@app.command()
def add(
    name: NameArgument,
    role: Annotated[
        str,
        typer.Option(
            help="officer, decider, system, reader, auditor or administrator.", show_default=False
        ),
    ],
    scope: ScopeOption = None,
    days: DaysOption = None,
    save: SaveOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Make an account; its token is shown this once."""
    from gateway.cli.client import open_node

    body = {"name": name, "role": role} | _wish(scope, days)
    _show(open_node(node, token).post("/officers", body), save, as_json=as_json)


@app.command("return")
def return_officer(
    name: NameArgument,
    scope: ScopeOption = None,
    days: DaysOption = None,
    save: SaveOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Let a withdrawn account return under its name; its new token is shown this once."""
    from gateway.cli.client import open_node

    body = {"name": name} | _wish(scope, days)
    _show(open_node(node, token).post("/officers/return", body), save, as_json=as_json)


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


@tokens.command("new")
def new_token(
    name: NameArgument,
    scope: ScopeOption = None,
    days: DaysOption = None,
    save: SaveOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Make a second token of an account; the one that it has stays valid until it ends."""
    from gateway.cli.client import open_node

    body = {"name": name} | _wish(scope, days)
    _show(open_node(node, token).post("/officers/tokens", body), save, as_json=as_json)


@tokens.command("withdraw")
def withdraw_token(
    name: NameArgument,
    token_id: Annotated[str, typer.Argument(metavar="ID", help="As `officer list` shows it.")],
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Take one token of an account away."""
    from gateway.cli.client import open_node

    open_node(node, token).post("/officers/tokens/withdrawal", {"name": name, "id": token_id})
    if as_json:
        print_json({"name": name, "id": token_id, "valid": False})
    else:
        out.print(f"token {token_id} of {name} is withdrawn", highlight=False)


@certificates.command("bind")
def bind_certificate(
    name: NameArgument,
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="The certificate in PEM.")
    ],
    with_token: Annotated[
        bool,
        typer.Option(
            "--with-token",
            help="It opens beside a token only, and tokens of the account beside it only.",
        ),
    ] = False,
    scope: ScopeOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Let a national system show a certificate; one that it has stays valid."""
    from gateway.cli.client import open_node

    body = {"name": name, "certificate": _text_of(file), "scopes": scope or []}
    client = open_node(node, token)
    made = client.post("/officers/certificates", body | {"with_token": with_token})
    if as_json:
        print_json(made)
    else:
        line = _certificate_line(ListReader(client), made)
        out.print(f"{name} may show {line}", highlight=False, markup=False)


@certificates.command("withdraw")
def withdraw_certificate(
    name: NameArgument,
    certificate_id: Annotated[
        str, typer.Argument(metavar="ID", help="As `officer list` shows it.")
    ],
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Take one certificate of an account away."""
    from gateway.cli.client import open_node

    body = {"name": name, "id": certificate_id}
    open_node(node, token).post("/officers/certificates/withdrawal", body)
    if as_json:
        print_json(body | {"valid": False})
    else:
        out.print(f"certificate {certificate_id} of {name} is withdrawn", highlight=False)


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii")
    except UnicodeDecodeError:
        raise typer.BadParameter(
            "this is not PEM; of a file in DER: openssl x509 -inform der -in FILE",
            param_hint="FILE",
        ) from None


def _wish(scope: list[str] | None, days: int | None) -> dict[str, Any]:
    return {"scopes": scope or [], **({} if days is None else {"days": days})}


def _show(made: dict[str, Any], save: Path | None, *, as_json: bool) -> None:
    """Show an account with its new token, or write the token into a file."""
    from gateway.cli.output import write_private_file

    if save is not None:
        write_private_file(save, made.pop("token").encode())
        made["token_file"] = str(save.absolute())
    if as_json:
        print_json(made)
        return
    out.print(f"{made['name']} is {made['role']}", highlight=False)
    if made.get("until"):
        out.print(f"the token ends on {made['until'][:10]}", highlight=False)
    if save is not None:
        out.print(f"the token is in {save}", highlight=False, soft_wrap=True)
    else:
        out.print(f"token (shown this once): {made['token']}", highlight=False, soft_wrap=True)


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


@app.command()
def withdraw(
    name: NameArgument,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Withdraw an account; what it did stays on record."""
    from gateway.cli.client import open_node

    open_node(node, token).post("/officers/withdrawal", {"name": name})
    if as_json:
        print_json({"name": name, "active": False})
    else:
        out.print(f"{name} is withdrawn")
