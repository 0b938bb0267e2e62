"""What the operators of a federation do: change the directory and sign its next version.

The changes are functions from one `Directory` to the next; `issue_next_version` applies
one, signs it with the threshold of operators and checks that a gateway would accept it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from certs.layout import FederationFiles, MemberFiles
from certs.profiles import LOOPBACK, certificate_to_pem, issue_leaf, key_to_pem, new_key
from gateway.domain.authority import COMMISSION, Role
from gateway.domain.lawfile import parse_law
from gateway.domain.states import StatesFile, shipped_states
from gateway.errors import InputError, NotFoundError, Reason
from gateway.trust.directory import load_directory, sign_directory
from gateway.trust.directory_form import build_directory
from gateway.trust.directory_state import sign_directory_state
from gateway.trust.federation import Anchor, Directory
from gateway.trust.keys import KeyRing
from gateway.trust.members import Member
from gateway.trust.operator_keys import (
    OperatorSecret,
    is_hybrid,
    new_operator_key,
    operator_key_from_pem,
    operator_key_to_pem,
)
from gateway.trust.owned_files import read_private, write_private
from gateway.trust.possession import proven_keys, proven_operator, without_proofs
from gateway.trust.suites import KeyUse
from gateway.trust.tls import fingerprint_of

LAW_FOLDER = "law"
"""Folder of a member's law files, as `gateway.app.law_files` reads it."""

AT_ONCE = timedelta(0)
"""No overlap of two keys; where nothing is under way, as in a new federation."""
STATE_KEY = "state"
"""Name of the key that states which version is the newest, in a development federation."""

Change = Callable[[Directory], Directory]


def issue_next_version(
    files: FederationFiles, change: Change, *, now: datetime, signers: Sequence[str] | None = None
) -> Directory:
    """Sign the next version of the directory and put it where the members fetch it.

    Args:
        files: The federation.
        change: What is new; version, creation and expiry are set here.
        now: Aware instant; the new version lives as long as the one before.
        signers: Names of the operators who sign; by default as many as must.

    Returns:
        The new version, verified as a gateway does.

    Raises:
        TrustError: It would be refused by a gateway, or a key cannot be read.
        InputError: It gives a deciding role to an authority of a State that is no Member State
            and has no day of accession.
    """
    held = read_directory(files, at=now)
    names = signers or [operator.name for operator in held.operators[: held.threshold]]
    changed = change(without_proofs(held))
    _check_roles(files, held, changed)
    fresh = replace(
        changed,
        version=held.version + 1,
        created=now,
        expires=now + (held.expires - held.created),
    )
    keys = [_operator_key(files, name) for name in names]
    raw = sign_directory(build_directory(fresh), keys)
    accepted = load_directory(raw, at=now, held=held)
    publish(files, raw)
    publish_state(files, accepted, at=now)
    return accepted


def read_directory(files: FederationFiles, *, at: datetime) -> Directory:
    """Read the newest version, expired or not, by the federation's anchor.

    Raises:
        TrustError: It does not hold.
    """
    anchor = Anchor.from_json(files.anchor.read_text(encoding="utf-8"))
    return load_directory(files.directory.read_bytes(), at=at, anchor=anchor, allow_expired=True)


def rotate_operators(
    files: FederationFiles, names: Sequence[str], *, now: datetime, threshold: int = 2
) -> Directory:
    """Have other operators, with keys of their own, sign from the next version on.

    Those of before sign that version beside them. The anchor of the federation's folder is from
    then on that of the new version: what a new member or a court is given.

    Args:
        files: The federation.
        names: The new operators; nobody of before stays.
        now: Aware instant.
        threshold: How many of them must sign.

    Raises:
        TrustError: As `issue_next_version`.
    """
    before = read_directory(files, at=now)
    hybrid = all(is_hybrid(each.public) for each in before.operators)
    made = {name: new_operator_key(hybrid=hybrid) for name in names}
    for name, key in made.items():
        write_private(files.operator_key(name), operator_key_to_pem(key))
    operators = tuple(
        proven_operator(key, name, before.federation_id) for name, key in made.items()
    )
    signers = [each.name for each in before.operators[: before.threshold]]

    def change(held: Directory) -> Directory:
        return replace(held, operators=operators, threshold=threshold)

    accepted = issue_next_version(files, change, now=now, signers=[*signers, *names[:threshold]])
    files.anchor.write_text(accepted.anchor.to_json() + "\n", encoding="utf-8")
    return accepted


def publish(files: FederationFiles, raw: bytes) -> None:
    """Put a signed directory where the members find it, each file at once and whole."""
    for path in (files.directory, *(member.directory for member in files.members.values())):
        write_whole(path, raw)


