"""Makes keys of a node that nobody knows yet, and shows which of them are in force.

What is made here waits in the node's folder; a running node takes it up
(`gateway.app.keys.key_rotation`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import structlog
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID
from pydantic import BaseModel, ConfigDict

from gateway.errors import ComityError, Reason, TrustError
from gateway.folder_lock import folder_lock
from gateway.trust.federation import Directory
from gateway.trust.keys import KeyRing, OwnKey
from gateway.trust.members import Member
from gateway.trust.owned_files import locked_folder, read_private, write_private
from gateway.trust.pkcs11.token_keys import TokenKey
from gateway.trust.pkcs11.tokens import Tokens, check_use
from gateway.trust.pkcs11.uri import TokenUri
from gateway.trust.storage_keys import STORAGE_USE, StorageKey, StorageKeys
from gateway.trust.suites import KeyUse
from gateway.trust.tls import AUTHORITY_URN, fingerprint_of
from gateway.trust.tls_files import TlsFiles

log = structlog.get_logger(__name__)


# A TLS key and certificate that wait beside those in use, and how they take their place.
#
# Two files are replaced, one after the other. A process that is killed between the two leaves a
# key without its certificate, which waits still: whoever opens the folder next finishes it.


def waiting_files(tls: TlsFiles) -> TlsFiles:
    """Return where a new key and its certificate wait beside those that are shown."""

    def beside(path: Path) -> Path:
        return path.with_name(f"{path.stem}.next{path.suffix}")

    return TlsFiles(beside(tls.key), beside(tls.certificate), tls.authorities)


def show_waiting(tls: TlsFiles) -> None:
    """Put the key and the certificate that wait into the place of those in use."""
    waiting = waiting_files(tls)
    with _alone(tls):
        if waiting.certificate.exists():  # else another process of this machine was quicker
            waiting.key.replace(tls.key)
            waiting.certificate.replace(tls.certificate)


def finish_showing(tls: TlsFiles) -> None:
    """Put a certificate that waits without its key beside that key, where it is its."""
    waiting = waiting_files(tls)
    with _alone(tls):
        if waiting.key.exists() or not waiting.certificate.exists():
            return
        try:
            TlsFiles(tls.key, waiting.certificate, tls.authorities).read()
        except TrustError:
            return  # the doctor says what is wrong with the files
        waiting.certificate.replace(tls.certificate)
    log.info("tls.finished", file=tls.certificate.name)


def _alone(tls: TlsFiles) -> AbstractContextManager[None]:
    """Keep other processes that share the folder from changing the files within a block."""
    return folder_lock(tls.key.with_name("tls.lock"))


_MOST_OCTETS = 64 * 1024  # a certificate with its chain has under 10 KiB


class KeyStanding(StrEnum):
    """Where a key or a certificate is in its life."""

    WAITING = "waiting"  # nobody knows it yet, or its first instant has not come
    CURRENT = "current"
    OLDER = "older"  # still in force, and a newer one is used
    RETIRED = "retired"
    REVOKED = "revoked"
    DESTROYED = "destroyed"  # on record, after its time; it is here no more


class KeyShown(BaseModel):
    """A key of this node, as the directory has it.

    Attributes:
        use: What it is for; ``TLS`` for a certificate.
        key_id: Its id; of a certificate the fingerprint.
        standing: Where it is in its life.
        since: From when on it counts; None where the directory does not name it.
        until: When it retires or expires, where that is known.
        place: Where its private half lies: a file, or a token by its URI (RFC 7512); empty: gone.
    """

    model_config = ConfigDict(frozen=True)

    use: str
    key_id: str
    standing: KeyStanding
    since: datetime | None = None
    until: datetime | None = None
    place: str


def show_keys(ring: KeyRing, tls: TlsFiles, directory: Directory, at: datetime) -> list[KeyShown]:
    """Return every key of a ring and the TLS certificates, with what the directory says of each.

    Args:
        ring: The ring, after `KeyRing.follow`.
        tls: The node's TLS files.
        directory: That is held.
        at: Aware instant.

    Raises:
        TrustError: PEER_UNKNOWN, the directory has no such member; a TLS file cannot be read.
    """
    member = directory.member(ring.code)
    shown = [_key(ring, key, member, at) for key in ring.keys]
    shown.append(_certificate(tls.read().certificate, member, at, key=tls.key, current=True))
    waiting = waiting_files(tls)
    if waiting.certificate.exists():
        pem = waiting.certificate.read_bytes()
        shown.append(_certificate(pem, member, at, key=waiting.key, current=False))
    return shown


def _key(ring: KeyRing, key: OwnKey, member: Member, at: datetime) -> KeyShown:
    listed = next((each for each in member.keys if each.key_id == key.key_id), None)
    if listed is None:
        waiting = KeyStanding.WAITING
        return KeyShown(use=key.use.name, key_id=key.key_id, standing=waiting, place=key.place)
    if listed.revoked_at is not None and at >= listed.revoked_at:
        standing = KeyStanding.REVOKED
    elif at < listed.not_before:
        standing = KeyStanding.WAITING
    elif not listed.valid(at):
        standing = KeyStanding.RETIRED
    else:
        standing = KeyStanding.CURRENT if ring.is_current(key) else KeyStanding.OLDER
    return KeyShown(
        use=key.use.name,
        key_id=key.key_id,
        standing=standing,
        since=listed.not_before,
        until=listed.revoked_at or listed.retired_at,
        place=key.place,
    )


def _certificate(pem: bytes, member: Member, at: datetime, *, key: Path, current: bool) -> KeyShown:
    certificate = x509.load_pem_x509_certificate(pem)
    fingerprint = fingerprint_of(certificate)
    revoked = member.certificates.get(fingerprint)
    standing = KeyStanding.CURRENT if current else KeyStanding.WAITING
    if revoked is not None and at >= revoked:
        standing = KeyStanding.REVOKED
    return KeyShown(
        use="TLS",
        key_id=fingerprint.hex(),
        standing=standing,
        since=certificate.not_valid_before_utc if fingerprint in member.certificates else None,
        until=revoked or certificate.not_valid_after_utc,
        place=key.name,
    )


def add_keys(
    folder: Path,
    uses: Iterable[KeyUse],
    *,
    tokens: Tokens | None = None,
    token: TokenUri | None = None,
) -> list[OwnKey]:
    """Draw a key for each use and put it into the ring; it waits there for the directory.

    Args:
        folder: Where the ring lies.
        uses: What they are for.
        tokens: By what tokens are reached.
        token: The token in which they are drawn; absent: each in a file.

    Raises:
        TrustError: KEY_INVALID; the ring cannot be read or written.
        InputError: SETTING_INVALID; a token cannot hold a key of that use, or no module is set.
        UnavailableError: NODE_UNAVAILABLE; the token does not answer (`Tokens.generate`).
    """
    uses = list(uses)
    with locked_folder(folder):  # the running node may be destroying an old one
        ring = KeyRing.load(folder, tokens)
        if token is None:
            renewed = ring.renewed(uses)
        else:
            for use in uses:  # before the first is drawn: none shall lie in the token for nothing
                check_use(use)
            renewed = ring.with_keys([_in_token(tokens, token, use) for use in uses])
        renewed.save(folder)
    return list(renewed.keys[len(ring.keys) :])


def _in_token(tokens: Tokens | None, token: TokenUri, use: KeyUse) -> OwnKey:
    if tokens is None:
        raise Reason.SETTING_INVALID.error(
            "pkcs11_module: no module is set by which the token is reached",
            remedy="Name the token's module in node.toml: pkcs11_module; docs/guides/hsm.md.",
        )
    uri, public = tokens.generate(token, use)
    return OwnKey.of(use, TokenKey(use=use, uri=uri, public=public, tokens=tokens))


def new_tls_key(tls: TlsFiles, code: str) -> bytes:
    """Draw a TLS key that waits beside the one in use, and ask for its certificate.

    Args:
        tls: The node's TLS files.
        code: Authority code.

    Returns:
        The request (PKCS#10) in PEM, signed by that key. It names no host: at which address
        the gateway is reached is for the directory to say.

    Raises:
        InputError: SETTING_INVALID; a certificate waits already.
    """
    waiting = waiting_files(tls)
    if waiting.certificate.exists():
        raise Reason.SETTING_INVALID.error(
            "tls: a certificate waits already in {name}",
            remedy="Wait until the node shows it, or remove it and its key first.",
            name=waiting.certificate.name,
        )
    return tls_request(_draw_tls_key(waiting.key), code)


def first_tls_key(path: Path) -> None:
    """Draw the TLS key of a node that has none yet.

    Args:
        path: Its new file, mode 0600.
    """
    _draw_tls_key(path)


def _draw_tls_key(path: Path) -> ec.EllipticCurvePrivateKey:
    key = ec.generate_private_key(ec.SECP256R1())
    write_private(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return key


def tls_request(key: ec.EllipticCurvePrivateKey, code: str) -> bytes:
    """Ask for the certificate of a TLS key: PKCS#10 in PEM, signed by it, without a host."""
    names = [x509.UniformResourceIdentifier(AUTHORITY_URN + code)]
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Comity gateway {code}")])
    request = (
        x509.CertificateSigningRequestBuilder()
        .subject_name(subject)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    return request.public_bytes(Encoding.PEM)


def install_certificate(tls: TlsFiles, pem: bytes, code: str) -> x509.Certificate:
    """Put the certificate of the key that waits beside it; the running node shows it in time.

    Args:
        tls: The node's TLS files.
        pem: The certificate, with its chain where there is one.
        code: Authority code that its URI must name.

    Raises:
        InputError: SETTING_INVALID; it is no certificate, of another key, or of another authority.
        TrustError: KEY_INVALID; no key waits.
    """
    waiting = waiting_files(tls)
    raw = read_private(waiting.key)
    try:
        key = load_pem_private_key(raw, password=None)
        certificate = x509.load_pem_x509_certificates(pem[:_MOST_OCTETS])[0]
        public = certificate.public_key()
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.ExtensionNotFound) as exc:
        raise _not_ours("it is no certificate in PEM that names who it is of") from exc
    if public != key.public_key():
        raise _not_ours("it is of another key than {name}", name=waiting.key.name)
    uris = names.get_values_for_type(x509.UniformResourceIdentifier)
    if uris != [AUTHORITY_URN + code]:
        raise _not_ours("its URI does not name {code}", code=code)
    waiting.certificate.write_bytes(pem)
    return certificate


def _not_ours(what: str, **values: Any) -> ComityError:
    return Reason.SETTING_INVALID.error(
        "certificate: ",
        what,
        remedy="Have the operators certify the request that {makeTlsKey} wrote.",
        **values,
    )


# The storage key of a node: another version of it, and how it is shown beside the other keys.


def new_storage_key(folder: Path, at: datetime) -> StorageKey:
    """Draw the next version; the running node wraps to it, and wraps again what lies there.

    Args:
        folder: The key folder.
        at: Aware instant, from when on it counts.

    Raises:
        TrustError: KEY_INVALID; the folder cannot be read or written.
    """
    try:
        with locked_folder(folder):
            renewed = StorageKeys.load(folder).renewed(at)
            renewed.save(folder)
    except OSError as exc:
        raise Reason.KEY_INVALID.error(
            "the key folder cannot be written: {why}",
            remedy="Run it as the user of the node, and look at the room on the disk.",
            why=exc.strerror,
        ) from exc
    return renewed.newest


def show_storage_keys(keys: StorageKeys) -> Iterator[KeyShown]:
    """Yield every version, from the oldest on."""
    for key in keys.keys:
        replaced_at = keys.replaced_at(key.key_id)
        yield KeyShown(
            use=STORAGE_USE,
            key_id=key.key_id,
            standing=KeyStanding.CURRENT if key is keys.newest else KeyStanding.OLDER,
            since=key.made_at,
            until=replaced_at,
            place=f"{key.key_id}.key",
        )
