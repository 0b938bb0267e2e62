"""The node itself: `comity init`, `up`, `doctor` and `changes`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.cli.options import AfterOption, LimitOption, NodeOption, TokenOption
from gateway.cli.output import JsonFlag, err, out, print_json, print_next, print_table

HomeOption = Annotated[
    Path, typer.Option("--home", help="The node's folder, with its keys and directory.")
]


def init(
    authority: Annotated[
        str, typer.Option(help="Code of the authority, e.g. DE or BE-VLG.", show_default=False)
    ],
    home: HomeOption = Path(),
    listen: Annotated[str, typer.Option(help="host:port for peers.")] = "127.0.0.1:7001",
    database: Annotated[
        str, typer.Option(help="SQLAlchemy URL without a password; else SQLite in the folder.")
    ] = "",
    database_password_file: Annotated[
        str, typer.Option(help="File with the database's password; or COMITY_DATABASE_PASSWORD.")
    ] = "",
    suite: Annotated[str, typer.Option(help="classic or hybrid signatures.")] = "hybrid",
    as_json: JsonFlag = False,
) -> None:
    """Make a node's folder ready; the first administrator's token goes into it."""
    from pydantic import SecretStr, ValidationError

    from gateway.app import init_node
    from gateway.errors import InputError, Reason
    from gateway.settings import Settings

    try:
        settings = Settings(
            home=home.absolute(),
            authority=authority,
            listen=listen,
            database=database,
            database_password=SecretStr(os.environ.get("COMITY_DATABASE_PASSWORD", "")),
            database_password_file=database_password_file,
            suite=suite,
        )
    except ValidationError as exc:
        fault = exc.errors(include_url=False, include_input=False)[0]
        field = str(fault["loc"][0])
        raise InputError(
            f"{field}: {fault['msg']}", reason=Reason.SETTING_INVALID, field=field
        ) from exc
    made = init_node(settings)
    token_file = settings.path("token")
    if as_json:
        print_json(
            {
                "authority": authority,
                "home": str(settings.home),
                "administrator": made.name,
                "token_file": str(token_file),
            }
        )
        return
    out.print(f"The node of {authority} is ready in {settings.home}", soft_wrap=True)
    out.print(f"The token of {made.name} is in {token_file} (mode 0600)", soft_wrap=True)
    out.print(f"Next: comity up --home {settings.home}", soft_wrap=True)


def up(
    home: HomeOption = Path(),
    as_json: Annotated[bool, typer.Option("--json", help="Print the log as JSON lines.")] = False,
) -> None:
    """Run a node with everything embedded until it is told to stop."""
    from gateway.app.process import serve
    from gateway.settings import Settings

    settings = Settings.load(home)

    def ready() -> None:
        if not as_json:
            err.print(
                f"[bold]{settings.authority}[/] is up: peers at {settings.listen}, "
                f"interface at {settings.path(settings.api_socket)}",
                soft_wrap=True,
            )

    serve(settings, as_json=as_json, ready=ready)


def doctor(node: NodeOption = None, token: TokenOption = None, as_json: JsonFlag = False) -> None:
    """Try what works, end to end, and say how to mend what does not; exit 18 if something fails."""
    from gateway.cli.client import open_node
    from gateway.errors import Family

    client = open_node(node, token)
    status: dict[str, Any] = client.get("/status")
    checks: list[dict[str, Any]] = list(client.walk("/health"))
    healthy = all(check["ok"] for check in checks)
    if as_json:
        print_json({"healthy": healthy, "status": status, "checks": checks})
    else:
        kind = " (rehearsal)" if status["rehearsal"] else ""
        print_table(
            f"{status['authority']} in {status['federation']}{kind}, {status['now']}",
            ("", "What", "Found", "How to mend it"),
            (
                ("ok" if check["ok"] else "NO", check["name"], check["detail"], check["remedy"])
                for check in checks
            ),
        )
        out.print("everything works" if healthy else "[bold red]something does not work[/]")
    if not healthy:
        raise typer.Exit(Family.UNAVAILABLE.exit_code)


def changes(
    since: Annotated[int, typer.Option(help="Cursor of the last change that was read.")] = 0,
    limit: LimitOption = None,
    after: AfterOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """List what changed since a cursor; the last line's cursor is the next --since."""
    from gateway.cli.client import open_node

    found = open_node(node, token).get("/changes", limit=limit, after=after, cursor=since)
    if as_json:
        print_json(found)
        return
    print_table(
        "Changes",
        ("Cursor", "When", "What", "About"),
        ((each["cursor"], each["at"], each["kind"], each["subject"]) for each in found["items"]),
    )
    print_next(found)