def publish_state(files: FederationFiles, directory: Directory, *, at: datetime) -> None:
    """State that a version is the newest, where the operators make such statements.

    Raises:
        TrustError: The key is none that may, or cannot be read.
    """
    if not directory.state_days:
        return
    raw = sign_directory_state(directory, _operator_key(files, STATE_KEY), at=at)
    for folder in (files.folder, *(member.folder for member in files.members.values())):
        write_whole(folder / files.state.name, raw)


def write_whole(path: Path, raw: bytes) -> None:
    """Write a file that members read while it is written."""
    fresh = path.with_suffix(".new")
    fresh.write_bytes(raw)
    fresh.replace(path)


def renew_keys(
    files: FederationFiles,
    code: str,
    uses: Iterable[KeyUse],
    *,
    now: datetime,
    overlap: timedelta = AT_ONCE,
) -> Directory:
    """Draw new keys for a member; the old ones of the same uses retire.

    The ring is written after the directory was accepted: a gateway that signs with a key
    which nobody knows yet would be refused everywhere.

    Args:
        files: The federation.
        code: The member.
        uses: What the new keys are for.
        now: Aware instant.
        overlap: After that the new keys count, and after twice that the old ones retire: so
            long others may take to know the new ones, and the member to use them.

    Raises:
        TrustError: As `issue_next_version`.
    """
    ring = KeyRing.load(files.members[code].keys).renewed(uses := frozenset(uses))
    accepted = enter_keys(files, ring, uses, now=now, overlap=overlap)
    ring.save(files.members[code].keys)
    return accepted


def enter_keys(
    files: FederationFiles,
    ring: KeyRing,
    uses: Collection[KeyUse],
    *,
    now: datetime,
    overlap: timedelta = AT_ONCE,
) -> Directory:
    """Enter the keys of a ring that the directory has not; the others of the same uses retire.

    Args:
        files: The federation.
        ring: The member's ring, which can sign with each of its keys.
        uses: What the new keys are for.
        now: Aware instant.
        overlap: As for `renew_keys`.

    Raises:
        TrustError: As `issue_next_version`.
    """

    def change(held: Directory) -> Directory:
        member = held.member(ring.code)
        known = {key.key_id for key in member.keys}
        kept = [
            replace(key, retired_at=now + 2 * overlap)
            if key.use in uses and key.retired_at is None
            else key
            for key in member.keys
        ]
        public = proven_keys(ring, held.federation_id, not_before=now + overlap)
        added = [key for key in public if key.key_id not in known]
        return _with_member(held, replace(member, keys=(*kept, *added)))

    return issue_next_version(files, change, now=now)


def revoke_key(code: str, key_id: str, *, at: datetime) -> Change:
    """From an instant on nothing that was signed with a key is believed."""

    def change(held: Directory) -> Directory:
        member = held.member(code)
        keys = tuple(
            replace(key, revoked_at=at) if key.key_id == key_id else key for key in member.keys
        )
        if keys == member.keys:
            raise NotFoundError(
                "{code} has no key {key_id}",
                remedy="Look at the newest directory for its keys.",
                code=code,
                key_id=key_id,
            )
        return _with_member(held, replace(member, keys=keys))

    return change


def renew_certificate(files: FederationFiles, code: str, *, now: datetime) -> Directory:
    """Issue a new TLS key and certificate for a member; the old one stays until revoked.

    Raises:
        TrustError: As `issue_next_version`.
    """
    authority = x509.load_pem_x509_certificate(files.ca_certificate.read_bytes())
    issuer = (authority, ca_key(files))
    address = read_directory(files, at=now).member(code).address
    made = make_tls(code, host_of(address), issuer, now=now)

    def change(held: Directory) -> Directory:
        member = held.member(code)
        certificates = {**member.certificates, fingerprint_of(made[1]): None}
        return _with_member(held, replace(member, certificates=certificates))

    accepted = issue_next_version(files, change, now=now)
    save_tls(files.members[code], *made)
    return accepted


def revoke_certificates(code: str, fingerprints: Iterable[bytes], *, at: datetime) -> Change:
    """From an instant on TLS certificates of a member no longer count."""
    revoked = dict.fromkeys(fingerprints, at)

    def change(held: Directory) -> Directory:
        member = held.member(code)
        if not set(revoked) <= set(member.certificates):
            raise NotFoundError(
                "{code} has no such certificate",
                remedy="Look at the newest directory for its certificates.",
                code=code,
            )
        return _with_member(held, replace(member, certificates={**member.certificates, **revoked}))

    return change


