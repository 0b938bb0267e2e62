"""`comity case`: applications, their examination, assessment and decision."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.cli.options import LanguageOption, NodeOption, TokenOption, free_texts, read_json
from gateway.cli.output import JsonFlag, out, print_json, print_table

app = typer.Typer(help="Cases: file, show, assess, propose, decide.", no_args_is_help=True)

CaseArgument = Annotated[str, typer.Argument(help="Number of the case, e.g. DE-C-2026-00001.")]


@app.command("list")
def list_cases(
    state: Annotated[
        str | None, typer.Option(help="filed, consulting, assessment, proposed, decided ...")
    ] = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """List cases, newest first."""
    from gateway.cli.client import open_node

    found = open_node(node, token).get("/cases", state=state)
    if as_json:
        print_json(found)
        return
    print_table(
        "Cases",
        ("Case", "Reference", "State", "Destination", "Filed", "Attention"),
        (
            (
                case["case_id"],
                case["reference"],
                case["state"],
                case["destination"],
                case["filed_at"],
                case["attention"] or "",
            )
            for case in found
        ),
    )


@app.command()
def show(
    case: CaseArgument,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Show a case: examination with reasons, clocks, answers, decision, acts."""
    from gateway.cli.client import open_node

    _show(open_node(node, token).get(f"/cases/{case}"), as_json=as_json)


@app.command("file")
def file_application(
    application: Annotated[Path, typer.Argument(help="Application as JSON; - reads the input.")],
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """File an application; the same one again gives the same case."""
    from gateway.cli.client import open_node

    _show(open_node(node, token).post("/applications", read_json(application)), as_json=as_json)


@app.command()
def assess(
    case: CaseArgument,
    assessment: Annotated[
        Path,
        typer.Argument(help="JSON: risk, internal_repression, serious_violations, sources ..."),
    ],
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Record the human-rights assessment."""
    from gateway.cli.client import open_node

    body = read_json(assessment)
    _show(open_node(node, token).put(f"/cases/{case}/assessment", body), as_json=as_json)


@app.command()
def propose(
    case: CaseArgument,
    outcome: Annotated[
        str, typer.Option(help="granted, granted_with_conditions or refused.", show_default=False)
    ],
    explanation: Annotated[list[str], typer.Option(help="Why, in words; may be repeated.")],
    ground: Annotated[
        list[str] | None,
        typer.Option(help="Coded ground of a refusal, e.g. human_rights; may be repeated."),
    ] = None,
    condition: Annotated[
        list[str] | None, typer.Option(help="Condition of a grant; may be repeated.")
    ] = None,
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Propose a decision; a second officer decides."""
    from gateway.cli.client import open_node

    proposal = {
        "outcome": outcome,
        "grounds": ground or [],
        "explanation": free_texts(explanation, language),
        "conditions": free_texts(condition, language),
    }
    _show(open_node(node, token).post(f"/cases/{case}/proposal", proposal), as_json=as_json)


@app.command()
def decide(
    case: CaseArgument,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Decide what was proposed, as the second officer."""
    from gateway.cli.client import open_node

    _show(open_node(node, token).post(f"/cases/{case}/decision"), as_json=as_json)


@app.command()
def withdraw(
    case: CaseArgument,
    reason: Annotated[str, typer.Option(help="What the applicant said.", show_default=False)],
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Record that the applicant withdrew the application."""
    from gateway.cli.client import open_node

    body = {"language": language, "text": reason}
    _show(open_node(node, token).post(f"/cases/{case}/withdrawal", body), as_json=as_json)


@app.command()
def page(
    case: CaseArgument,
    save: Annotated[Path, typer.Option("--out", help="File to write, e.g. case.html.")],
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Write the page of a case for the file: one HTML file, nothing beside it."""
    from gateway.cli.client import open_node
    from gateway.cli.output import write_file

    content: bytes = open_node(node, token).get(f"/cases/{case}/page")
    write_file(save, content)
    if as_json:
        print_json({"case": case, "page": str(save.absolute()), "octets": len(content)})
    else:
        out.print(f"The page of {case} is {save.absolute()}", soft_wrap=True)


@app.command()
def tasks(node: NodeOption = None, token: TokenOption = None, as_json: JsonFlag = False) -> None:
    """List what a person must look at, oldest first."""
    from gateway.cli.client import open_node

    found = open_node(node, token).get("/tasks")
    if as_json:
        print_json(found)
        return
    print_table(
        "To look at",
        ("Since", "Kind", "About", "What"),
        ((task["opened"], task["kind"], task["subject"], task["text"]) for task in found),
        empty="nothing",
    )


def _show(case: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(case)
        return
    from gateway.cli.case_view import show_case

    show_case(case)
