"""The certificate by which a national system shows itself on the REST interface.

What stands in it is read once a connection; whether a chain leads to an authority that the node
trusts, OpenSSL has decided by then (`gateway.app.api_tls`). A system is known by its **key**, not
by the certificate around it: SHA-256 of the SubjectPublicKeyInfo (RFC 7469, section 2.4). So a
certificate that is renewed for the same key needs no change here.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from gateway.errors import InputError

MAX_PEM = 16_384
"""Characters of a certificate in PEM: RSA with 4,096 bits and many names has some 4,000."""

_BEGIN = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----")


@dataclass(frozen=True, slots=True)
class ClientCertificate:
    """A certificate of a national system.

    Attributes:
        spki: SHA-256 of its public key, as SubjectPublicKeyInfo in DER.
        subject: Its subject, as RFC 4514 writes it; what an authority wrote, so text of others.
        begins: First instant at which it is valid.
        ends: Last instant at which it is valid.
    """

    spki: bytes
    subject: str
    begins: datetime
    ends: datetime

    def valid(self, at: datetime) -> bool:
        """Whether it is valid at an instant."""
        return self.begins <= at <= self.ends


def read_der(der: bytes) -> ClientCertificate:
    """Return what stands in a certificate.

    Raises:
        InputError: It is none, or its key is of a kind that is not known.
    """
    try:
        return _read(x509.load_der_x509_certificate(der))
    except (ValueError, UnsupportedAlgorithm, x509.InvalidVersion) as exc:
        raise _unreadable() from exc


def read_pem(text: str) -> ClientCertificate:
    """Return what stands in a file with one certificate.

    Raises:
        InputError: It is none, more than one, or a private key, which is to stay where it is.
    """
    kinds = _BEGIN.findall(text)
    if any("PRIVATE KEY" in kind for kind in kinds):
        raise InputError(
            "certificate: this is a private key, which nobody but the system itself may have",
            remedy="Give the certificate alone, and let the system have a new key.",
        )
    if kinds != ["CERTIFICATE"]:
        raise _unreadable()
    try:
        return _read(x509.load_pem_x509_certificate(text.encode()))
    except (ValueError, UnsupportedAlgorithm, x509.InvalidVersion) as exc:
        raise _unreadable() from exc


def _read(certificate: x509.Certificate) -> ClientCertificate:
    key = certificate.public_key()
    spki = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return ClientCertificate(
        spki=hashlib.sha256(spki).digest(),
        subject=certificate.subject.rfc4514_string(),
        begins=certificate.not_valid_before_utc,
        ends=certificate.not_valid_after_utc,
    )


def _unreadable() -> InputError:
    return InputError(
        "certificate: this is not one certificate in PEM",
        remedy="Give the system's own certificate alone, between its lines BEGIN and END.",
    )
