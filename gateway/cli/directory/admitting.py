"""Operators admit a candidate: each looks at its request, one proposes, all sign as ever."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from certs.certifying import certify_candidate
from certs.operators import read_ca_key
from certs.profiles import certificate_to_pem
from gateway.cli.directory.ceremony import AnchorOption, HeldOption, present
from gateway.cli.directory.ceremony import read_held as read_directory
from gateway.cli.joining.join import proven_keys, spoken_keys
from gateway.cli.options import arg, opt, read_bytes
from gateway.cli.output import JsonFlag, say, write_file
from gateway.errors import ComityError, Reason
from gateway.exchange.law_service import MAX_FILE_BYTES
from gateway.trust.directory_ceremony import check_proposal
from gateway.trust.directory_changes import changed
from gateway.trust.directory_form import build_directory
from gateway.trust.federation import Directory
from gateway.trust.joining.admission import AdmissionFile
from gateway.trust.joining.admitting import admission_change, check_admits, check_candidate
from gateway.trust.joining.proving import ProvenRequest, read_request
from gateway.trust.joining.request import MAX_REQUEST_BYTES
from gateway.trust.tls import fingerprint_of

_MOST_TEXT = 4 * MAX_REQUEST_BYTES
_CaOption = Annotated[Path | None, opt("Certificate of the TLS authority, PEM.", "--ca")]


def admit(
    request: Annotated[Path, arg("The candidate's request, as it came by mail.")],
    directory: HeldOption,
    anchor: AnchorOption,
    proposal: Annotated[
        Path | None, opt("Another operator's proposal: does it admit this, and nothing else?")
    ] = None,
    out: Annotated[Path | None, opt("Propose the admission: file for the proposal.")] = None,
    ca: _CaOption = None,
    ca_key: Annotated[Path | None, opt("Its key, PEM.")] = None,
    certificate: Annotated[
        Path | None, opt("With --out: file for the candidate's certificate.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Verify a request and show all of it; with --out propose the admission.

    With --proposal compare what another operator has proposed. Signing and publishing are
    `comity directory sign` and `publish`, as for every version.
    """
    now, held = present(), read_directory(directory, anchor)
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
    certificate: Annotated[Path, arg("The candidate's certificate.")],
    directory: HeldOption,
    anchor: AnchorOption,
    ca: Annotated[Path, opt("Certificate of the TLS authority, PEM.")],
    out: Annotated[Path, opt("File for the candidate.")],
    earlier: Annotated[
        list[Path] | None,
        opt("A version in which operators changed, the oldest first; repeatable."),
    ] = None,
    state: Annotated[
        Path | None, opt("The newest directory-state.bin, where there are such.")
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
    say(
        {"authority": member.code, "version": fresh.version, "file": str(out)},
        f"Send {out} to {member.code}; it holds nothing secret.",
        f"Next, there: comity join --check {out.name}",
        as_json=as_json,
    )


def _authority(
    ca: Path | None, ca_key: Path | None, certificate: Path | None
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey, Path]:
    if ca is None or ca_key is None or certificate is None:
        missing = "certificate" if ca and ca_key else "ca-key" if ca else "ca"
        raise _wrong(missing, "it is not given, and a proposal names the certificate")
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
    facts = who.model_dump(mode="json")
    shown = {name: ", ".join(v) if isinstance(v, list) else v for name, v in facts.items()}
    shown["signed"] = f"{request.created.isoformat()}, until {request.expires.date()}"
    follow = "Nothing was proposed. Next, one operator: comity directory admit --out FILE"
    if told:
        follow = f"Next: comity directory sign {told['proposal']} (as many operators as must)"
    say(
        {
            **facts,
            **proven_keys(proven),
            "created": request.created.isoformat(),
            "expires": request.expires.isoformat(),
            "anchor_fingerprint": held.anchor.fingerprint.hex(),
            "held_version": held.version,
            **told,
        },
        f"{who.code} asks to become a member of {held.name}; every proof holds.",
        *(f"  {name:18} {value}" for name, value in shown.items()),
        "Compare by telephone, on a number that you knew before this request came:",
        *spoken_keys(proven),
        "The proposal admits this candidate as it asks, and changes nothing else."
        * ("fits" in told),
        follow,
        as_json=as_json,
    )


def _wrong(field: str, what: str) -> ComityError:
    return Reason.SETTING_INVALID.error(
        "{field}: ",
        what,
        remedy="Name the files of the federation's TLS authority; docs/guides/joining.md.",
        field=field,
    )
