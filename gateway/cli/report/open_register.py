"""`comity report open write`: the open register of licences as files for a web server."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.options import NodeOption, TokenOption, arg, opt
from gateway.cli.output import JsonFlag, say

app = typer.Typer(no_args_is_help=True)


@app.callback()
def open_register() -> None:
    """The open register of licences."""


@app.command()
def write(
    folder: Annotated[Path, arg("Folder for a web server.")],
    address: Annotated[str, opt("Where it will be served, for the feed.")],
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
    said = f"{len(releases)} releases: {', '.join(files)}"
    say({"releases": len(releases), "files": files}, said, as_json=as_json)
