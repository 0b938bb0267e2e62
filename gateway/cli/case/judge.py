"""`comity case judge`, `watch`, `watch-seen`: an officer's word on hits and on licences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import typer
from rich.markup import escape

from gateway.cli.options import AfterOption, LanguageOption, LimitOption, NodeOption, TokenOption
from gateway.cli.output import JsonFlag, out, print_json, print_next, print_table

_CaseArgument = Annotated[str, typer.Argument(help="Number of the case, e.g. DE-C-2026-00001.")]
_DenialArgument = Annotated[str, typer.Argument(help="Number of the denial, e.g. FR-2026-00001.")]


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
    reason: Annotated[str, typer.Option(help="Why, in words.", show_default=False)],
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Confirm or dismiss a denial that was found, with a reason; it stays in the case."""
    from gateway.cli.client import open_node, path_of

    word = {"language": language, "text": reason, "verdict": _verdict(confirm=confirm)}
    found = open_node(node, token).post(path_of("cases", case, "hits", denial, "judgement"), word)
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

    found = open_node(node, token).get(
        "/watch", limit=limit, after=after, seen="true" if every else None
    )
    if as_json:
        print_json(found)
        return
    _show_matches(found["items"])
    print_next(found)


def watch_seen(
    case: _CaseArgument,
    denial: _DenialArgument,
    reason: Annotated[str, typer.Option(help="What you do about it.", show_default=False)],
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
    word = {"language": language, "text": reason, "verdict": verdict}
    found = open_node(node, token).post(path_of("watch", case, denial, "seen"), word)
    if as_json:
        print_json(found)
    else:
        _show_matches(found)


def _verdict(*, confirm: bool) -> str:
    return "confirmed" if confirm else "dismissed"


def judgement_lines(hit: dict[str, Any]) -> Iterator[str]:
    """Say what officers have said of a hit, here and in other cases."""
    said = hit["judgement"]
    if said is None:
        yield "not yet looked at"
    else:
        yield f"{said['verdict']} by {said['by']}: {said['text']}"
    for each in hit["earlier"]:
        yield (
            f"{each['verdict']} in {each['case_id']} by {each['by']}, {each['at'][:10]}: "
            f"{each['text']}"
        )


def _looked(match: dict[str, Any]) -> Iterator[str]:
    """Say what officers have said of a match, and whether it is to be looked at."""
    if not match["seen"]:
        yield "again: it came nearer" if match["said"] else "no"
    for word in match["said"]:
        verdict = f"{word['verdict']}, " if word["verdict"] else ""
        yield f"{word['by']} ({verdict}{word['match_class']}): {word['text']}"


def _show_matches(found: list[dict[str, Any]]) -> None:
    if not found:
        out.print("no licence in force matches a denial that came after it")
        return
    print_table(
        "Licences in force and denials that came after them",
        ("Licence", "Stands", "Denial", "Class", "Why", "Found", "Looked at"),
        (
            (
                f"{match['number'] or ''} {match['case_id']} ({match['reference']})".strip(),
                match["licence"].replace("_", " "),
                match["hit"]["denial_id"] + (" (ended)" if match["denial_ended"] else ""),
                match["hit"]["match_class"],
                "\n".join([*match["hit"]["party"]["reasons"], *match["hit"]["item"]["reasons"]]),
                match["at"],
                "\n".join(_looked(match)),
            )
            for match in found
        ),
    )
