"""mTLS between gateways: credentials from files, and who the peer is.

The certificate authority only satisfies TLS; who is believed is said by the directory,
which pins each certificate by fingerprint (Python has neither CRL nor OCSP here, and needs
none), in both directions and with TLS 1.3 only.

A server learns who called from gRPC's authentication context (`identify_peer`). A client of
gRPC's learns nothing of whom it reached, so it looks first (`look_at_peer`): a handshake of
its own, in TLS 1.3, shows the certificate; where the directory has it for this member, a
channel is opened that trusts that certificate alone. Whoever has another one, by whichever
authority, does not complete the channel's handshake. An attacker on the line cannot bring
the channel down to TLS 1.2 either: a server that knows 1.3 says so under its signature (RFC
8446, section 4.1.3), and this one has just shown that it does.
"""

from __future__ import annotations

import asyncio
import hashlib
import ssl
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, cast

import grpc
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from gateway.errors import ComityError, Reason
from gateway.trust.federation import Directory
from gateway.trust.members import Member
from gateway.trust.tls_files import TlsFiles, TlsMaterial

AUTHORITY_URN = "urn:comity:authority:"
"""Beginning of the URI in a certificate's subject alternative name; the code follows."""

POST_QUANTUM_GROUPS = frozenset({"X25519MLKEM768"})
"""Key exchange groups that a recording of today does not open tomorrow."""

LOOK_TIMEOUT_S = 10.0
"""Seconds in which a member that is there shows its certificate."""

_PEER_CERTIFICATE = "x509_pem_cert"
_VERSION = "ssl_tls_version"
_ONLY_VERSION = b"TLSv1.3"
_GROUP = "ssl_negotiated_key_exchange_group"


@dataclass(frozen=True, slots=True)
class PeerCertificate:
    """Who is at the other end of a connection, after verification.

    Attributes:
        code: Authority code.
        fingerprint: SHA-256 of the DER certificate.
        group: Key exchange group that TLS negotiated; empty if gRPC does not say.
    """

    code: str
    fingerprint: bytes
    group: str


def server_credentials(files: TlsFiles) -> grpc.ServerCredentials:
    """Return credentials of a server that demands a client certificate.

    Each handshake shows what the files hold then; connections that are open go on.

    Raises:
        TrustError: KEY_INVALID or CERTIFICATE_INVALID, naming the file.
    """
    seen = files.read()

    def shown(held: TlsMaterial) -> grpc.ServerCertificateConfiguration:
        pairs = [(held.key, held.certificate)]
        return grpc.ssl_server_certificate_configuration(pairs, held.authorities)

    def changed() -> grpc.ServerCertificateConfiguration | None:
        nonlocal seen
        held = files.read()
        if held is seen:
            return None
        seen = held
        return shown(held)

    # None says that nothing has changed (gRPC's documentation; its types do not know it).
    fetcher = cast("Callable[[], grpc.ServerCertificateConfiguration]", changed)
    return grpc.dynamic_ssl_server_credentials(
        shown(seen), fetcher, require_client_authentication=True
    )


def channel_credentials(own: TlsMaterial, *, trusted: bytes) -> grpc.ChannelCredentials:
    """Return credentials of a client that shows its certificate.

    A channel keeps them for its life: after a new certificate, open a new channel
    (grpc/grpc#41779).

    Args:
        own: What this node shows.
        trusted: What the server must show, in PEM: its own certificate, as `look_at_peer`
            gave it.
    """
    return grpc.ssl_channel_credentials(
        root_certificates=trusted, private_key=own.key, certificate_chain=own.certificate
    )


async def look_at_peer(own: TlsMaterial, member: Member, at: datetime) -> bytes:
    """Have a member's server show its certificate, and check that it is the member's.

    Args:
        own: What this node shows.
        member: Whom we mean to reach, as the directory has it.
        at: Aware instant, for revocations.

    Returns:
        The certificate, in PEM.

    Raises:
        UnavailableError: PEER_UNAVAILABLE; nobody is there, or who is does not speak TLS 1.3
            with a certificate of the federation's authority for that address.
        TrustError: PEER_UNKNOWN or PEER_REVOKED: who is there shows a certificate that is
            not this member's, or no longer.
    """
    host, _, port = member.address.rpartition(":")
    host = host.strip("[]")
    try:
        async with asyncio.timeout(LOOK_TIMEOUT_S):
            _, writer = await asyncio.open_connection(
                host, int(port), ssl=own.client, server_hostname=host
            )
            try:
                shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
            finally:
                writer.transport.abort()
    except ssl.SSLError as exc:
        raise _away(
            member, "no TLS 1.3 handshake with it: {cause}", cause=exc.reason or exc
        ) from exc
    except (OSError, TimeoutError) as exc:
        raise _away(member, "it is not reached") from exc
    _check_member(member, hashlib.sha256(shown).digest(), at)
    return ssl.DER_cert_to_PEM_cert(shown).encode()


