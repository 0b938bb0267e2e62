"""`comity register`: the logs that a node holds, its own and everybody's."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from gateway.cli.options import AfterOption, LimitOption, NodeOption, TokenOption
from gateway.cli.output import JsonFlag, out, print_json, print_next, print_table
from gateway.cli.register.forms import export, reconcile
from gateway.cli.register.proof import prove, verify_fraud, verify_proof
from gateway.cli.register.sync import sync
from gateway.cli.register.troubles import close_trouble, follow, fraud_proof, troubles
from gateway.cli.view import ListReader, count
from gateway.views.words import spelt_out

app = typer.Typer(
    help="Registers: status, entries, sync, troubles, verify, proofs.", no_args_is_help=True
)
app.command("sync")(sync)
app.command("prove")(prove)
app.command("verify-proof")(verify_proof)
app.command("export")(export)
app.command("reconcile")(reconcile)
app.command("troubles")(troubles)
app.command("close-trouble")(close_trouble)
app.command("follow")(follow)
app.command("fraud-proof")(fraud_proof)
app.command("verify-fraud")(verify_fraud)

MINUTE_S, HOUR_S, DAY_S = 60, 3600, 86400


@app.command()
def status(
    limit: LimitOption = None,
    after: AfterOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Show every log: how far and how fresh it is held, by the rulebook's limit, who holds it."""
    from gateway.cli.client import open_node

    client = open_node(node, token)
    found = client.get("/registers", limit=limit, after=after)
    if as_json:
        print_json(found)
        return
    reading = ListReader(client)
    print_table(
        "Registers",
        (
            *("Log", "Held", "Root", "Fresh"),
            reading.when("Last visit"),
            *("Confirmed by", "State"),
        ),
        (
            (
                log["origin"],
                _held(log),
                log["root"][:16],
                freshness(log),
                _visit(reading, log),
                ", ".join(f"{code} {size}" for code, size in sorted(log["received_by"].items())),
                _state(log),
            )
            for log in found["items"]
        ),
    )
    print_next(found)


def freshness(log: dict[str, Any]) -> str:
    """Say in words whether a register is fresh enough for an examination."""
    if log["own"]:
        return "own log"
    if log["age_s"] is None:
        return "never found complete"
    age, limit = _age(log["age_s"]), _age(log["fresh_for_s"])
    if log["lag"]:
        return f"{log['lag']} entries have not come"
    return f"{age} old" if log["fresh"] else f"older than the limit: {age}, allowed {limit}"


def _age(seconds: int) -> str:
    for size, name in ((DAY_S, "days"), (HOUR_S, "h"), (MINUTE_S, "min")):
        if seconds >= 2 * size:
            return f"{seconds // size} {name}"
    return f"{seconds} s"


def _held(log: dict[str, Any]) -> str:
    return f"{count(log['size'])} of {count(log['known'])}" if log["lag"] else count(log["size"])


def _visit(reading: ListReader, log: dict[str, Any]) -> str:
    if log["tried"] is None:
        return "" if log["own"] else "never"
    if log["tried"] == log["succeeded"]:
        return reading.at(log["tried"])
    well = reading.at(log["succeeded"]) or "never"
    return f"failed {reading.at(log['tried'])}; last well {well}"


def _state(log: dict[str, Any]) -> str:
    state = spelt_out(log["state"])
    said = [f"{state}: {log['reason']}" if log["reason"] else state]
    said += [log["trouble"]] if log["trouble"] and log["trouble"] != log["reason"] else []
    if log["unknown_acts"]:
        said.append(f"{log['unknown_acts']} acts that this version does not know")
    return "; ".join(said)


@app.command()
def entries(
    origin: Annotated[str, typer.Argument(help="Whose log, e.g. DE.")],
    start: Annotated[int, typer.Option("--from", help="Index to begin at, from 0.")] = 0,
    limit: Annotated[int, typer.Option(help="Most entries to show, up to 500.")] = 100,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """List entries of a log, with who has confirmed to hold each."""
    from gateway.cli.client import open_node, path_of

    path = path_of("registers", origin, "entries")
    client = open_node(node, token)
    page = client.get(path, start=start, limit=limit)
    if as_json:
        print_json(page)
        return
    reading = ListReader(client)
    print_table(
        f"Log {page['origin']}, {count(page['size'])} entries",
        ("Index", "Act", "About", reading.when("At"), "Contents", "Confirmed by", "Not yet by"),
        (
            (
                entry["index"],
                _act(entry),
                entry["subject"],
                reading.at(entry["at"]),
                ", ".join(
                    f"{spelt_out(kind).lower()} {spelt_out(state).lower()}"
                    for kind, state in entry["parts"]
                ),
                *receipts_words(entry["receipts"], page["origin"]),
            )
            for entry in page["entries"]
        ),
    )
    if page["next"] is not None:
        out.print(f"more: comity register entries {page['origin']} --from {page['next']}")


def _act(entry: dict[str, Any]) -> str:
    known = spelt_out(entry["type"])
    act = known if entry["known"] else f"type {entry['type']}, not known here"
    return act if entry["effect"] == "in_force" else f"{act}; no effect: its key had been revoked"


def receipts_words(receipts: dict[str, Any], origin: str) -> tuple[str, str]:
    """Say who has confirmed to hold an entry, and who has not yet, as far as is known here."""
    confirmed, waiting = receipts["confirmed_by"], receipts["not_yet_confirmed"]
    by = f"{len(confirmed)}: {', '.join(confirmed)}" if confirmed else "nobody"
    if waiting is None:
        return by, f"known at {origin}"
    return by, ", ".join(waiting)


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
