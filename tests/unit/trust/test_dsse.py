"""Signed bytes: what verifies, and everything that must not."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.v1 import envelope_pb2
from gateway.errors import ComityError, InputError, Reason, TrustError
from gateway.trust.dsse import ENTRY, LETTER, SignedBytes, pae, sign, verify_signed
from gateway.trust.federation import Directory
from gateway.trust.keys import KeyRing
from gateway.trust.suites import KeyUse, Suite
from gateway.wire.limits import MAX_PAYLOAD_BYTES
from tests.support.house import House
from tests.support.raising import refuses

PAYLOAD = b"\x0a\x03abc"


def _verify(
    house: House,
    signed: SignedBytes,
    *,
    directory: Directory | None = None,
    at: datetime | None = None,
    **options: Any,
) -> bytes:
    member = (directory or house.directory).member("DE")
    options.setdefault("expected_type", LETTER)
    return verify_signed(signed, member=member, at=at or house.now, **options)


def _sign(
    house: House, suite: Suite = Suite.ED25519, kind: str = LETTER, code: str = "DE"
) -> SignedBytes:
    return sign(PAYLOAD, kind, ring=house.rings[code], suite=suite)


def _refused(house: House, signed: SignedBytes, **options: Any) -> Reason:
    with pytest.raises(ComityError) as caught:
        _verify(house, signed, **options)
    return caught.value.reason


def _ended(house: House, use: KeyUse, **ends: Any) -> Directory:
    """The directory with DE's keys of a use ended."""
    keys = [
        replace(key, **ends) if key.use is use else key for key in house.directory.member("DE").keys
    ]
    return house.with_member("DE", keys=tuple(keys))


# --- the encoding -------------------------------------------------------------


def test_pae_is_that_of_the_dsse_protocol() -> None:
    # The example of github.com/secure-systems-lab/dsse/protocol.md.
    assert pae("http://example.com/HelloWorld", b"hello world") == (
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )


def test_pae_counts_octets_not_characters() -> None:
    assert pae("é", b"") == b"DSSEv1 2 \xc3\xa9 0 "


@given(st.text(), st.binary(), st.text(), st.binary())
def test_pae_is_injective(kind: str, payload: bytes, other_kind: str, other_payload: bytes) -> None:
    same = (kind, payload) == (other_kind, other_payload)
    assert (pae(kind, payload) == pae(other_kind, other_payload)) == same


def test_digest_is_of_the_pae_and_not_of_signatures(house: House) -> None:
    first, second = _sign(house, Suite.ED25519_MLDSA65), _sign(house, Suite.ED25519)
    assert first.digest == second.digest == hashlib.sha256(pae(LETTER, PAYLOAD)).digest()


# --- what is good ---------------------------------------------------------------


@pytest.mark.parametrize("suite", Suite)
def test_every_suite_verifies_after_a_journey(house: House, suite: Suite) -> None:
    signed = SignedBytes.from_bytes(_sign(house, suite).to_bytes())
    assert len(signed.signatures) == len(suite.uses)
    assert _verify(house, signed) == PAYLOAD


@given(payload=st.binary(min_size=1, max_size=300))
def test_payload_comes_back_octet_by_octet(payload: bytes) -> None:
    ring = KeyRing.generate("DE", [KeyUse.SEAL_ED25519])
    raw = sign(payload, ENTRY, ring=ring, suite=Suite.ED25519).to_bytes()
    assert SignedBytes.from_bytes(raw).payload == payload


def test_key_id_is_only_a_hint(house: House) -> None:
    signed = _sign(house, Suite.ED25519_MLDSA65)
    unnamed = replace(signed, signatures=tuple(("", sig) for _, sig in signed.signatures))
    swapped = replace(
        signed,
        signatures=tuple(
            (keyid, sig)
            for (keyid, _), (_, sig) in zip(
                reversed(signed.signatures), signed.signatures, strict=True
            )
        ),
    )
    assert _verify(house, unnamed) == _verify(house, swapped) == PAYLOAD


