"""`comity register`: the logs that a node holds, its own and everybody's."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from gateway.cli.contract.shown import tell
from gateway.cli.options import NodeOption, TokenOption, arg, opt
from gateway.cli.output import JsonFlag
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
    origin: Annotated[str | None, arg("Whose log, e.g. DE; all if absent.")] = None,
    repair: Annotated[bool, opt("Restore what was altered, by proof.", "--repair")] = False,
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
    found = {"sound": sound, "reports": reports, "restored": restored}
    tell(found if as_json else _listed(found), as_json=as_json)
    if not sound:
        raise typer.Exit(Family.REGISTER.exit_code)


def _listed(found: dict[str, Any]) -> dict[str, Any]:
    """Return what a person reads of logs that were recomputed: each list of all logs is one."""
    lists = ("findings", "unreadable")
    return {
        "holds": found["sound"],
        "logs": [{k: v for k, v in each.items() if k not in lists} for each in found["reports"]],
        "restored_by_its_proof": found["restored"],
        "does_not_hold": [line for each in found["reports"] for line in each["findings"]],
        "signed_and_not_readable_here_so_missing_in_the_search": [
            line for each in found["reports"] for line in each["unreadable"]
        ],
        "restore_it_with": "" if found["sound"] else "comity register verify --repair",
    }
