"""Opening a sealed letter: the steps in order, each with what it refuses."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.v1 import envelope_pb2
from gateway.errors import ComityError, Reason
from gateway.trust import (
    ENTRY,
    LETTER,
    OpenedEnvelope,
    SignedBytes,
    Suite,
    check_commitment,
    commit,
    new_salt,
    open_envelope,
    seal,
    sign,
)
from gateway.trust.envelopes import MAX_SEALED_OCTETS
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


def _sealed(house: House, package: bytes | None = None, **outside: Any) -> bytes:
    """A letter of DE to FR; `outside` is changed after sealing, as a thief would."""
    key_id, ciphertext = seal(
        _package(_signed(house)) if package is None else package,
        recipient=house.directory.member("FR"),
        federation_id=house.directory.federation_id,
        sender="DE",
        message_id=MESSAGE_ID,
        at=house.now,
    )
    fields = {
        "federation_id": house.directory.federation_id,
        "sender": "DE",
        "recipient": "FR",
        "message_id": MESSAGE_ID,
        "recipient_key_id": key_id,
        "ciphertext": ciphertext,
    }
    return envelope_pb2.SealedLetter(**{**fields, **outside}).SerializeToString()


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
    assert _refused(house, b"x" * (MAX_SEALED_OCTETS + 1)) is Reason.MESSAGE_TOO_LARGE


@pytest.mark.parametrize("raw", [b"\xff\xff", b"\x0a\xff"])
def test_no_sealed_letter(house: House, raw: bytes) -> None:
    assert _refused(house, raw) is Reason.MESSAGE_MALFORMED


def test_empty(house: House) -> None:
    assert _refused(house, b"") is Reason.FEDERATION_MISMATCH


def test_another_federation(house: House) -> None:
    raw = _sealed(house, federation_id=b"x" * 32)
    assert _refused(house, raw) is Reason.FEDERATION_MISMATCH


def test_another_recipient(house: House) -> None:
    assert _refused(house, _sealed(house, recipient="DE")) is Reason.RECIPIENT_MISMATCH
    raw = _sealed(house)
    assert _refused(house, raw, ring=house.rings["DE"]) is Reason.RECIPIENT_MISMATCH


def test_unknown_sender(house: House) -> None:
    assert _refused(house, _sealed(house, sender="NL")) is Reason.PEER_UNKNOWN


@pytest.mark.parametrize(
    "outside",
    [
        {"sender": "FR"},
        {"message_id": MESSAGE_ID[:-1] + "2"},
        {"recipient_key_id": "00" * 8},
        {"ciphertext": b""},
    ],
    ids=lambda outside: next(iter(outside)),
)
def test_relabelled(house: House, outside: dict[str, Any]) -> None:
    assert _refused(house, _sealed(house, **outside)) is Reason.DECRYPTION_FAILED


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
        [(0, b"s" * 32, b"x" * (1024 * 1024 + 1))],
    ],
    ids=["index_twice", "index_too_high", "index_negative", "body_too_large"],
)
def test_impossible_bodies(house: House, bodies: list[tuple[int, bytes, bytes]]) -> None:
    raw = _sealed(house, _package(_signed(house), *bodies))
    assert _refused(house, raw) is Reason.MESSAGE_MALFORMED


def test_sealed_octets_that_are_no_package(house: House) -> None:
    assert _refused(house, _sealed(house, b"\xff\xff")) is Reason.MESSAGE_MALFORMED
