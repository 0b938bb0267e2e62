"""`comity register`: the logs that a node holds, its own and everybody's."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from gateway.cli.options import NodeOption, TokenOption
from gateway.cli.output import JsonFlag, out, print_json, print_table
from gateway.cli.register.forms import export, reconcile
from gateway.cli.register.proof import verify_fraud, verify_proof
from gateway.cli.register.sync import sync

app = typer.Typer(
    help="Registers: status, entries, sync, troubles, verify, proofs.", no_args_is_help=True
)
app.command("sync")(sync)
app.command("verify-proof")(verify_proof)
app.command("export")(export)
app.command("reconcile")(reconcile)
app.command("verify-fraud")(verify_fraud)


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
    from gateway.errors import Family

    client = open_node(node, token)
    held = [] if origin else client.walk("/registers")
    origins = [origin] if origin else [log["origin"] for log in held if log["size"]]
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
        raise typer.Exit(Family.REGISTER.exit_code)


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
    unreadable = [finding for report in reports for finding in report["unreadable"]]
    if unreadable:
        print_table(
            "Held as signed, and not readable here: missing in the search",
            ("Log", "Entry", "What", "Why"),
            ((f["origin"], f["index"], f["detail"], f["proof"]) for f in unreadable),
        )
