"""`comity evidence`: what happened in a case, to be checked by anybody without a node."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from gateway.cli.contract.shown import tell
from gateway.cli.options import TokenOption, arg, opt, read_bytes
from gateway.cli.output import JsonFlag, out, print_json, print_table

app = typer.Typer(help="Export a case's evidence; verify offline.", no_args_is_help=True)


@app.command()
def verify(
    file: Annotated[Path, arg("The file that `evidence export` wrote.")],
    anchor: Annotated[
        Path | None, opt("Trust anchor that you hold; else the file's own, which proves less.")
    ] = None,
    directory: Annotated[
        Path | None,
        opt("A newer directory.bin that you hold: it judges too; `directories` lies beside it."),
    ] = None,
    node: Annotated[
        str | None,
        opt(
            "Verify at a node, which makes each examination again from its registers.",
            "--node",
            "-n",
        ),
    ] = None,
    token: TokenOption = None,
    proofs: Annotated[
        Path | None, opt("Folder for proofs of receipts in it that contradict each other.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Check every signature, receipt and proof; exit 16: it does not hold, 18: not compared."""
    from gateway.cli.output import exit_of

    data = (
        _offline(file, anchor, directory, proofs)
        if node is None
        else _at_node(file, (anchor, directory, proofs), node, token)
    )
    if as_json:
        print_json(data)
    else:
        show_report(data)
        show_result(data["result"], holds="everything holds", fails="it does not hold")
    if not data["ok"]:
        raise typer.Exit(exit_of(data["result"]))


@app.command("verify-contradiction")
def verify_contradiction(
    file: Annotated[Path, arg("The proof, of a node's `receipt-proofs`.")],
    directory: Annotated[Path, opt("The federation's directory.bin.")],
    anchor: Annotated[Path, opt("Trust anchor that you hold: anchor.json.")],
    as_json: JsonFlag = False,
) -> None:
    """Verify that a member has signed two receipts that cannot both be true."""
    from gateway.cli.register.proof import read_directory
    from gateway.trust.proofs.receipt_contradiction import (
        MAX_CONTRADICTION_BYTES,
        read_contradiction,
    )
    from gateway.trust.proofs.receipt_contradiction import verify_contradiction as verify

    held, at = read_directory(directory, anchor)
    proof = read_contradiction(read_bytes(file, MAX_CONTRADICTION_BYTES))
    found = verify(proof, held, at)
    tell(
        {
            "receiver": proof.receiver,
            "kind": found.kind.value,
            "text": found.text,
            "rehearsal": held.rehearsal,
            "digest": found.digest.hex(),
            "differing": list(found.differing),
            "first": found.first.model_dump(mode="json"),
            "second": found.second.model_dump(mode="json"),
        },
        as_json=as_json,
        said=f"it proves a contradiction{' (a rehearsal)' * held.rehearsal}: {found.text}",
    )


def _offline(
    file: Path, anchor: Path | None, directory: Path | None, proofs: Path | None
) -> dict[str, Any]:
    from gateway.cli.output import write_file
    from gateway.evidence.verify.verification import verify_path

    found = verify_path(file, anchor=anchor, directory=directory)
    if proofs is not None and found.contradictions:
        for number, each in enumerate(found.contradictions, start=1):
            text = each.proof.model_dump_json(indent=1) + "\n"
            write_file(proofs / f"{each.proof.receiver}-{number}.json", text.encode())
    return found.report.model_dump(mode="json")


def _at_node(
    file: Path, own: tuple[Path | None, ...], node: str, token: str | None
) -> dict[str, Any]:
    from gateway.cli.client import open_node
    from gateway.errors import InputError

    for name, given in zip(("anchor", "directory", "proofs"), own, strict=True):
        if given is not None:
            raise InputError(
                "{field}: a node verifies by what it holds, and keeps proofs itself",
                remedy="Give --{field} or --node.",
                field=name,
            )
    content = read_bytes(file)
    found: dict[str, Any] = open_node(node, token).upload(
        "/evidence/verification", file.name, content
    )
    return found


def show_report(report: dict[str, Any]) -> None:
    """Print what was checked, a line each, and whose word it rests on."""
    for line in report["summary"][:1]:  # which directory judged, and who chose it
        out.print(escape(line), soft_wrap=True)
    what = report["case_id"] or f"consultation {report['conversation_id']}"
    print_table(
        f"Evidence of {what}, exported by {report['authority']} at {report['exported_at']}",
        ("", "What", "Found"),
        ((mark(check), check["name"], check["detail"]) for check in report["checks"]),
    )
    for line in report["summary"][1:]:
        out.print(escape(line), soft_wrap=True)
    if not report["anchored"]:
        out.print(
            "[bold yellow]no anchor was given[/]: whose keys these are, only --anchor tells; so "
            "nothing is proven",
            soft_wrap=True,
        )


def mark(check: dict[str, Any]) -> str:
    """Say in two letters whether a check holds; ``--`` where it could not be made here."""
    if not check["made"]:
        return "--"
    return "ok" if check["ok"] else "NO"


def show_result(result: str, *, holds: str, fails: str) -> None:
    """Print what all checks came to: they hold, they do not, or not all could be made.

    Args:
        result: ``holds``, ``does_not_hold`` or ``not_compared``.
        holds: What to say where they hold.
        fails: What to say where they do not.
    """
    if result == "not_compared":
        out.print(
            "[bold yellow]not compared[/]: all that could be checked holds; what is marked -- "
            "cannot be compared here, or is the word of one side alone",
            soft_wrap=True,
        )
        return
    good = result == "holds"
    out.print(f"[bold {'green' if good else 'red'}]{holds if good else fails}[/]")