def _away(member: Member, why: str, **values: Any) -> ComityError:
    return Reason.PEER_UNAVAILABLE.error(
        "{peer} does not answer: ",
        why,
        remedy="Call {peer}; letters wait and are sent when it is back.",
        peer=member.code,
        **values,
    )


def _check_member(member: Member, fingerprint: bytes, at: datetime) -> None:
    """Check that a certificate is a member's and still counts."""
    if fingerprint not in member.certificates:
        raise _unknown("the certificate is none of {code} in the directory", code=member.code)
    if member.withdrawn(at) or not member.shows(fingerprint, at):
        raise Reason.PEER_REVOKED.error(
            "the certificate of {member} no longer counts",
            remedy="Ask the authority by telephone; the operators enter its new certificate.",
            member=member.code,
        )


def check_certificate(code: str, fingerprint: bytes, directory: Directory, at: datetime) -> None:
    """Check that a certificate is a member's, and still counts.

    Args:
        code: Whose it was when it was seen.
        fingerprint: SHA-256 of its DER.
        directory: The directory that is held.
        at: Aware instant.

    Raises:
        TrustError: PEER_UNKNOWN or PEER_REVOKED.
    """
    _check_member(directory.member(code), fingerprint, at)


def fingerprint_of(certificate: x509.Certificate) -> bytes:
    """Return the SHA-256 of the DER certificate."""
    return hashlib.sha256(certificate.public_bytes(Encoding.DER)).digest()


def fingerprint_of_pem(pem: bytes) -> bytes:
    """Return the SHA-256 of a certificate that is given in PEM."""
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem.decode("ascii"))).digest()


def identify_peer(
    auth_context: Mapping[str, Iterable[bytes]], directory: Directory, at: datetime
) -> PeerCertificate:
    """Say which member is at the other end of a connection.

    This is step 2 of the intake (docs/protocol/intake.md): the connection is one of TLS 1.3,
    the certificate is in the directory, is not revoked, its URI names the same authority as
    the directory's entry, and that authority has not left.

    Args:
        auth_context: What `context.auth_context()` of gRPC returns.
        directory: The directory that is held.
        at: Aware instant.

    Raises:
        TrustError: PEER_UNKNOWN or PEER_REVOKED.
    """
    if _first(auth_context, _VERSION) != _ONLY_VERSION:  # gRPC's API cannot ask for it
        raise _unknown("the connection is not one of TLS 1.3")
    pem = _first(auth_context, _PEER_CERTIFICATE)
    if not pem:
        raise _unknown("the peer showed no certificate")
    fingerprint, names = _identity(pem)
    member = directory.member_by_certificate(fingerprint)
    if names != (AUTHORITY_URN + member.code,):
        raise _unknown("the certificate's URI is not that of the authority in the directory")
    _check_member(member, fingerprint, at)
    group = _first(auth_context, _GROUP).decode("ascii", "replace")
    return PeerCertificate(code=member.code, fingerprint=fingerprint, group=group)


# A few peers send many letters; a certificate is parsed once, not for each of them. What
# is kept depends on the octets only; the directory is asked every time.
@lru_cache(maxsize=256)
def _identity(pem: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Return the fingerprint and the URIs of a certificate."""
    try:
        certificate = x509.load_pem_x509_certificate(pem)
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        uris = tuple(names.get_values_for_type(x509.UniformResourceIdentifier))
    except x509.ExtensionNotFound:
        uris = ()
    except ValueError as exc:
        raise _unknown("the peer's certificate cannot be read") from exc
    return fingerprint_of(certificate), uris


def _first(auth_context: Mapping[str, Iterable[bytes]], name: str) -> bytes:
    return next(iter(auth_context.get(name, ())), b"")


def _unknown(what: str, **values: Any) -> ComityError:
    return Reason.PEER_UNKNOWN.error(
        what, remedy="Only members of the federation are served; ask the operators.", **values
    )
