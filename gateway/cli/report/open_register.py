"""`comity report open`: the open register of licences; and a licence as customs see it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.cli.options import AfterOption, LimitOption, NodeOption, TokenOption
from gateway.cli.output import JsonFlag, out, print_json, print_next, print_table

app = typer.Typer(
    help="The open register of licences: classify, prepare, release, write.",
    no_args_is_help=True,
)


@app.command()
def classify(
    case: Annotated[str, typer.Argument(help="Number of the case.")],
    end_use: Annotated[str, typer.Argument(help="Class of end use, a key of the policy.")],
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Give a case its class of end use."""
    from gateway.cli.client import open_node, path_of

    path = path_of("open-register", "classes", case)
    open_node(node, token).put(path, {"end_use": end_use}, of=path_of("cases", case))
    if as_json:
        print_json({"case": case, "end_use": end_use})
        return
    out.print(f"{case}: {end_use}")


@app.command()
def prepare(node: NodeOption = None, token: TokenOption = None, as_json: JsonFlag = False) -> None:
    """Prepare the lines of the months that are old enough; nobody sees them yet."""
    from gateway.cli.client import open_node

    _show(open_node(node, token).post("/open-register/releases"), as_json=as_json)


@app.command()
def release(
    number: Annotated[int, typer.Argument(help="Number of what was prepared.")],
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Release what another officer has prepared."""
    from gateway.cli.client import open_node, path_of

    path = path_of("open-register", "releases", str(number), "release")
    _show(open_node(node, token).post(path), as_json=as_json)


@app.command("list")
def list_releases(
    limit: LimitOption = None,
    after: AfterOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """List what was prepared and released."""
    from gateway.cli.client import open_node

    found = open_node(node, token).get("/open-register/releases", limit=limit, after=after)
    if as_json:
        print_json(found)
        return
    print_table(
        "Releases of the open register",
        ("No", "Until", "Lines", "Left out", "Prepared by", "Released"),
        (
            (
                str(each["number"]),
                each["until"],
                str(len(each["lines"])),
                str(each["withheld"]),
                each["prepared_by"],
                each["released_at"] or "not yet",
            )
            for each in found["items"]
        ),
    )
    print_next(found)


@app.command()
def write(
    folder: Annotated[Path, typer.Argument(help="Folder for a web server.")],
    address: Annotated[str, typer.Option(help="Where it will be served, for the feed.")],
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Write what was released as a page, CSV, JSON and an Atom feed."""
    from gateway.cli.client import open_node
    from gateway.domain.openness import OpenRelease
    from gateway.reports.open_site import write_open_site

    found = open_node(node, token).walk("/open-register/published")
    releases = [OpenRelease.model_validate(each) for each in found]
    files = [str(path) for path in write_open_site(releases, folder, address=address)]
    if as_json:
        print_json({"releases": len(releases), "files": files})
        return
    out.print(f"{len(releases)} releases: {', '.join(files)}", soft_wrap=True)


def customs(
    reference: Annotated[
        str, typer.Argument(help="Licence, its case, or the reference it was filed under.")
    ],
    on: Annotated[str | None, typer.Option(help="Day on which goods leave: 2026-03-01.")] = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Show a licence in the terms of Regulation (EU) 2022/2399."""
    from gateway.cli.client import open_node, path_of

    found = open_node(node, token).get(path_of("customs", "licences", reference), on=on)
    if as_json:
        print_json(found)
        return
    word = "may be used" if found["usable"] else "may not be used"
    out.print(
        f"[bold]{found['number']}[/] {found['kind']}, {found['state'].replace('_', ' ')}: {word}"
    )
    out.print(
        f"valid {found['valid_from']} to {found['valid_until']}, to {found['destination']}, "
        f"EORI {found['eori'] or 'not stated'}"
    )
    print_table(
        "Items",
        ("Line", "Codes", "CN", "Quantity", "Value"),
        (
            (
                str(each["line"]),
                " ".join(each["codes"]),
                each["cn_code"] or "",
                f"{each['quantity'] or ''} {each['unit']}".strip(),
                f"{each['value'] or ''} {each['currency'] or ''}".strip(),
            )
            for each in found["items"]
        ),
    )


def _show(found: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    state = f"released {found['released_at']}" if found["released_at"] else "prepared, not released"
    out.print(
        f"[bold]release {found['number']}[/], until {found['until']}: {state}; "
        f"about {found['withheld']} left out"
    )
    columns = ("month", "item", "destination", "end_use", "decision", "human_rights")
    print_table(
        "Lines",
        ("Month", "Items", "Destination", "End use", "Decision", "Human rights"),
        (
            tuple("" if each[name] is None else str(each[name]) for name in columns)
            for each in found["lines"]
        ),
    )
