"""Operators admit a candidate: each looks at its request, one proposes, all sign as ever."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from certs.certifying import certify_candidate
from certs.operators import read_ca_key
from certs.profiles import certificate_to_pem
from gateway.cli.directory.ceremony import AnchorOption, HeldOption
from gateway.cli.directory.ceremony import read_held as read_directory
from gateway.cli.options import read_bytes
from gateway.cli.output import JsonFlag, print_json, write_file
from gateway.cli.output import out as screen
from gateway.errors import InputError, Reason
from gateway.exchange.law_service import MAX_FILE_BYTES
from gateway.trust.directory_ceremony import check_proposal
from gateway.trust.directory_changes import changed
from gateway.trust.directory_form import build_directory
from gateway.trust.federation import Directory
from gateway.trust.joining.admission import AdmissionFile
from gateway.trust.joining.admitting import admission_change, check_admits, check_candidate
from gateway.trust.joining.proving import ProvenRequest, read_request
from gateway.trust.joining.request import MAX_REQUEST_BYTES
from gateway.trust.joining.spoken import spoken
from gateway.trust.tls import fingerprint_of

_MOST_TEXT = 4 * MAX_REQUEST_BYTES
_CaOption = Annotated[
    Path | None, typer.Option("--ca", help="Certificate of the TLS authority, PEM.")
]


def admit(
    request: Annotated[Path, typer.Argument(help="The candidate's request, as it came by mail.")],
    directory: HeldOption,
    anchor: AnchorOption,
    proposal: Annotated[
        Path | None,
        typer.Option(help="Another operator's proposal: does it admit this, and nothing else?"),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Propose the admission: file for the proposal.")
    ] = None,
    ca: _CaOption = None,
    ca_key: Annotated[Path | None, typer.Option("--ca-key", help="Its key, PEM.")] = None,
    certificate: Annotated[
        Path | None, typer.Option(help="With --out: file for the candidate's certificate.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Verify a request and show all of it; with --out propose the admission.

    With --proposal compare what another operator has proposed. Signing and publishing are
    `comity directory sign` and `publish`, as for every version.
    """
    now, held = _present(), read_directory(directory, anchor)
    proven = read_request(read_bytes(request, _MOST_TEXT), federation_id=held.federation_id, at=now)
    check_candidate(proven, held)
    told: dict[str, Any] = {}
    if proposal is not None:
        fresh = check_proposal(read_bytes(proposal, MAX_FILE_BYTES), held, at=now)
        check_admits(proven, fresh, held)
        told = {"version": fresh.version, "proposal": str(proposal), "fits": True}
    elif out is not None:
        issuer, key, file = _authority(ca, ca_key, certificate)
        made = certify_candidate(proven, issuer, key, now=now)
        change = admission_change(proven, fingerprint_of(made))
        payload = build_directory(changed(held, change, at=now))
        fresh = check_proposal(payload, held, at=now)
        write_file(file, certificate_to_pem(made))
        write_file(out, payload)
        told = {"version": fresh.version, "proposal": str(out), "certificate": str(file)}
    _show(proven, held, told, as_json=as_json)


