"""`comity case examinations`, `examination show`, `rerun`: what was searched."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from gateway.cli.options import AfterOption, LimitOption, NodeOption, TokenOption
from gateway.cli.output import JsonFlag, out, print_json, print_next, print_table
from gateway.cli.view import ListReader, count
from gateway.views.words import spelt_out

app = typer.Typer(help="Examinations of a case: show one, make it again.", no_args_is_help=True)

_CaseArgument = Annotated[str, typer.Argument(help="Number of the case, e.g. DE-C-2026-00001.")]
_NumberArgument = Annotated[int, typer.Argument(min=1, help="Number of the examination, from 1.")]


def examinations(
    case: _CaseArgument,
    limit: LimitOption = None,
    after: AfterOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """List the signed examinations of a case: when, why, how much, what was not fresh."""
    from gateway.cli.client import open_node, path_of

    client = open_node(node, token)
    found = client.get(path_of("cases", case, "examinations"), limit=limit, after=after)
    if as_json:
        print_json(found)
        return
    reading = ListReader(client)
    print_table(
        f"Examinations of {case}",
        (
            "No",
            reading.when("When"),
            "Why",
            "Denials",
            "Shown",
            "Not fresh",
            "Not searched",
            "Digest",
        ),
        (
            (
                each["record"]["number"],
                reading.at(each["record"]["at"]),
                spelt_out(each["record"]["occasion"]),
                count(each["examination"]["denials_in_scope"]),
                len(each["examination"]["hits"]),
                ", ".join(p["origin"] for p in each["examination"]["registers"] if not p["fresh"]),
                ", ".join(spelt_out(gap["field"]).lower() for gap in each["examination"]["gaps"]),
                each["digest"][:16],
            )
            for each in found["items"]
        ),
    )
    print_next(found)


@app.command()
def show(
    case: _CaseArgument,
    number: _NumberArgument,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Show one examination: registers, what could not be searched, every hit with its reasons."""
    from gateway.cli.client import open_node

    found = open_node(node, token).get(_path(case, number))
    if as_json:
        print_json(found)
        return
    from gateway.cli.case.view import show_examination
    from gateway.cli.examination_view import show_registers

    record = found["record"]
    out.print(
        f"[bold]Examination {number}[/] of {case}, {record['occasion'].replace('_', ' ')}, "
        f"{record['at']}; signed record {found['digest']}",
        soft_wrap=True,
    )
    show_registers(found["examination"])
    show_examination(found["examination"])


@app.command()
def rerun(
    case: _CaseArgument,
    number: _NumberArgument,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Make an examination again as it was; exit 16: it differs, 18: it cannot be compared."""
    from gateway.cli.client import open_node
    from gateway.cli.evidence_view import mark, show_result
    from gateway.cli.output import exit_of

    found: dict[str, Any] = open_node(node, token).post(f"{_path(case, number)}/rerun")
    if as_json:
        print_json(found)
    else:
        print_table(
            f"Examination {number} of {case}, made again: {found['compared']} denials compared",
            ("", "What", "Found"),
            ((mark(check), check["name"], check["detail"]) for check in found["checks"]),
        )
        for line in found["outside"]:
            out.print(f"outside of proof: {line}", soft_wrap=True)
        show_result(
            found["result"],
            holds="it comes out the same",
            fails="it does not come out the same",
        )
    if not found["ok"]:
        raise typer.Exit(exit_of(found["result"]))


def _path(case: str, number: int) -> str:
    from gateway.cli.client import path_of

    return path_of("cases", case, "examinations", str(number))
