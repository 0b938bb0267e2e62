"""`comity register prove` and `verify-proof`: one entry, to be checked without a node."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from gateway.cli.contract.shown import tell
from gateway.cli.options import arg, opt, read_bytes
from gateway.cli.output import JsonFlag

if TYPE_CHECKING:
    from datetime import datetime

    from gateway.trust.federation import Directory

DirectoryOption = Annotated[Path, opt("The federation's directory.bin.", "--directory")]
AnchorOption = Annotated[Path, opt("Trust anchor that you hold: anchor.json.", "--anchor")]


def verify_proof(
    file: Annotated[Path, arg("The file that `register prove` wrote.")],
    directory: DirectoryOption,
    anchor: AnchorOption,
    as_json: JsonFlag = False,
) -> None:
    """Verify a proof file without a node; exit 16 when something does not hold."""
    from gateway.register.log.proof_file import verify_proof as verify
    from gateway.register.log.proof_form import MAX_PROOF_BYTES

    raw = read_bytes(file, MAX_PROOF_BYTES)
    held, at = read_directory(directory, anchor)
    tell(verify(raw, held, at).model_dump(mode="json"), as_json=as_json, said="it holds")


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

    from gateway.errors import Reason
    from gateway.trust.directory import load_directory
    from gateway.trust.directory_form import parse_directory
    from gateway.trust.dsse import SignedBytes
    from gateway.trust.federation import Anchor
    from gateway.wire.limits import MAX_PAYLOAD_BYTES

    raw = read_bytes(path, 2 * MAX_PAYLOAD_BYTES)
    try:
        trusted = Anchor.from_json(read_bytes(anchor, MAX_PAYLOAD_BYTES).decode())
    except UnicodeDecodeError as exc:
        raise Reason.DIRECTORY_INVALID.error(
            "the anchor is not text", remedy="Give the path of the federation's anchor.json."
        ) from exc
    created = parse_directory(SignedBytes.from_bytes(raw).payload).created  # verified next
    held = load_directory(raw, at=created, anchor=trusted)
    return held, max(datetime.now(UTC), held.created)


def verify_fraud(
    file: Annotated[Path, arg("The file that `register fraud-proof` wrote.")],
    directory: DirectoryOption,
    anchor: AnchorOption,
    as_json: JsonFlag = False,
) -> None:
    """Verify a fraud proof without a node; exit 16 when it proves nothing."""
    from gateway.register.log.fraud import MAX_PROOF_BYTES, read_fraud_proof, verify_fraud_proof

    held, at = read_directory(directory, anchor)
    proof = read_fraud_proof(read_bytes(file, MAX_PROOF_BYTES))
    found = verify_fraud_proof(proof, held, at)
    tell(
        {
            "origin": proof.origin,
            "kind": proof.kind.value,
            "text": found.text,
            "rehearsal": held.rehearsal,
            "digest": found.digest.hex(),
            "older": {"size": found.older.size, "root": found.older.root.hex()},
            "newer": {"size": found.newer.size, "root": found.newer.root.hex()},
            "attested_by": list(found.attested_by),
        },
        as_json=as_json,
        said=f"it proves a fraud{' (a rehearsal)' * held.rehearsal}: {found.text}",
    )
