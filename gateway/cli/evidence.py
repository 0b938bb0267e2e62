"""`comity evidence`: what happened in a case, to be checked by anybody without a node."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.cli.options import NodeOption, TokenOption, read_bytes
from gateway.cli.output import JsonFlag, out, print_json

app = typer.Typer(help="Export a case's evidence; verify offline.", no_args_is_help=True)


@app.command()
def export(
    save: Annotated[Path, typer.Option("--out", help="File to write, e.g. evidence.zip.")],
    case: Annotated[
        str | None, typer.Argument(help="Number of the case, e.g. DE-C-2026-00001.")
    ] = None,
    consultation: Annotated[
        str | None, typer.Option(help="One consultation instead, with or without a case.")
    ] = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Write the letters, receipts, entries and proofs of a case or consultation into one file."""
    from gateway.cli.client import open_node, path_of
    from gateway.cli.consultation.naming import consultation_id
    from gateway.cli.output import write_file
    from gateway.errors import InputError

    if (case is None) == (consultation is None):
        raise InputError(
            "the evidence is that of a case or of a consultation, one of them",
            remedy="Give the number of a case, or --consultation.",
            field="case",
        )
    kind, what = ("cases", case) if case is not None else ("consultations", consultation)
    client = open_node(node, token)
    named = what if consultation is None else consultation_id(client, consultation)
    content: bytes = client.get(path_of(kind, named, "evidence"))
    write_file(save, content)
    if as_json:
        told = {"case": case, "consultation": consultation}
        print_json({**told, "evidence": str(save.absolute()), "octets": len(content)})
    else:
        out.print(f"The evidence of {what} is {save.absolute()}", soft_wrap=True)


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="The file that `evidence export` wrote.")],
    anchor: Annotated[
        Path | None,
        typer.Option(help="Trust anchor that you hold; else the file's own, which proves less."),
    ] = None,
    directory: Annotated[
        Path | None,
        typer.Option(
            help="A newer directory.bin that you hold: it judges too; `directories` lies beside it."
        ),
    ] = None,
    node: Annotated[
        str | None,
        typer.Option(
            "--node",
            "-n",
            help="Verify at a node, which makes each examination again from its registers.",
        ),
    ] = None,
    token: TokenOption = None,
    proofs: Annotated[
        Path | None,
        typer.Option(help="Folder for proofs of receipts in it that contradict each other."),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Check every signature, receipt and proof; exit 16: it does not hold, 18: not compared."""
    from gateway.cli.evidence_view import show_report, show_result
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
    file: Annotated[Path, typer.Argument(help="The proof, of a node's `receipt-proofs`.")],
    directory: Annotated[Path, typer.Option("--directory", help="The federation's directory.bin.")],
    anchor: Annotated[
        Path, typer.Option("--anchor", help="Trust anchor that you hold: anchor.json.")
    ],
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
    if as_json:
        print_json(
            {
                "receiver": proof.receiver,
                "kind": found.kind.value,
                "text": found.text,
                "rehearsal": held.rehearsal,
                "digest": found.digest.hex(),
                "differing": list(found.differing),
                "first": found.first.model_dump(mode="json"),
                "second": found.second.model_dump(mode="json"),
            }
        )
        return
    rehearsal = " (a rehearsal)" if held.rehearsal else ""
    out.print(f"[bold red]it proves a contradiction[/]{rehearsal}: {found.text}", soft_wrap=True)
    for name, first, second in found.said():
        out.print(f"{name}: {first} and {second}", soft_wrap=True)


def _offline(
    file: Path, anchor: Path | None, directory: Path | None, proofs: Path | None
) -> dict[str, Any]:
    from gateway.cli.output import write_file
    from gateway.evidence import verify_path

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
                f"{name}: a node verifies by what it holds, and keeps proofs itself",
                remedy=f"Give --{name} or --node.",
                field=name,
            )
    content = read_bytes(file)
    found: dict[str, Any] = open_node(node, token).upload(
        "/evidence/verification", file.name, content
    )
    return found
