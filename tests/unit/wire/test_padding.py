"""A sealed letter's size tells nothing of what is in it, and costs what is said."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.v1 import envelope_pb2 as pb
from gateway.domain.letter import PartBody
from gateway.errors import InputError, Reason
from gateway.trust.dsse import LETTER
from gateway.trust.sealing import seal
from gateway.wire.limits import MAX_BODY_BYTES, MAX_PACKAGE_BYTES
from gateway.wire.packages import (
    PADDED_LEAST,
    PADDED_STEP,
    package_from_bytes,
    package_to_bytes,
    package_to_seal,
    padded_size,
)
from tests.support.house import build_house
from tests.support.raising import refuses
from tests.vectors.wire import generate

SALT = b"s" * 32
ENVELOPE = pb.Envelope(payload=b"p", payload_type="t").SerializeToString()


def of_size(octets: int) -> tuple[bytes, tuple[PartBody, ...]]:
    """An envelope and one body of so many octets."""
    return ENVELOPE, (PartBody.model_construct(index=0, salt=SALT, body=b"b" * octets),)


@given(octets=st.integers(0, 600_000))
def test_each_package_has_one_of_few_sizes_and_is_read_as_before(octets: int) -> None:
    plain, padded = package_to_bytes(*of_size(octets)), package_to_seal(*of_size(octets))
    assert padded[: len(plain)] == plain
    assert not padded[len(plain) + 6 :].strip(b"\0")
    assert package_from_bytes(padded) == package_from_bytes(plain)
    size = len(padded)
    assert size % PADDED_STEP == 0 or (size >= PADDED_LEAST and size.bit_count() == 1)


@pytest.mark.parametrize("gap", [0, 1, 2, 3, 129, 130, 131, 132, 200])
@pytest.mark.parametrize("target", [PADDED_LEAST, 4 * PADDED_LEAST, PADDED_STEP, 3 * PADDED_STEP])
def test_every_gap_to_a_size_is_filled_exactly(target: int, gap: int) -> None:
    around = len(package_to_bytes(*of_size(target // 2))) - target // 2
    padded = package_to_seal(*of_size(target - gap - around))
    # A gap of which no field can be made brings it to the next size.
    assert len(padded) == (padded_size(target + 1) if gap in {0, 1, 130} else target)


def test_the_largest_package_still_is_one() -> None:
    for octets in (MAX_BODY_BYTES, MAX_BODY_BYTES - 1, MAX_PACKAGE_BYTES - PADDED_STEP):
        padded = package_to_seal(*of_size(octets))
        assert len(padded) <= MAX_PACKAGE_BYTES
        assert package_from_bytes(padded)[1][0].body == b"b" * octets
    around = len(package_to_bytes(*of_size(MAX_BODY_BYTES))) - MAX_BODY_BYTES
    more = (
        ENVELOPE,
        (
            *of_size(MAX_BODY_BYTES)[1],
            PartBody.model_construct(index=1, salt=SALT, body=b"b" * (2**16 - around - 50)),
        ),
    )
    assert package_from_bytes(package_to_seal(*more))[1] == more[1]


def test_m12_letters_of_every_kind_have_one_size_on_the_line() -> None:
    """Every sample of the vectors that is a small letter: question, answer, silence, notice.

    Found in use: protocol m12.
    """
    house, sizes, plain = build_house(), set(), set()
    for sample in samples():
        plain.add(len(sample))
        key_id, ciphertext = seal(
            package_to_seal(*package_from_bytes(sample)),
            recipient=house.directory.member("FR"),
            federation_id=b"f" * 32,
            sender="DE",
            message_id="019326c5-0000-7000-8000-000000000001",
            at=datetime(2026, 3, 2, 10, tzinfo=UTC),
        )
        assert key_id
        sizes.add(len(ciphertext))
    assert len(plain) > 10
    assert len(sizes) == 1


def samples() -> list[bytes]:
    """A package of each content of the vectors, with two signatures of the hybrid suite."""
    vectors = json.loads((Path(generate.__file__).parent / "contents.json").read_text("utf-8"))
    envelope = pb.Envelope(
        payload=b"p" * 700,  # a header with its commitments
        payload_type=LETTER,
        signatures=[pb.Signature(keyid="0" * 16, sig=b"s" * octets) for octets in (64, 3309)],
    ).SerializeToString()
    return [
        package_to_bytes(
            envelope,
            [PartBody.model_construct(index=0, salt=SALT, body=bytes.fromhex(case["bytes"]))],
        )
        for case in vectors["tests"]
        if case["result"] == "valid" and len(case["bytes"]) < 2 * 3500
    ]


def test_padding_that_says_something_is_refused() -> None:
    message = pb.Package(padding=bytes(100) + b"x")
    message.envelope.ParseFromString(ENVELOPE)
    with refuses(InputError, Reason.MESSAGE_MALFORMED) as caught:
        package_from_bytes(message.SerializeToString())
    assert "padding" in str(caught.value)
    message.padding = bytes(101)
    assert package_from_bytes(message.SerializeToString())[0] == ENVELOPE
