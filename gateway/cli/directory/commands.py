"""`comity directory`: the federation's directory as its operators and third parties see it.

Needs no node.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.directory.admitting import admit, answer
from gateway.cli.directory.ceremony import (
    AnchorOption,
    member_keys,
    operator_key,
    propose,
    publish,
    read_anchor,
    read_signing_key,
    sign,
)
from gateway.cli.directory.leaving import end_of_log, withdraw
from gateway.cli.options import read_bytes
from gateway.cli.output import JsonFlag, print_json
from gateway.cli.output import out as screen
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
    file: Annotated[Path, typer.Argument(help="The proof, of a node's `directory-splits`.")],
    anchor: AnchorOption,
    as_json: JsonFlag = False,
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


@app.command("state")
def state(
    directory_file: Annotated[Path, typer.Option("--directory", help="The newest directory.bin.")],
    anchor: AnchorOption,
    key: Annotated[Path, typer.Option("--key", help="Your state key or operator's key, PEM.")],
    out: Annotated[Path, typer.Option("--out", help="File for the nodes' folders.")] = Path(STATE),
    as_json: JsonFlag = False,
) -> None:
    """State that this version of the directory is the newest, for as long as it says."""
    # The operators' act has no node and no clock of its own; this is the machine's.
    now = datetime.now(UTC).replace(microsecond=0)
    raw = read_bytes(directory_file, MAX_FILE_BYTES)
    newest = load_directory(raw, at=now, anchor=read_anchor(anchor))
    stated = sign_directory_state(newest, read_signing_key(key), at=now)
    until = verify_directory_state(stated, newest, now).expires
    out.write_bytes(stated)
    if as_json:
        print_json({"version": newest.version, "until": until.isoformat(), "file": str(out)})
        return
    screen.print(
        f"version {newest.version} is stated to be the newest until {until.isoformat()}: {out}",
        soft_wrap=True,
    )


app.command("operator-key")(operator_key)
app.command("member-keys")(member_keys)
app.command("propose")(propose)
app.command("sign")(sign)
app.command("publish")(publish)
app.command("admit")(admit)
app.command("answer")(answer)
app.command("end-of-log")(end_of_log)
app.command("withdraw")(withdraw)
