"""`comity directory`: the federation's directory as its operators and third parties see it.

Needs no node.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.directory.admitting import admit, answer
from gateway.cli.directory.ceremony import (
    AnchorOption,
    member_keys,
    operator_key,
    present,
    propose,
    publish,
    read_anchor,
    read_signing_key,
    sign,
)
from gateway.cli.directory.leaving import end_of_log, withdraw
from gateway.cli.options import arg, opt, read_bytes
from gateway.cli.output import JsonFlag, say
from gateway.exchange.law_service import MAX_FILE_BYTES
from gateway.trust.directory import load_directory
from gateway.trust.directory_state import (
    STATE,
    sign_directory_state,
    verify_directory_state,
)
from gateway.trust.proofs.directory_split import (
    MAX_SPLIT_BYTES,
    read_directory_split,
    verify_directory_split,
)

app = typer.Typer(help="The federation's directory: the operators' ceremony, and proofs.")


@app.callback()
def directory() -> None:
    """Show, change and sign the federation's directory; verify proofs about it."""


@app.command("verify-split")
def verify_split(
    file: Annotated[Path, arg("The proof, of a node's `directory-splits`.")],
    anchor: AnchorOption,
    as_json: JsonFlag = False,
) -> None:
    """Verify that operators have signed two different directories of one number."""
    proof = read_directory_split(read_bytes(file, MAX_SPLIT_BYTES))
    held, other = verify_directory_split(proof, read_anchor(anchor))
    say(
        {
            "federation_id": held.federation_id.hex(),
            "version": held.version,
            "held": held.digest.hex(),
            "other": other.digest.hex(),
            "peer": proof.peer,
            "found": proof.found.isoformat(),
        },
        f"The operators have signed two directories of version {held.version}:",
        *(f"  {e.digest.hex()}, signed for {e.created.isoformat()}" for e in (held, other)),
        "Which one is theirs is for them to say: ask each by telephone.",
        as_json=as_json,
    )


@app.command("state")
def state(
    directory_file: Annotated[Path, opt("The newest directory.bin.", "--directory")],
    anchor: AnchorOption,
    key: Annotated[Path, opt("Your state key or operator's key, PEM.")],
    out: Annotated[Path, opt("File for the nodes' folders.")] = Path(STATE),
    as_json: JsonFlag = False,
) -> None:
    """State that this version of the directory is the newest, for as long as it says."""
    now, raw = present(), read_bytes(directory_file, MAX_FILE_BYTES)
    newest = load_directory(raw, at=now, anchor=read_anchor(anchor))
    stated = sign_directory_state(newest, read_signing_key(key), at=now)
    until = verify_directory_state(stated, newest, now).expires.isoformat()
    out.write_bytes(stated)
    told = {"version": newest.version, "until": until, "file": str(out)}
    said = f"version {newest.version} is stated to be the newest until {until}: {out}"
    say(told, said, as_json=as_json)


for each in (
    operator_key,
    member_keys,
    propose,
    sign,
    publish,
    admit,
    answer,
    end_of_log,
    withdraw,
):
    app.command()(each)
