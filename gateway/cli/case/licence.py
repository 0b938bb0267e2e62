"""`comity licence`: what was granted, by its number, and what has left under it."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.cli.options import (
    AfterOption,
    CodeFilter,
    DestinationFilter,
    LanguageOption,
    LimitOption,
    NodeOption,
    PartyFilter,
    ReferenceFilter,
    TokenOption,
    in_words,
    instant,
)
from gateway.cli.output import JsonFlag, out, print_json, print_next, print_table, write_file
from gateway.cli.view import CsvOption, ListReader, XlsxOption, land, on, word, written
from gateway.domain.case import AuthorisationKind, LicenceState
from gateway.errors import InputError

app = typer.Typer(help="Licences by their number: list, show, uses.", no_args_is_help=True)

NumberArgument = Annotated[str, typer.Argument(help="Number of the licence: DE-L-2026-00001.")]


@app.command("list")
def list_licences(
    exporter: Annotated[
        str | None, typer.Option(help="Only an exporter's: its EORI number, or words of its name.")
    ] = None,
    mrn: Annotated[
        str | None, typer.Option(help="Only those used by a declaration: its number (MRN).")
    ] = None,
    state: Annotated[str | None, typer.Option(help="Only in this state, e.g. in_force.")] = None,
    reference: ReferenceFilter = None,
    destination: DestinationFilter = None,
    party: PartyFilter = None,
    code: CodeFilter = None,
    ends_until: Annotated[
        str | None, typer.Option(help="Only those whose last day is this one or before.")
    ] = None,
    limit: LimitOption = None,
    after: AfterOption = None,
    xlsx: XlsxOption = None,
    csv: CsvOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """List licences, newest first: all, an exporter's, or those used by a declaration."""
    from gateway.cli.client import open_node

    client = open_node(node, token)
    asked = {
        "exporter": exporter,
        "mrn": mrn,
        "state": state,
        "reference": reference,
        "destination": destination,
        "party": party,
        "code": code,
        "ends_until": ends_until,
        "limit": limit,
        "after": after,
    }
    if written(client, "/licences", xlsx, csv, as_json=as_json, **asked):
        return
    found = client.get("/licences", **asked)
    if as_json:
        print_json(found)
        return
    _print_licences(found)


def _print_licences(found: dict[str, Any]) -> None:
    print_table(
        "Licences",
        ("Licence", "Kind", "Reference", "State", "Destination", "From", "Until", "Left", "Case"),
        (
            (
                each["number"],
                word(AuthorisationKind, each["kind"]),
                each["reference"],
                word(LicenceState, each["state"]),
                land(each["destination"]),
                on(each["valid_from"]),
                on(each["valid_until"]) or "not said",
                "; ".join(_left(line) for line in each["left"]),
                each["case_id"],
            )
            for each in found["items"]
        ),
    )
    print_next(found)


