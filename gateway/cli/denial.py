"""`comity denial`: search, import in four ways that never mix, what is due, amend."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.cli.contract.shown import show_waiting
from gateway.cli.form.mapping import (
    MappingOption,
    MarkedOption,
    format_by_name,
    in_our_form,
    known_columns,
    mapping_named,
    mark_file,
    placed_errors,
    show_errors,
)
from gateway.cli.form.mapping import app as mappings
from gateway.cli.job.commands import send_file
from gateway.cli.options import (
    AfterOption,
    LimitOption,
    NodeOption,
    TokenOption,
    read_bytes,
    read_json,
)
from gateway.cli.output import JsonFlag, out, print_json, print_next, print_table
from gateway.cli.view import on, show_head, word
from gateway.domain.denial import LegalBase

app = typer.Typer(help="Denials: search, show, import, review.", no_args_is_help=True)
app.add_typer(mappings, name="mapping")

DenialArgument = Annotated[str, typer.Argument(help="Number of the denial, e.g. FR-2026-00017.")]


@app.command()
def search(
    name: Annotated[
        list[str] | None,
        typer.Option(
            help="Name of an end-user or consignee, or a part of it, in any script; repeatable "
            "for other spellings of the same one."
        ),
    ] = None,
    code: Annotated[
        list[str] | None, typer.Option(help="Control code of the goods, e.g. 5A001.j.")
    ] = None,
    item: Annotated[str, typer.Option(help="The goods in words.")] = "",
    destination: Annotated[
        str | None,
        typer.Option(
            help="Country by ISO 3166 code, e.g. TR. Beside a name it ranks, else it selects."
        ),
    ] = None,
    state: Annotated[
        str, typer.Option(help="valid, suspended, revoked; or any: however they stand.")
    ] = "valid",
    limit: Annotated[
        int, typer.Option(min=1, max=1000, help="Show at most so many; all are counted.")
    ] = 50,
    file: Annotated[
        Path | None,
        typer.Option(help="A whole transaction as JSON instead, compared as a case would be."),
    ] = None,
    reason: Annotated[
        str, typer.Option(help="Why, kept on record; the Commission's officers must give it.")
    ] = "",
    exhaustive: Annotated[
        bool, typer.Option("--exhaustive", help="Compare every denial, without the index.")
    ] = False,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Search denials by a name or a part of it, goods, a destination, or several.

    What is not given is not compared. With --file, the whole transaction is compared as the
    examination of a case would.
    """
    from gateway.cli.client import open_node

    query = {"names": name, "codes": code, "description": item, "destination": destination}
    path, body = _search(file, {key: value for key, value in query.items() if value}, state, limit)
    mode = "exhaustive" if exhaustive else None
    found = open_node(node, token).post(path, body, reason=reason, mode=mode)
    if as_json:
        print_json(found)
        return
    from gateway.cli.case.view import show_examination
    from gateway.cli.examination_view import show_found

    (show_found if file is None else show_examination)(found)


def _search(
    file: Path | None, given: dict[str, Any], state: str, limit: int
) -> tuple[str, dict[str, Any]]:
    """Return what a search asks of the node: by what is given, or by a whole transaction."""
    from gateway.errors import InputError

    if (file is None) == (not given):
        raise InputError(
            "a search needs a name, goods or a destination, or else --file with a transaction",
            remedy="Give one or more of --name, --code, --item, --destination, e.g. "
            "comity denial search --name 'Sirius Optik'; or --file alone.",
            field="name",
        )
    if file is not None:
        return "/denials/search", read_json(file)
    stands = {} if state == "valid" else {"state": None if state == "any" else state}
    return "/denials/find", {**given, **stands, "limit": limit}


