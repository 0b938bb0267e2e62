"""No signature is a part of another, and none has two forms.

A half of a hybrid envelope verifies nowhere; of the two ECDSA signatures that anybody can make
of one, one is taken.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mldsa
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import ComityError, Reason
from gateway.trust.algorithms import (
    SEAL_CONTEXT,
    generate_secret,
    has_one_form,
    public_octets,
    sign_with,
    signature_holds,
    verifying_key,
)
from gateway.trust.dsse import (
    ENTRY,
    LETTER,
    SignedBytes,
    is_by,
    octets_to_sign,
    pae,
    sign,
    verify_signed,
)
from gateway.trust.keys import KeyRing
from gateway.trust.suites import KeyUse, Suite
from tests.support.house import House

PAYLOAD = b"\x0a\x03abc"
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def judged(house: House, signed: SignedBytes, kind: str = LETTER) -> Reason | None:
    """Why DE's envelope is refused; None where it verifies."""
    member = house.directory.member("DE")
    try:
        verify_signed(signed, expected_type=kind, member=member, at=house.now)
    except ComityError as exc:
        return exc.reason
    return None


def secret(house: House, use: KeyUse) -> object:
    return house.rings["DE"]._current_key(use).secret


@pytest.mark.parametrize("kind", [LETTER, ENTRY])
def test_m4_a_half_that_is_cut_off_verifies_nowhere(house: House, kind: str) -> None:
    """The directory's minimum is Ed25519: what `pki dev` writes. (Found in use: protocol m4.)"""
    assert house.directory.member("DE").minimum_suite is Suite.ED25519
    whole = sign(PAYLOAD, kind, ring=house.rings["DE"], suite=Suite.ED25519_MLDSA65)
    assert judged(house, whole, kind) is None
    labelled = f"{kind};suite={Suite.ED25519_MLDSA65.label}"
    for half in whole.signatures:
        stripped = replace(whole, signatures=(half,))
        assert judged(house, stripped, kind) is Reason.SIGNATURE_INVALID
        # Nor under the type that was signed: no reader takes it.
        relabelled = replace(stripped, payload_type=labelled)
        assert judged(house, relabelled, kind) is Reason.MESSAGE_MALFORMED


def test_a_classic_signature_is_no_half_of_a_hybrid(house: House) -> None:
    """Found in use: protocol m4."""
    classic = sign(PAYLOAD, LETTER, ring=house.rings["DE"], suite=Suite.ED25519)
    hybrid = sign(PAYLOAD, LETTER, ring=house.rings["DE"], suite=Suite.ED25519_MLDSA65)
    mixed = replace(hybrid, signatures=(classic.signatures[0], hybrid.signatures[1]))
    assert judged(house, mixed) is Reason.SIGNATURE_INVALID


def test_the_second_half_signs_with_its_context(house: House) -> None:
    seal = secret(house, KeyUse.SEAL_MLDSA65)
    assert isinstance(seal, mldsa.MLDSA65PrivateKey)
    hybrid = sign(PAYLOAD, LETTER, ring=house.rings["DE"], suite=Suite.ED25519_MLDSA65)
    data = octets_to_sign(LETTER, PAYLOAD, Suite.ED25519_MLDSA65)
    seal.public_key().verify(hybrid.signatures[1][1], data, SEAL_CONTEXT)
    for made in (seal.sign(data), seal.sign(pae(LETTER, PAYLOAD), SEAL_CONTEXT)):
        other = replace(hybrid, signatures=(hybrid.signatures[0], ("", made)))
        assert judged(house, other) is Reason.SIGNATURE_INVALID


def test_what_was_signed_in_the_hybrid_suite_before_stays_valid(house: House) -> None:
    """Entries of then lie in logs for ever: both halves are over the plain encoding."""
    data = pae(LETTER, PAYLOAD)
    first, second = secret(house, KeyUse.SEAL_ED25519), secret(house, KeyUse.SEAL_MLDSA65)
    assert isinstance(first, ed25519.Ed25519PrivateKey)
    assert isinstance(second, mldsa.MLDSA65PrivateKey)
    old = SignedBytes(LETTER, PAYLOAD, (("", first.sign(data)), ("", second.sign(data))))
    assert judged(house, old) is None
    keys = {key.use: key for key in house.directory.member("DE").keys}
    assert is_by(old, old.signatures[1][1], keys[KeyUse.SEAL_MLDSA65])
    assert not is_by(old, old.signatures[1][1], keys[KeyUse.SEAL_ED25519])


def test_one_message_has_one_digest_in_every_suite(house: House) -> None:
    made = {sign(PAYLOAD, LETTER, ring=house.rings["DE"], suite=suite).digest for suite in Suite}
    assert len(made) == 1


@given(data=st.binary(max_size=60))
def test_m5_of_two_ecdsa_signatures_one_is_taken(data: bytes) -> None:
    """Found in use: protocol m5."""
    key = generate_secret(KeyUse.SEAL_P256)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    public = verifying_key(KeyUse.SEAL_P256, public_octets(key))
    made = sign_with(key, data)
    r, s = decode_dss_signature(made)
    other = encode_dss_signature(r, ORDER - s)
    # Both are signatures by the letter of the standard.
    key.public_key().verify(other, data, ec.ECDSA(hashes.SHA256()))
    assert signature_holds(public, made, data)
    assert not signature_holds(public, other, data)
    assert has_one_form(KeyUse.SEAL_P256, made)
    assert not has_one_form(KeyUse.SEAL_P256, other)


def test_an_envelope_whose_ecdsa_signature_was_changed_is_refused(house: House) -> None:
    """Found in use: protocol m5."""
    signed = sign(PAYLOAD, LETTER, ring=house.rings["DE"], suite=Suite.ECDSA_P256)
    assert judged(house, signed) is None
    [(key_id, sig)] = signed.signatures
    r, s = decode_dss_signature(sig)
    for changed in (
        encode_dss_signature(r, ORDER - s),
        sig + b"\x00",  # octets behind the end
        b"\x30\x81" + bytes([len(sig) - 2]) + sig[2:],  # a length in the long form
        b"no DER",
    ):
        other = replace(signed, signatures=((key_id, changed),))
        assert judged(house, other) is Reason.SIGNATURE_INVALID


def test_who_has_no_p256_key_is_not_troubled_by_its_form() -> None:
    assert has_one_form(KeyUse.SEAL_ED25519, b"no DER")
    ring = KeyRing.generate("DE", [KeyUse.SEAL_ED25519])
    assert ring.sign_envelope(b"data", Suite.ED25519)
