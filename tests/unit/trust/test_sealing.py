"""Sealing: who can open, and under which label."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import Reason, TrustError
from gateway.trust.keys import KeyRing
from gateway.trust.members import Member, MemberKey
from gateway.trust.sealing import open_sealed, seal, seal_info
from gateway.trust.suites import KeyUse
from tests.support.house import House
from tests.support.raising import refuses

MESSAGE_ID = "019326c5-0000-7000-8000-000000000001"
LABEL: dict[str, Any] = {
    "federation_id": b"f" * 32,
    "sender": "DE",
    "recipient": "FR",
    "message_id": MESSAGE_ID,
}


def _seal(
    house: House, package: bytes = b"package", recipient: Member | None = None
) -> tuple[str, bytes]:
    return seal(
        package,
        recipient=recipient or house.directory.member("FR"),
        federation_id=LABEL["federation_id"],
        sender="DE",
        message_id=MESSAGE_ID,
        at=house.now,
    )


def _refused(ciphertext: bytes, ring: KeyRing, key_id: str, **changes: Any) -> Reason:
    with pytest.raises(TrustError) as caught:
        open_sealed(ciphertext, ring=ring, key_id=key_id, **{**LABEL, **changes})
    return caught.value.reason


@given(package=st.binary(max_size=5000))
def test_round_trip(house: House, package: bytes) -> None:
    key_id, ciphertext = _seal(house, package)
    assert open_sealed(ciphertext, ring=house.rings["FR"], key_id=key_id, **LABEL) == package


def test_each_sealing_is_another(house: House) -> None:
    assert _seal(house)[1] != _seal(house)[1]


def test_hybrid_key_is_preferred_and_x25519_serves_where_there_is_none(house: House) -> None:
    fr = house.directory.member("FR")
    by_id = {key.key_id: key.use for key in fr.keys}
    assert by_id[_seal(house)[0]] is KeyUse.ENCRYPT_MLKEM768_X25519
    classic = replace(
        fr, keys=tuple(k for k in fr.keys if k.use is not KeyUse.ENCRYPT_MLKEM768_X25519)
    )
    key_id, ciphertext = _seal(house, recipient=classic)
    assert by_id[key_id] is KeyUse.ENCRYPT_X25519
    assert open_sealed(ciphertext, ring=house.rings["FR"], key_id=key_id, **LABEL) == b"package"


def test_newest_key_is_used_and_the_old_one_still_opens(house: House) -> None:
    old_id, old = _seal(house)
    renewed = house.rings["FR"].renewed([KeyUse.ENCRYPT_MLKEM768_X25519])
    fr = house.directory.member("FR")
    known = {key.key_id for key in fr.keys}
    fresh = [k for k in renewed.public_keys(not_before=house.now) if k.key_id not in known]
    key_id, ciphertext = _seal(house, recipient=replace(fr, keys=(*fr.keys, *fresh)))
    assert key_id == fresh[0].key_id
    for one_id, one in ((old_id, old), (key_id, ciphertext)):
        assert open_sealed(one, ring=renewed, key_id=one_id, **LABEL) == b"package"


@pytest.mark.parametrize(
    "changes",
    [
        {"federation_id": b"g" * 32},
        {"sender": "NL"},
        {"recipient": "NL"},
        {"message_id": MESSAGE_ID[:-1] + "2"},
        # The same octets with another border between sender and recipient.
        {"sender": "DEF", "recipient": "R"},
    ],
)
def test_another_label_does_not_open(house: House, changes: dict[str, Any]) -> None:
    key_id, ciphertext = _seal(house)
    assert _refused(ciphertext, house.rings["FR"], key_id, **changes) is Reason.DECRYPTION_FAILED


def test_ring_of_another_member_does_not_open(house: House) -> None:
    key_id, ciphertext = _seal(house)
    assert _refused(ciphertext, house.rings["DE"], key_id) is Reason.DECRYPTION_FAILED


def test_another_key_of_the_recipient_does_not_open(house: House) -> None:
    _, ciphertext = _seal(house)
    other = next(
        key.key_id for key in house.directory.member("FR").keys if key.use is KeyUse.ENCRYPT_X25519
    )
    assert _refused(ciphertext, house.rings["FR"], other) is Reason.DECRYPTION_FAILED


@pytest.mark.parametrize("cut", [0, 1, 1119, 1120, -1])
def test_cut_ciphertext(house: House, cut: int) -> None:
    key_id, ciphertext = _seal(house)
    assert _refused(ciphertext[:cut], house.rings["FR"], key_id) is Reason.DECRYPTION_FAILED


@given(position=st.integers(min_value=0))
def test_any_altered_octet(house: House, position: int) -> None:
    key_id, ciphertext = _seal(house)
    altered = bytearray(ciphertext)
    altered[position % len(altered)] ^= 1
    assert _refused(bytes(altered), house.rings["FR"], key_id) is Reason.DECRYPTION_FAILED


def test_no_sealing_to_a_revoked_key(house: House) -> None:
    fr = house.directory.member("FR")
    revoked = replace(fr, keys=tuple(replace(key, revoked_at=house.now) for key in fr.keys))
    with refuses(TrustError, Reason.KEY_INVALID):
        _seal(house, recipient=revoked)


def test_no_sealing_to_one_who_has_left(house: House) -> None:
    fr = replace(house.directory.member("FR"), withdrawn_at=house.now - timedelta(days=1))
    with refuses(TrustError, Reason.PEER_REVOKED):
        _seal(house, recipient=fr)


@given(*[st.text(max_size=6)] * 6)
def test_info_is_injective(
    sender: str, recipient: str, message: str, sender2: str, recipient2: str, message2: str
) -> None:
    def info(one: str, two: str, three: str) -> bytes:
        return seal_info(federation_id=b"f", sender=one, recipient=two, message_id=three)

    same = (sender, recipient, message) == (sender2, recipient2, message2)
    assert (info(sender, recipient, message) == info(sender2, recipient2, message2)) == same


def test_malformed_public_key_is_refused(house: House) -> None:
    key = MemberKey.of(KeyUse.ENCRYPT_MLKEM768_X25519, b"short", not_before=house.since)
    with refuses(TrustError, Reason.KEY_INVALID):
        _ = key.encrypter