@app.command()
def show(
    number: NumberArgument,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Show a licence: whether it stands, what may leave under it, for whom, until when."""
    from gateway.cli.client import show_noun

    show_noun(node, token, "licences", number, as_json=as_json)


@app.command()
def renewal(
    number: NumberArgument,
    reference: Annotated[str, typer.Option(help="Reference of the new application.")],
    save: Annotated[Path, typer.Option("--out", help="File to write, e.g. renewal.json.")],
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Draft an application to renew a licence: change what is other now, and file it."""
    from gateway.cli.client import open_node, path_of

    path = path_of("licences", number, "renewal")
    draft = open_node(node, token).get(path, reference=reference)
    write_file(save, json.dumps(draft, ensure_ascii=False, indent=2).encode())
    if as_json:
        print_json(draft)
        return
    out.print(f"Written to {save}: comity case file {save}", soft_wrap=True, highlight=False)


@app.command()
def ask(
    number: NumberArgument,
    of: Annotated[str, typer.Option(help="Authority that granted it, e.g. DE.")],
    on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Day on which the goods are to leave; else today."),
    ] = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Ask another authority whether its licence stands; its node answers as its policy says."""
    from gateway.cli.client import open_node

    day = None if on is None else on.date().isoformat()
    body = {"peer": of, "request": {"licence": {"number": number, "on": day}}}
    asked = open_node(node, token).post("/letters/information-requests", body)
    if as_json:
        print_json(asked)
        return
    out.print(
        f"{of} is asked; its answer: comity letter list --conversation {asked['conversation_id']}",
        soft_wrap=True,
        highlight=False,
    )


_AMOUNTS = list[str] | None
_UseArgument = Annotated[str, typer.Argument(help="The declaration's number (MRN).")]


@app.command()
def use(
    number: NumberArgument,
    reference: _UseArgument,
    at: Annotated[str, typer.Option(help="When it left, e.g. 2026-12-01T09:00:00+01:00.")],
    quantity: Annotated[
        _AMOUNTS, typer.Option(help="LINE=QUANTITY in the licence's unit; repeatable.")
    ] = None,
    value: Annotated[
        _AMOUNTS, typer.Option(help="LINE=VALUE in the licence's currency; repeatable.")
    ] = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Tell what has left under a licence; the same reference again is the same use."""
    from gateway.cli.client import open_node, path_of

    lines: dict[int, dict[str, Any]] = {}
    for name, given in (("quantity", quantity), ("value", value)):
        for each in given or ():
            line, amount = _amount(each, name)
            lines.setdefault(line, {"line": line})[name] = amount
    told = {
        "reference": reference,
        "at": instant(at, "--at").isoformat(),
        "lines": list(lines.values()),
    }
    made = open_node(node, token).post(path_of("licences", number, "uses"), told)
    if as_json:
        print_json(made)
        return
    for said in _remarks(made) or ["It is recorded."]:
        out.print(said, highlight=False)


@app.command()
def reverse(
    number: NumberArgument,
    reference: _UseArgument,
    reason: Annotated[str, typer.Option(help=in_words("Why it did not leave."))],
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Say that what a use told did not leave: the declaration was invalidated or corrected."""
    from gateway.cli.client import open_node, path_of

    path = path_of("licences", number, "uses", reference, "reversal")
    made = open_node(node, token).post(path, {"language": language, "text": reason})
    if as_json:
        print_json(made)
        return
    out.print("It does not count any more.", highlight=False)


@app.command()
def uses(
    number: NumberArgument,
    limit: LimitOption = None,
    after: AfterOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """List what has left under a licence, declaration by declaration; the last told first."""
    from gateway.cli.client import open_node, path_of

    path = path_of("licences", number, "uses")
    client = open_node(node, token)
    found = client.get(path, limit=limit, after=after)
    if as_json:
        print_json(found)
        return
    reading = ListReader(client)
    print_table(
        f"Uses of {number}",
        ("Declaration", reading.when("Left"), "Lines", "Told by", "Remarks"),
        (
            (
                each["reference"],
                reading.at(each["at"]),
                "; ".join(_left(line) for line in each["lines"]),
                each["told_by"],
                " ".join(_remarks(each)),
            )
            for each in found["items"]
        ),
    )
    print_next(found)


def _amount(given: str, name: str) -> tuple[int, str]:
    line, _, amount = given.partition("=")
    if not (line.isdecimal() and amount):
        raise InputError(
            f"--{name}: {given[:40]!r} does not say of which line",
            remedy=f"Write --{name} 1=40.",
            field=f"--{name}",
        )
    return int(line), amount


def _left(line: dict[str, Any]) -> str:
    quantity = f"{line['quantity']} {line['unit']}".strip() if line["quantity"] is not None else ""
    value = f"{line['value']} {line['currency'] or ''}".strip() if line["value"] is not None else ""
    return f"{line['line']}: {', '.join(each for each in (quantity, value) if each)}"


def _remarks(use: dict[str, Any]) -> list[str]:
    """Say what is to be known of a use beside what has left."""
    said = []
    if use["exceeded"]:
        said.append(f"More than was left of line {', '.join(map(str, use['exceeded']))}.")
    if not use["stood"]:
        said.append("The licence allowed nothing on that day.")
    if use["reversal"] is not None:
        said.append("Reversed.")
    return said
