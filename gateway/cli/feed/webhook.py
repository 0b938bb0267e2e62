"""`comity webhook`: where events are sent, for who runs a national system or the node."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.cli.options import AfterOption, LimitOption, NodeOption, TokenOption
from gateway.cli.output import JsonFlag, out, print_json, print_next, print_table

app = typer.Typer(help="Where events are sent.", no_args_is_help=True)

IdArgument = Annotated[str, typer.Argument(metavar="ID", help="As `webhook list` shows it.")]
SaveOption = Annotated[
    Path | None,
    typer.Option("--save", help="Write the secret into a file (mode 0600), not to the screen."),
]


@app.command()
def add(
    address: Annotated[str, typer.Argument(help="Where to, by https.")],
    event_type: Annotated[
        list[str] | None,
        typer.Option("--type", help="Only this type of event; may be repeated. All if absent."),
    ] = None,
    begin: Annotated[
        str, typer.Option("--begin", help="Cursor behind which it begins; now: the next event.")
    ] = "now",
    save: SaveOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Have events sent to an address; the secret is shown this once."""
    from gateway.cli.client import open_node

    body = {"address": address, "types": event_type or [], "after": begin}
    _show_secret(open_node(node, token).post("/webhooks", body), save, as_json=as_json)


@app.command("list")
def list_webhooks(
    limit: LimitOption = None,
    after: AfterOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """List the own webhooks; an administrator sees all."""
    from gateway.cli.client import open_node

    found = open_node(node, token).get("/webhooks", limit=limit, after=after)
    if as_json:
        print_json(found)
        return
    print_table(
        "Webhooks",
        ("Id", "Account", "Where to", "State", "Tries", "Given up"),
        (
            (
                each["webhook_id"],
                each["account"],
                each["address"],
                each["state"],
                each["tries"],
                each["dead"],
            )
            for each in found["items"]
        ),
    )
    print_next(found)


@app.command()
def show(
    webhook_id: IdArgument,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Show how the delivery of a webhook stands, and what was given up."""
    from gateway.cli.client import open_node, path_of

    found = open_node(node, token).get(path_of("webhooks", webhook_id))
    _show(found, as_json=as_json)


@app.command()
def end(
    webhook_id: IdArgument,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """End a webhook; nothing is sent to it from now on."""
    from gateway.cli.client import open_node, path_of

    open_node(node, token).delete(path_of("webhooks", webhook_id))
    if as_json:
        print_json({"webhook_id": webhook_id, "ended": True})
    else:
        out.print(f"webhook {webhook_id} is ended", highlight=False)


@app.command()
def secret(
    webhook_id: IdArgument,
    save: SaveOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Give a webhook a new secret; the one of before signs beside it for a day."""
    from gateway.cli.client import open_node, path_of

    path = path_of("webhooks", webhook_id, "secret")
    _show_secret(open_node(node, token).post(path), save, as_json=as_json)


@app.command()
def replay(
    webhook_id: IdArgument,
    begin: Annotated[
        str, typer.Option("--begin", help="Cursor behind which events are sent again.")
    ],
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Send again what came after a cursor."""
    from gateway.cli.client import open_node, path_of

    path = path_of("webhooks", webhook_id, "replay")
    _show(open_node(node, token).post(path, {"after": begin}), as_json=as_json)


def _show(found: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    names = ("account", "address", "state", "cursor", "tries", "next_try", "last_fault", "dead")
    print_table(
        f"Webhook {found['webhook_id']}",
        ("What", "Is"),
        ((each.replace("_", " "), found[each]) for each in names),
    )
    if found["dead_letters"]:
        print_table(
            "Given up",
            ("Event", "When", "Why"),
            ((each["event"], each["at"], each["fault"]) for each in found["dead_letters"]),
        )


def _show_secret(made: dict[str, Any], save: Path | None, *, as_json: bool) -> None:
    """Show a webhook with its new secret, or write the secret into a file."""
    from gateway.cli.output import write_private_file

    if save is not None:
        write_private_file(save, f"{made.pop('secret')}\n".encode())
    if as_json:
        print_json(made)
        return
    _show(made["webhook"], as_json=False)
    if save is not None:
        out.print(f"the secret is in {save}", highlight=False)
    else:
        out.print(f"secret, shown this once: {made['secret']}", highlight=False)