def test_old_key_of_the_history_verifies_what_was_signed_in_its_time(house: House) -> None:
    renewed = house.rings["DE"].renewed([KeyUse.SEAL_ED25519])
    fresh = [
        key
        for key in renewed.public_keys(not_before=house.now)
        if key not in house.rings["DE"].public_keys(not_before=house.now)
    ]
    old = _ended(house, KeyUse.SEAL_ED25519, retired_at=house.now)
    directory = house.with_member("DE", keys=(*old.member("DE").keys, *fresh))
    before, after = house.now - timedelta(days=1), house.now + timedelta(days=1)
    entry = _sign(house, kind=ENTRY)
    assert _verify(house, entry, directory=directory, at=before, expected_type=ENTRY) == PAYLOAD
    new = sign(PAYLOAD, ENTRY, ring=renewed, suite=Suite.ED25519)
    assert _verify(house, new, directory=directory, at=after, expected_type=ENTRY) == PAYLOAD
    assert _refused(house, new, directory=directory, at=before, expected_type=ENTRY) is (
        Reason.KEY_INVALID
    )


# --- what is refused --------------------------------------------------------------


@pytest.mark.parametrize("suite", Suite)
def test_tampered_payload(house: House, suite: Suite) -> None:
    signed = replace(_sign(house, suite), payload=b"\x0a\x03abd")
    assert _refused(house, signed) is Reason.SIGNATURE_INVALID


def test_swapped_type(house: House) -> None:
    signed = _sign(house, kind=ENTRY)
    assert _refused(house, signed) is Reason.MESSAGE_MALFORMED
    relabelled = replace(signed, payload_type=LETTER)
    assert _refused(house, relabelled) is Reason.SIGNATURE_INVALID


def test_key_of_another_member(house: House) -> None:
    assert _refused(house, _sign(house, code="FR")) is Reason.SIGNATURE_INVALID


def test_key_of_another_use_of_the_same_member(house: House) -> None:
    log = house.rings["DE"].log_key.sign(pae(LETTER, PAYLOAD))
    signed = SignedBytes(LETTER, PAYLOAD, (("", log),))
    assert _refused(house, signed) is Reason.SIGNATURE_INVALID


@pytest.mark.parametrize("position", [0, 1])
def test_hybrid_needs_both_signatures_to_hold(house: House, position: int) -> None:
    signed = _sign(house, Suite.ED25519_MLDSA65)
    signatures = list(signed.signatures)
    keyid, sig = signatures[position]
    signatures[position] = (keyid, bytes([sig[0] ^ 1]) + sig[1:])
    signed = replace(signed, signatures=tuple(signatures))
    assert _refused(house, signed) is Reason.SIGNATURE_INVALID


def test_hybrid_stripped_to_its_classic_half(house: House) -> None:
    signed = _sign(house, Suite.ED25519_MLDSA65)
    stripped = replace(signed, signatures=signed.signatures[:1])
    assert _refused(house, stripped, minimum=Suite.ED25519_MLDSA65) is Reason.SUITE_REFUSED
    strict = house.with_member("DE", minimum_suite=Suite.ED25519_MLDSA65)
    assert _refused(house, stripped, directory=strict) is Reason.SUITE_REFUSED


def test_minimum_of_the_caller_never_lowers_that_of_the_member(house: House) -> None:
    strict = house.with_member("DE", minimum_suite=Suite.ED25519_MLDSA65)
    signed = _sign(house, Suite.ED25519)
    assert _refused(house, signed, directory=strict, minimum=Suite.ED25519) is Reason.SUITE_REFUSED


def test_hybrid_in_the_wrong_order(house: House) -> None:
    signed = _sign(house, Suite.ED25519_MLDSA65)
    signed = replace(signed, signatures=signed.signatures[::-1])
    assert _refused(house, signed) is Reason.SIGNATURE_INVALID


def test_one_classic_signature_twice_is_not_a_hybrid(house: House) -> None:
    signed = _sign(house, Suite.ED25519)
    assert _refused(house, replace(signed, signatures=signed.signatures * 2)) is (
        Reason.SIGNATURE_INVALID
    )


