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
from gateway.cli.options import NodeOption, TokenOption, arg, opt, read_bytes, read_json
from gateway.cli.output import JsonFlag, out, print_json
from gateway.cli.sending import send_file
from gateway.cli.view import show_head

app = typer.Typer(help="Denials: search, show, import, review.", no_args_is_help=True)
app.add_typer(mappings, name="mapping")

DenialArgument = Annotated[str, arg("Number of the denial, e.g. FR-2026-00017.")]


@app.command("import")
def import_file(
    file: Annotated[Path, arg("CSV in UTF-8, XLSX or JSON; its columns: docs/imports.md.")],
    way: Annotated[
        str,
        opt(
            "own: new, notified to all; initial: notified elsewhere before; "
            "relayed: of a State that is no member; partner: of a State outside the Union, told "
            "in a regime.",
            show_default=False,
        ),
    ],
    refuse_all: Annotated[
        bool, opt("Write nothing when any row is wrong.", "--refuse-all")
    ] = False,
    dry_run: Annotated[
        bool, opt("Read, compare and report, but write nothing.", "--dry-run")
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
    client, on_error = open_node(node, token), "refuse_all" if refuse_all else "keep_valid"
    asked = {"way": way, "on_error": on_error, "dry_run": dry_run}
    report = send_file(client, "/denials/import", file, content, quiet=as_json, **asked)
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
    file: Annotated[Path, arg("The whole corrected denial, as JSON.")],
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