def name_coordinator(code: str, *, named: bool = True) -> Change:
    """Name the authority that settles what its State's authorities answer differently, or none.

    Args:
        code: The authority; another one of its State that was named is named no more.
        named: Whether it is named; else it is not any more.
    """

    def change(held: Directory) -> Directory:
        state = held.member(code).state
        members = {
            each: replace(member, coordinates=named and each == code)
            if member.state == state
            else member
            for each, member in held.members.items()
        }
        return replace(held, members=members)

    return change


def give_roles(code: str, roles: Collection[Role]) -> Change:
    """Give a member roles in the place of those that it has.

    Args:
        code: The member.
        roles: Its roles from the next version on.
    """

    def change(held: Directory) -> Directory:
        return _with_member(
            held, replace(held.member(code), roles=frozenset(role.value for role in roles))
        )

    return change


def _check_roles(files: FederationFiles, held: Directory, fresh: Directory) -> None:
    """Refuse to give an authority a deciding role whose State has no day of accession.

    One that accedes on a later day may be given its roles before: nodes count them from that
    day on. What stood before is let be, so that no other act of the operators waits for it.

    Raises:
        InputError: It names the member.
    """
    states = shipped_states().with_files(_states_named(files, fresh))
    for code, member in fresh.members.items():
        before = held.members.get(code)
        added = member.roles - (before.roles if before is not None else frozenset())
        state = states.get(member.state)
        if code == COMMISSION or not added - {Role.OBSERVER.value}:
            continue
        if state is None or state.member_from is None:
            raise InputError(
                "roles: {member} is of {state}, which is no Member State and has no day of "
                "accession",
                remedy="Leave it an observer, or announce its accession first: {announceStates}.",
                field="roles",
                member=code,
                state=member.state,
            )


def _states_named(files: FederationFiles, directory: Directory) -> Iterator[StatesFile]:
    """Read the files of the States that a directory names, as a member has them."""
    wanted = {law.digest for law in directory.states}
    for member in files.members.values() if wanted else ():
        for path in sorted((member.folder / LAW_FOLDER).glob("*.toml")):
            raw = path.read_bytes()
            digest = hashlib.sha256(raw).digest()
            if digest in wanted:
                wanted.remove(digest)
                yield parse_law(path.name, raw, StatesFile, reason=Reason.STATES_INVALID)


def withdraw_member(code: str, *, at: datetime, log_size: int, log_root: bytes) -> Change:
    """Mark a member as having left, with the final size and root of its log."""

    def change(held: Directory) -> Directory:
        return _with_member(
            held,
            replace(
                held.member(code),
                withdrawn_at=at,
                final_log_size=log_size,
                final_log_root=log_root,
            ),
        )

    return change


def make_tls(
    code: str,
    host: str,
    issuer: tuple[x509.Certificate, ec.EllipticCurvePrivateKey],
    *,
    now: datetime,
) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """Make a new TLS key and certificate for a member.

    Args:
        code: Authority code.
        host: Where its gateway is reached; loopback is always added in development.
        issuer: Certificate and key of the TLS authority.
        now: Aware instant.
    """
    key = new_key()
    hosts = (host, *LOOPBACK)
    certificate = issue_leaf(
        code, key.public_key(), hosts=hosts, issuer=issuer[0], issuer_key=issuer[1], now=now
    )
    return key, certificate


def save_tls(
    files: MemberFiles, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate
) -> None:
    """Write a member's TLS key and certificate."""
    write_private(files.tls.key, key_to_pem(key))
    files.tls.certificate.write_bytes(certificate_to_pem(certificate))


def host_of(address: str) -> str:
    """Return the host of ``host:port``, without the brackets of an IPv6 address."""
    return address.rpartition(":")[0].strip("[]")


def _with_member(held: Directory, member: Member) -> Directory:
    return replace(held, members={**held.members, member.code: member})


def _operator_key(files: FederationFiles, name: str) -> OperatorSecret:
    return operator_key_from_pem(read_private(files.operator_key(name)))


def ca_key(files: FederationFiles) -> ec.EllipticCurvePrivateKey:
    """Return the key of the TLS authority; raises KEY_INVALID where it is of another algorithm."""
    return read_ca_key(files.ca_key)


def read_ca_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """Read the key of a TLS authority.

    Raises:
        TrustError: KEY_INVALID; it cannot be read, is readable by others, or of another algorithm.
    """
    try:
        loaded = serialization.load_pem_private_key(read_private(path), password=None)
    except (ValueError, TypeError):
        raise Reason.KEY_INVALID.error("the TLS authority's key cannot be read") from None
    if not isinstance(loaded, ec.EllipticCurvePrivateKey):
        raise Reason.KEY_INVALID.error("the TLS authority's key is not P-256")
    return loaded
