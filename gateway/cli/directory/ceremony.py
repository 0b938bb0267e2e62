"""The operators' ceremony as commands: each on its own machine, with files between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from gateway.app.keys.tokens import ring_in
from gateway.cli.options import arg, opt, read_bytes
from gateway.cli.output import JsonFlag, say
from gateway.domain.lawfile import parse_law
from gateway.errors import InputError, Reason
from gateway.exchange.law_service import MAX_FILE_BYTES
from gateway.trust.directory import load_directory
from gateway.trust.directory_ceremony import (
    check_proposal,
    join_signatures,
    read_detached_signature,
    sign_proposal,
)
from gateway.trust.directory_changes import Difference, DirectoryChange, changed, differences
from gateway.trust.directory_form import build_directory
from gateway.trust.federation import Anchor, Directory, directory_invalid
from gateway.trust.operator_keys import (
    OperatorSecret,
    new_operator_key,
    operator_key_from_pem,
    operator_key_to_pem,
)
from gateway.trust.owned_files import read_private, write_private
from gateway.trust.possession import OPERATOR, STATE, proven_keys, proven_operator

AnchorOption = Annotated[Path, opt("Trust anchor that you hold.", "--anchor")]
HeldOption = Annotated[Path, opt("The directory.bin that you hold yourself.", "--directory")]
ProposalArgument = Annotated[Path, arg("The proposal, as `propose` wrote it.")]


def operator_key(
    name: Annotated[str, arg("Your short name, as the directory has it.")],
    anchor: AnchorOption,
    out: Annotated[Path, opt("New file for the key; it stays here.")],
    states: Annotated[
        bool, opt("A key that states the newest version, and no more.", "--state")
    ] = False,
    classic: Annotated[
        bool, opt("Ed25519 alone, where the other operators are so.", "--classic")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Make an operator's key, or one that states the newest version, where it is kept."""
    if out.exists():
        raise InputError(
            "out: {out} is there already",
            remedy="Name a new file; a key is never overwritten.",
            out=out,
        )
    key = new_operator_key(hybrid=not (states or classic))
    write_private(out, operator_key_to_pem(key))
    role = STATE if states else OPERATOR
    made = proven_operator(key, name, read_anchor(anchor).federation_id, role)
    public, possession = made.public.hex(), made.possession.hex()
    say(
        {"name": name, "public_key": public, "possession": possession, "file": str(out)},
        f"The key is in {out} (mode 0600); it never leaves this machine.",
        f'For the change file: public_key = "{public}"',
        f'possession = "{possession}"',
        as_json=as_json,
    )


def member_keys(
    home: Annotated[Path, arg("Folder of the member's node.")],
    out: Annotated[Path, opt("File for the operators' change file.")],
    days: Annotated[
        int, opt("They count in so many days: by then every node knows them.", min=0)
    ] = 7,
    as_json: JsonFlag = False,
) -> None:
    """Write the keys of a member's ring that the directory has not, each with its proof."""
    held = read_held(home / "directory.bin", home / "anchor.json")
    ring = ring_in(home)
    known = {key.key_id for key in held.member(ring.code).keys}
    begins = present() + timedelta(days=days)
    public = proven_keys(ring, held.federation_id, not_before=begins)
    new = [key for key in public if key.key_id not in known]
    out.write_text(
        "".join(
            f'[[new_keys]]\nmember = "{ring.code}"\nuse = "{key.use.name}"\nretires = true\n'
            f"not_before = {begins.isoformat()}\n"
            f'public_key = "{key.public.hex()}"\npossession = "{key.possession.hex()}"\n\n'
            for key in new
        ),
        encoding="utf-8",
    )
    told = {"member": ring.code, "keys": [key.key_id for key in new], "file": str(out)}
    said = f"{len(new)} keys of {ring.code} that the directory has not: {out}"
    say(told, said, as_json=as_json)


