"""`comity case`: cases of every kind, their examination, amendment and decision."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gateway.cli.case import examination, judge, need_to_know, sensitive
from gateway.cli.options import (
    AfterOption,
    AuthorityFilter,
    CodeFilter,
    DestinationFilter,
    LanguageOption,
    LimitOption,
    NodeOption,
    PartyFilter,
    ReferenceFilter,
    TokenOption,
    considerations,
    free_texts,
    in_words,
    line_parts,
    read_json,
)
from gateway.cli.output import JsonFlag, out, print_json, print_next, print_table
from gateway.cli.view import CsvOption, ListReader, XlsxOption, land, word, written
from gateway.domain.case import CaseState

if TYPE_CHECKING:
    from gateway.cli.client import NodeClient

app = typer.Typer(help="Cases: file, show, assess, amend, propose, decide.", no_args_is_help=True)

app.command()(sensitive.sensitive)
app.command()(sensitive.looked)
app.command()(examination.examinations)
app.add_typer(examination.app, name="examination")
app.command()(examination.add_end_user)
app.command()(judge.judge)
app.command()(judge.watch)
app.command()(judge.watch_seen)
app.command()(need_to_know.restrict)
app.command()(need_to_know.let_in)
app.command()(need_to_know.open_restricted)
app.command()(need_to_know.unrestrict)
app.command()(need_to_know.restricted)

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


@app.command("list")
def list_cases(
    state: Annotated[
        str | None, typer.Option(help="filed, consulting, assessment, proposed, decided ...")
    ] = None,
    reference: ReferenceFilter = None,
    kind: Annotated[str | None, typer.Option(help="Only of this kind, e.g. application.")] = None,
    destination: DestinationFilter = None,
    authority: AuthorityFilter = None,
    party: PartyFilter = None,
    code: CodeFilter = None,
    filed_from: Annotated[str | None, typer.Option(help="Only filed on this day or later.")] = None,
    filed_until: Annotated[
        str | None, typer.Option(help="Only filed on this day or before.")
    ] = None,
    filed_by: Annotated[str | None, typer.Option(help="Only filed by this account.")] = None,
    limit: LimitOption = None,
    after: AfterOption = None,
    xlsx: XlsxOption = None,
    csv: CsvOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """List cases, newest first."""
    from gateway.cli.client import open_node

    client = open_node(node, token)
    asked = {
        "state": state,
        "reference": reference,
        "procedure": kind,
        "destination": destination,
        "authority": authority,
        "party": party,
        "code": code,
        "filed_from": filed_from,
        "filed_until": filed_until,
        "filed_by": filed_by,
        "limit": limit,
        "after": after,
    }
    if written(client, "/cases", xlsx, csv, as_json=as_json, **asked):
        return
    found = client.get("/cases", **asked)
    if as_json:
        print_json(found)
        return
    _print_cases(client, found)


def _print_cases(client: NodeClient, found: dict[str, Any]) -> None:
    reading = ListReader(client)
    print_table(
        "Cases",
        (
            *("Case", "Kind", "Reference", "State", "Destination"),
            reading.when("Filed"),
            "Attention",
        ),
        (
            (
                case["case_id"],
                reading.case_kind(case),
                case["reference"],
                word(CaseState, case["state"]),
                land(case["destination"]),
                reading.at(case["filed_at"]),
                case["attention"] or "",
            )
            for case in found["items"]
        ),
    )
    print_next(found)


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
def show(
    case: CaseArgument,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Show a case: all of it, with denials beside it, clocks, answers, decision, acts."""
    from gateway.cli.client import show_noun

    show_noun(node, token, "cases", case, as_json=as_json)


