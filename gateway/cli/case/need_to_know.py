"""`comity case restrict`, `let-in`, `open-restricted`, `unrestrict`, `restricted`: need to know."""

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
from gateway.cli.view import ListReader, word

_Subject = Annotated[
    str, typer.Argument(help="Number of the case, or id of a consultation that others ask of us.")
]
_Reason = Annotated[str, typer.Option(help=in_words("Why, in words."), show_default=False)]


def restrict(
    subject: _Subject,
    reason_class: Annotated[
        str,
        typer.Option(
            help="Class of the reason: source_protection, ongoing_investigation, "
            "person_of_public_interest, conflict_of_interest or state_security.",
            show_default=False,
        ),
    ],
    reason: _Reason,
    to: Annotated[list[str] | None, typer.Option(help="An account that needs to know.")] = None,
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Restrict a case to yourself and who else needs to know; for others it is not there."""
    words = {"language": language, "text": reason}
    body = {"reason_class": reason_class, "reason": words, "to": to or []}
    _say(node, token, (subject,), body, as_json=as_json)


def let_in(
    subject: _Subject,
    reason: _Reason,
    to: Annotated[list[str] | None, typer.Option(help="An account that needs to know.")] = None,
    out_of: Annotated[
        list[str] | None, typer.Option("--out", help="An account that need not know any more.")
    ] = None,
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Name who needs to know of a restricted case from now on, and who does not any more."""
    words = {"language": language, "text": reason}
    body = {"add": to or [], "take": out_of or [], "reason": words}
    _say(node, token, (subject, "names"), body, as_json=as_json)


def open_restricted(
    subject: _Subject,
    reason: _Reason,
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Open a restricted case for three days, as a decider; who is named is told at once."""
    words = {"language": language, "text": reason}
    _say(node, token, (subject, "opening"), words, as_json=as_json)


def unrestrict(
    subject: _Subject,
    reason: _Reason,
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Take the mark off: every officer sees the case again."""
    from gateway.cli.client import open_node, path_of

    words = {"language": language, "text": reason}
    found = open_node(node, token).post(path_of("restrictions", subject, "lifting"), words)
    if as_json:
        print_json(found)
    else:
        out.print(f"{subject} is not restricted any more.", markup=False)


def restricted(
    limit: LimitOption = None,
    after: AfterOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """List what is restricted, by number alone: for deciders and auditors."""
    from gateway.cli.client import open_node
    from gateway.domain.case.restriction import RestrictionClass

    client = open_node(node, token)
    found = client.get("/restrictions", limit=limit, after=after)
    if as_json:
        print_json(found)
        return
    reading = ListReader(client)
    rows = [
        (
            each["subject"],
            word(RestrictionClass, each["reason_class"]),
            each["by"],
            reading.at(each["at"]),
        )
        for each in found["items"]
    ]
    print_table("Restricted", ("What", "Why", "By", reading.when("Since")), rows)
    print_next(found)


def _say(
    node: str | None,
    token: str | None,
    place: tuple[str, ...],
    body: dict[str, Any],
    *,
    as_json: bool,
) -> None:
    """Send it, and print who sees it now; the case's own view has the mark whole."""
    from gateway.cli.client import open_node, path_of

    client = open_node(node, token)
    mark = client.post(path_of("restrictions", *place), body)
    if as_json:
        print_json(mark)
        return
    reading = ListReader(client)
    named = ", ".join(
        each["account"] + (f" (until {reading.at(each['until'])})" if each["until"] else "")
        for each in mark["named"]
    )
    out.print(f"{mark['subject']} is seen by {named}.", markup=False)
