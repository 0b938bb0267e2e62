"""`comity report`: an edition is frozen, its file is written, and where a cell comes from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.cli.contract.call import SLOW_S
from gateway.cli.options import (
    LanguageOption,
    NodeOption,
    TokenOption,
    free_texts,
    in_words,
    read_json,
)
from gateway.cli.output import JsonFlag, out, print_json, waiting

CollectionArgument = Annotated[str, typer.Argument(help="Id of the collection, e.g. EU-R-2025.")]
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


def edition(
    collection: CollectionArgument,
    number: Annotated[int, typer.Option(help="Number, as `editions` lists it.")],
    embargoed: Annotated[
        bool,
        typer.Option("--embargoed", help="Before its publication, for the Coordination Group."),
    ] = False,
    write: Annotated[Path | None, typer.Option(help="Write the edition's file here.")] = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Show an edition, or write its file, from which everything is published."""
    from gateway.cli.client import open_node, path_of
    from gateway.domain.annual.edition import Edition

    place = path_of("report", "collections", collection, "editions", str(number))
    found = open_node(node, token).get(place, embargoed=embargoed)
    if write is not None:
        write.write_bytes(Edition.model_validate(found).to_bytes())
    if as_json:
        print_json(found)
        return
    out.print(f"[bold]edition {found['number']}[/]  {found['title']}", soft_wrap=True)
    out.print(
        f"{len(found['states'])} States, {len(found['tables'])} tables, "
        f"{len(found['changes'])} cells changed"
    )


def provenance(
    collection: CollectionArgument,
    table: Annotated[str, typer.Argument(help="Key of the collected table.")],
    at: Annotated[
        list[str] | None,
        typer.Option("--at", help="Code of each dimension of the cell, in order; * is a total."),
    ] = None,
    origin: Annotated[str, typer.Option(help="Member State; * is the Union.")] = "*",
    number: Annotated[
        int | None, typer.Option("--edition", help="An edition; else what counts now.")
    ] = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Say which submissions, versions and cells a cell comes from, and add it up again."""
    from gateway.cli.client import open_node, path_of
    from gateway.cli.contract.shown import show_thing

    place = path_of("report", "collections", collection, "provenance")
    client = open_node(node, token)
    found = client.get(place, table=table, at=at or [], origin=origin, edition=number)
    if as_json:
        print_json(found)
        return
    same = "the same" if found["figures"] == found["recomputed"] else "[bold red]not the same[/]"
    out.print(f"added up again from the signed submissions: {same}")
    show_thing(client, found)


def _order(
    title: str,
    publish_on: str,
    embargo: str | None,
    sections: Path | None,
    earlier: Path | None,
) -> dict[str, Any]:
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
    from gateway.cli.contract.shown import show_thing

    place = path_of("report", "collections", collection, "editions")
    client = open_node(node, token, timeout_s=SLOW_S)
    with waiting("The edition is protected and audited", quiet=as_json):
        frozen = client.post(place, body)
    if as_json:
        print_json(frozen)
        return
    show_thing(client, frozen)
