"""`comity register`: the logs that a node holds, its own and everybody's."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from gateway.cli.options import NodeOption, TokenOption
from gateway.cli.output import JsonFlag, out, print_json, print_table

app = typer.Typer(help="Registers: status, sync, troubles, verify, repair.", no_args_is_help=True)


@app.command()
def status(node: NodeOption = None, token: TokenOption = None, as_json: JsonFlag = False) -> None:
    """Show every log: its size and root, how fresh it is, who holds it too."""
    from gateway.cli.client import open_node

    found = open_node(node, token).get("/registers")
    if as_json:
        print_json(found)
        return
    print_table(
        "Registers",
        ("Log", "Size", "Root", "State", "Verified", "Behind", "Received by", "Trouble"),
        (
            (
                log["origin"],
                log["size"],
                log["root"][:16],
                log["state"],
                log["verified"] or "never",
                log["lag"] or "",
                ", ".join(f"{code} {size}" for code, size in sorted(log["received_by"].items())),
                log["trouble"] or log["reason"] or _unknown(log["unknown_acts"]),
            )
            for log in found
        ),
    )


def _unknown(acts: int) -> str:
    return f"{acts} acts that this version does not know" if acts else ""


@app.command()
def sync(node: NodeOption = None, token: TokenOption = None, as_json: JsonFlag = False) -> None:
    """Visit all peers now: pull, prove, cosign; exit 18 when one was not reached."""
    from gateway.cli.client import open_node
    from gateway.cli.exits import exit_code

    done = open_node(node, token).post("/registers/sync")
    if as_json:
        print_json(done)
    else:
        out.print(f"{done['reached']} of {done['peers']} peers, {done['entries']} new entries")
        for trouble in done["troubles"]:
            out.print(f"[bold yellow]trouble[/] {trouble}", soft_wrap=True)
    if done["reached"] < done["peers"]:
        raise typer.Exit(exit_code("unavailable"))


@app.command()
def verify(
    origin: Annotated[str | None, typer.Argument(help="Whose log, e.g. DE; all if absent.")] = None,
    repair: Annotated[
        bool, typer.Option("--repair", help="Restore what was altered, by proof.")
    ] = False,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Recompute logs from their signed bytes; exit 16 when something does not hold."""
    from gateway.cli.client import open_node, path_of
    from gateway.cli.exits import exit_code

    client = open_node(node, token)
    origins = [origin] if origin else [log["origin"] for log in client.get("/registers")]
    reports: list[dict[str, Any]] = []
    restored: list[dict[str, Any]] = []
    for each in origins:
        if repair:
            mended = client.post(path_of("registers", each, "repair"))
            reports.append(mended["after"])
            restored += [{"origin": each, **entry} for entry in mended["restored"]]
        else:
            reports.append(client.post(path_of("registers", each, "verify")))
    sound = not any(report["findings"] for report in reports)
    if as_json:
        print_json({"sound": sound, "reports": reports, "restored": restored})
    else:
        _show(reports, restored)
    if not sound:
        raise typer.Exit(exit_code("register"))


def _show(reports: list[dict[str, Any]], restored: list[dict[str, Any]]) -> None:
    for each in restored:
        out.print(
            f"entry {each['index']} of log {each['origin']} was restored from {each['source']}, "
            "by its proof"
        )
    print_table(
        "Logs, recomputed from the signed bytes",
        ("Log", "Entries", "Root", "Holds"),
        (
            (r["origin"], r["size"], r["root"][:16], "no" if r["findings"] else "yes")
            for r in reports
        ),
    )
    findings = [finding for report in reports for finding in report["findings"]]
    if findings:
        print_table(
            "What does not hold",
            ("Log", "Entry", "What", "Finding", "Proof"),
            (
                (
                    f["origin"],
                    "" if f["index"] is None else f["index"],
                    f["what"],
                    f["detail"],
                    f["proof"],
                )
                for f in findings
            ),
        )
        out.print("Restore it with: comity register verify --repair")


@app.command()
def troubles(node: NodeOption = None, token: TokenOption = None, as_json: JsonFlag = False) -> None:
    """Show open troubles with logs: fraud, suspicion, rollback, contents that did not come."""
    from gateway.cli.client import open_node

    found = open_node(node, token).get("/registers/troubles")
    if as_json:
        print_json(found)
        return
    rows = ((t["origin"], t["kind"], t["peer"], t["at"], t["text"]) for t in found)
    print_table("Troubles", ("Log", "Kind", "Shown by", "Since", "What"), rows)


@app.command()
def follow(
    origin: Annotated[str, typer.Argument(help="Owner of the stopped log, e.g. FR.")],
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Follow a stopped log again, on your word; it is kept on record."""
    from gateway.cli.client import open_node, path_of

    left = open_node(node, token).post(path_of("registers", origin, "following"))
    if as_json:
        print_json(left)
    else:
        out.print(f"log {origin} is followed again")
