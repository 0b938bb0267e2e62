"""`comity inbox`: open work for scripts; who has it, queues, who stands in for whom."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.cli.contract.shown import tell
from gateway.cli.options import AfterOption, LimitOption, NodeOption, TokenOption, opt, read_json
from gateway.cli.output import JsonFlag, print_json, print_next, print_table
from gateway.cli.view import ListReader
from gateway.domain.inbox import InboxRow, InboxTab
from gateway.views.frame import Cell
from gateway.views.inbox.lines import inbox_line
from gateway.views.reader import ViewReader

app = typer.Typer(
    help="Open work: list, count, hand over; queues, substitutes.", no_args_is_help=True
)


_CHOSEN = (
    *("authority", "procedure", "kind", "country", "category", "party", "officer", "queue"),
    *("restricted", "overdue", "tab", "ends_until"),
)


@app.command("list")
def list_rows(
    tab: Annotated[InboxTab, opt("Whose open work.")] = InboxTab.ALL,
    view: Annotated[str | None, opt("By a view that is kept.")] = None,
    authority: Annotated[str | None, opt("With this authority or State.")] = None,
    procedure: Annotated[str | None, opt("Under this procedure.")] = None,
    kind: Annotated[str | None, opt("With an open task of this kind.")] = None,
    country: Annotated[str | None, opt("To this country.")] = None,
    category: Annotated[str | None, opt("Of this category, e.g. 5A.")] = None,
    party: Annotated[str | None, opt("With this party: number or words.")] = None,
    officer: Annotated[str | None, opt("In this officer's hands.")] = None,
    queue: Annotated[str | None, opt("Of this queue.")] = None,
    until: Annotated[str | None, opt("Whose clock ends by this day.")] = None,
    limit: LimitOption = None,
    after: AfterOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    *,
    restricted: Annotated[bool | None, opt("Restricted, or the rest.")] = None,
    overdue: Annotated[bool | None, opt("Clock ended, or the rest.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """List open work, that first whose clock ends first."""
    given = {**locals(), "tab": None if tab is InboxTab.ALL else str(tab), "ends_until": until}
    from gateway.cli.client import open_node

    client = open_node(node, token)
    asked: dict[str, Any] = {} if view is None else _kept(client, view)
    asked |= {name: given[name] for name in _CHOSEN if given[name] is not None}
    found = client.get("/inbox", limit=limit, after=after, **asked)
    if as_json:
        print_json(found)
        return
    reader = ListReader(client).reader_of_views
    print_table(
        "Inbox",
        ("What", "About", "Clock", "Move", "In the hands of", "Marks"),
        (_line(reader, InboxRow.model_validate(each)) for each in found["items"]),
        empty="nothing",
    )
    print_next(found)


def _kept(client: Any, name: str) -> dict[str, Any]:
    """Return the filter of a view that the account keeps."""
    found = client.walk("/inbox/views")
    kept = {each["name"]: each["filter"] for each in found}
    return {key: value for key, value in kept.get(name, {}).items() if value is not None}


def _line(reader: ViewReader, row: InboxRow) -> tuple[str, ...]:
    line = inbox_line(reader, row)
    said = (line.what, line.about, line.clock)
    return (*map(_text, said), line.mover, row.officer, _text(line.marks))


def _text(pieces: Cell) -> str:
    return "; ".join(each.text for each in pieces)


@app.command()
def queues(
    change: Annotated[Path | None, opt("Take the queues from this file of JSON instead.")] = None,
    node: NodeOption = None,
    token: TokenOption = None,
    *,
    as_json: JsonFlag = False,
) -> None:
    """Show the queues, or change them: --json prints what --change takes."""
    from gateway.cli.client import open_node

    client = open_node(node, token)
    if change is not None:
        wanted = read_json(change)
        body = {"queues": wanted.get("queues"), "replaces": wanted.get("version")}
        found = client.put("/inbox/queues", body)
    else:
        found = client.get("/inbox/queues")
    none = "" if found["queues"] else "There are no queues."
    tell(found, as_json=as_json, client=client, said=none)
