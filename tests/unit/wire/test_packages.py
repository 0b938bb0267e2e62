"""Packages and deliveries: what travels around the signed bytes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.v1 import envelope_pb2 as pb
from comity.v1 import exchange_service_pb2
from gateway.domain.letter import PartBody
from gateway.errors import InputError, Reason
from gateway.wire.deliveries import (
    SealedLetter,
    delivery_from_bytes,
    delivery_to_bytes,
    response_from_bytes,
    response_to_bytes,
    sealed_from_bytes,
    sealed_to_bytes,
)
from gateway.wire.limits import MAX_BODY_BYTES, MAX_DELIVERY_BYTES, MAX_PACKAGE_BYTES
from gateway.wire.packages import package_from_bytes, package_to_bytes
from tests.support import strategies
from tests.support.raising import refuses

quick = settings(max_examples=60)

ENVELOPE = pb.Envelope(
    payload=b"\x00payload\xff",
    payload_type="application/vnd.comity.letter.v1+protobuf",
    signatures=[pb.Signature(keyid="ab" * 8, sig=b"\x01" * 64)],
).SerializeToString()
SEALED = SealedLetter(
    federation_id=b"\xab" * 32,
    sender="DE",
    recipient="BE-VLG",
    message_id="01890a5d-ac96-774b-bcce-b302099a8057",
    recipient_key_id="0123456789abcdef",
    ciphertext=b"\x00\x01",
)


def body(index: int = 0, salt: bytes = b"s" * 32, content: bytes = b"b") -> pb.PartBody:
    """A body as a peer writes it."""
    return pb.PartBody(index=index, salt=salt, body=content)


@quick
@given(strategies.part_bodies)
def test_a_package_comes_back_as_it_was(bodies: tuple[PartBody, ...]) -> None:
    assert package_from_bytes(package_to_bytes(ENVELOPE, bodies)) == (ENVELOPE, bodies)


def test_what_is_signed_is_untouched_by_fields_of_a_newer_peer() -> None:
    newer = pb.Envelope.FromString(ENVELOPE + b"\xc2\x3e\x03new")
    raw = pb.Package(envelope=newer).SerializeToString()
    envelope, _ = package_from_bytes(raw)
    read = pb.Envelope.FromString(envelope)
    assert (read.payload, read.signatures[0].sig) == (b"\x00payload\xff", b"\x01" * 64)
    assert b"\xc2\x3e\x03new" in envelope


@pytest.mark.parametrize(
    ("bodies", "field"),
    [
        ([body(-1)], "bodies[0].index"),
        ([body(32)], "bodies[0].index"),
        ([body(3), body(3)], "bodies[1].index"),
        ([body(salt=b"s" * 31)], "bodies[0].salt"),
        ([body(salt=b"")], "bodies[0].salt"),
        ([body(content=b"b" * (MAX_BODY_BYTES + 1))], "bodies[0].body"),
    ],
    ids=["negative", "above", "twice", "short_salt", "no_salt", "large"],
)
def test_a_body_that_fits_no_part_is_named(bodies: list[pb.PartBody], field: str) -> None:
    message = pb.Package(envelope=pb.Envelope.FromString(ENVELOPE), bodies=bodies)
    with refuses(InputError, Reason.MESSAGE_MALFORMED) as caught:
        package_from_bytes(message.SerializeToString())
    assert caught.value.metadata["field"] == f"package.{field}"


def test_the_writer_refuses_what_a_reader_would() -> None:
    twice = [
        PartBody(index=0, salt=b"s" * 32, body=b""),
        PartBody(index=0, salt=b"t" * 32, body=b""),
    ]
    with refuses(InputError, Reason.MESSAGE_MALFORMED):
        package_to_bytes(ENVELOPE, twice)
    with refuses(InputError, Reason.MESSAGE_MALFORMED):
        package_to_bytes(b"\xff", [])
    large = [PartBody(index=i, salt=b"s" * 32, body=b"b" * MAX_BODY_BYTES) for i in range(3)]
    with refuses(InputError, Reason.MESSAGE_TOO_LARGE):
        package_to_bytes(ENVELOPE, large)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", Reason.MESSAGE_MALFORMED),
        (b"\xff", Reason.MESSAGE_MALFORMED),
        (b"\xff" * (MAX_PACKAGE_BYTES + 1), Reason.MESSAGE_TOO_LARGE),
    ],
    ids=["empty", "noise", "large"],
)
def test_bytes_that_are_no_package_are_refused(raw: bytes, reason: Reason) -> None:
    with refuses(InputError, reason):
        package_from_bytes(raw)


def test_bodies_are_read_in_the_order_of_their_parts() -> None:
    message = pb.Package(envelope=pb.Envelope.FromString(ENVELOPE), bodies=[body(2), body(0)])
    _, bodies = package_from_bytes(message.SerializeToString())
    assert [each.index for each in bodies] == [0, 2]


def test_a_sealed_letter_comes_back_as_it_was() -> None:
    assert sealed_from_bytes(sealed_to_bytes(SEALED)) == SEALED
    assert delivery_from_bytes(delivery_to_bytes(SEALED)) == SEALED


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("federation_id", b"\xab" * 33),
        ("sender", "de"),
        ("sender", "DE\n"),
        ("recipient", ""),
        ("message_id", "../../etc/passwd"),
        ("message_id", SEALED.message_id + "\n"),
        ("recipient_key_id", "0123"),
        ("ciphertext", b""),
    ],
)
def test_a_fault_in_a_sealed_letter_is_named(field: str, value: Any) -> None:
    changes: Any = {field: value}
    raw = delivery_to_bytes(replace(SEALED, **changes))
    with refuses(InputError, Reason.MESSAGE_MALFORMED) as caught:
        delivery_from_bytes(raw)
    assert caught.value.metadata["field"] == f"sealed.{field}"


@quick
@given(st.binary(max_size=100))
def test_noise_is_read_or_refused_by_reason(raw: bytes) -> None:
    for read in (delivery_from_bytes, sealed_from_bytes, package_from_bytes, response_from_bytes):
        try:
            read(raw)
            reason = None
        except InputError as err:
            reason = err.reason
        assert reason in {None, Reason.MESSAGE_MALFORMED}


def test_a_delivery_without_letter_or_too_large_is_refused() -> None:
    with refuses(InputError, Reason.MESSAGE_MALFORMED, field="delivery.letter"):
        delivery_from_bytes(b"")
    large = replace(SEALED, ciphertext=b"c" * MAX_DELIVERY_BYTES)
    request = exchange_service_pb2.DeliverRequest(
        letter=pb.SealedLetter.FromString(sealed_to_bytes(SEALED))
    )
    request.letter.ciphertext = large.ciphertext
    with refuses(InputError, Reason.MESSAGE_TOO_LARGE):
        delivery_from_bytes(request.SerializeToString())
    with refuses(InputError, Reason.MESSAGE_TOO_LARGE):
        delivery_to_bytes(large)


def test_a_receipt_comes_back_as_it_was() -> None:
    assert response_from_bytes(response_to_bytes(ENVELOPE)) == ENVELOPE
    with refuses(InputError, Reason.MESSAGE_MALFORMED):
        response_to_bytes(b"\xff")
    with refuses(InputError, Reason.MESSAGE_MALFORMED):
        response_from_bytes(b"")
