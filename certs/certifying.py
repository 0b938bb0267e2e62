"""What the operators' TLS authority does with a member's request for a certificate (PKCS#10)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec

from certs.layout import FederationFiles
from certs.operators import ca_key, host_of, issue_next_version, read_directory
from certs.profiles import issue_leaf
from gateway.errors import InputError, Reason
from gateway.trust.directory import Directory
from gateway.trust.tls import AUTHORITY_URN, fingerprint_of

_MOST_OCTETS = 64 * 1024  # a request has under 2 KiB


def certify(
    files: FederationFiles,
    code: str,
    request: bytes,
    *,
    now: datetime,
    valid_from: datetime | None = None,
) -> tuple[x509.Certificate, Directory]:
    """Certify a member's new TLS key, and have the next directory name the certificate.

    The request is signed by the key that it brings, so whoever made it has the private half.
    The host is the one of the address that the directory has; nothing else of it is taken over.
    Certificates of before stay until they are revoked.

    Args:
        files: The federation.
        code: The member.
        request: PKCS#10 in PEM, as `comity key tls` wrote it.
        now: Aware instant.
        valid_from: From when on the certificate counts, by the machines' clocks; else now.

    Returns:
        The certificate, and the new version of the directory.

    Raises:
        InputError: SETTING_INVALID; the request is none, or of another member or algorithm.
        TrustError: As `issue_next_version`.
    """
    key = _key_of(request, code)
    authority = x509.load_pem_x509_certificate(files.ca_certificate.read_bytes())
    address = read_directory(files, at=now).member(code).address
    certificate = issue_leaf(
        code,
        key,
        hosts=[host_of(address)],
        issuer=authority,
        issuer_key=ca_key(files),
        now=valid_from or now,
    )
    fingerprint = fingerprint_of(certificate)

    def change(held: Directory) -> Directory:
        member = held.member(code)
        named = replace(member, certificates={**member.certificates, fingerprint: None})
        return replace(held, members={**held.members, code: named})

    return certificate, issue_next_version(files, change, now=now)


def _key_of(request: bytes, code: str) -> ec.EllipticCurvePublicKey:
    """Return the public key of a request, after everything in it that counts was checked."""
    if len(request) > _MOST_OCTETS:
        raise _refused(f"it has more than {_MOST_OCTETS} octets")
    try:
        read = x509.load_pem_x509_csr(request)
        key, signed = read.public_key(), read.is_signature_valid
        names = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        uris = names.get_values_for_type(x509.UniformResourceIdentifier)
    except (ValueError, UnsupportedAlgorithm, InvalidSignature, x509.ExtensionNotFound) as exc:
        raise _refused("it is no request in PEM that names its authority") from exc
    if not signed:
        raise _refused("it is not signed by the key that it brings")
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise _refused("its key is not one of P-256")
    if uris != [AUTHORITY_URN + code]:
        raise _refused(f"its URI does not name {code}")
    return key


def _refused(what: str) -> InputError:
    return InputError(
        f"request: {what}",
        reason=Reason.SETTING_INVALID,
        remedy="Ask the member for the file that `comity key tls` wrote.",
        field="request",
    )
