"""What Comity seals, code that was made from the texts alone opens; and the other way round."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.errors import Reason, TrustError
from gateway.trust.algorithms import HybridSecret
from gateway.trust.keys import KeyRing
from gateway.trust.sealing import open_sealed, seal
from gateway.trust.suites import KeyUse
from tests.support.house import House
from tests.support.raising import refuses
from tests.vectors.trust import rfc9180

MESSAGE_ID = "019326c5-0000-7000-8000-000000000001"
FEDERATION = b"f" * 32
LABEL: dict[str, Any] = {"federation_id": FEDERATION, "sender": "DE", "message_id": MESSAGE_ID}
USES = (KeyUse.ENCRYPT_X25519, KeyUse.ENCRYPT_MLKEM768_X25519)


def info_by_the_text() -> bytes:
    """docs/protocol/envelope.md: five fields, each after its length in four octets."""
    fields = (b"comity/seal/v1", FEDERATION, b"DE", b"FR", MESSAGE_ID.encode())
    return b"".join(len(each).to_bytes(4, "big") + each for each in fields)


def opened_by_the_texts(ring: KeyRing, use: KeyUse, sealed: bytes) -> bytes:
    (key,) = [each for each in ring.keys if each.use is use]
    if isinstance(key.secret, HybridSecret):
        secret = key.secret
        return rfc9180.open_hybrid(secret.mlkem, secret.x25519, info_by_the_text(), sealed)
    assert isinstance(key.secret, X25519PrivateKey)
    return rfc9180.open_classic(key.secret, info_by_the_text(), sealed)


def ring_of(house: House, use: KeyUse) -> tuple[KeyRing, Any]:
    """A ring of FR with one encryption key, and the member as a directory has it."""
    ring = KeyRing.generate("FR", [use])
    keys = ring.public_keys(not_before=house.now)
    return ring, replace(house.directory.member("FR"), keys=keys)


@pytest.mark.parametrize("use", USES)
@settings(max_examples=10)
@given(package=st.binary(max_size=3000))
def test_both_ways(house: House, use: KeyUse, package: bytes) -> None:
    ring, member = ring_of(house, use)
    key_id, sealed = seal(package, recipient=member, at=house.now, **LABEL)
    assert opened_by_the_texts(ring, use, sealed) == package
    make = rfc9180.seal_hybrid if use is KeyUse.ENCRYPT_MLKEM768_X25519 else rfc9180.seal_classic
    theirs = make(ring.keys[0].public, info_by_the_text(), package)
    assert open_sealed(theirs, ring=ring, key_id=key_id, recipient="FR", **LABEL) == package


@pytest.mark.parametrize("use", USES)
def test_another_label_of_the_texts_does_not_open(house: House, use: KeyUse) -> None:
    ring, member = ring_of(house, use)
    key_id, _ = seal(b"x", recipient=member, at=house.now, **LABEL)
    make = rfc9180.seal_hybrid if use is KeyUse.ENCRYPT_MLKEM768_X25519 else rfc9180.seal_classic
    theirs = make(ring.keys[0].public, info_by_the_text()[:-1] + b"2", b"x")
    with refuses(TrustError, Reason.DECRYPTION_FAILED):
        open_sealed(theirs, ring=ring, key_id=key_id, recipient="FR", **LABEL)
