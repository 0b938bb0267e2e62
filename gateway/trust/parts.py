"""Salted commitments to parts (docs/design.md section 4, Parts).

The header and the commitments are what is signed and hashed; salt and body travel beside
them. So a part can be withheld or erased while every signature still holds, and without
the salt a name cannot be guessed from its commitment.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from gateway.errors import Reason

SALT_OCTETS = 32
_PREFIX = b"comity/part/v1\x00"


def new_salt() -> bytes:
    """Draw 32 random octets."""
    return secrets.token_bytes(SALT_OCTETS)


def commit(salt: bytes, body: bytes) -> bytes:
    """Return SHA-256("comity/part/v1" || 0x00 || salt || body).

    Args:
        salt: Exactly 32 octets; the length is fixed so that salt and body cannot be shifted
            against each other.
        body: Content of the part.

    Raises:
        ValueError: The salt has another length.
    """
    if len(salt) != SALT_OCTETS:
        raise ValueError("a salt has 32 octets")
    return hashlib.sha256(_PREFIX + salt + body).digest()


def check_commitment(commitment: bytes, salt: bytes, body: bytes) -> None:
    """Check that a part is the one that was committed to.

    Raises:
        TrustError: COMMITMENT_MISMATCH.
    """
    if len(salt) != SALT_OCTETS or not hmac.compare_digest(commitment, commit(salt, body)):
        raise Reason.COMMITMENT_MISMATCH.error(
            "a part is not the one that was signed",
            remedy="Fetch the part again from its author; the copy at hand was altered.",
        )
