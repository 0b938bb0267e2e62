"""`comity retention`: how long what the node holds is kept, and the deletion of what is older."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from gateway.cli.options import (
    AfterOption,
    LanguageOption,
    LimitOption,
    NodeOption,
    TokenOption,
    in_words,
)
from gateway.cli.output import JsonFlag, out, print_json, print_next, print_table
from gateway.cli.view import ListReader, on, word
from gateway.domain.retention import HoldReason, WhyKept

app = typer.Typer(
    help="How long what is held is kept: show, run, hold, release, held.", no_args_is_help=True
)

CaseArgument = Annotated[str, typer.Argument(help="Number of the case: DE-C-2027-00001.")]


@app.command()
def show(
    node: NodeOption = None,
    token: TokenOption = None,
    *,
    as_json: JsonFlag = False,
) -> None:
    """Show each class with its period, its source, and how much of it is older."""
    from gateway.cli.client import open_node

    _print(open_node(node, token).get("/retention"), as_json=as_json)


@app.command()
def run(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be deleted, and delete nothing.")
    ] = False,
    node: NodeOption = None,
    token: TokenOption = None,
    *,
    as_json: JsonFlag = False,
) -> None:
    """Delete what is older than its period; no envelope, receipt, act or entry of a register."""
    from gateway.cli.client import open_node

    found = open_node(node, token).post("/retention/run", dry_run=dry_run or None)
    _print(found, as_json=as_json)


@app.command()
def hold(
    case: CaseArgument,
    reason_class: Annotated[
        HoldReason, typer.Option(help="proceedings, audit, archive_law or request.")
    ],
    reason: Annotated[str, typer.Option(help=in_words("Why it is held."))],
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    *,
    as_json: JsonFlag = False,
) -> None:
    """Hold the file of a case back from deletion, on record."""
    from gateway.cli.client import open_node, path_of

    body = {"reason_class": reason_class, "language": language, "text": reason}
    made = open_node(node, token).post(path_of("retention", "held", case), body)
    if as_json:
        print_json(made)
        return
    out.print(f"The file of {made['case_id']} is held until it is released.", highlight=False)


@app.command()
def release(
    case: CaseArgument,
    reason: Annotated[str, typer.Option(help=in_words("Why nothing holds it any more."))],
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    *,
    as_json: JsonFlag = False,
) -> None:
    """Say that nothing holds the file of a case back any more."""
    from gateway.cli.client import open_node, path_of

    path = path_of("retention", "held", case, "release")
    released = open_node(node, token).post(path, {"language": language, "text": reason})
    if as_json:
        print_json(released)
        return
    out.print(f"The file of {case} is released.", highlight=False)


@app.command()
def held(
    limit: LimitOption = None,
    after: AfterOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    *,
    as_json: JsonFlag = False,
) -> None:
    """List the files of cases that officers hold back from deletion."""
    from gateway.cli.client import open_node

    client = open_node(node, token)
    found = client.get("/retention/held", limit=limit, after=after)
    if as_json:
        print_json(found)
        return
    reading = ListReader(client)
    print_table(
        "Files that are held",
        ("Case", "Why", "By", reading.when("Since")),
        (
            (
                each["case_id"],
                word(HoldReason, each["reason_class"]),
                each["by"],
                reading.at(each["since"]),
            )
            for each in found["items"]
        ),
    )
    print_next(found)


def _print(found: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    print_table(
        f"Periods of {found['version']}",
        ("Class", "Kept", "Older", "Held back", "Next", "Why", "How sure"),
        (
            (
                each["rule"]["title"],
                _kept(each["rule"]["keep_days"]),
                str(each["due"] or ""),
                str(each["held_back"] or ""),
                on(each["next_due"]),
                f"{each['rule']['article']}: {each['rule']['reason']}",
                each["rule"]["sure"],
            )
            for each in found["lines"]
        ),
    )
    for each in (kept for line in found["lines"] for kept in line["kept"]):
        out.print(f"Kept: {each['case_id']}, {word(WhyKept, each['why'])}.", highlight=False)
    out.print("Deleted, on record." if found["deleted"] else "Nothing was deleted.")


def _kept(days: int | None) -> str:
    return "no period: the program deletes none" if days is None else f"{days} days"
