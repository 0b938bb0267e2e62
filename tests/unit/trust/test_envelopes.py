"""Opening a sealed letter: the steps in order, each with what it refuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.v1 import envelope_pb2
from gateway.errors import ComityError, Reason
from gateway.trust.dsse import ENTRY, LETTER, SignedBytes, sign
from gateway.trust.envelopes import OpenedEnvelope, open_envelope
from gateway.trust.parts import check_commitment, commit, new_salt
from gateway.trust.sealing import seal
from gateway.trust.suites import Suite
from gateway.wire.limits import MAX_BODY_BYTES, MAX_DELIVERY_BYTES
from tests.support.house import House

MESSAGE_ID = "019326c5-0000-7000-8000-000000000001"
PAYLOAD = b"\x0a\x03abc"


def _package(signed: SignedBytes, *bodies: tuple[int, bytes, bytes]) -> bytes:
    return envelope_pb2.Package(
        envelope=envelope_pb2.Envelope.FromString(signed.to_bytes()),
        bodies=[
            envelope_pb2.PartBody(index=index, salt=salt, body=body) for index, salt, body in bodies
        ],
    ).SerializeToString()


def _signed(house: House, kind: str = LETTER, code: str = "DE") -> SignedBytes:
    return sign(PAYLOAD, kind, ring=house.rings[code], suite=Suite.ED25519_MLDSA65)


def _sealed(
    house: House,
    package: bytes | None = None,
    label: Mapping[str, Any] = MappingProxyType({}),
    **outside: Any,
) -> bytes:
    """A letter of DE to FR, sealed under a label; `outside` is changed after, as by a thief."""
    labels: dict[str, Any] = {
        "federation_id": house.directory.federation_id,
        "sender": "DE",
        "recipient": "FR",
        "message_id": MESSAGE_ID,
    } | dict(label)
    key_id, ciphertext = seal(
        _package(_signed(house)) if package is None else package,
        recipient=replace(house.directory.member("FR"), code=labels["recipient"]),
        federation_id=labels["federation_id"],
        sender=labels["sender"],
        message_id=labels["message_id"],
        at=house.now,
    )
    fields = labels | {"recipient_key_id": key_id, "ciphertext": ciphertext} | outside
    return envelope_pb2.SealedLetter(**fields).SerializeToString()


def _open(house: House, raw: bytes, **changes: Any) -> OpenedEnvelope:
    options = {"ring": house.rings["FR"], "directory": house.directory, "at": house.now}
    return open_envelope(raw, **{**options, **changes})


def _refused(house: House, raw: bytes, **changes: Any) -> Reason:
    with pytest.raises(ComityError) as caught:
        _open(house, raw, **changes)
    return caught.value.reason


@given(bodies=st.lists(st.binary(max_size=500), max_size=4))
def test_round_trip_with_parts(house: House, bodies: list[bytes]) -> None:
    parts = [(index, new_salt(), body) for index, body in enumerate(bodies)]
    signed = _signed(house)
    opened = _open(house, _sealed(house, _package(signed, *parts)))
    assert opened.payload == PAYLOAD
    assert opened.signed == signed
    assert opened.member.code == opened.sender == "DE"
    assert (opened.recipient, opened.message_id) == ("FR", MESSAGE_ID)
    for (index, salt, body), found in zip(parts, opened.bodies, strict=True):
        assert found.index == index
        check_commitment(commit(salt, body), found.salt, found.body)


def test_repr_shows_neither_payload_nor_bodies(house: House) -> None:
    opened = _open(house, _sealed(house, _package(_signed(house), (0, new_salt(), b"Acme"))))
    assert "Acme" not in repr(opened)
    assert "x03abc" not in repr(opened)


def test_too_large(house: House) -> None:
    assert _refused(house, b"x" * (MAX_DELIVERY_BYTES + 1)) is Reason.MESSAGE_TOO_LARGE


@pytest.mark.parametrize("raw", [b"\xff\xff", b"\x0a\xff", b""])
def test_no_sealed_letter(house: House, raw: bytes) -> None:
    assert _refused(house, raw) is Reason.MESSAGE_MALFORMED


@pytest.mark.parametrize(
    "label", [{"federation_id": b"x" * 32}, {"recipient": "DE"}], ids=["federation", "recipient"]
)
def test_sealed_as_for_others_says_so_on_the_outside(house: House, label: dict[str, Any]) -> None:
    # Step 6 of the intake compares it with the header: that refusal is signed.
    opened = _open(house, _sealed(house, label=label))
    assert {name: getattr(opened, name) for name in label} == label


def test_sealed_to_another(house: House) -> None:
    raw = _sealed(house)
    assert _refused(house, raw, ring=house.rings["DE"]) is Reason.DECRYPTION_FAILED


def test_unknown_sender(house: House) -> None:
    raw = _sealed(house, label={"sender": "NL"})
    assert _refused(house, raw) is Reason.PEER_UNKNOWN


@pytest.mark.parametrize(
    "outside",
    [
        {"federation_id": b"x" * 32},
        {"sender": "FR"},
        {"sender": "NL"},
        {"recipient": "DE"},
        {"message_id": MESSAGE_ID[:-1] + "2"},
        {"recipient_key_id": "00" * 8},
    ],
    ids=["federation", "sender", "unknown_sender", "recipient", "message_id", "key_id"],
)
def test_relabelled(house: House, outside: dict[str, Any]) -> None:
    assert _refused(house, _sealed(house, **outside)) is Reason.DECRYPTION_FAILED


def test_without_ciphertext(house: House) -> None:
    assert _refused(house, _sealed(house, ciphertext=b"")) is Reason.MESSAGE_MALFORMED


def test_letter_of_another_sealed_as_ones_own(house: House) -> None:
    # DE seals to FR what FR had signed for somebody else.
    raw = _sealed(house, _package(_signed(house, code="FR")))
    assert _refused(house, raw) is Reason.SIGNATURE_INVALID


def test_entry_instead_of_a_letter(house: House) -> None:
    raw = _sealed(house, _package(_signed(house, kind=ENTRY)))
    assert _refused(house, raw) is Reason.MESSAGE_MALFORMED


def test_second_signature_missing(house: House) -> None:
    signed = _signed(house)
    stripped = replace(signed, signatures=signed.signatures[:1])
    raw = _sealed(house, _package(stripped))
    assert _refused(house, raw, minimum=Suite.ED25519_MLDSA65) is Reason.SUITE_REFUSED


def test_unsigned(house: House) -> None:
    package = envelope_pb2.Package(
        envelope=envelope_pb2.Envelope(payload=PAYLOAD, payload_type=LETTER)
    ).SerializeToString()
    assert _refused(house, _sealed(house, package)) is Reason.MESSAGE_MALFORMED


@pytest.mark.parametrize(
    "bodies",
    [
        [(0, b"s" * 32, b"a"), (0, b"s" * 32, b"b")],
        [(32, b"s" * 32, b"a")],
        [(-1, b"s" * 32, b"a")],
        [(0, b"s" * 32, b"x" * (MAX_BODY_BYTES + 1))],
    ],
    ids=["index_twice", "index_too_high", "index_negative", "body_too_large"],
)
def test_impossible_bodies(house: House, bodies: list[tuple[int, bytes, bytes]]) -> None:
    raw = _sealed(house, _package(_signed(house), *bodies))
    assert _refused(house, raw) is Reason.MESSAGE_MALFORMED


def test_sealed_octets_that_are_no_package(house: House) -> None:
    assert _refused(house, _sealed(house, b"\xff\xff")) is Reason.MESSAGE_MALFORMED