def test_signature_of_a_stranger_beside_a_good_one(house: House) -> None:
    stranger = KeyRing.generate("DE").sign_envelope(pae(LETTER, PAYLOAD), Suite.ED25519)
    signed = _sign(house, Suite.ED25519_MLDSA65)
    extra = replace(signed, signatures=(*signed.signatures, *stranger))
    assert _refused(house, extra) is Reason.SIGNATURE_INVALID


def test_key_before_it_counts(house: House) -> None:
    signed = _sign(house)
    assert _refused(house, signed, at=house.since - timedelta(seconds=1)) is Reason.KEY_INVALID
    assert _verify(house, signed, at=house.since) == PAYLOAD


def test_revoked_key_is_refused_from_that_instant_on(house: House) -> None:
    directory = _ended(house, KeyUse.SEAL_ED25519, revoked_at=house.now)
    signed = _sign(house)
    just_before = house.now - timedelta(microseconds=1)
    assert _verify(house, signed, directory=directory, at=just_before) == PAYLOAD
    assert _refused(house, signed, directory=directory) is Reason.KEY_INVALID


def test_revoked_half_of_a_hybrid_refuses_the_whole(house: House) -> None:
    directory = _ended(house, KeyUse.SEAL_MLDSA65, revoked_at=house.now)
    signed = _sign(house, Suite.ED25519_MLDSA65)
    assert _refused(house, signed, directory=directory) is Reason.KEY_INVALID


def test_retired_key_counts_for_letters_under_way_and_for_nothing_else(house: House) -> None:
    directory = _ended(house, KeyUse.SEAL_ED25519, retired_at=house.now)
    letter, entry = _sign(house), _sign(house, kind=ENTRY)
    in_time, late = house.now + timedelta(days=60), house.now + timedelta(days=60, seconds=1)
    assert _verify(house, letter, directory=directory, at=in_time) == PAYLOAD
    assert _refused(house, letter, directory=directory, at=late) is Reason.KEY_INVALID
    after = house.now + timedelta(seconds=1)
    assert _refused(house, entry, directory=directory, at=after, expected_type=ENTRY) is (
        Reason.KEY_INVALID
    )


def test_ring_without_the_keys_of_a_suite_cannot_sign(house: House) -> None:
    ring = KeyRing.generate("DE", [KeyUse.SEAL_ED25519])
    with refuses(TrustError, Reason.KEY_INVALID):
        sign(PAYLOAD, LETTER, ring=ring, suite=Suite.ED25519_MLDSA65)


# --- form -----------------------------------------------------------------------


def _envelope(**fields: Any) -> bytes:
    signatures = fields.pop("signatures", [("", b"s")])
    whole = {"payload": PAYLOAD, "payload_type": LETTER, **fields}
    return envelope_pb2.Envelope(
        **whole,
        signatures=[envelope_pb2.Signature(keyid=keyid, sig=sig) for keyid, sig in signatures],
    ).SerializeToString()


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        pytest.param(b"\xff\xff", Reason.MESSAGE_MALFORMED, id="no_protobuf"),
        pytest.param(b"", Reason.MESSAGE_MALFORMED, id="empty"),
        pytest.param(_envelope(payload=b""), Reason.MESSAGE_MALFORMED, id="no_payload"),
        pytest.param(_envelope(payload_type=""), Reason.MESSAGE_MALFORMED, id="no_type"),
        pytest.param(_envelope(payload_type="é"), Reason.MESSAGE_MALFORMED, id="type_not_ascii"),
        pytest.param(_envelope(payload_type="a\n"), Reason.MESSAGE_MALFORMED, id="type_line"),
        pytest.param(_envelope(payload_type="a" * 101), Reason.MESSAGE_MALFORMED, id="type_long"),
        pytest.param(_envelope(signatures=[]), Reason.MESSAGE_MALFORMED, id="unsigned"),
        pytest.param(_envelope(signatures=[("", b"")]), Reason.MESSAGE_MALFORMED, id="empty_sig"),
        pytest.param(
            _envelope(signatures=[("", b"s")] * 17), Reason.MESSAGE_MALFORMED, id="many_signatures"
        ),
        pytest.param(
            _envelope(signatures=[("k" * 65, b"s")]), Reason.MESSAGE_MALFORMED, id="long_keyid"
        ),
        pytest.param(
            _envelope(payload=b"x" * (MAX_PAYLOAD_BYTES + 1)),
            Reason.MESSAGE_TOO_LARGE,
            id="payload_too_large",
        ),
        pytest.param(
            b"x" * (2 * MAX_PAYLOAD_BYTES), Reason.MESSAGE_TOO_LARGE, id="whole_too_large"
        ),
    ],
)
def test_form_is_refused(raw: bytes, reason: Reason) -> None:
    with refuses(InputError, reason):
        SignedBytes.from_bytes(raw)