@app.command()
def due(
    own: Annotated[bool, typer.Option("--own", help="Only those of this authority.")] = False,
    origin: Annotated[str | None, typer.Option(help="Only those of this authority.")] = None,
    overdue: Annotated[
        bool, typer.Option("--overdue", help="Only those whose review was missed.")
    ] = False,
    until: Annotated[
        str | None, typer.Option(help="Only those due until this day, e.g. 2027-03-01.")
    ] = None,
    limit: LimitOption = None,
    after: AfterOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """List valid denials by the date of their next review; a missed one ends nothing."""
    from gateway.cli.client import open_node

    client = open_node(node, token)
    if own:
        origin = client.get("/status")["authority"]
    found = client.get(
        "/denials/due",
        origin=origin,
        until=until,
        overdue=overdue or None,
        limit=limit,
        after=after,
    )
    if as_json:
        print_json(found)
        return
    print_table(
        "Reviews under Article 16(2)",
        ("Due", "Denial", "First notified", "Reviews so far", "Grounds needed", "State"),
        (
            (
                on(each["review_due"]),
                each["denial_id"],
                f"{on(each['first_notified'])} under {word(LegalBase, each['legal_base'])}",
                "unknown" if each["reviews_done"] is None else str(each["reviews_done"]),
                {True: "yes", False: "no", None: "not known"}[each["grounds_needed"]],
                ("overdue, still valid" if each["overdue"] else "valid")
                + (", listed" if each["listed"] else ""),
            )
            for each in found["items"]
        ),
    )
    print_next(found)


@app.command("import")
def import_file(
    file: Annotated[
        Path, typer.Argument(help="CSV in UTF-8, XLSX or JSON; its columns: docs/imports.md.")
    ],
    way: Annotated[
        str,
        typer.Option(
            help="own: new, notified to all; initial: notified elsewhere before; "
            "relayed: of a State that is no member; partner: of a State outside the Union, told "
            "in a regime.",
            show_default=False,
        ),
    ],
    refuse_all: Annotated[
        bool, typer.Option("--refuse-all", help="Write nothing when any row is wrong.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Read, compare and report, but write nothing.")
    ] = False,
    mapping: MappingOption = None,
    marked: MarkedOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Import denials; errors are reported row by row, valid rows are kept.

    Where the law wants two officers for it, the file waits and nothing is told: comity waiting.

    Of a workbook, of JSON, and with --mapping, a cell that cannot be read or said refuses the
    whole file, before anything is sent.
    """
    from gateway.cli.client import open_node
    from gateway.tabular.files import Format

    # Our own CSV goes as it is: the node knows the form of another licensing system as well.
    as_it_is = mapping is None and format_by_name(file) is Format.CSV
    held = None if as_it_is else mapping_named(mapping).saying(known_columns(way))
    made = None if held is None else in_our_form(file, held, as_json=as_json, marked=marked)
    content = read_bytes(file) if made is None else made.content
    client = open_node(node, token)
    report = send_file(
        client,
        "/denials/import",
        file,
        content,
        quiet=as_json,
        way=way,
        on_error="refuse_all" if refuse_all else "keep_valid",
        dry_run=dry_run,
    )
    told = report.get("draft", report)  # of an import, or of one that waits
    if made is not None:
        told["errors"] = placed_errors(told["errors"], made)
    if marked is not None and told["errors"]:
        mark_file(file, told["errors"], marked, sheet="" if held is None else held.sheet)
    if as_json:
        print_json(report)
    elif not show_waiting(client, report):
        _show_report(report)


def _show_report(report: dict[str, Any]) -> None:
    what = "would be written" if report["dry_run"] else "written"
    out.print(
        f"{report['rows']} rows, {report['denials']} denials: "
        f"[bold]{report['written']} {what}[/], {report['unchanged']} known already, "
        f"{report['refused']} refused"
    )
    if report["first_id"]:
        out.print(f"numbers {report['first_id']} to {report['last_id']}")
    if report["errors"]:
        show_errors(report["errors"])


@app.command()
def amend(
    denial: DenialArgument,
    file: Annotated[Path, typer.Argument(help="The whole corrected denial, as JSON.")],
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Write an erratum of an own denial: its content changes, its dates do not."""
    from gateway.cli.client import open_node, path_of

    body, path = read_json(file), path_of("denials", denial)
    client = open_node(node, token)
    # `show --json` prints the denial within its status, with its version; either form is taken.
    if isinstance(body.get("denial"), dict):
        if version := body.get("version"):
            client.holds(path, version)
        body = body["denial"]
    done = client.put(path, body, of=path)
    if as_json:
        print_json(done)
    elif not show_waiting(client, done):
        show_head(client.get(f"{path}/view"), f"comity denial show {denial}")
