"""TLS certificates: what they must look like, and that they hold as a chain."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from certs.profiles import issue_authority, issue_leaf, new_key

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.fixture(scope="module")
def chain() -> tuple[x509.Certificate, x509.Certificate]:
    ca_key, key = new_key(), new_key()
    ca = issue_authority("Test", ca_key, now=NOW)
    hosts = ("gateway.example", "localhost", "127.0.0.1", "::1")
    leaf = issue_leaf(
        "BE-VLG", key.public_key(), hosts=hosts, issuer=ca, issuer_key=ca_key, now=NOW
    )
    return ca, leaf


def test_leaf_holds_for_both_ends_of_a_connection(
    chain: tuple[x509.Certificate, x509.Certificate],
) -> None:
    ca, leaf = chain
    policy = PolicyBuilder().store(Store([ca])).time(NOW)
    for host in ("gateway.example", "localhost"):
        policy.build_server_verifier(x509.DNSName(host)).verify(leaf, [])
    client = policy.build_client_verifier().verify(leaf, [])
    assert x509.UniformResourceIdentifier("urn:comity:authority:BE-VLG") in (client.subjects or [])


@pytest.mark.parametrize(
    "at", [NOW - timedelta(days=1), NOW + timedelta(days=399), NOW + timedelta(days=3651)]
)
def test_leaf_holds_only_in_its_time(
    chain: tuple[x509.Certificate, x509.Certificate], at: datetime
) -> None:
    ca, leaf = chain
    verifier = PolicyBuilder().store(Store([ca])).time(at).build_client_verifier()
    with pytest.raises(VerificationError, match="cert is not valid at validation time"):
        verifier.verify(leaf, [])


def test_leaf_may_do_nothing_but_tls(chain: tuple[x509.Certificate, x509.Certificate]) -> None:
    _, leaf = chain
    usage = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert set(usage) == {ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH}
    assert not leaf.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    key = leaf.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert isinstance(key.curve, ec.SECP256R1)
    # The name of a person or of an authority's unit has no place in a certificate.
    assert leaf.subject.rfc4514_string() == "CN=Comity gateway BE-VLG"


def test_leaf_issues_nothing(chain: tuple[x509.Certificate, x509.Certificate]) -> None:
    ca, _ = chain
    key, below = new_key(), new_key()
    middle = issue_leaf("DE", key.public_key(), hosts=(), issuer=ca, issuer_key=new_key(), now=NOW)
    forged = issue_leaf("FR", below.public_key(), hosts=(), issuer=middle, issuer_key=key, now=NOW)
    verifier = PolicyBuilder().store(Store([ca])).time(NOW).build_client_verifier()
    with pytest.raises(VerificationError, match=r"basicConstraints\.cA must be asserted in a CA"):
        verifier.verify(forged, [middle])
