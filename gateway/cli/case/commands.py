"""`comity case propose`, `statement`, and what was found: examinations, judgements, watch.

The other commands of a case are made from the contract.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.case import examination, judge, sensitive
from gateway.cli.options import (
    LanguageOption,
    NodeOption,
    TokenOption,
    considerations,
    free_texts,
    in_words,
    line_parts,
    read_json,
)
from gateway.cli.output import JsonFlag, out, print_json
from gateway.cli.view import show_head

app = typer.Typer()

app.command()(sensitive.sensitive)
app.command()(examination.examinations)
app.add_typer(examination.app, name="examination")
app.command()(judge.judge)
app.command()(judge.watch)
app.command()(judge.watch_seen)

StaleRegister = Annotated[
    list[str] | None,
    typer.Option(help="Accept, on record, a register that is not fresh; may be repeated."),
]
ExaminationLookedAt = Annotated[
    int | None,
    typer.Option(
        help="Number of the examination that you looked at, where denials came meanwhile."
    ),
]
GrantLines = Annotated[
    str | None, typer.Option(help="With granted_in_part: 1,2=40 grants line 1, and 40 of line 2.")
]
RefuseLines = Annotated[
    str | None, typer.Option(help="The rest, alike: 2=60,3; 2=60/900 gives a value, too.")
]
RefuseFrom = Annotated[str | None, typer.Option(help="Refuse these lines from this day on only.")]
RefuseEndUser = Annotated[
    Path | None, typer.Option(help="Refuse them for this end-user only: a party as JSON.")
]
LicenceNumber = Annotated[
    str | None, typer.Option(help="Number of the licence in the national system.")
]
ValidFrom = Annotated[str | None, typer.Option(help="First day of the licence; today if left out.")]
ValidUntil = Annotated[str | None, typer.Option(help="Last day of the licence.")]
Considered = Annotated[
    list[str] | None,
    typer.Option(
        help=in_words(
            "How an answer was considered, where the rulebook wants it said: "
            "PROCEDURE/AUTHORITY=TEXT; may be repeated."
        )
    ),
]
CaseArgument = Annotated[str, typer.Argument(help="Number of the case, e.g. DE-C-2026-00001.")]


@app.command()
def statement(
    case: CaseArgument,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Show what the applicant may be shown of what other authorities answered, and no more."""
    from gateway.cli.client import open_node, path_of

    found = open_node(node, token).get(path_of("cases", case, "statement"))
    if as_json:
        print_json(found)
        return
    for each in found["answers"]:
        out.print(f"{each['authority']} was consulted ({each['procedure']}) and has answered.")
        for text in each["text"]:
            out.print(f"  {text['text']}", markup=False)
    if not found["answers"]:
        out.print("Nothing: no authority has released its answer to the applicant.")


@app.command()
def propose(
    case: CaseArgument,
    outcome: Annotated[
        str,
        typer.Option(
            help="granted, refused, revoked ...: what the kind of case may come to.",
            show_default=False,
        ),
    ],
    explanation: Annotated[list[str], typer.Option(help=in_words("Why; repeatable."))],
    ground: Annotated[
        list[str] | None,
        typer.Option(help="Coded ground of a refusal, e.g. human_rights; may be repeated."),
    ] = None,
    condition: Annotated[
        list[str] | None, typer.Option(help=in_words("Condition of a grant; may be repeated."))
    ] = None,
    stale_register: StaleRegister = None,
    considered: Considered = None,
    examination: ExaminationLookedAt = None,
    grant_lines: GrantLines = None,
    refuse_lines: RefuseLines = None,
    refuse_from: RefuseFrom = None,
    refuse_end_user: RefuseEndUser = None,
    licence_number: LicenceNumber = None,
    valid_from: ValidFrom = None,
    valid_until: ValidUntil = None,
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Propose a decision; a second officer decides."""
    from gateway.cli.client import open_node, path_of

    terms = {"number": licence_number, "valid_from": valid_from, "valid_until": valid_until}
    parts = {
        "granted": line_parts(grant_lines),
        "refused": line_parts(refuse_lines),
        "refused_from": refuse_from,
        "refused_end_user": read_json(refuse_end_user) if refuse_end_user else None,
    }

    proposal = {
        "outcome": outcome,
        "grounds": ground or [],
        "explanation": free_texts(explanation, language),
        "conditions": free_texts(condition, language),
        "stale_registers": stale_register or [],
        "considered": considerations(considered, language),
        "examination": examination,
        "licence": terms if any(terms.values()) else None,
        "parts": parts if any(parts.values()) else None,
    }
    client, path = open_node(node, token), path_of("cases", case)
    done = client.post(f"{path}/proposal", proposal, of=path)
    print_json(done) if as_json else show_head(
        client.get(f"{path}/view"), f"comity case show {case}"
    )
