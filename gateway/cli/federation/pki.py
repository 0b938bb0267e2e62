"""`comity pki`: keys, certificates and the directory of a federation; needs no node."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from certs.dev import make_federation
from certs.layout import FederationFiles
from certs.operators import (
    give_roles,
    issue_next_version,
    name_coordinator,
    read_directory,
)
from gateway.cli.announcing import FederationOption, OperatorsOption
from gateway.cli.contract.shown import tell
from gateway.cli.options import arg, opt, read_bytes
from gateway.cli.output import JsonFlag
from gateway.domain.authority import Role
from gateway.errors import InputError
from gateway.trust.directory_form import MAX_STATE_DAYS
from gateway.trust.federation import Directory
from gateway.trust.shipped_law import shipped_law

app = typer.Typer(help="Make keys, certificates and the directory of a federation.")


@app.callback()
def pki() -> None:
    """Make keys, certificates and the directory of a federation."""


@app.command("dev")
def dev(
    members: Annotated[str, opt("Authority codes, e.g. DE,FR,NL,EU.")],
    out: Annotated[Path, opt("New or empty folder for the files.")],
    rehearsal: Annotated[bool, opt("Mark the federation as a rehearsal.", "--rehearsal")] = False,
    address: Annotated[
        list[str] | None, opt("A member's address, e.g. DE=127.0.0.1:7001; may be repeated.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Make a complete development federation: operators, certificates, keys, directory."""
    # A new federation has no clock of its own yet; this is the machine's.
    now = datetime.now(UTC).replace(microsecond=0)
    files = make_federation(
        [code.strip() for code in members.split(",") if code.strip()],
        out,
        now=now,
        addresses=dict(_address(text) for text in address or []),
        rehearsal=rehearsal,
        law=(shipped_law(), ()),
        state_days=MAX_STATE_DAYS,
        hybrid=True,
    )
    directory = read_directory(files, at=now)
    data = as_data(files, directory)
    tell(data if as_json else _short(data), as_json=as_json)


@app.command("backup-key")
def backup_key(
    out: Annotated[Path, opt("New file for the private half; keep it elsewhere.")],
    as_json: JsonFlag = False,
) -> None:
    """Make the key that backups are encrypted to: FILE opens them, FILE.pub is for the node."""
    from gateway.backup.operator_key import make_backup_key

    public = make_backup_key(out)
    said = (
        "Keep the private half (mode 0600) away from the node, twice. "
        f"Next: comity backup FILE --to {public}"
    )
    tell({"private": str(out), "public": str(public)}, as_json=as_json, said=said)


@app.command("coordinator")
def coordinator(
    authority: Annotated[str, arg("Authority that is named, e.g. BE-BRU.")],
    federation: FederationOption,
    nobody: Annotated[
        bool, opt("It is named no more, and nobody in its place.", "--nobody")
    ] = False,
    operator: OperatorsOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Name who settles what a State's authorities answer differently, in the next directory."""
    # The operators' act has no node and no clock of its own; this is the machine's.
    now = datetime.now(UTC).replace(microsecond=0)
    files = FederationFiles.at(federation)
    change = name_coordinator(authority, named=not nobody)
    directory = issue_next_version(files, change, now=now, signers=operator)
    named = [code for code, member in directory.members.items() if member.coordinates]
    tell({"directory_version": directory.version, "coordinators": named}, as_json=as_json)


@app.command("roles")
def roles(
    authority: Annotated[str, arg("Authority that has them, e.g. ME.")],
    role: Annotated[list[Role], opt("A role that it has from then on; may be repeated.")],
    federation: FederationOption,
    operator: OperatorsOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Give an authority its roles, in the next directory, in the place of those that it has.

    Before the accession of its State it may be an observer alone; roles that are given ahead
    count from that day on.
    """
    # The operators' act has no node and no clock of its own; this is the machine's.
    now = datetime.now(UTC).replace(microsecond=0)
    files = FederationFiles.at(federation)
    change = give_roles(authority, role)
    directory = issue_next_version(files, change, now=now, signers=operator)
    given = sorted(directory.member(authority).roles)
    told = {"directory_version": directory.version, "authority": authority, "roles": given}
    tell(told, as_json=as_json)


def as_data(files: FederationFiles, directory: Directory) -> dict[str, Any]:
    """Return a federation as the JSON that programs read."""
    return {
        "federation_id": directory.federation_id.hex(),
        "version": directory.version,
        "rehearsal": directory.rehearsal,
        "expires": directory.expires.isoformat(),
        "threshold": directory.threshold,
        "operators": [operator.name for operator in directory.operators],
        "folder": str(files.folder),
        "anchor": str(files.anchor),
        "members": {
            code: {
                "name": member.name,
                "address": member.address,
                "folder": str(files.members[code].folder),
                "certificates": [fingerprint.hex() for fingerprint in member.certificates],
                "keys": {key.use.name: key.key_id for key in member.keys},
            }
            for code, member in directory.members.items()
        },
    }


def _address(text: str) -> tuple[str, str]:
    code, separator, address = text.partition("=")
    if not separator:
        raise InputError(
            "address: {text} names no member",
            remedy="Write it like DE=127.0.0.1:7001.",
            text=repr(text[:40]),
        )
    return code.strip(), address.strip()


def _short(data: dict[str, Any]) -> dict[str, Any]:
    """Return what a person reads of a new federation: a line for each member, without its keys."""
    names = ("name", "address", "folder", "certificates")
    members = [
        {"member": code, **{name: each[name] for name in names}}
        for code, each in data["members"].items()
    ]
    return {**data, "members": members, "keep_away_from_the_members": f"{data['folder']}/operators"}


@app.command("certify")
def certify(
    authority: Annotated[str, arg("Authority whose request it is, e.g. DE.")],
    request: Annotated[Path, arg("File that `comity key tls` wrote.")],
    out: Annotated[Path, opt("New file for the certificate.")],
    federation: FederationOption,
    as_json: JsonFlag = False,
) -> None:
    """Certify a member's new TLS key; the next directory names the certificate."""
    from certs.certifying import certify as certify_request
    from certs.profiles import certificate_to_pem

    now = datetime.now(UTC).replace(microsecond=0)
    files = FederationFiles.at(federation)
    certificate, directory = certify_request(files, authority, read_bytes(request), now=now)
    out.write_bytes(certificate_to_pem(certificate))
    until = certificate.not_valid_after_utc.isoformat()
    tell({"directory_version": directory.version, "until": until}, as_json=as_json)