def answer(
    certificate: Annotated[Path, typer.Argument(help="The candidate's certificate.")],
    directory: HeldOption,
    anchor: AnchorOption,
    ca: Annotated[Path, typer.Option("--ca", help="Certificate of the TLS authority, PEM.")],
    out: Annotated[Path, typer.Option("--out", help="File for the candidate.")],
    earlier: Annotated[
        list[Path] | None,
        typer.Option(help="A version in which operators changed, the oldest first; repeatable."),
    ] = None,
    state: Annotated[
        Path | None, typer.Option(help="The newest directory-state.bin, where there are such.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Write the one file that a candidate gets back, after the version was published."""
    fresh = read_directory(directory, anchor)
    pem = read_bytes(certificate, MAX_FILE_BYTES)
    try:
        fingerprint = fingerprint_of(x509.load_pem_x509_certificate(pem))
    except ValueError as exc:
        raise _wrong("certificate", "it is no certificate in PEM") from exc
    member = fresh.member_by_certificate(fingerprint)
    made = AdmissionFile(
        directory=read_bytes(directory, MAX_FILE_BYTES),
        certificate=pem,
        authorities=read_bytes(ca, MAX_FILE_BYTES),
        earlier=tuple(read_bytes(each, MAX_FILE_BYTES) for each in earlier or ()),
        state=b"" if state is None else read_bytes(state, MAX_FILE_BYTES),
    )
    write_file(out, made.to_text().encode())
    if as_json:
        print_json({"authority": member.code, "version": fresh.version, "file": str(out)})
        return
    screen.print(f"Send {out} to {member.code}; it holds nothing secret.", soft_wrap=True)
    screen.print(f"Next, there: comity join --check {out.name}", soft_wrap=True)


def _authority(
    ca: Path | None, ca_key: Path | None, certificate: Path | None
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey, Path]:
    for name, given in (("ca", ca), ("ca-key", ca_key), ("certificate", certificate)):
        if given is None:
            raise _wrong(name, "it is not given, and a proposal names the certificate")
    assert ca is not None  # noqa: S101 - each was looked at above
    assert ca_key is not None  # noqa: S101
    assert certificate is not None  # noqa: S101
    try:
        issuer = x509.load_pem_x509_certificate(read_bytes(ca, MAX_FILE_BYTES))
    except ValueError as exc:
        raise _wrong("ca", "it is no certificate in PEM") from exc
    key = read_ca_key(ca_key)
    if key.public_key() != issuer.public_key():
        raise _wrong("ca-key", "it is the key of another authority than --ca is")
    return issuer, key, certificate


def _show(proven: ProvenRequest, held: Directory, told: dict[str, Any], *, as_json: bool) -> None:
    request, who = proven.request, proven.request.candidate
    if as_json:
        print_json(
            {
                **who.model_dump(mode="json"),
                "number": proven.digest.hex(),
                "created": request.created.isoformat(),
                "expires": request.expires.isoformat(),
                "keys": {key.use.name: key.key_id for key in request.keys},
                "tls_key": proven.tls_key.hex(),
                "anchor_fingerprint": held.anchor.fingerprint.hex(),
                "held_version": held.version,
                **told,
            }
        )
        return
    screen.print(f"{who.code} asks to become a member of {held.name}; every proof holds.")
    for name, value in who.model_dump(mode="json").items():
        shown = ", ".join(value) if isinstance(value, list) else value
        screen.print(f"  {name:18} {shown}", soft_wrap=True, markup=False)
    screen.print(f"  {'signed':18} {request.created.isoformat()}, until {request.expires.date()}")
    screen.print("Compare by telephone, on a number that you knew before this request came:")
    screen.print(f"  number of the request  {spoken(proven.digest)}", soft_wrap=True)
    for key in request.keys:
        screen.print(f"  {key.use.name.lower():22} {key.key_id}", soft_wrap=True)
    screen.print(f"  tls                    {proven.tls_key.hex()[:16]}", soft_wrap=True)
    if told.get("fits"):
        screen.print("The proposal admits this candidate as it asks, and changes nothing else.")
    if told:
        screen.print(
            f"Next: comity directory sign {told['proposal']} (as many operators as must)",
            soft_wrap=True,
        )
    else:
        screen.print("Nothing was proposed. Next, one operator: comity directory admit --out FILE")


def _present() -> datetime:
    # The operators' act has no node and no clock of its own; this is the machine's.
    return datetime.now(UTC).replace(microsecond=0)


def _wrong(field: str, what: str) -> InputError:
    return InputError(
        f"{field}: {what}",
        reason=Reason.SETTING_INVALID,
        remedy="Name the files of the federation's TLS authority; docs/guides/joining.md.",
        field=field,
    )
