"""`comity directory`: the federation's directory as its operators and third parties see it.

Needs no node.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.options import read_bytes
from gateway.cli.output import out as screen
from gateway.cli.output import print_json
from gateway.trust.directory_split import (
    MAX_SPLIT_BYTES,
    read_directory_split,
    verify_directory_split,
)
from gateway.trust.federation import Anchor, directory_invalid

app = typer.Typer(help="The federation's directory: the operators' ceremony, and proofs.")

AnchorOption = Annotated[Path, typer.Option("--anchor", help="Trust anchor that you hold.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


@app.callback()
def directory() -> None:
    """Show, change and sign the federation's directory; verify proofs about it."""


@app.command("verify-split")
def verify_split(
    file: Annotated[Path, typer.Argument(help="The proof, of a node's `directory-splits`.")],
    anchor: AnchorOption,
    as_json: JsonOption = False,
) -> None:
    """Verify that operators have signed two different directories of one number."""
    proof = read_directory_split(read_bytes(file, MAX_SPLIT_BYTES))
    held, other = verify_directory_split(proof, read_anchor(anchor))
    if as_json:
        print_json(
            {
                "federation_id": held.federation_id.hex(),
                "version": held.version,
                "held": held.digest.hex(),
                "other": other.digest.hex(),
                "peer": proof.peer,
                "found": proof.found.isoformat(),
            }
        )
        return
    screen.print(
        f"The operators have signed two directories of version {held.version}:", soft_wrap=True
    )
    for each in (held, other):
        screen.print(f"  {each.digest.hex()}, signed for {each.created.isoformat()}")
    screen.print("Which one is theirs is for them to say: ask each by telephone.")


def read_anchor(path: Path) -> Anchor:
    """Read a trust anchor that a person names.

    Raises:
        InputError: It cannot be read.
        TrustError: DIRECTORY_INVALID, it is malformed.
    """
    try:
        return Anchor.from_json(read_bytes(path).decode())
    except UnicodeDecodeError as exc:
        raise directory_invalid("the anchor is not text") from exc
