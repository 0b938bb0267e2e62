"""mTLS between gateways: credentials from files, and who the peer is.

The certificate authority only satisfies TLS; who is believed is said by the directory,
which pins each certificate by fingerprint (Python has neither CRL nor OCSP here, and needs
none). gRPC's authentication context is the only source of what TLS saw.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import grpc
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from gateway.errors import Reason, TrustError
from gateway.trust.directory import Directory
from gateway.trust.keys import read_private

AUTHORITY_URN = "urn:comity:authority:"
"""Beginning of the URI in a certificate's subject alternative name; the code follows."""

POST_QUANTUM_GROUPS = frozenset({"X25519MLKEM768"})
"""Key exchange groups that a recording of today does not open tomorrow."""

_PEER_CERTIFICATE = "x509_pem_cert"
_GROUP = "ssl_negotiated_key_exchange_group"


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """PEM files of one node.

    Attributes:
        key: Private key; mode 0600.
        certificate: The node's own certificate.
        authorities: Certificates of those who issue the federation's TLS certificates.
    """

    key: Path
    certificate: Path
    authorities: Path


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

    @property
    def post_quantum(self) -> bool:
        """Whether the key exchange was hybrid with a post-quantum algorithm."""
        return self.group in POST_QUANTUM_GROUPS


def server_credentials(files: TlsFiles) -> grpc.ServerCredentials:
    """Return credentials of a server that demands a client certificate.

    Raises:
        TrustError: KEY_INVALID or CERTIFICATE_INVALID, naming the file.
    """
    key, certificate, authorities = _read(files)
    return grpc.ssl_server_credentials(
        [(key, certificate)], root_certificates=authorities, require_client_auth=True
    )


def channel_credentials(files: TlsFiles) -> grpc.ChannelCredentials:
    """Return credentials of a client that shows its certificate.

    A channel keeps them for its life: after a new certificate, open a new channel
    (grpc/grpc#41779).

    Raises:
        TrustError: KEY_INVALID or CERTIFICATE_INVALID, naming the file.
    """
    key, certificate, authorities = _read(files)
    return grpc.ssl_channel_credentials(
        root_certificates=authorities, private_key=key, certificate_chain=certificate
    )


def fingerprint_of(certificate: x509.Certificate) -> bytes:
    """Return the SHA-256 of the DER certificate."""
    return hashlib.sha256(certificate.public_bytes(Encoding.DER)).digest()


def identify_peer(
    auth_context: Mapping[str, Iterable[bytes]], directory: Directory, at: datetime
) -> PeerCertificate:
    """Say which member is at the other end of a connection.

    This is step 2 of the intake (docs/protocol/intake.md): the certificate is in the
    directory, is not revoked, its URI names the same authority as the directory's entry,
    and that authority has not left.

    Args:
        auth_context: What `context.auth_context()` of gRPC returns.
        directory: The directory that is held.
        at: Aware instant.

    Raises:
        TrustError: PEER_UNKNOWN or PEER_REVOKED.
    """
    pem = _first(auth_context, _PEER_CERTIFICATE)
    if not pem:
        raise _unknown("the peer showed no certificate")
    fingerprint, names = _identity(pem)
    member = directory.member_by_certificate(fingerprint)
    if names != (AUTHORITY_URN + member.code,):
        raise _unknown("the certificate's URI is not that of the authority in the directory")
    revoked_at = member.certificates[fingerprint]
    if member.withdrawn(at) or (revoked_at is not None and at >= revoked_at):
        raise TrustError(
            f"the certificate of {member.code} no longer counts",
            reason=Reason.PEER_REVOKED,
            remedy="Ask the authority by telephone; the operators enter its new certificate.",
            member=member.code,
        )
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


def _read(files: TlsFiles) -> tuple[bytes, bytes, bytes]:
    key = read_private(files.key)
    try:
        certificate = files.certificate.read_bytes()
        authorities = files.authorities.read_bytes()
    except OSError as exc:
        raise _bad_file("a certificate file cannot be read", Path(str(exc.filename))) from exc
    for path, content in ((files.certificate, certificate), (files.authorities, authorities)):
        try:
            x509.load_pem_x509_certificates(content)
        except ValueError as exc:
            raise _bad_file("a file holds no certificate in PEM", path) from exc
    return key, certificate, authorities


def _bad_file(what: str, path: Path) -> TrustError:
    return TrustError(
        f"{what}: {path.name}",
        reason=Reason.CERTIFICATE_INVALID,
        remedy="Check the path, or get the file again from the operator.",
        file=path.name,
    )


def _unknown(what: str) -> TrustError:
    return TrustError(
        what,
        reason=Reason.PEER_UNKNOWN,
        remedy="Only members of the federation are served; ask the operators.",
    )
