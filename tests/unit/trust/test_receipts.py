"""Receipts: what can be true, and what cannot."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from comity.v1 import receipt_pb2
from gateway.domain.letter import Receipt, ReceiptOutcome
from gateway.errors import ComityError, Reason, TrustError
from gateway.trust.dsse import LETTER, RECEIPT, SignedBytes, sign
from gateway.trust.receipts import make_receipt, receipt_from_bytes, verify_receipt
from gateway.trust.suites import Suite
from tests.support.house import House
from tests.support.raising import refuses

MESSAGE_ID = "019326c5-0000-7000-8000-000000000001"
DIGEST = b"d" * 32
SKEW = timedelta(minutes=5)


def a_receipt(house: House, **changes: Any) -> Receipt:
    """FR's receipt for a letter of DE, received half a minute after it was sent."""
    facts = {
        "federation_id": house.directory.federation_id.hex(),
        "receiver": "FR",
        "sender": "DE",
        "message_id": MESSAGE_ID,
        "message_digest": DIGEST.hex(),
        "outcome": ReceiptOutcome.ACCEPTED,
        "received": house.now + timedelta(seconds=30),
        "journal_position": 17,
        "contiguous_epoch": "019326c5-0000-4000-8000-000000000002",
        "contiguous_sequence": 4,
        "last_instant": house.now + timedelta(days=14),
        "calendar_digest": "c" * 64,
        "rulebook": "EU-2021-821/2026-3",
        "tls_group": "X25519MLKEM768",
    }
    return Receipt.model_validate({**facts, **changes})


def _verify(house: House, raw: bytes, **changes: Any) -> Receipt:
    options = {
        "directory": house.directory,
        "letter_digest": DIGEST,
        "message_id": MESSAGE_ID,
        "receiver": "FR",
        "sender": "DE",
        "sent_at": house.now,
        "received_reply_at": house.now + timedelta(minutes=1),
        "skew": SKEW,
    }
    return verify_receipt(raw, **{**options, **changes})


def _raw(house: House, **changes: Any) -> bytes:
    receipt = a_receipt(house, **changes)
    return make_receipt(receipt, ring=house.rings["FR"], suite=Suite.ED25519_MLDSA65).to_bytes()


def _refused(house: House, raw: bytes, **changes: Any) -> Reason:
    with pytest.raises(ComityError) as caught:
        _verify(house, raw, **changes)
    return caught.value.reason


def test_receipt_says_afterwards_what_it_said_before(house: House) -> None:
    assert _verify(house, _raw(house)) == a_receipt(house)


def test_receipt_of_a_letter_that_starts_no_period(house: House) -> None:
    bare = {"last_instant": None, "calendar_digest": "", "rulebook": "", "tls_group": ""}
    assert _verify(house, _raw(house, **bare)) == a_receipt(house, **bare)


def test_signed_refusal_carries_reason_and_step(house: House) -> None:
    refusal = a_receipt(
        house, outcome=ReceiptOutcome.REFUSED, reason="NOT_AUTHORISED", step=9, last_instant=None
    )
    signed = make_receipt(refusal, ring=house.rings["FR"], suite=Suite.ED25519)
    assert _verify(house, signed.to_bytes()) == refusal
    assert refusal.step == 9
    assert receipt_pb2.Receipt.FromString(signed.payload).step == 9