def propose(
    change: Annotated[Path, arg("What shall be different, as TOML.")],
    directory: HeldOption,
    anchor: AnchorOption,
    out: Annotated[Path, opt("File for the proposal.")],
    as_json: JsonFlag = False,
) -> None:
    """Write the next version of the directory, unsigned, and show in what it differs."""
    now, held = present(), read_held(directory, anchor)
    raw = read_bytes(change, MAX_FILE_BYTES)
    wish = parse_law(change.name, raw, DirectoryChange, reason=Reason.CONTENT_INVALID)
    payload = build_directory(changed(held, wish, at=now))
    fresh = check_proposal(payload, held, at=now)
    out.write_bytes(payload)
    show_proposal(held, fresh, {"proposal": str(out)}, as_json=as_json)


def sign(
    proposal: ProposalArgument,
    directory: HeldOption,
    anchor: AnchorOption,
    key: Annotated[Path, opt("Your operator's key, PEM.")],
    out: Annotated[Path, opt("File for your signature.")],
    yes: Annotated[
        bool, opt("Sign without asking: you have read the differences.", "--yes")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Show in what a proposal differs from what you hold, and sign it as one operator."""
    now, held = present(), read_held(directory, anchor)
    payload = read_bytes(proposal, MAX_FILE_BYTES)
    fresh = check_proposal(payload, held, at=now)
    made = sign_proposal(payload, held, read_signing_key(key), at=now)
    show_proposal(held, fresh, {"operator": made.operator, "signature": str(out)}, as_json=as_json)
    if not yes and not typer.confirm(f"Sign this as {made.operator}?", err=True):
        raise typer.Exit(1)
    out.write_text(made.model_dump_json(indent=1) + "\n", encoding="utf-8")


def publish(
    proposal: ProposalArgument,
    signature: Annotated[list[Path], arg("The operators' signatures.")],
    directory: HeldOption,
    anchor: AnchorOption,
    out: Annotated[Path, opt("File for the nodes' folders.")],
    new_anchor: Annotated[Path | None, opt("File for the anchor of the new version.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Join the operators' signatures, check both thresholds, and write what nodes take."""
    now, held = present(), read_held(directory, anchor)
    made = [read_detached_signature(read_bytes(each)) for each in signature]
    raw, fresh = join_signatures(read_bytes(proposal, MAX_FILE_BYTES), made, held, at=now)
    out.write_bytes(raw)
    if new_anchor is not None:
        new_anchor.write_text(fresh.anchor.to_json() + "\n", encoding="utf-8")
    told = {"directory": str(out), "signed_by": sorted({each.operator for each in made})}
    show_proposal(held, fresh, told, as_json=as_json)


def show_proposal(
    held: Directory, fresh: Directory, told: Mapping[str, str | Sequence[str]], *, as_json: bool
) -> None:
    """Show in what a version differs from the one that is held.

    Args:
        held: The version that an operator holds.
        fresh: The next one.
        told: What else is shown, by name.
        as_json: For a program.
    """
    found: list[Difference] = differences(held, fresh)
    shown = {name: v if isinstance(v, str) else ", ".join(v) for name, v in told.items()}
    follow = f"Next, each operator: comity directory sign {told.get('proposal')}"
    say(
        {
            "version": fresh.version,
            "digest": fresh.digest.hex(),
            **told,
            "differences": [each._asdict() for each in found],
        },
        f"version {fresh.version} of {fresh.name}, digest {fresh.digest.hex()}",
        *(f"  {each.in_words()}" for each in found),
        *(f"{name}: {value}" for name, value in shown.items()),
        follow * ("proposal" in told),
        as_json=as_json,
    )


def present() -> datetime:
    """Return the present instant, to the second."""
    # The operators' act has no node and no clock of its own; this is the machine's.
    return datetime.now(UTC).replace(microsecond=0)


def read_held(path: Path, anchor: Path) -> Directory:
    """Read the version that an operator holds; it may have expired: it is to be renewed.

    Raises:
        InputError: It cannot be read, or is malformed.
        TrustError: It does not hold by the anchor.
    """
    return load_directory(read_bytes(path, MAX_FILE_BYTES), at=None, anchor=read_anchor(anchor))


def read_signing_key(path: Path) -> OperatorSecret:
    """Read an operator's key.

    Raises:
        TrustError: KEY_INVALID; it cannot be read, is readable by others, or of another kind.
    """
    return operator_key_from_pem(read_private(path))


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
