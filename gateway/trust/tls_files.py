"""A node's own TLS files, read again when they change, and only where they hold together.

Whoever renews a certificate replaces two files, one after the other. What was read last holds
until both are there: no handshake sees a key of one and a certificate of the other.
"""

from __future__ import annotations

import ssl
import threading
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

from gateway.errors import ComityError, Reason, TrustError
from gateway.trust.owned_files import read_private

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, repr=False)
class TlsMaterial:
    """What was read of the files together, in PEM.

    Attributes:
        key: Private key.
        certificate: The node's own certificate, with its chain where there is one.
        authorities: Certificates of those who issue the federation's TLS certificates.
        client: What calls a member with them, in TLS 1.3.
    """

    key: bytes
    certificate: bytes
    authorities: bytes
    client: ssl.SSLContext


_Written = tuple[tuple[int, int, int], ...]


@dataclass(slots=True)
class _Read:
    written: _Written
    material: TlsMaterial


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
    _last: list[_Read] = field(default_factory=list, init=False, repr=False, compare=False)
    _lock: threading.Lock = field(
        default_factory=threading.Lock, init=False, repr=False, compare=False
    )

    @classmethod
    def of_node(cls, home: Path) -> TlsFiles:
        """Return those of a node's folder, as `comity pki dev` lays them."""
        return cls(
            key=home / "tls-key.pem", certificate=home / "tls-cert.pem", authorities=home / "ca.pem"
        )

    def read(self) -> TlsMaterial:
        """Return what the files hold now, or what they held together last.

        Raises:
            TrustError: KEY_INVALID or CERTIFICATE_INVALID, naming the file; they have not held
                together yet.
        """
        with self._lock:  # gRPC asks from threads of its own
            written = self._written()
            if self._last and written == self._last[0].written:
                return self._last[0].material
            try:
                material = self._read()
            except TrustError as exc:
                if not self._last:
                    raise
                log.warning("tls.files", reason=str(exc.reason), detail=str(exc))
                self._last[0].written = written
                return self._last[0].material
            self._last[:] = [_Read(written, material)]
            return material

    def _written(self) -> _Written:
        return tuple(map(_stamp, (self.key, self.certificate, self.authorities)))

    def _read(self) -> TlsMaterial:
        key = read_private(self.key)
        try:
            certificate = self.certificate.read_bytes()
            authorities = self.authorities.read_bytes()
        except OSError as exc:
            name = Path(str(exc.filename))
            raise bad_file("a certificate file cannot be read", name) from exc
        (shown, *_), _ = (
            _certificates(path, content)
            for path, content in ((self.certificate, certificate), (self.authorities, authorities))
        )
        _check_pair(self.key, key, shown)
        return TlsMaterial(key, certificate, authorities, self._client())

    def _client(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        try:
            context.load_verify_locations(self.authorities)
            context.load_cert_chain(self.certificate, self.key)
        except (ssl.SSLError, OSError) as exc:  # replaced since it was read
            raise bad_file("a certificate cannot be used", self.certificate) from exc
        context.set_alpn_protocols(["h2"])
        return context


def _stamp(path: Path) -> tuple[int, int, int]:
    try:
        stat = path.stat()
    except OSError:
        return (0, 0, 0)
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


def _certificates(path: Path, content: bytes) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(content)
    except ValueError as exc:
        raise bad_file("a file holds no certificate in PEM", path) from exc


def _check_pair(path: Path, key: bytes, certificate: x509.Certificate) -> None:
    """Check that a certificate is one of a private key."""
    try:
        ours = load_pem_private_key(key, password=None).public_key()
        theirs = certificate.public_key()
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise Reason.KEY_INVALID.error(
            "the file holds no private key in PEM: {file}",
            remedy="Check the path and its owner, or restore the file from its backup.",
            file=path.name,
        ) from None
    der = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if ours.public_bytes(*der) != theirs.public_bytes(*der):
        raise bad_file("the certificate is of another key than the one beside it", path)


def bad_file(what: str, path: Path) -> ComityError:
    """Return the error of a certificate file that cannot be used."""
    return Reason.CERTIFICATE_INVALID.error(
        what,
        ": {file}",
        remedy="Check the path, or get the file again from the operator.",
        file=path.name,
    )
