"""`comity report`: draft, confidentiality round, freeze, release, late data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.cli.options import (
    AfterOption,
    LanguageOption,
    LimitOption,
    NodeOption,
    TokenOption,
    free_texts,
    in_words,
)
from gateway.cli.output import JsonFlag, out, print_json, print_next, print_table, waiting
from gateway.cli.report.collection import (
    CollectionArgument,
    print_submissions,
    show_collection,
)
from gateway.cli.report.edition import print_editions

SLOW_S = 900.0
"""Longest wait for a draft or an edition: disclosure control of the whole Union."""

TitleOption = Annotated[str, typer.Option(help="Title of the report.")]
PublishOption = Annotated[str, typer.Option(help="Day of publication, YYYY-MM-DD.")]
EmbargoOption = Annotated[
    str | None, typer.Option(help="Instant before which nothing is published, with offset.")
]
SectionsOption = Annotated[
    Path | None,
    typer.Option(help="JSON with what the Commission services write: {key: text}."),
]

EarlierOption = Annotated[
    Path | None,
    typer.Option(help="JSON with totals of years that this node has no edition of: {earlier: []}."),
]


def draft(
    collection: CollectionArgument,
    whole: Annotated[
        bool, typer.Option("--whole", help="Also every table cell by cell (with --json).")
    ] = False,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Consolidate what counts now, and say how the tables would appear."""
    from gateway.cli.client import open_node, path_of

    place = path_of("report", "collections", collection, "draft")
    client = open_node(node, token, timeout_s=SLOW_S)
    with waiting("The tables are protected", quiet=as_json):
        found = client.get(place, whole=whole)
    if as_json:
        print_json(found)
        return
    out.print(f"[bold]{found['coverage']}[/]  draft {found['digest'][:16]}")
    for words, states in (("missing", found["missing"]), ("not cleared", found["uncleared"])):
        if states:
            out.print(f"{words}: {', '.join(states)}", soft_wrap=True)
    columns = ("value", "zero", "not_available", "confidential", "suppressed")
    print_table(
        "Tables as they would appear",
        ("No", "Title", "Cells", *(each.replace("_", " ") for each in columns)),
        (
            (
                each["number"],
                each["title"],
                str(each["cells"]),
                *(str(each["states"].get(name, "")) for name in columns),
            )
            for each in found["tables"]
        ),
    )


def open_round(
    collection: CollectionArgument,
    until: Annotated[
        str | None, typer.Option(help="Last day to clear, YYYY-MM-DD; else by the template.")
    ] = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Send each State its tables exactly as they would appear, to clear, mark or merge."""
    from gateway.cli.client import open_node, path_of

    place = path_of("report", "collections", collection, "rounds")
    client = open_node(node, token, timeout_s=SLOW_S)
    with waiting("The tables are protected and sent", quiet=as_json):
        found = client.post(place, {"until": until})
    show_collection(found, as_json=as_json)


def freeze(
    collection: CollectionArgument,
    title: TitleOption,
    publish_on: PublishOption,
    embargo: EmbargoOption = None,
    sections: SectionsOption = None,
    earlier: EarlierOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Freeze what counts as the first edition; a second person releases it."""
    body = _order(title, publish_on, embargo, sections, earlier)
    _freeze(collection, body, node, token, as_json=as_json)


def corrigendum(
    collection: CollectionArgument,
    reason: Annotated[list[str], typer.Argument(help=in_words("Why there is one."))],
    title: TitleOption,
    publish_on: PublishOption,
    embargo: EmbargoOption = None,
    sections: SectionsOption = None,
    earlier: EarlierOption = None,
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Freeze what counts now as the next edition, with the cells that it changes."""
    body = _order(title, publish_on, embargo, sections, earlier)
    body["reason"] = free_texts(reason, language)
    _freeze(collection, body, node, token, as_json=as_json)


def release(
    collection: CollectionArgument,
    consulted: Annotated[
        str, typer.Option(help="When the Coordination Group had been consulted, YYYY-MM-DD.")
    ],
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Release the newest edition as the second person; published when its embargo is over."""
    from gateway.cli.client import open_node, path_of

    place = path_of("report", "collections", collection, "release")
    client = open_node(node, token, timeout_s=SLOW_S)
    with waiting("The edition is audited", quiet=as_json):
        released = client.post(place, {"consulted": consulted})
    print_editions([released], as_json=as_json)


def set_aside(
    collection: CollectionArgument,
    why: Annotated[str, typer.Argument(help="Why, for the record.")],
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Set the frozen edition aside that is not released; correct, and freeze again."""
    from gateway.cli.client import open_node, path_of

    place = path_of("report", "collections", collection, "setting-aside")
    print_editions([open_node(node, token).post(place, {"why": why})], as_json=as_json)


def late(
    collection: CollectionArgument,
    take: Annotated[
        str | None, typer.Option(help="Digest of a submission that counts from now on.")
    ] = None,
    leave: Annotated[
        str | None, typer.Option(help="Digest of a submission that is not taken.")
    ] = None,
    why: Annotated[str | None, typer.Option(help="Why, for the record.")] = None,
    limit: LimitOption = None,
    after: AfterOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Show what came after the freeze; take one for the next edition, or leave it."""
    from gateway.cli.client import open_node, path_of
    from gateway.errors import InputError

    client = open_node(node, token)
    if take is None and leave is None:
        found = client.get(
            path_of("report", "collections", collection, "late"), limit=limit, after=after
        )
        if as_json:
            print_json(found)
            return
        print_submissions(found["items"], as_json=False)
        print_next(found)
        return
    if (take is not None and leave is not None) or not why:
        raise InputError("take, leave, why: one submission, and why", field="why")
    place = path_of("report", "collections", collection, "late", take or leave or "")
    done = client.post(place, {"take": take is not None, "why": why})
    print_submissions([done], as_json=as_json) if not as_json else print_json(done)


def _order(
    title: str,
    publish_on: str,
    embargo: str | None,
    sections: Path | None,
    earlier: Path | None,
) -> dict[str, Any]:
    from gateway.cli.options import read_json

    written = {} if sections is None else read_json(sections)
    return {
        "title": title,
        "publish_on": publish_on,
        "embargo_until": embargo,
        "earlier": [] if earlier is None else read_json(earlier).get("earlier", []),
        "sections": [
            {"key": key, "text": [{"language": "en", "text": str(words)}]}
            for key, words in written.items()
        ],
    }


def _freeze(
    collection: str, body: dict[str, Any], node: str | None, token: str | None, *, as_json: bool
) -> None:
    from gateway.cli.client import open_node, path_of

    place = path_of("report", "collections", collection, "editions")
    client = open_node(node, token, timeout_s=SLOW_S)
    with waiting("The edition is protected and audited", quiet=as_json):
        frozen = client.post(place, body)
    print_editions([frozen], as_json=as_json)
