"""What the operators' TLS authority does with a member's request for a certificate (PKCS#10)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from certs.layout import FederationFiles
from certs.operators import ca_key, host_of, issue_next_version, read_directory
from certs.profiles import issue_leaf
from gateway.trust.federation import Directory
from gateway.trust.joining.proving import ProvenRequest
from gateway.trust.joining.tls_request import key_of_request
from gateway.trust.tls import fingerprint_of


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
    key = key_of_request(request, code)
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


def certify_candidate(
    proven: ProvenRequest,
    issuer: x509.Certificate,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    now: datetime,
) -> x509.Certificate:
    """Certify the TLS key of a candidate for the address that its request names.

    Args:
        proven: The request, whose proofs hold; the key of its TLS request has signed it.
        issuer: Certificate of the TLS authority.
        issuer_key: Its key.
        now: Aware instant.
    """
    who = proven.request.candidate
    return issue_leaf(
        who.code,
        key_of_request(proven.request.tls_request, who.code),
        hosts=[host_of(who.address)],
        issuer=issuer,
        issuer_key=issuer_key,
        now=now,
    )
