"""Makes a complete development federation: operators, members, certificates, directory.

Everything is real but the ceremony: three operators whose keys lie in one folder, two of
whom sign. What the operators do afterwards is in `certs.operators`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import TypeAdapter, ValidationError

from certs.layout import FederationFiles, MemberFiles
from certs.operators import (
    STATE_KEY,
    host_of,
    make_tls,
    publish,
    publish_state,
    save_tls,
)
from certs.profiles import certificate_to_pem, issue_authority, key_to_pem, new_key
from gateway.domain.authority import (
    COMMISSION,
    AuthorityCode,
    Role,
    member_state,
)
from gateway.domain.calendars import zone_of
from gateway.domain.states import shipped_states
from gateway.errors import InputError, Reason
from gateway.trust.directory import load_directory, sign_directory
from gateway.trust.directory_form import build_directory, is_address
from gateway.trust.federation import Directory, LawVersion, Operator
from gateway.trust.joining.presumed import NATIONAL_ROLES, presumed_name
from gateway.trust.keys import KeyRing
from gateway.trust.members import Member
from gateway.trust.operator_keys import (
    new_operator_key,
    operator_key_to_pem,
    operator_public,
)
from gateway.trust.owned_files import write_private
from gateway.trust.suites import Suite
from gateway.trust.tls import fingerprint_of

DIRECTORY_LIFE = timedelta(days=365)
FIRST_PORT = 7001
FEDERATION_NAME = "Comity development federation"
_CODE: TypeAdapter[str] = TypeAdapter(AuthorityCode)


def make_federation(  # noqa: PLR0913 - what a federation is made of
    members: Sequence[str],
    out: Path,
    *,
    now: datetime,
    addresses: Mapping[str, str] | None = None,
    rehearsal: bool = False,
    operators: int = 3,
    threshold: int = 2,
    law: tuple[Sequence[LawVersion], Sequence[LawVersion]] = ((), ()),
    minimum_suite: Suite = Suite.ED25519,
    state_days: int = 0,
    hybrid: bool = False,
) -> FederationFiles:
    """Make a federation in an empty folder.

    Args:
        members: Authority codes.
        out: Folder; it is made, and must be empty if it exists.
        now: Aware instant from which on everything counts.
        addresses: ``host:port`` by code; the others get loopback ports from FIRST_PORT on.
        rehearsal: Mark the directory as a rehearsal.
        operators: How many operators.
        threshold: How many of them must sign.
        law: Rulebooks and calendars that the directory names.
        minimum_suite: Least suite of every member.
        state_days: Days for which a statement about the newest directory lives; 0: none are made.
        hybrid: Whether the operators sign with Ed25519 and ML-DSA-65.

    Raises:
        InputError: A code is wrong or given twice, an address is of nobody, the folder is
            not empty.
        TrustError: DIRECTORY_INVALID, what was asked for contradicts itself.
    """
    addresses = dict(addresses or {})
    _check_request(members, addresses, out)
    files = FederationFiles(
        out, {code: MemberFiles(code, out / "members" / code) for code in members}
    )
    files.operators.mkdir(mode=0o700, parents=True)
    ca_key = new_key()
    ca = issue_authority(FEDERATION_NAME, ca_key, now=now)
    write_private(files.ca_key, key_to_pem(ca_key))
    files.ca_certificate.write_bytes(certificate_to_pem(ca))
    signers = {
        f"operator-{number}": new_operator_key(hybrid=hybrid) for number in range(1, operators + 1)
    }
    state_key = new_operator_key(hybrid=False)
    stating = {STATE_KEY: state_key} if state_days else {}
    for name, key in (*signers.items(), *stating.items()):
        write_private(files.operator_key(name), operator_key_to_pem(key))
    entries = {}
    for port, code in enumerate(members, start=FIRST_PORT):
        address = addresses.get(code, f"127.0.0.1:{port}")
        entries[code] = _make_member(files.members[code], address, (ca, ca_key), now, minimum_suite)
    rulebooks, calendars = law
    first = Directory(
        name=FEDERATION_NAME,
        federation_id=b"",
        version=1,
        created=now,
        expires=now + DIRECTORY_LIFE,
        rehearsal=rehearsal,
        operators=tuple(Operator(name, operator_public(key)) for name, key in signers.items()),
        threshold=threshold,
        members=entries,
        rulebooks=tuple(rulebooks),
        calendars=tuple(calendars),
        state_keys=tuple(Operator(name, operator_public(key)) for name, key in stating.items()),
        state_days=state_days,
    )
    payload = build_directory(first)
    anchor = replace(first, federation_id=hashlib.sha256(payload).digest()).anchor
    raw = sign_directory(payload, list(signers.values())[:threshold])
    for folder in (out, *(member.folder for member in files.members.values())):
        (folder / "anchor.json").write_text(anchor.to_json() + "\n", encoding="utf-8")
    publish(files, raw)
    publish_state(files, load_directory(raw, at=now, anchor=anchor), at=now)
    return files


def check_members(members: Sequence[str]) -> None:
    """Check the codes of a new federation's members.

    Raises:
        InputError: CODE_UNKNOWN, or none is named, or one of them twice.
    """
    for code in members:
        try:
            _CODE.validate_python(code)
        except ValidationError as exc:
            raise Reason.CODE_UNKNOWN.error(
                "{named} is not an authority code",
                remedy="Use codes like DE, BE-VLG or EU, separated by commas.",
                code=code[:20],
                named=repr(code[:20]),
            ) from exc
        if code != COMMISSION and shipped_states().get(member_state(code)) is None:
            raise Reason.CODE_UNKNOWN.error(
                "{code}: no State {state} is known here",
                remedy="Name authorities of Member States, or EU.",
                code=code,
                state=member_state(code),
            )
    if not members or len(set(members)) != len(members):
        raise InputError(
            "members: none is named, or one of them twice",
            remedy="Name each member once, e.g. DE,FR,NL,EU.",
        )


def _check_request(members: Sequence[str], addresses: Mapping[str, str], out: Path) -> None:
    check_members(members)
    for code, address in addresses.items():
        if not is_address(address):
            raise InputError(
                "address of {named}: {address} is not host:port",
                remedy="Write it like 127.0.0.1:7001 or [::1]:7001.",
                field="address",
                named=repr(code[:20]),
                address=repr(address[:60]),
            )
    if strangers := sorted(set(addresses) - set(members)):
        raise InputError(
            "address: {strangers} is not among the members",
            remedy="Name addresses of members only.",
            strangers=repr(strangers[0][:20]),
        )
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(
            "{folder} is not an empty folder",
            remedy="Name a new folder; keys that exist are not overwritten.",
            folder=out,
        )


def _make_member(
    files: MemberFiles,
    address: str,
    ca: tuple[x509.Certificate, ec.EllipticCurvePrivateKey],
    now: datetime,
    minimum_suite: Suite,
) -> Member:
    """Write a member's folder and return its entry in the directory."""
    ring = KeyRing.generate(files.code)
    files.folder.mkdir(mode=0o700, parents=True)
    ring.save(files.keys)
    files.tls.authorities.write_bytes(certificate_to_pem(ca[0]))
    key, certificate = make_tls(files.code, host_of(address), ca, now=now)
    save_tls(files, key, certificate)
    state = member_state(files.code)
    return Member(
        code=files.code,
        name=presumed_name(files.code),
        state=state,
        time_zone=zone_of(files.code),
        roles=_roles_of(state, now),
        address=address,
        certificates={fingerprint_of(certificate): None},
        keys=ring.public_keys(not_before=now),
        minimum_suite=minimum_suite,
        contact_name=f"Duty officer {files.code}",
    )


def _roles_of(state: str, now: datetime) -> frozenset[str]:
    """Return the roles that a member begins with: of a candidate State, those of an observer."""
    if state == COMMISSION:
        return frozenset({Role.COMMISSION})
    if shipped_states().not_yet(state, now.date()):
        return frozenset({Role.OBSERVER})
    return frozenset(NATIONAL_ROLES)
