"""`comity case judge`, `watch`, `watch-seen`: an officer's word on hits and on licences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

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
from gateway.domain.case import LicenceState
from gateway.domain.examination import HitVerdict, MatchClass

_CaseArgument = Annotated[str, typer.Argument(help="Number of the case, e.g. DE-C-2026-00001.")]
_DenialArgument = Annotated[str, typer.Argument(help="Number of the denial, e.g. FR-2026-00001.")]

if TYPE_CHECKING:
    from gateway.cli.client import NodeClient


def judge(
    case: _CaseArgument,
    denial: _DenialArgument,
    confirm: Annotated[
        bool,
        typer.Option(
            "--confirm/--dismiss",
            help="Whether it is an essentially identical transaction.",
            show_default=False,
        ),
    ],
    reason: Annotated[str, typer.Option(help=in_words("Why, in words."), show_default=False)],
    language: LanguageOption = "en",
    again: Annotated[
        bool, typer.Option("--again", help="Replace the word of an officer that stands on it.")
    ] = False,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Confirm or dismiss a denial that was found, with a reason; it stays in the case."""
    from gateway.cli.client import open_node, path_of
    from gateway.errors import Reason, StateError

    word = {"language": language, "text": reason, "verdict": _verdict(confirm=confirm)}
    client, path = open_node(node, token), path_of("cases", case, "hits", denial, "judgement")
    of = path_of("cases", case)
    client.get(of)  # its version is from before the words: who says one between is not overridden
    stands = client.get(path)["hit"]["judgement"]
    if stands and not again:
        raise StateError(
            f"{stands['by']} has said already: {stands['verdict']}: {stands['text']}",
            reason=Reason.VERSION_REQUIRED,
            remedy="Replace that word with --again, if yours holds all the same.",
        )
    found = client.post(path, word, of=of)
    if as_json:
        print_json(found)
        return
    hit = found["hit"]
    for line in judgement_lines(hit):
        out.print(escape(f"{hit['denial_id']}: {line}"))
    out.print(escape(found["note"]))


def watch(
    every: Annotated[
        bool, typer.Option("--all", help="Also those that an officer has looked at.")
    ] = False,
    limit: LimitOption = None,
    after: AfterOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """List licences in force that match a denial which came after they were granted."""
    from gateway.cli.client import open_node

    client = open_node(node, token)
    found = client.get("/watch", limit=limit, after=after, seen="true" if every else None)
    if as_json:
        print_json(found)
        return
    _show_matches(client, found["items"])
    print_next(found)


def watch_seen(
    case: _CaseArgument,
    denial: _DenialArgument,
    reason: Annotated[
        str, typer.Option(help=in_words("What you do about it."), show_default=False)
    ],
    confirm: Annotated[
        bool | None,
        typer.Option(
            "--confirm/--dismiss", help="Whether it is an essentially identical transaction."
        ),
    ] = None,
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Mark a denial that matches a licence in force as looked at."""
    from gateway.cli.client import open_node, path_of

    verdict = None if confirm is None else _verdict(confirm=confirm)
    said = {"language": language, "text": reason, "verdict": verdict}
    client = open_node(node, token)
    found = client.post(path_of("watch", case, denial, "seen"), said)
    if as_json:
        print_json(found)
    else:
        _show_matches(client, found)


def _verdict(*, confirm: bool) -> str:
    return "confirmed" if confirm else "dismissed"


def judgement_lines(hit: dict[str, Any]) -> Iterator[str]:
    """Say what officers have said of a hit, here and in other cases."""
    said = hit["judgement"]
    if said is None:
        yield "not yet looked at"
    else:
        yield f"{word(HitVerdict, said['verdict'])} by {said['by']}: {said['text']}"
    for each in hit["earlier"]:
        verdict = word(HitVerdict, each["verdict"])
        where = f"{each['case_id']} by {each['by']}, {on(each['at'])}"
        yield f"{verdict} in {where}: {each['text']}"


def _looked(match: dict[str, Any]) -> Iterator[str]:
    """Say what officers have said of a match, and whether it is to be looked at."""
    if not match["seen"]:
        yield "again: it came nearer" if match["said"] else "no"
    for said in match["said"]:
        verdict = word(HitVerdict, said["verdict"])
        how = ", ".join(each for each in (verdict, word(MatchClass, said["match_class"])) if each)
        yield f"{said['by']} ({how}): {said['text']}"


def _show_matches(client: NodeClient, found: list[dict[str, Any]]) -> None:
    if not found:
        out.print("no licence in force matches a denial that came after it")
        return
    reading = ListReader(client)
    print_table(
        "Licences in force and denials that came after them",
        (
            *("Licence", "Stands", "Denial", "Class", "Why"),
            reading.when("Found"),
            "Looked at",
        ),
        (
            (
                f"{match['number'] or ''} {match['case_id']} ({match['reference']})".strip(),
                word(LicenceState, match["licence"]),
                match["hit"]["denial_id"] + (" (ended)" if match["denial_ended"] else ""),
                word(MatchClass, match["hit"]["match_class"]),
                "\n".join([*match["hit"]["party"]["reasons"], *match["hit"]["item"]["reasons"]]),
                reading.at(match["at"]),
                "\n".join(_looked(match)),
            )
            for match in found
        ),
    )
