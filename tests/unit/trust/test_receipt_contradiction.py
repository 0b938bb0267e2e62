"""Two receipts that cannot both be true, proven by the directory alone."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from gateway.domain.letter import ReceiptOutcome
from gateway.errors import ComityError, Reason
from gateway.trust.dsse import SignedBytes
from gateway.trust.federation import Directory
from gateway.trust.proofs.receipt_contradiction import (
    ContradictionKind,
    ProvenContradiction,
    ReceiptContradiction,
    contradictions_among,
    read_contradiction,
    verify_contradiction,
)
from gateway.trust.receipts import make_receipt
from gateway.trust.suites import Suite
from tests.support.house import House
from tests.support.raising import refuses
from tests.unit.trust.test_receipts import a_receipt

OTHER = {"message_id": "019326c5-0000-7000-8000-000000000009", "message_digest": "e" * 64}
REFUSED: dict[str, Any] = {
    "outcome": ReceiptOutcome.REFUSED,
    "reason": "NOT_AUTHORISED",
    "last_instant": None,
    "calendar_digest": "",
    "rulebook": "",
}


def signed(house: House, *, suite: Suite = Suite.ED25519_MLDSA65, **changes: Any) -> bytes:
    receipt = a_receipt(house, **changes)
    return make_receipt(receipt, ring=house.rings[receipt.receiver], suite=suite).to_bytes()


def proof(house: House, *changes: dict[str, Any]) -> ReceiptContradiction:
    one, other = (signed(house, **each) for each in changes)
    return ReceiptContradiction.of("FR", one, other, found=house.now)


def judged(
    house: House, made: ReceiptContradiction, directory: Directory | None = None
) -> ProvenContradiction:
    return verify_contradiction(made, directory or house.directory, house.now)


def refused(
    house: House, made: ReceiptContradiction, directory: Directory | None = None
) -> ComityError:
    with pytest.raises(ComityError) as caught:
        judged(house, made, directory)
    return caught.value


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        (REFUSED, "outcome"),
        ({"journal_position": 18}, "journal_position"),
        ({"last_instant": None}, "last_instant"),
        ({"calendar_digest": "d" * 64}, "calendar_digest"),
        ({"rulebook": "EU-2021-821/2026-4"}, "rulebook"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_two_for_one_letter_that_say_different_things(
    house: House, changes: dict[str, Any], field: str
) -> None:
    found = judged(house, proof(house, {}, changes))
    assert found.kind is ContradictionKind.ONE_LETTER
    assert field in found.differing
    assert "FR has signed two receipts for one letter" in found.text
    assert field in {name for name, _, _ in found.said()}


@pytest.mark.parametrize("years", [-30, 70])
def test_an_instant_that_no_key_was_made_for_proves_it_as_well(house: House, years: int) -> None:
    """The instant may be the lie, so it does not choose the keys."""
    at = house.now + timedelta(days=365 * years)
    assert judged(house, proof(house, {}, {"received": at})).differing == ("received",)


def test_two_letters_at_one_position(house: House) -> None:
    found = judged(house, proof(house, {}, OTHER))
    assert found.kind is ContradictionKind.ONE_POSITION
    assert found.text == "FR has signed that two letters have position 17 in its journal"
    assert set(found.differing) == {"message_id", "message_digest"}


def test_whoever_found_it_it_is_one_contradiction(house: House) -> None:
    """In either order, and with other signatures of the same two receipts."""
    one, other = signed(house), signed(house, **REFUSED)
    again = signed(house, **REFUSED, suite=Suite.ED25519)
    digests = {
        judged(house, ReceiptContradiction.of("FR", *two, found=house.now)).digest
        for two in ((one, other), (other, one), (one, again))
    }
    assert len(digests) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"tls_group": "X25519"},
        {"contiguous_sequence": 9},
        {"directory_version": 4, "directory_digest": "a" * 64},
        {**OTHER, "journal_position": 18},
        {**REFUSED, "reason": "SENDER_MISMATCH"},
    ],
    ids=["the same", "line", "other letters", "directory", "another letter", "brought by another"],
)
def test_what_can_both_be_true_is_no_contradiction(house: House, changes: dict[str, Any]) -> None:
    assert refused(house, proof(house, {}, changes)).reason is Reason.PROOF_INVALID
    both = [signed(house), signed(house, **changes)]
    assert contradictions_among(both, "FR", house.directory, house.now) == ()


def test_the_same_signed_twice_is_no_contradiction(house: House) -> None:
    both = [signed(house), signed(house, suite=Suite.ED25519)]
    assert contradictions_among(both, "FR", house.directory, house.now) == ()


def test_one_that_another_has_signed_is_forged(house: House) -> None:
    """DE makes FR's refusal itself."""
    own = make_receipt(
        a_receipt(house, receiver="DE", **REFUSED), ring=house.rings["DE"], suite=Suite.ED25519
    ).to_bytes()
    forged = ReceiptContradiction.of("FR", signed(house), own, found=house.now)
    assert refused(house, forged).reason is Reason.SIGNATURE_INVALID
    assert contradictions_among([signed(house), own], "FR", house.directory, house.now) == ()


