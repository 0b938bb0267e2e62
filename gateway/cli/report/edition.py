"""`comity report`: editions and their files, and where a cell comes from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.cli.options import AfterOption, LimitOption, NodeOption, TokenOption
from gateway.cli.output import JsonFlag, out, print_json, print_next, print_table
from gateway.cli.report.collection import AtOption, CollectionArgument


def edition(
    collection: CollectionArgument,
    number: Annotated[
        int | None, typer.Option(help="Number of the edition; all are listed without it.")
    ] = None,
    embargoed: Annotated[
        bool,
        typer.Option("--embargoed", help="Before its publication, for the Coordination Group."),
    ] = False,
    write: Annotated[Path | None, typer.Option(help="Write the edition's file here.")] = None,
    limit: LimitOption = None,
    after: AfterOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """List the editions, or write the file of one, from which everything is published."""
    from gateway.cli.client import open_node, path_of
    from gateway.domain.annual.edition import Edition
    from gateway.errors import InputError

    client = open_node(node, token)
    place = path_of("report", "collections", collection, "editions")
    if number is None:
        if write is not None:
            raise InputError("number: name the edition that is written", field="number")
        listed = client.get(place, limit=limit, after=after)
        if as_json:
            print_json(listed)
            return
        print_editions(listed["items"], as_json=False)
        print_next(listed)
        return
    found = client.get(
        path_of("report", "collections", collection, "editions", str(number)),
        embargoed=embargoed,
    )
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
    at: AtOption = None,
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

    place = path_of("report", "collections", collection, "provenance")
    which: dict[str, Any] = {"table": table, "at": at or [], "origin": origin}
    if number is not None:
        which["edition"] = number
    found = open_node(node, token).get(place, **which)
    if as_json:
        print_json(found)
        return
    same = "the same" if found["figures"] == found["recomputed"] else "[bold red]not the same[/]"
    out.print(f"{table} {' | '.join(at or ())} of {origin}: {_figures(found['figures'])}")
    out.print(f"added up again from the signed submissions: {same}")
    print_table(
        "Comes from",
        ("State", "Version", "Digest", "Number and value", "Marks"),
        (
            (
                each["source"]["state"],
                str(each["source"]["version"]),
                each["source"]["digest"][:16],
                _figures(each["figures"]) if each["sent"] else "not sent: zero",
                ", ".join(mark["ground"] for mark in each["marks"]),
            )
            for each in found["contributions"]
        ),
    )
    if found["missing"]:
        out.print(f"nothing from {', '.join(found['missing'])}", soft_wrap=True)


def print_editions(found: list[dict[str, Any]], *, as_json: bool) -> None:
    """Print editions: frozen, released, published."""
    if as_json:
        print_json(found)
        return
    print_table(
        "Editions",
        ("No", "Frozen", "By", "Released by", "Embargo", "Published", "Digest"),
        (
            (
                str(each["number"]),
                each["frozen"],
                each["frozen_by"],
                each["released_by"],
                each["embargo"] or "",
                each["published"] or "",
                each["digest"][:16],
            )
            for each in found
        ),
    )


def _figures(figures: dict[str, Any] | None) -> str:
    if figures is None:
        return "not available"
    euro, cents = divmod(figures["value_cents"], 100)
    return f"{figures['number']}, EUR {euro:,}.{cents:02}"