@app.command("file")
def file_application(
    application: Annotated[Path, typer.Argument(help="Application as JSON; - reads the input.")],
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """File an application; the same one again gives the same case."""
    from gateway.cli.client import open_node

    client = open_node(node, token)
    show_or_print(client, client.post("/applications", read_json(application)), as_json=as_json)


@app.command()
def assess(
    case: CaseArgument,
    assessment: Annotated[
        Path,
        typer.Argument(help="JSON: risk, internal_repression, serious_violations, sources ..."),
    ],
    summary: Annotated[
        bool, typer.Option("--summary", help="Show others its summary only, not the whole.")
    ] = False,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Record the human-rights assessment, and what others see of it."""
    from gateway.cli.client import open_node, path_of

    body = read_json(assessment)
    release = "summary" if summary else "whole"
    path = path_of("cases", case, "assessment")
    client = open_node(node, token)
    show_or_print(
        client, client.put(path, body, of=path_of("cases", case), release=release), as_json=as_json
    )


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
    client = open_node(node, token)
    show_or_print(
        client,
        client.post(path_of("cases", case, "proposal"), proposal, of=path_of("cases", case)),
        as_json=as_json,
    )


@app.command()
def decide(
    case: CaseArgument,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Decide what was proposed, as the second officer."""
    from gateway.cli.client import open_node, path_of

    client = open_node(node, token)
    show_or_print(
        client,
        client.post(path_of("cases", case, "decision"), of=path_of("cases", case)),
        as_json=as_json,
    )


@app.command()
def withdraw(
    case: CaseArgument,
    reason: Annotated[
        str, typer.Option(help=in_words("What the applicant said."), show_default=False)
    ],
    determined: Annotated[
        bool | None,
        typer.Option(
            "--determined/--not-determined",
            help="Whether it had been determined that the export will not be authorised; asked "
            "after a negative assessment. It is notified as a denial.",
            show_default=False,
        ),
    ] = None,
    ground: Annotated[
        list[str] | None,
        typer.Option(help="Coded ground of the determination; may be repeated."),
    ] = None,
    explanation: Annotated[
        list[str] | None,
        typer.Option(help=in_words("Why it was determined, in words for all; may be repeated.")),
    ] = None,
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Record that the applicant withdrew the application."""
    from gateway.cli.client import open_node, path_of

    body = {
        "language": language,
        "text": reason,
        "determined": determined,
        "grounds": ground or [],
        "explanation": free_texts(explanation, language),
    }
    client = open_node(node, token)
    show_or_print(
        client,
        client.post(path_of("cases", case, "withdrawal"), body, of=path_of("cases", case)),
        as_json=as_json,
    )


@app.command()
def amend(
    case: CaseArgument,
    application: Annotated[Path, typer.Argument(help="The whole application as amended.")],
    reason: Annotated[str, typer.Option(help=in_words("Why, in words."), show_default=False)],
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Amend an application; a material change begins new consultations."""
    from gateway.cli.client import open_node, path_of

    body = {"language": language, "text": reason, "application": read_json(application)}
    client = open_node(node, token)
    show_or_print(
        client,
        client.post(path_of("cases", case, "amendment"), body, of=path_of("cases", case)),
        as_json=as_json,
    )


@app.command()
def rely(
    case: CaseArgument,
    conversation: Annotated[
        str, typer.Argument(help="Conversation in which this authority answered before.")
    ],
    circumstances: Annotated[
        str,
        typer.Option(help=in_words("Why they have not changed substantially."), show_default=False),
    ],
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Rely on an answer that this authority gave before, on record."""
    from gateway.cli.client import open_node, path_of
    from gateway.cli.consultation.naming import consultation_id

    client = open_node(node, token)
    named = consultation_id(client, conversation)
    body = {"language": language, "text": circumstances, "conversation_id": named}
    show_or_print(
        client,
        client.post(path_of("cases", case, "reliance"), body, of=path_of("cases", case)),
        as_json=as_json,
    )


@app.command("final-assessment")
def final_assessment(
    denial: Annotated[str, typer.Argument(help="Denial of the suspension.")],
    outcome: Annotated[
        str,
        typer.Option(help="reinstated, revoked, annulled or limited.", show_default=False),
    ],
    on: Annotated[
        str,
        typer.Option("--on", "--at", help="Day of the assessment, e.g. 2026-03-02."),
    ],
    ground: Annotated[list[str], typer.Option(help=in_words("Why, in words; may be repeated."))],
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """End the suspension of a licence; every member gets its final assessment."""
    from gateway.cli.client import open_node, path_of

    body = {
        "denial_id": denial,
        "outcome": outcome,
        "at": on,
        "grounds": free_texts(ground, language),
    }
    client = open_node(node, token)
    found = client.post(path_of("denials", denial, "final-assessment"), body)
    show_or_print(client, found, as_json=as_json)


@app.command()
def page(
    case: CaseArgument,
    save: Annotated[Path, typer.Option("--out", help="File to write, e.g. case.html.")],
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Write the page of a case for the file: one HTML file, nothing beside it."""
    from gateway.cli.client import open_node, path_of
    from gateway.cli.output import write_page

    content: bytes = open_node(node, token).get(path_of("cases", case, "page"))
    write_page(save, content, "case", case, as_json=as_json)


def show_or_print(client: NodeClient, case: dict[str, Any], *, as_json: bool) -> None:
    """Print a case after an act: as JSON, or for a person how it stands now."""
    if as_json:
        print_json(case)
        return
    from gateway.cli.client import path_of
    from gateway.cli.view import show_head

    path = path_of("cases", case["case_id"], "view")
    show_head(client.get(path), f"comity case show {case['case_id']}")