def test_one_of_whom_nobody_knows_is_refused(house: House) -> None:
    made = proof(house, {}, REFUSED).model_copy(update={"receiver": "NL"})
    assert refused(house, made).reason is Reason.PEER_UNKNOWN


def test_a_half_of_a_hybrid_members_is_refused(house: House) -> None:
    hybrid = house.with_member("FR", minimum_suite=Suite.ED25519_MLDSA65)
    half = SignedBytes.from_bytes(signed(house, **REFUSED))
    for kept in half.signatures:
        cut = SignedBytes(half.payload_type, half.payload, (kept,)).to_bytes()
        made = ReceiptContradiction.of("FR", signed(house), cut, found=house.now)
        assert refused(house, made, hybrid).reason in {
            Reason.SIGNATURE_INVALID,
            Reason.SUITE_REFUSED,
        }
    classic = signed(house, **REFUSED, suite=Suite.ED25519)
    made = ReceiptContradiction.of("FR", signed(house), classic, found=house.now)
    assert refused(house, made, hybrid).reason is Reason.SUITE_REFUSED


def test_a_key_that_is_revoked_proves_nothing_and_one_that_has_retired_does(house: House) -> None:
    made = proof(house, {}, REFUSED)
    keys = house.directory.member("FR").keys
    old = house.now - timedelta(days=90)
    retired = tuple(replace(key, retired_at=old) for key in keys)
    assert judged(house, made, house.with_member("FR", keys=retired)).differing
    revoked = tuple(replace(key, revoked_at=house.now) for key in keys)
    gone = house.with_member("FR", keys=revoked)
    assert refused(house, made, gone).reason is Reason.KEY_INVALID


def test_of_another_federation_it_proves_nothing(house: House) -> None:
    far = {"federation_id": "f" * 64}
    made = proof(house, far, {**far, **REFUSED})
    assert refused(house, made).reason is Reason.PROOF_INVALID


def test_what_is_no_receipt_is_none(house: House) -> None:
    made = ReceiptContradiction.of("FR", signed(house), b"octets", found=house.now)
    assert refused(house, made).reason is Reason.MESSAGE_MALFORMED


def test_octets_behind_what_was_signed_are_refused(house: House) -> None:
    longer = signed(house, **REFUSED) + b"\x7a\x03abc"
    made = ReceiptContradiction.of("FR", signed(house), longer, found=house.now)
    assert refused(house, made).reason in {Reason.PROOF_INVALID, Reason.MESSAGE_MALFORMED}


@pytest.mark.parametrize("field", ["format", "receiver", "first", "second", "found"])
def test_a_malformed_file_names_the_field(house: House, field: str) -> None:
    made = json.loads(proof(house, {}, REFUSED).model_dump_json())
    assert judged(house, read_contradiction(json.dumps(made).encode())).differing
    with refuses(ComityError, Reason.MESSAGE_MALFORMED) as caught:
        read_contradiction(json.dumps({**made, field: "§"}).encode())
    assert caught.value.metadata["field"] == field


def test_a_file_that_is_too_large_is_not_read(house: House) -> None:
    made = json.loads(proof(house, {}, REFUSED).model_dump_json())
    made["first"] = b64encode(bytes(2**18)).decode()
    with refuses(ComityError, Reason.MESSAGE_TOO_LARGE):
        read_contradiction(json.dumps(made).encode())


def test_among_many_each_is_found_once(house: House) -> None:
    """Ten honest receipts, a refusal of the third letter, and an eleventh at the fifth's place."""
    numbered: list[dict[str, Any]] = [
        {
            "message_id": f"019326c5-0000-7000-8000-0000000000{number:02x}",
            "message_digest": f"{number:064x}",
            "journal_position": number,
        }
        for number in range(1, 12)
    ]
    honest = [signed(house, **each) for each in numbered[:10]]
    lies = [
        signed(house, **numbered[2], **REFUSED),
        signed(house, **{**numbered[10], "journal_position": 5}),
    ]
    found = contradictions_among([*honest, *lies], "FR", house.directory, house.now)
    assert {judged(house, each).kind for each in found} == set(ContradictionKind)
    assert len(found) == 2
    assert contradictions_among(honest, "FR", house.directory, house.now) == ()
