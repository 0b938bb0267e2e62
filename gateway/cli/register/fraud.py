"""`comity register verify-fraud`: what proves that an origin has contradicted itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.output import JsonFlag, out, print_json
from gateway.cli.register.proof import AnchorOption, DirectoryOption, read_directory, read_octets


def verify_fraud(
    file: Annotated[Path, typer.Argument(help="The file that `register fraud-proof` wrote.")],
    directory: DirectoryOption,
    anchor: AnchorOption,
    as_json: JsonFlag = False,
) -> None:
    """Verify a fraud proof without a node; exit 16 when it proves nothing."""
    from gateway.register.log.fraud import MAX_PROOF_BYTES, read_fraud_proof, verify_fraud_proof

    held, at = read_directory(directory, anchor)
    proof = read_fraud_proof(read_octets(file, MAX_PROOF_BYTES))
    found = verify_fraud_proof(proof, held, at)
    if as_json:
        print_json(
            {
                "origin": proof.origin,
                "kind": proof.kind.value,
                "text": found.text,
                "rehearsal": held.rehearsal,
                "digest": found.digest.hex(),
                "older": {"size": found.older.size, "root": found.older.root.hex()},
                "newer": {"size": found.newer.size, "root": found.newer.root.hex()},
            }
        )
        return
    rehearsal = " (a rehearsal)" if held.rehearsal else ""
    out.print(f"[bold red]it proves a fraud[/]{rehearsal}: {found.text}", soft_wrap=True)
    for name, signed in (("older", found.older), ("newer", found.newer)):
        out.print(f"{name}: size {signed.size}, root {signed.root.hex()}", soft_wrap=True)
