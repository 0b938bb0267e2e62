"""The node itself: `comity up`, `backup`, `restore` and `doctor`."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.cli.contract.shown import tell
from gateway.cli.options import NodeOption, TokenOption, arg, opt
from gateway.cli.output import JsonFlag, err, out, print_json, print_table

HomeOption = Annotated[Path, opt("The node's folder, with its keys and directory.", "--home")]


def up(
    home: HomeOption = Path(),
    serve: Annotated[
        str,
        opt(
            "Share of a gateway of several processes, parted by commas: api, console, "
            "exchange, worker, indexer. Else everything.",
            show_default=False,
        ),
    ] = "",
    as_json: Annotated[
        bool, opt("Log JSON lines, as always where there is no terminal.", "--json")
    ] = False,
) -> None:
    """Run a node with everything embedded until it is told to stop, or a share of one."""
    begun = time.monotonic()
    from gateway.settings import Settings

    settings = Settings.load(home, serve=serve.replace(",", " "))
    from gateway.app.process import run_process  # a wrong folder is refused before it is loaded

    as_json = as_json or not sys.stderr.isatty()  # lines for people are for a terminal

    def ready() -> None:
        if not as_json:
            err.print(
                f"[bold]{settings.authority}[/] is up: peers at {settings.listen}, "
                f"interface at {settings.path(settings.api_socket)}",
                soft_wrap=True,
            )

    run_process(settings, as_json=as_json, ready=ready, begun=begun)


def backup(
    file: Annotated[Path, arg("The new file.", show_default=False)],
    to: Annotated[Path, opt("Public key of who opens it, made by `comity pki backup-key`.")],
    home: HomeOption = Path(),
    with_keys: Annotated[
        bool, opt("Put the node's private keys and token in, too.", "--with-keys")
    ] = False,
    contents: Annotated[
        Path | None,
        opt(
            "Folder for contents of documents; several backups may share it. "
            "Without it: contents, beside the file."
        ),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Write database and files of a node into one encrypted file; the node may run."""
    from gateway.app.backups import back_up
    from gateway.app.node import SUITES
    from gateway.backup.operator_key import read_recipient
    from gateway.settings import Settings

    settings = Settings.load(home)
    suite = SUITES[settings.suite]
    made = back_up(
        settings,
        file,
        read_recipient(to),
        suite=suite,
        with_keys=with_keys,
        contents=contents,
    )
    manifest = made.model_dump(mode="json")
    tell(manifest if as_json else _summary(manifest), as_json=as_json)
    if not as_json:
        keys = "with the node's private keys" if with_keys else "without the node's private keys"
        out.print(f"Written to {file}, {keys}", soft_wrap=True)


def restore(
    file: Annotated[Path, arg("The backup.", show_default=False)],
    key: Annotated[Path, opt("Private key that opens it.")],
    home: HomeOption = Path(),
    database: Annotated[str, opt("URL of another database than the backup's settings say.")] = "",
    replace: Annotated[
        bool, opt("Set a database aside that is there already.", "--replace")
    ] = False,
    contents: Annotated[
        Path | None,
        opt("Folder with contents of documents. Without it: contents, beside the file."),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Make a node from a backup, or put its database into the node's folder that is there."""
    from gateway.app.backups import restore as restore_node
    from gateway.backup.operator_key import read_opener
    from gateway.settings import Settings

    made, missing = restore_node(
        file, read_opener(key), home, database=database, replace=replace, contents=contents
    )
    named = Settings.load(home).database
    other = bool(database) and named != database
    shown = made.model_dump(mode="json")
    said = {**shown, "missing_contents": list(missing), "settings_name_another_database": other}
    tell(said if as_json else _summary(said), as_json=as_json)
    if not as_json:
        for each in missing:
            out.print(f"The contents of document {each} are not here; put them again.")
        if not made.begin.keys and not (home / "keys").exists():
            out.print("Next: put keys/ and tls-key.pem into the folder; the backup has none.")
        if other:
            out.print(
                f"Next: write the new database into {home}/node.toml: "
                f"the node still uses {named or 'node.db'}.",
                soft_wrap=True,
            )
        out.print(f"Next: comity up --home {home}; it asks the other members for letters.")


def _summary(manifest: dict[str, Any]) -> dict[str, Any]:
    """Return what a person reads of a manifest: of long lists how long they are."""
    return {
        **{name: each for name, each in manifest.items() if name.startswith("contents")},
        **{name: manifest["begin"][name] for name in ("authority", "at", "revision")},
        "tables": len(manifest["rows"]),
        "rows": sum(manifest["rows"].values()),
        "files": len(manifest["files"]),
        "logs": [{"log": name, **each} for name, each in manifest["logs"].items()],
    }


def doctor(node: NodeOption = None, token: TokenOption = None, as_json: JsonFlag = False) -> None:
    """Try what works, end to end, and say who must do what; exit 18 if something fails.

    Under the administrator's token it also tries a signed answer of each peer, a run of the
    engine, the disk, the life of the keys, the clock, and each register.
    """
    from gateway.cli.client import open_node
    from gateway.errors import Family, PermissionRefusedError

    client = open_node(node, token)
    status: dict[str, Any] = client.get("/status")
    checks: list[dict[str, Any]] = list(client.walk("/health"))
    try:
        checks += client.walk("/health/trials")
        tried = True
    except PermissionRefusedError:
        tried = False
    healthy = all(check["ok"] for check in checks)
    if as_json:
        print_json({"healthy": healthy, "tried": tried, "status": status, "checks": checks})
    else:
        kind = " (rehearsal)" if status["rehearsal"] else ""
        print_table(
            f"{status['authority']} in {status['federation']}{kind}, {status['now']}",
            ("", "What", "Found", "Who", "How to mend it"),
            (
                (
                    "ok" if check["ok"] else "NO",
                    check["name"],
                    check["detail"],
                    "" if check["ok"] else _who(check),
                    check["remedy"],
                )
                for check in checks
            ),
        )
        if not tried:
            out.print("not tried end to end: that needs the administrator's token")
        out.print("everything works" if healthy else "[bold red]something does not work[/]")
    if not healthy:
        raise typer.Exit(Family.UNAVAILABLE.exit_code)


def _who(check: dict[str, Any]) -> str:
    return check["contact"] or "our operator"
