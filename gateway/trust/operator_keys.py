"""Keys of the operators, who sign the directory: Ed25519, or Ed25519 and ML-DSA-65 together.

A hybrid key is one key: its public half is one string of octets, its signature another, each
the two halves one after the other. So wherever an operator is named, entered, proven or counted
there is nothing to choose, and no half stands for the whole. Both halves are over the suite's
label too (`gateway.trust.dsse.octets_to_sign`), so that neither verifies by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from cryptography.hazmat.primitives.asymmetric import ed25519, mldsa

from gateway.errors import Reason
from gateway.trust.algorithms import (
    END_OF_PEM,
    check_order,
    public_octets,
    secret_from_pem,
    secret_to_pem,
    sign_with,
    signature_holds,
    verifying_key,
)
from gateway.trust.dsse import octets_to_sign
from gateway.trust.suites import KeyUse, Suite

CLASSIC_OCTETS = 32
"""Octets of a public key of Ed25519."""

HYBRID_OCTETS = CLASSIC_OCTETS + 1952
"""With that of ML-DSA-65 behind it (FIPS 204, table 2)."""

_CLASSIC_SIGNATURE = 64  # octets


@dataclass(frozen=True, slots=True, repr=False)
class HybridOperatorKey:
    """The two private halves of one operator's key."""

    classic: ed25519.Ed25519PrivateKey
    lattice: mldsa.MLDSA65PrivateKey


OperatorSecret: TypeAlias = ed25519.Ed25519PrivateKey | HybridOperatorKey


def new_operator_key(*, hybrid: bool) -> OperatorSecret:
    """Draw an operator's key."""
    classic = ed25519.Ed25519PrivateKey.generate()
    return HybridOperatorKey(classic, mldsa.MLDSA65PrivateKey.generate()) if hybrid else classic


def is_hybrid(public: bytes) -> bool:
    """Say whether an operator's public key has both halves."""
    return len(public) == HYBRID_OCTETS


def operator_public(secret: OperatorSecret) -> bytes:
    """Return the public key that belongs to an operator's private one."""
    if isinstance(secret, HybridOperatorKey):
        return public_octets(secret.classic) + public_octets(secret.lattice)
    return public_octets(secret)


def check_operator_key(public: bytes) -> None:
    """Refuse what is no operator's public key, or one of small order.

    Raises:
        TrustError: KEY_INVALID.
    """
    if len(public) not in {CLASSIC_OCTETS, HYBRID_OCTETS}:
        raise Reason.KEY_INVALID.error("an operator's key has neither 32 nor 1,984 octets")
    check_order(KeyUse.SEAL_ED25519, public[:CLASSIC_OCTETS])
    if is_hybrid(public):
        verifying_key(KeyUse.SEAL_MLDSA65, public[CLASSIC_OCTETS:])


def sign_as_operator(secret: OperatorSecret, payload_type: str, payload: bytes) -> bytes:
    """Sign a payload as an operator does."""
    if not isinstance(secret, HybridOperatorKey):
        return sign_with(secret, octets_to_sign(payload_type, payload, Suite.ED25519))
    data = octets_to_sign(payload_type, payload, Suite.ED25519_MLDSA65)
    return sign_with(secret.classic, data) + sign_with(secret.lattice, data)


def operator_signature_holds(
    public: bytes, signature: bytes, payload_type: str, payload: bytes
) -> bool:
    """Say whether a signature is one by an operator's key over a payload; both halves must be.

    Args:
        public: The operator's public key, as `check_operator_key` has found it.
        signature: 64 octets, or those and ML-DSA-65's.
        payload_type: Media type.
        payload: What was signed.
    """
    suite = Suite.ED25519_MLDSA65 if is_hybrid(public) else Suite.ED25519
    data = octets_to_sign(payload_type, payload, suite)
    halves = [(KeyUse.SEAL_ED25519, public[:CLASSIC_OCTETS], signature[:_CLASSIC_SIGNATURE])]
    if is_hybrid(public):
        rest = public[CLASSIC_OCTETS:], signature[_CLASSIC_SIGNATURE:]
        halves.append((KeyUse.SEAL_MLDSA65, *rest))
    elif len(signature) != _CLASSIC_SIGNATURE:
        return False
    return all(signature_holds(verifying_key(use, key), sig, data) for use, key, sig in halves)


def operator_key_to_pem(secret: OperatorSecret) -> bytes:
    """Return an operator's private key as PKCS#8 PEM, one block a half; not encrypted."""
    if isinstance(secret, HybridOperatorKey):
        return secret_to_pem(secret.classic) + secret_to_pem(secret.lattice)
    return secret_to_pem(secret)


def operator_key_from_pem(raw: bytes) -> OperatorSecret:
    """Read an operator's private key.

    Raises:
        TrustError: KEY_INVALID; the text says nothing of the content.
    """
    first, end, rest = raw.partition(END_OF_PEM)
    classic = secret_from_pem(KeyUse.SEAL_ED25519, first + end)
    assert isinstance(classic, ed25519.Ed25519PrivateKey)  # noqa: S101 - by its use
    if not rest.strip():
        return classic
    lattice = secret_from_pem(KeyUse.SEAL_MLDSA65, rest)
    assert isinstance(lattice, mldsa.MLDSA65PrivateKey)  # noqa: S101 - by its use
    return HybridOperatorKey(classic, lattice)
