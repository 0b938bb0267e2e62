"""`comity register prove` and `verify-proof`: one entry, to be checked without a node."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gateway.cli.options import read_bytes
from gateway.cli.output import JsonFlag, out, print_json, print_table

if TYPE_CHECKING:
    from datetime import datetime

    from gateway.trust.directory import Directory

DirectoryOption = Annotated[
    Path, typer.Option("--directory", help="The federation's directory.bin.")
]
AnchorOption = Annotated[
    Path, typer.Option("--anchor", help="Trust anchor that you hold: anchor.json.")
]


def verify_proof(
    file: Annotated[Path, typer.Argument(help="The file that `register prove` wrote.")],
    directory: DirectoryOption,
    anchor: AnchorOption,
    as_json: JsonFlag = False,
) -> None:
    """Verify a proof file without a node; exit 16 when something does not hold."""
    from gateway.register.log.proof_file import verify_proof as verify
    from gateway.register.log.proof_form import MAX_PROOF_BYTES

    raw = read_bytes(file, MAX_PROOF_BYTES)
    held, at = read_directory(directory, anchor)
    found = verify(raw, held, at).model_dump(mode="json")
    if as_json:
        print_json(found)
    else:
        _show(found)


def _show(found: dict[str, Any]) -> None:
    rehearsal = ", a rehearsal" if found["rehearsal"] else ""
    out.print(
        f"[bold green]it holds[/]: entry {found['index']} of log {found['origin']} "
        f"({found['federation']}{rehearsal})",
        soft_wrap=True,
    )
    out.print(
        f"{found['entry_type']} {found['subject']}, signed by {found['origin']} with the instant "
        f"{found['at']}; message digest {found['digest']}",
        soft_wrap=True,
    )
    if found["effect"] != "in_force":
        out.print("[bold]it has no effect[/]: its key had been revoked at that instant")
    out.print(f"in the signed log of size {found['size']} with root {found['root']}")
    print_table(
        "Parts",
        ("Part", "Kind", "Released to", "In this file"),
        (
            (
                number,
                part["kind"],
                part["release"],
                "no" if part["octets"] is None else f"{part['octets']} octets, as committed to",
            )
            for number, part in enumerate(found["parts"])
        ),
    )
    print_table(
        "Who has confirmed to hold it",
        ("Member", "By cosigning size", "States"),
        ((each["member"], each["size"], each["at"] or "not stated") for each in found["confirmed"]),
    )
    if found["unconfirmed"]:
        out.print(
            f"no confirmation in this file by {', '.join(found['unconfirmed'])}", soft_wrap=True
        )


def read_directory(path: Path, anchor: Path) -> tuple[Directory, datetime]:
    """Read a directory and verify it by an anchor, without a node; it may have expired.

    A proof outlives the directory: it is loaded as of the instant at which it was signed.

    Returns:
        The directory, and the instant of verification: the present one, or that of the
        directory if a machine's clock is behind it.

    Raises:
        InputError: A file cannot be read.
        TrustError: The directory is not signed by whom the anchor names.
    """
    from datetime import UTC, datetime

    from gateway.errors import Reason, TrustError
    from gateway.trust import Anchor, load_directory
    from gateway.trust.directory_form import parse_directory
    from gateway.trust.dsse import SignedBytes
    from gateway.wire.limits import MAX_PAYLOAD_BYTES

    raw = read_bytes(path, 2 * MAX_PAYLOAD_BYTES)
    try:
        trusted = Anchor.from_json(read_bytes(anchor, MAX_PAYLOAD_BYTES).decode())
    except UnicodeDecodeError as exc:
        raise TrustError(
            "the anchor is not text",
            reason=Reason.DIRECTORY_INVALID,
            remedy="Give the path of the federation's anchor.json.",
        ) from exc
    created = parse_directory(SignedBytes.from_bytes(raw).payload).created  # verified next
    held = load_directory(raw, at=created, anchor=trusted)
    return held, max(datetime.now(UTC), held.created)


def verify_fraud(
    file: Annotated[Path, typer.Argument(help="The file that `register fraud-proof` wrote.")],
    directory: DirectoryOption,
    anchor: AnchorOption,
    as_json: JsonFlag = False,
) -> None:
    """Verify a fraud proof without a node; exit 16 when it proves nothing."""
    from gateway.register.log.fraud import MAX_PROOF_BYTES, read_fraud_proof, verify_fraud_proof

    held, at = read_directory(directory, anchor)
    proof = read_fraud_proof(read_bytes(file, MAX_PROOF_BYTES))
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
                "attested_by": list(found.attested_by),
            }
        )
        return
    rehearsal = " (a rehearsal)" if held.rehearsal else ""
    out.print(f"[bold red]it proves a fraud[/]{rehearsal}: {found.text}", soft_wrap=True)
    for name, signed in (("older", found.older), ("newer", found.newer)):
        out.print(f"{name}: size {signed.size}, root {signed.root.hex()}", soft_wrap=True)
    if found.attested_by:
        out.print(
            f"a key of {proof.origin} that has signed it was revoked later: that it was signed "
            f"before rests on what {', '.join(found.attested_by)} had cosigned",
            soft_wrap=True,
        )