@pytest.mark.parametrize(
    "changes",
    [
        {"letter_digest": b"e" * 32},
        {"message_id": MESSAGE_ID[:-1] + "2"},
        {"sender": "NL"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_receipt_for_another_letter(house: House, changes: dict[str, Any]) -> None:
    assert _refused(house, _raw(house), **changes) is Reason.RECEIPT_INVALID


def test_receipt_of_another_federation(house: House) -> None:
    assert _refused(house, _raw(house, federation_id="00" * 32)) is Reason.RECEIPT_INVALID


def test_receipt_that_another_member_signed(house: House) -> None:
    forged = a_receipt(house, receiver="DE")
    raw = make_receipt(forged, ring=house.rings["DE"], suite=Suite.ED25519).to_bytes()
    assert _refused(house, raw) is Reason.SIGNATURE_INVALID


def test_receipt_that_names_another_receiver_than_its_signer(house: House) -> None:
    payload = SignedBytes.from_bytes(_raw(house)).payload
    raw = sign(payload, RECEIPT, ring=house.rings["DE"], suite=Suite.ED25519).to_bytes()
    assert _refused(house, raw, receiver="DE") is Reason.RECEIPT_INVALID


@pytest.mark.parametrize(
    ("after_sending", "holds"),
    [
        (-SKEW, True),
        (-SKEW - timedelta(seconds=1), False),
        (timedelta(0), True),
        (timedelta(minutes=1) + SKEW, True),
        (timedelta(minutes=1) + SKEW + timedelta(seconds=1), False),
    ],
)
def test_instant_lies_between_sending_and_reply(
    house: House, after_sending: timedelta, holds: bool
) -> None:
    raw = _raw(house, received=house.now + after_sending)
    if holds:
        assert _verify(house, raw).received == house.now + after_sending
    else:
        assert _refused(house, raw) is Reason.RECEIPT_INVALID


def test_original_receipt_on_a_repeat_a_month_later(house: House) -> None:
    keys = tuple(
        replace(key, retired_at=house.now + timedelta(days=1))
        for key in house.directory.member("FR").keys
    )
    directory = house.with_member("FR", keys=keys)
    month = house.now + timedelta(days=30)
    raw = _raw(house)
    assert _verify(house, raw, directory=directory, received_reply_at=month).journal_position == 17


def test_receipt_with_a_key_that_was_revoked(house: House) -> None:
    keys = tuple(replace(key, revoked_at=house.now) for key in house.directory.member("FR").keys)
    directory = house.with_member("FR", keys=keys)
    assert _refused(house, _raw(house), directory=directory) is Reason.KEY_INVALID


def test_letter_is_no_receipt(house: House) -> None:
    payload = SignedBytes.from_bytes(_raw(house)).payload
    raw = sign(payload, LETTER, ring=house.rings["FR"], suite=Suite.ED25519).to_bytes()
    assert _refused(house, raw) is Reason.MESSAGE_MALFORMED


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"outcome": receipt_pb2.RECEIPT_OUTCOME_UNSPECIFIED}, id="no_outcome"),
        pytest.param({"outcome": receipt_pb2.RECEIPT_OUTCOME_REFUSED}, id="refused_unexplained"),
        pytest.param({"reason": "NOT_AUTHORISED"}, id="accepted_with_reason"),
        pytest.param({"message_digest": b"short"}, id="short_digest"),
        pytest.param({"receiver": "GR"}, id="impossible_receiver"),
    ],
)
def test_impossible_receipt(house: House, changes: dict[str, Any]) -> None:
    pb = receipt_pb2.Receipt.FromString(SignedBytes.from_bytes(_raw(house)).payload)
    for name, value in changes.items():
        setattr(pb, name, value)
    with refuses(TrustError, Reason.RECEIPT_INVALID):
        receipt_from_bytes(pb.SerializeToString())


@pytest.mark.parametrize("seconds", [None, 2**60])
def test_receipt_without_a_possible_instant(house: House, seconds: int | None) -> None:
    pb = receipt_pb2.Receipt.FromString(SignedBytes.from_bytes(_raw(house)).payload)
    pb.ClearField("receive_time")
    if seconds is not None:
        pb.receive_time.seconds = seconds
    with refuses(TrustError, Reason.RECEIPT_INVALID):
        receipt_from_bytes(pb.SerializeToString())


def test_octets_that_are_no_receipt() -> None:
    with refuses(TrustError, Reason.RECEIPT_INVALID):
        receipt_from_bytes(b"\xff\xff")


def test_a_member_signs_its_own_receipts_only(house: House) -> None:
    with pytest.raises(ValueError, match="its own"):
        make_receipt(a_receipt(house), ring=house.rings["DE"], suite=Suite.ED25519)


def test_a_refusal_without_reason_is_not_signed(house: House) -> None:
    refusal = a_receipt(house, outcome=ReceiptOutcome.REFUSED)
    with pytest.raises(ValueError, match="reason"):
        make_receipt(refusal, ring=house.rings["FR"], suite=Suite.ED25519)


def test_a_receipt_is_the_same_octets_each_time(house: House) -> None:
    signed = [make_receipt(a_receipt(house), ring=house.rings["FR"], suite=Suite.ED25519)] * 2
    assert signed[0].payload == signed[1].payload
    assert receipt_pb2.Receipt.FromString(signed[0].payload).step == 0


@pytest.mark.parametrize("off", [SKEW, SKEW + timedelta(seconds=1)])
def test_clocks_differ_by_five_minutes_at_most(house: House, off: timedelta) -> None:
    """Found in use: tests G23."""
    raw = _raw(house, received=house.now - off)
    facts: dict[str, Any] = {
        "directory": house.directory,
        "letter_digest": DIGEST,
        "message_id": MESSAGE_ID,
        "receiver": "FR",
        "sender": "DE",
        "sent_at": house.now,
        "received_reply_at": house.now,
    }
    if off == SKEW:
        assert verify_receipt(raw, **facts).received == house.now - off
        return
    with refuses(TrustError, Reason.RECEIPT_INVALID):
        verify_receipt(raw, **facts)


def test_a_refusal_of_what_another_had_brought_is_no_receipt_for_the_letter(house: House) -> None:
    """Such ones were signed once: two members together had two of them for one letter.

    Found in use: protocol M4.
    """
    refusal = {"outcome": ReceiptOutcome.REFUSED, "last_instant": None}
    other = _raw(house, reason="RECIPIENT_MISMATCH", **refusal)
    assert _verify(house, other).reason == "RECIPIENT_MISMATCH"
    carried = _raw(house, reason="SENDER_MISMATCH", **refusal)
    assert _refused(house, carried) is Reason.RECEIPT_INVALID
