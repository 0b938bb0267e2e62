"""X.509 profiles of the federation's TLS certificates (RFC 5280).

Two certificates: the authority that issues, and a leaf for both ends of mTLS, since a
gateway is server and client. The leaf names the member in a URI,
``urn:comity:authority:XX``, which gateways compare with the directory. P-256 throughout:
gRPC's TLS library offers nothing better for certificates that every peer accepts; the key
exchange, not the certificate, is where TLS is post-quantum. Letters are signed with other
keys: a TLS key must never speak for the authority.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from gateway.trust.tls import AUTHORITY_URN

AUTHORITY_LIFE = timedelta(days=3650)
LEAF_LIFE = timedelta(days=398)  # CA/Browser Forum baseline requirements 6.3.2, until 2026
# Clocks differ; a certificate made a moment ago must count at a peer that is behind.
BACKDATED = timedelta(hours=1)
LOOPBACK = ("localhost", "127.0.0.1", "::1")


def new_key() -> ec.EllipticCurvePrivateKey:
    """Draw a P-256 key."""
    return ec.generate_private_key(ec.SECP256R1())


def key_to_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Return a key as PKCS#8 PEM, not encrypted."""
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def certificate_to_pem(certificate: x509.Certificate) -> bytes:
    """Return a certificate as PEM."""
    return certificate.public_bytes(serialization.Encoding.PEM)


def issue_authority(
    federation: str, key: ec.EllipticCurvePrivateKey, *, now: datetime
) -> x509.Certificate:
    """Issue the self-signed certificate of a federation's TLS authority.

    Args:
        federation: Name of the federation.
        key: Key of the authority.
        now: Aware instant.
    """
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, federation),
            x509.NameAttribute(NameOID.COMMON_NAME, "Comity TLS authority"),
        ]
    )
    builder = (
        _builder(name, name, key.public_key(), now=now, life=AUTHORITY_LIFE)
        # It issues leaves only: no further authority below it.
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(issues=True), critical=True)
    )
    return builder.sign(key, hashes.SHA256())


def issue_leaf(
    code: str,
    key: ec.EllipticCurvePublicKey,
    *,
    hosts: Iterable[str],
    issuer: x509.Certificate,
    issuer_key: ec.EllipticCurvePrivateKey,
    now: datetime,
) -> x509.Certificate:
    """Issue a member's certificate for both ends of mTLS.

    Args:
        code: Authority code.
        key: Public half of the member's TLS key.
        hosts: DNS names and IP addresses at which the gateway is reached.
        issuer: Certificate of the authority.
        issuer_key: Its key.
        now: Aware instant.
    """
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Comity gateway {code}")])
    names = [x509.UniformResourceIdentifier(AUTHORITY_URN + code), *map(_host, sorted(set(hosts)))]
    identifier = x509.SubjectKeyIdentifier.from_public_key(issuer_key.public_key())
    builder = (
        _builder(subject, issuer.subject, key, now=now, life=LEAF_LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(issues=False), critical=True)
        .add_extension(
            x509.ExtendedKeyUsage(
                [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
            ),
            critical=False,
        )
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier),
            critical=False,
        )
    )
    return builder.sign(issuer_key, hashes.SHA256())


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    *,
    now: datetime,
    life: timedelta,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(now + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _key_usage(*, issues: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not issues,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=issues,
        crl_sign=issues,
        encipher_only=False,
        decipher_only=False,
    )


def _host(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