# The limits of proto/comity/v1/envelope.proto, each at its edge.
@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(_envelope(payload=b"x"), id="payload_of_one"),
        pytest.param(_envelope(payload=b"x" * 1_048_576), id="payload"),
        pytest.param(_envelope(payload_type="a"), id="type_of_one"),
        pytest.param(_envelope(payload_type="a" * 100), id="type"),
        pytest.param(_envelope(signatures=[("", b"s")] * 16), id="signatures"),
        pytest.param(_envelope(signatures=[("k" * 64, b"s")]), id="keyid"),
        pytest.param(_envelope(signatures=[("", b"s" * 4096)]), id="signature"),
        pytest.param(
            _envelope(payload=b"x" * 1_048_576, signatures=[("k" * 64, b"s" * 4096)] * 16),
            id="all_of_it",
        ),
    ],
)
def test_form_is_read_up_to_its_limits(raw: bytes) -> None:
    """Found in use: tests G23."""
    assert SignedBytes.from_bytes(raw).to_bytes() == raw


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(_envelope(payload_type="a\n"), id="type_line"),
        pytest.param(_envelope(signatures=[("é" * 33, b"s")]), id="keyid_in_octets"),
        pytest.param(_envelope(signatures=[("", b"s" * 4097)]), id="long_signature"),
        pytest.param(_envelope(signatures=[("", b"s"), ("", b"")]), id="second_empty"),
    ],
)
def test_form_beyond_them_is_malformed(raw: bytes) -> None:
    with refuses(InputError, Reason.MESSAGE_MALFORMED, match="the envelope is malformed"):
        SignedBytes.from_bytes(raw)


def test_what_is_too_large_is_refused_before_it_is_parsed() -> None:
    most = 1_048_576 + 16 * (4096 + 100)
    for length, reason in ((most, Reason.MESSAGE_MALFORMED), (most + 1, Reason.MESSAGE_TOO_LARGE)):
        with pytest.raises(InputError) as caught:
            SignedBytes.from_bytes(b"\xff" * length)
        assert caught.value.reason is reason


def test_nothing_is_signed_that_nobody_would_read(house: House) -> None:
    for payload, reason in (
        (b"", Reason.MESSAGE_MALFORMED),
        (b"x" * 1_048_577, Reason.MESSAGE_TOO_LARGE),
    ):
        with pytest.raises(InputError) as caught:
            sign(payload, LETTER, ring=house.rings["DE"], suite=Suite.ED25519)
        assert caught.value.reason is reason


def test_what_a_letter_holds_is_not_shown_by_accident(house: House) -> None:
    """Found in use: tests G17."""
    signed = sign(b"the end-user is", LETTER, ring=house.rings["DE"], suite=Suite.ED25519)
    shown = repr(signed)
    assert "end-user" not in shown
    assert str(signed.signatures[0][1]) not in shown
    assert LETTER in shown


@given(st.binary(max_size=200))
def test_any_octets_are_read_or_refused(raw: bytes) -> None:
    with suppress(InputError):
        assert SignedBytes.from_bytes(raw).payload
