"""`comity review`: what every Member State reviews; find, record, ask for time, publish."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gateway.cli.options import (
    AfterOption,
    LanguageOption,
    LimitOption,
    NodeOption,
    TokenOption,
    document_of,
    free_texts,
    in_words,
    read_json,
)
from gateway.cli.output import (
    JsonFlag,
    out,
    print_json,
    print_next,
    print_table,
    write_page,
)
from gateway.cli.view import on, show_head
from gateway.cli.waiting import show_waiting
from gateway.views.wording.english import short_date
from gateway.views.words import spelt_out

if TYPE_CHECKING:
    from gateway.cli.client import NodeClient

app = typer.Typer(
    help="Reviews by every Member State: tally, find, ask for time, publish.",
    no_args_is_help=True,
)

NumberArgument = Annotated[
    str, typer.Argument(help="Number of the notice under review, e.g. DE-N-2026-00012.")
]


@app.command("list")
def list_reviews(
    open_only: Annotated[
        bool, typer.Option("--open", help="Only those in which we have yet to say something.")
    ] = False,
    limit: LimitOption = None,
    after: AfterOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """List what every Member State reviews, and until when we do."""
    from gateway.cli.client import open_node

    found = open_node(node, token).get("/reviews", limit=limit, after=after, open_only=open_only)
    if as_json:
        print_json(found)
        return
    print_table(
        "Reviews by every Member State",
        ("Notice", "Under", "From", "We review until", "We found", "Notified"),
        (
            (
                each["number"],
                each["procedure"],
                each["origin"],
                _until(each) or on(each["due"]) or "we do not",
                _own(each),
                f"{each['notified']} of {each['of_states']}",
            )
            for each in found["items"]
        ),
    )
    print_next(found)


@app.command()
def tally(
    number: NumberArgument,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Show each State's word and its proof, what is still needed, and how our period counts."""
    from gateway.cli.client import show_noun

    show_noun(node, token, "reviews", number, as_json=as_json)


@app.command()
def page(
    number: NumberArgument,
    save: Annotated[Path, typer.Option("--out", help="File to write, e.g. review.html.")],
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Write the page of a review for the file: one HTML file, nothing beside it."""
    from gateway.cli.client import open_node, path_of

    content: bytes = open_node(node, token).get(path_of("reviews", number, "page"))
    write_page(save, content, "review", number, as_json=as_json)


@app.command()
def find(
    number: NumberArgument,
    outcome: Annotated[str, typer.Option(help="E.g. requirement, no_requirement, renew, amend.")],
    file: Annotated[
        Path | None, typer.Option(help="JSON: items and destinations of an amendment.")
    ] = None,
    ground: Annotated[
        list[str] | None, typer.Option(help=in_words("Why; may be repeated."))
    ] = None,
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Notify all of what this authority has found."""
    from gateway.cli.client import open_node, path_of

    given = {} if file is None else read_json(file)
    body = {**given, "outcome": outcome, "text": free_texts(ground, language)}
    client, path = open_node(node, token), path_of("reviews", number)
    _after(client, client.post(f"{path}/findings", body, of=path), as_json=as_json)


@app.command()
def record(
    number: NumberArgument,
    state: Annotated[str, typer.Argument(help="The Member State without a gateway, e.g. AT.")],
    outcome: Annotated[str, typer.Option(help="What it has notified, e.g. requirement.")],
    on: Annotated[str, typer.Option(help="Day on which it did, YYYY-MM-DD.")],
    given_by: Annotated[str, typer.Option("--by", help="Who notified it there.")],
    means: Annotated[str, typer.Option(help="By what it came, e.g. e_mail, post, courier.")],
    proof: Annotated[
        list[Path], typer.Option(help="File that shows it; its digest is told; repeatable.")
    ],
    text: Annotated[list[str] | None, typer.Option(help=in_words("What it said."))] = None,
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Record what a State without a gateway has notified, with its proof (Commission)."""
    from gateway.cli.client import open_node, path_of

    body = {
        "state": state,
        "outcome": outcome,
        "on": on,
        "given_by": given_by,
        "means": means,
        "proof": [document_of(each, language) for each in proof],
        "text": free_texts(text, language),
    }
    client, path = open_node(node, token), path_of("reviews", number)
    _after(client, client.post(f"{path}/words", body, of=path), as_json=as_json)


@app.command()
def extend(
    number: NumberArgument,
    working_days: Annotated[int, typer.Option("--days", help="Working days on top.")],
    reason: Annotated[str, typer.Option(help=in_words("Why the case is exceptional."))],
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Ask for more working days; the rulebook says whose period becomes longer."""
    from gateway.cli.client import open_node, path_of

    body = {"working_days": working_days, "reason": {"language": language, "text": reason}}
    client, path = open_node(node, token), path_of("reviews", number)
    _after(client, client.post(f"{path}/extensions", body, of=path), as_json=as_json)


@app.command()
def publish(
    number: NumberArgument,
    oj: Annotated[
        str | None, typer.Option(help="Reference in the Official Journal; none: show only.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option(help="JSON: items, destinations, text, effective_from.")
    ] = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Show the prepared publication, or publish it with its OJ reference (Commission)."""
    from gateway.cli.client import open_node, path_of

    client, path = open_node(node, token), path_of("reviews", number, "publication")
    if oj is None:
        found = client.get(path)
    else:
        given = {} if file is None else read_json(file)
        of = path_of("reviews", number)
        found = client.post(path, {**given, "oj_reference": oj}, of=of)
    if as_json:
        print_json(found)
    elif show_waiting(client, found):
        return
    elif oj is None:
        for each in found["text"]:
            out.print(each["text"], markup=False)
        for remark in found["remarks"]:
            out.print(f"look at: {remark}", markup=False)
    else:
        out.print(f"published as {found['number']}")


def _until(line: dict[str, Any]) -> str:
    """Return the last day of our review.

    The period ends with the midnight after it, in a zone that a line of the list does not
    name; a second before, it is that day in UTC too, wherever in the Union we are.
    """
    if line["last_instant"] is None:
        return ""
    last = datetime.fromisoformat(line["last_instant"]) - timedelta(seconds=1)
    return f"{short_date(last.astimezone(UTC).date())}, end of the day"


def _own(line: dict[str, Any]) -> str:
    if line["found"]:
        return spelt_out(line["found"])
    if line["no_answer"]:
        return "no answer"
    return "missed" if line["missed"] else ""


def _after(client: NodeClient, shown: dict[str, Any], *, as_json: bool) -> None:
    """Print a review after an act: as JSON, or for a person how it stands now."""
    if as_json:
        print_json(shown)
    elif not show_waiting(client, shown):
        from gateway.cli.client import path_of

        number = shown["number"]
        show_head(client.get(path_of("reviews", number, "view")), f"comity review tally {number}")
